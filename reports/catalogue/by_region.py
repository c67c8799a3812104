"""What the reports by region share: rows and line of sums, links that hold only for today, and what is too much."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from groups.programme import programme_name
from regions.clock import local_today
from regions.models import Level as LevelNames
from reports import links
from reports.as_at import is_heavy_region
from reports.catalogue.report import Asked
from reports.recap import name_columns, names_of
from reports.regional import parts_of
from reports.table import Column, Row, Table
from reports.totals import Freshness, now_fresh

Link = Callable[[Row], str]


def is_today(asked: Asked) -> bool:
    """True where the report speaks of the day it now is in its region: only then are the lists those behind it."""
    return asked.on == local_today(asked.region)


def groups_link(asked: Asked, **filters: str) -> Link | None:
    """The list of groups behind a row's number; none for another day than today."""
    if not is_today(asked):
        return None
    return lambda row: links.groups_url(asked.user, row.code, **filters)


def members_link(asked: Asked, **filters: str) -> Link | None:
    """The list of members behind a row's number; none for another day than today."""
    if not is_today(asked):
        return None
    return lambda row: links.members_url(asked.user, row.code, **filters)


def without_links(table: Table) -> Table:
    """The same table of a past day: its names still lead to their regions, its numbers to no list."""
    columns = [column if column.key == "name" else replace(column, link=None) for column in table.columns]
    return replace(table, columns=columns)


def programme_of(day: date) -> dict[str, str]:
    """The name of the programme on the day, for a title (RP08)."""
    return {"programme": programme_name(day)}


def region_table(
    asked: Asked,
    title: str,
    columns: Sequence[Column],
    values: Mapping[str, Mapping[str, Any]],
    whole: Mapping[str, Any],
    nothing: Mapping[str, Any],
    filters: Sequence[str] = (),
    freshness: Freshness | None = None,
) -> Table:
    """A table of all regions of the level; `whole` is the line of sums, `nothing` the values of a region left out.

    Give the `freshness` of what was read from stored totals; what was counted from the rows holds for now.
    """
    parts = parts_of(asked.region, asked.level, values)
    return Table(
        title=title,
        columns=[*name_columns(asked.region, asked.level, links.dashboard_url), *columns],
        rows=[Row(part.pk, {**names_of(part), **values.get(part.pk, nothing)}) for part in parts],
        total=Row(asked.region.pk, {"name": _("Jumlah"), **whole}),
        region=asked.region.path_name or asked.region.name,
        as_at=(freshness or now_fresh()).at,
        made_by=str(asked.user),
        made_at=timezone.now(),
        filters=[_("per %(level)s") % {"level": LevelNames(asked.level).label}, *filters],
    )


def list_table(asked: Asked, title: str, columns: list[Column], rows: list[Row], filters: Sequence[str] = ()) -> Table:
    """A table whose rows are no regions; it has no line of sums."""
    return Table(
        title=title,
        columns=columns,
        rows=rows,
        total=None,
        region=asked.region.path_name or asked.region.name,
        as_at=timezone.now(),
        made_by=str(asked.user),
        made_at=timezone.now(),
        filters=list(filters),
    )


def is_heavy(asked: Asked) -> bool:
    """True if the region is too large to be counted from its rows while a page waits."""
    return is_heavy_region(asked.region.pk)


def is_heavy_in_the_past(asked: Asked) -> bool:
    """The same for reports that read what is stored for today."""
    return not is_today(asked) and is_heavy(asked)


def chosen_of(asked: Asked, name: str, options: Mapping[str, Any]) -> str:
    """The value of a filter; the first of its options where nothing, or nothing known, was chosen."""
    value = asked.chosen.get(name, "")
    return value if value in options else next(iter(options))
