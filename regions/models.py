"""Where: the administrative regions of Indonesia and the marks that tell the read side what changed in them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from regions.scoping import RegionScopedQuerySet


class Level(models.IntegerChoices):
    """How deep a region lies; follows from the length of its code."""

    NATION = 0, _("Nasional")
    PROVINCE = 1, _("Provinsi")
    REGENCY = 2, _("Kabupaten/Kota")
    DISTRICT = 3, _("Kecamatan")
    VILLAGE = 4, _("Desa/Kelurahan")


class RegionQuerySet(RegionScopedQuerySet):
    """Regions, scoped by their own code."""

    region_field = "code"

    def at_level(self, level: int):
        """Regions of one level, retired ones included."""
        return self.filter(level=level)

    def current(self):
        """Regions that have not been retired by a split, a merger or a renaming."""
        return self.filter(retired_on__isnull=True)

    def children_of(self, code: str):
        """The regions directly below the one with this code."""
        return self.filter(parent_id=code)


class Region(models.Model):
    """One region of the Ministry of Home Affairs' list, keyed by its code (digits only; `0` is the nation).

    The code is the primary key, so every foreign key to a village also says which province, regency and district it
    lies in. A region is retired with a date, never deleted. Source: Kepmendagri 300.2.2-2430/2025.
    """

    code = models.CharField(_("kode"), max_length=10, primary_key=True)
    name = models.CharField(_("nama"), max_length=120)
    level = models.PositiveSmallIntegerField(_("tingkat"), choices=Level.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("wilayah induk")
    )
    path_name = models.CharField(
        _("nama lengkap"),
        max_length=400,
        help_text=_("Desa, Kecamatan, Kabupaten/Kota, Provinsi"),
    )
    search_key = models.CharField(_("kunci pencarian"), max_length=400)
    time_zone = models.CharField(_("zona waktu"), max_length=40, default="Asia/Jakarta")
    retired_on = models.DateField(_("tidak berlaku sejak"), null=True, blank=True)
    successors = models.ManyToManyField(
        "self",
        through="RegionSuccession",
        symmetrical=False,
        related_name="predecessors",
        verbose_name=_("wilayah pengganti"),
    )

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("wilayah")
        verbose_name_plural = _("wilayah")
        ordering = ["code"]
        indexes = [models.Index(fields=["level", "code"], name="region_level_code")]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^(0|[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{10})$"),
                name="region_code_shape",
                violation_error_message=_("Kode wilayah terdiri dari 2, 4, 6, atau 10 angka tanpa titik."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def region_code(self) -> str:
        """The region that scopes the audit entries about it: itself."""
        return self.code

    @property
    def path_above(self) -> str:
        """The full name without the region's own: "Wonomulyo, Kabupaten Polewali Mandar, Sulawesi Barat"."""
        return self.path_name.removeprefix(self.name).removeprefix(", ")

    @property
    def is_village(self) -> bool:
        """True for a desa or kelurahan, the only level a group can live in."""
        return self.level == Level.VILLAGE


class RegionSuccession(models.Model):
    """A region and one that took its place or was split off from it, with the date of the change.

    The predecessor is retired where it was dissolved; a village that lost a part of its land goes on.
    """

    predecessor = models.ForeignKey(Region, models.PROTECT, related_name="successions", verbose_name=_("wilayah lama"))
    successor = models.ForeignKey(Region, models.PROTECT, related_name="origins", verbose_name=_("wilayah baru"))
    on = models.DateField(_("berlaku sejak"))

    class Meta:
        verbose_name = _("penggantian wilayah")
        verbose_name_plural = _("penggantian wilayah")
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"],
                name="region_succession_once",
                violation_error_message=_("Penggantian wilayah ini sudah tercatat."),
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=models.F("successor")),
                name="region_succession_not_self",
                violation_error_message=_("Sebuah wilayah tidak dapat menggantikan dirinya sendiri."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"

    def audit_name(self) -> str:
        """`Bumiayu digantikan oleh Sugihwaras`."""
        return f"{self.predecessor} digantikan oleh {self.successor}"

    @property
    def region_code(self) -> str:
        """The region that scopes the audit entries about the change: the old one."""
        return self.predecessor_id


class TouchedRegion(models.Model):
    """A mark left by a write: the stored totals of this regency are no longer true from `due_on` on.

    Writers only append, in their own transaction, so officers never wait for each other. The read side recomputes what
    is due and deletes the marks it has covered (see `reports/totals.py`).
    """

    regency_code = models.CharField(_("kode kabupaten/kota"), max_length=4)
    due_on = models.DateField(_("berlaku sejak"))
    touched_at = models.DateTimeField(_("ditandai pada"), auto_now_add=True)

    class Meta:
        verbose_name = _("tanda perubahan wilayah")
        verbose_name_plural = _("tanda perubahan wilayah")
        indexes = [models.Index(fields=["regency_code", "due_on"], name="touched_regency_due")]

    def __str__(self) -> str:
        return f"{self.regency_code} {self.due_on:%Y-%m-%d}"


class TouchedMonth(models.Model):
    """A mark left by a write: the stored month totals of this regency are no longer true for some months.

    `until` is the last such month; empty means every month from `since` on. Like `TouchedRegion` it is only appended,
    in the transaction of the write, and deleted by the reader that has covered it (`reports/monthly.py`).
    """

    regency_code = models.CharField(_("kode kabupaten/kota"), max_length=4)
    since = models.DateField(_("sejak bulan"))
    until = models.DateField(_("sampai bulan"), null=True)
    touched_at = models.DateTimeField(_("ditandai pada"), auto_now_add=True)

    class Meta:
        verbose_name = _("tanda perubahan bulan")
        verbose_name_plural = _("tanda perubahan bulan")
        indexes = [models.Index(fields=["regency_code"], name="touched_month_regency")]

    def __str__(self) -> str:
        return f"{self.regency_code} {self.since:%Y-%m}"


_ERASABLE = [
    "groups_capitalrecord",
    "groups_statuschange",
    "groups_stageassessment",
    "members_kbrecord",
    "members_welfarerecord",
]


class ErasePass(models.Model):
    """Leave to remove rows of one append-only table, for as long as one transaction lasts (see `regions/erasing.py`).

    Only tables that hold observations of the register can be named: never the audit trail, the access log or receipts.
    """

    table_name = models.CharField(_("tabel"), max_length=40, unique=True)

    class Meta:
        verbose_name = _("izin penghapusan")
        verbose_name_plural = _("izin penghapusan")
        constraints = [models.CheckConstraint(condition=models.Q(table_name__in=_ERASABLE), name="erase_pass_table")]

    def __str__(self) -> str:
        return self.table_name
