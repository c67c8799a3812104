"""What follows from entries: balances, and how a loan stands on a day. Pure: dates and whole rupiah in, values out.

Nothing here is ever stored, so that no balance can be typed or drift. A day's balance is that of its evening: what came
in and went out on one day may stand in any order. Defined in words in `docs/figures.md`, "Simpanan dan pinjaman".
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db import models
from django.utils.translation import gettext_lazy as _


class LoanStatus(models.TextChoices):
    """How a loan stands on a day (kolektibilitas)."""

    CURRENT = "current", _("Lancar")
    OVERDUE = "overdue", _("Menunggak")
    BAD = "bad", _("Macet")
    SETTLED = "settled", _("Lunas")
    EMPTY = "empty", _("Belum cair")


@dataclass(frozen=True)
class Movement:
    """Money on a day, with its sign: in is positive, out negative; of a loan, given is positive, paid back negative."""

    on: date
    amount: int


@dataclass(frozen=True)
class LoanStanding:
    """A loan on a day, in whole rupiah. `days` since the oldest instalment that is not covered, 0 where none is."""

    status: LoanStatus
    disbursed: int
    repaid: int
    arrears: int
    days: int

    @property
    def outstanding(self) -> int:
        """The principal still owed."""
        return self.disbursed - self.repaid


@dataclass(frozen=True)
class Instalment:
    """One instalment of a loan: when it is due, how much, and how much of it is still to be paid."""

    number: int
    due_on: date
    amount: int
    missing: int
    is_overdue: bool

    @property
    def is_covered(self) -> bool:
        """True if all of it is paid."""
        return not self.missing


def balance(movements: Iterable[Movement], day: date) -> int:
    """The sum of everything up to the evening of the day."""
    return sum(movement.amount for movement in movements if movement.on <= day)


def first_overdraft(movements: Iterable[Movement]) -> date | None:
    """The first evening on which the balance is below zero; None where it never is."""
    running = 0
    for day, of_day in groupby(sorted(movements, key=lambda one: one.on), key=lambda one: one.on):
        running += sum(movement.amount for movement in of_day)
        if running < 0:
            return day
    return None


def due_on(start: date, number: int) -> date:
    """The day the instalment with this number (from 1) is due: so many months after the start, or the month's end."""
    months = start.month - 1 + number
    year, month = start.year + months // 12, months % 12 + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def due_until(principal: int, term_months: int, number: int) -> int:
    """How much principal is due with the first `number` instalments; the last one takes what rounding left."""
    return principal * min(number, term_months) // term_months


def standing(*, start: date, term_months: int, disbursed: int, repaid: int, day: date, bad_after: int) -> LoanStanding:
    """How a loan stands in the evening of the day. An instalment is overdue from the day after it was due.

    `bad_after` is the number of days overdue after which a loan counts as bad.
    """
    if disbursed <= 0:
        return LoanStanding(LoanStatus.EMPTY, disbursed, repaid, 0, 0)
    if repaid >= disbursed:
        return LoanStanding(LoanStatus.SETTLED, disbursed, repaid, 0, 0)
    passed = _instalments_before(start, term_months, day)
    arrears = max(due_until(disbursed, term_months, passed) - repaid, 0)
    if not arrears:
        return LoanStanding(LoanStatus.CURRENT, disbursed, repaid, 0, 0)
    # The first k with disbursed * k // term_months > repaid.
    oldest = -(-(repaid + 1) * term_months // disbursed)
    days = (day - due_on(start, oldest)).days
    status = LoanStatus.BAD if days > bad_after else LoanStatus.OVERDUE
    return LoanStanding(status, disbursed, repaid, arrears, days)


def schedule(*, start: date, term_months: int, disbursed: int, repaid: int, day: date) -> list[Instalment]:
    """The instalments of a loan; what was paid back covers the oldest first, on time or not."""
    found = []
    for number in range(1, term_months + 1):
        before, until = due_until(disbursed, term_months, number - 1), due_until(disbursed, term_months, number)
        due, missing = due_on(start, number), max(until - max(repaid, before), 0)
        found.append(Instalment(number, due, until - before, missing, bool(missing) and due < day))
    return found


def worst(statuses: Sequence[LoanStatus]) -> LoanStatus | None:
    """The worst of several, for a group's line: bad, overdue, current, settled."""
    order = (LoanStatus.BAD, LoanStatus.OVERDUE, LoanStatus.CURRENT, LoanStatus.SETTLED, LoanStatus.EMPTY)
    return next((status for status in order if status in statuses), None)


def _instalments_before(start: date, term_months: int, day: date) -> int:
    """How many instalments were due before the day."""
    months = (day.year - start.year) * 12 + day.month - start.month
    passed = min(max(months, 0), term_months)
    return passed - 1 if passed and due_on(start, passed) >= day else passed
