"""Regions coloured by the class of one measure: the rows of the picture, its legend and its table. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reports.pictures.classes import SHARE_STEP, Classes, Number, classified
from reports.pictures.mosaic import Place
from reports.table import HIDDEN, Kind

NO_VALUE = "none"


@dataclass(frozen=True)
class Measured:
    """One region with its value (None: nothing known; HIDDEN: not for this viewer), its page and the list behind."""

    code: str
    name: str
    value: Any
    url: str
    list_url: str

    @property
    def number(self) -> Number | None:
        """The value as it is put into a class; shares to the tenth of a percent, as they are written."""
        if self.value is None or self.value is HIDDEN:
            return None
        return self.value.quantize(SHARE_STEP) if isinstance(self.value, Decimal) else self.value


@dataclass(frozen=True)
class RankedRow:
    """One line of the table and the ranking: the class it is in, and the length of its bar (0 to 100)."""

    measured: Measured
    number: int | None
    length: float

    @property
    def tone(self) -> str:
        """The end of the class name of its colour."""
        return tone_of(self.number)


@dataclass(frozen=True)
class Choropleth:
    """Everything a map or a ranking of one measure needs; the largest value first, nothing known last."""

    rows: list[RankedRow]
    classes: Classes
    kind: Kind

    @property
    def has_hidden(self) -> bool:
        """True if a value is not shown to this viewer."""
        return any(row.measured.value is HIDDEN for row in self.rows)

    @property
    def places(self) -> list[Place]:
        """The rows as places of a map."""
        return [
            Place(
                code=row.measured.code,
                name=row.measured.name,
                value=row.measured.value,
                kind=self.kind,
                tone=f"class-{row.tone}",
                sign=str(row.number or ""),
                url=row.measured.url,
            )
            for row in self.rows
        ]


def choropleth(found: Sequence[Measured], kind: Kind, method: str) -> Choropleth:
    """The regions in the classes of a method."""
    classes = classified([each.number for each in found], method)
    longest = max((each.number for each in found if each.number is not None), default=0) or 1
    rows = [RankedRow(each, classes.number_of(each.number), _length(each.number, longest)) for each in found]
    rows.sort(key=_largest_first)
    return Choropleth(rows, classes, kind)


def tone_of(number: int | None) -> str:
    """The colour of a class: the end of its class name in the style sheet."""
    return str(number) if number else NO_VALUE


def _length(number: Number | None, longest: Number) -> float:
    return round(100 * float(number / longest), 1) if number else 0.0


def _largest_first(row: RankedRow) -> tuple[bool, Number, str]:
    number = row.measured.number
    return (number is None, -(number or 0), row.measured.name)
