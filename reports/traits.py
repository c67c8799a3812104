"""Counts beside the headline figures: active groups by stage, market, product, licence and warning, and their members.

`docs/figures.md` says in words what each key means ("Other counts"). They are counted from the rows by grouped queries
alone, and kept in `RegionCount` together with the totals, under the same marks and the same lock (`reports/totals.py`).
What warns of a month ("lapor") is not here: it stands in the month totals.

Some counts say something about people: whoever draws them asks `may_see` first.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import CharField, Count, F, Min, Q, Sum, Value
from django.db.models.functions import Concat, Left

from accounts.roles import Permission
from groups.models import EnterpriseGroup, GroupLicence, GroupStatus, MarketReach, Product
from groups.tiers import Bands
from groups.traits import held_licences, jumps, made_products, online_channels
from groups.warnings import WARNINGS
from regions.codes import LENGTH_BY_LEVEL, Level, level_of
from regions.scoping import in_any_region
from reports.counting import Likes, alike, earliest
from reports.cut import Cut
from reports.models import RegionCount

Counts = dict[Any, Counter[str]]
# Late registers belong to months: MonthTotal counts them.
COUNTED_WARNINGS = tuple(warning for warning in WARNINGS if warning.code != "lapor")
# Named so that stored counts made under another definition are known to be old; part of `totals.rules_of`.
DEFINITION = "1"
_GUARDED = {
    "kb:": Permission.KB_STATUS_VIEW,
    "welfare:": Permission.KB_STATUS_VIEW,
    **{f"warning:{warning.code}": warning.permission for warning in COUNTED_WARNINGS},
}
_PIECE = 1000


def may_see(user, what: str) -> bool:
    """True if this user may know this count; of people's KB and welfare only those who may see the records."""
    return all(user.allows(needed) for start, needed in _GUARDED.items() if what.startswith(start))


def counted_traits(
    codes: Iterable[str], level: int, day: date, bands: Bands = (), likes: Sequence[Likes] | None = None
) -> dict[str, dict[str, int]]:
    """The counts of everything inside the regions `codes`, per region of `level`, on the local day, from the rows.

    Zero is left out. No count depends on the `bands`; they are asked for like those of the figures beside them. `likes`
    are the members of the same regions, level and day where they have been read already.
    """
    return counted_by(Cut.by_region(codes, level), day, likes)


def counted_by(cut: Cut, day: date, likes: Sequence[Likes] | None = None) -> dict[Any, dict[str, int]]:
    """The same by region or by mentor; `None` names the groups that have no mentor."""
    found: Counts = defaultdict(Counter)
    _count_groups(found, cut)
    _count_warnings(found, cut, day)
    _count_business(found, cut, day)
    _count_members(found, alike(cut, day) if likes is None else likes)
    return {place: dict(+counts) for place, counts in found.items() if +counts}


def stored_traits(codes: Iterable[str], level: int) -> dict[str, dict[str, int]]:
    """The stored counts of everything inside the regions `codes`, per province, regency or district (`level`)."""
    where = Q(level=max(level, Level.REGENCY)) & in_any_region("code", codes)
    place = Left("code", LENGTH_BY_LEVEL[Level(level)])
    rows = RegionCount.objects.filter(where).values_list(place, "what").order_by().annotate(Sum("count"))
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for code, what, count in rows:
        found[code][what] = int(count)
    return dict(found)


def stored_sums(codes: Iterable[str]) -> dict[str, int]:
    """The stored counts of everything inside these regions, districts at the smallest, none inside another."""
    where, codes = Q(pk__in=[]), list(codes)
    for level in (Level.REGENCY, Level.DISTRICT):
        if inside := [code for code in codes if max(level_of(code), Level.REGENCY) == level]:
            where |= Q(level=level) & in_any_region("code", inside)
    rows = RegionCount.objects.filter(where).order_by().values_list("what").annotate(Sum("count"))
    return {what: int(count) for what, count in rows}


