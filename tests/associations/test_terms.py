"""The state of a board on a day, as a truth table round every threshold; no database."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from associations.terms import (
    BoardState,
    TermPhase,
    alert_for,
    phase_on,
    standing_on,
    whole_years,
    years_after,
)

START, END = date(2022, 3, 1), date(2027, 3, 1)


def term(**dates):
    values = {"starts_on": START, "ends_on": END, "elected_on": None, "inaugurated_on": START, "closed_on": None}
    return SimpleNamespace(**(values | dates))


@pytest.mark.parametrize(
    ("left", "state", "days", "alert"),
    [
        (1000, BoardState.RUNNING, 1000, None),
        (181, BoardState.RUNNING, 181, None),
        (180, BoardState.ENDING, 180, 180),
        (91, BoardState.ENDING, 91, 180),
        (90, BoardState.ENDING, 90, 90),
        (31, BoardState.ENDING, 31, 90),
        (30, BoardState.ENDING, 30, 30),
        (1, BoardState.ENDING, 1, 30),
        (0, BoardState.EXPIRED, 0, None),
        (-1, BoardState.EXPIRED, 1, None),
        (-2000, BoardState.EXPIRED, 2000, None),
    ],
)
def test_state_turns_at_180_90_30_days_and_on_the_planned_end(left, state, days, alert):
    """BD04, UP05: the planned end is the first day past the term."""
    standing = standing_on([term()], END - timedelta(days=left))
    assert (standing.state, standing.days, standing.alert) == (state, days, alert)


def test_no_term_at_all_is_no_board():
    assert standing_on([], START).state is BoardState.NONE


def test_an_expired_board_goes_on_acting_until_its_successor_begins():
    handover = END + timedelta(days=400)
    old, new = term(closed_on=handover), term(starts_on=handover, ends_on=years_after(handover, 5))
    assert standing_on([old, new], handover - timedelta(days=1)).state is BoardState.EXPIRED
    after = standing_on([old, new], handover)
    assert (after.state, after.term) == (BoardState.AWAITING, new) or after.state is BoardState.RUNNING
    assert after.term is new


def test_closed_without_successor_leaves_no_board():
    closed = term(closed_on=date(2024, 1, 1))
    assert standing_on([closed], date(2023, 12, 31)).state is BoardState.RUNNING
    assert standing_on([closed], date(2024, 1, 1)).state is BoardState.NONE


def test_elected_and_not_inaugurated_for_ten_months_is_awaiting():
    """The inauguration may come ten months after the election."""
    waiting = term(elected_on=date(2022, 2, 1), inaugurated_on=date(2022, 12, 1))
    before = standing_on([waiting], date(2022, 11, 30))
    assert (before.state, before.days) == (BoardState.AWAITING, 302)
    assert standing_on([waiting], date(2022, 12, 1)).state is BoardState.RUNNING


def test_a_term_to_come_is_awaiting_only_where_nobody_holds_office():
    coming = term(elected_on=date(2022, 1, 1), inaugurated_on=None)
    assert standing_on([coming], date(2022, 2, 1)).state is BoardState.AWAITING
    acting = term(
        starts_on=date(2017, 3, 1), ends_on=date(2022, 1, 1), inaugurated_on=date(2017, 3, 1), closed_on=START
    )
    assert standing_on([coming, acting], date(2022, 2, 1)).state is BoardState.EXPIRED


def test_a_term_that_was_closed_on_its_first_day_never_held():
    assert standing_on([term(closed_on=START)], START).state is BoardState.NONE
    assert standing_on([term(closed_on=START)], START - timedelta(days=1)).state is BoardState.NONE


def test_a_term_passes_through_its_phases():
    one = term(elected_on=date(2022, 2, 1), inaugurated_on=date(2022, 6, 1), closed_on=date(2027, 9, 1))
    days = ["2022-01-31", "2022-02-01", "2022-03-01", "2022-06-01", "2026-09-02", "2027-03-01", "2027-09-01"]
    assert [phase_on(one, date.fromisoformat(day)) for day in days] == [
        TermPhase.PLANNED,
        TermPhase.ELECTED,
        TermPhase.ELECTED,
        TermPhase.RUNNING,
        TermPhase.ENDING,
        TermPhase.EXPIRED,
        TermPhase.CLOSED,
    ]


@pytest.mark.parametrize(("left", "alert"), [(181, None), (180, 180), (90, 90), (89, 90), (30, 30), (0, 30)])
def test_the_shortest_threshold_reached_counts(left, alert):
    assert alert_for(left) == alert


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "years"),
    [
        ("2022-03-01", "2027-03-01", 5),
        ("2022-01-01", "2026-12-31", 5),
        ("2022-01-01", "2026-01-01", 4),
        ("2020-02-29", "2025-03-01", 5),
        ("2022-01-01", "2025-01-01", 3),
        ("2022-01-01", "2026-06-01", None),
        ("2022-01-01", "2026-12-29", None),
    ],
)
def test_length_of_a_term_in_whole_years(starts_on, ends_on, years):
    """A decree names the last day or the day after it: both are whole years."""
    assert whole_years(date.fromisoformat(starts_on), date.fromisoformat(ends_on)) == years


def test_a_term_from_a_leap_day_ends_on_the_first_of_march():
    assert years_after(date(2020, 2, 29), 5) == date(2025, 3, 1)
    assert years_after(date(2020, 2, 29), 4) == date(2024, 2, 29)
