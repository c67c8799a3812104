"""Where the table of a sheet begins and what its columns are, found by the words of its heading. Pure.

A heading may stand below titles, take two or three lines, and use other words than the template. A sheet that looks
like a table of the register but lacks a column gives a layout with `unknown_required`: the person says on screen which
column it is, and what was said is found again by the `fingerprint` of the heading.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any

from imports.register.rows import SheetKind
from imports.register.skipping import is_numbering, is_skipped
from imports.register.synonyms import FIELDS, MONEY, field_of
from imports.register.ticked import Pair, ticked_pair
from regions.names import search_words

__all__ = ["FIELDS", "HEADER_WITHIN", "SheetKind", "SheetLayout", "find_layout", "is_skipped", "settled"]

HEADER_WITHIN = 30
"""So many rows that hold anything are searched for a heading."""
_MOST_LINES = 3
# A heading is shown and kept no further than this: a cell can hold a book.
_HEADING_LENGTH = 120
# With fewer known columns than these, a table of something else may just share a few words with ours.
_FAINT_BELOW = 4
# Without one of these, an incomplete table is none of ours.
_TELLING = {
    SheetKind.MEMBERS: frozenset(
        "nik jenis_kelamin tanggal_lahir status_kb tahapan_ks nama_kelompok kode_kelompok kode_lama".split()
    ),
    SheetKind.CAPITAL: MONEY,
    SheetKind.GROUPS: frozenset({"nama_kelompok", "kode_kelompok", "kode_lama"}),
}

_SEX = "jenis_kelamin"
_PERSON = frozenset({"nama", "nik"})
_OF_PEOPLE = frozenset({"nik", "jenis_kelamin", "tanggal_lahir", "status_kb"})
_ABOVE_VILLAGE = ("provinsi", "kabupaten_kota", "kecamatan")
_COUNTED = re.compile(r"\b(?:jumlah|jml|jlh|total|banyaknya|rekap)\b", re.IGNORECASE)

Row = tuple[int, list[str]]
# The spellings of a column's heading, the fullest first.
Spellings = dict[int, list[str]]


@dataclass
class SheetLayout:
    """How one sheet is laid out. `columns` names the field of each known cell, `headers` the words of every heading."""

    kind: SheetKind
    header_rows: tuple[int, ...]
    columns: dict[int, str]
    headers: dict[int, str]
    not_read: list[str] = field(default_factory=list)
    unknown_required: list[str] = field(default_factory=list)
    fingerprint: str = ""
    heading_words: frozenset[str] = frozenset()
    """What the lines of the heading say, to know them again further down."""

    fit: int = 0
    """How many columns are known by their whole heading, not by one line of it."""

    ticked: Pair | None = None
    """The two columns under which sex is marked, where the sheet has it so."""

    @property
    def is_faint(self) -> bool:
        """True for a table that may well be none of ours: it has few of our columns, or lists nobody."""
        lists_nobody = self.kind is SheetKind.MEMBERS and not _PERSON & set(self.columns.values())
        return bool(self.unknown_required) and (lists_nobody or len(self.columns) < _FAINT_BELOW)

    @property
    def is_count(self) -> bool:
        """True for groups of which nothing is told but name, village, and how many there are of something."""
        is_bare = set(self.columns.values()) <= {"nama_kelompok", "desa_kelurahan", *_ABOVE_VILLAGE}
        return self.kind is SheetKind.GROUPS and is_bare and any(_COUNTED.search(words) for words in self.not_read)

    @cached_property
    def nik_at(self) -> int | None:
        """The cell of the NIK, if the sheet has one."""
        return next((place for place, name in self.columns.items() if name == "nik"), None)


def find_layout(first_rows: Sequence[Row], chosen: Mapping[str, Any] | None = None) -> SheetLayout | None:
    """The layout of a sheet from its first rows; None where no heading of the register is found.

    `chosen` tells by fingerprint what a person has said: `{"kind": "Anggota", "columns": {"3": "nik"}}`, with "" for a
    column that is not to be read, and a kind of "" for such a sheet.
    """
    best: SheetLayout | None = None
    for lines in _headings(first_rows[:HEADER_WITHIN]):
        if best and not best.unknown_required and lines[0][0] > best.header_rows[-1] + _MOST_LINES:
            break
        spellings = _spellings(lines)
        told = (chosen or {}).get(_fingerprint(spellings))
        if told is not None:
            return _as_chosen(lines, spellings, told)
        found = _recognised(lines, spellings)
        if found and (best is None or _weight(found) > _weight(best)):
            best = found
    return best


def settled(layouts: Sequence[SheetLayout | None]) -> list[SheetLayout | None]:
    """The layouts of all sheets of a file: beside complete ones, a faint one is another table and not asked about.

    Beside sheets of members that name their groups, a sheet that only counts them is a summary and brings nothing.
    """
    complete = [layout for layout in layouts if layout and not layout.unknown_required]
    if not complete:
        return list(layouts)
    named = any(layout.kind is SheetKind.MEMBERS and "nama_kelompok" in layout.columns.values() for layout in complete)
    return [None if layout and (layout.is_faint or (named and layout.is_count)) else layout for layout in layouts]


def _headings(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Every one to three lines that could be a heading; lines of one heading stand directly below each other."""
    for place, (number, cells) in enumerate(rows):
        if sum(1 for cell in cells if cell.strip()) < 2 or is_numbering(cells):
            continue
        for depth in range(1, _MOST_LINES + 1):
            lines = list(rows[place : place + depth])
            if len(lines) < depth or lines[-1][0] != number + depth - 1 or (depth > 1 and is_numbering(lines[-1][1])):
                break
            yield lines


