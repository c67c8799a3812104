"""One measure over the months as a line on its area, alone or over the same months of the year before. Pure.

Coordinates are units of the picture, 360 wide, so that its words stay readable on a phone. A month without a value
leaves a gap; nothing is drawn across it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reports.pictures.scale import Number, marks_up_to
from reports.table import Kind

WIDTH, HEIGHT = 360, 190
_LEFT, _RIGHT, _TOP, _BOTTOM = 50, 14, 26, 24
_MARKS = 4
# So many months before the last lie under its value where it is written.
_UNDER_VALUE = 7


@dataclass(frozen=True)
class Observation:
    """One month and its value; None where nothing is known."""

    month: date
    value: Number | None
    before: Number | None = None


@dataclass(frozen=True)
class Mark:
    """A line across the picture and the number it stands for."""

    y: float
    value: Number


@dataclass(frozen=True)
class MonthMark:
    """A month below the picture; `anchor` is start, middle or end."""

    x: float
    month: date
    anchor: str


@dataclass(frozen=True)
class Column:
    """The strip of one month: what a pointer over it is told."""

    x: float
    width: float
    observation: Observation


@dataclass(frozen=True)
class Spot:
    """A single value with a place."""

    x: float
    y: float
    value: Number
    month: date


@dataclass(frozen=True)
class SeriesPicture:
    """The whole picture, and under `observations` the same values for its table."""

    key: str
    title: str
    kind: Kind
    observations: tuple[Observation, ...]
    marks: list[Mark]
    months: list[MonthMark]
    line: str
    area: str
    line_before: str
    dots: list[Spot]
    columns: list[Column]
    first: Spot | None
    last: Spot | None
    value_y: float
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    top: int = _TOP
    bottom: int = HEIGHT - _BOTTOM

    @property
    def plot(self) -> int:
        """The height in which values are drawn."""
        return self.bottom - self.top

    @property
    def compares(self) -> bool:
        """True if the year before is drawn too."""
        return bool(self.line_before) or any(each.before is not None for each in self.observations)


def series_picture(key: str, title: str, kind: Kind, observations: Sequence[Observation]) -> SeriesPicture | None:
    """Lay out the observations, oldest first; None where no month has a value."""
    seen = [value for each in observations for value in (each.value, each.before) if value is not None]
    if not any(each.value is not None for each in observations):
        return None
    marks = marks_up_to(max(seen), _MARKS, is_whole=kind is not Kind.PERCENT)
    spots = _spots([each.value for each in observations], observations, marks[-1])
    before = _spots([each.before for each in observations], observations, marks[-1])
    runs, known = _runs(spots), [spot for spot in spots if spot]
    return SeriesPicture(
        key=key,
        title=title,
        kind=kind,
        observations=tuple(observations),
        marks=[Mark(_y(value, marks[-1]), value) for value in marks],
        months=_month_marks(observations),
        line="".join(_path(run) for run in runs),
        area="".join(_area(run) for run in runs if len(run) > 1),
        line_before="".join(_path(run) for run in _runs(before)),
        dots=[run[0] for run in runs if len(run) == 1 and run[0] is not known[-1]],
        columns=_columns(observations),
        first=known[0],
        last=known[-1],
        value_y=_value_y(spots, before),
    )


def this_year_and_last(observations: Sequence[Observation]) -> list[Observation]:
    """The last twelve months, each beside the same month a year before."""
    by_month = {each.month: each.value for each in observations}
    newest = observations[-12:]
    return [Observation(each.month, each.value, by_month.get(_year_before(each.month))) for each in newest]


def sparkline(values: Sequence[Number | None], width: int = 96, height: int = 24) -> str:
    """The path of a line without axes, from nought to the highest; gaps where nothing is known."""
    seen = [value for value in values if value is not None]
    top = max([*seen, 1])
    step = width / max(len(values) - 1, 1)
    points = [
        None if value is None else (round(place * step, 1), round(height - 2 - float(value / top) * (height - 4), 1))
        for place, value in enumerate(values)
    ]
    path, pen = [], "M"
    for point in points:
        if point:
            path.append(f"{pen}{point[0]} {point[1]}")
        pen = "L" if point else "M"
    return "".join(path)


def _year_before(month: date) -> date:
    return month.replace(year=month.year - 1)


def _x(place: int, count: int) -> float:
    """The middle of a month's strip; a single month stands at the right."""
    share = place / (count - 1) if count > 1 else 1
    return round(_LEFT + share * (WIDTH - _LEFT - _RIGHT), 1)


def _y(value: Number, top: Number) -> float:
    return round(HEIGHT - _BOTTOM - float(value / top) * (HEIGHT - _TOP - _BOTTOM), 1)


def _spots(values: Sequence[Number | None], observations: Sequence[Observation], top: Number) -> list[Spot | None]:
    return [
        None if value is None else Spot(_x(place, len(values)), _y(value, top), value, observations[place].month)
        for place, value in enumerate(values)
    ]


def _runs(spots: Sequence[Spot | None]) -> list[list[Spot]]:
    """The spots in pieces without a gap."""
    runs: list[list[Spot]] = [[]]
    for spot in spots:
        if spot:
            runs[-1].append(spot)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _value_y(*lines: Sequence[Spot | None]) -> float:
    """Where the last value is written: above everything that is drawn below it."""
    return min(spot.y for line in lines for spot in line[-_UNDER_VALUE:] if spot) - 9


def _path(run: Sequence[Spot]) -> str:
    return "M" + "L".join(f"{spot.x} {spot.y}" for spot in run)


def _area(run: Sequence[Spot]) -> str:
    floor = HEIGHT - _BOTTOM
    return f"{_path(run)}L{run[-1].x} {floor}L{run[0].x} {floor}z"


def _columns(observations: Sequence[Observation]) -> list[Column]:
    width = round((WIDTH - _LEFT - _RIGHT) / max(len(observations) - 1, 1), 1)
    return [
        Column(round(_x(place, len(observations)) - width / 2, 1), width, each)
        for place, each in enumerate(observations)
    ]


def _month_marks(observations: Sequence[Observation]) -> list[MonthMark]:
    """The first, the middle and the last month."""
    count = len(observations)
    if count < 3:
        return [MonthMark(_x(count - 1, count), observations[-1].month, "end")]
    places = [(0, "start"), (count // 2, "middle"), (count - 1, "end")]
    return [MonthMark(_x(place, count), observations[place].month, anchor) for place, anchor in places]
