"""The month of docs/figures.md, computed by hand and by the code (RP01, UP11, NX06)."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine

from groups.freshness import STATES, of_freshness
from groups.models import EnterpriseGroup, GroupStatus, StatusChange
from regions.codes import Level
from regions.months import last_day, months_ending
from reports.month_figures import MonthFigures, month_total
from reports.monthly import freshness_counts, month_figures, refresh_months_due
from reports.monthly_counting import counted_months, months_worked
from tests import factories
from tests.reports.month_example import NOON, OCTOBER, POLEWALI, REGENCY, SEPTEMBER, WONOMULYO, make_month

IN_WONOMULYO = MonthFigures(
    existing=3,
    reporting=2,
    on_time=1,
    approved=1,
    met=2,
    meetings=3,
    topic_business=1,
    topic_finance=1,
    topic_health=1,
    coaching=1,
)
IN_POLEWALI = MonthFigures(existing=2, reporting=1, on_time=1, approved=1)


@pytest.fixture
def example(country):
    with time_machine.travel(NOON, tick=False):
        yield make_month()


def test_the_worked_example_counts_as_written(example):
    """RP01, UP11: every figure of the example, per district."""
    rows = counted_months([REGENCY], Level.DISTRICT, [OCTOBER])
    assert rows == {(WONOMULYO, OCTOBER): IN_WONOMULYO, (POLEWALI, OCTOBER): IN_POLEWALI}


def test_the_stored_months_of_the_example_are_the_counted_ones_at_every_level(example):
    refresh_months_due(["0"])
    together = IN_WONOMULYO + IN_POLEWALI
    assert month_figures(["76"], Level.DISTRICT, [OCTOBER]) == {
        (WONOMULYO, OCTOBER): IN_WONOMULYO,
        (POLEWALI, OCTOBER): IN_POLEWALI,
    }
    assert month_figures(["76"], Level.REGENCY, [OCTOBER]) == {(REGENCY, OCTOBER): together}
    assert month_figures(["76"], Level.PROVINCE, [OCTOBER]) == {("76", OCTOBER): together}
    assert month_figures(["0"], Level.NATION, [OCTOBER]) == {("0", OCTOBER): together}
    villages = month_figures([REGENCY], Level.VILLAGE, [OCTOBER])
    assert month_total(villages.values()) == together


def test_shares_of_the_example(example):
    together = IN_WONOMULYO + IN_POLEWALI
    assert (together.share, together.on_time_share) == (Decimal(3) / 5, Decimal(2) / 5)
    assert (together.missing, together.late) == (2, 1)
    assert MonthFigures().share is None


def test_a_group_counts_in_the_months_at_whose_end_it_was_active(example):
    """Dahlia stopped on 1 October, Flamboyan began on 1 November."""
    months = [SEPTEMBER, OCTOBER, date(2026, 11, 1)]
    found = counted_months([REGENCY], Level.REGENCY, months)
    assert [found[REGENCY, month].existing for month in months] == [6, 5, 6]


@pytest.mark.parametrize("seed", range(3))
def test_the_walk_through_a_history_equals_working_on_the_last_day(country, seed):
    """ADA of many months is read once and walked; it must be what `working_on` says of each month."""
    dice = random.Random(seed)
    start = date(2024, 12, 15)
    for _ in range(30):
        changes = sorted(start + timedelta(days=dice.randrange(700)) for _ in range(dice.randrange(5)))
        statuses = [dice.choice(GroupStatus.values) for _ in changes]
        newest = {"status": statuses[-1], "status_on": changes[-1]} if changes else {}
        group = factories.make_group(dice.choice([factories.BUMIAYU, factories.DARMA]), **newest)
        for on, status in zip(changes, statuses, strict=True):
            StatusChange.objects.create(group=group, status=status, on=on, reason="Uji")
    months = months_ending(date(2026, 11, 1), 24)
    worked = months_worked([REGENCY], months)
    for month in months:
        walked = {pk for pk, (_village, held) in worked.items() if month in held}
        asked = set(EnterpriseGroup.objects.working_on(last_day(month)).values_list("pk", flat=True))
        assert walked == asked, month


def test_any_number_of_months_costs_three_queries(example, django_assert_num_queries):
    with django_assert_num_queries(3):
        counted_months(["76"], Level.DISTRICT, months_ending(OCTOBER, 24))


def test_freshness_counts_equal_their_groups_in_every_month_to_come(example):
    """NX06: the histogram by month says the right state on any later day, without being counted anew."""
    factories.make_capital(example["Anggrek"], on=date(2026, 3, 10))
    EnterpriseGroup.objects.update(created_at="2025-01-15T03:00:00Z")
    refresh_months_due(["0"])
    groups = EnterpriseGroup.objects.all()
    for day in (date(2026, 11, 10), date(2027, 1, 31), date(2027, 2, 1), date(2027, 5, 1), date(2027, 12, 1)):
        counts = freshness_counts([REGENCY], Level.REGENCY, day)[REGENCY]
        assert counts == {state.code: of_freshness(groups, state, day).count() for state in STATES}, day
        assert counts == freshness_counts(["0"], Level.NATION, day)["0"]
    assert sum(counts.values()) == 6
