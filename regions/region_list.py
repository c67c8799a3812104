"""A list of regions as a file: read and checked whole, before anything is written. Pure: no database.

The file is CSV in UTF-8 with the columns ``code,name``, as it is or packed with xz or gzip.
"""

import csv
import gzip
import io
import lzma
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol, cast

from django.utils.translation import gettext as _

from regions.codes import NATION_CODE, WIB, CodeError, Level, clean_code, level_of, parent_of, time_zone_of
from regions.names import search_key, search_words

NATIONAL_LIST = Path(__file__).resolve().parent / "data" / "regions.csv.xz"
NATION_NAME = "Indonesia"

NATIONAL_COUNTS = {Level.PROVINCE: 38, Level.REGENCY: 514, Level.DISTRICT: 7_285, Level.VILLAGE: 83_762}
"""What Kepmendagri 300.2.2-2430/2025 counts; the shipped list has exactly these."""

PLAUSIBLE_COUNTS = {
    Level.PROVINCE: range(34, 61),
    Level.REGENCY: range(480, 701),
    Level.DISTRICT: range(6_500, 10_001),
    Level.VILLAGE: range(75_000, 110_001),
}
"""What another national list may count: fewer means a torn file, more means something else entirely."""

_COLUMNS = ["code", "name"]
_MAX_BYTES = 20_000_000
_MAX_NAME = 120
_MAX_NAMED = 5


class RegionListError(ValueError):
    """The file is not a list of regions; the message says in Indonesian what is wrong and where."""


@dataclass(frozen=True)
class RegionRow:
    """One region as it is to be stored."""

    code: str
    name: str
    level: int
    parent_id: str | None
    path_name: str
    search_key: str
    time_zone: str


