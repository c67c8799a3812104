"""The national identity number (NIK): cleaning, structure and soft cross-checks. Pure: no database.

Sixteen digits, PPKKCC DDMMYY NNNN: the district of *first* issue, the birth date (women's day + 40) and a serial that
is never 0000. A NIK is kept for life, so its place can be an old one and never says where a person lives now. A wrong
structure is an error; a mismatch with what else is known is a warning (NX03).

Source: Peraturan Pemerintah 37/2007, article 37 (composition of the NIK); UU 24/2013 (one NIK for life).
"""

import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import gettext as _

from regions.codes import PROVINCE_CODES

LENGTH = 16
FEMALE = "P"
MALE = "L"
DEMO_DISTRICT = "99"
"""District digits that no office issues; all made-up data uses them."""

_WOMENS_DAY_OFFSET = 40
_OLDEST_AGE = 120
_PASTED = re.compile(r"[\s.,\-–'’‘`\"\u200b\u200e\u200f\u2060\ufeff]+")
_AS_NUMBER = re.compile(r"[0-9]+[.,]?[0-9]*[eE][+]?[0-9]+|[0-9]{15,17}[.,]0{1,2}")
_DUMMIES = frozenset({"1234567890123456", "0123456789012345", "9876543210987654", "0987654321098765"})


class NikError(ValueError):
    """Not a NIK. ``code`` names the rule, ``message`` says in Indonesian what to do; neither holds the number.

    Codes: ``short``, ``long``, ``characters``, ``number`` (damaged by a spreadsheet), ``dummy``, ``place``, ``date``,
    ``serial``.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class NikWarning:
    """A mismatch between a NIK and what else is known: ``birth``, ``sex`` or ``region``. Never a refusal."""

    code: str
    message: str


class NikFacts(NamedTuple):
    """What the digits say. ``year`` has two digits; the century is not in the number."""

    district_code: str
    day: int
    month: int
    year: int
    sex: str
    serial: str

    def matches(self, birth_on: date) -> bool:
        """Say whether the number's day, month and two-digit year are those of ``birth_on``."""
        return (self.day, self.month, self.year) == (birth_on.day, birth_on.month, birth_on.year % 100)


def clean_nik(raw: str | float) -> str:
    """Return the sixteen digits of a typed or pasted NIK; its whole structure is checked.

    Dots, spaces, hyphens and a leading apostrophe are dropped. Anything that passed through a number is refused:
    a spreadsheet keeps fifteen digits only and the lost one cannot be known. Raises ``NikError``.
    """
    if not isinstance(raw, str):
        raise _damaged()
    # Most are typed plainly, and a file holds a million.
    if not (len(raw) == LENGTH and raw.isascii() and raw.isdigit()):
        if _AS_NUMBER.fullmatch(raw.strip()):
            raise _damaged()
        raw = _PASTED.sub("", raw)
    parse_nik(raw)
    return raw


@lru_cache(maxsize=16)
def parse_nik(nik: str) -> NikFacts:
    """Return what sixteen clean digits say. Raises ``NikError`` for a place, date or serial that cannot be."""
    _check_digits(nik)
    if nik[:2] not in PROVINCE_CODES or "00" in (nik[2:4], nik[4:6]):
        raise NikError("place", _("Enam angka pertama NIK bukan kode wilayah. Periksa kembali dengan KTP atau KK."))
    born = _birth(nik[6:12])
    if born is None:
        raise NikError(
            "date", _("Angka ke-7 sampai ke-12 NIK bukan tanggal lahir yang ada. Periksa kembali dengan KTP atau KK.")
        )
    if nik[12:] == "0000":
        raise NikError(
            "serial",
            _(
                "Empat angka terakhir NIK tidak mungkin 0000. Biasanya angka aslinya hilang di lembar kerja: salin"
                " ulang dari KTP atau KK sebagai teks."
            ),
        )
    return NikFacts(nik[:6], *born, nik[12:])


def birth_candidates(facts: NikFacts, *, on: date) -> list[date]:
    """Return the birth dates the number allows for someone alive on the local day ``on``, newest first."""
    dates = _birth_dates(facts.day, facts.month, facts.year)
    return [born for born in dates if born <= on and on.year - born.year <= _OLDEST_AGE]


def cross_check(
    nik: str, birth_on: date | None, sex: str | None, known_district_codes: Container[str]
) -> list[NikWarning]:
    """Return where a valid NIK disagrees with what else is on record; facts not known are not compared.

    The place is the one of first issue and may have been renumbered since, so an unknown one is only a hint.
    Demo numbers have no real district and are not compared with the list.
    """
    facts = parse_nik(nik)
    warnings = []
    if birth_on is not None and not facts.matches(birth_on):
        warnings.append(NikWarning("birth", _("Tanggal lahir di dalam NIK berbeda dengan tanggal lahir yang diisi.")))
    if sex and sex != facts.sex:
        warnings.append(NikWarning("sex", _("Jenis kelamin di dalam NIK berbeda dengan jenis kelamin yang diisi.")))
    if not is_demo(nik) and facts.district_code not in known_district_codes:
        warnings.append(
            NikWarning(
                "region",
                _(
                    "Kecamatan di dalam NIK tidak ada di daftar wilayah sekarang. Ini wajar bila wilayahnya"
                    " pernah dimekarkan."
                ),
            )
        )
    return warnings


def mask_nik(nik: str) -> str:
    """Return the number with its middle hidden, ``3374••••••••0001``; anything not 16 long is hidden whole."""
    return f"{nik[:4]}{'•' * 8}{nik[-4:]}" if len(nik) == LENGTH else "•" * LENGTH


def is_demo(nik: str) -> bool:
    """Say whether the number is made up: district digits 99 are issued by no office."""
    return nik[4:6] == DEMO_DISTRICT


def _check_digits(nik: str) -> None:
    if nik and not (nik.isascii() and nik.isdigit()):
        raise NikError("characters", _("NIK hanya berisi angka. Salin 16 angka dari KTP atau KK."))
    if len(nik) < LENGTH:
        raise NikError(
            "short", _("NIK terdiri atas 16 angka; yang diisi %(count)s angka. Periksa kembali.") % {"count": len(nik)}
        )
    if len(nik) > LENGTH:
        raise NikError(
            "long", _("NIK terdiri atas 16 angka; yang diisi %(count)s angka. Periksa kembali.") % {"count": len(nik)}
        )
    if len(set(nik)) == 1 or nik in _DUMMIES:
        raise NikError("dummy", _("Ini bukan NIK sebenarnya. Bila NIK belum ada, kosongkan dan pilih alasannya."))
    if nik.endswith("00000"):
        raise _damaged()


def _damaged() -> NikError:
    return NikError(
        "number",
        _(
            "NIK ini sudah diubah menjadi bilangan oleh lembar kerja, sehingga angka terakhirnya hilang. Salin ulang"
            " dari KTP atau KK sebagai teks."
        ),
    )


@lru_cache(maxsize=80_000)
def _birth(digits: str) -> tuple[int, int, int, str] | None:
    """Day, month, two-digit year and sex of the middle six digits; None for a date in no calendar."""
    day, month, year = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    sex = FEMALE if day > _WOMENS_DAY_OFFSET else MALE
    if sex == FEMALE:
        day -= _WOMENS_DAY_OFFSET
    return (day, month, year, sex) if _birth_dates(day, month, year) else None


def _birth_dates(day: int, month: int, year: int) -> list[date]:
    found = []
    for century in (2000, 1900):
        try:
            found.append(date(century + year, month, day))
        except ValueError:
            continue
    return found
