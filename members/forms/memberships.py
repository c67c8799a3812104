"""Leaving a group, taking an office, moving to another group."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.editing import VersionedForm
from groups.models import EnterpriseGroup, GroupStatus
from members.models import Membership, MembershipRole
from regions.clock import local_today
from regions.dates import LocalDateField, set_today


class MembershipForm(VersionedForm):
    """A dated change of one membership, with its reason."""

    on = LocalDateField(label=_("Tanggal"), help_text=_("Hari ini atau sebelumnya."))
    reason = forms.CharField(label=_("Alasan"), max_length=300)

    class Meta:
        model = Membership
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today = local_today(self.instance.group)
        set_today(self, today)
        self.fields["on"].initial = today


class EndForm(MembershipForm):
    """The day from which the person is no member; it may lie ahead (DM07)."""

    on = LocalDateField(
        label=_("Keluar mulai tanggal"),
        ahead=1,
        help_text=_("Mulai hari itu tidak dihitung lagi sebagai anggota. Boleh tanggal yang akan datang."),
    )
    reason = forms.CharField(label=_("Alasan keluar"), max_length=300, help_text=_("Contoh: pindah desa."))
    field_order = ["on", "reason"]


class AppointForm(MembershipForm):
    """Another role from a day on."""

    role = forms.ChoiceField(
        label=_("Jabatan baru"),
        choices=[("", _("Pilih jabatan")), *MembershipRole.choices],
        help_text=_("Ketua, sekretaris, dan bendahara masing-masing satu orang."),
    )
    on = LocalDateField(label=_("Mulai tanggal"), help_text=_("Tanggal pengangkatan, hari ini atau sebelumnya."))
    reason = forms.CharField(
        label=_("Dasar atau alasan"), max_length=300, help_text=_("Contoh: hasil musyawarah anggota.")
    )
    replaces = forms.IntegerField(label=_("Pergantian jabatan"), required=False, widget=forms.HiddenInput)
    field_order = ["role", "on", "reason"]


class TransferForm(MembershipForm):
    """Another group from a day on. Groups are found by typing, inside the user's territory."""

    to_group = forms.CharField(required=False, max_length=20, label=_("Kelompok tujuan"))
    on = LocalDateField(label=_("Pindah mulai tanggal"), help_text=_("Hari ini atau sebelumnya."))
    reason = forms.CharField(label=_("Alasan pindah"), max_length=300, help_text=_("Contoh: pindah rumah."))
    second_group_ok = forms.BooleanField(label=_("Ya, orang ini memang ikut dua kelompok"), required=False)
    second_group_reason = forms.CharField(
        label=_("Alasan ikut dua kelompok"),
        max_length=300,
        required=False,
        help_text=_("Contoh: mengelola dua usaha yang berbeda."),
    )
    field_order = ["to_group", "on", "reason"]

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_to_group(self):
        """The chosen group, by its number, among those this user may see."""
        groups = EnterpriseGroup.objects.visible_to(self.user).exclude(status=GroupStatus.DISSOLVED)
        typed = self.cleaned_data["to_group"]
        group = groups.select_related("village").filter(number=typed).first() if typed.isalnum() else None
        if group is None:
            raise ValidationError(_("Pilih kelompok tujuan. Ketik nama atau nomornya, lalu pilih dari daftar."))
        return group

    @property
    def asks_second_group(self) -> bool:
        """True if the page must show the question about a second group."""
        names = ("second_group_reason", "second_group_ok")
        return any(self[name].errors or (self.is_bound and self[name].value()) for name in names)
