"""The rows of a survey as entries, some thousand at a time: no more of a file is held at once."""

from collections.abc import Iterable, Iterator

from imports.register.layout import SheetLayout
from imports.register.outcome import SheetTold
from imports.register.parsing import parse_rows
from imports.register.rows import ParseContext, ParsedRow
from imports.register.survey import Row

CHUNK = 2_000


def parsed_chunks(rows: Iterable, context: ParseContext) -> Iterator[tuple[SheetTold, list[ParsedRow]]]:
    """The rows of a survey as entries, chunk by chunk, in their order."""
    for told, layout, part in _chunks(rows):
        yield told, parse_rows(layout.kind, layout, part, context)


def _chunks(rows: Iterable) -> Iterator[tuple[SheetTold, SheetLayout, list[Row]]]:
    """Rows of one sheet together, at most `CHUNK` of them."""
    part: list[Row] = []
    at: tuple[SheetTold, SheetLayout] | None = None
    for told, layout, row in rows:
        if part and (at is None or at[0] is not told or len(part) == CHUNK):
            yield at[0], at[1], part
            part = []
        at = (told, layout)
        part.append(row)
    if part and at:
        yield at[0], at[1], part
