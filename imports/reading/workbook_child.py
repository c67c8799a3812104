"""The child that opens a workbook: `python -m imports.reading.workbook_child`, the file on its input.

It writes one JSON object a line: one for each sheet (with the spans of its hidden rows), `{"rows": [row numbers],
"bytes": n}` for each block of rows that hold anything, followed by so many bytes of their texts (see `Block`), and at
the end `{"end": true}`, or `{"refused": code, "values": {…}}`. What kills it ends nothing else.
"""

import dataclasses
import io
import json
import re
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, datetime, time

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum, ZipError

from imports.reading.first_look import surely_fits
from imports.reading.limits import CELL_END, ROW_END, Limits
from imports.reading.refused import FileRefused
from imports.reading.workbook_guard import Drawn, look_through

try:
    import resource
except ImportError:  # Windows: size and time stay bounded
    resource = None

# From here on a whole number is written as the spreadsheet damaged it, so that nobody takes it for the one typed.
_EXACT = 10**15
# What stands for a formula that went wrong, whatever its error is called.
WRONG = "#ERROR!"
# A workbook can spell out signs that no text has (`_x0000_`); no cell shows them, and no database takes them.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_CONTROL_BYTES = bytes([*range(9), *range(14, 32)])
_BLOCK = 1_000


def bind(limits: Limits) -> None:
    """Give this process no more memory and computing time than the limits allow."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
        resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def text_of(value) -> str:
    """A cell as text: what the cell shows, with numbers plain (2001.0 is "2001") and dates as 2026-01-31."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        is_plain = float(value).is_integer() and abs(value) < _EXACT
        return str(int(value)) if is_plain else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date | time) else _CONTROL.sub("", str(value))


def _texts(cells: list) -> list[str]:
    """The cells as texts, as `text_of` has them; texts, numbers and days without asking it."""
    return [
        cell
        if (kind := type(cell)) is str
        else (str(int(cell)) if cell.is_integer() and -_EXACT < cell < _EXACT else repr(cell))
        if kind is float
        else cell.isoformat()
        if kind is date
        else text_of(cell)
        for cell in cells
    ]


class Block:
    """Rows on their way to the parent, many at once: UTF-8 with a sign after each cell and row that no text holds."""

    def __init__(self, write):
        self.write = write
        self.numbers: list[int] = []
        self.rows: list[list[str]] = []
        self.joined: list[str] = []

    def add(self, number: int, texts: list[str], joined: str) -> None:
        """One more row, as texts and as they are joined."""
        self.numbers.append(number)
        self.rows.append(texts)
        self.joined.append(joined)
        if len(self.numbers) == _BLOCK:
            self.flush()

    def flush(self) -> None:
        """Write what has come together."""
        if not self.numbers:
            return
        content = ROW_END.join(self.joined).encode()
        # Nothing but these signs may be left out as control signs; else some text holds one.
        if len(content) - len(content.translate(None, _CONTROL_BYTES)) != sum(map(len, self.rows)) - 1:
            content = self._cleaned()
        if self.numbers:
            self.write({"rows": self.numbers, "bytes": len(content)}, content)
        self.numbers, self.rows, self.joined = [], [], []

    def _cleaned(self) -> bytes:
        """The rows without control signs; a row that held nothing else is none."""
        cleaned = [CELL_END.join(_CONTROL.sub("", text) for text in texts) for texts in self.rows]
        kept = [(number, row) for number, row in zip(self.numbers, cleaned, strict=True) if row and not row.isspace()]
        self.numbers = [number for number, _row in kept]
        return ROW_END.join(row for _number, row in kept).encode()


class Spread:
    """Cells merged down over several rows: the file holds their text in the first, a reader of the page sees it in all.

    Asked for the rows in their order.
    """

    def __init__(self, merged: list[tuple[int, int, int]]):
        self.coming = sorted(merged, key=lambda one: one[1], reverse=True)
        self.active: dict[int, tuple[str, int]] = {}

    def over(self, number: int, texts: list[str]) -> None:
        """Put into the texts of a row those of cells merged from above."""
        for column, (text, last) in list(self.active.items()):
            if number > last:
                del self.active[column]
            elif column < len(texts) and not texts[column]:
                texts[column] = text
        while self.coming and self.coming[-1][1] <= number:
            column, first, last = self.coming.pop()
            if first == number and column < len(texts) and texts[column].strip():
                self.active[column] = (texts[column], last)


