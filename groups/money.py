"""Rupiah as people type it. Pure: the one parser for form, import and API (NX02).

Amounts are whole rupiah. Indonesian writes a dot between thousands and a comma before decimals,
but phones, spreadsheets and habit mix in the English way, so some spellings have two honest
readings that differ a thousandfold. Those are never guessed: ``AmbiguousRupiah`` carries the
readings so that the page can ask.

What is ambiguous, and why:

- A bare number below 10.000 (``25``, ``500``, ``1.500``, ``1500``): people keep books "in thousands"
  or "in millions", and no group has a capital of twenty-five rupiah. From 10.000 upward a bare
  number is what it says. A stated unit settles it too: ``1.500 rupiah``, ``Rp 1.500,00``, ``5 rb``.
- A single separator followed by three digits before a unit (``1.500 juta``, ``1,500 juta``): thousands or
  decimals, depending on the school. Without a unit the comma form (``25,000``) is the same case.
- A dot as decimal sign (``1.5 juta``): one and a half, or a lost separator.
- Millions followed by a bare number (``2 juta 500``): five hundred rupiah, or five hundred thousand.

Refused outright: negative amounts (a debt is its own field), fractions of a rupiah, ranges,
approximations, anything of 10**15 rupiah or more (a slip with the zeros).
"""

import re
from fractions import Fraction

from django.utils.translation import gettext as _

MAX_RUPIAH = 10**15 - 1
"""The largest amount accepted, in rupiah."""

_PLAIN_FROM = 10_000
_MAX_TYPED = 250  # the longest amount in words takes 190

_SCALES = {
    "ribu": 10**3, "rb": 10**3, "rbu": 10**3, "k": 10**3,
    "juta": 10**6, "jt": 10**6, "jta": 10**6,
    "miliar": 10**9, "milyar": 10**9, "mlr": 10**9, "m": 10**9,
    "triliun": 10**12, "trilyun": 10**12, "t": 10**12,
}  # fmt: skip
_ONES = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
_UNITS = {word: value for value, word in enumerate(_ONES) if value} | {"se": 1}
_UNIT = "|".join(_UNITS)

_INVISIBLE = re.compile("[\u200b\u200e\u200f\u2060\ufeff]")
_PREFIX = re.compile(r"^(?:rp|idr)\s*\.?\s*")
_SUFFIX = re.compile(r"\s*(?:rupiah|rp|idr)\.?$")
_DASH_ENDING = re.compile(r"\s*[.,]\s*(?:-{1,2}|=|–|—)$")
_NEGATIVE = re.compile(r"^(?:[-−–]|minus\b|min\b)|^\(.*\)$")
_TOKEN = re.compile(r"[0-9](?:[0-9.,]| (?=[0-9]{3}(?![0-9])))*|[a-z]+")
_GLUED = re.compile(r"(puluh|belas|ratus|ribu|juta|mil[iy]ar|tril[iy]un|setengah|koma)")
_BELOW_THOUSAND = re.compile(
    rf"(?:(?P<hundreds>{_UNIT}) ratus ?)?"
    rf"(?:(?P<tens>{_UNIT}) puluh(?: (?P<ones>{_UNIT}))?|(?P<teens>{_UNIT}) belas|(?P<one>{_UNIT}))?"
)
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?P<sign>[., ])[0-9]{3}(?:(?P=sign)[0-9]{3})*")
_DECIMAL = re.compile(
    r"(?P<whole>0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+(?=,)|(?:,[0-9]{3})+(?=\.)|(?: [0-9]{3})+))"
    r"(?P<sign>[.,])(?P<decimals>[0-9]+)"
)


class RupiahError(ValueError):
    """The text is no amount of money; the message says in Indonesian what to type."""

    code = "money"


class AmbiguousRupiah(RupiahError):
    """The text has several honest readings, in rupiah, smallest first, in ``readings``."""

    def __init__(self, typed: str, *readings: int) -> None:
        self.readings = tuple(sorted({n for n in readings if n <= MAX_RUPIAH}))
        self.typed = typed
        super().__init__(_ambiguity_message(typed, self.readings))


