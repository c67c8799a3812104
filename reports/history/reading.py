"""The history of a region as points in time, from what is stored; the last point is today's total.

The sums of the nation's 514 regencies take longer than a page may wait, so they are kept in memory until a regency's
history is made anew. A version of the states is part of their key, so no sum outlives what it was added up from.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.core.cache import caches
from django.db.models import Count, Max, Min, Q, Sum

from groups.tiers import bands_as_at
from regions.clock import local_today
from regions.codes import Level
from regions.models import Region
from regions.months import last_day, month_of, month_range, months_ending, shift
from regions.scoping import in_region
from reports.counting import counted
from reports.drawn import KEPT_SECONDS
from reports.figures import NOTHING, Figures, total
from reports.history.counting import counted_history
from reports.history.figures import NO_PAST, PAST_COUNTED, PastFigures
from reports.history.keeping import behind_and_due
from reports.models import HistoryState, HistoryTierTotal, HistoryTotal
from reports.regional import made_true
from reports.tasks import queue_history_refresh
from reports.totals import near, now_fresh, stored


@dataclass(frozen=True)
class Point:
    """How a region stood on the day `on`: the last of `month`, or today where the month still runs."""

    month: date
    on: date
    groups_active: int = 0
    members: int = 0
    kb_taking_part: int = 0
    capital: int = 0
    tiers: dict[str, int] = field(default_factory=dict)

    @property
    def is_running(self) -> bool:
        """True for today's point."""
        return self.on < last_day(self.month)

    @property
    def kb_share(self) -> Decimal | None:
        """Participants among all members, 0 to 1; None where there are no members."""
        return Decimal(self.kb_taking_part) / self.members if self.members else None


@dataclass(frozen=True)
class History:
    """The points of a region, oldest first; the oldest instant its past was made, and the regencies that are behind."""

    points: list[Point]
    at: datetime | None
    due: int = 0

    def on(self, day: date) -> Point | None:
        """The point of the month end nearest to a day (of two as near, the earlier), or today's; None where none is."""
        nearest = min(self.points, key=lambda point: (abs((point.on - day).days), point.on), default=None)
        return nearest if nearest and abs((nearest.on - day).days) <= HALF_A_MONTH else None

    @property
    def today(self) -> Point:
        """The last point, which is today's total."""
        return self.points[-1]


HALF_A_MONTH = 16


def history_of(region: Region, months: int = 25, figures: Figures | None = None) -> History:
    """The last `months` months of a region, the running one included.

    Villages are counted from their rows. For all others the page shows what is stored and the worker is asked to make
    anew what is due. Months that were never kept have no point.
    Give today's `figures` where the caller has them.
    """
    day = local_today(region)
    shown = months_ending(month_of(day), months)
    today = points_today([region])[region.pk] if figures is None else _point(day, figures)
    if region.level == Level.VILLAGE:
        past = {month: row for (_code, month), row in counted_history(region.pk, Level.VILLAGE, shown[:-1]).items()}
        return History([*_points(past, shown[:-1]), today], now_fresh().at)
    behind, due = behind_and_due([region.pk])
    if due:
        queue_history_refresh()
    states = HistoryState.objects.filter(near("regency_code", [region.pk]), computed_at__isnull=False)
    known = states.aggregate(
        number=Count("pk"), revisions=Sum("of_revision"), at=Min("computed_at"), newest=Max("computed_at"),
        first=Min("from_month"), last=Max("through_month"),
    )  # fmt: skip
    kept = month_range(known["first"], known["last"]) if known["number"] else []
    version = f"{known['number']}@{known['revisions']}@{known['newest']}"
    past = _past(region, shown[0], version)
    points = [*_points(past, [month for month in shown[:-1] if month in kept]), today]
    return History(points, known["at"], behind)


def end_of(region: Region, month: date) -> Point | None:
    """How a region stood at the end of one past month, however long ago; None where that month was never kept."""
    if region.level == Level.VILLAGE:
        found = counted_history(region.pk, Level.VILLAGE, [month])
        return _points({on: row for (_code, on), row in found.items()}, [month])[0]
    states = HistoryState.objects.filter(near("regency_code", [region.pk]), computed_at__isnull=False)
    if not states.filter(from_month__lte=month, through_month__gte=month).exists():
        return None
    return _points(_sums(region, Q(month=month)), [month])[0]


def year_before(day: date) -> date:
    """The same day a year earlier; for 29 February the 28th."""
    month = shift(month_of(day), -12)
    return month.replace(day=min(day.day, last_day(month).day))


def points_today(regions: Iterable[Region]) -> dict[str, Point]:
    """Today's totals of these regions as points by code: a few queries however many there are.

    They are made true first, as on every page that shows them.
    """
    of_level: dict[int, list[Region]] = {}
    for region in regions:
        of_level.setdefault(region.level, []).append(region)
    made_true([region.pk for level, some in of_level.items() if level != Level.VILLAGE for region in some])
    return {
        region.pk: _point(local_today(region), figures)
        for level, some in of_level.items()
        for region, figures in _figures_today(some, Level(level))
    }


def _figures_today(regions: list[Region], level: Level) -> list[tuple[Region, Figures]]:
    """Their figures; the nation has no row and is the sum of its provinces."""
    codes = [region.pk for region in regions]
    if level == Level.NATION:
        found = dict.fromkeys(codes, total(stored(codes, Level.PROVINCE).values()))
    elif level == Level.VILLAGE:
        day = local_today(regions[0])
        found = counted(codes, level, day, bands_as_at(day))
    else:
        found = stored(codes, level)
    return [(region, found.get(region.pk, NOTHING)) for region in regions]


def _point(on: date, figures: Figures) -> Point:
    tiers = {code: share.groups for code, share in figures.tiers.items()}
    return Point(month_of(on), on, **{name: getattr(figures, name) for name in PAST_COUNTED}, tiers=tiers)


def _points(past: dict[date, PastFigures], months: list[date]) -> list[Point]:
    """One point for each month, with nothing in it where no group was active."""
    rows = [(month, past.get(month, NO_PAST)) for month in months]
    return [
        Point(month, last_day(month), **{name: getattr(row, name) for name in PAST_COUNTED}, tiers=row.tiers)
        for month, row in rows
    ]


def _past(region: Region, since: date, version: str) -> dict[date, PastFigures]:
    """The sums of a region since a month, kept in memory while the states are those of `version`."""
    key, cache = f"history:{region.pk}:{since}:{version}".replace(" ", "T"), caches["drawn"]
    found = cache.get(key)
    if found is None:
        found = _sums(region, Q(month__gte=since))
        cache.set(key, found, KEPT_SECONDS)
    return found


def _sums(region: Region, months: Q) -> dict[date, PastFigures]:
    where = Q(level=max(region.level, Level.REGENCY)) & in_region("code", region.pk) & months
    tiers: dict[date, dict[str, int]] = {}
    rows = HistoryTierTotal.objects.filter(where).order_by().values_list("month", "tier").annotate(sum=Sum("groups"))
    for month, tier, groups in rows:
        tiers.setdefault(month, {})[tier] = int(groups)
    sums = {f"sum_{name}": Sum(name) for name in PAST_COUNTED}
    found = HistoryTotal.objects.filter(where).order_by().values("month").annotate(**sums)
    return {
        row["month"]: PastFigures(
            **{name: int(row[f"sum_{name}"]) for name in PAST_COUNTED}, tiers=tiers.get(row["month"], {})
        )
        for row in found
    }
