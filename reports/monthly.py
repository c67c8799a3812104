"""Stored months without counters: like `reports/totals.py`, but a mark names the months that it changes.

A write leaves a mark (`regions.touching.touch_months`) in its own transaction and waits for nobody. The reader reads
the marks before the rows, makes only the marked months of that regency anew, and deletes exactly those marks. Nothing
here changes overnight but for one thing: when the regency's own local month turns, a new month begins to be kept.

Kept are the months from the earliest register of the regency, or from `MONTHS_KEPT` months back where that is earlier,
through the running month. What was kept once stays.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.db import transaction
from django.db.models import CharField, Count, Exists, F, Min, OuterRef, Q, Sum, Value
from django.db.models.functions import Left
from django.utils import timezone

from activities.models import MonthlyReport
from groups.freshness import STATES, freshness_of
from groups.models import EnterpriseGroup
from regions.clock import local_today
from regions.codes import LENGTH_BY_LEVEL, NATION_CODE, Level, level_of
from regions.models import Region, TouchedMonth
from regions.months import month_of, month_range, shift
from regions.once import forget
from regions.scoping import in_any_region
from reports.models import MonthState, MonthTotal, SeenTotal
from reports.month_figures import MONTH_COUNTED, NO_MONTH, MonthFigures
from reports.monthly_counting import counted_months, counted_sightings
from reports.totals import AT_ONCE, MARKS_AT_ONCE, Freshness, near, now_fresh, regencies_near, zones_by_day

MONTHS_KEPT = 24
# More groups than this in the regencies that are due are left to the worker, so that a page waits half a second.
GROUPS_AT_ONCE = 3_000

Places = dict[tuple[str, date], MonthFigures]


def month_figures(codes: Iterable[str], level: int, months: Sequence[date]) -> Places:
    """The figures of these months inside the regions `codes`, by place and month; a pair left out holds nothing.

    Villages are counted from their rows: ask for those of one regency at the most. Everything above comes from what is
    stored: call `refresh_months_due` before.
    """
    if level == Level.VILLAGE:
        return counted_months(codes, level, months)
    place = _place(level)
    where = Q(level=max(level, Level.REGENCY), month__in=list(months)) & in_any_region("code", codes)
    sums = {name: Sum(name) for name in MONTH_COUNTED}
    rows = MonthTotal.objects.filter(where).values("month", place=place).order_by().annotate(**sums)
    return {
        (row["place"], row["month"]): MonthFigures(**{name: int(row[name]) for name in MONTH_COUNTED}) for row in rows
    }


def freshness_counts(codes: Iterable[str], level: int, today: date) -> dict[str, dict[str, int]]:
    """How many active groups are in which state of freshness (code, NX06) on the day, by place."""
    seen = counted_sightings(codes, level) if level == Level.VILLAGE else _stored_sightings(codes, level)
    found: dict[str, dict[str, int]] = {}
    for (place, month), groups in seen.items():
        states = found.setdefault(place, {state.code: 0 for state in STATES})
        states[freshness_of(month, today).code] += groups
    return found


def refresh_months_due(codes: Iterable[str]) -> Freshness:
    """Make the months inside the regions `codes` true where that is quick, and say how fresh they now are.

    Where too much is due for a page, nothing is recomputed here: the caller queues the task.
    """
    due = list(regencies_with_due_months(codes).values_list("code", flat=True)[: AT_ONCE + 1])
    if _is_quick(due):
        for code in due:
            refresh_months(code)
        return now_fresh()
    waiting = regencies_with_due_months(codes)
    oldest = MonthState.objects.filter(regency_code__in=waiting.values("code")).aggregate(at=Min("computed_at"))["at"]
    return Freshness(oldest, waiting.count())


def months_version(codes: Iterable[str]) -> str:
    """A short name of the stored months inside or around the regions `codes`: another one after each recomputation."""
    states = MonthState.objects.filter(near("regency_code", codes))
    found = states.aggregate(number=Count("pk"), revisions=Sum("revision"))
    return f"{found['number']}@{found['revisions']}"


def regencies_with_due_months(codes: Iterable[str]):
    """The regencies inside or around the regions `codes` whose stored months no longer hold, as regions by code."""
    return regencies_near(codes).filter(_is_due())


def refresh_months(regency_code: str) -> bool:
    """Make one regency's due months anew from its rows; False if someone else just did.

    Writers are not locked out and need not wait; a second refresher waits here and then finds nothing to do.
    """
    with transaction.atomic():
        state = _locked_state(regency_code)
        forget()
        present = month_of(local_today(Region.objects.get(pk=regency_code)))
        marks = list(TouchedMonth.objects.filter(regency_code=regency_code).values_list("pk", "since", "until"))
        if not marks and state.computed_at and state.through_month >= present:
            return False
        first = _first_month(regency_code, state, present)
        if state.computed_at is None:
            MonthTotal.objects.in_region(regency_code).delete()
        _store_months(regency_code, _months_due(state, first, present, marks))
        _store_sightings(regency_code)
        state.from_month, state.through_month, state.computed_at = first, present, timezone.now()
        state.revision += 1
        state.save()
        for start in range(0, len(marks), MARKS_AT_ONCE):
            TouchedMonth.objects.filter(pk__in=[pk for pk, *_rest in marks[start : start + MARKS_AT_ONCE]]).delete()
    forget()
    return True


def refresh_all_months(codes: list[str]) -> Iterator[int]:
    """Make these regencies true, one transaction each; gives the number done so far, after each."""
    empty = _settle_empty(codes)
    yield len(empty)
    for number, code in enumerate((code for code in codes if code not in empty), start=len(empty) + 1):
        refresh_months(code)
        yield number


def distrust_months(codes: Iterable[str]) -> None:
    """Declare every stored month inside the regions `codes` due, whatever the marks say."""
    MonthState.objects.filter(in_any_region("regency_code", codes)).update(computed_at=None)


def month_differences(regency_code: str) -> list[str]:
    """`760403 2026-10` for each stored month, and each month of last sighting, that differs from its rows.

    A regency that is due is not compared.
    """
    with transaction.atomic():
        state = _locked_state(regency_code)
        if state.computed_at is None:
            return []
        months = month_range(state.from_month, state.through_month)
        true = _with_regency(regency_code, counted_months([regency_code], Level.DISTRICT, months), NO_MONTH)
        true_seen = _with_regency(regency_code, counted_sightings([regency_code], Level.DISTRICT), 0)
        kept = {key: found for level in (Level.DISTRICT, Level.REGENCY) for key, found in _kept(regency_code, level)}
        kept_seen = _stored_sightings([regency_code], Level.DISTRICT) | _stored_sightings([regency_code], Level.REGENCY)
        if regencies_with_due_months([regency_code]).exists():
            return []
    wrong = {key for key in {*true, *kept} if true.get(key, NO_MONTH) != kept.get(key, NO_MONTH)}
    unseen = {key for key in {*true_seen, *kept_seen} if true_seen.get(key, 0) != kept_seen.get(key, 0)}
    found = [f"{code} {month:%Y-%m}" for code, month in sorted(wrong)]
    return found + [f"{code} terakhir dilihat {month:%Y-%m}" for code, month in sorted(unseen)]


def kept_since(codes: Iterable[str]) -> date | None:
    """The first month kept for some regency inside or around the regions; None where none ever was."""
    return MonthState.objects.filter(near("regency_code", codes)).aggregate(first=Min("from_month"))["first"]


def _is_quick(due: list[str]) -> bool:
    """True if a page can wait for these regencies."""
    if not due or len(due) > AT_ONCE:
        return not due
    return EnterpriseGroup.objects.filter(in_any_region("village_id", due)).count() <= GROUPS_AT_ONCE


def _is_due() -> Q:
    """A condition on regencies: touched, never computed, or still without a month that has begun there."""
    condition = Q(Exists(TouchedMonth.objects.filter(regency_code=OuterRef("code"))))
    for day, zones in zones_by_day().items():
        holds = MonthState.objects.filter(
            regency_code=OuterRef("code"), computed_at__isnull=False, through_month__gte=month_of(day)
        )
        condition |= Q(time_zone__in=zones) & ~Exists(holds)
    return condition


def _locked_state(regency_code: str) -> MonthState:
    """The regency's state, locked until the transaction ends. On SQLite the transaction itself is the lock."""
    MonthState.objects.bulk_create([MonthState(regency_code=regency_code)], ignore_conflicts=True)
    return MonthState.objects.select_for_update().get(pk=regency_code)


