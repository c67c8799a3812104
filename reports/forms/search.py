"""What is typed into the one box. Posted, so that no name and no number stands in an address or a log (SD02)."""

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 120


class SearchForm(forms.Form):
    """The words, number or code searched for."""

    q = forms.CharField(
        label=_("Cari kelompok, produk, orang, pengurus, atau wilayah"),
        max_length=LONGEST,
        widget=forms.TextInput({"type": "search", "autocomplete": "off", "data-private": "", "data-search-key": ""}),
        help_text=_(
            "Nama (paling sedikit 3 huruf), NIK, nomor kelompok, kode wilayah, kode tanda terima, atau nomor di sistem"
            " asal."
        ),
        error_messages={"required": _("Ketik nama, nomor, atau kode yang dicari.")},
    )
