"""What others have published beside what this registry counts (UP10). The two are never reconciled.

Published totals differ from each other in year and in what they count, so a ratio is given only where both are the
same; everywhere else the page says why there is none.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Min, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regions.codes import ancestors_of
from regions.models import Region
from regions.scoping import in_region
from reports.few_people import sees_people
from reports.history.reading import Point, end_of, points_today
from reports.models import HistoryState, Measure, ReferenceFigure
from reports.spreadsheets import hidden_word
from reports.table import HIDDEN, Column, Kind, Row, Table
from reports.targets import in_top_tier

# What the registry's own number counts, in the words by which published ones are compared with it.
OWN_WORDING: dict[str, str | Promise] = {
    Measure.GROUPS: gettext_lazy("aktif"),
    Measure.MEMBERS: gettext_lazy("anggota kelompok aktif"),
    Measure.CAPITAL: gettext_lazy("modal terakhir kelompok aktif"),
    Measure.TOP_TIER: gettext_lazy("aktif, di jenjang tertinggi"),
}


@dataclass(frozen=True)
class Beside:
    """A published figure, and the registry's own count with its day; None where this viewer may not see it.

    `is_withheld` where that is so because it counts people, not because it lies outside the territory.
    """

    figure: ReferenceFigure
    here: int | None
    on: date | None
    is_withheld: bool = False

    @property
    def wording(self) -> str | Promise:
        """What the registry's own number counts."""
        return OWN_WORDING[self.figure.measure]

    @property
    def refusals(self) -> list[str]:
        """Why there is no ratio; empty where year and wording are the same."""
        if self.is_withheld:
            return [hidden_word()]
        if self.on is None:
            return [_("angka di sini di luar wilayah Anda")]
        found = []
        if self.on.year != self.figure.year:
            years = {"year": self.figure.year, "here": self.on.year}
            found.append(_("tahunnya berbeda (%(year)d dan %(here)d)") % years)
        if self.figure.wording.strip().casefold() != str(self.wording).casefold():
            words = {"wording": self.figure.wording, "here": self.wording}
            found.append(_("bunyinya berbeda (“%(wording)s” dan “%(here)s”)") % words)
        return found

    @property
    def ratio(self) -> Decimal | None:
        """The registry's own count among the published one, where the two may be compared."""
        if self.refusals or not self.figure.value or self.here is None:
            return None
        return Decimal(self.here) / self.figure.value

    @property
    def is_seen(self) -> bool:
        """True if the registry's own number may be shown."""
        return self.on is not None

    @property
    def words(self) -> str:
        """Why there is no ratio, as a sentence; empty where there is one."""
        return _("Tidak dibandingkan: %(reasons)s.") % {"reasons": "; ".join(self.refusals)} if self.refusals else ""


def published_for(region: Region, measure: str, today: Point | None = None) -> list[Beside]:
    """What was published of this region and measure, oldest first; for dashboards. Give `today` where it is at hand."""
    figures = list(ReferenceFigure.objects.filter(region=region, measure=measure).select_related("region"))
    return _beside(figures, {region.pk: today} if today else _points(figures)) if figures else []


def published_near(user, region: Region) -> list[Beside]:
    """What was published of a region, of those around it and of those inside it, oldest first.

    The registry's own count stands beside what lies in the viewer's territory alone; that of people, mostly of a past
    day, beside nothing for those who may not see them (DB06).
    """
    near = Q(region_id__in=[region.pk, *ancestors_of(region.pk)]) | in_region("region_id", region.pk)
    figures = list(ReferenceFigure.objects.filter(near, measure__in=OWN_WORDING).select_related("region"))
    figures.sort(key=lambda figure: (figure.region_id, figure.year, figure.measure))
    seen = Region.objects.visible_to(user).filter(pk__in={figure.region_id for figure in figures})
    codes = set(seen.values_list("pk", flat=True))
    found = _beside(figures, _points(figure for figure in figures if figure.region_id in codes))
    return found if sees_people(user) else [_without_people(beside) for beside in found]


def _without_people(beside: Beside) -> Beside:
    """The same with the number of members left out, where it is known."""
    counts_people = beside.figure.measure == Measure.MEMBERS and beside.is_seen
    return Beside(beside.figure, None, None, is_withheld=True) if counts_people else beside


def published_table(user, region: Region) -> Table:
    """What was published near a region beside the registry's own, as a table."""
    return beside_table(user, region, published_near(user, region))


def beside_table(user, region: Region, found: list[Beside]) -> Table:
    """These figures as a table for paper and files."""
    return Table(
        title=_("Angka terbitan dan angka di sini"),
        columns=_columns(),
        rows=[Row(str(beside.figure.pk), _values(beside)) for beside in found],
        total=None,
        region=region.path_name or region.name,
        as_at=timezone.now(),
        made_by=str(user),
        made_at=timezone.now(),
        filters=[_("angka terbitan dikutip apa adanya")],
    )


def _points(figures: Iterable[ReferenceFigure]) -> dict[str, Point]:
    return points_today({figure.region_id: figure.region for figure in figures}.values())


def _beside(figures: list[ReferenceFigure], points: dict[str, Point]) -> list[Beside]:
    first = HistoryState.objects.aggregate(first=Min("from_month"))["first"] or date.max
    return [_one(figure, points.get(figure.region_id), first) for figure in figures]


def _one(figure: ReferenceFigure, today: Point | None, first: date) -> Beside:
    """Beside the end of the published year where that is kept (nothing is before `first`), else beside today."""
    if today is None:
        return Beside(figure, None, None)
    december = date(figure.year, 12, 1)
    point = (end_of(figure.region, december) if first <= december < today.month else None) or today
    return Beside(figure, own_number(figure.measure, point), point.on)


def own_number(measure: str, point: Point) -> int | None:
    """The registry's own number of a measure that is published as a count or as rupiah."""
    if measure == Measure.TOP_TIER:
        return in_top_tier(point)
    names = {Measure.GROUPS: "groups_active", Measure.MEMBERS: "members", Measure.CAPITAL: "capital"}
    return getattr(point, names[Measure(measure)])


def _columns() -> list[Column]:
    return [
        Column("measure", _("Ukuran"), Kind.TEXT),
        Column("region", _("Wilayah"), Kind.TEXT),
        Column("year", _("Tahun terbitan"), Kind.TEXT),
        Column("wording", _("Bunyi"), Kind.TEXT),
        Column("value", _("Terbitan")),
        Column("source", _("Sumber"), Kind.TEXT),
        Column("here", _("Di sini")),
        Column("on", _("Di sini per tanggal"), Kind.DATE),
        Column("own_wording", _("Bunyi di sini"), Kind.TEXT),
        Column("ratio", _("Di sini dari terbitan"), Kind.PERCENT),
        Column("words", _("Catatan"), Kind.TEXT),
    ]


def _values(beside: Beside) -> dict:
    figure = beside.figure
    return {
        "measure": figure.get_measure_display(),
        "region": figure.region.name,
        "year": str(figure.year),
        "wording": figure.wording,
        "value": figure.value,
        "source": figure.source,
        "here": HIDDEN if beside.is_withheld else beside.here,
        "on": beside.on,
        "own_wording": str(beside.wording),
        "ratio": beside.ratio,
        "words": beside.words,
    }
