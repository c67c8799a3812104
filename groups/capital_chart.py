"""Where the points and bands of the capital line lie in its picture, and what they say. No database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from groups.money import figures
from groups.tiers import Bands, tier_of

WIDTH, HEIGHT = 360, 220
# The amounts of the band edges stand in the right margin, where no point ever lies.
_LEFT, _RIGHT, _TOP, _BOTTOM = 14, 66, 34, 24
# A band lower than this many units has no room for its name.
_NAME_NEEDS = 17
# Where a name ends on the right, and how far below the upper edge of its band.
_NAME_WIDTH, _NAME_BASE = 88, 14
# Room for the amount beside the latest point.
_AMOUNT_NEEDS = 26


@dataclass(frozen=True)
class Point:
    """One observation: where it lies, and its day and whole rupiah."""

    x: float
    y: float
    on: date
    amount: int

    @property
    def label(self) -> str:
        """What a pointer over it, or a screen reader, is told."""
        return _("Rp %(amount)s per %(on)s") % {"amount": figures(self.amount), "on": _day(self.on)}


@dataclass(frozen=True)
class ShownBand:
    """One tier as a stripe; its name stands on the line `name_y`."""

    y_top: float
    y_bottom: float
    name: str
    name_y: float


@dataclass(frozen=True)
class Tick:
    """A mark at the edge: a day below (`x`) or an amount on the right (`y`)."""

    label: str
    x: float | None = None
    y: float | None = None


@dataclass(frozen=True)
class CapitalChart:
    """The capital line of one group."""

    points: list[Point]
    bands: list[ShownBand]
    ticks: list[Tick]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def latest_is_below(self) -> bool:
        """True if the amount of the latest point stands below it, because the line comes down to it from above."""
        *_before, last = self.points
        comes_down = len(self.points) > 1 and self.points[-2].y < last.y
        return comes_down and self.height - _BOTTOM - last.y >= _AMOUNT_NEEDS

    @property
    def title(self) -> str:
        """What the picture shows."""
        return _("Modal kelompok dari waktu ke waktu")

    @property
    def description(self) -> str:
        """The picture in one sentence."""
        first, last = self.points[0], self.points[-1]
        return _("Dari %(first)s sampai %(last)s.") % {"first": first.label, "last": last.label}


def capital_chart(observations: Sequence[tuple[date, int]], bands: Bands) -> CapitalChart:
    """Lay out the observations (day, whole rupiah; oldest first, at least one) over the bands."""
    top = _top(max(total for _on, total in observations), bands)
    first, last = observations[0][0], observations[-1][0]
    points = [Point(_x(on, first, last), _y(total, top), on, total) for on, total in observations]
    return CapitalChart(points, _stripes(bands, top, points), [*_days(first, last), *_edges(bands, top)])


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


def _stripes(bands: Bands, top: int, points: list[Point]) -> list[ShownBand]:
    shown = []
    for band in bands:
        if band.lower >= top:
            break
        highest_shown = band.upper is None or band.upper >= top
        above, below = 0.0 if highest_shown else _y(band.upper, top), _y(band.lower, top)
        name = band.name if below - above >= _NAME_NEEDS else ""
        shown.append(ShownBand(above, below, name, _name_y(above, below, points)))
    return shown


def _name_y(above: float, below: float, points: list[Point]) -> float:
    """At the upper edge of the band, or at the lower one where the line runs through the upper left corner."""
    upper, lower = above + _NAME_BASE, below - 5
    near = [point.y for point in _with_next(points) if above - 4 <= point.y <= upper + 8]
    return lower if near and lower - upper >= _NAME_NEEDS else upper


def _with_next(points: list[Point]) -> list[Point]:
    """The points beside the names of the bands, and the one the line goes on to."""
    beside = sum(point.x <= _NAME_WIDTH for point in points)
    return points[: beside + 1] if beside else []


def _edges(bands: Bands, top: int) -> list[Tick]:
    """The lower bound of each band but the lowest, where there is room for it."""
    shown: list[Tick] = []
    for band in bands:
        y = _y(band.lower, top)
        far = not shown or shown[-1].y - y >= _NAME_NEEDS
        if 0 < band.lower < top and far:
            shown.append(Tick(_short(band.lower), y=y))
    return shown


def _days(first: date, last: date) -> list[Tick]:
    """The months of the first and the last observation."""
    if first == last:
        return [Tick(_month(last), x=WIDTH - _RIGHT - 14)]
    return [Tick(_month(first), x=_LEFT + 20), Tick(_month(last), x=WIDTH - _RIGHT - 14)]


def _short(amount: int) -> str:
    millions, rest = divmod(amount, 10**6)
    return f"Rp {figures(amount)}" if rest else _("Rp %(millions)s jt") % {"millions": figures(millions)}


def _month(day: date) -> str:
    return date_format(day, "M Y")


def _day(day: date) -> str:
    return date_format(day, "j F Y")
