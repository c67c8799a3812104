"""A table 6A of SIGA as it was handed in: what the ministry's system said of each village in one month."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from imports.queries import SigaTableQuerySet, SigaVillageQuerySet


class SigaTable(models.Model):
    """One file, read for one month and the territory of the one who sent it. Never changed; the registry's own numbers
    are not kept here but counted anew when it is shown.

    `region` is the smallest region around its villages. `fingerprint` is of the content, the month and the territory:
    the same file again is the same table. `problems` and `unmatched` are lists as `imports/siga/stored.py` writes them.
    """

    month = models.DateField(_("bulan"))
    region = models.ForeignKey(
        "regions.Region", models.PROTECT, related_name="+", db_index=False, verbose_name=_("wilayah")
    )
    file_name = models.CharField(_("nama berkas"), max_length=120)
    sha256 = models.CharField(_("sidik berkas (SHA-256)"), max_length=64)
    fingerprint = models.CharField(_("sidik tabel"), max_length=64, unique=True)
    row_count = models.PositiveIntegerField(_("baris desa"))
    matched_count = models.PositiveIntegerField(_("dikenali"))
    unmatched_count = models.PositiveIntegerField(_("tidak dikenali"))
    outside_count = models.PositiveIntegerField(_("di luar wilayah"), default=0)
    refused_count = models.PositiveIntegerField(_("tidak dibandingkan"), default=0)
    other_month_count = models.PositiveIntegerField(_("bulan lain"), default=0)
    skipped_count = models.PositiveIntegerField(_("dilewati"), default=0)
    columns_not_read = models.JSONField(_("kolom tidak dibaca"), default=list, blank=True)
    problems = models.JSONField(_("masalah"), default=list, blank=True)
    unmatched = models.JSONField(_("desa tidak dikenali"), default=list, blank=True)
    at = models.DateTimeField(_("dibaca pada"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("dibaca oleh"),
    )

    objects = SigaTableQuerySet.as_manager()

    class Meta:
        verbose_name = _("tabel SIGA")
        verbose_name_plural = _("tabel SIGA")
        ordering = ["-month", "-id"]
        indexes = [models.Index(fields=["region"], name="siga_table_region")]
        constraints = [
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="siga_table_month_first",
                violation_error_message=_("Bulan ditulis sebagai tanggal 1."),
            ),
        ]

    def __str__(self) -> str:
        return f"6A {self.region_id} {self.month:%Y-%m}"

    def get_absolute_url(self) -> str:
        """The comparison."""
        return reverse("siga_detail", args=[self.pk])

    def audit_name(self) -> str:
        """`Tabel SIGA Sulawesi Barat, Januari 2026`."""
        return f"Tabel SIGA {self.region}, {date_format(self.month, 'F Y')}"


class SigaVillage(models.Model):
    """What SIGA says of one village in the month of its table; `row` is the row of the file."""

    table = models.ForeignKey(
        SigaTable, models.CASCADE, related_name="villages", db_index=False, verbose_name=_("tabel SIGA")
    )
    region = models.ForeignKey(
        "regions.Region", models.PROTECT, related_name="+", db_index=False, verbose_name=_("desa/kelurahan")
    )
    row = models.PositiveIntegerField(_("baris"))
    existing = models.PositiveIntegerField(_("yang ada"))
    reporting = models.PositiveIntegerField(_("yang lapor"))
    topic_business = models.PositiveIntegerField(_("materi usaha ekonomi keluarga"), default=0)
    topic_finance = models.PositiveIntegerField(_("materi pengelolaan keuangan keluarga"), default=0)
    topic_health = models.PositiveIntegerField(_("materi KB dan kesehatan reproduksi"), default=0)

    objects = SigaVillageQuerySet.as_manager()

    class Meta:
        verbose_name = _("desa di tabel SIGA")
        verbose_name_plural = _("desa di tabel SIGA")
        ordering = ["table_id", "region_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["table", "region"],
                name="siga_village_once",
                violation_error_message=_("Desa ini sudah ada di tabel SIGA ini."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_id}: {self.existing}/{self.reporting}"
