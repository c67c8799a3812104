"""Where the points and bands of the capital line lie in its picture. Pure: values in, coordinates out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from groups.tiers import Bands, tier_of

WIDTH, HEIGHT = 360, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 14, 20, 34, 24
_NAME_NEEDS = 16
"""A band lower than this many units has no room for its name."""


@dataclass(frozen=True)
class Point:
    """One observation in the picture: coordinates and what it says."""

    x: float
    y: float
    on: date
    amount: int


@dataclass(frozen=True)
class ShownBand:
    """One tier as a stripe."""

    y_top: float
    y_bottom: float
    name: str


@dataclass(frozen=True)
class Tick:
    """A year or month below the picture."""

    x: float
    on: date


@dataclass(frozen=True)
class CapitalChart:
    """The capital line of one group."""

    points: list[Point]
    bands: list[ShownBand]
    ticks: list[Tick]
    width: int = WIDTH
    height: int = HEIGHT


def capital_chart(observations: Sequence[tuple[date, int]], bands: Bands) -> CapitalChart:
    """Lay out the observations (day, whole rupiah; oldest first, at least one) over the bands."""
    top = _top(max(total for _on, total in observations), bands)
    first, last = observations[0][0], observations[-1][0]
    points = [Point(_x(on, first, last), _y(total, top), on, total) for on, total in observations]
    return CapitalChart(points, _stripes(bands, top), _ticks(first, last))


def _top(highest: int, bands: Bands) -> int:
    """The amount at the upper edge: the whole band is shown, and a little air above the line."""
    band = tier_of(highest, bands)
    ceiling = band.upper if band and band.upper else 0
    return max(ceiling, highest * 5 // 4, 1)


def _x(on: date, first: date, last: date) -> float:
    span = (last - first).days
    share = (on - first).days / span if span else 1
    return round(_LEFT + share * (WIDTH - _LEFT - _RIGHT), 1)


def _y(total: int, top: int) -> float:
    return round(HEIGHT - _BOTTOM - total / top * (HEIGHT - _TOP - _BOTTOM), 1)


def _stripes(bands: Bands, top: int) -> list[ShownBand]:
    shown = []
    for band in bands:
        if band.lower >= top:
            break
        above, below = _y(min(band.upper or top, top), top), _y(band.lower, top)
        if band.upper is None or band.upper >= top:
            above = 0.0
        shown.append(ShownBand(above, below, band.name if below - above >= _NAME_NEEDS else ""))
    return shown


def _ticks(first: date, last: date) -> list[Tick]:
    """The first and the last day, and the turns of years between where there is room."""
    if first == last:
        return [Tick(_x(last, first, last) - 24, last)]
    return [Tick(_LEFT + 30, first), Tick(WIDTH - _RIGHT - 30, last)]