def _first_month(regency_code: str, state: MonthState, present: date) -> date:
    """The first month to keep; what was kept once stays."""
    earliest = MonthlyReport.objects.in_region(regency_code).aggregate(first=Min("month"))["first"]
    return min(filter(None, [earliest, state.from_month, shift(present, 1 - MONTHS_KEPT)]))


def _months_due(state: MonthState, first: date, present: date, marks: list[tuple]) -> list[date]:
    """The months to make anew: all of an untrusted regency, else the marked ones and those not kept before."""
    months = month_range(first, present)
    if state.computed_at is None:
        return months
    spans = [(since, until or present) for _pk, since, until in marks]
    spans += [(first, shift(state.from_month, -1)), (shift(state.through_month, 1), present)]
    return [month for month in months if any(since <= month <= until for since, until in spans)]


def _store_months(regency_code: str, months: list[date]) -> None:
    """Put these months, counted anew, and their sums in the place of the old ones."""
    found = _with_regency(regency_code, counted_months([regency_code], Level.DISTRICT, months), NO_MONTH)
    MonthTotal.objects.in_region(regency_code).filter(month__in=months).delete()
    MonthTotal.objects.bulk_create(
        MonthTotal(code=code, level=level_of(code), month=month, **{name: getattr(row, name) for name in MONTH_COUNTED})
        for (code, month), row in found.items()
    )


