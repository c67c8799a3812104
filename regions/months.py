"""Months as dates: a month is written as its first day."""

from calendar import monthrange
from datetime import date


def month_of(day: date) -> date:
    """The month a day lies in."""
    return day.replace(day=1)


def shift(month: date, steps: int) -> date:
    """The month this many months later, or earlier for a negative number."""
    years, place = divmod(month.month - 1 + steps, 12)
    return date(month.year + years, place + 1, 1)


def last_day(month: date) -> date:
    """The last day of a month."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def month_range(first: date, last: date) -> list[date]:
    """Every month from the first through the last; none where the last lies before."""
    months = []
    month = month_of(first)
    while month <= last:
        months.append(month)
        month = shift(month, 1)
    return months


def months_ending(month: date, count: int) -> list[date]:
    """The `count` months up to and with this one, oldest first."""
    return month_range(shift(month, 1 - count), month)


def months_apart(earlier: date, later: date) -> int:
    """How many months lie between the months of two days."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def parse_month(text: str) -> date:
    """The month of `2026-01`, as addresses and commands carry it. Raises ValueError for anything else."""
    year, sign, number = text.partition("-")
    if sign and len(year) == 4 and len(number) == 2 and (year + number).isascii() and (year + number).isdigit():
        return date(int(year), int(number), 1)
    raise ValueError(text)


def month_key(month: date) -> str:
    """A month as addresses and commands carry it: `2026-01`."""
    return f"{month:%Y-%m}"
