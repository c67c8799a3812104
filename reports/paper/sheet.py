"""What every printed form says besides its content: which region, which group, who printed it and when (RP02, RP08).

Everything is worded in Indonesian, whatever language the screen is in.
"""

from collections.abc import Callable, Iterable
from datetime import date
from functools import wraps

from django.utils import translation
from django.utils.formats import date_format

from groups.models import EnterpriseGroup
from groups.money import figures
from regions.clock import local_now
from regions.codes import ancestors_of
from regions.models import Region

Names = dict[str, str]
Pairs = list[list[str]]
PLACES = ("Provinsi", "Kabupaten/Kota", "Kecamatan", "Desa/Kelurahan")
_LENGTHS = (2, 4, 6, 10)
# Where day and place are written by hand beside the signature.
DAY_BY_HAND = "...................................... 20......"


def in_indonesian(function: Callable) -> Callable:
    """Word everything the function makes in Indonesian."""

    @wraps(function)
    def worded(*args, **kwargs):
        with translation.override("id"):
            return function(*args, **kwargs)

    return worded


@in_indonesian
def document(user, title: str, forms: list[dict]) -> dict:
    """The values of a whole file: its title, the line at the foot of each page, its forms."""
    now = local_now(user)
    stamp = f"Registri UPPKS · dicetak oleh {user}, {long_date(now.date())} pukul {now:%H.%M} {now.tzname()}"
    return {"title": title, "stamp": stamp, "forms": forms}


def long_date(day: date | None) -> str:
    """A day in full: 31 Desember 2026; nothing for None."""
    return date_format(day, "j F Y") if day else ""


def month_name(month: date) -> str:
    """A month: Desember 2026."""
    return date_format(month, "F Y")


def rupiah(amount: int | None) -> str:
    """Whole rupiah in full: Rp 25.000.000; nothing for None."""
    return "" if amount is None else f"Rp {figures(amount)}"


def region_names(villages: Iterable[str]) -> Names:
    """The names of these villages and of every region above them, by code, in one query."""
    codes = {code for village in villages for code in (village, *ancestors_of(village))}
    return dict(Region.objects.filter(pk__in=codes).values_list("pk", "name"))


def places(village: str, names: Names) -> Pairs:
    """Province, regency, district and village as lines of a form's head."""
    return [
        [label, names.get(village[:length], "") if len(village) >= length else ""]
        for label, length in zip(PLACES, _LENGTHS, strict=True)
    ]


def whose(group: EnterpriseGroup) -> Pairs:
    """Name and number as lines of a form's head."""
    return [["Nama kelompok", group.name], ["Nomor kelompok", group.number_display]]


def signed_by(place: str, day: date | None, *, mentor: str = "", chair: str = "") -> dict:
    """Who signs: the officer on the left, the chair on the right, with place and day; the unknown is left to a pen."""
    when = long_date(day) or DAY_BY_HAND
    return {
        "left_role": "PKB/PLKB",
        "left_name": mentor,
        "right_role": "Ketua Kelompok",
        "right_name": chair,
        "place_date": f"{place or '..............................'}, {when}",
    }
