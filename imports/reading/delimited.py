"""CSV as rows of text: encoding and delimiter are found out and named. Holds one row at a time. Pure."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from imports.reading.limits import Limits
from imports.reading.refused import FileRefused

DELIMITERS = (";", ",", "\t")
# Spreadsheets write it as the first line; it says the delimiter and is no row of the table.
_SEP_LINE = re.compile(r"sep=([;,\t])\s*", re.IGNORECASE)
_CHUNK = 65_536
_PROBED_LINES = 60
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
Rows = Iterator[tuple[int, list[str]]]


def encoding_of(file: BinaryIO) -> str:
    """Name the encoding: "utf-8", "utf-8-sig", "utf-16" (with a mark) or "windows-1252". Raises FileRefused."""
    file.seek(0)
    head = file.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _first_that_reads(file, ["utf-16"])
    marked = head.startswith(codecs.BOM_UTF8)
    return _first_that_reads(file, ["utf-8-sig" if marked else "utf-8", "windows-1252"])


def _first_that_reads(file: BinaryIO, names: list[str]) -> str:
    for name in names:
        if _reads_as(file, name):
            return name
    raise FileRefused("encoding")


def _reads_as(file: BinaryIO, name: str) -> bool:
    """True if the whole file is text in this encoding. Raises FileRefused where that text has signs no text has."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(name)()
    try:
        while chunk := file.read(_CHUNK):
            if _CONTROL.search(decoder.decode(chunk)):
                raise FileRefused("binary")
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def delimiter_of(lines: list[str]) -> str:
    """The delimiter that cuts most lines into the same number of columns. Raises FileRefused if none does."""
    if lines and (named := _SEP_LINE.fullmatch(lines[0])):
        return named[1]
    best = max(DELIMITERS, key=lambda sign: _agreement(lines, sign))
    if not _agreement(lines, best):
        raise FileRefused("delimiter")
    return best


def _agreement(lines: list[str], sign: str) -> int:
    """How many cuts the lines agree on: title lines without any do not count against it."""
    try:
        widths = Counter(len(cells) for cells in csv.reader(lines, delimiter=sign) if len(cells) > 1)
    except csv.Error:
        return 0
    return max(((width - 1) * many for width, many in widths.items()), default=0)


def probe(file: BinaryIO, encoding: str) -> list[str]:
    """The first lines that hold anything."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding, newline="")
    try:
        found = (line for line, _number in zip(text, range(_PROBED_LINES * 4), strict=False) if line.strip())
        return [line for line, _number in zip(found, range(_PROBED_LINES), strict=False)]
    finally:
        text.detach()


def rows_of(file: BinaryIO, encoding: str, delimiter: str, limits: Limits) -> Rows:
    """The rows with the numbers a spreadsheet gives them; empty ones are left out. Raises FileRefused."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding, newline="")
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if number == 1 and _SEP_LINE.fullmatch(delimiter.join(cells)):
                continue
            if len(cells) > limits.columns:
                raise FileRefused("too_many_columns", row=number, columns=limits.columns)
            if any(cell.strip() for cell in cells):
                yield number, cells
    except csv.Error:
        raise FileRefused("broken_quotes", row=number + 1) from None
    finally:
        text.detach()
