"""The month as a whole: why there was no meeting, handing in, taking back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.editing import VersionedForm
from activities.models import MonthlyReport
from regions.clock import local_today
from regions.dates import LocalDateField, set_today


class NoMeetingForm(VersionedForm):
    """Why a month had no meeting. The instance must know its group."""

    no_meeting_reason = forms.CharField(
        label=_("Alasan tidak ada pertemuan"),
        required=False,
        max_length=300,
        help_text=_("Apa yang terjadi bulan ini. Kosongkan bila ternyata ada pertemuan."),
    )

    class Meta:
        model = MonthlyReport
        fields = ["no_meeting_reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["no_meeting_reason"].example = _("Panen raya, semua anggota di sawah")
        # The first time there must be one; later it can be taken back.
        self.fields["no_meeting_reason"].required = not self.instance.no_meeting_reason


class SubmitForm(forms.Form):
    """The day of the visit, apart from the day of entry (FE10)."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    visited_on = LocalDateField(
        label=_("Tanggal kunjungan"),
        help_text=_("Hari Anda bersama kelompok atau menerima registernya, bukan hari pengetikan."),
        example="30/10/2026",
    )

    def __init__(self, *args, group, **kwargs):
        super().__init__(*args, **kwargs)
        set_today(self, local_today(group))


class WithdrawForm(forms.Form):
    """Only the version: what is taken back must be what was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class MeetingRemovalForm(forms.Form):
    """Why a meeting is taken away."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Alasan"), max_length=300, help_text=_("Mengapa pertemuan ini dihapus."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].example = _("Milik kelompok lain")
