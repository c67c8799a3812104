"""Groups that came, went and came back in a span of days, by region, from the history of every group (DM09)."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.db.models.functions import Left
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Permission
from groups.models import EnterpriseGroup, GroupStatus, StatusChange
from regions.codes import LENGTH_BY_LEVEL, WIB, WIT, WITA, Level
from reports.as_at import place_of
from reports.catalogue.by_region import is_heavy, programme_of, region_table
from reports.catalogue.report import Asked, Dated, Report, Section
from reports.table import Column, Table

KEYS = ("founded", "registered", "before", "new", "back", "stopped", "dissolved", "after", "dissolved_later")
TIME_ZONES = (WIB, WITA, WIT)
ACTIVE, INACTIVE, DISSOLVED = GroupStatus.ACTIVE, GroupStatus.INACTIVE, GroupStatus.DISSOLVED
# What a change from one status to another counts as; None: the group had no status yet.
_MOVES = {
    (None, ACTIVE): "new",
    (INACTIVE, ACTIVE): "back",
    (DISSOLVED, ACTIVE): "back",
    (ACTIVE, INACTIVE): "stopped",
    (ACTIVE, DISSOLVED): "dissolved",
    (INACTIVE, DISSOLVED): "dissolved_later",
}


def _make(asked: Asked) -> Table:
    since = asked.since or asked.on
    found: dict[str, Counter] = {}
    for village, changes in _histories(asked):
        found.setdefault(place_of(village, asked.level), Counter()).update(_counted(changes, since, asked.on))
    for key, rows in _entered(asked, since).items():
        for place, number in rows:
            found.setdefault(place_of(place, asked.level), Counter())[key] += number
    values = {place: _values(counts) for place, counts in found.items()}
    title = _("Kelompok %(programme)s baru, bubar, dan aktif kembali") % programme_of(asked.on)
    whole = _values(sum(found.values(), Counter()))
    return region_table(asked, title, _columns(), values, whole, _values(Counter()))


def _histories(asked: Asked) -> Iterator[tuple[str, list[tuple[date, str]]]]:
    """The village of every group and its statuses, each with its first day, oldest first."""
    groups = EnterpriseGroup.objects.in_region(asked.region.pk).order_by()
    changes = StatusChange.objects.filter(group__in=groups.values("pk"), on__lte=asked.on).order_by("on", "id")
    found: dict[int, list[tuple[date, str]]] = {}
    for group_id, on, status in changes.values_list("group_id", "on", "status").iterator():
        found.setdefault(group_id, []).append((on, status))
    for pk, village, status, on in groups.values_list("pk", "village_id", "status", "status_on").iterator():
        own = found.get(pk, [])
        yield village, own if own or on > asked.on else [(on, status)]


def _counted(changes: Iterable[tuple[date, str]], since: date, until: date) -> Counter:
    """What the history of one group adds to a span: whether it was active before and after, and each move between."""
    by_day = dict(changes)
    days = [day for day in sorted(by_day) if day <= until]
    statuses = [None, *(by_day[day] for day in days)]
    counts = Counter(before=int(_on(by_day, since - timedelta(days=1)) == ACTIVE), after=int(statuses[-1] == ACTIVE))
    for day, move in zip(days, pairwise(statuses), strict=True):
        if day >= since and (name := _MOVES.get(move)):
            counts[name] += 1
    return counts


def _on(by_day: dict[date, str], day: date) -> str | None:
    return by_day[max(days)] if (days := [each for each in by_day if each <= day]) else None


def _entered(asked: Asked, since: date) -> dict:
    """Groups founded, and groups entered into the registry, in the span, by place."""
    groups = EnterpriseGroup.objects.in_region(asked.region.pk).order_by()
    place = Left("village_id", LENGTH_BY_LEVEL[Level(max(asked.level, Level.PROVINCE))])
    span = (since, asked.on)
    return {
        "founded": groups.filter(founded_on__range=span).values_list(place).annotate(Count("pk")),
        "registered": groups.filter(_entered_on(*span)).values_list(place).annotate(Count("pk")),
    }


def _entered_on(since: date, until: date) -> Q:
    """Groups entered on these days of their own region: a day in Papua begins two hours before one in Java."""
    found = Q()
    for zone in TIME_ZONES:
        first, after = (datetime.combine(day, time.min, ZoneInfo(zone)) for day in (since, until + timedelta(days=1)))
        found |= Q(village__time_zone=zone, created_at__gte=first, created_at__lt=after)
    return found


def _values(counts: Counter) -> dict:
    return {key: counts[key] for key in KEYS}


def _columns() -> list[Column]:
    return [
        Column("founded", _("Berdiri")),
        Column("registered", _("Didaftarkan")),
        Column("before", _("Aktif sebelumnya")),
        Column("new", _("Mulai aktif")),
        Column("back", _("Aktif kembali")),
        Column("stopped", _("Menjadi tidak aktif")),
        Column("dissolved", _("Bubar dari aktif")),
        Column("after", _("Aktif sesudahnya")),
        Column("dissolved_later", _("Bubar setelah tidak aktif")),
    ]


FOUNDED_AND_DISSOLVED = Report(
    slug="kelompok-baru-bubar",
    name=gettext_lazy("Kelompok baru, bubar, dan aktif kembali"),
    about=gettext_lazy(
        "Berapa kelompok berdiri, berhenti, bubar, dan bangkit dalam satu masa, dan berapa yang tersisa."
    ),
    section=Section.GROUPS,
    permission=Permission.REPORT_VIEW,
    dated=Dated.SPAN,
    make=_make,
    is_heavy=is_heavy,
)
