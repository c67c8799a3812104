"""Reports that were made and kept, and those that are made by the calendar."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs.models import Job
from regions.models import Level
from regions.scoping import RegionScopedQuerySet


class ReportRunQuerySet(RegionScopedQuerySet):
    """Kept reports, scoped by the region they speak of."""

    region_field = "region_id"


class ReportRun(models.Model):
    """One report as it was made: what was asked and every value of it, to be run again and compared (NX09).

    `content` is the table as pressed JSON, `digest` the fingerprint of its values alone. While a heavy one is being
    made, `job` is at work and `made_at` is empty (RP07). `scope` is the fingerprint of the territory and the rights it
    was made for: who has others since opens it no more.
    """

    report = models.CharField(_("laporan"), max_length=40)
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", verbose_name=_("wilayah"))
    level = models.PositiveSmallIntegerField(_("per tingkat"), choices=Level.choices)
    on = models.DateField(_("keadaan tanggal"))
    asked = models.JSONField(_("saringan"), default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("dibuat oleh"))
    job = models.OneToOneField(Job, models.PROTECT, null=True, related_name="+", verbose_name=_("pekerjaan"))
    scope = models.CharField(_("sidik wilayah"), max_length=64)
    asked_at = models.DateTimeField(_("diminta pada"), auto_now_add=True)
    made_at = models.DateTimeField(_("dibuat pada"), null=True)
    digest = models.CharField(_("sidik isi"), max_length=64, blank=True, default="")
    row_count = models.PositiveIntegerField(_("baris"), default=0)
    content = models.BinaryField(_("isi"), null=True)
    expires_at = models.DateTimeField(_("disimpan sampai"), null=True)

    objects = ReportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("laporan tersimpan")
        verbose_name_plural = _("laporan tersimpan")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["by", "-id"], name="report_run_of_user"),
            models.Index(fields=["expires_at"], name="report_run_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.report} #{self.pk}"

    def get_absolute_url(self) -> str:
        """The page of the kept report."""
        return reverse("report_run", args=[self.pk])

    @property
    def is_ready(self) -> bool:
        """True once it is made, until its time is over."""
        return self.made_at is not None and (self.expires_at is None or timezone.now() < self.expires_at)


class Rhythm(models.TextChoices):
    """How often a report is sent."""

    WEEKLY = "weekly", _("Setiap minggu")
    MONTHLY = "monthly", _("Setiap bulan")


class ReportSchedule(models.Model):
    """A report that is made and sent by the calendar, for each recipient of the recipient's own territory (RP05)."""

    report = models.CharField(_("laporan"), max_length=40)
    rhythm = models.CharField(_("irama"), max_length=8, choices=Rhythm.choices)
    next_on = models.DateField(_("berikutnya pada"))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("pemilik"))
    recipients = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="report_schedules", verbose_name=_("penerima")
    )
    is_active = models.BooleanField(_("berjalan"), default=True)
    created_at = models.DateTimeField(_("dibuat pada"), auto_now_add=True)

    class Meta:
        verbose_name = _("jadwal laporan")
        verbose_name_plural = _("jadwal laporan")
        ordering = ["next_on", "id"]

    def __str__(self) -> str:
        return f"{self.report} {self.get_rhythm_display()}"

    def audit_name(self) -> str:
        """`Jadwal laporan rekap (Setiap bulan)`."""
        return f"Jadwal laporan {self.report} ({self.get_rhythm_display()})"


class ReportSending(models.Model):
    """One report sent, or not sent and why, to one recipient of a schedule for one day: never twice."""

    class Outcome(models.TextChoices):
        """What became of it."""

        SENT = "sent", _("Terkirim")
        CLOSED = "closed", _("Akun tidak aktif")
        NOTHING = "nothing", _("Tanpa wilayah atau izin")
        FAILED = "failed", _("Surel gagal dikirim")

    schedule = models.ForeignKey(
        ReportSchedule, models.CASCADE, related_name="sendings", verbose_name=_("jadwal laporan")
    )
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("penerima")
    )
    due_on = models.DateField(_("untuk tanggal"))
    run = models.ForeignKey(ReportRun, models.SET_NULL, null=True, related_name="+", verbose_name=_("laporan"))
    outcome = models.CharField(_("hasil"), max_length=8, choices=Outcome.choices)
    at = models.DateTimeField(_("waktu"), auto_now_add=True)

    class Meta:
        verbose_name = _("pengiriman laporan")
        verbose_name_plural = _("pengiriman laporan")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["schedule", "recipient", "due_on"], name="report_sending_once"),
        ]

    def __str__(self) -> str:
        return f"{self.schedule_id} {self.due_on:%Y-%m-%d}"
