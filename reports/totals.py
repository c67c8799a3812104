"""Stored totals without counters: read what is stored, recompute what was touched, never count on a landing page.

A write appends a mark (`regions.touching.touch`) in its own transaction and waits for nobody. The reader makes a marked
regency's totals anew from its rows, under a lock of that regency alone. It reads the marks *before* the rows and
deletes exactly those marks, so a change that arrives in between keeps its mark and is counted the next time: a total
can be late, never wrong for good.

Midnight changes figures too: a dated leave takes effect, a capital record grows older than the limit, new bands come
into force. Each computation therefore stores the next local day on which that will happen (`RefreshState.next_on`), and
from that day on the regency is due like one that was written to. Changed bands or a changed limit show in
`RefreshState.rules`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Min, OuterRef, Q, Sum
from django.db.models.functions import Left
from django.utils import timezone

from groups.models import EnterpriseGroup
from groups.tiers import Bands, bands_as_at, published_bands
from regions.clock import local_today
from regions.codes import LENGTH_BY_LEVEL, WIB, WIT, WITA, Level, level_of
from regions.models import Region, TouchedRegion
from regions.once import forget, once
from regions.scoping import in_any_region
from reports.counting import counted, earliest, members_alike, next_bands, next_change
from reports.figures import COUNTED, NOTHING, Figures, TierShare, total
from reports.models import RefreshState, RegionCount, RegionTierTotal, RegionTotal
from reports.traits import DEFINITION, counted_traits, next_trait_change, store_traits, trait_differences

# More due regencies, or more members in them, are left to the worker, so that a page waits half a second at the most.
AT_ONCE = 8
MEMBERS_AT_ONCE = 150_000
# A database takes only so many values in one statement; an import may leave a hundred thousand marks.
MARKS_AT_ONCE = 1000


@dataclass(frozen=True)
class Freshness:
    """The instant for which the stored totals of some regions hold, and how many regencies are still due."""

    at: datetime | None
    due: int = 0


def stored(codes: Iterable[str], level: int) -> dict[str, Figures]:
    """The stored figures of everything inside the regions `codes`, per province, regency or district (`level`)."""
    return dict(_stored(tuple(codes), level))


@once
def _stored(codes: tuple[str, ...], level: int) -> dict[str, Figures]:
    place = Left("code", LENGTH_BY_LEVEL[Level(level)])
    where = Q(level=max(level, Level.REGENCY)) & in_any_region("code", codes)
    sums = {name: Sum(name) for name in COUNTED}
    rows = RegionTotal.objects.filter(where).values(place=place).order_by().annotate(**sums)
    tiers = _stored_tiers(where, place)
    return {
        row["place"]: Figures(**{name: int(row[name]) for name in COUNTED}, tiers=tiers.get(row["place"], {}))
        for row in rows
    }


def refresh_due(codes: Iterable[str]) -> Freshness:
    """Make the totals inside the regions `codes` true where that is quick, and say how fresh they now are.

    Where too much is due for a page, nothing is recomputed here: the caller queues the task.
    """
    due = list(due_regencies(codes).values_list("code", flat=True)[: AT_ONCE + 1])
    if _is_quick(due):
        for code in due:
            refresh(code)
        return now_fresh()
    waiting = due_regencies(codes)
    oldest = RefreshState.objects.filter(regency_code__in=waiting.values("code")).aggregate(at=Min("computed_at"))["at"]
    return Freshness(oldest, waiting.count())


def now_fresh() -> Freshness:
    """Figures that hold at this moment."""
    return Freshness(timezone.now())


def due_regencies(codes: Iterable[str]):
    """The regencies inside or around the regions `codes` whose stored totals no longer hold, as regions by code."""
    return regencies_near(codes).filter(_is_due())


def regencies_near(codes: Iterable[str]):
    """The regencies inside or around the regions `codes`, as regions by code."""
    return Region.objects.at_level(Level.REGENCY).filter(near("code", codes)).order_by("code")


def near(column: str, codes: Iterable[str]) -> Q:
    """A condition on a column of regency codes: inside one of the regions `codes`, or around it."""
    return in_any_region(column, [code[: LENGTH_BY_LEVEL[Level.REGENCY]] for code in codes])


def refresh(regency_code: str) -> bool:
    """Make one regency's totals anew from its rows if they are due; False if someone else just did.

    Writers are not locked out and need not wait; a second refresher waits here and then finds nothing to do.
    """
    with transaction.atomic():
        state = _locked_state(regency_code)
        forget()
        if not due_regencies([regency_code]).exists():
            return False
        region = Region.objects.get(pk=regency_code)
        day = local_today(region)
        marks = list(_marks(day).filter(regency_code=regency_code).values_list("pk", flat=True))
        history = published_bands()
        bands = history.at(day)
        likes = members_alike([regency_code], Level.DISTRICT, day)
        _store(regency_code, counted([regency_code], Level.DISTRICT, day, bands, likes))
        store_traits(regency_code, counted_traits([regency_code], Level.DISTRICT, day, bands, likes))
        state.computed_at, state.rules, state.next_on = (
            timezone.now(),
            rules_of(bands),
            earliest(next_change(regency_code, day, history), next_trait_change(regency_code, day)),
        )
        state.revision += 1
        state.save()
        for start in range(0, len(marks), MARKS_AT_ONCE):
            TouchedRegion.objects.filter(pk__in=marks[start : start + MARKS_AT_ONCE]).delete()
    forget()
    return True


def refresh_all(codes: list[str]) -> Iterator[int]:
    """Make these regencies true, one transaction each; gives the number done so far, after each."""
    empty = _settle_empty(codes)
    yield len(empty)
    for number, code in enumerate((code for code in codes if code not in empty), start=len(empty) + 1):
        refresh(code)
        yield number


def distrust(codes: Iterable[str]) -> None:
    """Declare every stored total inside the regions `codes` due, whatever its marks say."""
    RefreshState.objects.filter(in_any_region("regency_code", codes)).update(rules="")


def differences(regency_code: str) -> list[str]:
    """Codes of the districts, or of the regency itself, whose stored totals differ from their rows.

    A regency that is due is not compared.
    """
    with transaction.atomic():
        _locked_state(regency_code)
        day = local_today(Region.objects.get(pk=regency_code))
        bands, likes = bands_as_at(day), members_alike([regency_code], Level.DISTRICT, day)
        true = _with_regency(regency_code, counted([regency_code], Level.DISTRICT, day, bands, likes))
        kept = stored([regency_code], Level.DISTRICT) | stored([regency_code], Level.REGENCY)
        wrong = trait_differences(regency_code, counted_traits([regency_code], Level.DISTRICT, day, bands, likes))
        if due_regencies([regency_code]).exists():
            return []
    return sorted({*wrong, *(code for code in {*true, *kept} if true.get(code, NOTHING) != kept.get(code, NOTHING))})


def _is_quick(due: list[str]) -> bool:
    """True if a page can wait for these regencies; how large they are is told by their old totals."""
    if not due or len(due) > AT_ONCE:
        return not due
    members = RegionTotal.objects.filter(pk__in=due).aggregate(sum=Sum("members"))["sum"]
    return (members or 0) <= MEMBERS_AT_ONCE


def _locked_state(regency_code: str) -> RefreshState:
    """The regency's state, locked until the transaction ends. On SQLite the transaction itself is the lock."""
    RefreshState.objects.bulk_create([RefreshState(regency_code=regency_code)], ignore_conflicts=True)
    return RefreshState.objects.select_for_update().get(pk=regency_code)


