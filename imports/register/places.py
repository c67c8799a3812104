"""Which village a row of a register file means: its code first, else its names from the top down.

A name counts where it is the same name, however it is written (`Ds.`, `KAB.`, capitals, spaces). One that is only alike
is offered and never taken: the person says which village is meant, and `chosen` keeps the answer by the key of the
path. What is not told above the village is taken from the territory, where that leaves no choice; the province also
from its regency, whose name no other has.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from accounts.models import User
from groups.actions.registration import village_problem
from imports.register.issues import Issue, error, warning
from imports.register.rows import VillageWritten
from imports.siga.matching import Gazetteer, Place, district_of, province_of, regency_of
from imports.siga.names import (
    OTHER_PROVINCE_NAMES,
    RENAMED_REGENCIES,
    district_key,
    likeness,
    regency_key,
    squeezed,
    village_key,
)
from imports.siga.places import common_region, gazetteer_for
from regions.clock import local_today
from regions.codes import NATION_CODE, is_inside
from regions.models import Level, Region
from regions.names import search_words

_PROVINCE_TITLES = {"provinsi", "prov", "propinsi"}
_OFFERED = 3
# Below this a name has nothing to do with the one written.
_WORTH_OFFERING = 60
# A code whose village is called nothing like what stands beside it is looked at by a person.
_SURELY_OTHER = 50
_COLUMN, _CODE_COLUMN = "desa_kelurahan", "kode_desa"
# A desa and a kelurahan of one name can lie in one district; the code tells them apart (Permendagri 58/2021).
_KINDS = {"desa": "2", "ds": "2", "kelurahan": "1", "kel": "1", "lurah": "1"}
_ABOVE = ("province", "regency", "district")


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """The village a row means, or why none; `candidates` are codes with full names. A warning may stand by a code."""

    code: str = ""
    time_zone: str = ""
    issue: Issue | None = None
    candidates: tuple[tuple[str, str], ...] = ()
    region: Region | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A path of names that a person is asked about: its key, its words, and the villages it may mean."""

    key: str
    words: str
    candidates: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Guess:
    """Where names lead: codes of villages, best first; only an exact one is taken."""

    codes: tuple[str, ...] = ()
    is_exact: bool = False


def path_key(written: VillageWritten) -> str:
    """What an answer about this path of names is kept under: `provinsi|kabupaten|kecamatan|desa` in plain words."""
    return "|".join(search_words(getattr(written, name)) for name in (*_ABOVE, "village"))


def is_told(written: VillageWritten) -> bool:
    """True if the row says anything of a village itself."""
    return bool(written.code or written.village)