def _store_sightings(regency_code: str) -> None:
    found = _with_regency(regency_code, counted_sightings([regency_code], Level.DISTRICT), 0)
    SeenTotal.objects.in_region(regency_code).delete()
    SeenTotal.objects.bulk_create(
        SeenTotal(code=code, level=level_of(code), seen_month=month, groups=groups)
        for (code, month), groups in found.items()
    )


def _with_regency(regency_code: str, districts: dict, nothing) -> dict:
    """The districts and, for each month, their regency."""
    found = dict(districts)
    for (_code, month), part in districts.items():
        found[regency_code, month] = found.get((regency_code, month), nothing) + part
    return found


def _stored_sightings(codes: Iterable[str], level: int) -> dict[tuple[str, date], int]:
    """Stored sightings by place and month."""
    where = Q(level=max(level, Level.REGENCY)) & in_any_region("code", codes)
    rows = SeenTotal.objects.filter(where).values("seen_month", place=_place(level)).order_by()
    return {(row["place"], row["seen_month"]): int(row["sum"]) for row in rows.annotate(sum=Sum("groups"))}


def _place(level: int) -> Value | Left:
    """The region of a level that a stored row is added to; no row carries the nation's code."""
    if level == Level.NATION:
        return Value(NATION_CODE, output_field=CharField())
    return Left("code", LENGTH_BY_LEVEL[Level(level)])


def _kept(regency_code: str, level: Level):
    """Every stored month of the regency or of its districts, also one that should not be there."""
    rows = MonthTotal.objects.at_level(level).in_region(regency_code).values("code", "month", *MONTH_COUNTED)
    for row in rows:
        yield (row.pop("code"), row.pop("month")), MonthFigures(**row)


def _settle_empty(codes: list[str]) -> set[str]:
    """Those of the regencies in which nothing was ever registered, settled all at once.

    One with a mark is left to `refresh_months`; a mark that arrives now stays and makes its regency due again.
    """
    with transaction.atomic():
        MonthState.objects.bulk_create([MonthState(regency_code=code) for code in codes], ignore_conflicts=True)
        states = MonthState.objects.select_for_update().filter(regency_code__in=codes).order_by("regency_code")
        regency = Left("village_id", LENGTH_BY_LEVEL[Level.REGENCY])
        filled = set(EnterpriseGroup.objects.order_by().values_list(regency, flat=True).distinct())
        marked = set(TouchedMonth.objects.filter(regency_code__in=codes).values_list("regency_code", flat=True))
        empty = {state.pk for state in states} - filled - marked
        for model in (MonthTotal, SeenTotal):
            model.objects.alias(regency=Left("code", LENGTH_BY_LEVEL[Level.REGENCY])).filter(regency__in=empty).delete()
        for day, zones in zones_by_day().items():
            present = month_of(day)
            here = MonthState.objects.filter(
                regency_code__in=Region.objects.filter(pk__in=empty, time_zone__in=zones).values("code")
            )
            here.filter(from_month__isnull=True).update(from_month=shift(present, 1 - MONTHS_KEPT))
            here.update(computed_at=timezone.now(), through_month=present, revision=F("revision") + 1)
    return empty