def _settle_empty(codes: list[str]) -> set[str]:
    """Those of the regencies in which nothing was ever registered, settled all at once: most of a young registry.

    One with a mark is left to `refresh`; a mark that arrives now stays and makes its regency due again.
    """
    with transaction.atomic():
        RefreshState.objects.bulk_create([RefreshState(regency_code=code) for code in codes], ignore_conflicts=True)
        states = RefreshState.objects.select_for_update().filter(regency_code__in=codes).order_by("regency_code")
        regency = Left("village_id", LENGTH_BY_LEVEL[Level.REGENCY])
        filled = set(EnterpriseGroup.objects.order_by().values_list(regency, flat=True).distinct())
        marked = set(TouchedRegion.objects.filter(regency_code__in=codes).values_list("regency_code", flat=True))
        empty = {state.pk for state in states} - filled - marked
        for model in (RegionTotal, RegionTierTotal, RegionCount):
            model.objects.alias(regency=Left("code", LENGTH_BY_LEVEL[Level.REGENCY])).filter(regency__in=empty).delete()
        history = published_bands()
        for day, zones in zones_by_day().items():
            here = Region.objects.filter(pk__in=empty, time_zone__in=zones).values("code")
            RefreshState.objects.filter(regency_code__in=here).update(
                computed_at=timezone.now(), rules=rules_of(history.at(day)), next_on=next_bands(history, day)
            )
    return empty