def _spellings(lines: list[Row]) -> Spellings:
    """What each column may be headed by. A word above several columns counts for each of them."""
    rows = [[" ".join(cell.split())[:_HEADING_LENGTH] for cell in cells] for _number, cells in lines]
    width = max(len(row) for row in rows)
    rows = [row + [""] * (width - len(row)) for row in rows]
    spread = [_spread(row, below) for row, below in pairwise(rows)] + [rows[-1]]
    found = {}
    for place in range(width):
        parts = [row[place] for row in spread]
        if any(parts):
            alone = [row[place] for row, wide in zip(rows, spread, strict=True) if not _is_shared(row, wide, place)]
            found[place] = _ways(parts, alone)
    return found


def _spread(row: list[str], below: list[str]) -> list[str]:
    """A line with each word also over the blank cells to its right, as long as something stands below them."""
    wide, last = [], ""
    for text, under in zip(row, below, strict=True):
        last = text or (last if under else "")
        wide.append(last)
    return wide


def _is_shared(row: list[str], wide: list[str], place: int) -> bool:
    """True for a word that stands above more than this column."""
    return place + 1 < len(row) and not row[place + 1] and bool(row[place]) and wide[place + 1] == row[place]


def _ways(parts: list[str], alone: list[str]) -> list[str]:
    """The fullest spelling of a column's heading, then its lowest line, then any line that is above no other column."""
    whole = " ".join(dict.fromkeys(part for part in parts if part))[:_HEADING_LENGTH]
    return list(dict.fromkeys(text for text in (whole, parts[-1], *reversed(alone)) if text))


def _fingerprint(spellings: Spellings) -> str:
    words = "\x1f".join(f"{place}:{search_words(ways[0])}" for place, ways in sorted(spellings.items()))
    return hashlib.sha256(words.encode()).hexdigest()


def _recognised(lines: list[Row], spellings: Spellings) -> SheetLayout | None:
    """The kind of sheet whose columns fit best; None where too little fits any.

    What tells of people is never read as a list of groups, whatever else is missing: they would be lost unseen.
    """
    found = []
    for kind in (SheetKind.MEMBERS, SheetKind.CAPITAL, SheetKind.GROUPS):
        columns = _columns(kind, spellings)
        if len(columns) > 1 and _TELLING[kind] & set(columns.values()):
            found.append(_laid_out(kind, lines, spellings, columns))
        if kind is SheetKind.MEMBERS and found and _OF_PEOPLE & set(columns.values()):
            return found[0]
    return max(found, key=_weight, default=None)


def _weight(layout: SheetLayout) -> tuple[bool, int, int, int]:
    return not layout.unknown_required, len(layout.columns), layout.fit, -len(layout.header_rows)


def _columns(kind: SheetKind, spellings: Spellings) -> dict[int, str]:
    """The field of each column. Of two that mean the same, the first is read."""
    columns: dict[int, str] = {}
    for place, ways in spellings.items():
        name = next((name for name in (field_of(kind, text) for text in ways) if name), "")
        if name and name not in columns.values():
            columns[place] = name
    pair = _sex_pair(kind, spellings) if _PERSON & set(columns.values()) else None
    return {**{place: name for place, name in columns.items() if name != _SEX}, min(pair): _SEX} if pair else columns


def _sex_pair(kind: SheetKind, spellings: Spellings) -> Pair | None:
    return ticked_pair(spellings) if kind is SheetKind.MEMBERS else None


def _as_chosen(lines: list[Row], spellings: Spellings, told: Mapping[str, Any]) -> SheetLayout | None:
    """The layout a person has told; what she did not speak of is recognised by its words."""
    if not told.get("kind"):
        return None
    kind = SheetKind(told["kind"])
    said = {int(place): name for place, name in told.get("columns", {}).items() if int(place) in spellings}
    columns = {
        place: name
        for place, name in _columns(kind, spellings).items()
        if place not in said and name not in said.values()
    }
    columns |= {place: name for place, name in said.items() if name in FIELDS[kind]}
    return _laid_out(kind, lines, spellings, dict(sorted(columns.items())))


def _laid_out(kind: SheetKind, lines: list[Row], spellings: Spellings, columns: dict[int, str]) -> SheetLayout:
    headers = {place: ways[0] for place, ways in spellings.items()}
    pair = _sex_pair(kind, spellings)
    ticked = pair if pair and columns.get(min(pair)) == _SEX else None
    fit = sum(field_of(kind, spellings[place][0]) == name for place, name in columns.items())
    return SheetLayout(
        kind=kind,
        header_rows=tuple(number for number, _cells in lines),
        columns=columns,
        headers=headers,
        not_read=[words for place, words in headers.items() if place not in {*columns, *(ticked or ())}],
        unknown_required=_missing(kind, set(columns.values())),
        fingerprint=_fingerprint(spellings),
        fit=fit + 2 if ticked else fit,
        ticked=ticked,
        heading_words=frozenset(cell.strip().lower() for _number, cells in lines for cell in cells if cell.strip()),
    )


def _missing(kind: SheetKind, known: set[str]) -> list[str]:
    """The fields without which no row of this kind can be read."""
    has_village = bool(known & {"kode_desa", "desa_kelurahan"})
    village = [] if has_village else ["desa_kelurahan"]
    by_name = [*([] if "nama_kelompok" in known else ["nama_kelompok"]), *village]
    if kind is SheetKind.GROUPS:
        return [name for name in by_name if name == "nama_kelompok" or "kode_kelompok" not in known]
    reference = [] if known & {"kode_kelompok", "kode_lama"} else by_name
    if kind is SheetKind.MEMBERS:
        return reference + [name for name in ("nama", "jenis_kelamin") if name not in known]
    amounts = [] if known & MONEY else ["modal_sendiri"]
    return reference + [name for name in ("per_tanggal",) if name not in known] + amounts
