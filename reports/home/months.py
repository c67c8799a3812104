"""What a manager asks first: who has reported, who is late, and how fresh the registry is; from stored totals.

A coordinator or a regency also sees who is late by name. Higher up only regions are named, and no row is counted.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from activities.calendar import Period
from activities.owed import OfficerOwed, owed_by_officer
from activities.periods import open_months, periods_of_months
from activities.queues import Queue
from groups.freshness import STATES, VERIFIED, Freshness
from regions.clock import local_today
from regions.codes import NATION_CODE, Level, is_inside
from regions.models import Region
from regions.months import month_key, month_of, shift
from reports import links
from reports.drawn import drawn
from reports.matrix import matrix
from reports.month_figures import NO_MONTH, MonthFigures, month_total
from reports.monthly import freshness_counts, month_figures, months_version
from reports.regional import level_below, months_made_true
from reports.totals import Freshness as TotalsFreshness

# Those who review name the officers of their own area; above a regency nobody is named.
NAMES_OFFICERS = (Role.COORDINATOR, Role.REGENCY)
# So many late officers, or regions, stand on the start page; the others are behind the link.
LATE_SHOWN = 8
VILLAGES_SHOWN = 10


@dataclass(frozen=True)
class MonthLine:
    """One month of the territory, with its calendar and the lists behind its numbers."""

    figures: MonthFigures
    period: Period
    today: date
    urls: dict[str, str]

    @property
    def month(self) -> date:
        """Its first day."""
        return self.period.start

    @property
    def is_late(self) -> bool:
        """True once the due day has passed."""
        return self.period.is_late(self.today)

    @property
    def is_open(self) -> bool:
        """True while registers can be handed in."""
        return self.period.is_open(self.today)

    @property
    def days(self) -> int:
        """Days until it is due, or since."""
        return abs(self.period.days_left(self.today))


@dataclass(frozen=True)
class SeenCount:
    """How many active groups are in one state of freshness, with their list."""

    state: Freshness
    count: int
    url: str


@dataclass(frozen=True)
class LatePlace:
    """A village and how many of its groups have not reported, with their list."""

    village: Region
    groups: int
    url: str


@dataclass(frozen=True)
class LateOfficer:
    """An officer (None: nobody) with the villages that have not reported; the first of them are `shown`."""

    officer: User | None
    groups: int
    shown: list[LatePlace]
    more: int


@dataclass(frozen=True)
class LateRegion:
    """A region with groups that have not reported."""

    region: Region
    figures: MonthFigures
    url: str
    reminder_url: str


@dataclass(frozen=True)
class MonthWatch:
    """The months of a territory as a manager sees them; `late_*` speak of `chased`, the oldest open month."""

    months: list[MonthLine]
    chased: MonthLine
    matrix: str | None
    seen: list[SeenCount]
    seen_total: int
    groups_url: str
    late_officers: list[LateOfficer]
    late_regions: list[LateRegion]
    late_more: int
    reminder_url: str
    freshness: TotalsFreshness

    @property
    def verified(self) -> SeenCount:
        """The groups seen lately, to stand beside all of them."""
        return next(one for one in self.seen if one.state is VERIFIED)

    @property
    def verified_share(self) -> Decimal | None:
        """Their share among all active groups."""
        return Decimal(self.verified.count) / self.seen_total if self.seen_total else None


def month_watch(user) -> MonthWatch:
    """The months of the user's territory, from stored totals that were made true first."""
    regions = apart([territory.region for territory in user.territories])
    freshness = months_made_true([region.pk for region in regions])
    today = local_today(user)
    chased, present = open_months(today)[0].start, month_of(today)
    shown = sorted({chased, shift(present, -1), present})
    lines = _month_lines(user, regions, shown, today)
    seen = _seen(user, regions, today)
    region = regions[0] if len(regions) == 1 else None
    late = _late(user, region, chased) if region else ([], [], 0)
    return MonthWatch(
        months=[line for line in lines if line.month in (present, shift(present, -1))],
        chased=next(line for line in lines if line.month == chased),
        matrix=_matrix(user, region, freshness) if region else None,
        seen=seen,
        seen_total=sum(one.count for one in seen),
        groups_url=links.groups_url(user, _only(regions), status="aktif"),
        late_officers=late[0],
        late_regions=late[1],
        late_more=late[2],
        reminder_url=_reminder_url(_only(regions), chased),
        freshness=freshness,
    )