def _is_due() -> Q:
    """A condition on regencies: never computed, touched, overtaken by the calendar, or computed under other rules."""
    condition = Q(pk__in=[])
    history = published_bands()
    for day, zones in zones_by_day().items():
        touched = _marks(day).filter(regency_code=OuterRef("code"))
        holds = RefreshState.objects.filter(
            Q(next_on__isnull=True) | Q(next_on__gt=day),
            regency_code=OuterRef("code"),
            computed_at__isnull=False,
            rules=rules_of(history.at(day)),
        )
        condition |= Q(time_zone__in=zones) & (Exists(touched) | ~Exists(holds))
    return condition


def rules_of(bands: Bands) -> str:
    """A short name of everything besides the rows that the totals depend on. Other bands, other name; never empty."""
    limits = [DEFINITION, str(settings.CAPITAL_STALE_DAYS), str(settings.MIN_MEMBERS)]
    text = "|".join([*limits, *(f"{band.code}:{band.lower}" for band in bands)])
    return sha256(text.encode()).hexdigest()


def zones_by_day() -> dict[date, list[str]]:
    """The time zones by the day it now is there: one day for most of the day, two around midnight."""
    days: dict[date, list[str]] = {}
    for zone in (WIB, WITA, WIT):
        days.setdefault(local_today(Region(time_zone=zone)), []).append(zone)
    return days


def _marks(day: date):
    return TouchedRegion.objects.filter(due_on__lte=day)


def _stored_tiers(where: Q, place) -> dict[str, dict[str, TierShare]]:
    rows = (
        RegionTierTotal.objects.filter(where)
        .values("tier", place=place)
        .order_by()
        .annotate(groups=Sum("groups"), capital=Sum("capital"))
    )
    found: dict[str, dict[str, TierShare]] = {}
    for row in rows:
        found.setdefault(row["place"], {})[row["tier"]] = TierShare(int(row["groups"]), int(row["capital"]))
    return found


def _store(regency_code: str, districts: dict[str, Figures]) -> None:
    """Put these totals, and their sum, in the place of the regency's old ones."""
    for model in (RegionTotal, RegionTierTotal):
        model.objects.in_region(regency_code).delete()
    found = _with_regency(regency_code, districts)
    RegionTotal.objects.bulk_create(
        RegionTotal(code=code, level=level_of(code), **{name: getattr(figures, name) for name in COUNTED})
        for code, figures in found.items()
    )
    RegionTierTotal.objects.bulk_create(
        RegionTierTotal(code=code, level=level_of(code), tier=tier, groups=share.groups, capital=share.capital)
        for code, figures in found.items()
        for tier, share in figures.tiers.items()
    )


def _with_regency(regency_code: str, districts: dict[str, Figures]) -> dict[str, Figures]:
    """The districts and their regency; nothing where nothing is registered."""
    return {**districts, regency_code: total(districts.values())} if districts else {}