class Places:
    """Finds the villages of a file inside the territory of its user; each path is looked up once."""

    def __init__(self, user: User, chosen: dict[str, str]):
        self.user = user
        self.chosen = chosen
        self.asked: dict[str, Asked] = {}
        self._found: dict[VillageKey, PlaceFound] = {}
        self._regions: dict[str, Region | None] = {}
        self._gazetteer = Gazetteer()
        self._read: set[tuple[str, str]] = set()
        self._default = self._names_of_territory()
        self._provinces: dict[str, str] = {}

    def resolve_many(self, written: Iterable[VillageWritten]) -> None:
        """Look up what has not been seen before, in a few queries however many there are."""
        fresh = {_key(one): one for one in written if is_told(one) and _key(one) not in self._found}
        if not fresh:
            return
        named = {key: self._completed(one) for key, one in fresh.items() if not one.code}
        self._read_names(one for one in named.values() if path_key(one) not in self.chosen)
        guesses = {key: self._guess(fresh[key], one) for key, one in named.items()}
        coded = {key: _Guess((one.code,), True) for key, one in fresh.items() if one.code}
        self._read_codes({code for guess in (*guesses.values(), *coded.values()) for code in guess.codes})
        for key, one in fresh.items():
            self._found[key] = self._coded(one) if one.code else self._named(one, named[key], guesses[key])

    def find(self, written: VillageWritten) -> PlaceFound:
        """The village of one row; nothing is asked of the database for one that was resolved before."""
        if not is_told(written):
            sentence = _("Tulis kode desa 10 angka, atau provinsi, kabupaten/kota, kecamatan, dan desa.")
            return PlaceFound(issue=error("village", _COLUMN, "", sentence))
        if _key(written) not in self._found:
            self.resolve_many([written])
        return self._found[_key(written)]

    def region(self, code: str) -> Region | None:
        """A village that was found in this file."""
        return self._regions.get(code)

    def _names_of_territory(self) -> dict[str, str]:
        """The names above a village that all of the territory shares."""
        code = common_region(self.user.territory_codes) if self.user.territory_codes else NATION_CODE
        lengths = {"province": 2, "regency": 4, "district": 6}
        known = {name: code[:length] for name, length in lengths.items() if code != NATION_CODE and len(code) >= length}
        names = dict(Region.objects.filter(pk__in=known.values()).values_list("pk", "name")) if known else {}
        return {name: names.get(code, "") for name, code in known.items()}

    def _completed(self, written: VillageWritten) -> VillageWritten:
        """The path with what the territory leaves no choice about."""
        above = {name: getattr(written, name) or self._default.get(name, "") for name in _ABOVE}
        if above["regency"] and not above["province"]:
            above["province"] = self._province_around(above["regency"])
        return VillageWritten(village=written.village, **above)

    def _province_around(self, regency: str) -> str:
        """The province of a regency named without one: no two regencies of the nation share a name and a title."""
        if regency not in self._provinces:
            place = regency_of(regency, self._regencies)
            is_same = place is not None and _is_regency(regency, place)
            found = Region.objects.filter(pk=place.code[:2]).values_list("name", flat=True) if is_same else []
            self._provinces[regency] = next(iter(found), "")
        return self._provinces[regency]

    @cached_property
    def _regencies(self) -> list[Place]:
        rows = Region.objects.filter(level=Level.REGENCY, retired_on__isnull=True).values_list("code", "name")
        return [Place(code, name) for code, name in rows]

    def _read_names(self, written: Iterable[VillageWritten]) -> None:
        fresh = [one for one in written if (one.province, one.regency) not in self._read]
        if fresh:
            for parent, places in gazetteer_for(fresh).children.items():
                self._gazetteer.children[parent] = places
            self._read |= {(one.province, one.regency) for one in fresh}

    def _read_codes(self, codes: set[str]) -> None:
        fresh = sorted(code for code in codes if code not in self._regions)
        if fresh:
            found = Region.objects.only("code", "name", "level", "path_name", "time_zone", "retired_on").in_bulk(fresh)
            self._regions |= {code: found.get(code) for code in fresh}

    def _guess(self, written: VillageWritten, completed: VillageWritten) -> _Guess:
        """Where the names lead; a person's answer goes before every likeness."""
        answered = self.chosen.get(path_key(written)) or self.chosen.get(path_key(completed))
        if answered:
            return _Guess((answered,), True)
        above, is_exact = NATION_CODE, True
        for name, step in zip(_ABOVE, _STEPS, strict=True):
            place, is_same = step(getattr(completed, name), self._gazetteer.children[above])
            if place is None:
                return _Guess()
            above, is_exact = place.code, is_exact and is_same
        codes, is_same = _villages(completed.village, self._gazetteer.children[above])
        return _Guess(codes, is_exact and is_same)

    def _coded(self, written: VillageWritten) -> PlaceFound:
        """A village named by its code; a name beside it that is quite another is pointed out."""
        region = self._regions[written.code]
        if region is None:
            sentence = _("Kode desa ini tidak ada di daftar Kemendagri. Periksa kesepuluh angkanya.")
            return PlaceFound(issue=error("village", _CODE_COLUMN, written.code, sentence))
        found = self._checked(region, _CODE_COLUMN, written.code)
        alike = likeness(village_key(written.village), village_key(region.name)) if written.village else 100
        if found.issue or alike >= _SURELY_OTHER:
            return found
        sentence = _("Kode ini milik %(name)s, tetapi di sampingnya tertulis nama lain. Kode yang dipakai.")
        told = warning("village_name", _COLUMN, written.village, sentence % {"name": region.path_name})
        return PlaceFound(found.code, found.time_zone, told, region=region)

    def _named(self, written: VillageWritten, completed: VillageWritten, guess: _Guess) -> PlaceFound:
        regions = [self._regions[code] for code in guess.codes if self._regions.get(code)]
        words = ", ".join(filter(None, (written.village, completed.district, completed.regency, completed.province)))
        if guess.is_exact and len(regions) == 1:
            return self._checked(regions[0], _COLUMN, words)
        offered = tuple((region.pk, region.path_name) for region in regions if self._may_live_in(region))[:_OFFERED]
        if not offered:
            sentence = _(
                "Desa ini tidak ditemukan di daftar Kemendagri. Tulis kode desanya, atau periksa nama-namanya."
            )
            return PlaceFound(issue=error("village", _COLUMN, words, sentence))
        key = path_key(written)
        self.asked[key] = Asked(key, words, offered)
        sentence = _("Desa ini mirip dengan %(names)s. Pilih desa yang dimaksud, atau tulis kode desanya.")
        names = "; ".join(f"{name} ({code})" for code, name in offered)
        return PlaceFound(issue=error("village_close", _COLUMN, words, sentence % {"names": names}), candidates=offered)

    def _checked(self, region: Region, column: str, value: str) -> PlaceFound:
        """The village, if a group of this user can live there."""
        is_seen = self._sees(region)
        problem = village_problem(region, is_seen=is_seen, today=local_today(region))
        if problem:
            code = "village" if is_seen or not region.is_village else "village_outside"
            return PlaceFound(issue=error(code, column, value, problem))
        return PlaceFound(region.pk, region.time_zone, region=region)

    def _may_live_in(self, region: Region) -> bool:
        return not village_problem(region, is_seen=self._sees(region), today=local_today(region))

    def _sees(self, region: Region) -> bool:
        return any(is_inside(region.pk, code) for code in self.user.territory_codes)


