"""A board of the association, its names by period, and the meetings that elect it."""

from datetime import date

from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Length
from django.db.models.lookups import Exact, In
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import Recorded
from associations.queries import BoardOwnedQuerySet, BoardQuerySet
from regions.codes import level_of


class BoardLevel(models.IntegerChoices):
    """The three levels of the association; the numbers are those of the regions' levels."""

    NATIONAL = 0, _("BPP")
    PROVINCE = 1, _("BPD")
    REGENCY = 2, _("BPC")


LEVEL_NAMES = {
    BoardLevel.NATIONAL: _("Badan Pengurus Pusat"),
    BoardLevel.PROVINCE: _("Badan Pengurus Daerah"),
    BoardLevel.REGENCY: _("Badan Pengurus Cabang"),
}


def default_board_name(level: int, region_name: str) -> str:
    """What a board is called where no name of its own is on record: `BPD AKU Sulawesi Barat` (BD01)."""
    short = BoardLevel(level).label
    return f"{short} AKU" if level == BoardLevel.NATIONAL else f"{short} AKU {region_name}"


class Board(Recorded):
    """The board (badan pengurus) of the association in the nation, one province or one regency; one per region (BD01).

    The row is made with the board's first term or name: a region without a row is a region without a board. The tree is
    that of the regions. `level` follows from the region's code and cannot be written.
    """

    region = models.OneToOneField(
        "regions.Region", models.PROTECT, related_name="board", verbose_name=_("wilayah kepengurusan")
    )
    level = models.GeneratedField(
        expression=Case(
            When(Exact(Length("region"), 1), then=Value(0)),
            When(Exact(Length("region"), 2), then=Value(1)),
            When(Exact(Length("region"), 4), then=Value(2)),
            default=Value(None),
        ),
        output_field=models.PositiveSmallIntegerField(choices=BoardLevel.choices),
        db_persist=True,
        verbose_name=_("tingkat"),
    )

    objects = BoardQuerySet.as_manager()

    class Meta:
        verbose_name = _("badan pengurus AKU")
        verbose_name_plural = _("badan pengurus AKU")
        ordering = ["region_id"]
        constraints = [
            models.CheckConstraint(
                condition=In(Length("region"), [1, 2, 4]),
                name="board_region_level",
                violation_error_message=_("Pengurus AKU hanya ada di tingkat pusat, provinsi, dan kabupaten/kota."),
            ),
        ]

    def __str__(self) -> str:
        return default_board_name(level_of(self.region_id), self.region.name)

    @property
    def time_zone(self) -> str:
        """Time zone of the board's region."""
        return self.region.time_zone

    @property
    def region_code(self) -> str:
        """The code that scopes everything about this board."""
        return self.region_id

    def get_absolute_url(self) -> str:
        """The board's page."""
        return reverse("board_detail", args=[self.region_id])

    def name_on(self, day: date) -> str:
        """The name the board bore on the day: the newest one not later, else the default for its level and region."""
        named = self.names.filter(from_on__lte=day).order_by("-from_on").first()
        return named.name if named else str(self)


class BoardName(models.Model):
    """A name of a board from a day on, until its next name begins."""

    board = models.ForeignKey(Board, models.PROTECT, related_name="names", verbose_name=_("badan pengurus"))
    name = models.CharField(_("nama"), max_length=160)
    from_on = models.DateField(_("berlaku sejak"))
    note = models.CharField(_("dasar atau keterangan"), max_length=300, blank=True)

    objects = BoardOwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("nama badan pengurus")
        verbose_name_plural = _("nama badan pengurus")
        ordering = ["board_id", "-from_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["board", "from_on"],
                name="board_name_once_a_day",
                violation_error_message=_("Sudah ada nama yang berlaku sejak tanggal itu."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the board."""
        return self.board.get_absolute_url()

    def audit_name(self) -> str:
        """`Nama BPD AKU Papua sejak 1 November 2026`."""
        return f"Nama {self.board} sejak {date_format(self.from_on, 'j F Y')}"

    @property
    def region_code(self) -> str:
        """The code of the board's region."""
        return self.board.region_id


class BoardEventKind(models.TextChoices):
    """The association's meetings."""

    MUNAS = "munas", _("Musyawarah Nasional (Munas)")
    RAKERNAS = "rakernas", _("Rapat Kerja Nasional (Rakernas)")
    MUSDA = "musda", _("Musyawarah Daerah (Musda)")
    MUSCAB = "muscab", _("Musyawarah Cabang (Muscab)")
    EXHIBITION = "exhibition", _("Pameran")
    TRAINING = "training", _("Pelatihan")
    OTHER = "other", _("Rapat atau musyawarah lain")


# The meeting that elects a board of each level.
ELECTION_KIND = {
    BoardLevel.NATIONAL: BoardEventKind.MUNAS,
    BoardLevel.PROVINCE: BoardEventKind.MUSDA,
    BoardLevel.REGENCY: BoardEventKind.MUSCAB,
}


class BoardEvent(Recorded):
    """An event held by a board: kind, place, first and last day (both included), agenda and decisions (UP09)."""

    board = models.ForeignKey(Board, models.PROTECT, related_name="events", verbose_name=_("penyelenggara"))
    kind = models.CharField(_("jenis"), max_length=12, choices=BoardEventKind.choices)
    title = models.CharField(_("nama kegiatan"), max_length=160, blank=True)
    place = models.CharField(_("tempat"), max_length=160, blank=True)
    starts_on = models.DateField(_("mulai"))
    ends_on = models.DateField(_("selesai"), null=True, blank=True)
    agenda = models.TextField(_("acara"), max_length=4000, blank=True)
    decisions = models.TextField(_("keputusan"), max_length=4000, blank=True)
    cancelled_reason = models.CharField(_("alasan batal"), max_length=300, blank=True)

    objects = BoardOwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("kegiatan AKU")
        verbose_name_plural = _("kegiatan AKU")
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["board", "kind", "starts_on"],
                name="board_event_once",
                violation_error_message=_("Kegiatan ini sudah tercatat pada tanggal itu."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="board_event_period",
                violation_error_message=_("Kegiatan tidak boleh selesai sebelum dimulai."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.starts_on:%Y}"

    def get_absolute_url(self) -> str:
        """The event's page."""
        return reverse("event_detail", args=[self.pk])

    def audit_name(self) -> str:
        """`Musyawarah Daerah (Musda) BPD AKU Papua, 1 November 2026`."""
        return f"{self.get_kind_display()} {self.board}, {date_format(self.starts_on, 'j F Y')}"

    @property
    def region_code(self) -> str:
        """The code of the board's region."""
        return self.board.region_id
