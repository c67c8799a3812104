"""The ends of past months: counted as docs/figures.md says, kept by the worker, true after any write (DB08)."""

import random
from datetime import date, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from groups.models import CapitalRecord, EnterpriseGroup, GroupStatus, StatusChange
from groups.tiers import published_bands, tier_of
from jobs.daily import run_duties
from members.models import KbRecord, KbStatus, Membership, Person
from members.models.facts import TAKING_PART
from regions.codes import Level
from regions.months import month_range
from regions.touching import touch
from reports.history.counting import counted_history
from reports.history.figures import NO_PAST, PastFigures, past_total
from reports.history.keeping import (
    history_differences,
    refresh_all_history,
    refresh_history,
    regencies_behind,
    regencies_with_due_history,
)
from reports.history.reading import end_of, history_of, year_before
from reports.models import HistoryState, HistoryTotal
from reports.tasks import refresh_history as history_task
from reports.totals import refresh_due
from tests import factories
from tests.reports.example import DAY, NOON, POLEWALI, REGENCY, WONOMULYO, make_example
from tests.reports.test_storm import Storm

MONTHS = month_range(date(2025, 1, 1), date(2026, 7, 1))
APRIL, MAY, JULY = date(2026, 4, 1), date(2026, 5, 1), date(2026, 7, 1)


def make_past() -> None:
    """What the section "Riwayat" of docs/figures.md adds to the example: an earlier status, capital and KB status."""
    make_example()
    dahlia = EnterpriseGroup.objects.get(name="Dahlia")
    dahlia.status_on = date(2026, 5, 1)
    dahlia.save()
    for status, on in ((GroupStatus.ACTIVE, factories.LONG_AGO), (GroupStatus.INACTIVE, dahlia.status_on)):
        StatusChange.objects.create(group=dahlia, status=status, on=on, reason="Uji")
    factories.make_capital(EnterpriseGroup.objects.get(name="Melati"), 15_000_000, date(2025, 2, 1))
    gita = Person.objects.get(name="Gita")
    factories.make_kb_record(gita, KbStatus.ACTIVE, date(2025, 6, 1))
    factories.make_kb_record(gita, KbStatus.PAUSED, date(2026, 5, 10))


@pytest.fixture
def example(country):
    """The past of the example, kept, at noon of its day."""
    make_past()
    with time_machine.travel(NOON, tick=False) as traveller:
        refresh_due(["0"])
        max(refresh_all_history(["7602", REGENCY, "9103"]))
        yield traveller


def due() -> list[str]:
    return list(regencies_with_due_history(["0"]).values_list("code", flat=True))


def test_the_worked_example_month_by_month(country):
    """DB08: the table of docs/figures.md, per district."""
    make_past()
    found = counted_history(REGENCY, Level.DISTRICT, MONTHS)
    before = {"rintisan": 2, "": 1}
    assert found[WONOMULYO, date(2025, 1, 1)] == PastFigures(3, 6, 4, 0, {"": 3})
    assert found[WONOMULYO, date(2025, 6, 1)] == PastFigures(3, 6, 4, 20_000_000, before)
    assert found[WONOMULYO, APRIL] == PastFigures(3, 6, 4, 30_000_000, {"rintisan": 1, "tumbuh": 1, "": 1})
    assert found[WONOMULYO, JULY] == found[WONOMULYO, APRIL]
    assert found[POLEWALI, date(2025, 1, 1)] == PastFigures(2, 3, 2, 0, {"": 2})
    assert found[POLEWALI, APRIL] == PastFigures(2, 3, 3, 180_000_000, {"naik-kelas": 1, "berkembang": 1})
    assert found[POLEWALI, MAY] == PastFigures(1, 2, 1, 120_000_000, {"naik-kelas": 1})


def test_a_region_is_the_sum_of_its_parts_at_every_level(country):
    make_past()
    for level in (Level.PROVINCE, Level.REGENCY, Level.VILLAGE):
        found = counted_history("76", level, MONTHS)
        assert past_total(row for (_code, month), row in found.items() if month == APRIL).members == 9


