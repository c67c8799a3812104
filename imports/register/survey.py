"""A first look at a file: which of its sheets belong to the register, and in which order they must be read."""

from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import BinaryIO

from imports.reading import Sheet, read_table
from imports.reading.limits import MEGABYTE
from imports.register.above import GroupAbove
from imports.register.content import LIMITS
from imports.register.issues import Issue
from imports.register.layout import HEADER_WITHIN, SheetLayout, find_layout, is_skipped, settled
from imports.register.outcome import SheetTold
from imports.register.rows import SheetKind
from imports.register.ticked import with_letter

Row = tuple[int, list[str]]
# Groups come on record before their members, and both before later observations of capital.
ORDER = (SheetKind.GROUPS, SheetKind.MEMBERS, SheetKind.CAPITAL)


class Survey:
    """What a file is and how each sheet of it is laid out. Raises FileRefused for one that cannot be read."""

    def __init__(self, file: BinaryIO, chosen: dict):
        self.file = file
        found: list[tuple[str, SheetLayout | None]] = []
        counts: list[int] = []
        with read_table(file, limits=LIMITS) as table:
            self.kind, self.encoding, self.delimiter = table.kind, table.encoding, table.delimiter
            for sheet in table:
                rows = sheet.shown()
                first = list(islice(rows, HEADER_WITHIN))
                layout = None if sheet.is_hidden else find_layout(first, chosen)
                found.append((sheet.name, layout))
                # A workbook is read past to its next sheet anyhow.
                counts.append(len(first) + sum(1 for _row in rows) if table.kind == "xlsx" else 0)
        self.layouts = settled([layout for _name, layout in found])
        self.told = [_told(name, layout) for (name, _found), layout in zip(found, self.layouts, strict=True)]
        self._counts = [count for count, layout in zip(counts, self.layouts, strict=True) if layout]
        # Of rows read so far, those at which a block of rows without their group begins, by sheet and number.
        self.blocks: dict[tuple[str, int], Issue] = {}

    @property
    def is_unmapped(self) -> bool:
        """True where a sheet looks like a table of the register, but a column that is needed was not recognised."""
        return any(told.missing for told in self.told)

    @property
    def is_unknown(self) -> bool:
        """True where no sheet belongs to the register."""
        return not any(self.layouts)

    def row_count(self) -> int | None:
        """How many rows there are to read, headings and sums among them. Of a CSV the ends of lines are counted."""
        if self.kind == "xlsx":
            return sum(self._counts) or None
        self.file.seek(0)
        return sum(piece.count(b"\n") for piece in iter(partial(self.file.read, MEGABYTE), b"")) or None

    def passes(self) -> list[set[SheetKind]]:
        """The kinds to read at each pass: all at once where the sheets stand in the right order, else one by one."""
        kinds = [layout.kind for layout in self.layouts if layout]
        if kinds == sorted(kinds, key=ORDER.index):
            return [set(kinds)] if kinds else []
        return [{kind} for kind in ORDER if kind in kinds]

    def rows(self, kinds: set[SheetKind]) -> Iterator[tuple[SheetTold, SheetLayout, Row]]:
        """The rows below the headers of the sheets of these kinds; what is no entry is counted as skipped."""
        with read_table(self.file, limits=LIMITS) as table:
            for place, sheet in enumerate(table):
                layout, told = self.layouts[place], self.told[place]
                if layout is not None and layout.kind in kinds:
                    yield from ((told, layout, row) for row in _entries(sheet, layout, told, self.blocks))


def _entries(sheet: Sheet, layout: SheetLayout, told: SheetTold, blocks) -> Iterator[Row]:
    """The rows that are entries. A number that is left out was an empty row, or a hidden one."""
    last = max(layout.header_rows)
    empty = 0
    above = GroupAbove(layout) if layout.kind is not SheetKind.GROUPS else None
    for number, cells in sheet.shown():
        if number <= last:
            continue
        empty, last = number - last - 1, number
        told.skipped += empty
        if layout.ticked:
            cells = with_letter(cells, layout.ticked)
        if is_skipped(cells, layout):
            told.skipped += 1
            if above:
                above.skip(cells)
        else:
            told.rows += 1
            if above:
                cells = above.whole(number, cells)
                if above.issue:
                    blocks[told.name, number] = above.issue
            yield number, cells
    told.skipped += max(0, sheet.hidden_until - last)


def _told(name: str, layout: SheetLayout | None) -> SheetTold:
    if layout is None:
        return SheetTold(name)
    return SheetTold(
        name=name,
        kind=str(layout.kind),
        header_row=max(layout.header_rows),
        columns={str(place): field for place, field in layout.columns.items()},
        headers={str(place): words for place, words in layout.headers.items()},
        not_read=list(layout.not_read),
        missing=list(layout.unknown_required),
        layout=layout.fingerprint,
    )
