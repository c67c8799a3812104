"""Rows below a heading that are no entries: sums, numbering, notes, signatures, headings said again. Pure.

What is left out is counted, never judged, so a row is only left out where it cannot be an entry: whatever names a
person, a group in full, or an amount on a day is an entry, and told what it lacks.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from imports.register.rows import SheetKind
from imports.register.synonyms import MONEY

if TYPE_CHECKING:
    from imports.register.layout import SheetLayout

_NUMBER = re.compile(r"\(?([0-9]{1,2})[.)]?(?:\s*=.*)?")
_LETTER = re.compile(r"\(?([a-z])[.)]?", re.IGNORECASE)
# Letters begin with a, below the numbers of the other columns.
_AFTER_NUMBERS = 100
_TOTAL = re.compile(r"(?:grand\s+|sub\s*)?(?:jumlah|jml|jlh|total|subtotal)\b", re.IGNORECASE)
_NOTE = re.compile(
    r"(?:mengetahui|menyetujui|keterangan|catatan|ket\b|nb\b|note\b|nip\b|ttd\b|tanda tangan|dibuat|disusun|diperiksa"
    r"|petugas|penyuluh|pkb\b|plkb\b|kepala\b|camat\b|lurah\b|ketua (?:kelompok|uppk)|sumber\b|demikian|\*)"
    r"|[^0-9]+, *(?:[0-9 .…_]* *[a-z]* *|[0-9]{1,2}([/.-])[0-9]{1,2}\1)(?:19|20)[0-9]{2}$",
    re.IGNORECASE,
)
# `JUMLAH`, `Total anggota: 12 orang`, and nothing else: no group and nobody is called so.
_BARE_TOTAL = re.compile(
    _TOTAL.pattern + r"(?: +(?:total|seluruh\w*|semua\w*|anggota|kelompok|modal|orang|akhir))* *[:=.]*"
    r"[0-9., ]*(?:orang|org|jiwa|anggota|kelompok)?",
    re.IGNORECASE,
)
_SEX = re.compile(r"\S{1,2}|(?:pere?|prem|prp|wan|wnt|lak|lel|pri|cow|cew).{0,12}", re.IGNORECASE)
_NIK = re.compile(r"['’‘`\s(]*(?:nik[ .:]*)?[0-9][^/]*", re.IGNORECASE)
_SIGN = re.compile(r"[^\W_]")
# A signature block fills no more cells than this.
_FEW = 3
_MOST_NUMBERS = 3
_NIK_DIGITS = 8
_FACTS = {
    SheetKind.MEMBERS: frozenset(
        "nik nama jenis_kelamin tanggal_lahir jabatan status_kb metode_kb tahapan_ks tanggal_masuk tanggal_keluar"
        " no_hp".split()
    ),
    SheetKind.GROUPS: frozenset(
        "kode_kelompok kode_lama nama_kelompok kode_desa desa_kelurahan tanggal_berdiri nomor_sk tahapan status"
        " jenis_usaha produk modal_sendiri modal_pinjaman modal_hibah".split()
    ),
    SheetKind.CAPITAL: frozenset("per_tanggal modal_sendiri modal_pinjaman modal_hibah".split()),
}


def is_skipped(cells: list[str], layout: SheetLayout) -> bool:
    """True for a row that is no entry of this table."""
    place = layout.nik_at
    if place is not None and place < len(cells) and len(cells[place]) > 11 and cells[place][:4].isdigit():
        return False
    filled = [cell for cell in cells if _SIGN.search(cell)]
    told = {
        name: cells[place].strip()
        for place, name in layout.columns.items()
        if place < len(cells) and _SIGN.search(cells[place])
    }
    if len(filled) < 2 and not _has_nik(told):
        return True
    if not told.keys() & _FACTS[layout.kind] or is_numbering(cells) or _is_heading(cells, layout):
        return True
    return _is_total(filled, told, layout.kind) or _is_note(filled, told, layout.kind)


def is_numbering(cells: list[str]) -> bool:
    """True for the row 1, 2, 3 … or a, b, c … that stands under some headings."""
    numbers = []
    for cell in cells:
        if cell.strip():
            found = _NUMBER.fullmatch(cell.strip()) or _LETTER.fullmatch(cell.strip())
            if found is None:
                return False
            numbers.append(int(found[1]) if found[1].isdigit() else _AFTER_NUMBERS + ord(found[1].lower()) - ord("a"))
    if numbers and numbers[0] > _AFTER_NUMBERS:
        return False
    return len(numbers) >= _MOST_NUMBERS and all(one < other for one, other in pairwise(numbers))


def says_total(cells: list[str]) -> bool:
    """True for a row in which a cell says that it is a sum."""
    return any(_TOTAL.match(cell.strip()) for cell in cells)


def _has_nik(told: dict[str, str]) -> bool:
    nik = told.get("nik", "")
    return sum(sign.isdigit() for sign in nik) >= _NIK_DIGITS and _NIK.fullmatch(nik) is not None


def _is_heading(cells: list[str], layout: SheetLayout) -> bool:
    """True for a line of the heading that stands there again, as on each page of a printed list."""
    same = filled = 0
    for place in layout.columns:
        text = cells[place].strip().lower() if place < len(cells) else ""
        if text:
            filled += 1
            same += text in layout.heading_words
    return same >= 2 and same * 2 >= filled


def _is_total(filled: list[str], told: dict[str, str], kind: SheetKind) -> bool:
    if _has_nik(told) or not any(_TOTAL.match(cell.strip()) for cell in filled):
        return False
    if kind is SheetKind.MEMBERS:
        name = told.get("nama", "")
        if any(_BARE_TOTAL.fullmatch(cell.strip()) for cell in filled):
            return True
        return not any(sign.isalpha() for sign in name) or _TOTAL.match(name) is not None
    if kind is SheetKind.GROUPS:
        # A group may be called "Total Karya"; a sum names no village.
        return not told.keys() & {"kode_desa", "desa_kelurahan"} or not told.get("nama_kelompok")
    return "per_tanggal" not in told


def _is_note(filled: list[str], told: dict[str, str], kind: SheetKind) -> bool:
    """True for notes and signatures: few cells, none that only an entry has."""
    if len(filled) > _FEW or _has_nik(told) or _is_certain(told, kind):
        return False
    if any(_NOTE.match(cell.strip()) for cell in filled):
        return True
    return not _is_sure(told, kind) and not _names_group(told)


def _is_certain(told: dict[str, str], kind: SheetKind) -> bool:
    """True for an entry whatever its other cells say: `Ketua kelompok` is an office, and a birth may tell its place."""
    if kind is SheetKind.MEMBERS:
        return "nama" in told and _SEX.fullmatch(told.get("jenis_kelamin", "")) is not None
    if kind is SheetKind.CAPITAL:
        return _names_group(told) and _has_figures(told, "per_tanggal", *MONEY)
    return "nama_kelompok" in told and _has_figures(told, "kode_desa")


def _is_sure(told: dict[str, str], kind: SheetKind) -> bool:
    """True if a cell holds what only an entry has; under a column of single letters, a signature has a name."""
    if kind is SheetKind.GROUPS:
        return _has_figures(told, "kode_desa", *MONEY) or {"nama_kelompok", "desa_kelurahan"} <= told.keys()
    if kind is SheetKind.CAPITAL:
        return _has_figures(told, *MONEY) or (_has_figures(told, "per_tanggal") and bool(told.keys() & MONEY))
    has_birth = "nama" in told and _has_figures(told, "tanggal_lahir")
    return has_birth or _SEX.fullmatch(told.get("jenis_kelamin", "")) is not None


def _names_group(told: dict[str, str]) -> bool:
    """True if the row says which group it is about; a signature under a column of numbers has no figures."""
    if _has_figures(told, "kode_kelompok", "kode_lama"):
        return True
    return "nama_kelompok" in told and bool(told.keys() & {"kode_desa", "desa_kelurahan"})


def _has_figures(told: dict[str, str], *names: str) -> bool:
    return any(sign.isdigit() for name in names for sign in told.get(name, ""))
