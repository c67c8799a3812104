"""Whether a workbook surely fits in the room there is, so that it may be opened while it is looked through. Pure.

A quick look at everything: each cell of each sheet must name its place, in the columns the sheet begins with and so far
up that the rectangle of all of them is within the limits. It may say no of a workbook that fits, never yes of another.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from imports.reading.limits import Limits
from imports.reading.plain_markup import FOREIGN, columns_pattern
from imports.reading.workbook_guard import bounded, column_number, look_at_parts

_PLACE = re.compile(rb'<c r="([A-Z]{1,3})[0-9]')
# Another way to name a cell or a text than the usual one.
_PREFIXED = re.compile(rb":(?:c|si)[ \t\r\n/>]")
_MOST_TEXT = 1024 * 1024


def surely_fits(file: BinaryIO, limits: Limits) -> bool:
    """True if a reader needs no more room than the limits give. Raises FileRefused as `look_through` does."""
    strings = 0
    try:
        with zipfile.ZipFile(file) as packed:
            look_at_parts(packed, limits)
            for part in packed.infolist():
                if part.filename.lower().endswith(".xml"):
                    with packed.open(part) as stream:
                        found = _texts_if_it_fits(bounded(stream, limits), limits)
                    if found is None:
                        return False
                    strings += found
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
        return False
    return strings <= limits.strings


def _texts_if_it_fits(chunks: Iterator[bytes], limits: Limits) -> int | None:
    """How many texts this part adds to the table of texts; nothing if a cell may lie too far away."""
    strings, held, stray = 0, b"", None
    for chunk in chunks:
        whole = held + chunk
        if stray is None:
            stray = _stray_cell(whole, limits)
            if stray is None or FOREIGN.search(whole) or b"\x00" in whole:
                return None
        # The last tag may go on in the next chunk.
        end = max(whole.rfind(b"<"), 0)
        if stray.search(whole, 0, end) or _PREFIXED.search(whole, 0, end) or len(whole) - end > _MOST_TEXT:
            return None
        strings += whole.count(b"<si", 0, end)
        held = whole[end:]
    # What is left begins with the last tag, which ends something.
    return None if held.startswith((b"<c", b"<si")) or _PREFIXED.search(held) else strings


def _stray_cell(beginning: bytes, limits: Limits) -> re.Pattern[bytes] | None:
    """An expression for a cell elsewhere than in the columns of the beginning, or too far down."""
    width = max(map(column_number, {place.decode() for place in _PLACE.findall(beginning)}), default=1)
    if width > limits.columns:
        return None
    return re.compile(
        rb'<c(?=[ \t\r\n/>])(?! r="(?:%s)%s")' % (columns_pattern(1, width), _rows(limits.cells // width))
    )


def _rows(most: int) -> bytes:
    """An expression for row numbers, none above this: [1-3]?[0-9]{1,5} for 416,666."""
    digits = len(str(most + 1)) - 1
    first = (most + 1) // 10**digits - 1
    return (b"[1-%d]?" % first if first else b"") + b"[0-9]{1,%d}" % digits
