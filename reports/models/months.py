"""The totals of months: what the registers said, and when groups were last seen."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from regions.models import Level
from reports.models.totals import TotalQuerySet


class MonthTotal(models.Model):
    """ADA, LAPOR and what was reported, of one district or regency in one month, as defined in `docs/figures.md`.

    A regency's row is the sum of its districts'. A month in which no group existed has no row.
    """

    code = models.CharField(_("kode wilayah"), max_length=6)
    level = models.PositiveSmallIntegerField(_("tingkat"), choices=Level.choices)
    month = models.DateField(_("bulan"))
    existing = models.PositiveIntegerField(_("ADA"), default=0)
    reporting = models.PositiveIntegerField(_("LAPOR"), default=0)
    on_time = models.PositiveIntegerField(_("tepat waktu"), default=0)
    approved = models.PositiveIntegerField(_("disetujui"), default=0)
    met = models.PositiveIntegerField(_("kelompok yang bertemu"), default=0)
    meetings = models.PositiveIntegerField(_("pertemuan"), default=0)
    topic_business = models.PositiveIntegerField(_("materi usaha ekonomi keluarga"), default=0)
    topic_finance = models.PositiveIntegerField(_("materi pengelolaan keuangan keluarga"), default=0)
    topic_health = models.PositiveIntegerField(_("materi KB dan kesehatan reproduksi"), default=0)
    coaching = models.PositiveIntegerField(_("kelompok yang dibina"), default=0)

    objects = TotalQuerySet.as_manager()

    class Meta:
        verbose_name = _("angka bulan")
        verbose_name_plural = _("angka bulan")
        ordering = ["code", "month"]
        indexes = [models.Index(fields=["level", "month", "code"], name="month_total_level")]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "month"],
                name="month_total_once",
                violation_error_message=_("Bulan ini sudah dihitung untuk wilayah ini."),
            ),
            models.CheckConstraint(
                condition=models.Q(reporting__lte=models.F("existing"))
                & models.Q(on_time__lte=models.F("reporting"))
                & models.Q(approved__lte=models.F("reporting")),
                name="month_total_reporting_exist",
                violation_error_message=_("LAPOR tidak pernah lebih banyak daripada ADA."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.month:%Y-%m}"


class SeenTotal(models.Model):
    """Active groups of one district or regency by the month in which they were last seen (NX06).

    By month and not by state: so a new month changes what is said of them without anything being counted anew.
    """

    code = models.CharField(_("kode wilayah"), max_length=6)
    level = models.PositiveSmallIntegerField(_("tingkat"), choices=Level.choices)
    seen_month = models.DateField(_("terakhir dilihat pada bulan"))
    groups = models.PositiveIntegerField(_("kelompok"), default=0)

    objects = TotalQuerySet.as_manager()

    class Meta:
        verbose_name = _("angka kabar terakhir")
        verbose_name_plural = _("angka kabar terakhir")
        ordering = ["code", "seen_month"]
        indexes = [models.Index(fields=["level", "code"], name="seen_total_level_code")]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "seen_month"],
                name="seen_total_once",
                violation_error_message=_("Bulan ini sudah dihitung untuk wilayah ini."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.seen_month:%Y-%m}"


class MonthState(models.Model):
    """Which months of one regency are kept, and when they were last made from their rows.

    Its row is also the lock that lets one refresher at a time into a regency. Without `computed_at` nothing kept here
    is to be trusted.
    """

    regency_code = models.CharField(_("kode kabupaten/kota"), max_length=4, primary_key=True)
    computed_at = models.DateTimeField(_("dihitung pada"), null=True)
    from_month = models.DateField(_("sejak bulan"), null=True)
    through_month = models.DateField(_("sampai bulan"), null=True)
    # Counts the recomputations: what is drawn from these months is good while it stays (reports/drawn.py).
    revision = models.PositiveIntegerField(_("penghitungan ke-"), default=0, db_default=0)

    class Meta:
        verbose_name = _("keadaan penghitungan bulan")
        verbose_name_plural = _("keadaan penghitungan bulan")
        ordering = ["regency_code"]

    def __str__(self) -> str:
        return self.regency_code
