"""What a list of groups can be narrowed by. The names of the fields are the parameters of the address."""

import re

from django import forms
from django.core.validators import RegexValidator
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from groups.freshness import STATES
from groups.models import MarketReach
from groups.named import countries, licence_kinds, sectors, stages
from regions.fields import RegionCodeField

NONE = "belum"
RECORDED = "ada"
VERIFIED = "terverifikasi"
ANY_WARNING = "ada"
STATUSES = {"aktif": "active", "tidak-aktif": "inactive", "bubar": "dissolved", "semua": ""}
DEFAULT_STATUS = "aktif"


class MentorField(forms.CharField):
    """The number of an officer whose groups are asked for, or `belum`: groups without a mentor."""

    def __init__(self):
        shape = RegexValidator(rf"^([0-9]{{1,18}}|{NONE})$", _("Pembina ini tidak dikenal."))
        super().__init__(label=_("Pembina"), required=False, widget=forms.HiddenInput, validators=[shape])

    @staticmethod
    def narrowed(rows, value: str, column: str = "mentor"):
        """The rows of this officer's groups; `column` leads from a row to the officer."""
        if not value:
            return rows
        return rows.filter(**({f"{column}__isnull": True} if value == NONE else {column: value}))


class LongSelect(forms.Select):
    """A choice among hundreds: its options are written out at once; templates for them took long."""

    def render(self, name, value, attrs=None, renderer=None) -> SafeString:
        """The element, as Django's own template would write it."""
        chosen = set(self.format_value(value))
        options = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            ((code, mark_safe(" selected") if str(code) in chosen else "", label) for code, label in self.choices),
        )
        return format_html("<select{}>{}</select>", flatatt(self.build_attrs({"name": name}, attrs)), options)


class GroupFilterForm(forms.Form):
    """Search and filters; `bands` and `warnings` are those the viewer can see."""

    q = forms.CharField(label=_("Nama atau nomor kelompok"), required=False, max_length=120)
    wilayah = RegionCodeField()
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[
            ("aktif", _("Aktif")),
            ("tidak-aktif", _("Tidak aktif")),
            ("bubar", _("Bubar")),
            ("semua", _("Semua status")),
        ],
    )
    tahapan = forms.ChoiceField(label=_("Tahapan"), required=False)
    jenjang = forms.ChoiceField(label=_("Jenjang modal"), required=False)
    usaha = forms.ChoiceField(label=_("Jenis usaha"), required=False)
    kesegaran = forms.ChoiceField(
        label=_("Kesegaran data"),
        required=False,
        choices=[("", _("Semua kesegaran")), *((state.code, state.label) for state in STATES)],
    )
    peringatan = forms.ChoiceField(label=_("Peringatan"), required=False)
    pasar = forms.ChoiceField(
        label=_("Jangkauan pemasaran"),
        required=False,
        choices=[("", _("Semua jangkauan")), *MarketReach.choices, (NONE, _("Jangkauan belum diketahui"))],
    )
    negara = forms.ChoiceField(label=_("Negara tujuan ekspor"), required=False, widget=LongSelect)
    izin = forms.ChoiceField(label=_("Izin usaha"), required=False)
    produk = forms.ChoiceField(
        label=_("Produk"),
        required=False,
        choices=[("", _("Semua")), (RECORDED, _("Punya produk")), (NONE, _("Belum ada produk"))],
    )
    barang = forms.CharField(label=_("Nama produk"), required=False, max_length=120)
    daring = forms.ChoiceField(
        label=_("Saluran daring"),
        required=False,
        choices=[("", _("Semua")), (RECORDED, _("Berjualan daring")), (NONE, _("Belum berjualan daring"))],
    )
    lonjakan = forms.ChoiceField(
        label=_("Lonjakan modal"),
        required=False,
        choices=[("", _("Semua")), (RECORDED, _("Modal melonjak 12 bulan terakhir"))],
    )
    # Not chosen here: the address of a number that counts one officer's groups.
    pembina = MentorField()
    # Asked for seldom: they stand folded together.
    RARE = ("pasar", "negara", "izin", "produk", "barang", "daring", "lonjakan")

    def __init__(self, *args, bands, warnings, **kwargs):
        super().__init__(*args, auto_id="saring_%s", **kwargs)
        for name in self.RARE:
            self.fields[name].is_rare = True
        self.fields["tahapan"].choices = [
            ("", _("Semua tahapan")),
            *stages(),
            (NONE, _("Belum dinilai")),
        ]
        self.fields["jenjang"].choices = [
            ("", _("Semua jenjang")),
            *((band.code, band.name) for band in bands),
            (RECORDED, _("Ada catatan modal")),
            (VERIFIED, _("Modal terverifikasi 12 bulan")),
            (NONE, _("Belum ada catatan modal")),
        ]
        self.fields["negara"].choices = [("", _("Semua negara")), *countries()]
        self.fields["izin"].choices = [
            ("", _("Semua")),
            (RECORDED, _("Punya izin yang berlaku")),
            (NONE, _("Tanpa izin yang berlaku")),
            *licence_kinds(),
        ]
        self.fields["usaha"].choices = [("", _("Semua jenis usaha")), *sectors()]
        self.fields["peringatan"].choices = [
            ("", _("Semua kelompok")),
            (ANY_WARNING, _("Ada peringatan")),
            *((warning.code, warning.label) for warning in warnings),
        ]

    @property
    def rare(self) -> list:
        """The fields that are asked for seldom."""
        return [self[name] for name in self.RARE]

    @property
    def rare_is_used(self) -> bool:
        """True if one of them narrows the list now: then they are not folded away."""
        return any(self.data.get(name) for name in self.RARE)

    def clean_status(self):
        """Working groups, unless asked otherwise (DM09)."""
        return self.cleaned_data["status"] or DEFAULT_STATUS

    def clean_q(self):
        """The search in one line."""
        return " ".join(self.cleaned_data["q"].split())

    def clean_barang(self):
        """The name of a product in one line."""
        return " ".join(self.cleaned_data["barang"].split())


def typed_number(text: str) -> str:
    """The digits of a typed group number, with or without dots; empty if it is none."""
    digits = re.sub(r"[.\-–\s]", "", text)
    return digits if re.fullmatch(r"[0-9]{4,14}", digits) else ""
