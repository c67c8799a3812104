"""The figures of docs/figures.md, computed by hand and by the code."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from groups.tiers import bands_as_at, published_bands
from regions.codes import Level
from reports.counting import counted, next_change
from reports.figures import Figures, TierShare, total
from reports.totals import refresh_due, stored
from tests import factories
from tests.reports.example import DAY, NOON, POLEWALI, REGENCY, WONOMULYO, make_example

IN_WONOMULYO = Figures(
    groups_active=3,
    members=5,
    members_female=4,
    kb_taking_part=3,
    kb_unknown=1,
    capital=30_000_000,
    groups_verified=1,
    capital_verified=25_000_000,
    tiers={"rintisan": TierShare(1, 5_000_000), "tumbuh": TierShare(1, 25_000_000), "": TierShare(1, 0)},
)
IN_POLEWALI = Figures(
    groups_active=1,
    groups_inactive=1,
    groups_dissolved=1,
    members=2,
    members_female=2,
    kb_taking_part=1,
    kb_unknown=0,
    capital=120_000_000,
    groups_verified=1,
    capital_verified=120_000_000,
    tiers={"naik-kelas": TierShare(1, 120_000_000)},
)


@pytest.fixture
def example(country):
    make_example()


def members_on(day: date) -> int:
    return total(counted([REGENCY], Level.DISTRICT, day, bands_as_at(day)).values()).members


def test_the_worked_example_counts_as_written(example):
    """DB02, NX06: every figure of the example, per district."""
    rows = counted([REGENCY], Level.DISTRICT, DAY, bands_as_at(DAY))
    assert rows == {WONOMULYO: IN_WONOMULYO, POLEWALI: IN_POLEWALI}


def test_the_stored_totals_of_the_example_are_the_counted_ones(example):
    with time_machine.travel(NOON):
        refresh_due(["76"])
        assert stored(["76"], Level.DISTRICT) == {WONOMULYO: IN_WONOMULYO, POLEWALI: IN_POLEWALI}
        assert stored(["0"], Level.PROVINCE) == {"76": IN_WONOMULYO + IN_POLEWALI}


def test_shares_of_the_example(example):
    together = IN_WONOMULYO + IN_POLEWALI
    assert together.kb_share == Decimal(4) / 7
    assert together.capital_verified_share == Decimal(145) / 150
    assert (together.members_female, together.members_male) == (6, 1)
    assert (together.groups_without_capital, together.groups_with_capital, together.groups_stale) == (1, 3, 1)
    assert together.groups_total == 6


def test_a_region_without_members_or_capital_has_no_share():
    assert Figures(groups_active=1).kb_share is None
    assert Figures(groups_active=1).capital_verified_share is None


@pytest.mark.parametrize(
    ("day", "members"),
    [(date(2026, 8, 14), 8), (DAY, 7), (date(2026, 8, 19), 7), (date(2026, 8, 20), 6), (date(2026, 9, 1), 7)],
)
def test_a_membership_counts_from_its_first_day_up_to_its_last(example, day, members):
    """DM07: a leave dated ahead counts until its day, a start dated ahead not before it."""
    assert members_on(day) == members


def test_capital_is_verified_through_its_365th_day(example):
    """NX06"""
    verified = {
        day: counted([POLEWALI], Level.DISTRICT, day, bands_as_at(day))[POLEWALI].capital_verified
        for day in (date(2027, 1, 10), date(2027, 1, 11))
    }
    assert verified == {date(2027, 1, 10): 120_000_000, date(2027, 1, 11): 0}


def test_the_next_day_on_which_figures_change_by_themselves(example):
    """Fitri leaves, Eka begins, then records grow old: Kenanga's on its 366th day, Melati's after that."""
    days = [DAY]
    while following := next_change(REGENCY, days[-1], published_bands()):
        days.append(following)
    assert days[1:] == [date(2026, 8, 20), date(2026, 9, 1), date(2027, 1, 11), date(2027, 3, 2)]


def test_villages_add_up_to_their_district(example):
    rows = counted([REGENCY], Level.VILLAGE, DAY, bands_as_at(DAY))
    assert set(rows) == {factories.BUMIAYU, factories.SUGIHWARAS, factories.DARMA}
    assert total(rows.values()) == IN_WONOMULYO + IN_POLEWALI


@pytest.mark.parametrize("figures", [IN_WONOMULYO, IN_POLEWALI, IN_WONOMULYO + IN_POLEWALI])
def test_tiers_and_kb_groups_add_up(figures):
    """Active groups = tiers + no capital on record; members = taking part + not + unknown."""
    assert sum(share.groups for share in figures.tiers.values()) == figures.groups_active
    assert sum(share.capital for share in figures.tiers.values()) == figures.capital
    assert figures.kb_taking_part + figures.kb_not_taking_part + figures.kb_unknown == figures.members
