"""Stored history: the ends of past months, made anew by the worker alone, never while somebody waits for a page.

A regency's history is *behind* when its totals have been made anew since (`RefreshState.revision`), or when a month has
begun there; that every write leads to a new revision is the business of `reports/totals.py`. Writes are continuous and
change the past by little, so one that is behind is *due* ten minutes after it was last made, unless a month turned.
The revision is read before the rows: what is written in between leads to another revision, and to another run.

Kept are `MONTHS_KEPT` completed months; what was kept once stays kept, and is made anew with the others, because a
correction may reach back any time. The running month is never kept: its figures are today's totals.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Left
from django.utils import timezone

from groups.models import EnterpriseGroup
from regions.clock import local_today
from regions.codes import LENGTH_BY_LEVEL, Level, level_of
from regions.models import Region
from regions.months import month_of, month_range, shift
from regions.scoping import in_any_region
from reports.history.counting import Past, counted_history
from reports.history.figures import NO_PAST, PAST_COUNTED
from reports.models import HistoryState, HistoryTierTotal, HistoryTotal, RefreshState
from reports.totals import regencies_near, zones_by_day

# The running month, and two years before it for any day of this year and the last.
MONTHS_KEPT = 25
LEFT_ALONE = timedelta(minutes=10)
TIER_COLUMNS = ("groups",)

Names = tuple[str, ...]
# Values by their keys, as they stand in the columns of a table.
Stored = dict[tuple, tuple]


def regencies_behind(codes: Iterable[str]):
    """The regencies inside or around the regions `codes` whose history does not hold for today's rows."""
    return regencies_near(codes).filter(_month_turned() | _made_anew_since(timezone.now()))


def regencies_with_due_history(codes: Iterable[str]):
    """Those of them whose history is to be made anew now: a month turned, or it is old enough."""
    return regencies_near(codes).filter(_is_due())


def behind_and_due(codes: Iterable[str]) -> tuple[int, int]:
    """How many of them there are, and how many of these are to be made anew now: one query."""
    behind = regencies_behind(codes).order_by()
    found = behind.aggregate(behind=Count("pk"), due=Count("pk", filter=_is_due()))
    return found["behind"], found["due"]


def refresh_history(regency_code: str) -> bool:
    """Make one regency's history anew from its rows if it is due; False if someone else just did."""
    with transaction.atomic():
        state = _locked_state(regency_code)
        if not regencies_with_due_history([regency_code]).exists():
            return False
        state.of_revision = _revisions([regency_code]).get(regency_code, 0)
        present = month_of(local_today(Region.objects.get(pk=regency_code)))
        first = min(filter(None, [state.from_month, shift(present, -MONTHS_KEPT)]))
        _store(regency_code, _counted(regency_code, month_range(first, shift(present, -1))))
        state.from_month, state.through_month, state.computed_at = first, shift(present, -1), timezone.now()
        state.save()
    return True


def refresh_all_history(codes: list[str]) -> Iterator[int]:
    """Make the history of these regencies anew, one transaction each; gives the number done so far, after each."""
    empty = _settle_empty(codes)
    yield len(empty)
    for number, code in enumerate((code for code in codes if code not in empty), start=len(empty) + 1):
        refresh_history(code)
        yield number


def distrust_history(codes: Iterable[str]) -> None:
    """Declare the history of every regency inside the regions `codes` due at once."""
    HistoryState.objects.filter(in_any_region("regency_code", codes)).update(computed_at=None)


def history_differences(regency_code: str) -> list[str]:
    """`760403 2026-08` for each stored month that differs from its rows. A regency that is behind is not compared."""
    with transaction.atomic():
        state = _locked_state(regency_code)
        if state.computed_at is None or regencies_behind([regency_code]).exists():
            return []
        true = _counted(regency_code, month_range(state.from_month, state.through_month))
        months, tiers = _kept(regency_code)
    wanted_months, wanted_tiers = _columns_of(true)
    wrong = {key[:2] for key in _changed(months, wanted_months) | _changed(tiers, wanted_tiers)}
    return [f"{code} {month:%Y-%m}" for code, month in sorted(wrong)]


def _is_due() -> Q:
    """A condition on regencies: to be made anew now."""
    return _month_turned() | _made_anew_since(timezone.now() - LEFT_ALONE)


def _month_turned() -> Q:
    """A condition on regencies: no history, or none yet of the month that has just ended there."""
    condition = Q(pk__in=[])
    for day, zones in zones_by_day().items():
        kept = HistoryState.objects.filter(
            regency_code=OuterRef("code"), computed_at__isnull=False, through_month__gte=shift(month_of(day), -1)
        )
        condition |= Q(time_zone__in=zones) & ~Exists(kept)
    return condition


