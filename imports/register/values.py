"""Values of single cells: dates, money, numbers, codes, names. Pure: texts in, values out, or `Refused`.

Dates, money and NIK are read by the parsers the forms use. The import reads a few spellings more, which only a
spreadsheet makes: serial numbers, a date with its time. Where the form reads a text, the import reads the same.
"""

import re
from datetime import date, timedelta
from functools import lru_cache

from django.utils.translation import gettext as _

from groups.money import RupiahError, parse_rupiah
from imports.register.cells import LONGEST_NOTHING, MASK, Refused, cleaned, is_formula_error, is_truth_value
from members.names import has_letters
from regions.dates import DateError, parse_date

# A spreadsheet counts days from here; the numbers reach from 1927 to 2064.
_SERIAL_ZERO = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 10_000, 60_000
_SERIAL = re.compile(r"([0-9]{5})(?:[.,][0-9]{1,12})?")
_TIME = re.compile(
    r"[ t]+[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2}(?:[.,][0-9]+)?)?(?: ?[ap]m)?(?:z|[+-][0-9:]{4,5})?$", re.I
)
_WEEKDAY = re.compile(r"^(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad),? +", re.I)
_SPACED = re.compile(r"(?<=[0-9]) *([/.-]) *(?=[0-9])")
# `Polewali, 17-08-1998`: the place of birth stands in front.
_AFTER_PLACE = re.compile(r"^[^0-9,/]*[a-z][^0-9,/]*[,/] *(?=[0-9])", re.I)
_QUOTES = "'’‘`"

_PLAIN_NAME = re.compile(r"[A-Za-z][A-Za-z.'\-]*(?: [A-Za-z.'\-]+)*")
_PHONE = re.compile(r"\+?[0-9][0-9 .\-]{6,18}")
_PHONE_SIGNS = re.compile(r"[()]")
_RT = re.compile(r"(?:rt|rw)?[ .:]*([0-9]{1,3})(?:\.0+)?", re.I)
_RT_RW = re.compile(r"(?:rt)?[ .:]*([0-9]{1,3}) *[/|\-, ] *(?:rw)?[ .:]*([0-9]{1,3})", re.I)
_PARTS = re.compile(r"[;,\n|]")
_CODE_SIGNS = re.compile(r"[\s.\-–'’‘`]+")
_AS_FLOAT = re.compile(r"[0-9]+\.0+")
NUMBER_LENGTH, VILLAGE_LENGTH = 14, 10
_SHORTEST_NUMBER = 10


@lru_cache(65_536)
def read_date(raw: str, today: date) -> date | None:
    """The date of a cell, None for an empty one. Raises Refused with `date`."""
    text = cleaned(raw).strip(_QUOTES)
    if not text:
        return None
    try:
        return parse_date(text, today)
    except DateError as error:
        found = _date_of_spreadsheet(text, today)
        if found is None:
            raise Refused("date", str(error)) from None
        return found


def _date_of_spreadsheet(text: str, today: date) -> date | None:
    if serial := _SERIAL.fullmatch(text):
        days = int(serial[1])
        return _SERIAL_ZERO + timedelta(days) if _FIRST_SERIAL <= days <= _LAST_SERIAL else None
    bare = _SPACED.sub(r"\1", _WEEKDAY.sub("", _TIME.sub("", text)))
    for written in (bare, _AFTER_PLACE.sub("", bare)):
        if written != text:
            try:
                return parse_date(written, today)
            except DateError:
                continue
    return None


@lru_cache(16_384)
def read_money(raw: str) -> int | None:
    """Whole rupiah, None for an empty cell. Raises Refused with `money`."""
    text = cleaned(raw)
    if not text:
        return None
    try:
        return parse_rupiah(text)
    except RupiahError as error:
        raise Refused("money", str(error)) from None


def read_scaled_money(raw: str) -> int | None:
    """Money under a heading that says thousands or millions: a bare figure could be either, so none is read."""
    text = cleaned(raw)
    if text and text.strip("0") and not any(sign.isalpha() for sign in text):
        raise Refused(
            "money",
            _("Judul kolom ini menyebut ribuan atau jutaan. Tulis satuannya di setiap sel, misalnya 25 juta."),
        )
    return read_money(raw)


