"""How numbers, money and dates look on a page. Display only: nothing here is ever stored or read back.

Indonesian forms follow PUEBI (dot between thousands, comma before decimals); the English interface gets English forms.
`None` is always an en dash, so that "not known" is never mistaken for zero.
"""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.translation import get_language

register = template.Library()

NOTHING = "–"
MONTHS = {
    "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split(),
    "en": "January February March April May June July August September October November December".split(),
}
SHORT_MONTHS = {
    "id": "Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des".split(),
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(),
}
# Largest first: the unit in rupiah, then how each language abbreviates it.
MAGNITUDES = [
    (10**12, {"id": "T", "en": "tn"}),
    (10**9, {"id": "M", "en": "bn"}),
    (10**6, {"id": "jt", "en": "m"}),
    (10**3, {"id": "rb", "en": "k"}),
]


def _language() -> str:
    return "en" if (get_language() or "").startswith("en") else "id"


def _rounded(value, places: int) -> Decimal:
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _grouped(number: Decimal | int) -> str:
    """Write a number with the separators of the language in use."""
    text = f"{number:,}"
    return text if _language() == "en" else text.translate(str.maketrans(",.", ".,"))


def _trimmed(value, places: int) -> str:
    """Write at most `places` decimals, none where they are zeros: 1,5 but 2."""
    rounded = _rounded(value, places)
    return _grouped(rounded.normalize() if rounded != rounded.to_integral() else rounded.quantize(Decimal(1)))


@register.filter
def angka(value, places=0) -> str:
    """Write a count or measure: `1234|angka` is 1.234, `12.345|angka:1` is 12,3."""
    return NOTHING if value in (None, "") else _grouped(_rounded(value, int(places)))


@register.filter
def selisih(value) -> str:
    """Write a difference with its sign: +4, −2, and 0 for none."""
    if value in (None, ""):
        return NOTHING
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{angka(abs(value))}"


@register.filter
def rupiah(value) -> str:
    """Write whole rupiah in full: `25000000|rupiah` is Rp 25.000.000, a negative amount −Rp 25.000.000."""
    if value in (None, ""):
        return NOTHING
    sign = "−" if value < 0 else ""
    return f"{sign}Rp {_grouped(_rounded(abs(value), 0))}"


@register.filter
def rupiah_ringkas(value) -> str:
    """Write rupiah to at most one decimal of rb, jt, M (miliar) or T (triliun): Rp 25 jt, Rp 1,5 M.

    For charts and tiles, where the exact amount stands elsewhere on the page.
    """
    if value in (None, ""):
        return NOTHING
    sign, amount = ("−" if value < 0 else ""), abs(value)
    for unit, names in MAGNITUDES:
        # 999.950 is 1.000 rb once rounded, and that is written 1 jt.
        if _rounded(Decimal(amount) * 1000 / unit, 1) >= 1000:
            return f"{sign}Rp {_trimmed(Decimal(amount) / unit, 1)} {names[_language()]}"
    return f"{sign}Rp {_grouped(_rounded(amount, 0))}"


@register.filter
def persen(value, places=1) -> str:
    """Write a share between 0 and 1 as a percentage: `0.412|persen` is 41,2%."""
    return NOTHING if value in (None, "") else f"{_trimmed(Decimal(str(value)) * 100, int(places))}%"


@register.filter
def persen_dari(part, whole) -> str:
    """Write `part` as a percentage of `whole`: `3|persen_dari:4` is 75%. Of nothing there is no percentage: –."""
    if part is None or not whole:
        return NOTHING
    return persen(Decimal(str(part)) / Decimal(str(whole)))


def _local_date(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


@register.filter(expects_localtime=True)
def tanggal(value: date | None) -> str:
    """Write a date in full: 31 Desember 2026. An instant is written as the local day it fell on."""
    if not value:
        return NOTHING
    day = _local_date(value)
    return f"{day.day} {MONTHS[_language()][day.month - 1]} {day.year}"


@register.filter(expects_localtime=True)
def tanggal_pendek(value: date | None) -> str:
    """Write a date for a narrow column: 31 Des 2026."""
    if not value:
        return NOTHING
    day = _local_date(value)
    return f"{day.day} {SHORT_MONTHS[_language()][day.month - 1]} {day.year}"


@register.filter(expects_localtime=True)
def bulan(value: date | None) -> str:
    """Write the month a date lies in: Desember 2026."""
    if not value:
        return NOTHING
    day = _local_date(value)
    return f"{MONTHS[_language()][day.month - 1]} {day.year}"


@register.filter
def waktu(value: datetime | None, zone: str | None = None) -> str:
    """Write an instant with its zone: 31 Desember 2026 pukul 14.05 WIB.

    `zone` names an IANA zone (`region.time_zone`); without it the active time zone is used.
    """
    if not value:
        return NOTHING
    local = timezone.localtime(value, ZoneInfo(zone) if zone else None)
    if _language() == "en":
        return f"{tanggal(local)}, {local:%H:%M} {local.tzname()}"
    return f"{tanggal(local)} pukul {local:%H.%M} {local.tzname()}"


@register.filter
def masked(value: str | None) -> str:
    """Hide the middle of an identity number: 3374••••••••0001. Shorter than eight characters is hidden whole."""
    if not value:
        return NOTHING
    text = str(value)
    return f"{text[:4]}{'•' * (len(text) - 8)}{text[-4:]}" if len(text) > 8 else "•" * len(text)
