"""Lists that are prepared, or lie ready for a day, as files."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs.models import Job


class ExportFormat(models.TextChoices):
    """What a list can leave as."""

    XLSX = "xlsx", "XLSX"
    CSV = "csv", "CSV"


class ExportFile(models.Model):
    """A long list that is being prepared, or lies ready for a day, as a file for who asked for it (IE08, IE09).

    `asked` is the query of the list's address, sealed: somebody may have typed a name there. `scope` is the territory
    it was made for; who has another one since gets nothing. `format` may turn from XLSX to CSV (`is_switched`).
    """

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, verbose_name=_("diminta oleh")
    )
    job = models.OneToOneField(Job, models.PROTECT, null=True, related_name="+", verbose_name=_("pekerjaan"))
    listing = models.CharField(_("daftar"), max_length=20)
    asked = models.TextField(_("saringan tersegel"), blank=True)
    format = models.CharField(_("jenis berkas"), max_length=4, choices=ExportFormat.choices)
    is_switched = models.BooleanField(_("menjadi CSV"), default=False)
    is_personal = models.BooleanField(_("dengan kolom pribadi"), default=False)
    reason = models.CharField(_("alasan"), max_length=300, blank=True)
    scope = models.CharField(_("sidik wilayah"), max_length=64)
    asked_at = models.DateTimeField(_("diminta pada"), auto_now_add=True)
    row_count = models.PositiveBigIntegerField(_("baris"), null=True)
    size = models.PositiveBigIntegerField(_("ukuran (bita)"), default=0)
    expires_at = models.DateTimeField(_("berlaku sampai"), null=True)

    class Meta:
        verbose_name = _("berkas unduhan")
        verbose_name_plural = _("berkas unduhan")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["by", "-id"], name="export_of_user"),
            models.Index(fields=["expires_at"], name="export_expiry"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(format__in=ExportFormat.values), name="export_format"),
        ]

    def __str__(self) -> str:
        return f"{self.listing} #{self.pk}"

    def get_absolute_url(self) -> str:
        """The page from which it is taken."""
        return reverse("export_detail", args=[self.pk])

    @property
    def is_ready(self) -> bool:
        """True once it is whole, until its time is over."""
        return self.expires_at is not None and timezone.now() < self.expires_at

    @property
    def is_over(self) -> bool:
        """True when its time is over."""
        return self.expires_at is not None and timezone.now() >= self.expires_at


class ExportPart(models.Model):
    """A piece of a prepared file, pressed and sealed: nothing of it lies readable on a disk."""

    file = models.ForeignKey(
        ExportFile, models.CASCADE, related_name="parts", db_index=False, verbose_name=_("berkas unduhan")
    )
    number = models.PositiveIntegerField(_("urutan"))
    sealed = models.BinaryField(_("isi tersegel"))

    class Meta:
        verbose_name = _("isi berkas unduhan")
        verbose_name_plural = _("isi berkas unduhan")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="export_part_once")]

    def __str__(self) -> str:
        return f"#{self.file_id}/{self.number}"