def with_regency(regency_code: str, districts: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    """The counts of the districts and, as their sum, of the regency."""
    together: Counter[str] = Counter()
    for counts in districts.values():
        together.update(counts)
    return {**districts, regency_code: dict(together)} if together else dict(districts)


def store_traits(regency_code: str, districts: Mapping[str, Mapping[str, int]]) -> None:
    """Keep these counts and their sum. Of the thousand rows of a regency one write changes a few: only those move."""
    true = {
        (code, what): count
        for code, counts in with_regency(regency_code, districts).items()
        for what, count in counts.items()
    }
    gone = []
    for pk, code, what, count in RegionCount.objects.in_region(regency_code).values_list("pk", "code", "what", "count"):
        if true.get((code, what)) == count:
            del true[code, what]
        else:
            gone.append(pk)
    for start in range(0, len(gone), _PIECE):
        RegionCount.objects.filter(pk__in=gone[start : start + _PIECE]).delete()
    rows = (RegionCount(code=code, level=level_of(code), what=what, count=n) for (code, what), n in true.items())
    RegionCount.objects.bulk_create(rows, batch_size=_PIECE)


def trait_differences(regency_code: str, districts: Mapping[str, Mapping[str, int]]) -> list[str]:
    """Codes of the districts, or of the regency itself, whose stored counts are not these, or not their sum."""
    true = with_regency(regency_code, districts)
    kept = stored_traits([regency_code], Level.DISTRICT) | stored_traits([regency_code], Level.REGENCY)
    return [code for code in {*true, *kept} if true.get(code, {}) != kept.get(code, {})]


def next_trait_change(code: str, day: date) -> date | None:
    """The next day after `day` on which a count of a region changes without anyone writing; None where none is known.

    Memberships and the age of the newest capital are looked at beside the totals (`counting.next_change`).
    """
    inside = in_any_region("group__village_id", [code])
    licence = GroupLicence.objects.filter(inside, expires_on__gte=day).aggregate(first=Min("expires_on"))["first"]
    product = Product.objects.filter(inside, ended_on__gt=day).aggregate(first=Min("ended_on"))["first"]
    jump = jumps(day).filter(inside).aggregate(first=Min("on"))["first"]
    ages = timedelta(days=settings.CAPITAL_STALE_DAYS + 1)
    return earliest(licence and licence + timedelta(days=1), product, jump and jump + ages)


def _count_groups(found: Counts, cut: Cut) -> None:
    """Stage, market, sector and country."""
    groups = EnterpriseGroup.objects.filter(cut.where()).active().order_by()
    rows = groups.values_list(cut.key(), F("stage__code"), "market_reach").annotate(Count("pk"))
    for place, stage, reach, number in rows:
        found[place].update({f"stage:{stage or ''}": number, f"reach:{reach}": number})
        found[place]["export"] += number if reach == MarketReach.EXPORT else 0
    for what, column in (("sector", "sectors__code"), ("country", "export_countries__code")):
        rows = groups.filter(**{f"{column}__isnull": False}).values_list(cut.key(), F(column)).annotate(Count("pk"))
        for place, value, number in rows:
            found[place][f"{what}:{value}"] = number


def _count_warnings(found: Counts, cut: Cut, day: date) -> None:
    groups = EnterpriseGroup.objects.filter(cut.where()).active().order_by()
    columns = {one.column: Count("pk", filter=one.condition(day)) for one in COUNTED_WARNINGS}
    for row in groups.values(place=cut.key()).annotate(**columns):
        found[row["place"]].update({f"warning:{one.code}": row[one.column] for one in COUNTED_WARNINGS})


def _count_business(found: Counts, cut: Cut, day: date) -> None:
    """Products, licences, online channels and jumps: groups that have at least one, in one query."""
    where = cut.where("group__") & Q(group__status=GroupStatus.ACTIVE)
    key, number = cut.key("group__"), Count("group_id", distinct=True)
    sources = [
        (made_products(day), Value("products")),
        (online_channels(), Value("online")),
        (jumps(day), Value("jump")),
        (held_licences(day), Concat(Value("licence:"), "kind__code", output_field=CharField())),
    ]
    first, *others = [
        rows.filter(where).annotate(what=what).values_list(key, "what").annotate(number) for rows, what in sources
    ]
    for place, what, groups in first.union(*others, all=True):
        found[place][what] = groups


def _count_members(found: Counts, likes: Iterable[Likes]) -> None:
    """KB status, welfare stage and missing NIK."""
    for one in likes:
        counts = {f"kb:{one.kb}": one.members, f"welfare:{one.welfare}": one.members, "no_nik": one.without_nik}
        found[one.place].update(counts)
