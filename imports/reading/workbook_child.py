"""The child that opens a workbook: `python -m imports.reading.workbook_child`, the file on its input.

It writes one JSON value a line: an object for each sheet, a list `[row number, [texts]]` for each row that holds
anything, and at the end `{"end": true}`, or `{"refused": code, "values": {…}}`. What kills it ends nothing else.
"""

import dataclasses
import io
import json
import re
import sys
from datetime import date, datetime, time

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum, ZipError

from imports.reading.limits import Limits
from imports.reading.refusal import FileRefused
from imports.reading.workbook_guard import look_through

try:
    import resource
except ImportError:  # Windows: size and time stay bounded
    resource = None

# From here on a whole number is written as the spreadsheet damaged it, so that nobody takes it for the one typed.
_EXACT = 10**15
# A workbook can spell out signs that no text has (`_x0000_`); no cell shows them, and no database takes them.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


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


def write_rows(sheet, write) -> None:
    """Every row that holds anything, with the number a spreadsheet gives it."""
    if sheet.start is None:
        return
    # The reader gives the empty rows above, but not the empty columns before.
    before = [""] * sheet.start[1]
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        texts = [text_of(cell) for cell in cells]
        if any(text.strip() for text in texts):
            write([number, before + texts])


def write_book(content: bytes, write) -> None:
    """Every worksheet in its order; charts and macros are no tables."""
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        for place, about in enumerate(book.sheets_metadata):
            if about.typ != SheetTypeEnum.WorkSheet:
                continue
            write({"sheet": _CONTROL.sub("", about.name), "hidden": about.visible != SheetVisibleEnum.Visible})
            write_rows(book.get_sheet_by_index(place), write)
    write({"end": True})


def main() -> None:
    """Read limits and file, look the file through, write its rows."""
    limits = Limits(**json.loads(sys.argv[1]))
    bind(limits)

    def write(value) -> None:
        sys.stdout.write(json.dumps(value) + "\n")

    try:
        content = sys.stdin.buffer.read()
        look_through(io.BytesIO(content), limits)
        write_book(content, write)
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
