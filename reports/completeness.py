"""Who has reported: ADA and LAPOR of a month by region, one table for page, paper, XLSX and CSV (RP01, UP11)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from regions.clock import local_today
from regions.codes import Level
from regions.models import Level as LevelNames
from regions.models import Region
from regions.months import month_of, month_range, months_ending, parse_month, shift
from reports import links
from reports.month_figures import NO_MONTH, MonthFigures, month_total
from reports.monthly import MONTHS_KEPT, kept_since, month_figures
from reports.recap import name_columns, names_of
from reports.regional import months_made_true, parts_of
from reports.table import Column, Kind, Row, Table
from reports.totals import Freshness, now_fresh


@dataclass(frozen=True)
class Completeness:
    """A region's month, the regions of one level inside it with their figures, and how fresh all of it is."""

    region: Region
    level: Level
    month: date
    parts: list[tuple[Region, MonthFigures]]
    figures: MonthFigures
    freshness: Freshness


def completeness_of(region: Region, level: Level, month: date) -> Completeness:
    """The month of everything inside `region`, per region of `level` (its own level: the region itself alone).

    Villages are counted from the rows at once, everything above comes from the stored months, made true first.
    """
    freshness = now_fresh() if level == Level.VILLAGE else months_made_true([region.pk])
    found = {place: figures for (place, _month), figures in month_figures([region.pk], level, [month]).items()}
    parts = [(part, found.get(part.pk, NO_MONTH)) for part in parts_of(region, level, found)]
    return Completeness(region, level, month, parts, month_total(found.values()), freshness)


def months_offered(region: Region) -> list[date]:
    """The months that can be asked for, oldest first: the kept ones through the one that runs in the region now."""
    present = month_of(local_today(region))
    recent = months_ending(present, MONTHS_KEPT)[0]
    return month_range(min(kept_since([region.pk]) or recent, recent), present)


def month_asked(text: str, offered: list[date]) -> date:
    """The month of an address where it is on offer, else the newest that has ended."""
    try:
        month = parse_month(text)
    except ValueError:
        month = None
    return month if month in offered else shift(offered[-1], -1)


def title_of(month: date) -> str:
    """What the report of a month is called."""
    return _("Kelengkapan register R/I %(month)s") % {"month": date_format(month, "F Y")}


def completeness_table(user, found: Completeness) -> Table:
    """Every figure of the month, of every region of one level inside another."""
    names = name_columns(found.region, found.level, lambda code: links.completeness_url(code, found.month))
    return Table(
        title=title_of(found.month),
        columns=[*names, *_columns(user, found.month)],
        rows=[Row(part.pk, {**names_of(part), **_values(figures)}) for part, figures in found.parts],
        total=Row(found.region.pk, {"name": _("Jumlah"), **_values(found.figures)}),
        region=found.region.path_name or found.region.name,
        as_at=found.freshness.at,
        made_by=str(user),
        made_at=timezone.now(),
        filters=[
            date_format(found.month, "F Y"),
            _("per %(level)s") % {"level": LevelNames(found.level).label},
        ],
    )


def _columns(user, month: date) -> list[Column]:
    def to(**filters: str) -> Callable[[Row], str]:
        url = links.month_links(user, month, **filters)
        return lambda row: url(row.code)

    return [
        Column("existing", _("ADA"), link=to()),
        Column("reporting", _("LAPOR"), link=to(keadaan="lapor")),
        Column("share", _("% LAPOR"), Kind.PERCENT),
        Column("on_time", _("Tepat waktu"), link=to(keadaan="tepat")),
        Column("on_time_share", _("% tepat waktu"), Kind.PERCENT),
        Column("late", _("Terlambat"), link=to(keadaan="terlambat")),
        Column("missing", _("Belum lapor"), link=to(keadaan="belum")),
        Column("approved", _("Disetujui"), link=to(keadaan="disetujui")),
        Column("met", _("Bertemu"), link=to(materi="pertemuan")),
        Column("meetings", _("Pertemuan")),
        Column("topic_business", _("Materi usaha"), link=to(materi="usaha")),
        Column("topic_finance", _("Materi keuangan"), link=to(materi="keuangan")),
        Column("topic_health", _("Materi KB"), link=to(materi="kb")),
        Column("coaching", _("Dibina"), link=to(materi="pembinaan")),
    ]


def _values(figures: MonthFigures) -> dict:
    return {
        "existing": figures.existing,
        "reporting": figures.reporting,
        "share": figures.share,
        "on_time": figures.on_time,
        "on_time_share": figures.on_time_share,
        "late": figures.late,
        "missing": figures.missing,
        "approved": figures.approved,
        "met": figures.met,
        "meetings": figures.meetings,
        "topic_business": figures.topic_business,
        "topic_finance": figures.topic_finance,
        "topic_health": figures.topic_health,
        "coaching": figures.coaching,
    }