def parse_rupiah(raw: str | int | float) -> int:
    """Return the amount in whole rupiah.

    ``raw`` is what a person typed, or a spreadsheet's number, which follows the same rules (a cell
    with 1.500 may reach us as 1.5). Raises ``AmbiguousRupiah`` with the readings, or
    ``RupiahError`` with an Indonesian message.
    """
    if isinstance(raw, bool):
        raise RupiahError(_unreadable())
    if isinstance(raw, int | float):
        return _bounded(_from_number(raw))
    return _bounded(_from_text(raw))


def figures(amount: int) -> str:
    """Return the amount with Indonesian separators, ``25.000.000``; no currency sign."""
    return f"{amount:,}".replace(",", ".")


def plain_spelling(amount: int) -> str:
    """Return a spelling of the amount that ``parse_rupiah`` reads without a question."""
    return figures(amount) if amount == 0 or amount >= _PLAIN_FROM else f"{figures(amount)} rupiah"


def terbilang(amount: int) -> str:
    """Return the amount in Indonesian words: ``dua puluh lima juta rupiah``.

    ``amount`` is 0 to ``MAX_RUPIAH``; ``ValueError`` outside of that.
    """
    if not 0 <= amount <= MAX_RUPIAH:
        raise ValueError(f"Outside 0..{MAX_RUPIAH}")
    return f"{_in_words(amount)} rupiah"


def _from_number(number: int | float) -> int:
    if number != number or number in (float("inf"), float("-inf")):
        raise RupiahError(_unreadable())
    if number < 0:
        raise RupiahError(_negative())
    return _bare(Fraction(str(number)), str(number), stated=False)


def _from_text(raw: str) -> int:
    if len(raw) > _MAX_TYPED:
        raise RupiahError(_unreadable())
    typed = re.sub(r"\s+", " ", _INVISIBLE.sub("", raw)).strip()
    text = typed.lower()
    if not text:
        raise RupiahError(_("Isi jumlah uang, misalnya 25.000.000 atau 25 juta. Tulis 0 bila tidak ada."))
    if _NEGATIVE.search(text) or _NEGATIVE.search(_PREFIX.sub("", text)):
        raise RupiahError(_negative())
    text, stated = _without_currency(text)
    return _amount(_tokens(text), typed, stated=stated)


def _without_currency(text: str) -> tuple[str, bool]:
    """Drop ``Rp``, ``rupiah`` and ``,-``; say whether they state that the figure is in rupiah."""
    bare = _PREFIX.sub("", text)
    without_unit = _SUFFIX.sub("", bare)
    stated = without_unit != bare
    without_dash = _DASH_ENDING.sub("", without_unit)
    complete = without_dash != without_unit or re.search(r",\s*00$", without_dash) is not None
    if complete and (bare != text or "." in without_dash):
        stated = True
    return re.sub(r"(?<=[a-z])\.$", "", without_dash), stated


def _tokens(text: str) -> list[str]:
    """Split into numbers (with their separators) and words; anything else is refused."""
    text = re.sub(r"(?<=[0-9]) ?([.,]) ?(?=[0-9])", r"\1", text)
    text = _GLUED.sub(r" \1 ", text)
    tokens = _TOKEN.findall(text)
    if not tokens or "".join(tokens).replace(" ", "") != text.replace(" ", ""):
        raise RupiahError(_unreadable())
    return tokens


def _amount(tokens: list[str], typed: str, *, stated: bool) -> int:
    """Add up the parts between scale words: ``2 juta 500 ribu``."""
    total, last_scale, part = Fraction(0), 0, list[str]()
    for token in tokens:
        scale = _SCALES.get(token)
        if scale is None:
            part.append(token)
            continue
        if last_scale and total % last_scale:
            raise RupiahError(_unreadable())
        total += _scaled(part, scale, last_scale, typed)
        last_scale, part = scale, []
    if not last_scale:
        return _bare(_value(part, typed, scaled=False, stated=stated), typed, stated=stated)
    if part:
        total += _tail(part, total, last_scale, typed, stated=stated)
    return _whole(total)


