"""Stored months stay true without counters, and cost only what a mark names (RP01, DB01)."""

import threading
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from activities.models import MonthlyReport, SubmissionStatus
from groups.actions import move_group, register_group, set_status
from groups.models import EnterpriseGroup, GroupStatus
from regions.codes import Level
from regions.models import Region, TouchedMonth
from regions.months import shift
from regions.touching import touch_months
from reports.models import MonthState, MonthTotal, SeenTotal
from reports.month_figures import NO_MONTH
from reports.monthly import (
    month_differences,
    month_figures,
    refresh_months,
    refresh_months_due,
    regencies_with_due_months,
)
from reports.tasks import queue_month_refresh, refresh_month_totals
from tests import factories
from tests.reports.month_example import NOON, OCTOBER, REGENCY, SEPTEMBER, WONOMULYO, make_known_group, make_month

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
PAPUA = "9103"


def due(code: str = "0") -> list[str]:
    return list(regencies_with_due_months([code]).values_list("code", flat=True))


def reporting(month: date, code: str = WONOMULYO) -> int:
    return month_figures([code], Level.DISTRICT, [month]).get((code, month), NO_MONTH).reporting


def existing(month: date, code: str = REGENCY) -> int:
    return month_figures([code], Level.REGENCY, [month]).get((code, month), NO_MONTH).existing


@pytest.fixture
def example(country):
    """The example at noon of its day, with every month true."""
    with time_machine.travel(NOON, tick=False) as traveller:
        traveller.groups = make_month()
        refresh_months_due(["0"])
        yield traveller


def test_a_regency_never_computed_is_due_and_then_is_not(country):
    assert due() == ["7602", REGENCY, PAPUA]
    assert refresh_months_due(["0"]).due == 0
    assert due() == []


def test_two_years_are_kept_and_what_is_older_where_it_was_reported(example):
    state = MonthState.objects.get(pk=REGENCY)
    assert (state.from_month, state.through_month) == (date(2024, 12, 1), NOVEMBER)
    factories.make_report(example.groups["Melati"], date(2023, 5, 1))
    touch_months(factories.BUMIAYU, since=date(2023, 5, 1), until=date(2023, 5, 1))
    refresh_months_due(["0"])
    assert MonthState.objects.get(pk=REGENCY).from_month == date(2023, 5, 1)
    assert (reporting(date(2023, 5, 1)), existing(date(2023, 6, 1))) == (1, 6)
    assert month_differences(REGENCY) == []


def test_only_the_months_that_a_mark_names_are_made_anew(example):
    """A mark for October leaves September as it is, wrong or right; the check names it."""
    MonthTotal.objects.filter(code=WONOMULYO, month=SEPTEMBER).update(meetings=99)
    MonthlyReport.objects.filter(group=example.groups["Anggrek"]).update(status=SubmissionStatus.APPROVED)
    touch_months(factories.BUMIAYU, since=OCTOBER, until=OCTOBER)
    refresh_months_due(["0"])
    assert (reporting(OCTOBER), TouchedMonth.objects.count()) == (3, 0)
    assert month_differences(REGENCY) == [f"{WONOMULYO} 2026-09"]


def test_a_mark_without_an_end_covers_every_later_month(example):
    touch_months(factories.BUMIAYU, since=SEPTEMBER)
    factories.make_group()
    refresh_months_due(["0"])
    assert [existing(month) for month in (SEPTEMBER, OCTOBER, NOVEMBER)] == [7, 6, 7]


def test_a_new_month_begins_in_each_regency_at_its_own_midnight(example):
    """DM07: WIT turns an hour before WITA; nothing but the new month is counted."""
    MonthTotal.objects.filter(code=WONOMULYO, month=OCTOBER).update(meetings=99)
    example.move_to(datetime(2026, 11, 30, 15, 30, tzinfo=UTC))
    assert due() == [PAPUA]
    example.move_to(datetime(2026, 11, 30, 15, 59, tzinfo=UTC))
    assert due() == [PAPUA]
    example.move_to(datetime(2026, 11, 30, 16, 0, tzinfo=UTC))
    assert due() == ["7602", REGENCY, PAPUA]
    refresh_months_due(["0"])
    assert existing(DECEMBER) == 6
    assert MonthTotal.objects.get(code=WONOMULYO, month=OCTOBER).meetings == 99