def test_a_merged_person_has_the_history_of_both(country):
    """SD04: Gita's records were made under another number; under hers they count all the same."""
    make_past()
    gita = Person.objects.get(name="Gita")
    kept = factories.make_person(name="Gita")
    Membership.objects.filter(person=gita).update(person=kept)
    before = counted_history(REGENCY, Level.REGENCY, MONTHS)[REGENCY, APRIL].kb_taking_part
    Person.objects.filter(pk=gita.pk).update(merged_into=kept)
    after = counted_history(REGENCY, Level.REGENCY, MONTHS)[REGENCY, APRIL].kb_taking_part
    assert (before, after) == (6, 7)


def test_the_points_of_a_region_end_with_the_totals_of_today(example):
    """DB08: the running month is never taken from the history, so a page cannot contradict itself."""
    for code in ("0", "76", REGENCY, POLEWALI, factories.DARMA):
        history = history_of(factories.make_region(code, ""), months=4)
        days = [point.on for point in history.points]
        assert days == [date(2026, 5, 31), date(2026, 6, 30), date(2026, 7, 31), DAY]
        assert (history.due, [point.is_running for point in history.points]) == (0, [False] * 3 + [True])
    nation = history_of(factories.make_region("0", ""))
    assert (len(nation.points), nation.today.members, nation.today.tiers[""]) == (25, 7, 1)
    april = next(point for point in nation.points if point.month == APRIL)
    assert (april.groups_active, april.members, april.kb_taking_part, april.capital) == (5, 9, 7, 210_000_000)


def test_a_month_that_was_never_kept_has_no_point(country):
    region = factories.make_region(REGENCY, "")
    with time_machine.travel(NOON, tick=False):
        make_past()
        history = history_of(region)
        assert ([point.on for point in history.points], history.due, history.at) == ([DAY], 1, None)
        assert end_of(region, APRIL) is None
        refresh_history(REGENCY)
        assert end_of(region, APRIL).members == 9
        assert end_of(region, date(2020, 1, 1)) is None


def test_a_day_is_compared_with_the_nearest_month_end(example):
    history = history_of(factories.make_region(REGENCY, ""))
    days = {day: history.on(day).on for day in (year_before(DAY), date(2025, 8, 16), date(2026, 8, 14))}
    assert days == {
        date(2025, 8, 15): date(2025, 7, 31),
        date(2025, 8, 16): date(2025, 8, 31),
        date(2026, 8, 14): DAY,
    }
    assert history.on(date(2020, 8, 15)) is None
    assert year_before(date(2028, 2, 29)) == date(2027, 2, 28)


def test_history_is_due_after_a_write_but_not_at_once(example):
    """Writes are continuous: a regency's past is made anew every ten minutes at the most."""
    assert due() == []
    touch(REGENCY, on=DAY)
    assert list(regencies_behind(["0"])) == []
    refresh_due([REGENCY])
    assert (due(), [region.pk for region in regencies_behind(["0"])]) == ([], [REGENCY])
    assert not refresh_history(REGENCY)
    example.shift(timedelta(minutes=10))
    assert due() == [REGENCY]
    assert refresh_history(REGENCY)
    assert due() == []


def test_a_new_month_makes_every_regency_due_at_its_own_midnight(example):
    example.move_to(NOON.replace(day=31, hour=15, minute=30))
    assert due() == ["9103"]
    example.shift(timedelta(hours=1))
    assert due() == ["7602", REGENCY, "9103"]
    max(refresh_all_history(due()))
    assert due() == []
    assert HistoryState.objects.get(pk=REGENCY).through_month == date(2026, 8, 1)
    assert HistoryState.objects.get(pk=REGENCY).from_month == date(2024, 7, 1)


def test_a_page_asks_the_worker_once_and_makes_nothing_itself(country):
    region = factories.make_region("76", "")
    with time_machine.travel(NOON, tick=False):
        make_past()
        for _ in range(2):
            history_of(region)
        assert not HistoryTotal.objects.exists()
        assert DBTaskResult.objects.filter(task_path=history_task.module_path).count() == 1
        assert history_task.call() == 3
        assert history_of(region).due == 0


def test_the_worker_is_asked_every_day_also_where_nobody_looks(country):
    run_duties()
    assert DBTaskResult.objects.filter(task_path=history_task.module_path).count() == 1


