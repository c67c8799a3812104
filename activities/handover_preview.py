"""What passes to the successor: groups, drafts, returned registers, and what is still owed in the open months (AC05).

Registers and cards belong to their group, and whoever has the village may write them: nothing has to be moved. These
counts say what the successor will find.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from accounts.models import User
from activities.calendar import Period
from activities.handover_day import mentored_by
from activities.handover_plan import Plan
from activities.models import HANDED_IN, AnnualCard, MonthlyReport, SubmissionStatus
from activities.periods import open_months, open_years
from groups.models import EnterpriseGroup
from regions.clock import local_today
from regions.codes import is_inside
from regions.models import Region
from regions.months import last_day
from regions.scoping import in_any_region


@dataclass
class RegionLine:
    """What passes with one of the regions."""

    region: Region
    group_count: int = 0
    draft_count: int = 0
    returned_count: int = 0
    waiting_count: int = 0

    @property
    def words(self) -> str:
        """What is going on there: `1 draf · 2 menunggu tinjauan`; empty where nothing is."""
        counts = (self.draft_count, self.returned_count, self.waiting_count)
        words = (_("%(count)s draf"), _("%(count)s dikembalikan"), _("%(count)s menunggu tinjauan"))
        return " · ".join(word % {"count": count} for count, word in zip(counts, words, strict=True) if count)


@dataclass(frozen=True)
class OwedPeriod:
    """Groups that have not handed in the register of a month, or the card of a year."""

    period: Period
    is_year: bool
    count: int
    is_late: bool


@dataclass(frozen=True)
class KeptTerritory:
    """A territory of which the old officer keeps some villages."""

    region: Region
    village_count: int


@dataclass(frozen=True)
class StillToBegin:
    """A territory that would begin only later, and passes on before it has begun."""

    region: Region
    on: date


@dataclass(frozen=True)
class Preview:
    """A hand-over before it is confirmed."""

    lines: list[RegionLine]
    total: RegionLine
    owed: list[OwedPeriod]
    kept: list[KeptTerritory]
    still_to_begin: list[StillToBegin]
    mentored_count: int

    @property
    def figures(self) -> list[dict]:
        """The counts of all regions together, as `components/figures.html` shows them."""
        total = self.total
        return [
            {"label": _("Kelompok aktif"), "value": total.group_count},
            {"label": _("Draf"), "value": total.draft_count},
            {"label": _("Dikembalikan"), "value": total.returned_count},
            {"label": _("Menunggu tinjauan"), "value": total.waiting_count},
        ]


def preview_of(plan: Plan, officer: User | None) -> Preview:
    """The counts of a plan, in the same number of queries however many villages it has."""
    today = local_today(plan.place)
    lines = {region.code: RegionLine(region) for region in plan.regions}
    groups = EnterpriseGroup.objects.filter(in_any_region("village_id", plan.codes))
    months, years = open_months(today), open_years(today)
    _count_groups(lines, groups)
    _count_submissions(lines, MonthlyReport.objects.filter(month__in=[one.start for one in months]))
    _count_submissions(lines, AnnualCard.objects.filter(year__in=[one.start.year for one in years]))
    return Preview(
        lines=list(lines.values()),
        total=_total(lines.values(), plan.place),
        owed=[_owed(groups, one, today, False) for one in months] + [_owed(groups, one, today, True) for one in years],
        kept=_kept(plan, officer),
        still_to_begin=[
            StillToBegin(one.territory.region, one.on) for one in plan.endings if one.territory.started_on > plan.on
        ],
        mentored_count=groups.filter(mentored_by(officer)).count(),
    )


def _count_groups(lines: dict[str, RegionLine], groups) -> None:
    for code, number in groups.active().order_by().values_list("village_id").annotate(Count("pk")):
        _line_of(lines, code).group_count += number


def _count_submissions(lines: dict[str, RegionLine], rows) -> None:
    """Of what can still be written or decided on: drafts, returned ones, and those that wait for review."""
    states = {
        SubmissionStatus.DRAFT: "draft_count",
        SubmissionStatus.RETURNED: "returned_count",
        SubmissionStatus.SUBMITTED: "waiting_count",
    }
    found = rows.filter(in_any_region("village_id", lines), status__in=states)
    for code, status, number in found.order_by().values_list("village_id", "status").annotate(Count("pk")):
        line = _line_of(lines, code)
        name = states[SubmissionStatus(status)]
        setattr(line, name, getattr(line, name) + number)


def _line_of(lines: dict[str, RegionLine], code: str) -> RegionLine:
    return next(line for outer, line in lines.items() if is_inside(code, outer))


def _total(lines, place: Region) -> RegionLine:
    total = RegionLine(place)
    for line in lines:
        for name in ("group_count", "draft_count", "returned_count", "waiting_count"):
            setattr(total, name, getattr(total, name) + getattr(line, name))
    return total


def _owed(groups, period: Period, today: date, is_year: bool) -> OwedPeriod:
    """A group owes a month it was active in on its last day (today while it runs), a card for its 1 January."""
    if is_year:
        counted_on, rows = period.start, AnnualCard.objects.filter(year=period.start.year)
    else:
        counted_on, rows = last_day(period.start), MonthlyReport.objects.filter(month=period.start)
    done = rows.filter(status__in=HANDED_IN).order_by().values("group_id")
    owing = groups.working_on(min(counted_on, today)).filter(~Q(pk__in=done))
    return OwedPeriod(period, is_year, owing.count(), period.is_late(today))


def _kept(plan: Plan, officer: User | None) -> list[KeptTerritory]:
    kept = [one.code for one in plan.beginnings if one.user == officer]
    found = [KeptTerritory(region, sum(is_inside(code, region.code) for code in kept)) for region in plan.divided]
    return [one for one in found if one.village_count]
