"""How values are written on pictures: short on axes and maps, in full in the tables beside them."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from reports.pictures.series import sparkline
from reports.table import HIDDEN, Kind
from uppks.templatetags.formats import (
    MAGNITUDES,
    NOTHING,
    SHORT_MONTHS,
    _language,
    _rounded,
    _trimmed,
    angka,
    persen,
    rupiah,
    rupiah_ringkas,
)

register = template.Library()

THOUSANDS = {"id": "ribu", "en": "k"}
FULL: dict[Kind, Callable[..., str]] = {Kind.INTEGER: angka, Kind.RUPIAH: rupiah, Kind.PERCENT: persen, Kind.TEXT: str}


@register.filter
def angka_ringkas(value: Any) -> str:
    """Write a count to at most one decimal of ribu, jt, M or T: 950, 12,5 ribu, 1,1 jt."""
    if value in (None, ""):
        return NOTHING
    for unit, names in MAGNITUDES:
        if _rounded(Decimal(abs(value)) * 1000 / unit, 1) >= 1000:
            name = names[_language()] if unit > 1000 else THOUSANDS[_language()]
            return f"{_trimmed(Decimal(value) / unit, 1)} {name}"
    return angka(value)


SHORT: dict[Kind, Callable[..., str]] = {**FULL, Kind.INTEGER: angka_ringkas, Kind.RUPIAH: rupiah_ringkas}


@register.filter
def ringkas(value: Any, kind: Kind) -> str:
    """Write a value of this kind short, for an axis or a map."""
    return _("disembunyikan") if value is HIDDEN else SHORT[kind](value)


@register.filter
def lengkap(value: Any, kind: Kind) -> str:
    """Write a value of this kind in full, for a table."""
    return _("disembunyikan") if value is HIDDEN else FULL[kind](value)


@register.filter
def batas(value: Any, kind: Kind) -> str:
    """Write the bound of a class: counts in full, so that neighbours differ; money short."""
    return ringkas(value, kind) if kind is Kind.RUPIAH else lengkap(value, kind)


@register.filter
def bulan_pendek(value: date | None) -> str:
    """Write a month for an axis: Des 2026."""
    return f"{SHORT_MONTHS[_language()][value.month - 1]} {value.year}" if value else NOTHING


@register.simple_tag
def spark(values: Any, width: int = 96, height: int = 24) -> SafeString:
    """A small line without axes beside a number that says the same; decoration for the eye alone."""
    path = sparkline(list(values), width, height)
    return mark_safe(
        f'<svg class="spark" viewBox="0 0 {int(width)} {int(height)}" aria-hidden="true" focusable="false">'
        f'<path d="{path}"/></svg>'
    )
