"""The stored totals: what the read side keeps so that no landing page ever counts members (DB01)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from regions.scoping import RegionScopedQuerySet


class TotalQuerySet(RegionScopedQuerySet):
    """Stored totals, scoped by their district."""

    region_field = "district_code"


class DistrictTotal(models.Model):
    """The figures of one district, as defined in `docs/figures.md`. Money in whole rupiah.

    Every higher region is a sum over a range of codes. A district in which nothing was ever registered has no row.
    """

    district_code = models.CharField(_("kode kecamatan"), max_length=6, primary_key=True)
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
        verbose_name = _("angka kecamatan")
        verbose_name_plural = _("angka kecamatan")
        ordering = ["district_code"]

    def __str__(self) -> str:
        return self.district_code


class DistrictTierTotal(models.Model):
    """Active groups of one district in one capital tier, and their capital. An empty tier: no capital on record."""

    district_code = models.CharField(_("kode kecamatan"), max_length=6)
    tier = models.CharField(_("kode jenjang"), max_length=20, blank=True)
    groups = models.PositiveIntegerField(_("kelompok"), default=0)
    capital = models.BigIntegerField(_("modal"), default=0)

    objects = TotalQuerySet.as_manager()

    class Meta:
        verbose_name = _("angka jenjang kecamatan")
        verbose_name_plural = _("angka jenjang kecamatan")
        ordering = ["district_code", "tier"]
        constraints = [
            models.UniqueConstraint(
                fields=["district_code", "tier"],
                name="tier_total_once",
                violation_error_message=_("Jenjang ini sudah dihitung untuk kecamatan ini."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.district_code} {self.tier}"


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
