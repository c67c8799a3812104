"""The name of a kept filter and with whom it is shared (SD07)."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SavedFilterForm(forms.Form):
    """Name and sharing; what is kept comes from the list's own address."""

    name = forms.CharField(
        label=_("Nama saringan"),
        max_length=60,
        help_text=_("Jangan menulis nama orang di sini."),
        error_messages={"required": _("Tulis nama saringan.")},
    )
    is_shared = forms.BooleanField(
        label=_("Bagikan"),
        required=False,
        help_text=_("Terlihat oleh pengguna lain di wilayah yang sama, di dalamnya, atau di atasnya."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].example = _("Belum ada ketua, kecamatan saya")

    def clean_name(self) -> str:
        """The name in one line."""
        return " ".join(self.cleaned_data["name"].split())
