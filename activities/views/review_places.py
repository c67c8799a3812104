"""Where a review queue stands, and the ways to other regions, as in the list of groups."""

from urllib.parse import urlencode

from django.http import Http404

from groups.listing import OutsideTerritory, place_of
from regions.codes import LENGTH_BY_LEVEL, Level
from regions.models import Region
from regions.search import MIN_LETTERS, search_regions

LEVELS_BELOW_NATION = (Level.PROVINCE, Level.REGENCY, Level.DISTRICT, Level.VILLAGE)


def list_url(request, names, **changes) -> str:
    """The list's own address with some parameters changed, from its first page on."""
    wanted = {name: request.GET[name] for name in names if request.GET.get(name)} | changes
    query = urlencode({name: value for name, value in wanted.items() if value})
    return f"{request.path}?{query}" if query else request.path


def place_context(request, code: str, names) -> dict:
    """The region of a list, those above and below it with their lists, and the search. Raises Http404 outside."""
    try:
        place = place_of(request.user, code)
    except OutsideTerritory as outside:
        raise Http404 from outside
    return {
        "above": [(region, list_url(request, names, wilayah=region.code)) for region in place.above],
        "place": place.region,
        "below": [(region, list_url(request, names, wilayah=region.code)) for region in place.below],
        "kept": [(name, request.GET[name]) for name in names if request.GET.get(name)],
        **regions_meant(request, names),
    }


def regions_meant(request, names) -> dict:
    """Regions of the territory that the typed part of a name can mean, each with its list."""
    typed = request.GET.get("tempat", "")
    matches = search_regions(Region.objects.visible_to(request.user), typed, LEVELS_BELOW_NATION)
    return {
        "region_query": typed,
        "region_matches": matches,
        "region_results": [(region, list_url(request, names, wilayah=region.code)) for region in matches.regions],
        "min_letters": MIN_LETTERS,
        "can_search_region": any(len(code) < LENGTH_BY_LEVEL[Level.VILLAGE] for code in request.user.territory_codes),
    }
