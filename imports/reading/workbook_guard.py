"""What is looked at in a workbook before a reader makes room for it. Pure; runs in the child of `workbook.py`.

A file of 5 kB with one cell at XFD1048576 would make the reader ask for room for 17,179,869,184 cells. So the parts
are streamed first, and the rectangle around what is filled in is measured.
"""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from operator import itemgetter
from typing import IO, BinaryIO
from xml.parsers import expat

from imports.reading.limits import MEGABYTE, Limits
from imports.reading.plain_markup import NotPlain, Plain, leaves_shown, read_past, row_pattern, string_pattern
from imports.reading.refused import FileRefused

_WORKBOOK = "xl/workbook.xml"
_MOST_PARTS = 2_000
# Below this, even a badly packed file fills no memory.
_HARMLESS = 20 * MEGABYTE
_CHUNK = 256 * 1024
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_SPAN = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):[A-Z]{1,3}([0-9]{1,7})")
_MOST_MERGED = 100_000
_FILLED = {"v", "is"}
_TRUE = {"1", "true"}
_RELATIONS = "xl/_rels/workbook.xml.rels"


@dataclass
class Drawn:
    """What a reader of values does not tell of a sheet: spans of hidden rows, cells merged down, formulas gone wrong.

    A merged cell is its column (from nought), its first row and its last; `wrong` gives columns by row.
    """

    hidden: list[list[int]] = field(default_factory=list)
    merged: list[tuple[int, int, int]] = field(default_factory=list)
    wrong: dict[int, list[int]] = field(default_factory=dict)


def look_through(file: BinaryIO, limits: Limits) -> list[Drawn]:
    """How each sheet is drawn, in the order of the workbook.

    Raises FileRefused for a workbook that is damaged, none, locked, or larger inside than it may be.
    """
    drawn: dict[str, Drawn] = {}
    try:
        with zipfile.ZipFile(file) as packed:
            look_at_parts(packed, limits)
            sheets = strings = 0
            for part in packed.infolist():
                if part.filename.lower().endswith(".xml"):
                    found = _scan(packed, part, limits)
                    sheets, strings = sheets + found.is_sheet, strings + found.strings
                    drawn[part.filename] = found.drawn
            order = [drawn.get(name, Drawn()) for name in _sheet_parts(packed, limits)]
    except (zipfile.BadZipFile, zlib.error, EOFError, expat.ExpatError, NotImplementedError, OSError) as error:
        raise FileRefused("damaged") from error
    if sheets > limits.sheets:
        raise FileRefused("too_many_sheets", sheets=limits.sheets)
    if strings > limits.strings:
        raise FileRefused("too_heavy")
    return order


def look_at_parts(packed: zipfile.ZipFile, limits: Limits) -> None:
    """Raises FileRefused for a zip that is locked, no workbook, or larger inside than it may be."""
    parts = packed.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefused("password")
    if _WORKBOOK not in packed.namelist():
        raise FileRefused("other_zip")
    unpacked, size = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    is_dense = unpacked > _HARMLESS and unpacked > limits.ratio * max(size, 1)
    if len(parts) > _MOST_PARTS or unpacked > limits.unpacked or is_dense:
        raise FileRefused("zip_bomb")