def read_region_list(path: Path) -> dict[str, str]:
    """Return the names by code, parents before children. Raises ``RegionListError``."""
    reader = csv.reader(io.StringIO(_text_of(path), newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        if header != _COLUMNS:
            raise RegionListError(_("Baris pertama harus berisi kolom %(columns)s.") % {"columns": ",".join(_COLUMNS)})
        names = _names_by_code(reader)
    except csv.Error as error:
        raise RegionListError(_("Baris %(row)s bukan CSV yang benar.") % {"row": reader.line_num}) from error
    _check_parents(names)
    return dict(sorted(names.items(), key=lambda item: (len(item[0]), item[0])))


def check_national(names: dict[str, str]) -> None:
    """Require exactly the counts of the shipped list. Raises ``RegionListError``."""
    _check_counts(names, {level: range(count, count + 1) for level, count in NATIONAL_COUNTS.items()})


def check_plausible(names: dict[str, str]) -> None:
    """Require counts that a list of the whole nation can have. Raises ``RegionListError``."""
    _check_counts(names, PLAUSIBLE_COUNTS)


def rows_of(names: dict[str, str]) -> list[RegionRow]:
    """Return the rows to store, the nation first. ``names`` holds parents before children, as read.

    Raises ``RegionListError`` for a province whose time zone is unknown.
    """
    rows = {NATION_CODE: RegionRow(NATION_CODE, NATION_NAME, 0, None, NATION_NAME, search_key(NATION_NAME), WIB)}
    try:
        for code, name in names.items():
            rows[code] = row_of(code, name, rows[parent_of(code) or NATION_CODE])
    except CodeError as error:
        raise RegionListError(str(error)) from error
    return list(rows.values())


class Above(Protocol):
    """What a region takes over from the one above it; a stored region has it too."""

    @property
    def code(self) -> str: ...
    @property
    def level(self) -> int: ...
    @property
    def path_name(self) -> str: ...
    @property
    def search_key(self) -> str: ...
    @property
    def time_zone(self) -> str: ...


def row_of(code: str, name: str, parent: Above) -> RegionRow:
    """Return one region as it is to be stored, below its parent.

    Raises ``CodeError`` for a province whose time zone is unknown.
    """
    level = parent.level + 1
    if level == Level.PROVINCE:
        return RegionRow(code, name, level, parent.code, name, search_key(name), time_zone_of(code))
    return RegionRow(
        code=code,
        name=name,
        level=level,
        parent_id=parent.code,
        path_name=f"{name}, {parent.path_name}",
        search_key=f"{search_key(name)} {parent.search_key}",
        time_zone=parent.time_zone,
    )


def _text_of(path: Path) -> str:
    try:
        with _opened(path) as file:
            raw = file.read(_MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise RegionListError(_("Berkas %(path)s tidak ada.") % {"path": path}) from error
    except (OSError, EOFError, lzma.LZMAError) as error:
        raise RegionListError(_("Berkas %(path)s rusak atau tidak dapat dibuka.") % {"path": path}) from error
    if len(raw) > _MAX_BYTES:
        raise RegionListError(_("Berkas ini terlalu besar untuk sebuah daftar wilayah."))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RegionListError(_("Berkas ini bukan teks UTF-8.")) from error


def _opened(path: Path) -> IO[bytes]:
    suffix = path.suffix.lower()
    if suffix == ".xz":
        return lzma.open(path, "rb")
    if suffix == ".gz":
        return cast(IO[bytes], gzip.open(path, "rb"))
    if suffix == ".csv":
        return path.open("rb")
    raise RegionListError(_("Jenis berkas tidak dikenal: pakai .csv, .csv.xz, atau .csv.gz."))


def _names_by_code(rows: Iterable[list[str]]) -> dict[str, str]:
    names: dict[str, str] = {}
    for line, row in enumerate(rows, start=2):
        if not row:
            continue
        code, name = _checked(row, line)
        if code in names:
            raise RegionListError(_("Kode %(code)s muncul dua kali (baris %(row)s).") % {"code": code, "row": line})
        names[code] = name
    if not names:
        raise RegionListError(_("Berkas ini tidak memuat satu wilayah pun."))
    return names


def clean_name(raw: str) -> str:
    """Return a region's name with single spaces; empty where it is no name that can be found and shown."""
    name = " ".join(raw.split())
    return name if search_words(name) and len(name) <= _MAX_NAME and name.isprintable() else ""


def _checked(row: list[str], line: int) -> tuple[str, str]:
    if len(row) != len(_COLUMNS):
        raise RegionListError(_("Baris %(row)s tidak berisi dua kolom.") % {"row": line})
    try:
        code = clean_code(row[0])
    except CodeError as error:
        raise RegionListError(_("Baris %(row)s: %(problem)s") % {"row": line, "problem": error}) from error
    name = clean_name(row[1])
    if code == NATION_CODE or not name:
        raise RegionListError(_("Baris %(row)s tidak berisi nama wilayah yang dapat dipakai.") % {"row": line})
    return code, name


def _check_parents(names: dict[str, str]) -> None:
    orphans = [code for code in names if len(code) > 2 and parent_of(code) not in names]
    if orphans:
        raise RegionListError(
            _("%(count)s wilayah tidak mempunyai wilayah induk di daftar ini, antara lain %(codes)s.")
            % {"count": len(orphans), "codes": ", ".join(sorted(orphans)[:_MAX_NAMED])}
        )


def _check_counts(names: dict[str, str], expected: dict[Level, range]) -> None:
    counts = Counter(map(level_of, names))
    for level, plausible in expected.items():
        if counts[level] not in plausible:
            raise RegionListError(
                _("Banyaknya %(level)s di berkas ini %(count)s; seharusnya %(low)s sampai %(high)s.")
                % {
                    "level": _level_name(level),
                    "count": counts[level],
                    "low": plausible.start,
                    "high": plausible.stop - 1,
                }
            )


def _level_name(level: Level) -> str:
    return {
        Level.PROVINCE: _("provinsi"),
        Level.REGENCY: _("kabupaten/kota"),
        Level.DISTRICT: _("kecamatan"),
        Level.VILLAGE: _("desa/kelurahan"),
    }[level]
