"""Tables in the shape of SIGA's 6A, made from the national list of regions: real places, made-up numbers."""

import csv
import io
import lzma
from functools import cache

from django.conf import settings

HEADER = (
    "PROVINSI;KABUPATEN;KECAMATAN;KODE;KELURAHAN;YANG ADA;YANG LAPOR;PERSENTASE LAPOR;MATERI USAHA EKONOMI KELUARGA;"
    "MATERI PENGELOLAAN KEUANGAN KELUARGA;MATERI KB KESPRO;BULAN"
)


@cache
def national_list() -> dict[str, str]:
    """Every region's name by its code."""
    with lzma.open(settings.BASE_DIR / "regions/data/regions.csv.xz", "rt", encoding="utf-8") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


def line(code: str, existing=1, reporting=1, month: str = "JANUARI", **changed: str) -> str:
    """The row of one village as SIGA writes it; `regency`, `district`, `digits`, `village` can be given otherwise."""
    names = national_list()
    regency = names[code[:4]].upper().removeprefix("KABUPATEN ")
    share = f"{100 * reporting / existing:.2f}" if isinstance(existing, int) and existing else "0.00"
    cells = [
        changed.get("province", names[code[:2]].upper()),
        changed.get("regency", regency),
        changed.get("district", names[code[:6]].upper()),
        changed.get("digits", code[-4:]),
        changed.get("village", names[code].upper()),
        *(str(value) for value in (existing, reporting, share, reporting, 0, 0, month)),
    ]
    return ";".join(cells)


def table(*lines: str, header: str = HEADER) -> bytes:
    """A whole file."""
    return "\n".join([header, *lines, ""]).encode()


def villages_in(code: str) -> list[str]:
    """The codes of the villages in a region."""
    return [one for one in national_list() if len(one) == 10 and one.startswith(code)]


def province_table(code: str, month: str = "JANUARI") -> bytes:
    """One row for every village of a province, one group in each, every other one reporting."""
    return table(*(line(one, 1, number % 2, month) for number, one in enumerate(villages_in(code))))


def opened(content: bytes) -> io.BytesIO:
    """The file as the reader takes it."""
    return io.BytesIO(content)