@dataclass
class _Part:
    """What one part of the workbook turned out to hold: the last row and column seen, and the corners filled in."""

    limits: Limits
    is_sheet: bool = False
    strings: int = 0
    row: int = 0
    column: int = 0
    corners: list[int] = field(default_factory=list)
    drawn: Drawn = field(default_factory=Drawn)

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Follow rows and cells; measure where something is filled in."""
        name = name.rpartition(":")[2]
        if name == "worksheet":
            self.is_sheet = True
        elif name == "row":
            self.row, self.column = int(attributes.get("r") or self.row + 1), 0
            if attributes.get("hidden") in _TRUE or attributes.get("ht") == "0":
                self._hide()
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif name == "c":
            self._move(attributes.get("r", ""))
            if attributes.get("t") == "e":
                self.drawn.wrong.setdefault(self.row, []).append(self.column - 1)
        elif name in _FILLED:
            self._fill()
        elif name == "si":
            self.strings += 1

    def _move(self, place: str) -> None:
        found = _PLACE.fullmatch(place)
        if found:
            self.row, self.column = int(found[2]), column_number(found[1])
        else:
            self.column += 1

    def _hide(self) -> None:
        spans = self.drawn.hidden
        if spans and spans[-1][1] == self.row - 1:
            spans[-1][1] = self.row
        else:
            spans.append([self.row, self.row])

    def _merge(self, span: str) -> None:
        found = _SPAN.fullmatch(span)
        if found and int(found[2]) < int(found[3]) and len(self.drawn.merged) < _MOST_MERGED:
            self.drawn.merged.append((column_number(found[1]) - 1, int(found[2]), int(found[3])))

    def _fill(self) -> None:
        self.widen(self.row, self.column)

    def widen(self, row: int, column: int) -> None:
        """Let the rectangle reach this cell. Raises FileRefused when it gets larger than it may be."""
        top, left, bottom, right = self.corners or [row, column] * 2
        self.corners = [min(top, row), min(left, column), max(bottom, row), max(right, column)]
        top, left, bottom, right = self.corners
        if right > self.limits.columns or (bottom - top + 1) * (right - left + 1) > self.limits.cells:
            raise FileRefused("far_cell", cell=f"{_column_name(column)}{row}")


class _PlainRows:
    """Rows passed over within the columns that the XML reader has found filled: they make the rectangle higher only."""

    end = b"</row>"

    def __init__(self, part: _Part):
        self.part = part
        self.last = 0

    @property
    def pattern(self) -> re.Pattern[bytes]:
        """A row that reaches no further to the left or to the right than what was seen."""
        _top, left, _bottom, right = self.part.corners or (1, 1, 0, 0)
        return row_pattern(left, right)

    def takes(self, pieces: list[re.Match[bytes]]) -> int:
        """As many as have no attributes that may hide a row."""
        if not all(map(leaves_shown, {piece[2] for piece in pieces})):
            pieces = list(takewhile(lambda piece: leaves_shown(piece[2]), pieces))
        rows = [int(piece[1]) for piece in pieces]
        if rows:
            self.last = rows[-1]
            self._heighten(sorted(zip(rows, pieces, strict=True), key=itemgetter(0)))
        return len(pieces)

    def _heighten(self, numbered: list[tuple[int, re.Match[bytes]]]) -> None:
        """Let the rectangle reach from the first to the last row that holds anything, if it does not."""
        for way in (numbered, reversed(numbered)):
            for row, piece in way:
                top, _left, bottom, right = self.part.corners
                if top <= row <= bottom:
                    break
                if b"</v>" in piece[0] or b"</is>" in piece[0]:
                    self.part.widen(row, right)
                    break

    def stands_for(self, parse: Callable[[bytes], object]) -> bool:
        """The last row of them, empty."""
        self.part.row = -1
        parse(b'<row r="%d"/>' % self.last)
        return self.part.row == self.last


class _PlainStrings:
    """The texts of the table of texts, counted."""

    end = b"</si>"
    pattern = string_pattern()

    def __init__(self, part: _Part):
        self.part = part

    def takes(self, pieces: list[re.Match[bytes]]) -> int:
        """So many more."""
        self.part.strings += len(pieces)
        return len(pieces)

    def stands_for(self, parse: Callable[[bytes], object]) -> bool:
        """One of them, empty, not counted again."""
        seen = self.part.strings
        parse(b"<si/>")
        is_seen = self.part.strings == seen + 1
        self.part.strings = seen
        return is_seen


def _sheet_parts(packed: zipfile.ZipFile, limits: Limits) -> list[str]:
    """The names of the parts that hold the sheets, in the order of the workbook."""
    listed: list[str] = []
    targets: dict[str, str] = {}

    def begin(name: str, attributes: dict[str, str]) -> None:
        plain = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if name.rpartition(":")[2] == "sheet":
            listed.append(plain.get("id", ""))
        elif name == "Relationship":
            target = plain.get("Target", "")
            targets[plain.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"

    for part in (_WORKBOOK, _RELATIONS):
        if part in packed.namelist():
            _stream(packed, packed.getinfo(part), limits, begin)
    return [targets.get(one, "") for one in listed]


def _scan(packed: zipfile.ZipFile, part: zipfile.ZipInfo, limits: Limits) -> _Part:
    """Stream one part through the XML reader, which keeps nothing of it; what is plain is passed over."""
    found = _Part(limits)
    plain = _PlainStrings(found) if part.filename.lower().endswith("sharedstrings.xml") else _PlainRows(found)
    try:
        _stream(packed, part, limits, found.begin, plain)
    except NotPlain:
        found = _Part(limits)
        _stream(packed, part, limits, found.begin)
    return found


def _stream(
    packed: zipfile.ZipFile, part: zipfile.ZipInfo, limits: Limits, begin: Callable, plain: Plain | None = None
) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    parser.StartDoctypeDeclHandler = _refuse_doctype
    with packed.open(part) as stream:
        chunks = bounded(stream, limits)
        if plain:
            read_past(chunks, plain, parser.Parse)
        else:
            for chunk in chunks:
                parser.Parse(chunk)
    parser.Parse(b"", True)


def bounded(stream: IO[bytes], limits: Limits) -> Iterator[bytes]:
    """The content of a part, chunk by chunk. Raises FileRefused for more than may be unpacked."""
    read = 0
    while chunk := stream.read(_CHUNK):
        read += len(chunk)
        if read > limits.unpacked:
            raise FileRefused("zip_bomb")
        yield chunk


def _refuse_doctype(*_declaration) -> None:
    """A workbook never declares entities; one that does wants to be expanded."""
    raise FileRefused("damaged")


def column_number(letters: str) -> int:
    """1 for A."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _column_name(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
