"""A report table on paper: landscape, headings on every page, wide ones in parts that each repeat the first column."""

from collections.abc import Iterable
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from groups.money import figures
from reports.paper.pdf import Paper
from reports.paper.sheet import in_indonesian, long_date, rupiah
from reports.table import HIDDEN, Column, Kind, Row, Table

# Longer ones are files: nobody reads a hundred pages of them, and the press has other work.
MOST_ROWS = 2000
NOTHING = "–"
HIDDEN_WORD = "disembunyikan"
# Millimetres: the margins of a sheet, a letter in the size of the rows, the padding of a cell.
_MARGINS, _LETTER, _PADDING = 30, 1.4, 2.8
_LONGEST_LINE = 38


def sideways(paper: Paper) -> Paper:
    """The same paper lying on its side."""
    return Paper(paper.code, paper.name, paper.height, paper.width)


@in_indonesian
def table_form(table: Table, paper: Paper, zone: str) -> dict:
    """The table as the press lays it out on this paper, which lies on its side."""
    texts = [[_told(column, row) for column in table.columns] for row in table.rows]
    total = [_told(column, table.total, empty="") for column in table.columns] if table.total else []
    widths = _widths(table.columns, [*texts, *([total] if total else [])])
    parts = list(_parts(widths, paper.width - _MARGINS))
    return {
        "title": table.title,
        "head": _head(table, zone),
        "running": " · ".join(words for words in (table.title, table.region, table.period) if words),
        "rows": len(texts),
        "parts": [_part(table.columns, widths, texts, total, places) for places in parts],
    }


def _head(table: Table, zone: str) -> list[list[str]]:
    """Region, day, filters, instant, who and when (RP02)."""
    return [
        ["Wilayah", table.region],
        ["Keadaan", table.period or NOTHING],
        ["Saringan", ", ".join(map(str, table.filters)) or "tanpa saringan"],
        ["Data per", _instant(table.as_at, zone)],
        ["Dibuat oleh", table.made_by],
        ["Dibuat pada", _instant(table.made_at, zone)],
    ]


def _part(columns: list[Column], widths: list[float], texts: list, total: list, places: list[int]) -> dict:
    return {
        "columns": [
            {"label": str(columns[place].label), "number": columns[place].is_number, "width": widths[place]}
            for place in places
        ],
        "rows": [[line[place] for place in places] for line in texts],
        "total": [total[place] for place in places] if total else [],
    }


def _parts(widths: list[float], room: float) -> Iterable[list[int]]:
    """The places of the columns in parts that fit the paper, each with the first column, about equally full."""
    free = room - widths[0]
    share = max(1, ceil(sum(widths[1:]) / free)) if free > 0 else 1
    target = min(free, sum(widths[1:]) / share + max(widths[1:], default=0) / 2)
    part, used = [0], 0.0
    for place, width in enumerate(widths[1:], start=1):
        if len(part) > 1 and used + width > target:
            yield part
            part, used = [0], 0.0
        part.append(place)
        used += width
    yield part


def _widths(columns: list[Column], lines: list[list[str]]) -> list[float]:
    """How wide each column wants to be: its longest value, or the longest word of its heading; words may be folded."""
    wanted = []
    for place, column in enumerate(columns):
        longest = max((len(line[place]) for line in lines), default=0)
        heading = max(map(len, str(column.label).split()), default=0)
        letters = max(min(longest, _LONGEST_LINE) if column.kind is Kind.TEXT else longest, heading, 3)
        wanted.append(letters * _LETTER + _PADDING)
    return wanted


def _told(column: Column, row: Row, empty: str = NOTHING) -> str:
    """A value as it is written on paper, in Indonesian forms (RP08)."""
    value = row.values.get(column.key)
    if value is None:
        return empty
    if value is HIDDEN:
        return HIDDEN_WORD
    return _DRAWN[column.kind](value)


def _percent(value: Any) -> str:
    """At most one decimal, none where it is a zero: 41,2% but 50%."""
    rounded = (Decimal(str(value)) * 100).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return f"{rounded}".removesuffix(".0").replace(".", ",") + "%"


_DRAWN = {
    Kind.TEXT: str,
    Kind.INTEGER: figures,
    Kind.RUPIAH: rupiah,
    Kind.PERCENT: _percent,
    Kind.DATE: lambda day: f"{day:%d/%m/%Y}",
}


def _instant(moment: datetime | None, zone: str) -> str:
    if moment is None:
        return NOTHING
    local = timezone.localtime(moment, ZoneInfo(zone))
    return f"{long_date(local.date())} pukul {local:%H.%M} {local.tzname()}"
