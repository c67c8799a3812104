"""The recap by region: one table for page, paper, XLSX and CSV (RP03)."""

from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groups.programme import programme_name
from regions.codes import Level
from regions.models import Level as LevelNames
from regions.models import Region
from reports import few_people, links
from reports.columns import FigureSheet
from reports.regional import Overview, level_below
from reports.table import Column, Kind, Row, Table

LEVEL_SLUGS = {
    "provinsi": Level.PROVINCE,
    "kabupaten": Level.REGENCY,
    "kecamatan": Level.DISTRICT,
    "desa": Level.VILLAGE,
}
HEADINGS = {
    Level.NATION: gettext_lazy("Wilayah"),
    Level.PROVINCE: gettext_lazy("Provinsi"),
    Level.REGENCY: gettext_lazy("Kabupaten/Kota"),
    Level.DISTRICT: gettext_lazy("Kecamatan"),
    Level.VILLAGE: gettext_lazy("Desa/Kelurahan"),
}


def levels_in(region: Region) -> dict[str, Level]:
    """The levels a region can be divided into, by their word in addresses; villages only inside one regency."""
    deepest = Level.VILLAGE if region.level >= Level.REGENCY else Level.DISTRICT
    lowest = level_below(region)
    return {slug: level for slug, level in LEVEL_SLUGS.items() if lowest <= level <= deepest}


def slug_of(level: Level) -> str:
    """The word of a level in addresses and file names."""
    return next(word for word, value in LEVEL_SLUGS.items() if value == level)


def recap_table(user, found: Overview, on: date | None = None) -> Table:
    """Every figure of every region of one level inside another; `on` is the day they hold for, where that is past."""
    sheet = FigureSheet(user, found.level, found.bands, is_past=on is not None)
    columns = [*name_columns(found.region, found.level, links.dashboard_url), *sheet.columns()]
    title = _("Rekap kelompok %(programme)s, anggota, dan modal") % {
        "programme": programme_name(on) if on else _programme(found)
    }
    return _table(user, found, title, sheet, columns)


def parts_table(user, found: Overview) -> Table:
    """The headline figures of the parts of a region, for its dashboard."""
    sheet = FigureSheet(user, found.level, found.bands)
    columns = [*name_columns(found.region, found.level, links.dashboard_url)[:1], *sheet.headline_columns()]
    return _table(user, found, _("Angka per wilayah"), sheet, columns)


def _programme(found: Overview) -> str:
    """The name on the day that the figures hold for."""
    return programme_name(
        timezone.localtime(found.freshness.at or timezone.now(), ZoneInfo(found.region.time_zone)).date()
    )


def _table(user, found: Overview, title: str, sheet: FigureSheet, columns: list[Column]) -> Table:
    hidden = set() if sheet.is_past else few_people.hidden_around(user, found.region, found.figures)
    values, own = sheet.lines(found.by_code, found.figures, Level(found.region.level), hidden)
    keys = {column.key for column in columns}
    rows = [Row(part.pk, names_of(part) | _only(values[part.pk], keys)) for part, _figures in found.parts]
    return Table(
        title=title,
        columns=columns,
        rows=rows,
        total=Row(found.region.pk, {"name": _("Jumlah"), **_only(own, keys)}),
        region=found.region.path_name or found.region.name,
        as_at=found.freshness.at,
        made_by=str(user),
        made_at=timezone.now(),
        filters=[_("per %(level)s") % {"level": LevelNames(found.level).label}],
    )


def _only(values: dict, keys: set[str]) -> dict:
    """The values that have a column: what is kept of a table holds nothing that it does not show."""
    return {key: value for key, value in values.items() if key in keys}


def name_columns(region: Region, level: Level, link: Callable[[str], str]) -> list[Column]:
    """What names the rows of a table: the region, its code, and the one above it where it is not plain which."""
    name = Column("name", str(HEADINGS[level]), Kind.TEXT, lambda row: link(row.code))
    code = Column("code", _("Kode"), Kind.TEXT)
    if level - region.level < 2:
        return [name, code]
    above = Column("parent", str(HEADINGS[Level(level - 1)]), Kind.TEXT)
    return [name, code, above]


def names_of(region: Region) -> dict[str, str]:
    """The values of the columns of `name_columns`."""
    name = region.name if region.retired_on is None else _("%(region)s (tidak berlaku lagi)") % {"region": region.name}
    return {"name": name, "code": region.pk, "parent": region.parent.name if region.parent else ""}
