"""Counting a region's figures from the rows themselves: the one definition in code of what `docs/figures.md` says.

All of it is grouped queries over one range of village codes; nothing is counted row by row in Python.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Case, CharField, Count, F, Min, Q, Sum, Value, When
from django.db.models.functions import Left

from groups.models import EnterpriseGroup, GroupStatus
from groups.tiers import BandHistory, Bands
from members.models import Membership, Sex
from members.models.facts import TAKING_PART
from regions.codes import LENGTH_BY_LEVEL, Level
from regions.once import once
from regions.scoping import in_any_region
from reports.cut import Cut
from reports.figures import NO_BAND, NO_CAPITAL, Figures, TierShare


@dataclass(frozen=True)
class Likes:
    """Members of one region who are alike in sex, newest KB status and welfare stage, and how many have no NIK."""

    place: str
    sex: str
    kb: str
    welfare: str
    members: int
    without_nik: int


def counted(
    codes: Iterable[str], level: int, day: date, bands: Bands, likes: Sequence[Likes] | None = None
) -> dict[str, Figures]:
    """The figures of everything inside the regions `codes`, per region of `level`, on the local day.

    Only regions in which at least one group is registered are in the answer. `likes` are the members of the same
    regions, level and day where they have been read already.
    """
    codes = list(codes)
    where = in_any_region("village_id", codes)
    place = Left("village_id", LENGTH_BY_LEVEL[Level(level)])
    groups = _groups(where, place, day)
    members = _members(members_alike(codes, level, day) if likes is None else likes)
    tiers = _tiers(where, place, bands)
    return {code: Figures(**row, **members.get(code, {}), tiers=tiers.get(code, {})) for code, row in groups.items()}


def verified_from(day: date) -> date:
    """The oldest date on which a capital record still counts as verified on the local day."""
    return day - timedelta(days=settings.CAPITAL_STALE_DAYS)


def next_change(code: str, day: date, history: BandHistory) -> date | None:
    """The next day after `day` on which a region's figures change without anyone writing; None where none is known."""
    groups = EnterpriseGroup.objects.in_region(code).active().filter(capital_on__gte=verified_from(day))
    oldest = groups.aggregate(first=Min("capital_on"))["first"]
    memberships = Membership.objects.in_region(code).aggregate(
        start=Min("started_on", filter=Q(started_on__gt=day)),
        end=Min("ended_on", filter=Q(ended_on__gt=day)),
    )
    ages_on = oldest + timedelta(days=settings.CAPITAL_STALE_DAYS + 1) if oldest else None
    coming = [ages_on, memberships["start"], memberships["end"], next_bands(history, day)]
    return earliest(*coming)


def earliest(*days: date | None) -> date | None:
    """The first of these days; None where all of them are."""
    return min((day for day in days if day), default=None)


def next_bands(history: BandHistory, day: date) -> date | None:
    """The first day after `day` on which other bands come into force, if one is set."""
    return min((valid_from for valid_from, _bands in history.sets if valid_from > day), default=None)


def _groups(where: Q, place, day: date) -> dict[str, dict]:
    active = Q(status=GroupStatus.ACTIVE)
    verified = active & Q(capital_on__gte=verified_from(day))
    rows = (
        EnterpriseGroup.objects.filter(where)
        .values(place=place)
        .order_by()
        .annotate(
            groups_active=Count("pk", filter=active),
            groups_inactive=Count("pk", filter=Q(status=GroupStatus.INACTIVE)),
            groups_dissolved=Count("pk", filter=Q(status=GroupStatus.DISSOLVED)),
            capital=Sum("capital_total", filter=active, default=0),
            groups_verified=Count("pk", filter=verified),
            capital_verified=Sum("capital_total", filter=verified, default=0),
        )
    )
    return _by_place(rows)


def members_alike(codes: Iterable[str], level: int, day: date) -> list[Likes]:
    """The members of active groups on the day, read once for every figure that is about people.

    Reading 25,000 members and their persons is most of the work: the totals and the counts beside them share it.
    """
    return alike(Cut.by_region(codes, level), day)


@once
def alike(cut: Cut, day: date) -> list[Likes]:
    """The same by region or by mentor."""
    rows = (
        Membership.objects.filter(cut.where("group__", village=""))
        .of_active_groups()
        .current(day)
        .order_by()
        .values_list(
            cut.key("group__", village=""),
            F("person__sex"),
            F("person__kb_status"),
            F("person__welfare_stage"),
        )
        .annotate(members=Count("pk"), without_nik=Count("pk", filter=Q(person__nik_index__isnull=True)))
    )
    return [Likes(*row) for row in rows]


def _members(likes: Iterable[Likes]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for one in likes:
        found[one.place].update(
            members=one.members,
            members_female=one.members if one.sex == Sex.FEMALE else 0,
            kb_taking_part=one.members if one.kb in TAKING_PART else 0,
            kb_unknown=one.members if not one.kb else 0,
        )
    return found


def _tiers(where: Q, place, bands: Bands) -> dict[str, dict[str, TierShare]]:
    rows = (
        EnterpriseGroup.objects.filter(where)
        .active()
        .values(place=place, tier=_tier_case(bands))
        .order_by()
        .annotate(groups=Count("pk"), capital=Sum("capital_total", default=0))
    )
    found: dict[str, dict[str, TierShare]] = {}
    for row in rows:
        found.setdefault(row["place"], {})[row["tier"]] = TierShare(row["groups"], int(row["capital"]))
    return found


def _tier_case(bands: Bands) -> Case:
    """The code of the band that holds a group's newest capital; `NO_CAPITAL` where there is no record."""
    unknown = When(capital_total__isnull=True, then=Value(NO_CAPITAL))
    cases = [When(capital_total__gte=band.lower, then=Value(band.code)) for band in reversed(bands)]
    return Case(unknown, *cases, default=Value(NO_BAND), output_field=CharField())


def _by_place(rows) -> dict[str, dict]:
    """Rows keyed by place, numbers as int: PostgreSQL adds up bigints to numeric."""
    return {row["place"]: {key: int(value) for key, value in row.items() if key != "place"} for row in rows}
