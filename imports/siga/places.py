"""The regions that a table can mean, read once for the whole file."""

from collections.abc import Iterable

from django.db.models import Q

from imports.siga.matching import Gazetteer, Place, province_of, regency_of
from imports.siga.table import SigaRow
from regions.codes import NATION_CODE, Level, ancestors_of
from regions.models import Region, RegionSuccession
from regions.scoping import in_any_region

# More regencies than these are read as whole provinces: one range each.
_MANY = 60
_BATCH = 5_000


def gazetteer_for(rows: Iterable[SigaRow]) -> Gazetteer:
    """All provinces, the regencies of those that the rows name, and all that lies in the regencies they name."""
    other_names = _other_names()
    paths = {(row.province, row.regency) for row in rows}
    provinces = _places(Q(level=Level.PROVINCE), other_names)
    named = {name: province_of(name, provinces) for name in {province for province, _regency in paths}}
    codes = sorted({place.code for place in named.values() if place})
    regencies = _places(in_any_region("code", codes) & Q(level=Level.REGENCY), other_names)
    of_province = Gazetteer.of(regencies).children
    found = [regency_of(regency, of_province[named[province].code]) for province, regency in paths if named[province]]
    inside = sorted({place.code for place in found if place})
    deeper = in_any_region("code", inside if len(inside) <= _MANY else codes) & Q(level__gte=Level.DISTRICT)
    return Gazetteer.of([*provinces, *regencies, *_places(deeper, other_names)])


def _places(condition: Q, other_names: dict[str, tuple[str, ...]]) -> list[Place]:
    rows = Region.objects.filter(condition).values_list("code", "name", "retired_on")
    return [Place(code, name, other_names.get(code, ()), retired_on is not None) for code, name, retired_on in rows]


def _other_names() -> dict[str, tuple[str, ...]]:
    """The names of regions that were replaced by one other of the same level: that one went by them."""
    pairs = RegionSuccession.objects.filter(predecessor__retired_on__isnull=False).values_list(
        "predecessor_id", "predecessor__name", "successor_id"
    )
    followers: dict[str, list[str]] = {}
    for old, _name, new in pairs:
        followers.setdefault(old, []).append(new)
    found: dict[str, tuple[str, ...]] = {}
    for old, name, new in pairs:
        if len(followers[old]) == 1 and len(old) == len(new):
            found[new] = (*found.get(new, ()), name)
    return found


def common_region(codes: Iterable[str]) -> str:
    """The code of the smallest region in which all of these lie; the nation for none."""
    codes = list(codes)
    for length in (10, 6, 4, 2):
        stems = {code[:length] for code in codes}
        if len(stems) == 1 and len(only := stems.pop()) == length:
            return only
    return NATION_CODE


def regions_of(codes: Iterable[str]) -> dict[str, Region]:
    """The regions with these codes and all above them, by code."""
    wanted = set(codes)
    wanted |= {outer for code in set(wanted) for outer in ancestors_of(code)}
    ordered = sorted(wanted)
    found: dict[str, Region] = {}
    for start in range(0, len(ordered), _BATCH):
        found |= Region.objects.in_bulk(ordered[start : start + _BATCH])
    return found
