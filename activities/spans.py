"""Stretches of days, and which days none of them covers. Pure: no database.

A stretch runs from its first day up to, not including, its last; without a last day it goes on. One whose two days are
the same holds never: that is what remains of a territory handed on before it began.
"""

from collections.abc import Iterable
from datetime import date

Span = tuple[date, date | None]


def uncovered(spans: Iterable[Span], since: date, until: date | None = None) -> list[Span]:
    """The stretches from `since` up to `until` (without it: for good) that no span covers, in order."""
    gaps: list[Span] = []
    reached = since
    beyond = [(until, None)] if until else []
    for start, end in sorted([*spans, *beyond], key=lambda span: span[0]):
        if end is not None and end <= max(reached, start):
            continue
        if start > reached:
            gaps.append((reached, start))
        if end is None:
            return gaps
        reached = end
    return [*gaps, (reached, None)]


def is_empty(span: Span) -> bool:
    """True if the stretch holds on no day."""
    start, end = span
    return end is not None and end <= start
