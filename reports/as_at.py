"""What was, on any past local day, counted from the rows: "as known today", so that late corrections count too.

The words stand in `docs/figures.md`, "Keadaan pada suatu tanggal". The newest row of each history is kept on the group
and on the person; where it is not later than the day it answers, and only for the others are the histories asked. For
today the figures equal those of `reports/counting.py`, and a test holds the two together.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, OuterRef, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Left

from groups.models import CapitalRecord, EnterpriseGroup, GroupStatus, StatusChange
from groups.tiers import Bands
from members.models import KbRecord, Membership, Person, Sex, WelfareRecord
from members.models.facts import TAKING_PART
from regions.codes import LENGTH_BY_LEVEL, NATION_CODE, Level, level_of
from regions.scoping import in_any_region
from reports.counting import verified_from
from reports.figures import NO_BAND, NO_CAPITAL, Figures, TierShare
from reports.models import RegionTotal

# More groups, or more members in them, are counted by the worker and not while a page waits.
GROUPS_AT_ONCE = 3_000
MEMBERS_AT_ONCE = 150_000


@dataclass(frozen=True)
class Fact:
    """A dated fact about people: its model, the column there, and the columns of the person that keep the newest."""

    records: Any
    value: str
    newest: str
    newest_on: str


KB = Fact(KbRecord, "status", "kb_status", "kb_on")
WELFARE = Fact(WelfareRecord, "stage", "welfare_stage", "welfare_on")


@dataclass(frozen=True)
class GroupThen:
    """One group as it was on a day: its status, and its capital with the day it was observed; None without any."""

    pk: int
    village: str
    status: str
    capital: int | None
    capital_on: date | None

    @property
    def is_active(self) -> bool:
        """True if it worked then."""
        return self.status == GroupStatus.ACTIVE


def figures_as_at(codes: Iterable[str], level: int, day: date, bands: Bands) -> dict[str, Figures]:
    """The figures of everything inside the regions `codes`, per region of `level`, as at the local day.

    Six queries, and three more where people were merged. Only regions in which a group existed then are in the answer.
    """
    codes = list(codes)
    counts: dict[str, Counter] = {}
    tiers: dict[str, dict[str, TierShare]] = {}
    for group in groups_as_at(codes, day):
        place = place_of(group.village, level)
        counts.setdefault(place, Counter()).update(_group_counts(group, day))
        if group.is_active:
            held = tiers.setdefault(place, {})
            code = tier_code(group.capital, bands)
            held[code] = held.get(code, TierShare()) + TierShare(1, group.capital or 0)
    for (place, sex, status), number in people_as_at(codes, level, day, KB).items():
        counts[place].update(_people_counts(sex, status, number))
    return {place: Figures(**found, tiers=tiers.get(place, {})) for place, found in counts.items()}


def is_heavy_region(code: str) -> bool:
    """True if a past day of this region is more than a page should wait for, by what is stored of it today."""
    level = level_of(code)
    if level == Level.VILLAGE:
        return False
    totals = RegionTotal.objects.at_level(max(level, Level.REGENCY)).in_region(code)
    sums = totals.aggregate(groups=Sum("groups_active"), members=Sum("members"))
    return (sums["groups"] or 0) > GROUPS_AT_ONCE or (sums["members"] or 0) > MEMBERS_AT_ONCE


def groups_as_at(codes: Iterable[str], day: date) -> list[GroupThen]:
    """Every group inside the regions that existed on the day; those registered with a later day are left out."""
    groups = EnterpriseGroup.objects.filter(in_any_region("village_id", codes)).order_by()
    statuses = _earlier_statuses(groups, day)
    capitals = _earlier_capitals(groups, day)
    rows = groups.values_list("pk", "village_id", "status", "status_on", "capital_total", "capital_on")
    found = []
    for pk, village, status, status_on, capital, capital_on in rows:
        status = status if status_on <= day else statuses.get(pk)
        if capital_on is not None and capital_on > day:
            capital, capital_on = capitals[pk]
        if status:
            found.append(GroupThen(pk, village, status, capital, capital_on))
    return found


def people_as_at(codes: Iterable[str], level: int, day: date, fact: Fact) -> Counter:
    """Members of groups that worked on the day, by place, sex and what the fact then said ("": nothing on record)."""
    rows = _with_fact(_memberships_as_at(list(codes), day), fact, day)
    place = Left("village_id", LENGTH_BY_LEVEL[Level(max(level, Level.PROVINCE))])
    counted = rows.values_list(place, "person__sex", "then").order_by().annotate(people=Count("pk"))
    found: Counter = Counter()
    for where, sex, then, people in counted:
        found[place_of(where, level), sex, then] += people
    for (where, sex, wrong), right in _of_merged_people(rows, fact, day):
        found[place_of(where, level), sex, wrong] -= 1
        found[place_of(where, level), sex, right] += 1
    return +found


def place_of(code: str, level: int) -> str:
    """The region of this level around a village, or around a region inside it."""
    return NATION_CODE if level == Level.NATION else code[: LENGTH_BY_LEVEL[Level(level)]]


def tier_code(capital: int | None, bands: Bands) -> str:
    """The code of the band an amount lies in; `NO_CAPITAL` without a record."""
    if capital is None:
        return NO_CAPITAL
    return next((band.code for band in reversed(bands) if band.lower <= capital), NO_BAND)


def _group_counts(group: GroupThen, day: date) -> dict[str, int]:
    counts = {f"groups_{group.status}": 1}
    if group.is_active and group.capital is not None:
        counts["capital"] = group.capital
        if group.capital_on >= verified_from(day):
            counts |= {"groups_verified": 1, "capital_verified": group.capital}
    return counts


def _people_counts(sex: str, status: str, number: int) -> dict[str, int]:
    return {
        "members": number,
        "members_female": number if sex == Sex.FEMALE else 0,
        "kb_taking_part": number if status in TAKING_PART else 0,
        "kb_unknown": number if not status else 0,
    }


def _earlier_statuses(groups, day: date) -> dict[int, str | None]:
    """What the history says of groups whose status has changed since; None where they did not exist yet."""
    changes = StatusChange.objects.filter(group_id=OuterRef("pk"), on__lte=day).order_by("-on", "-id")
    then = Subquery(changes.values("status")[:1])
    return dict(groups.filter(status_on__gt=day).values_list("pk", then))


def _earlier_capitals(groups, day: date) -> dict[int, tuple]:
    """The capital then, and its day, of groups whose newest record is later."""
    records = CapitalRecord.objects.filter(group_id=OuterRef("pk")).as_at(day)
    total, on = Subquery(records.values("total")[:1]), Subquery(records.values("on")[:1])
    return {pk: then for pk, *then in groups.filter(capital_on__gt=day).values_list("pk", total, on)}


def _memberships_as_at(codes: list[str], day: date):
    """Memberships that held on the day, in groups that worked on it."""
    where = in_any_region("village_id", codes)
    working = EnterpriseGroup.objects.filter(where).working_on(day)
    return Membership.objects.filter(where, group__in=working.order_by().values("pk")).current(day)


def _with_fact(memberships, fact: Fact, day: date):
    """Memberships with the column `then`: what the person's own history said on the day."""
    own = fact.records.objects.filter(person_id=OuterRef("person_id"), on__lte=day).order_by("-on", "-id")
    then = Case(
        When(**{f"person__{fact.newest_on}__lte": day}, then=F(f"person__{fact.newest}")),
        When(**{f"person__{fact.newest_on}__isnull": True}, then=Value("")),
        default=Coalesce(Subquery(own.values(fact.value)[:1]), Value("")),
    )
    return memberships.annotate(then=then)


def _of_merged_people(rows, fact: Fact, day: date):
    """Place, sex and own fact of members into whom others were merged, and the fact of all their histories as one.

    They are few, and to read the histories of every two people as one would make the count of a nation slow.
    """
    kept = Person.objects.filter(merged_into__isnull=False).order_by().values("merged_into")
    changed = rows.filter(person__in=kept, **{f"person__{fact.newest_on}__gt": day}).order_by()
    columns = ("village_id", "person__sex", "then", "person_id")
    members = list(changed.values_list(*columns))
    if not members:
        return
    people = changed.values("person_id")
    records = fact.records.objects.filter(on__lte=day).order_by("on", "id")
    own = records.filter(person__in=people).values_list("on", "id", "person_id", fact.value)
    others = records.filter(person__merged_into__in=people).values_list("on", "id", "person__merged_into", fact.value)
    newest = {person: value for _on, _id, person, value in sorted([*own, *others])}
    for village, sex, wrong, person in members:
        yield (village, sex, wrong), newest.get(person, "")
