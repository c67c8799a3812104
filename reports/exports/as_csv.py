"""Rows as CSV, a batch at a time: UTF-8 with its mark, fields parted by `;`, formulas neutralised (IE09, IE10). Pure.

Dates are 2026-12-31, numbers plain. `accounts.csv_cells.plain` gives every text back as it was.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from accounts.csv_cells import neutral
from reports.exports.sheet import SheetColumn
from reports.table import Kind

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def csv_pieces(columns: Sequence[SheetColumn], batches: Iterable[list[Sequence]]) -> Iterator[bytes]:
    """The file in pieces: the headings, then one piece for each batch."""
    free = [place for place, column in enumerate(columns) if column.kind is Kind.TEXT and not column.is_fixed]
    yield BYTE_ORDER_MARK + _careful([column.heading for column in columns]).encode()
    for rows in batches:
        yield "".join([_line(row, free) for row in rows]).encode("utf-8", "replace")


def _line(row: Sequence, free: list[int]) -> str:
    """One row. Nearly all need neither quotes nor apostrophes, which a look at the line and at its free texts tells."""
    for place in free:
        if (cell := row[place]) and not cell[0].isalnum():
            return _careful(row)
    line = ";".join([cell if cell.__class__ is str else "" if cell is None else str(cell) for cell in row])
    if '"' in line or "\n" in line or "\r" in line or line.count(";") != len(row) - 1:
        return _careful(row)
    return line + "\r\n"


def _careful(row: Sequence) -> str:
    out = StringIO(newline="")
    cells = [neutral(cell) if cell.__class__ is str else cell for cell in row]
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerow(cells)
    return out.getvalue()
