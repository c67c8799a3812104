"""What the read side keeps: stored totals, so that no landing page ever counts members (DB01), and prepared files."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs.models import Job
from regions.models import Level
from regions.scoping import RegionScopedQuerySet


class TotalQuerySet(RegionScopedQuerySet):
    """Stored totals, scoped by their region."""

    region_field = "code"

    def at_level(self, level: int):
        """Totals of districts, or of regencies."""
        return self.filter(level=level)


class RegionTotal(models.Model):
    """The figures of one district or regency, as defined in `docs/figures.md`. Money in whole rupiah.

    A regency's row is the sum of its districts', written together with them, so that a nation is added up from 514
    rows. A region in which nothing was ever registered has no row.
    """

    code = models.CharField(_("kode wilayah"), max_length=6, primary_key=True)
    level = models.PositiveSmallIntegerField(_("tingkat"), choices=Level.choices)
    groups_active = models.PositiveIntegerField(_("kelompok aktif"), default=0)
    groups_inactive = models.PositiveIntegerField(_("kelompok tidak aktif"), default=0)
    groups_dissolved = models.PositiveIntegerField(_("kelompok bubar"), default=0)
    members = models.PositiveIntegerField(_("anggota"), default=0)
    members_female = models.PositiveIntegerField(_("anggota perempuan"), default=0)
    kb_taking_part = models.PositiveIntegerField(_("peserta KB"), default=0)
    kb_unknown = models.PositiveIntegerField(_("belum tercatat status KB"), default=0)
    capital = models.BigIntegerField(_("modal"), default=0)
    groups_verified = models.PositiveIntegerField(_("kelompok dengan modal terverifikasi"), default=0)
    capital_verified = models.BigIntegerField(_("modal terverifikasi"), default=0)

    objects = TotalQuerySet.as_manager()

    class Meta:
        verbose_name = _("angka wilayah")
        verbose_name_plural = _("angka wilayah")
        ordering = ["code"]
        indexes = [models.Index(fields=["level", "code"], name="total_level_code")]

    def __str__(self) -> str:
        return self.code


class RegionTierTotal(models.Model):
    """Active groups of one district or regency in one capital tier, and their capital.

    An empty tier: no capital on record.
    """

    code = models.CharField(_("kode wilayah"), max_length=6)
    level = models.PositiveSmallIntegerField(_("tingkat"), choices=Level.choices)
    tier = models.CharField(_("kode jenjang"), max_length=20, blank=True)
    groups = models.PositiveIntegerField(_("kelompok"), default=0)
    capital = models.BigIntegerField(_("modal"), default=0)

    objects = TotalQuerySet.as_manager()

    class Meta:
        verbose_name = _("angka jenjang wilayah")
        verbose_name_plural = _("angka jenjang wilayah")
        ordering = ["code", "tier"]
        indexes = [models.Index(fields=["level", "code"], name="tier_total_level_code")]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "tier"],
                name="tier_total_once",
                violation_error_message=_("Jenjang ini sudah dihitung untuk wilayah ini."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.tier}"


class RefreshState(models.Model):
    """When one regency's totals were last made from its rows, under which rules, and until which day they hold.

    Its row is also the lock that lets one refresher at a time into a regency. Empty `rules` mean: not to be trusted.
    """

    regency_code = models.CharField(_("kode kabupaten/kota"), max_length=4, primary_key=True)
    computed_at = models.DateTimeField(_("dihitung pada"), null=True)
    # The next local day on which these figures change by themselves: a dated leave, a record that grows old, new bands.
    next_on = models.DateField(_("berubah sendiri pada"), null=True)
    rules = models.CharField(_("aturan yang dipakai"), max_length=64, blank=True, default="")

    class Meta:
        verbose_name = _("keadaan penghitungan")
        verbose_name_plural = _("keadaan penghitungan")
        ordering = ["regency_code"]

    def __str__(self) -> str:
        return self.regency_code


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
