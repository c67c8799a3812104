"""What is looked at in a workbook before a reader makes room for it. Pure; runs in the child of `workbook.py`.

A file of 5 kB with one cell at XFD1048576 would make the reader ask for room for 17,179,869,184 cells. So the parts
are streamed first, and the rectangle around what is filled in is measured.
"""

import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.parsers import expat

from imports.reading.limits import MEGABYTE, Limits
from imports.reading.refusal import FileRefused

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
            _look_at_parts(packed, limits)
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


def _look_at_parts(packed: zipfile.ZipFile, limits: Limits) -> None:
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
            self.row, self.column = int(found[2]), _column_number(found[1])
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
            self.drawn.merged.append((_column_number(found[1]) - 1, int(found[2]), int(found[3])))

    def _fill(self) -> None:
        top, left, bottom, right = self.corners or [self.row, self.column] * 2
        self.corners = [min(top, self.row), min(left, self.column), max(bottom, self.row), max(right, self.column)]
        top, left, bottom, right = self.corners
        if right > self.limits.columns or (bottom - top + 1) * (right - left + 1) > self.limits.cells:
            raise FileRefused("far_cell", cell=f"{_column_name(self.column)}{self.row}")


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
    """Stream one part through the XML reader, which keeps nothing of it."""
    found = _Part(limits)
    _stream(packed, part, limits, found.begin)
    return found


def _stream(packed: zipfile.ZipFile, part: zipfile.ZipInfo, limits: Limits, begin: Callable) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    parser.StartDoctypeDeclHandler = _refuse_doctype
    read = 0
    with packed.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            read += len(chunk)
            if read > limits.unpacked:
                raise FileRefused("zip_bomb")
            parser.Parse(chunk)
    parser.Parse(b"", True)


def _refuse_doctype(*_declaration) -> None:
    """A workbook never declares entities; one that does wants to be expanded."""
    raise FileRefused("damaged")


def _column_number(letters: str) -> int:
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