def _made_anew_since(limit) -> Q:
    """A condition on regencies: their totals have another revision than a history that was made before the instant."""
    own = HistoryState.objects.filter(regency_code=OuterRef("regency_code"))
    holds = own.filter(Q(of_revision=OuterRef("revision")) | Q(computed_at__gt=limit))
    return Q(Exists(RefreshState.objects.filter(~Exists(holds), regency_code=OuterRef("code"))))


def _locked_state(regency_code: str) -> HistoryState:
    """The regency's state, locked until the transaction ends. On SQLite the transaction itself is the lock."""
    HistoryState.objects.bulk_create([HistoryState(regency_code=regency_code)], ignore_conflicts=True)
    return HistoryState.objects.select_for_update().get(pk=regency_code)


def _revisions(codes: Iterable[str]) -> dict[str, int]:
    return dict(RefreshState.objects.filter(pk__in=list(codes)).values_list("regency_code", "revision"))


def _counted(regency_code: str, months: list[date]) -> Past:
    """The districts and, for each month, their regency."""
    districts = counted_history(regency_code, Level.DISTRICT, months)
    found = dict(districts)
    for (_code, month), part in districts.items():
        found[regency_code, month] = found.get((regency_code, month), NO_PAST) + part
    return found


def _columns_of(past: Past) -> tuple[Stored, Stored]:
    """What is stored of these figures: values by (code, month), and by (code, month, tier)."""
    months = {key: tuple(getattr(figures, name) for name in PAST_COUNTED) for key, figures in past.items()}
    tiers = {(*key, tier): (groups,) for key, figures in past.items() for tier, groups in figures.tiers.items()}
    return months, tiers


def _kept(regency_code: str) -> tuple[Stored, Stored]:
    """What is stored of the regency and its districts, in the same form."""
    months = HistoryTotal.objects.in_region(regency_code).order_by().values_list("code", "month", *PAST_COUNTED)
    tiers = HistoryTierTotal.objects.in_region(regency_code).order_by()
    return (
        {row[:2]: row[2:] for row in months},
        {row[:3]: row[3:] for row in tiers.values_list("code", "month", "tier", *TIER_COLUMNS)},
    )


def _changed(kept: Stored, wanted: Stored) -> set[tuple]:
    """The keys under which the two differ."""
    return {key for key in {**kept, **wanted} if kept.get(key) != wanted.get(key)}


def _store(regency_code: str, past: Past) -> None:
    """Write what differs from what is stored: of two years of months, nearly nothing from one run to the next."""
    kept_months, kept_tiers = _kept(regency_code)
    months, tiers = _columns_of(past)
    _write(HistoryTotal, regency_code, ("code", "month"), PAST_COUNTED, kept_months, months)
    _write(HistoryTierTotal, regency_code, ("code", "month", "tier"), TIER_COLUMNS, kept_tiers, tiers)


def _write(model, regency_code: str, names: Names, columns: Names, kept: Stored, wanted: Stored) -> None:
    """Insert and update the rows that differ, and remove those that are no more (in whole months, then written)."""
    gone = {key[1] for key in kept if key not in wanted}
    if gone:
        model.objects.in_region(regency_code).filter(month__in=gone).delete()
        kept = {key: values for key, values in kept.items() if key[1] not in gone}
    rows = [
        model(level=level_of(key[0]), **dict(zip(names, key, strict=True)), **dict(zip(columns, values, strict=True)))
        for key, values in wanted.items()
        if kept.get(key) != values
    ]
    model.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=list(names), update_fields=list(columns)
    )


def _settle_empty(codes: list[str]) -> set[str]:
    """Those of the regencies in which nothing was ever registered, settled all at once: most of a young registry.

    The revisions are read before the groups, so a group that comes in between makes its regency due again.
    """
    with transaction.atomic():
        HistoryState.objects.bulk_create([HistoryState(regency_code=code) for code in codes], ignore_conflicts=True)
        states = list(HistoryState.objects.select_for_update().filter(pk__in=codes).order_by("regency_code"))
        revisions = _revisions(codes)
        regency = Left("village_id", LENGTH_BY_LEVEL[Level.REGENCY])
        filled = set(EnterpriseGroup.objects.order_by().values_list(regency, flat=True).distinct())
        empty = [state for state in states if state.pk not in filled]
        names = [state.pk for state in empty]
        for model in (HistoryTotal, HistoryTierTotal):
            model.objects.alias(regency=Left("code", LENGTH_BY_LEVEL[Level.REGENCY])).filter(regency__in=names).delete()
        zones = dict(Region.objects.filter(pk__in=names).values_list("code", "time_zone"))
        ended = {zone: shift(month_of(day), -1) for day, here in zones_by_day().items() for zone in here}
        for state in empty:
            state.of_revision, state.computed_at = revisions.get(state.pk, 0), timezone.now()
            state.through_month = ended[zones[state.pk]]
            state.from_month = state.from_month or shift(state.through_month, 1 - MONTHS_KEPT)
        HistoryState.objects.bulk_update(
            empty, ["of_revision", "computed_at", "from_month", "through_month"], batch_size=200
        )
    return set(names)