def read_name(raw: str, most: int) -> str:
    """A person's name. Raises Refused with `name` for an empty cell or what is no name, `too_long`."""
    # Most are plain words, longer than any way to write that there is nothing.
    if LONGEST_NOTHING < len(raw) <= most and _PLAIN_NAME.fullmatch(raw):
        return raw
    text = cleaned(raw)
    if not text:
        raise Refused("name", _("Nama belum diisi. Tulis nama seperti pada KTP."))
    if is_formula_error(text) or is_truth_value(text) or not has_letters(text):
        raise Refused("name", _("Ini bukan nama. Tulis nama dengan huruf seperti pada KTP, misalnya Siti Aminah."))
    return _short_enough(text, most)


def read_text(raw: str, most: int) -> str:
    """Any words. Raises Refused with `formula` where a formula went wrong, `too_long`."""
    text = cleaned(raw)
    if is_formula_error(text):
        raise Refused("formula", _("Rumus di sel ini galat. Perbaiki rumusnya, atau tulis isinya."))
    return _short_enough(text, most)


def _short_enough(text: str, most: int) -> str:
    if len(text) > most:
        raise Refused("too_long", _("Isi terlalu panjang: paling banyak %(most)s huruf.") % {"most": most})
    return text


def read_parts(raw: str, most: int) -> tuple[str, ...]:
    """Several things in one cell, parted by comma, semicolon or a new line."""
    return tuple(dict.fromkeys(part for piece in _PARTS.split(raw) if (part := read_text(piece, most))))


def read_phone(raw: str) -> tuple[str, bool]:
    """A phone number, and whether it is the only one in the cell: of two, the first is taken. Raises Refused."""
    text = cleaned(raw)
    if text[:1] in ("0", "+") and _PHONE.fullmatch(text):
        return text, True
    text = _PHONE_SIGNS.sub("", text).strip(_QUOTES + " ")
    if not text or MASK in text:
        return "", True
    first, *others = [part.strip() for part in re.split(r"[/;,&]| dan | atau ", text) if part.strip()] or [""]
    number = _with_prefix(first)
    if not _PHONE.fullmatch(number):
        raise Refused("phone", _("Nomor HP tidak terbaca. Tulis dengan angka, misalnya 0812 3456 7890."))
    return number, not others


def _with_prefix(number: str) -> str:
    """A number kept as a number has lost its nought, or the plus before its country."""
    bare = number.removesuffix(".0")
    if bare.isascii() and bare.isdigit():
        if bare.startswith("8") and 9 <= len(bare) <= 12:
            return f"0{bare}"
        if bare.startswith("62") and 10 <= len(bare) <= 15:
            return f"+{bare}"
        return bare
    return number


@lru_cache(4096)
def read_rt(raw: str) -> tuple[str, str]:
    """RT, and RW where the cell holds both: `001/002`. Raises Refused with `rt`."""
    text = cleaned(raw).strip(_QUOTES)
    if not text:
        return "", ""
    if found := _RT.fullmatch(text):
        return found[1], ""
    if both := _RT_RW.fullmatch(text):
        return both[1], both[2]
    raise Refused("rt", _("RT dan RW diisi angka, paling banyak tiga."))


def read_rw(raw: str) -> str:
    """RW alone. Raises Refused with `rt`."""
    text = cleaned(raw).strip(_QUOTES)
    if not text:
        return ""
    if found := _RT.fullmatch(text):
        return found[1]
    raise Refused("rt", _("RT dan RW diisi angka, paling banyak tiga."))


def read_source_id(raw: str, most: int) -> str:
    """The sender's own number of a group; a spreadsheet's apostrophe and its `.0` are no part of it."""
    text = read_text(raw, most).strip(_QUOTES)
    return text[: text.index(".")] if _AS_FLOAT.fullmatch(text) else text


def read_group_number(raw: str) -> tuple[str, str]:
    """The registry's number of a group, or a number of the sender's own in that column. Raises Refused with `group`."""
    text = read_source_id(raw, 60)
    digits = _CODE_SIGNS.sub("", text)
    if not digits:
        return "", ""
    if digits.isascii() and digits.isdigit() and len(digits) >= _SHORTEST_NUMBER:
        if len(digits) != NUMBER_LENGTH:
            raise Refused(
                "group", _("Nomor kelompok terdiri atas 14 angka. Salin dari registri, atau pakai kolom kode_lama.")
            )
        return digits, ""
    return "", text


def village_digits(raw: str) -> str:
    """The digits of a village code, whatever stands between them; not checked. "" where it is none."""
    text = cleaned(raw)
    text = text[: text.index(".")] if _AS_FLOAT.fullmatch(text) else text
    digits = _CODE_SIGNS.sub("", text)
    return digits if digits.isascii() and digits.isdigit() else ""
