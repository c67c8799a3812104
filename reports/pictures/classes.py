"""Which class a value belongs to on a map: three ways to divide numbers into at most five classes. Pure.

A class holds its upper bound, not its lower one; the lowest class holds both. Nothing known (None) is in no class and
is drawn as a hatch. With fewer different numbers than classes, each number is a class of its own; equal numbers are
never parted. A zero is a number like any other.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from itertools import pairwise

Number = int | Decimal
CLASSES = 5
# The steps of a share are tenths of a percent, as it is written.
SHARE_STEP = Decimal("0.001")


@dataclass(frozen=True)
class ValueClass:
    """One class: its number from 1 up, what it holds at the least and at the most, and how many values are in it."""

    number: int
    lower: Number
    upper: Number
    count: int


@dataclass(frozen=True)
class Classes:
    """The classes of some values, the lowest first; none where there is no value."""

    classes: tuple[ValueClass, ...]
    missing: int

    def number_of(self, value: Number | None) -> int | None:
        """The class of a value, from 1 up; None for nothing known."""
        if value is None:
            return None
        return next((each.number for each in self.classes if value <= each.upper), None)


def classified(values: Sequence[Number | None], method: str, most: int = CLASSES) -> Classes:
    """The values divided by one of `METHODS`."""
    known = sorted(value for value in values if value is not None)
    missing = len(values) - len(known)
    if not known:
        return Classes((), missing)
    few = sorted(set(known))
    is_each_its_own = len(few) <= most
    uppers = few if is_each_its_own else METHODS[method](known, most)
    joined = METHODS[method] is equal_intervals and not is_each_its_own
    return Classes(tuple(_classes(known, uppers, joined)), missing)


def equal_intervals(known: Sequence[Number], most: int) -> list[Number]:
    """Upper bounds at equal distances from the smallest to the largest number; a class may hold none."""
    low, high = known[0], known[-1]
    step = (Decimal(high) - Decimal(low)) / most
    inner = [_at_step(low + step * place, low) for place in range(1, most)]
    return [*dict.fromkeys(bound for bound in inner if low <= bound < high), high]


def quantiles(known: Sequence[Number], most: int) -> list[Number]:
    """Upper bounds that put about as many numbers into each class; equal numbers stay together."""
    ranks = [-(-len(known) * place // most) for place in range(1, most + 1)]
    return list(dict.fromkeys(known[rank - 1] for rank in ranks))


def natural_breaks(known: Sequence[Number], most: int) -> list[Number]:
    """Upper bounds after Fisher and Jenks: the least sum of squared distances from the mean of each class.

    Exact, by dynamic programming over the different numbers: a few dozen regions take a few milliseconds.
    """
    few = sorted(set(known))
    weights = [known.count(value) for value in few]
    spread = _spreads(few, weights)
    best = [spread(0, end) for end in range(len(few))]
    starts: list[list[int]] = []
    for place in range(1, most):
        chosen = [min(range(min(place, end), end + 1), key=_cost(best, spread, end)) for end in range(len(few))]
        best = [_cost(best, spread, end)(start) for end, start in enumerate(chosen)]
        starts.append(chosen)
    return _bounds(few, starts)


METHODS: dict[str, Callable[[Sequence[Number], int], list[Number]]] = {
    "alami": natural_breaks,
    "kuantil": quantiles,
    "sama": equal_intervals,
}


def _classes(known: Sequence[Number], uppers: Sequence[Number], joined: bool) -> Iterator[ValueClass]:
    """The classes under these bounds. A class begins at its smallest number; `joined`, one step above the one below."""
    below: Number | None = None
    for number, upper in enumerate(uppers, start=1):
        inside = [value for value in known if value <= upper and (below is None or value > below)]
        lower = _next(below) if joined and below is not None else inside[0]
        yield ValueClass(number, lower, upper, len(inside))
        below = upper


def _next(bound: Number) -> Number:
    return bound + 1 if isinstance(bound, int) else bound + SHARE_STEP


def _at_step(bound: Decimal, like: Number) -> Number:
    """A bound as it is written: whole where the numbers are, else a tenth of a percent; numbers keep their class."""
    if isinstance(like, int):
        return int(bound.to_integral_value(ROUND_FLOOR))
    return bound.quantize(SHARE_STEP, ROUND_FLOOR)


def _spreads(few: Sequence[Number], weights: Sequence[int]) -> Callable[[int, int], float]:
    """A function of two places: the squared distances of the numbers between them, both included, from their mean."""
    counts, sums, squares = [0.0], [0.0], [0.0]
    for value, weight in zip(few, weights, strict=True):
        # Measured from the smallest, so that large amounts lose no digits.
        distance = float(value - few[0])
        counts.append(counts[-1] + weight)
        sums.append(sums[-1] + weight * distance)
        squares.append(squares[-1] + weight * distance * distance)

    def spread(start: int, end: int) -> float:
        total = sums[end + 1] - sums[start]
        return squares[end + 1] - squares[start] - total * total / (counts[end + 1] - counts[start])

    return spread


def _cost(best: list[float], spread: Callable[[int, int], float], end: int) -> Callable[[int], float]:
    """What it costs to begin the last class at `start`, where everything before it is divided as well as can be."""
    return lambda start: (best[start - 1] if start else 0.0) + spread(start, end)


def _bounds(few: Sequence[Number], starts: list[list[int]]) -> list[Number]:
    """The largest number of each class, found by walking back from the last."""
    firsts, end = [], len(few) - 1
    for chosen in reversed(starts):
        firsts.append(chosen[end])
        end = chosen[end] - 1
        if end < 0:
            break
    edges = [*reversed([first for first in firsts if first > 0]), len(few)]
    return [few[after - 1] for _before, after in pairwise([0, *edges])]
