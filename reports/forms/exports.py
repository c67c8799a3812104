"""How a list leaves, and why with personal columns."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.models import ExportFormat

NOT_CLEAR = _("Tulis alasan yang jelas, paling sedikit 10 huruf.")
FEWEST_LETTERS, FEWEST_KINDS = 10, 4


class ExportForm(forms.Form):
    """The format; for those who may, the personal columns with the reason, which is kept in the access log."""

    format = forms.ChoiceField(
        label=_("Jenis berkas"),
        choices=[
            (ExportFormat.XLSX, _("XLSX, untuk dibuka di lembar kerja")),
            (ExportFormat.CSV, _("CSV, untuk program lain")),
        ],
        initial=ExportFormat.XLSX,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih XLSX atau CSV."), "invalid_choice": _("Pilih XLSX atau CSV.")},
    )
    personal = forms.BooleanField(
        label=_("Sertakan kolom pribadi"),
        required=False,
        help_text=_("NIK utuh, tanggal lahir, nomor HP, alamat, dan metode KB. Tanpa ini NIK tersamar."),
    )
    reason = forms.CharField(
        label=_("Alasan mengunduh data pribadi"),
        required=False,
        max_length=300,
        help_text=_("Wajib bila kolom pribadi disertakan, paling sedikit 10 huruf. Alasan ini tercatat."),
    )

    def __init__(self, *args, may_personal: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].example = _("pengajuan KUR bersama Bank BRI, diminta dinas")
        if not may_personal:
            del self.fields["personal"], self.fields["reason"]

    def clean(self):
        """Personal columns leave with a reason in words: a row of dots or of one letter is none."""
        cleaned = super().clean()
        letters = [sign for sign in cleaned.get("reason", "").casefold() if sign.isalpha()]
        if cleaned.get("personal") and (len(letters) < FEWEST_LETTERS or len(set(letters)) < FEWEST_KINDS):
            self.add_error("reason", forms.ValidationError(NOT_CLEAR, code="not_clear"))
        return cleaned

    @property
    def is_personal(self) -> bool:
        """True where personal columns were asked for by somebody who may."""
        return self.cleaned_data.get("personal", False)

    @property
    def said_reason(self) -> str:
        """The reason, where one is needed."""
        return self.cleaned_data["reason"].strip() if self.is_personal else ""
