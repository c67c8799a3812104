"""How the figures stood at the end of each month, what was aimed at, and what others have published."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from regions.models import Level
from reports.models.totals import TotalQuerySet


class HistoryTotal(models.Model):
    """The figures of one district or regency at the end of one month, as known when they were last made.

    A group counts in the village it lives in now, with its whole past, as in `MonthTotal`. A regency's row is the sum
    of its districts'. A month before the first group has no row. Money in whole rupiah.
    """

    code = models.CharField(_("kode wilayah"), max_length=6)
    level = models.PositiveSmallIntegerField(_("tingkat"), choices=Level.choices)
    month = models.DateField(_("bulan"))
    groups_active = models.PositiveIntegerField(_("kelompok aktif"), default=0)
    members = models.PositiveIntegerField(_("anggota"), default=0)
    kb_taking_part = models.PositiveIntegerField(_("peserta KB"), default=0)
    capital = models.BigIntegerField(_("modal"), default=0)

    objects = TotalQuerySet.as_manager()

    class Meta:
        verbose_name = _("angka akhir bulan")
        verbose_name_plural = _("angka akhir bulan")
        ordering = ["code", "month"]
        indexes = [models.Index(fields=["level", "month", "code"], name="history_total_level")]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "month"],
                name="history_total_once",
                violation_error_message=_("Bulan ini sudah dihitung untuk wilayah ini."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.month:%Y-%m}"


class HistoryTierTotal(models.Model):
    """Active groups of one district or regency in one capital tier at the end of one month.

    The bands are those in force on that day. An empty tier: no capital on record by then.
    """

    code = models.CharField(_("kode wilayah"), max_length=6)
    level = models.PositiveSmallIntegerField(_("tingkat"), choices=Level.choices)
    month = models.DateField(_("bulan"))
    tier = models.CharField(_("kode jenjang"), max_length=20, blank=True)
    groups = models.PositiveIntegerField(_("kelompok"), default=0)

    objects = TotalQuerySet.as_manager()

    class Meta:
        verbose_name = _("angka jenjang akhir bulan")
        verbose_name_plural = _("angka jenjang akhir bulan")
        ordering = ["code", "month", "tier"]
        indexes = [models.Index(fields=["level", "month", "code"], name="history_tier_level")]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "month", "tier"],
                name="history_tier_once",
                violation_error_message=_("Jenjang ini sudah dihitung untuk bulan ini."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.month:%Y-%m} {self.tier}"


class HistoryState(models.Model):
    """Which months of one regency's history are kept, and from which recomputation of its totals it was made.

    Its row is the lock that lets one refresher at a time into a regency. The history is due when the regency's totals
    have been made anew since (`RefreshState.revision`), or when a month has begun.
    """

    regency_code = models.CharField(_("kode kabupaten/kota"), max_length=4, primary_key=True)
    computed_at = models.DateTimeField(_("dihitung pada"), null=True)
    of_revision = models.PositiveIntegerField(_("dari penghitungan ke-"), default=0)
    from_month = models.DateField(_("sejak bulan"), null=True)
    through_month = models.DateField(_("sampai bulan"), null=True)

    class Meta:
        verbose_name = _("keadaan riwayat angka")
        verbose_name_plural = _("keadaan riwayat angka")
        ordering = ["regency_code"]

    def __str__(self) -> str:
        return self.regency_code


class Measure(models.TextChoices):
    """What can be aimed at, or has been published, as one number."""

    GROUPS = "groups", _("Kelompok")
    MEMBERS = "members", _("Anggota")
    KB_SHARE = "kb_share", _("% KB")
    CAPITAL = "capital", _("Modal (Rp)")
    TOP_TIER = "top_tier", _("Kelompok di jenjang tertinggi")
    REPORTING_SHARE = "reporting_share", _("% LAPOR")


class Target(models.Model):
    """What a region aims at by the end of a year (DB08).

    `value` is a count, whole rupiah, or for shares a percentage from 0 to 100.
    """

    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", verbose_name=_("wilayah"))
    year = models.PositiveSmallIntegerField(_("tahun"))
    measure = models.CharField(_("ukuran"), max_length=16, choices=Measure.choices)
    value = models.DecimalField(_("sasaran"), max_digits=18, decimal_places=1)
    note = models.CharField(_("dasar atau keterangan"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("sasaran")
        verbose_name_plural = _("sasaran")
        ordering = ["-year", "region_id", "measure"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "year", "measure"],
                name="target_once",
                violation_error_message=_("Sasaran ukuran ini sudah ada untuk wilayah dan tahun itu."),
            ),
            models.CheckConstraint(
                condition=models.Q(value__gte=0),
                name="target_not_negative",
                violation_error_message=_("Sasaran tidak boleh kurang dari nol."),
            ),
            models.CheckConstraint(
                condition=~models.Q(measure__in=["kb_share", "reporting_share"]) | models.Q(value__lte=100),
                name="target_share_of_hundred",
                violation_error_message=_("Sasaran persen paling tinggi 100."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_measure_display()} {self.year}"

    def audit_name(self) -> str:
        """`Sasaran Kelompok 2026 Sulawesi Barat`."""
        return f"Sasaran {self} {self.region}"

    @property
    def region_code(self) -> str:
        """The region that scopes it."""
        return self.region_id


class ReferenceFigure(models.Model):
    """A total as somebody published it: year, region, wording (aktif, dibina, ada), source. Never reconciled (UP10)."""

    year = models.PositiveSmallIntegerField(_("tahun"))
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", verbose_name=_("wilayah"))
    measure = models.CharField(_("ukuran"), max_length=16, choices=Measure.choices)
    wording = models.CharField(_("bunyi"), max_length=160)
    value = models.DecimalField(_("angka"), max_digits=18, decimal_places=1)
    source = models.CharField(_("sumber"), max_length=300)

    class Meta:
        verbose_name = _("angka terbitan")
        verbose_name_plural = _("angka terbitan")
        ordering = ["region_id", "year", "measure"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "region", "measure", "wording"],
                name="reference_figure_once",
                violation_error_message=_("Angka dengan bunyi ini sudah tercatat."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_measure_display()} {self.year}: {self.wording}"

    def audit_name(self) -> str:
        """`Angka terbitan Kelompok 2015: aktif`."""
        return f"Angka terbitan {self}"

    @property
    def region_code(self) -> str:
        """The region that scopes it."""
        return self.region_id


class StoredMatrix(models.Model):
    """A graduation matrix once computed (NX01): `cells` are `[state at A, state at B, groups, capital at A, at B]`.

    Good while the version of the territory's totals, the bands and the limit of age are those it was made under.
    """

    code = models.CharField(_("kode wilayah"), max_length=10)
    from_on = models.DateField(_("dari tanggal"))
    to_on = models.DateField(_("sampai tanggal"))
    version = models.CharField(_("keadaan data"), max_length=64)
    cells = models.JSONField(_("isi"))
    computed_at = models.DateTimeField(_("dihitung pada"), auto_now=True)

    class Meta:
        verbose_name = _("matriks tersimpan")
        verbose_name_plural = _("matriks tersimpan")
        ordering = ["code", "from_on"]
        constraints = [models.UniqueConstraint(fields=["code", "from_on", "to_on"], name="stored_matrix_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.from_on:%Y-%m-%d} {self.to_on:%Y-%m-%d}"
