"""One table as a value: a report is made once, and page, paper, XLSX and CSV are drawings of the same rows (RP03)."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum, StrEnum
from typing import Any


class Kind(StrEnum):
    """What a column holds; each drawing decides how it looks. Shares run from 0 to 1, money is whole rupiah."""

    TEXT = "text"
    INTEGER = "integer"
    RUPIAH = "rupiah"
    PERCENT = "percent"
    DATE = "date"


class Withheld(Enum):
    """A value that exists and is not shown to this viewer."""

    HIDDEN = "hidden"


HIDDEN = Withheld.HIDDEN


@dataclass(frozen=True)
class Row:
    """One line: the code of its region and its values by column key. A key left out, or None, means nothing to show."""

    code: str
    values: dict[str, Any]


@dataclass(frozen=True)
class Column:
    """One column. `link` gives the address behind a row's value, empty for none; addresses stand on pages only.

    What is `of_today_alone` may be shown to this viewer today and is in nothing that is kept (DB06).
    """

    key: str
    label: str
    kind: Kind = Kind.INTEGER
    link: Callable[[Row], str] | None = None
    of_today_alone: bool = False

    @property
    def is_number(self) -> bool:
        """True for what is aligned to the right."""
        return self.kind in (Kind.INTEGER, Kind.RUPIAH, Kind.PERCENT)


@dataclass(frozen=True)
class Cell:
    """One value with everything a page needs to draw it."""

    column: Column
    value: Any
    url: str

    @property
    def is_hidden(self) -> bool:
        """True if the viewer may not see the value."""
        return self.value is HIDDEN


@dataclass(frozen=True)
class Heading:
    """The head of one column on a page: how the rows are ordered by it now, and the order a click asks for."""

    column: Column
    aria_sort: str
    next_order: str


@dataclass(frozen=True)
class Table:
    """A report ready to be drawn. The first column names the row.

    `as_at` is the instant for which the figures hold; `filters` are words, not parameters; `total` is the last line and
    covers every row. `period` says in words of which day, month or span the report speaks, where it speaks of one.
    """

    title: str
    columns: list[Column]
    rows: list[Row]
    total: Row | None
    region: str
    as_at: datetime | None
    made_by: str
    made_at: datetime
    filters: list[str] = field(default_factory=list)
    period: str = ""

    def sorted_by(self, order: str) -> "Table":
        """The same table in another order: a column's key, with `-` for descending; an unknown key changes nothing.

        Rows with nothing to show, or nothing this viewer may see, come last either way.
        """
        key = order.removeprefix("-")
        if key not in {column.key for column in self.columns}:
            return self
        known = [row for row in self.rows if row.values.get(key) not in (None, HIDDEN)]
        unknown = [row for row in self.rows if row.values.get(key) in (None, HIDDEN)]
        known.sort(key=lambda row: row.values[key], reverse=order.startswith("-"))
        return replace(self, rows=known + unknown)

    def headings(self, order: str) -> list[Heading]:
        """The heads of the columns. Words are put in rising order first, numbers in falling order."""
        return [_heading(column, order) for column in self.columns]

    def cells(self, row: Row) -> list[Cell]:
        """The cells of a row, in the order of the columns."""
        return [
            Cell(column, row.values.get(column.key), column.link(row) if column.link else "") for column in self.columns
        ]

    @property
    def said(self) -> str:
        """The day it speaks of and the filters, in words, for the head of a printout (DB03)."""
        return ", ".join(str(words) for words in (self.period, *self.filters) if words)

    @property
    def lines(self) -> list[list[Cell]]:
        """All rows as cells, the total left out."""
        return [self.cells(row) for row in self.rows]

    @property
    def total_line(self) -> list[Cell]:
        """The total as cells; empty where there is none."""
        return self.cells(self.total) if self.total else []


def _heading(column: Column, order: str) -> Heading:
    rising, falling = column.key, f"-{column.key}"
    state = {rising: "ascending", falling: "descending"}.get(order, "")
    first, second = (falling, rising) if column.is_number else (rising, falling)
    return Heading(column, state, second if order == first else first)