def write_rows(sheet, drawn: Drawn, write) -> None:
    """Every row that holds anything, with the number a spreadsheet gives it. A cell merged down stands in each row."""
    if sheet.start is None:
        return
    # The reader gives the empty rows above, but not the empty columns before.
    before = [""] * sheet.start[1]
    is_drawn = bool(drawn.merged or drawn.wrong)
    spread, block = Spread(drawn.merged), Block(write)
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        texts = before + cells
        try:
            joined = CELL_END.join(texts)
        except TypeError:
            texts = _texts(texts)
            joined = CELL_END.join(texts)
        if is_drawn:
            _draw(number, texts, drawn, spread, block)
        # The sign between the cells counts as a blank.
        elif not joined.isspace() and joined:
            block.add(number, texts, joined)
    block.flush()


def _draw(number: int, texts: list[str], drawn: Drawn, spread: Spread, block: Block) -> None:
    """One row of a sheet with merged cells or formulas gone wrong."""
    texts = [_CONTROL.sub("", text) for text in texts]
    # The reader gives nothing where a formula went wrong, which would look like a cell left empty.
    for column in drawn.wrong.get(number, ()):
        if column < len(texts):
            texts[column] = texts[column] or WRONG
    is_filled = any(text.strip() for text in texts)
    spread.over(number, texts)
    if is_filled:
        block.add(number, texts, CELL_END.join(texts))


def read_book(content: bytes, limits: Limits, write) -> None:
    """Look the workbook through and write its rows.

    It is opened after it has been looked through; or, where a first look says that it surely fits, meanwhile.
    """
    looking = None
    if surely_fits(io.BytesIO(content), limits):
        looking = _beside(look_through, io.BytesIO(content), limits)
    if looking is None:
        drawn = look_through(io.BytesIO(content), limits)
        return write_book(_opened(content), drawn, write)
    try:
        book = _opened(content)
        first = book.get_sheet_by_index(0)
    finally:
        # What it refuses says more than what the reader stumbled over.
        drawn = looking.result()
    return write_book(book, drawn, write, first)


def _opened(content: bytes) -> CalamineWorkbook:
    return CalamineWorkbook.from_filelike(io.BytesIO(content))


def _beside(act, *arguments) -> Future | None:
    """Do it beside the reader, which leaves this process free while it works; None if there is no room for that."""
    try:
        return ThreadPoolExecutor(1).submit(act, *arguments)
    except RuntimeError:
        return None


def write_book(book: CalamineWorkbook, drawn: list[Drawn], write, first=None) -> None:
    """Every worksheet in its order; charts and macros are no tables. The first may have been read already."""
    for place, about in enumerate(book.sheets_metadata):
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        looks = drawn[place] if place < len(drawn) else Drawn()
        is_hidden = about.visible != SheetVisibleEnum.Visible
        write({"sheet": _CONTROL.sub("", about.name), "hidden": is_hidden, "rows": looks.hidden})
        write_rows(first if first and not place else book.get_sheet_by_index(place), looks, write)
    write({"end": True})


def main() -> None:
    """Read limits and file, look the file through, write its rows."""
    limits = Limits(**json.loads(sys.argv[1]))
    bind(limits)

    def write(value, content: bytes = b"") -> None:
        sys.stdout.buffer.write(json.dumps(value).encode() + b"\n" + content)
        # The parent goes on with it at once, and does not wait until what was read is let go of.
        sys.stdout.buffer.flush()

    try:
        content = sys.stdin.buffer.read()
        read_book(content, limits, write)
    except FileRefused as refusal:
        write({"refused": refusal.code, "values": refusal.values})
    except PasswordError:
        write({"refused": "password", "values": {}})
    except MemoryError:
        write({"refused": "too_heavy", "values": {}})
    except (CalamineError, ZipError, ValueError):
        write({"refused": "damaged", "values": {}})


def as_argument(limits: Limits) -> str:
    """The limits as this child takes them."""
    return json.dumps(dataclasses.asdict(limits))


if __name__ == "__main__":
    main()