def _matrix(user, region: Region, freshness: TotalsFreshness) -> str:
    """The last months of the parts of a region; a young registry has many regions without any group."""

    def draw() -> str:
        found = matrix(user, region, freshness=freshness)
        filled = [row for row in found.rows if any(cell.existing for cell in row.cells)]
        context = {"matrix": replace(found, rows=filled), "rows_hidden": len(found.rows) - len(filled)}
        return render_to_string("reports/home_matrix.html", context)

    if level_below(region) == Level.VILLAGE or region.level == Level.VILLAGE:
        return draw()
    version = f"{months_version([region.pk])} {freshness.due}"
    return drawn(user=user, region=region, version=version, asked=("home_matrix",), draw=draw)


def waiting_counts(user) -> dict[str, int]:
    """How many registers and cards wait for a decision; for those who review an area, not for the nation."""
    return {"registers": Queue().count_waiting(user), "cards": Queue(is_card=True).count_waiting(user)}


def apart(regions: list[Region]) -> list[Region]:
    """The regions that lie in no other of them, so that nothing is added up twice."""
    codes = [region.pk for region in regions]
    return [region for region in regions if not any(is_inside(region.pk, code) for code in codes if code != region.pk)]


def _only(regions: list[Region]) -> str:
    """The code of the one territory; empty for several, which a list takes as all of them."""
    return regions[0].pk if len(regions) == 1 else ""


def _month_lines(user, regions: list[Region], shown: list[date], today: date) -> list[MonthLine]:
    found = [month_figures([region.pk], region.level, shown) for region in regions]
    sums = {
        month: month_total(one.get((region.pk, month), NO_MONTH) for region, one in zip(regions, found, strict=True))
        for month in shown
    }
    periods = periods_of_months(shown)
    code = _only(regions)
    return [MonthLine(sums[month], periods[month], today, _month_urls(user, code, month)) for month in shown]


def _month_urls(user, code: str, month: date) -> dict[str, str]:
    return {
        "existing": links.month_url(user, code, month),
        "reporting": links.month_url(user, code, month, keadaan="lapor"),
        "on_time": links.month_url(user, code, month, keadaan="tepat"),
        "missing": links.month_url(user, code, month, keadaan="belum"),
    }


def _seen(user, regions: list[Region], today: date) -> list[SeenCount]:
    counts = dict.fromkeys([state.code for state in STATES], 0)
    for region in regions:
        for code, number in freshness_counts([region.pk], region.level, today).get(region.pk, {}).items():
            counts[code] += number
    code = _only(regions)
    return [
        SeenCount(state, counts[state.code], links.groups_url(user, code, kesegaran=state.code)) for state in STATES
    ]


def _late(user, region: Region, month: date) -> tuple[list[LateOfficer], list[LateRegion], int]:
    """Who is late: officers by name for those who lead them, else the parts of the region; and how many more."""
    if user.role in NAMES_OFFICERS and region.level >= Level.REGENCY:
        found = [_with_urls(user, one, month) for one in owed_by_officer(region.pk, month)]
        return found[:LATE_SHOWN], [], max(len(found) - LATE_SHOWN, 0)
    level = level_below(region)
    rows = [(code, one) for (code, _month), one in month_figures([region.pk], level, [month]).items() if one.missing]
    rows.sort(key=lambda row: (-row[1].missing, row[0]))
    names = Region.objects.in_bulk([code for code, _figures in rows[:LATE_SHOWN]])
    shown = [
        LateRegion(
            names[code], figures, links.month_url(user, code, month, keadaan="belum"), _reminder_url(code, month)
        )
        for code, figures in rows[:LATE_SHOWN]
    ]
    return [], shown, max(len(rows) - LATE_SHOWN, 0)


def _with_urls(user, late: OfficerOwed, month: date) -> LateOfficer:
    places = [
        LatePlace(one.village, one.groups, links.month_url(user, one.village.pk, month, keadaan="belum"))
        for one in late.villages[:VILLAGES_SHOWN]
    ]
    return LateOfficer(late.officer, late.groups, places, len(late.villages) - len(places))


def _reminder_url(code: str, month: date) -> str:
    query = {"wilayah": "" if code == NATION_CODE else code, "bulan": month_key(month)}
    return f"{reverse('reminder')}?{urlencode({name: value for name, value in query.items() if value})}"
