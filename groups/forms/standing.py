"""Dated changes of a group's status, stage and village."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from groups.models import GroupStage, GroupStatus
from regions.clock import local_today
from regions.dates import LocalDateField, set_today


class StatusForm(forms.Form):
    """A status since a day."""

    status = forms.ChoiceField(
        label=_("Status baru"),
        choices=GroupStatus.choices,
        widget=forms.RadioSelect,
        help_text=_("Kelompok yang tidak aktif atau bubar tetap tersimpan dan dapat aktif kembali."),
    )
    on = LocalDateField(label=_("Berlaku sejak"), help_text=_("Hari perubahan itu terjadi."), example="31/12/2025")
    reason = forms.CharField(label=_("Alasan"), max_length=300, help_text=_("Apa yang terjadi pada kelompok."))

    def __init__(self, *args, group, **kwargs):
        super().__init__(*args, **kwargs)
        set_today(self, local_today(group))
        self.fields["reason"].example = _("Anggota pindah, tidak ada kegiatan sejak Maret")


class StageForm(forms.Form):
    """A stage assessed on a day."""

    stage = forms.ModelChoiceField(
        GroupStage.objects.none(),
        label=_("Tahapan"),
        widget=forms.RadioSelect,
        empty_label=None,
        help_text=_("Tahapan menurut penilaian terakhir."),
    )
    on = LocalDateField(label=_("Dinilai pada"), help_text=_("Hari penilaian dilakukan."), example="31/12/2025")
    reason = forms.CharField(label=_("Dasar penilaian"), max_length=300, help_text=_("Mengapa tahapan ini dipilih."))

    def __init__(self, *args, group, **kwargs):
        super().__init__(*args, **kwargs)
        today = local_today(group)
        set_today(self, today)
        self.fields["stage"].queryset = GroupStage.objects.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=today))
        self.fields["reason"].example = _("Penilaian K/0 bersama ketua")


class MoveForm(forms.Form):
    """Why a group belongs to another village now."""

    reason = forms.CharField(label=_("Alasan"), max_length=300, help_text=_("Mengapa kelompok dicatat di desa lain."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].example = _("Pemekaran desa tahun 2025")
