"""Region codes of the Ministry of Home Affairs, as plain text. Pure: no database.

A code is digits only and its length says its level: 2 province, 4 regency or city, 6 district,
10 village. The nation has no ministry code; here it is the single digit ``"0"``. Because a
child's code begins with its parent's, "everything inside" is a range on the text of the code.

Source: Permendagri 58/2021 and Kepmendagri 300.2.2-2430/2025 (codes and levels);
Keppres 41/1987 with the later province laws (time zones).
"""

import re
from enum import IntEnum

from django.utils.translation import gettext as _

NATION_CODE = "0"

WIB = "Asia/Jakarta"
WITA = "Asia/Makassar"
WIT = "Asia/Jayapura"


class Level(IntEnum):
    """How deep a region lies below the nation."""

    NATION = 0
    PROVINCE = 1
    REGENCY = 2
    DISTRICT = 3
    VILLAGE = 4


LEVEL_BY_LENGTH = {
    1: Level.NATION,
    2: Level.PROVINCE,
    4: Level.REGENCY,
    6: Level.DISTRICT,
    10: Level.VILLAGE,
}
LENGTH_BY_LEVEL = {level: length for length, level in LEVEL_BY_LENGTH.items()}

# The 38 provinces. The gaps are real: numbers are given by island group. 54 was Timor Timur.
PROVINCE_CODES = frozenset(
    "11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 51 52 53 61 62 63 64 65 71 72 73 74 75 76 81 82"
    " 91 92 93 94 95 96".split()
)

# A province made tomorrow takes the next number of its island group, so the first digit is enough
# everywhere except on Kalimantan, which lies in two zones.
_ZONE_BY_ISLAND = {
    "1": WIB,
    "2": WIB,
    "3": WIB,
    "5": WITA,
    "7": WITA,
    "8": WIT,
    "9": WIT,
}
_ZONE_ON_KALIMANTAN = {"61": WIB, "62": WIB, "63": WITA, "64": WITA, "65": WITA}

_ASCII_DIGITS = re.compile(r"[0-9]+")
_SEPARATORS = re.compile(r"[.\s\-'’\u00a0]+")


class CodeError(ValueError):
    """Not a region code; the message says in Indonesian what a code looks like."""


def clean_code(raw: str) -> str:
    """Return the bare digits of a pasted code: ``"33.74.01.1001"`` becomes ``"3374011001"``.

    Dots, spaces, hyphens and a spreadsheet's apostrophe are dropped. Raises ``CodeError`` when
    what is left is not a code of a known level.
    """
    code = _SEPARATORS.sub("", raw)
    level_of(code)
    return code


def level_of(code: str) -> Level:
    """Return the level of ``code``. Raises ``CodeError`` when it is not a region code."""
    if not _ASCII_DIGITS.fullmatch(code):
        raise CodeError(_("Kode wilayah hanya berisi angka, misalnya 7604032008."))
    level = LEVEL_BY_LENGTH.get(len(code))
    if level is None:
        raise CodeError(_("Kode wilayah terdiri atas 2, 4, 6, atau 10 angka, misalnya 7604032008."))
    if (level is Level.NATION) != (code == NATION_CODE) or (len(code) > 1 and code[0] == "0"):
        raise CodeError(_("Kode wilayah tidak diawali angka nol, misalnya 7604032008."))
    return level


def parent_of(code: str) -> str | None:
    """Return the code one level up, ``"0"`` for a province and ``None`` for the nation."""
    level = level_of(code)
    if level is Level.NATION:
        return None
    if level is Level.PROVINCE:
        return NATION_CODE
    return code[: LENGTH_BY_LEVEL[Level(level - 1)]]


def ancestors_of(code: str) -> list[str]:
    """Return the codes above ``code``, nearest first, ending with the nation."""
    found: list[str] = []
    parent = parent_of(code)
    while parent is not None:
        found.append(parent)
        parent = parent_of(parent)
    return found


def code_at(code: str, level: Level) -> str | None:
    """Return the code of the region at ``level`` that holds ``code`` (or is it), else ``None``."""
    own = level_of(code)
    if own < level:
        return None
    return NATION_CODE if level is Level.NATION else code[: LENGTH_BY_LEVEL[level]]


def code_range(code: str) -> tuple[str, str | None]:
    """Return ``(low, high)`` so that ``low <= c < high`` holds for exactly the codes inside.

    Compared as text. ``high`` is ``None`` where nothing bounds the range above: the nation, and
    a prefix of nines. ``"33"`` gives ``("33", "34")``, ``"39"`` gives ``("39", "4")``.
    """
    if level_of(code) is Level.NATION:
        return NATION_CODE, None
    stem = code.rstrip("9")
    if not stem:
        return code, None
    return code, stem[:-1] + str(int(stem[-1]) + 1)


def is_inside(code: str, outer: str) -> bool:
    """Say whether ``code`` is ``outer`` or lies below it."""
    return outer == NATION_CODE or code.startswith(outer)


def time_zone_of(code: str) -> str:
    """Return the IANA time zone of the province that holds ``code``.

    The nation counts as Jakarta. Raises ``CodeError`` for a code on no island group, or for a new
    province on Kalimantan, whose zone nobody can guess.
    """
    if level_of(code) is Level.NATION:
        return WIB
    zone = _ZONE_ON_KALIMANTAN.get(code[:2]) or _ZONE_BY_ISLAND.get(code[0])
    if zone is None:
        raise CodeError(_("Zona waktu provinsi dengan kode %(code)s tidak dikenal.") % {"code": code[:2]})
    return zone