VillageKey = tuple[str, str, str, str, str]


def _key(written: VillageWritten) -> VillageKey:
    return (written.code, written.province, written.regency, written.district, written.village)


def _step(find: Callable, is_same: Callable) -> Callable:
    """One level of a path: the place of this name, and whether it is the same name or only alike."""

    def found(name: str, places: list[Place]) -> tuple[Place | None, bool]:
        place = find(name, places) if name else None
        return place, place is not None and is_same(name, place)

    return found


def _is_province(name: str, place: Place) -> bool:
    key = squeezed(name, _PROVINCE_TITLES)
    return OTHER_PROVINCE_NAMES.get(key) == place.code or key in {squeezed(known) for known in place.names}


def _is_regency(name: str, place: Place) -> bool:
    key = regency_key(name)[1]
    if RENAMED_REGENCIES.get(key) == place.code or key in {regency_key(known)[1] for known in place.names}:
        return True
    return squeezed(name) in {regency_key(known)[1] for known in place.names}


def _is_district(name: str, place: Place) -> bool:
    return district_key(name) in {district_key(known) for known in place.names}


_STEPS = (_step(province_of, _is_province), _step(regency_of, _is_regency), _step(district_of, _is_district))


def _kind_of(name: str) -> str:
    """The digit by which the code of a desa or a kelurahan goes on, where the name says which of the two it is."""
    return _KINDS.get(search_words(name).partition(" ")[0], "")


def _villages(name: str, places: list[Place]) -> tuple[tuple[str, ...], bool]:
    """The villages of this name, and True; where there is none, those that come nearest, and False."""
    key = village_key(name)
    same = [place for place in places if any(village_key(known) == key for known in place.names)]
    current = [place for place in same if not place.is_retired] or same
    current = [place for place in current if place.code[6:7] == _kind_of(name)] or current
    if current:
        return tuple(place.code for place in current), len(current) == 1
    ranked = [(max(likeness(key, village_key(known)) for known in place.names), place.code) for place in places]
    near = sorted((pair for pair in ranked if pair[0] >= _WORTH_OFFERING), key=lambda pair: (-pair[0], pair[1]))
    return tuple(code for _score, code in near[:_OFFERED]), False