def test_nothing_changes_overnight_within_a_month(example):
    example.move_to(datetime(2026, 11, 29, 12, 0, tzinfo=UTC))
    assert due() == []


def test_a_status_dated_back_changes_every_month_since(example, cast):
    group = make_known_group(factories.SENTANI)
    touch_months(factories.SENTANI, since=group.status_on)
    refresh_months_due(["0"])
    assert [existing(month, PAPUA) for month in (SEPTEMBER, OCTOBER, NOVEMBER)] == [1, 1, 1]
    set_status(by=cast.admin, group=group, status=GroupStatus.INACTIVE, on=date(2026, 10, 31), reason="Uji")
    refresh_months_due(["0"])
    assert [existing(month, PAPUA) for month in (SEPTEMBER, OCTOBER, NOVEMBER)] == [1, 0, 0]
    assert month_differences(PAPUA) == []


def test_a_move_changes_both_regencies_through_all_months(example, cast):
    """DM08: its whole history goes with the group."""
    group = register_group(
        by=cast.admin, village=Region.objects.get(pk=factories.SENTANI), name="Cendana", founded_on=date(2026, 9, 3)
    )
    factories.make_report(group, OCTOBER)
    refresh_months_due(["0"])
    assert [existing(month, PAPUA) for month in (shift(SEPTEMBER, -1), SEPTEMBER, OCTOBER)] == [0, 1, 1]
    village = Region.objects.get(pk=factories.BUMIAYU)
    move_group(by=cast.admin, group=group, village=village, reason="Pemekaran")
    refresh_months_due(["0"])
    assert [existing(month, PAPUA) for month in (SEPTEMBER, OCTOBER)] == [0, 0]
    assert (existing(OCTOBER), reporting(OCTOBER)) == (6, 3)
    assert [month_differences(code) for code in ("7602", REGENCY, PAPUA)] == [[], [], []]


def test_too_much_is_left_to_the_worker_and_said(example, monkeypatch):
    before = MonthState.objects.get(pk=REGENCY).computed_at
    example.shift(timedelta(minutes=5))
    touch_months(factories.BUMIAYU, since=OCTOBER)
    monkeypatch.setattr("reports.monthly.GROUPS_AT_ONCE", 6)
    freshness = refresh_months_due(["76"])
    assert (freshness.due, freshness.at) == (1, before)
    queue_month_refresh()
    queue_month_refresh()
    assert DBTaskResult.objects.count() == 1
    assert refresh_month_totals.call() == 1
    assert due() == []


def test_more_regencies_than_a_page_can_wait_for_are_left_to_the_worker(example, monkeypatch):
    for village in (factories.BUMIAYU, factories.BINANGA):
        touch_months(village, since=OCTOBER)
    monkeypatch.setattr("reports.monthly.AT_ONCE", 1)
    assert refresh_months_due(["76"]).due == 2


def test_an_emptied_regency_keeps_no_month(example):
    group = factories.make_group(factories.SENTANI)
    touch_months(factories.SENTANI, since=OCTOBER)
    refresh_months_due(["0"])
    assert MonthTotal.objects.filter(code=PAPUA).exists()
    type(group).objects.filter(pk=group.pk).update(village_id=factories.BUMIAYU)
    call_command("rebuild_totals", stdout=StringIO())
    assert not MonthTotal.objects.filter(code__startswith=PAPUA).exists()
    assert not SeenTotal.objects.filter(code__startswith=PAPUA).exists()


def test_asking_costs_the_same_however_many_marks_wait(example, django_assert_max_num_queries):
    touch_months(factories.BUMIAYU, since=OCTOBER)
    with CaptureQueriesContext(connection) as one:
        refresh_months_due(["76"])
    TouchedMonth.objects.bulk_create(TouchedMonth(regency_code=REGENCY, since=OCTOBER) for _ in range(900))
    with CaptureQueriesContext(connection) as many:
        refresh_months_due(["76"])
    assert len(many) == len(one)
    with django_assert_max_num_queries(1):
        refresh_months_due(["76"])


# --- The command ------------------------------------------------------------------------------------------------------
def rebuild(*arguments: str) -> str:
    out = StringIO()
    call_command("rebuild_totals", *arguments, stdout=out)
    return out.getvalue()


