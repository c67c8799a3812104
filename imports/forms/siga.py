"""A table 6A of SIGA: its month, and the file."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.uploads import OversizedUpload
from imports.reading import FileRefused
from imports.reading.limits import MEGABYTE
from imports.siga.months import month_name
from imports.siga.opening import LIMITS, open_siga, sha256_of
from imports.siga.table import SigaFile
from regions.clock import local_today
from regions.months import month_key, month_of, months_ending, parse_month, shift

_MONTHS_BACK = 36


class SigaForm(forms.Form):
    """`siga_file` and `sha256` hold what was read once the form is valid."""

    month = forms.ChoiceField(label=_("Bulan"), help_text=_("Bulan yang dicatat di tabelnya."))
    file = forms.FileField(
        label=_("Tabel 6A dari SIGA"),
        help_text=_("CSV atau XLSX, paling besar 5 MB dan 10.000 baris. Pilih berkas atau seret ke sini."),
        error_messages={"required": _("Pilih berkas tabel 6A."), "empty": _("Berkas ini kosong.")},
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx", "class": "file-drop"}),
    )
    sure = forms.BooleanField(label=_("Ya, bulan yang saya pilih benar"), required=False)

    siga_file: SigaFile
    sha256: str

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        newest = month_of(local_today(user))
        months = reversed(months_ending(newest, _MONTHS_BACK))
        self.fields["month"].choices = [(month_key(month), date_format(month, "F Y")) for month in months]
        self.fields["month"].initial = month_key(shift(newest, -1))

    def clean_month(self):
        """The month as a date."""
        return parse_month(self.cleaned_data["month"])

    def clean_file(self):
        """Read the file whole: what it refuses is said beside the field."""
        uploaded = self.cleaned_data["file"]
        try:
            if isinstance(uploaded, OversizedUpload):
                raise FileRefused("too_big", size=LIMITS.size // MEGABYTE)
            self.siga_file = open_siga(uploaded.file)
        except FileRefused as refusal:
            raise ValidationError(refusal.message, code=refusal.code) from None
        self.sha256 = sha256_of(uploaded.file)
        return uploaded

    def clean(self):
        """A file that names another month needs a tick: choosing the wrong month is easily done."""
        cleaned = super().clean()
        if not self.errors and self.differs and not cleaned["sure"]:
            named = ", ".join(month_name(number) for number in sorted(self.siga_file.months))
            message = _("Berkas ini menulis %(named)s. Pilih bulan itu, atau centang bahwa bulan Anda benar.")
            self.add_error("month", ValidationError(message, code="month", params={"named": named}))
        return cleaned

    @property
    def differs(self) -> bool:
        """True once a file was read that names months, and not the chosen one."""
        months = self.siga_file.months if hasattr(self, "siga_file") else set()
        chosen = self.cleaned_data.get("month")
        return bool(months and chosen and chosen.month not in months)
