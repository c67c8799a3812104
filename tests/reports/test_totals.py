"""Stored totals stay true without counters (DB01)."""

import random
import threading
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from groups.models import CapitalTier, GroupStatus, TierSchedule
from members.models import Membership
from regions.codes import Level
from regions.models import Region, TouchedRegion
from regions.touching import touch
from reports.figures import Figures
from reports.models import RefreshState, RegionTotal
from reports.tasks import queue_refresh, refresh_totals
from reports.totals import differences, due_regencies, refresh, refresh_due, stored
from tests import factories
from tests.reports.example import DAY, NOON, REGENCY, WONOMULYO, make_example

PAPUA = "9103"


def due(code: str = "0") -> list[str]:
    return list(due_regencies([code]).values_list("code", flat=True))


def members_in(code: str) -> int:
    return stored([code], Level.DISTRICT).get(code, Figures()).members


@pytest.fixture
def example(country):
    """The example at noon of its day, with every total true."""
    make_example()
    with time_machine.travel(NOON, tick=False) as traveller:
        refresh_due(["0"])
        yield traveller


def test_a_regency_never_computed_is_due(country):
    assert due() == ["7602", "7604", "9103"]


def test_after_a_refresh_nothing_is_due_and_nothing_is_recomputed(example):
    before = RefreshState.objects.get(pk=REGENCY).computed_at
    example.shift(timedelta(minutes=5))
    freshness = refresh_due(["0"])
    assert (freshness.due, due()) == (0, [])
    assert RefreshState.objects.get(pk=REGENCY).computed_at == before


def test_a_touched_regency_is_recomputed_and_its_mark_removed(example):
    factories.make_membership(factories.make_group(factories.SUGIHWARAS))
    assert due() == []
    touch(factories.SUGIHWARAS, on=DAY)
    assert due() == [REGENCY]
    refresh_due(["76"])
    assert (members_in(WONOMULYO), TouchedRegion.objects.count()) == (6, 0)


def test_a_mark_dated_ahead_waits_for_its_local_day(example):
    touch(factories.BUMIAYU, on=DAY + timedelta(days=1))
    assert due() == []
    refresh_due(["0"])
    assert TouchedRegion.objects.count() == 1
    # 15.59 UTC is 23.59 in Sulawesi Barat, one minute before the next day.
    example.move_to(datetime(2026, 8, 15, 15, 59, tzinfo=UTC))
    assert due() == []
    example.move_to(datetime(2026, 8, 15, 16, 0, tzinfo=UTC))
    assert due() == [REGENCY]


def test_each_regency_turns_on_its_own_midnight(example):
    """A mark for the 16th is due in Papua (WIT) an hour before it is due in Sulawesi Barat (WITA)."""
    for code in (factories.BUMIAYU, factories.SENTANI):
        touch(code, on=date(2026, 8, 16))
    example.move_to(datetime(2026, 8, 15, 15, 30, tzinfo=UTC))
    assert due() == [PAPUA]


def test_a_dated_leave_changes_the_totals_on_its_day_without_a_mark(example):
    """DM07: Fitri leaves on 20 August."""
    assert members_in(WONOMULYO) == 5
    example.move_to(datetime(2026, 8, 19, 15, 59, tzinfo=UTC))
    assert due() == []
    example.move_to(datetime(2026, 8, 19, 16, 0, tzinfo=UTC))
    assert due() == [REGENCY]
    refresh_due(["76"])
    assert members_in(WONOMULYO) == 4


def test_capital_grows_old_without_a_mark(example):
    """NX06: Kenanga's record of 10 January 2026 leaves the verified capital on 11 January 2027."""
    example.move_to(datetime(2027, 1, 11, 4, 0, tzinfo=UTC))
    refresh_due(["76"])
    assert stored(["76"], Level.PROVINCE)["76"].capital_verified == 25_000_000


def test_new_bands_make_every_total_due_on_their_day(example):
    """DM04: published ahead, they change nothing before their day."""
    schedule = TierSchedule.objects.create(valid_from=DAY + timedelta(days=2), is_published=True)
    CapitalTier.objects.create(schedule=schedule, code="kecil", name="Kecil", lower=0)
    assert due() == []
    example.shift(timedelta(days=2))
    assert due() == ["7602", "7604", "9103"]
    refresh_due(["0"])
    assert set(stored(["76"], Level.PROVINCE)["76"].tiers) == {"", "kecil"}


