"""The totals of today: one row per district and regency, so that no landing page ever counts members (DB01)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

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
    # Counts the recomputations, for what is derived further from these totals (HistoryState, StoredMatrix).
    revision = models.PositiveIntegerField(_("penghitungan ke-"), default=0, db_default=0)

    class Meta:
        verbose_name = _("keadaan penghitungan")
        verbose_name_plural = _("keadaan penghitungan")
        ordering = ["regency_code"]

    def __str__(self) -> str:
        return self.regency_code


class RegionCount(models.Model):
    """One count of one district or regency besides its headline figures: groups by stage, market, warning, and so on.

    `what` names it (`stage:dasar`, `warning:ketua`, `kb:active`; the list stands in `docs/figures.md`). Zero has no
    row. Made together with `RegionTotal`, under the same marks and the same lock.
    """

    code = models.CharField(_("kode wilayah"), max_length=6)
    level = models.PositiveSmallIntegerField(_("tingkat"), choices=Level.choices)
    what = models.CharField(_("yang dihitung"), max_length=40)
    count = models.PositiveIntegerField(_("banyaknya"))

    objects = TotalQuerySet.as_manager()

    class Meta:
        verbose_name = _("hitungan wilayah")
        verbose_name_plural = _("hitungan wilayah")
        ordering = ["code", "what"]
        indexes = [models.Index(fields=["level", "what", "code"], name="region_count_level")]
        constraints = [models.UniqueConstraint(fields=["code", "what"], name="region_count_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.what}"
