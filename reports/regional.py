"""The figures of a region and of the regions inside it, from wherever they are cheapest and true."""

from collections.abc import Iterable
from dataclasses import dataclass

from groups.tiers import Bands, bands_as_at
from regions.clock import local_today
from regions.codes import NATION_CODE, Level
from regions.models import Region
from reports.counting import counted
from reports.figures import NOTHING, Figures, total
from reports.monthly import refresh_months_due
from reports.tasks import queue_month_refresh, queue_refresh
from reports.totals import Freshness, now_fresh, refresh_due, stored


@dataclass(frozen=True)
class Overview:
    """A region, the regions of one level inside it with their figures, and how fresh all of it is."""

    region: Region
    level: Level
    parts: list[tuple[Region, Figures]]
    figures: Figures
    bands: Bands
    freshness: Freshness

    @property
    def by_code(self) -> dict[str, Figures]:
        """The figures of the parts by region code."""
        return {region.pk: figures for region, figures in self.parts}


def overview(region: Region, level: Level, freshness: Freshness | None = None) -> Overview:
    """The figures of everything inside `region`, per region of `level` (its own level: the region itself alone).

    Give `freshness` where the caller has already made the totals of the region true.

    Villages are counted from the rows at once, everything above comes from the stored totals, made true first. A
    retired region is listed only where something is still registered in it.
    """
    bands = bands_as_at(local_today(region))
    if freshness is None:
        freshness = now_fresh() if level == Level.VILLAGE else made_true([region.pk])
    found = _figures_in([region.pk], level, region, bands)
    parts = [(part, found.get(part.pk, NOTHING)) for part in parts_of(region, level, found)]
    return Overview(region, level, parts, total(found.values()), bands, freshness)


def level_below(region: Region) -> Level:
    """The level of a region's parts; a village is its own part."""
    return Level(min(region.level + 1, Level.VILLAGE))


def territory_figures(user) -> tuple[list[tuple[Region, Figures]], Freshness]:
    """The figures of each of the user's territories, and their freshness: a few queries however many there are."""
    regions = [territory.region for territory in user.territories]
    stored_codes = [region.pk for region in regions if region.level != Level.VILLAGE]
    freshness = made_true(stored_codes) if stored_codes else now_fresh()
    found: dict[str, Figures] = {}
    for level in sorted({region.level for region in regions}):
        found |= _figures_of([region for region in regions if region.level == level], Level(level))
    return [(region, found.get(region.pk, NOTHING)) for region in regions], freshness


def made_true(codes: Iterable[str]) -> Freshness:
    """Recompute what is due inside these regions, or ask the worker where that is too much for a page."""
    freshness = refresh_due(codes)
    if freshness.due:
        queue_refresh()
    return freshness


def months_made_true(codes: Iterable[str]) -> Freshness:
    """The same for the months: recompute what is due, or ask the worker."""
    freshness = refresh_months_due(codes)
    if freshness.due:
        queue_month_refresh()
    return freshness


def parts_of(region: Region, level: Level, filled: Iterable[str]) -> list[Region]:
    """The regions of one level inside a region; a retired one only where something is still registered in it."""
    filled = set(filled)
    regions = Region.objects.in_region(region.pk).at_level(level).select_related("parent").order_by("code")
    return [part for part in regions if part.retired_on is None or part.pk in filled]


def _figures_of(regions: list[Region], level: Level) -> dict[str, Figures]:
    """The figures of regions of one level. No row carries the nation's code: it is the sum of its provinces."""
    if level == Level.NATION:
        return {NATION_CODE: total(stored([NATION_CODE], Level.PROVINCE).values())}
    return _figures_in([region.pk for region in regions], level, regions[0], bands_as_at(local_today(regions[0])))


def _figures_in(codes: list[str], level: Level, where, bands: Bands) -> dict[str, Figures]:
    if level == Level.VILLAGE:
        return counted(codes, level, local_today(where), bands)
    return stored(codes, level)