def test_bands_changed_today_make_every_total_due(example):
    CapitalTier.objects.filter(code="tumbuh").update(lower=30_000_000)
    assert due() == ["7602", "7604", "9103"]


def test_a_region_outside_the_scope_is_left_alone(example):
    touch(factories.SENTANI, on=DAY)
    assert refresh_due(["76"]).due == 0
    assert due() == [PAPUA]


def test_a_village_asks_for_the_regency_around_it(example):
    touch(factories.DARMA, on=DAY)
    refresh_due([factories.BUMIAYU])
    assert due() == []


def test_too_many_due_regencies_are_left_to_the_worker(example, monkeypatch):
    before = RefreshState.objects.get(pk=REGENCY).computed_at
    example.shift(timedelta(minutes=5))
    for code in (factories.BUMIAYU, factories.BINANGA):
        touch(code, on=DAY)
    monkeypatch.setattr("reports.totals.AT_ONCE", 1)
    freshness = refresh_due(["76"])
    assert (freshness.due, freshness.at) == (2, before)
    assert due() == ["7602", "7604"]


def test_a_very_large_regency_is_left_to_the_worker(example, monkeypatch):
    touch(factories.BUMIAYU, on=DAY)
    monkeypatch.setattr("reports.totals.MEMBERS_AT_ONCE", 6)
    assert refresh_due(["76"]).due == 1
    monkeypatch.setattr("reports.totals.MEMBERS_AT_ONCE", 7)
    assert refresh_due(["76"]).due == 0


def test_the_worker_is_asked_once_and_recomputes_all(example):
    for code in (factories.BUMIAYU, factories.BINANGA):
        touch(code, on=DAY)
    queue_refresh()
    queue_refresh()
    assert DBTaskResult.objects.count() == 1
    assert refresh_totals.call() == 2
    assert due() == []


def test_the_worker_settles_an_emptied_regency_with_its_mark(example):
    """A regency whose last group moved away is neither due for ever nor left with old totals."""
    group = factories.make_group(factories.SENTANI)
    refresh_once_touched(factories.SENTANI)
    type(group).objects.filter(pk=group.pk).update(village_id=factories.BUMIAYU)
    touch(factories.SENTANI, on=DAY)
    touch(factories.BUMIAYU, on=DAY)
    refresh_totals.call()
    assert due() == []
    assert differences(PAPUA) == differences(REGENCY) == []


def test_totals_vanish_with_the_last_row(example):
    """A group that moved away leaves no total behind."""
    group = factories.make_group(factories.SENTANI)
    refresh_once_touched(factories.SENTANI)
    assert RegionTotal.objects.filter(pk="910301").exists()
    type(group).objects.filter(pk=group.pk).update(village_id=factories.BUMIAYU)
    refresh_once_touched(factories.SENTANI)
    assert not RegionTotal.objects.filter(pk="910301").exists()


def refresh_once_touched(code: str) -> None:
    touch(code, on=DAY)
    refresh_due([code])


def test_asking_costs_the_same_however_many_marks_wait(example, django_assert_max_num_queries):
    touch(factories.BUMIAYU, on=DAY)
    with CaptureQueriesContext(connection) as one:
        refresh_due(["76"])
    TouchedRegion.objects.bulk_create(TouchedRegion(regency_code=REGENCY, due_on=DAY) for _ in range(900))
    with CaptureQueriesContext(connection) as many:
        refresh_due(["76"])
    assert len(many) == len(one)
    with django_assert_max_num_queries(3):
        refresh_due(["76"])


# --- The command ------------------------------------------------------------------------------------------------------
def rebuild(*arguments: str) -> str:
    out = StringIO()
    call_command("rebuild_totals", *arguments, stdout=out)
    return out.getvalue()


def test_rebuild_makes_everything_anew(example):
    RegionTotal.objects.update(members=99)
    rebuild()
    assert members_in(WONOMULYO) == 5
    assert rebuild("--check").count("sama") == 1


