"""Two makings of one report beside each other: which cells differ, and nothing else."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from reports.table import HIDDEN, Cell, Column, Row, Table


class Difference(StrEnum):
    """What has become of a row or a cell."""

    CHANGED = "changed"
    ADDED = "added"
    GONE = "gone"


@dataclass(frozen=True)
class Change:
    """One cell that differs, or one row that is in only one of the two (then without a column)."""

    kind: Difference
    name: str
    column: Column | None = None
    before: Any = None
    after: Any = None

    @property
    def cells(self) -> list[Cell]:
        """Before and after, ready to be drawn; none for a whole row."""
        return [Cell(self.column, value, "") for value in (self.before, self.after)] if self.column else []


def changes_between(before: Table, after: Table) -> list[Change]:
    """Every cell that differs, row by row in the order of the earlier making; the total last."""
    several = _codes_of_several(before.rows) | _codes_of_several(after.rows)
    old, new = _by_key(before.rows, several), _by_key(after.rows, several)
    columns = [*after.columns, *(column for column in before.columns if column.key not in _keys(after))]
    found: list[Change] = []
    for key, row in old.items():
        if key in new:
            found.extend(_changed(row, new[key], columns, before))
        else:
            found.append(Change(Difference.GONE, _name(row, before)))
    found.extend(Change(Difference.ADDED, _name(row, after)) for key, row in new.items() if key not in old)
    if before.total and after.total:
        found.extend(_changed(before.total, after.total, columns, before))
    return found


def _changed(row: Row, other: Row, columns: list[Column], table: Table) -> list[Change]:
    name = _name(row, table)
    pairs = [(column, row.values.get(column.key), other.values.get(column.key)) for column in columns]
    return [Change(Difference.CHANGED, name, column, value, now) for column, value, now in pairs if _differ(value, now)]


def _differ(value: Any, now: Any) -> bool:
    """True unless both say the same; what is hidden in one of them only says something else."""
    return (value is HIDDEN) != (now is HIDDEN) or value != now


def _codes_of_several(rows: list[Row]) -> set[str]:
    """The regions of which more than one row speaks."""
    return {code for code, number in Counter(row.code for row in rows).items() if number > 1}


def _by_key(rows: list[Row], several: set[str]) -> dict[tuple, Row]:
    """The rows by what they are about: their region, its number where it has one of its own, and what names them where
    several speak of one region in either of the two makings."""
    seen: Counter = Counter()
    found = {}
    for row in rows:
        is_named = row.code in several or "number" in row.values
        about = (row.code, *_words(row)) if is_named else (row.code,)
        seen[about] += 1
        found[(*about, seen[about])] = row
    return found


def _words(row: Row) -> tuple[str, ...]:
    """Its number, which stays whatever it is called; its name where it has none."""
    return next(((str(row.values[key]),) for key in ("number", "name") if row.values.get(key)), ())


def _name(row: Row, table: Table) -> str:
    return str(row.values.get(table.columns[0].key) or row.code)


def _keys(table: Table) -> set[str]:
    return {column.key for column in table.columns}
