"""How a group stands: its status and its stage, each with a dated history."""

from django.conf import settings
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _


class GroupStatus(models.TextChoices):
    """Whether a group works. Separate from its stage; every change is dated and has a reason (DM09)."""

    ACTIVE = "active", _("Aktif")
    INACTIVE = "inactive", _("Tidak aktif")
    DISSOLVED = "dissolved", _("Bubar")


class GroupStage(models.Model):
    """One stage of development (dasar, berkembang, mandiri). A table, so that the ministry can change it."""

    code = models.SlugField(_("kode"), max_length=20, unique=True)
    name = models.CharField(_("nama"), max_length=60)
    rank = models.PositiveSmallIntegerField(_("urutan"), unique=True)
    retired_on = models.DateField(_("tidak dipakai sejak"), null=True, blank=True)

    class Meta:
        verbose_name = _("tahapan kelompok")
        verbose_name_plural = _("tahapan kelompok")
        ordering = ["rank"]

    def __str__(self) -> str:
        return self.name


class StatusChange(models.Model):
    """One dated change of a group's status, with its reason. Append-only."""

    group = models.ForeignKey(
        "groups.EnterpriseGroup", models.PROTECT, related_name="status_changes", verbose_name=_("kelompok")
    )
    status = models.CharField(_("status"), max_length=10, choices=GroupStatus.choices)
    on = models.DateField(_("berlaku sejak"))
    reason = models.CharField(_("alasan"), max_length=300)
    recorded_at = models.DateTimeField(_("dicatat pada"), auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("dicatat oleh")
    )

    class Meta:
        verbose_name = _("perubahan status")
        verbose_name_plural = _("perubahan status")
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=GroupStatus.values),
                name="status_change_status",
                violation_error_message=_("Status harus aktif, tidak aktif, atau bubar."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.status} {self.on:%Y-%m-%d}"

    def audit_name(self) -> str:
        """`Status kelompok Melati: Aktif sejak 1 November 2026`."""
        return f"Status kelompok {self.group}: {self.get_status_display()} sejak {date_format(self.on, 'j F Y')}"


class StageAssessment(models.Model):
    """One dated assessment of a group's stage, with its reason. Append-only."""

    group = models.ForeignKey(
        "groups.EnterpriseGroup", models.PROTECT, related_name="stage_assessments", verbose_name=_("kelompok")
    )
    stage = models.ForeignKey(GroupStage, models.PROTECT, related_name="+", verbose_name=_("tahapan"))
    on = models.DateField(_("dinilai pada"))
    reason = models.CharField(_("alasan"), max_length=300)
    recorded_at = models.DateTimeField(_("dicatat pada"), auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("dicatat oleh")
    )

    class Meta:
        verbose_name = _("penilaian tahapan")
        verbose_name_plural = _("penilaian tahapan")
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.group_id} {self.stage_id} {self.on:%Y-%m-%d}"

    def audit_name(self) -> str:
        """`Tahapan kelompok Melati: Mandiri, dinilai 1 November 2026`."""
        return f"Tahapan kelompok {self.group}: {self.stage}, dinilai {date_format(self.on, 'j F Y')}"