def test_check_names_the_district_that_differs_and_changes_nothing(example):
    RegionTotal.objects.filter(pk=WONOMULYO).update(capital=1)
    with pytest.raises(CommandError, match=WONOMULYO):
        rebuild("--check")
    assert RegionTotal.objects.get(pk=WONOMULYO).capital == 1


def test_check_finds_a_write_that_left_no_mark(example):
    factories.make_membership(factories.make_group(factories.SUGIHWARAS))
    with pytest.raises(CommandError, match=WONOMULYO):
        rebuild("--check")


def test_check_does_not_accuse_a_regency_that_is_due(example):
    factories.make_membership(factories.make_group(factories.SUGIHWARAS))
    touch(factories.SUGIHWARAS, on=DAY)
    assert "1 kabupaten/kota menunggu" in rebuild("--check")


def test_a_broken_off_rebuild_goes_on_where_it_stopped(example):
    RefreshState.objects.update(rules="")
    refresh("7602")
    assert "2 dari 2" in rebuild("--resume")


@pytest.mark.parametrize("region", ["99", "760403", "x", "' OR 1=1"])
def test_rebuild_refuses_what_is_no_province_or_regency(example, region):
    with pytest.raises(CommandError):
        rebuild("--region", region)


# --- At the same time -------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_a_mark_written_while_rows_are_counted_is_not_lost():
    """The write commits after the refresher has read its marks and its rows: it must be counted the next time."""
    if connection.vendor != "postgresql":
        pytest.skip("Di SQLite penulis menunggu sampai penghitungan selesai.")
    factories.make_country()
    group = factories.make_group()
    factories.make_tiers()
    touch(group.village_id, on=DAY)

    def write():
        with transaction.atomic():
            factories.make_membership(group)
            touch(group.village_id, on=DAY)
        connections.close_all()

    state = {"written": False}

    def after_members_are_counted(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if not state["written"] and 'INSERT INTO "reports_regiontotal"' in sql:
            state["written"] = True
            writer = threading.Thread(target=write)
            writer.start()
            writer.join()
        return result

    with connection.execute_wrapper(after_members_are_counted):
        refresh(REGENCY)
    assert state["written"]
    assert (members_in(WONOMULYO), TouchedRegion.objects.count()) == (0, 1)
    refresh(REGENCY)
    assert (members_in(WONOMULYO), TouchedRegion.objects.count()) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_writers_and_refreshers_at_once_leave_true_totals():
    """Four writers and two refreshers in one regency; nobody fails, and at the end nothing differs from the rows."""
    factories.make_country()
    factories.make_tiers()
    group = factories.make_group()
    people = [factories.make_person() for _ in range(24)]
    failures = []

    def in_thread(work):
        def run():
            try:
                work()
            except BaseException as error:
                failures.append(error)
                raise
            finally:
                connections.close_all()

        return threading.Thread(target=run)

    def writer(mine):
        for person in mine:
            with transaction.atomic():
                factories.make_membership(group, person)
                touch(group.village_id, on=date(2026, 1, 1))

    def refresher():
        for _ in range(8):
            refresh_due(["76"])

    threads = [in_thread(lambda mine=people[n::4]: writer(mine)) for n in range(4)]
    threads += [in_thread(refresher) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    refresh_due(["76"])
    assert members_in(WONOMULYO) == Membership.objects.count() == 24
    assert differences(REGENCY) == []


@pytest.mark.parametrize("seed", range(3))
def test_a_storm_of_writes_leaves_no_difference(example, seed):
    """Random rows in random villages, each with its mark, refreshed now and then."""
    dice = random.Random(seed)
    villages = list(Region.objects.at_level(Level.VILLAGE).values_list("code", flat=True))
    for _ in range(40):
        village = dice.choice(villages)
        group = factories.make_group(village, status=dice.choice(GroupStatus.values))
        factories.make_capital(group, dice.randrange(200_000_000), DAY - timedelta(days=dice.randrange(800)))
        factories.make_membership(group, started_on=DAY + timedelta(days=dice.randrange(-50, 50)))
        touch(village, on=DAY)
        if dice.random() < 0.2:
            refresh_due(["0"])
    example.shift(timedelta(days=dice.randrange(60)))
    refresh_due(["0"])
    assert [differences(code) for code in ("7602", "7604", "9103")] == [[], [], []]
    assert due() == []
