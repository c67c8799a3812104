"""Balances and the standing of loans, worked by hand (UP08)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from associations.ledger import LoanStatus, Movement, balance, due_on, due_until, first_overdraft, standing

START = date(2026, 1, 31)
DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 31))
MOVEMENTS = st.lists(st.builds(Movement, DAYS, st.integers(-500, 1000)), max_size=12)


def stands(day, repaid=0, disbursed=1_200_000, term=12):
    return standing(start=START, term_months=term, disbursed=disbursed, repaid=repaid, day=day, bad_after=180)


def test_instalments_are_due_a_month_apart_at_most_at_the_months_end():
    assert [due_on(START, number) for number in (1, 2, 12)] == [
        date(2026, 2, 28),
        date(2026, 3, 31),
        date(2027, 1, 31),
    ]


def test_the_last_instalment_takes_what_rounding_left():
    assert [due_until(1_000_000, 3, number) for number in (0, 1, 2, 3, 4)] == [
        0,
        333_333,
        666_666,
        1_000_000,
        1_000_000,
    ]


@pytest.mark.parametrize(
    ("day", "repaid", "status", "arrears", "days"),
    [
        (date(2026, 2, 28), 0, LoanStatus.CURRENT, 0, 0),
        (date(2026, 3, 1), 0, LoanStatus.OVERDUE, 100_000, 1),
        (date(2026, 3, 1), 100_000, LoanStatus.CURRENT, 0, 0),
        (date(2026, 4, 1), 100_000, LoanStatus.OVERDUE, 100_000, 1),
        (date(2026, 4, 1), 150_000, LoanStatus.OVERDUE, 50_000, 1),
        (date(2026, 8, 27), 0, LoanStatus.OVERDUE, 600_000, 180),
        (date(2026, 8, 28), 0, LoanStatus.BAD, 600_000, 181),
        (date(2026, 8, 28), 1_200_000, LoanStatus.SETTLED, 0, 0),
        (date(2030, 1, 1), 1_100_000, LoanStatus.BAD, 100_000, 1066),
    ],
)
def test_a_loan_on_a_day(day, repaid, status, arrears, days):
    found = stands(day, repaid)
    assert (found.status, found.arrears, found.days) == (status, arrears, days)
    assert found.outstanding == 1_200_000 - repaid


def test_a_loan_whose_disbursement_was_undone_is_empty():
    assert stands(date(2026, 6, 1), disbursed=0).status is LoanStatus.EMPTY


@given(MOVEMENTS)
def test_the_first_overdraft_is_the_first_evening_below_zero(movements):
    """Entries of one day may stand in any order; what counts is the evening."""
    evenings = sorted({movement.on for movement in movements})
    below = [day for day in evenings if balance(movements, day) < 0]
    assert first_overdraft(movements) == (below[0] if below else None)
    assert first_overdraft(reversed(movements)) == first_overdraft(movements)


@given(st.integers(1, 10**9), st.integers(1, 360), DAYS, st.data())
def test_a_standing_holds_together(principal, term, day, data):
    repaid = data.draw(st.integers(0, principal))
    found = stands(day, repaid, principal, term)
    assert 0 <= found.arrears <= found.outstanding
    assert (found.days > 0) == (found.arrears > 0)
    assert (found.status is LoanStatus.SETTLED) == (found.outstanding == 0)


@given(st.integers(1, 10**6), st.integers(1, 24), DAYS, st.data())
def test_the_days_run_from_the_oldest_instalment_that_is_not_covered(principal, term, day, data):
    repaid = data.draw(st.integers(0, principal))
    found = stands(day, repaid, principal, term)
    missed = (k for k in range(1, term + 1) if due_on(START, k) < day and due_until(principal, term, k) > repaid)
    oldest = next(missed, None)
    assert found.days == ((day - due_on(START, oldest)).days if oldest and found.outstanding else 0)