def test_only_what_changed_is_written(example):
    kept = dict(HistoryTotal.objects.values_list("pk", "members"))
    factories.make_capital(EnterpriseGroup.objects.get(name="Kenanga"), 1_000_000, date(2026, 7, 2))
    HistoryState.objects.filter(pk=REGENCY).update(computed_at=None)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        refresh_history(REGENCY)
    assert dict(HistoryTotal.objects.values_list("pk", "members")) == kept
    assert HistoryTotal.objects.get(code=POLEWALI, month=JULY).capital == 1_000_000
    assert len(asked) <= 26


def test_rebuilding_makes_the_history_and_checking_compares_it(country):
    make_past()
    with time_machine.travel(NOON, tick=False):
        call_command("rebuild_totals", stdout=StringIO())
        call_command("rebuild_totals", "--check", stdout=StringIO())
        HistoryTotal.objects.filter(code=POLEWALI, month=APRIL).update(members=99)
        with pytest.raises(CommandError, match="760404 2026-04"):
            call_command("rebuild_totals", "--check", stdout=StringIO())
        call_command("rebuild_totals", stdout=StringIO())
        assert history_differences(REGENCY) == []


def test_what_was_cleared_away_leaves_no_month(example):
    """A group that moved takes its whole past along."""
    EnterpriseGroup.objects.filter(village=factories.DARMA).update(village=factories.BINANGA)
    Membership.objects.filter(village=factories.DARMA).update(village=factories.BINANGA)
    HistoryState.objects.update(computed_at=None)
    max(refresh_all_history(due()))
    assert not HistoryTotal.objects.filter(code=POLEWALI).exists()
    assert HistoryTotal.objects.get(code="7602", month=APRIL).members == 3


def slowly(code: str, day: date) -> PastFigures:
    """The definition in words, group by group and member by member."""
    found = NO_PAST
    for group in EnterpriseGroup.objects.in_region(code).working_on(day):
        capital = CapitalRecord.objects.as_at(day).filter(group=group).values_list("total", flat=True).first()
        band = tier_of(capital, published_bands().at(day))
        memberships = Membership.objects.filter(group=group).current(day)
        participants = sum(takes_part(membership.person_id, day) for membership in memberships)
        tiers = {band.code if band else "": 1}
        found += PastFigures(1, len(memberships), participants, capital or 0, tiers)
    return found


def takes_part(person: int, day: date) -> bool:
    newest = KbRecord.objects.about(person).filter(on__lte=day).first()
    return newest is not None and newest.status in TAKING_PART


@pytest.mark.parametrize("seed", range(2))
def test_history_is_what_the_rows_say_after_a_storm(cast, seed):
    """DB08: month by month, after random writes with days far back, each regency equals a slow count of its rows."""
    factories.make_tiers()
    dice = random.Random(seed)
    with time_machine.travel(NOON, tick=False) as traveller:
        for _ in range(4):
            factories.make_membership(factories.make_group())
        storm = Storm(cast.admin, seed)
        for _ in range(45):
            storm.blow()
            if storm.dice.random() < 0.3:
                person = storm.pick(Person.objects.all())
                factories.make_kb_record(person, dice.choice(KbStatus.values), storm.day())
        refresh_due(["0"])
        max(refresh_all_history(["7602", REGENCY, "9103"]))
        traveller.shift(timedelta(minutes=11))
        storm.blow()
        refresh_due(["0"])
        max(refresh_all_history(due()))
        assert [history_differences(code) for code in ("7602", REGENCY, "9103")] == [[], [], []]
        for code in ("7602", REGENCY, "9103"):
            points = history_of(factories.make_region(code, "")).points
            for point in [*dice.sample(points[:-1], 4), points[-2]]:
                true = slowly(code, point.on)
                told = PastFigures(point.groups_active, point.members, point.kb_taking_part, point.capital, point.tiers)
                assert told == true, (code, point.on)


def test_reading_costs_the_same_however_many_rows_there_are(example, django_assert_max_num_queries):
    region = factories.make_region("76", "")
    with CaptureQueriesContext(connection) as few:
        history_of(region)
    for village in (factories.BINANGA, factories.BUMIAYU):
        for _ in range(3):
            factories.make_membership(factories.make_group(village))
    HistoryState.objects.update(computed_at=None)
    max(refresh_all_history(due()))
    with django_assert_max_num_queries(len(few)):
        history_of(region)
