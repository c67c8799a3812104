"""Everything that stands on the dashboard of one region, from stored totals alone above villages (DB01)."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from groups.tiers import bands_as_at
from regions.clock import local_today
from regions.codes import Level
from regions.models import Region
from regions.months import month_of, shift
from reports import links
from reports.dashboard import sections
from reports.dashboard.asked import Asked, MapForm, asked_of
from reports.dashboard.boards import BoardStates, board_counts
from reports.dashboard.measures import REPORTING, PartFigures, measures_for
from reports.dashboard.moves import moves_of
from reports.dashboard.regions import RegionsPicture, regions_picture
from reports.dashboard.sections import Months
from reports.dashboard.trends import trends
from reports.headline import headline, tier_bars
from reports.history.reading import History, history_of
from reports.models import Measure
from reports.monthly import month_figures
from reports.pictures.series import SeriesPicture
from reports.published import published_for
from reports.recap import parts_table
from reports.regional import Overview, level_below, overview
from reports.totals import Freshness
from reports.traits import counted_traits, stored_sums


def asked_by(user, region: Region, parameters) -> Asked:
    """What an address asks of this region's dashboard, among the measures that this user can see there."""
    bands = bands_as_at(local_today(region))
    return asked_of(parameters, measures_for(user, level_below(region), has_bands=bool(bands)))


def dashboard_page(user, region: Region, asked: Asked, boards: BoardStates, freshness: Freshness) -> dict[str, Any]:
    """The context of the body of the page; the totals and months of the region are true already."""
    found, today = overview(region, level_below(region), freshness), local_today(region)
    counts, history = _counts(region, found, today), history_of(region, figures=found.figures)
    months = sections.months_shown(user, region, today)
    month = sections.last_month(user, region, months)
    tiers = tier_bars(user, region, found.figures, found.bands)
    return {
        "region": region,
        "asked": asked,
        "figures": found.figures,
        "headline": headline(user, region, found.figures, found.bands),
        "month": month,
        "tiers": tiers,
        "tier_shares": sections.tier_shares(tiers),
        "moves": moves_of(user, region, today, freshness),
        "series": _series(user, history, months, found, asked),
        "trends": trends(user, region, history, today),
        "fresh": sections.fresh_shares(user, region, today),
        "stages": sections.stage_shares(user, region, counts),
        "sectors": sections.sector_lines(user, region, counts),
        "reaches": sections.reach_lines(user, region, counts),
        "licences": sections.licence_lines(user, region, counts),
        "exports": sections.export_lines(user, region, counts),
        "boards": board_counts(user, region, boards),
        "boards_url": links.boards_url(user, region.pk),
        "published": published_for(region, Measure.GROUPS, history.today) if region.level == Level.NATION else [],
        "history_url": reverse("history_region", args=[region.pk]),
        "published_url": reverse("published_figures"),
        "warnings": sections.warning_lines(user, region, counts, month),
        "quality_url": links.quality_url(region.pk),
        "graduation_url": f"{reverse('graduation')}?{urlencode({'wilayah': region.pk})}",
        **_parts(user, region, found, asked, boards),
    }


def _parts(user, region: Region, found: Overview, asked: Asked, boards: BoardStates) -> dict[str, Any]:
    """The map or ranking of the parts, and their table; a village has none."""
    if region.level == Level.VILLAGE:
        return {"has_parts": False, "table": parts_table(user, found)}
    table = parts_table(user, found).sorted_by(asked.order)
    return {
        "has_parts": True,
        "map_form": MapForm(asked),
        "picture": _picture(user, region, found, asked, boards, {row.code: row.values for row in table.rows}),
        "table": table,
        "headings": table.headings(asked.order),
        "recap_url": links.recap_url(region.pk),
    }


def _picture(
    user, region: Region, found: Overview, asked: Asked, boards: BoardStates, values: Mapping[str, Mapping[str, Any]]
) -> RegionsPicture:
    """The map or ranking; `values` are those of the parts table, where small numbers are withheld already."""
    month = shift(month_of(local_today(region)), -1)
    months = {}
    if asked.measure is REPORTING:
        months = {code: row for (code, _on), row in month_figures([region.pk], found.level, [month]).items()}
    return regions_picture(
        PartFigures(user, found.level, found.bands, found.parts, values, month, months), asked, boards
    )


def _series(user, history: History, months: Months, found: Overview, asked: Asked) -> list[SeriesPicture]:
    top = found.bands[-1] if found.bands else None
    pictures = sections.history_series(user, history, top, compares=asked.compares)
    reporting = sections.reporting_series(months, compares=asked.compares)
    return [*pictures, reporting] if reporting else pictures


def _counts(region: Region, found: Overview, today) -> dict[str, int]:
    """The counts beside the headline figures; a village's are counted from its rows."""
    if region.level == Level.VILLAGE:
        return counted_traits([region.pk], Level.VILLAGE, today, found.bands).get(region.pk, {})
    return stored_sums([region.pk])
