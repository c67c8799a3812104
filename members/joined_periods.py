"""Memberships of two people who turn out to be one: periods in one group that must not overlap. Pure.

An office stands before plain membership; the rows of the one who is kept before those of the other; then the one that
began first. What comes later in this order is cut to the days that are still free, so that the union stays as it was.
"""

from dataclasses import dataclass, replace
from datetime import date

_EVER = date.max


@dataclass(frozen=True)
class Period:
    """One membership: from `start` up to, not including, `end` (None: without limit)."""

    pk: int
    start: date
    end: date | None
    is_office: bool
    is_kept: bool

    @property
    def until(self) -> date:
        """The end, as a date that can be compared."""
        return self.end or _EVER


class Torn(Exception):
    """A period would fall into two; `pk` is the membership."""

    def __init__(self, pk: int):
        super().__init__(pk)
        self.pk = pk


def joined(periods: list[Period]) -> dict[int, Period]:
    """The periods of one group, by number, so that no two share a day; one without a day left ends as it begins.

    Raises Torn where only two pieces of a period would be left.
    """
    placed: list[Period] = []
    for period in sorted(periods, key=lambda one: (not one.is_office, not one.is_kept, one.start, one.pk)):
        placed.append(_cut(period, placed))
    return {period.pk: period for period in placed}


def _cut(period: Period, placed: list[Period]) -> Period:
    pieces = [(period.start, period.until)]
    for other in placed:
        pieces = [left for piece in pieces for left in _without(piece, other)]
    if len(pieces) > 1:
        raise Torn(period.pk)
    start, until = pieces[0] if pieces else (period.start, period.start)
    return replace(period, start=start, end=None if until == _EVER else until)


def _without(piece: tuple[date, date], other: Period) -> list[tuple[date, date]]:
    start, until = piece
    if other.until <= start or until <= other.start or other.start == other.until:
        return [piece]
    left = [(start, other.start), (other.until, until)]
    return [(begins, ends) for begins, ends in left if begins < ends]
