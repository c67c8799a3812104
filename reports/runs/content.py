"""A table as pressed JSON and back, every value exact, and the fingerprint of its values."""

import json
import zlib
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from reports.table import HIDDEN, Column, Kind, Row, Table

_QUICK = 6


def pressed(table: Table) -> bytes:
    """The table as it is kept, every value of it exact."""
    table = as_kept(table)
    kept = {
        "title": str(table.title),
        "columns": [[column.key, str(column.label), str(column.kind)] for column in table.columns],
        "rows": [_written_row(row) for row in table.rows],
        "total": _written_row(table.total) if table.total else None,
        "region": str(table.region),
        "as_at": _written(table.as_at),
        "made_by": table.made_by,
        "made_at": _written(table.made_at),
        "filters": [str(words) for words in table.filters],
        "period": table.period,
    }
    return zlib.compress(json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode(), _QUICK)


def unpressed(content: bytes) -> Table:
    """The table that was kept."""
    kept = json.loads(zlib.decompress(bytes(content)))
    return Table(
        title=kept["title"],
        columns=[Column(key, label, Kind(kind)) for key, label, kind in kept["columns"]],
        rows=[_read_row(row) for row in kept["rows"]],
        total=_read_row(kept["total"]) if kept["total"] else None,
        region=kept["region"],
        as_at=_read(kept["as_at"]),
        made_by=kept["made_by"],
        made_at=_read(kept["made_at"]),
        filters=kept["filters"],
        period=kept["period"],
    )


def as_kept(table: Table) -> Table:
    """The table as it would come back: without the addresses behind its numbers, which would lead to other figures, and
    without what this viewer may know of today alone."""
    gone = {column.key for column in table.columns if column.of_today_alone}
    columns = [replace(column, link=None) for column in table.columns if column.key not in gone]
    total = table.total and _without(table.total, gone)
    return replace(table, columns=columns, rows=[_without(row, gone) for row in table.rows], total=total)


def _without(row: Row, gone: set[str]) -> Row:
    return Row(row.code, {key: value for key, value in row.values.items() if key not in gone}) if gone else row


def digest_of(table: Table) -> str:
    """The fingerprint of the values alone: two makings that say the same have the same, whenever and by whomever."""
    keys = [column.key for column in table.columns if not column.of_today_alone]
    rows = [[row.code, *(_written(row.values.get(key)) for key in keys)] for row in _all(table)]
    return sha256(json.dumps([keys, rows], ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _all(table: Table) -> list[Row]:
    return [*table.rows, *([table.total] if table.total else [])]


def _written_row(row: Row) -> list:
    return [row.code, {key: _written(value) for key, value in row.values.items()}]


def _read_row(kept: list) -> Row:
    code, values = kept
    return Row(code, {key: _read(value) for key, value in values.items()})


def _written(value: Any) -> Any:
    """A value as JSON holds it: what JSON knows as itself, the rest with its kind."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if value is HIDDEN:
        return {"hidden": True}
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, datetime):
        return {"instant": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return str(value)


def _read(kept: Any) -> Any:
    if not isinstance(kept, dict):
        return kept
    kind, text = next(iter(kept.items()))
    return {
        "hidden": lambda _text: HIDDEN,
        "decimal": Decimal,
        "instant": datetime.fromisoformat,
        "day": date.fromisoformat,
    }[kind](text)
