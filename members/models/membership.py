"""A person's dated place in a group."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Recorded
from groups.models import EnterpriseGroup
from members.models.person import Person
from members.queries import MembershipQuerySet


class MembershipRole(models.TextChoices):
    """What a member is in the group. Chair, secretary and treasurer are held by one person at a time (DM02)."""

    CHAIR = "chair", _("Ketua")
    SECRETARY = "secretary", _("Sekretaris")
    TREASURER = "treasurer", _("Bendahara")
    CADRE = "cadre", _("Kader")
    MEMBER = "member", pgettext_lazy("jabatan", "Anggota")


SINGLE_ROLES = (MembershipRole.CHAIR, MembershipRole.SECRETARY, MembershipRole.TREASURER)


class Membership(Recorded):
    """One person in one group with one role, from a local day up to (not including) another (DM01).

    `village` repeats the group's village, so that scope and totals never join; the actions that move a group write
    both. That two people never hold one single role at once is kept by the database on every date (see the migrations).
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships", verbose_name=_("orang"))
    group = models.ForeignKey(
        EnterpriseGroup, models.PROTECT, related_name="memberships", db_index=False, verbose_name=_("kelompok")
    )
    village = models.ForeignKey(
        "regions.Region",
        models.PROTECT,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=_("desa/kelurahan"),
    )
    role = models.CharField(_("jabatan"), max_length=10, choices=MembershipRole.choices, default=MembershipRole.MEMBER)
    started_on = models.DateField(_("sejak"))
    ended_on = models.DateField(_("sampai"), null=True, blank=True)
    leave_reason = models.CharField(_("alasan keluar atau berganti"), max_length=300, blank=True)
    second_group_reason = models.CharField(_("alasan ikut dua kelompok"), max_length=300, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("keanggotaan")
        verbose_name_plural = _("keanggotaan")
        ordering = ["village_id", "group_id", "id"]
        indexes = [
            models.Index(fields=["group", "role"], name="membership_group_role"),
            models.Index(fields=["village", "group", "id"], name="membership_village_group"),
            # Who was chair when: small, and whole lists of groups are searched for those without one.
            models.Index(
                fields=["group", "started_on", "ended_on", "person"],
                name="membership_chair",
                condition=Q(role=MembershipRole.CHAIR),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "group"],
                condition=Q(ended_on__isnull=True),
                name="membership_once_at_a_time",
                violation_error_message=_("Orang ini masih tercatat sebagai anggota kelompok ini."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=MembershipRole.values),
                name="membership_role_known",
                violation_error_message=_("Jabatan tidak dikenal."),
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="membership_period",
                violation_error_message=_("Tanggal keluar tidak boleh sebelum tanggal masuk."),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.person_id} → #{self.group_id}"

    def audit_name(self) -> str:
        """`Keanggotaan di Melati (Ketua)`: where and as what, not who."""
        return f"Keanggotaan di {self.group} ({self.get_role_display()})"

    def is_current_on(self, day) -> bool:
        """True if the membership holds on the given local day."""
        return self.started_on <= day and (self.ended_on is None or day < self.ended_on)
