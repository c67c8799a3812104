"""Dated facts, and the reason for which a NIK is opened."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from members.forms.persons import choices_with_empty
from members.models import KbMethod, KbStatus, NonUseReason, WelfareStage
from regions.clock import local_today
from regions.dates import LocalDateField, set_today

NOT_CLEAR = _("Tulis alasan yang jelas, paling sedikit 10 huruf.")
# Different letters in a reason; the shortest that anyone would read has more.
FEWEST_LETTERS = 4


class KbRecordForm(forms.Form):
    """A KB status from a day on; the method only for those who may know it (AU07)."""

    on = LocalDateField(label=_("Sejak tanggal"), help_text=_("Hari mulai status ini, hari ini atau sebelumnya."))
    status = forms.ChoiceField(
        label=_("Status KB"),
        choices=choices_with_empty(KbStatus, _("Pilih status")),
        help_text=_("Keadaan orang ini mulai tanggal itu."),
    )
    method = forms.ChoiceField(
        label=_("Metode KB"),
        choices=choices_with_empty(KbMethod, _("Belum diketahui")),
        required=False,
        help_text=_("Hanya untuk peserta KB baru, aktif, atau lestari."),
    )
    non_use_reason = forms.ChoiceField(
        label=_("Alasan tidak ber-KB"),
        choices=choices_with_empty(NonUseReason, _("Tidak diisi")),
        required=False,
        help_text=_("Hanya bila sedang tidak ber-KB."),
    )
    reason = forms.CharField(
        label=_("Keterangan"),
        max_length=300,
        required=False,
        help_text=_("Misalnya bila catatan ini membetulkan yang lama."),
    )

    def __init__(self, *args, user, person, **kwargs):
        super().__init__(*args, **kwargs)
        set_today(self, local_today(person))
        self.fields["on"].initial = local_today(person)
        if not user.allows(Permission.KB_METHOD_VIEW):
            del self.fields["method"]


class WelfareRecordForm(forms.Form):
    """A welfare stage from a day on."""

    on = LocalDateField(label=_("Sejak tanggal"), help_text=_("Hari pendataan, hari ini atau sebelumnya."))
    stage = forms.ChoiceField(
        label=_("Tahapan KS"),
        choices=choices_with_empty(WelfareStage, _("Pilih tahapan")),
        help_text=_("Tahapan keluarga sejahtera mulai tanggal itu."),
    )
    reason = forms.CharField(
        label=_("Keterangan"),
        max_length=300,
        required=False,
        help_text=_("Misalnya bila catatan ini membetulkan yang lama."),
    )

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        set_today(self, local_today(person))
        self.fields["on"].initial = local_today(person)


class NikShowForm(forms.Form):
    """Why the numbers are opened; kept in the access log."""

    reason = forms.CharField(
        label=_("Alasan membuka NIK"),
        min_length=10,
        max_length=300,
        help_text=_("Paling sedikit 10 huruf. Contoh: mencocokkan dengan KTP untuk pengajuan KUR."),
        error_messages={"min_length": NOT_CLEAR},
    )

    def clean_reason(self):
        """A reason in words: a row of dots or of one letter is none."""
        reason = self.cleaned_data["reason"]
        if len({sign for sign in reason.casefold() if sign.isalpha()}) < FEWEST_LETTERS:
            raise forms.ValidationError(NOT_CLEAR, code="not_clear")
        return reason
