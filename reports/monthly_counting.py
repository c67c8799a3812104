"""Counting months from the rows themselves: the one definition in code of "The month" in `docs/figures.md`.

Each group's history is read once and walked in Python, however many months are asked for, so that 24 months of a
regency cost four queries. What comes out of the walk must equal `working_on(last day)`, and a test holds them together.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Count, Q
from django.db.models.functions import Left, TruncMonth

from activities.models import HANDED_IN, MonthlyReport, SubmissionStatus
from groups.freshness import with_seen_on
from groups.models import EnterpriseGroup, GroupStatus, StatusChange
from groups.queries import was_active_with
from regions.codes import LENGTH_BY_LEVEL, Level
from regions.months import last_day
from regions.once import once
from regions.scoping import in_any_region
from reports.month_figures import MonthFigures

_TOPICS = ("topic_business", "topic_finance", "topic_health")


def counted_months(codes: Iterable[str], level: int, months: Sequence[date]) -> dict[tuple[str, date], MonthFigures]:
    """The figures of these months inside the regions `codes`, per region of `level` and month.

    Only pairs in which at least one group existed are in the answer.
    """
    length, codes = LENGTH_BY_LEVEL[Level(level)], list(codes)
    if not months:
        return {}
    found: dict[tuple[str, date], Counter] = defaultdict(Counter)
    worked = months_worked(codes, months)
    for village, held in worked.values():
        for month in held:
            found[village[:length], month]["existing"] += 1
    for group_id, month, counts in _handed_in(codes, months):
        village, held = worked.get(group_id, ("", frozenset()))
        if month in held:
            found[village[:length], month].update(counts)
    return {key: MonthFigures(**counts) for key, counts in found.items()}


def months_worked(codes: Iterable[str], months: Sequence[date]) -> dict[int, tuple[str, frozenset[date]]]:
    """The groups inside the regions by id: their village, and those of the months at whose end they were active."""
    codes = tuple(codes)
    where, days = in_any_region("village_id", codes), {last_day(month): month for month in sorted(months)}
    steady = Q(status=GroupStatus.ACTIVE, status_on__lte=min(days))
    histories = _histories(EnterpriseGroup.objects.filter(where).exclude(steady))
    always, found = frozenset(months), {}
    for pk, village, status, since in _groups_inside(codes):
        if status == GroupStatus.ACTIVE and since <= min(days):
            found[pk] = (village, always)
            continue
        history = histories.get(pk, [])
        held = (month for day, month in days.items() if was_active_with(day, status, since, history))
        found[pk] = (village, frozenset(held))
    return found


@once
def _groups_inside(codes: tuple[str, ...]) -> list[tuple[int, str, str, date]]:
    """Every group inside the regions: its village, its newest status and since when."""
    rows = EnterpriseGroup.objects.filter(in_any_region("village_id", codes)).order_by()
    return list(rows.values_list("pk", "village_id", "status", "status_on"))


def counted_sightings(codes: Iterable[str], level: int) -> dict[tuple[str, date], int]:
    """How many active groups were last seen in which month (NX06), per region of `level`."""
    groups = with_seen_on(EnterpriseGroup.objects.filter(in_any_region("village_id", codes)).active())
    place = Left("village_id", LENGTH_BY_LEVEL[Level(level)])
    rows = groups.values(place=place, seen=TruncMonth("seen_on")).order_by().annotate(groups=Count("pk"))
    return {(row["place"], row["seen"]): row["groups"] for row in rows}


def _histories(groups) -> dict[int, list[tuple[date, str]]]:
    """The status changes of these groups, oldest first; the last of one day stands for that day."""
    changes = StatusChange.objects.filter(group__in=groups).order_by("group_id", "on", "id")
    found: dict[int, list[tuple[date, str]]] = {}
    for group_id, on, status in changes.values_list("group_id", "on", "status"):
        found.setdefault(group_id, []).append((on, status))
    return found


def _handed_in(codes: Iterable[str], months: Iterable[date]):
    """Group, month and counts of every register handed in, with what its meetings were about; one query."""
    reports = MonthlyReport.objects.filter(
        in_any_region("village_id", codes), month__in=list(months), status__in=HANDED_IN
    )
    rows = reports.order_by().annotate(
        meetings_held=Count("meetings"),
        coached=Count("meetings", filter=~Q(meetings__coaching="")),
        **{f"on_{name}": Count("meetings", filter=Q(**{f"meetings__{name}": True})) for name in _TOPICS},
    )
    columns = [
        "group_id",
        "month",
        "status",
        "is_late",
        "meetings_held",
        "coached",
        *(f"on_{name}" for name in _TOPICS),
    ]
    for group_id, month, status, is_late, meetings, coached, *topics in rows.values_list(*columns):
        counts = {
            "reporting": 1,
            "on_time": int(not is_late),
            "approved": int(status == SubmissionStatus.APPROVED),
            "met": int(meetings > 0),
            "meetings": meetings,
            "coaching": int(coached > 0),
            **{name: int(number > 0) for name, number in zip(_TOPICS, topics, strict=True)},
        }
        yield group_id, month, counts
