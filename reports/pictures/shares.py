"""Parts of a whole as one bar, each part with the list behind it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 100


@dataclass(frozen=True)
class Part:
    """One part: what it is called, how many, the colour it takes (the end of a class name), and its list."""

    label: str
    value: int
    tone: str
    url: str = ""
    amount: int | None = None


@dataclass(frozen=True)
class Segment:
    """A part with its place on the bar, in hundredths of it; nothing drawn where the part is empty."""

    part: Part
    x: float
    width: float


@dataclass(frozen=True)
class SharesPicture:
    """The bar, and under `segments` the same values for its table."""

    key: str
    title: str
    segments: list[Segment]
    whole: int

    @property
    def has_amounts(self) -> bool:
        """True if the parts carry an amount of money too."""
        return any(segment.part.amount is not None for segment in self.segments)

    @property
    def whole_amount(self) -> int:
        """The money of all parts."""
        return sum(segment.part.amount or 0 for segment in self.segments)

    @property
    def drawn(self) -> list[Segment]:
        """The parts that take room."""
        return [segment for segment in self.segments if segment.width]


def shares_picture(key: str, title: str, parts: Sequence[Part]) -> SharesPicture:
    """Lay the parts side by side in their order; the widths add up to the whole bar."""
    whole = sum(part.value for part in parts)
    segments, done = [], 0
    for part in parts:
        x = _at(done, whole)
        done += part.value
        segments.append(Segment(part, x, round(_at(done, whole) - x, 2)))
    return SharesPicture(key, title, segments, whole)


def _at(done: int, whole: int) -> float:
    return round(WIDTH * done / whole, 2) if whole else 0.0