def test_rebuild_makes_every_month_anew(example):
    MonthTotal.objects.update(meetings=99)
    MonthTotal.objects.create(code=REGENCY, level=Level.REGENCY, month=date(1999, 1, 1), existing=5)
    SeenTotal.objects.all().delete()
    assert "3 dari 3 kabupaten/kota dihitung ulang per bulan" in rebuild()
    assert "sama" in rebuild("--check")


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (lambda: MonthTotal.objects.filter(code=WONOMULYO, month=OCTOBER).update(topic_health=0), "760403 2026-10"),
        (lambda: MonthTotal.objects.filter(code=REGENCY, month=OCTOBER).delete(), "7604 2026-10"),
        (lambda: SeenTotal.objects.filter(code=REGENCY).update(groups=99), "7604 terakhir dilihat"),
        (lambda: factories.make_report(EnterpriseGroup.objects.get(name="Melati"), SEPTEMBER), "760403 2026-09"),
    ],
)
def test_check_names_the_region_and_month_that_differ_and_changes_nothing(example, spoil, named):
    rebuild()
    spoil()
    kept = list(MonthTotal.objects.order_by("pk").values())
    with pytest.raises(CommandError, match=named):
        rebuild("--check")
    assert list(MonthTotal.objects.order_by("pk").values()) == kept


def test_check_does_not_accuse_a_regency_that_is_due(example):
    rebuild()
    factories.make_report(EnterpriseGroup.objects.get(name="Melati"), SEPTEMBER)
    touch_months(factories.BUMIAYU, since=SEPTEMBER, until=SEPTEMBER)
    assert "1 kabupaten/kota menunggu dihitung ulang per bulan" in rebuild("--check")


def test_a_group_registered_and_filled_in_bulk_is_counted_from_nothing(country):
    """Demo data leave no marks: a regency without a state is computed whole."""
    with time_machine.travel(NOON, tick=False):
        make_month()
        assert not TouchedMonth.objects.exists()
        rebuild()
        assert (existing(OCTOBER), reporting(OCTOBER)) == (5, 2)


# --- At the same time -------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_a_mark_written_while_rows_are_counted_is_not_lost():
    """The write commits after the refresher has read its marks and its rows: it must be counted the next time."""
    if connection.vendor != "postgresql":
        pytest.skip("Di SQLite penulis menunggu sampai penghitungan selesai.")
    factories.make_country()
    group = factories.make_group()
    with time_machine.travel(NOON, tick=False):
        refresh_months_due(["0"])
        touch_months(group.village_id, since=OCTOBER)

        def write():
            with transaction.atomic():
                factories.make_report(group, OCTOBER)
                touch_months(group.village_id, since=OCTOBER, until=OCTOBER)
            connections.close_all()

        state = {"written": False}

        def after_registers_are_counted(execute, sql, params, many, context):
            result = execute(sql, params, many, context)
            if not state["written"] and 'INSERT INTO "reports_monthtotal"' in sql:
                state["written"] = True
                writer = threading.Thread(target=write)
                writer.start()
                writer.join(20)
                assert not writer.is_alive(), "the writer waited for the refresher"
            return result

        with connection.execute_wrapper(after_registers_are_counted):
            refresh_months(REGENCY)
        assert state["written"]
        assert (reporting(OCTOBER), TouchedMonth.objects.count()) == (0, 1)
        refresh_months(REGENCY)
        assert (reporting(OCTOBER), TouchedMonth.objects.count()) == (1, 0)
        assert month_differences(REGENCY) == []


@pytest.mark.django_db(transaction=True)
def test_writers_and_refreshers_at_once_leave_true_months():
    """Four writers and two refreshers in one regency; nobody fails, and at the end nothing differs from the rows."""
    factories.make_country()
    groups = [factories.make_group() for _ in range(16)]
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
        for group in mine:
            with transaction.atomic():
                factories.make_report(group, OCTOBER)
                touch_months(group.village_id, since=OCTOBER, until=OCTOBER)

    def refresher():
        for _ in range(6):
            refresh_months_due(["76"])

    with time_machine.travel(NOON, tick=True):
        threads = [in_thread(lambda mine=groups[n::4]: writer(mine)) for n in range(4)]
        threads += [in_thread(refresher) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        refresh_months_due(["76"])
        assert reporting(OCTOBER) == 16
        assert month_differences(REGENCY) == []