def _scaled(part: list[str], scale: int, last_scale: int, typed: str) -> Fraction:
    value = Fraction(1) if part == ["se"] else _value(part, typed, scaled=True, factor=scale)
    if last_scale and (scale >= last_scale or value * scale >= last_scale or value.denominator > 1):
        raise RupiahError(_unreadable())
    return value * scale


def _tail(part: list[str], total: Fraction, last_scale: int, typed: str, *, stated: bool) -> Fraction:
    """Read a number after the last scale word: five hundred, or short for five hundred thousand?"""
    value = _value(part, typed, scaled=False, stated=True)
    if total % last_scale or value.denominator > 1 or value >= last_scale or not value:
        raise RupiahError(_unreadable())
    if last_scale > 10**3 and value < 10**3 and not stated:
        raise AmbiguousRupiah(typed, int(total + value), int(total + value * (last_scale // 10**3)))
    return value


def _value(part: list[str], typed: str, *, scaled: bool, stated: bool = False, factor: int = 1) -> Fraction:
    if part and part[0][0].isdigit():
        return _numeral(part, typed, scaled=scaled, stated=stated, factor=factor)
    return _words(part, scaled=scaled)


def _numeral(part: list[str], typed: str, *, scaled: bool, stated: bool, factor: int) -> Fraction:
    """Read figures: ``25.000.000``, ``1,5``; ``5 ratus`` counts as 500."""
    if len(part) == 2 and part[1] == "ratus" and re.fullmatch("[1-9]", part[0]):
        return Fraction(int(part[0]) * 100)
    if len(part) != 1:
        raise RupiahError(_unreadable())
    number = part[0]
    if re.fullmatch("0+|[1-9][0-9]*", number):
        return Fraction(int(number))
    if _GROUPED.fullmatch(number):
        return _grouped(number, typed, scaled=scaled, stated=stated, factor=factor)
    return _decimal(number, typed, scaled=scaled, factor=factor)


def _grouped(number: str, typed: str, *, scaled: bool, stated: bool, factor: int) -> Fraction:
    """Read figures in groups of three; a single group can be a decimal in disguise."""
    value = int(re.sub("[., ]", "", number))
    if (number.count(".") == 1 and scaled) or (number.count(",") == 1 and (scaled or not stated)):
        small = Fraction(value, 1000) * factor if scaled else Fraction(value)
        raise AmbiguousRupiah(typed, *_wholes(small, small * 1000))
    return Fraction(value)


def _decimal(number: str, typed: str, *, scaled: bool, factor: int) -> Fraction:
    """Read figures with a decimal part: ``1,5``, ``25.000.000,00``, ``25,000,000.00``."""
    found = _DECIMAL.fullmatch(number)
    if found is None:
        raise RupiahError(_unreadable())
    integer, decimals = re.sub("[., ]", "", found["whole"]), found["decimals"]
    value = int(integer) + Fraction(int(decimals), 10 ** len(decimals))
    if found["whole"] != integer and len(decimals) == 3:
        raise AmbiguousRupiah(typed, *_wholes(value * factor, value * 1000 * factor))
    if scaled and found["sign"] == ".":
        joined = Fraction(int(integer + decimals))
        raise AmbiguousRupiah(typed, *_wholes(value * factor, joined * factor))
    return value


def _words(part: list[str], *, scaled: bool) -> Fraction:
    """Read number words below a thousand, with ``setengah`` and ``koma`` before a scale word."""
    if part == ["nol"] and not scaled:
        return Fraction(0)
    if scaled and part and part[-1] == "setengah":
        return Fraction(1, 2) + (_below_thousand(part[:-1]) if part[:-1] else 0)
    if scaled and "koma" in part:
        return _spoken_decimal(part)
    return Fraction(_below_thousand(part))


def _spoken_decimal(part: list[str]) -> Fraction:
    at = part.index("koma")
    whole, digits = part[:at], part[at + 1 :]
    if not digits or not set(digits) <= set(_ONES):
        raise RupiahError(_unreadable())
    integer = 0 if whole == ["nol"] else _below_thousand(whole)
    decimals = "".join(str(_ONES.index(word)) for word in digits)
    return integer + Fraction(int(decimals), 10 ** len(decimals))


def _below_thousand(words: list[str]) -> int:
    found = _BELOW_THOUSAND.fullmatch(" ".join(words)) if words else None
    if found is None or "se" in (found["ones"], found["one"]):
        raise RupiahError(_unreadable())
    if found["tens"] == "se" and found["ones"]:
        raise RupiahError(_unreadable())
    weights = {"hundreds": 100, "tens": 10, "ones": 1, "teens": 1, "one": 1}
    total = sum(_UNITS[found[name]] * weight for name, weight in weights.items() if found[name])
    return total + (10 if found["teens"] else 0)


def _bare(value: Fraction, typed: str, *, stated: bool) -> int:
    """Read a figure without a unit: plain from 10.000 on, or when rupiah is stated."""
    if value.denominator > 1 and (stated or value >= 1000):
        return _whole(value)
    if stated or value >= _PLAIN_FROM or value == 0:
        return int(value)
    readings = [value, value * 1000] if value >= 1000 else [value, value * 1000, value * 10**6]
    raise AmbiguousRupiah(typed, *_wholes(*readings))


def _whole(value: Fraction) -> int:
    if value.denominator > 1:
        raise RupiahError(_("Tulis dalam rupiah bulat, tanpa sen, misalnya 25.000.000."))
    return int(value)


def _wholes(*values: Fraction) -> list[int]:
    return [int(value) for value in values if value.denominator == 1]


def _bounded(amount: int) -> int:
    if amount > MAX_RUPIAH:
        raise RupiahError(_("Jumlah ini terlalu besar. Periksa banyaknya angka nol dan satuannya."))
    return amount


def _in_words(amount: int) -> str:
    if amount < 12:
        return (*_ONES, "sepuluh", "sebelas")[amount]
    if amount < 20:
        return f"{_ONES[amount - 10]} belas"
    if amount < 100:
        return _joined(f"{_ONES[amount // 10]} puluh", amount % 10)
    if amount < 1000:
        hundreds = "seratus" if amount < 200 else f"{_ONES[amount // 100]} ratus"
        return _joined(hundreds, amount % 100)
    if amount < 2000:
        return _joined("seribu", amount % 1000)
    scale = max(step for step in _SCALES.values() if step <= amount)
    name = next(word for word, step in _SCALES.items() if step == scale)
    return _joined(f"{_in_words(amount // scale)} {name}", amount % scale)


def _joined(start: str, rest: int) -> str:
    return f"{start} {_in_words(rest)}" if rest else start


def _unreadable() -> str:
    return _("Jumlah uang tidak terbaca. Tulis misalnya 25.000.000, 25 juta, atau 750 ribu.")


def _negative() -> str:
    return _("Jumlah uang tidak boleh kurang dari nol.")


def _ambiguity_message(typed: str, readings: tuple[int, ...]) -> str:
    if len(readings) < 2:
        return _unreadable()
    if len(readings) == 2:
        return _("“%(typed)s” dapat berarti Rp %(first)s atau Rp %(second)s. Tulis lengkap, misalnya %(example)s.") % {
            "typed": typed,
            "first": figures(readings[0]),
            "second": figures(readings[1]),
            "example": plain_spelling(readings[-1]),
        }
    return _(
        "“%(typed)s” dapat berarti Rp %(first)s, Rp %(second)s, atau Rp %(third)s. Tulis lengkap, misalnya %(example)s."
    ) % {
        "typed": typed,
        "first": figures(readings[0]),
        "second": figures(readings[1]),
        "third": figures(readings[2]),
        "example": plain_spelling(readings[-1]),
    }
