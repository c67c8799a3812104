"""Which village of the national list a row of SIGA means. Pure: works on places that were read before.

By the path of names first: province, regency, district, each inside the one above. Then the four digits of the code
inside that district, with the name as a check; where the district has no such code, the name alone. Where code and name
point to different villages, or to none, the row stays unmatched and names what comes nearest: nothing is guessed.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from imports.siga.names import (
    OTHER_PROVINCE_NAMES,
    RENAMED_REGENCIES,
    district_key,
    folded,
    likeness,
    regency_key,
    squeezed,
    village_key,
)
from imports.siga.table import SigaRow
from regions.codes import NATION_CODE, Level, level_of

# Names this alike are one name, where the code says the same; a district needs more, having no code in the table.
_SAME_WITH_CODE = 80
_SAME_DISTRICT = 88
_CLEAR_OF_NEXT = 8
_CANDIDATES = 3
_WORTH_NAMING = 50


@dataclass(frozen=True)
class Place:
    """A region of the list, with the other names it went by."""

    code: str
    name: str
    other_names: tuple[str, ...] = ()
    is_retired: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The present name first."""
        return (self.name, *self.other_names)


@dataclass
class Gazetteer:
    """The places a file can mean, by the one above."""

    children: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, places: Iterable[Place]) -> "Gazetteer":
        """Sort the places under their parents; those that still exist come first."""
        made = cls()
        for place in sorted(places, key=lambda place: (place.is_retired, place.code)):
            level = level_of(place.code)
            parent = place.code[: {Level.REGENCY: 2, Level.DISTRICT: 4, Level.VILLAGE: 6}.get(level, 0)]
            made.children[parent or NATION_CODE].append(place)
        return made


@dataclass(frozen=True)
class Unmatched:
    """A row whose village is not known: `place` is the code of the deepest region that is."""

    row: SigaRow
    place: str
    reason: str
    candidates: tuple[Place, ...] = ()


def province_of(name: str, provinces: list[Place]) -> Place | None:
    """The province of this name, however it is abbreviated."""
    key = squeezed(name, {"provinsi", "prov", "propinsi"})
    code = OTHER_PROVINCE_NAMES.get(key)
    for place in provinces:
        if place.code == code or any(squeezed(known) == key for known in place.names):
            return place
    return _only(place for place in provinces if folded(squeezed(place.name)) == folded(key))


def regency_of(name: str, regencies: list[Place]) -> Place | None:
    """The regency or city of this name. A name without a title means the regency where there are both."""
    kind, key = regency_key(name)
    known = [(place, *regency_key(one)) for place in regencies for one in place.names]
    for wanted in (kind,) if kind else ("kabupaten", "kota"):
        of_kind = [(place, place_key) for place, place_kind, place_key in known if place_kind == wanted]
        same = _only(place for place, place_key in of_kind if place_key == key)
        loose = _only(place for place, place_key in of_kind if folded(place_key) == folded(key))
        if same or loose:
            return same or loose
    # "KOTA BARU" is no city but Kotabaru in two words.
    renamed, whole = RENAMED_REGENCIES.get(key), squeezed(name)
    return _only(place for place, _kind, place_key in known if place.code == renamed or place_key == whole)


def district_of(name: str, districts: list[Place]) -> Place | None:
    """The district of this name: the same, spelled another way, or so alike that no other is near."""
    key = district_key(name)
    if same := _named(key, districts, district_key):
        return _only(same)
    ranked = _ranked(key, districts, district_key)
    is_clear = len(ranked) < 2 or ranked[0][0] - ranked[1][0] >= _CLEAR_OF_NEXT
    return ranked[0][1] if ranked and ranked[0][0] >= _SAME_DISTRICT and is_clear else None


def village_of(row: SigaRow, villages: list[Place]) -> tuple[Place | None, str, tuple[Place, ...]]:
    """The village of a row inside its district; else why not, and the candidates."""
    key = village_key(row.village)
    same = _named(key, villages, village_key)
    coded = next((place for place in villages if row.code and place.code.endswith(row.code)), None)
    if coded is None:
        named = _only(same)
        return (named, "", ()) if named else (None, "no_village", _nearest(_ranked(key, villages, village_key)))
    if coded in same:
        return coded, "", ()
    ranked = _ranked(key, villages, village_key)
    own = next(score for score, place in ranked if place == coded)
    rivals = same or [place for score, place in ranked if score > own and score >= _SAME_WITH_CODE]
    if rivals:
        return None, "code_and_name", (coded, *rivals[:_CANDIDATES])
    if own < _SAME_WITH_CODE:
        return None, "name_differs", tuple(dict.fromkeys((coded, *_nearest(ranked))))
    return coded, "", ()


def _named(key: str, places: list[Place], key_of) -> list[Place]:
    """The places of this name; where there is none, those that only spell it another way."""
    same = [place for place in places if any(key_of(known) == key for known in place.names)]
    return same or [place for place in places if any(folded(key_of(known)) == folded(key) for known in place.names)]


def match_rows(rows: Iterable[SigaRow], gazetteer: Gazetteer) -> tuple[list[tuple[SigaRow, Place]], list[Unmatched]]:
    """Every row with its village, and the rows without one. Each path of names is looked for once."""
    matched, unmatched = [], []
    districts: dict[tuple[str, ...], tuple[str, Unmatched | None]] = {}
    for row in rows:
        path = (row.province, row.regency, row.district)
        if path not in districts:
            districts[path] = _district_of_path(row, gazetteer)
        district, failure = districts[path]
        if failure:
            unmatched.append(Unmatched(row, failure.place, failure.reason, failure.candidates))
            continue
        village, reason, candidates = village_of(row, gazetteer.children[district])
        if village:
            matched.append((row, village))
        else:
            unmatched.append(Unmatched(row, district, reason, candidates))
    return matched, unmatched


def _district_of_path(row: SigaRow, gazetteer: Gazetteer) -> tuple[str, Unmatched | None]:
    """The code of the district that the names lead to, or where the path ends."""
    above = NATION_CODE
    steps = (
        (row.province, province_of, "no_province"),
        (row.regency, regency_of, "no_regency"),
        (row.district, district_of, "no_district"),
    )
    for name, find, reason in steps:
        places = gazetteer.children[above]
        found = find(name, places)
        if found is None:
            key = {"no_regency": lambda text: regency_key(text)[1], "no_district": district_key}.get(reason, squeezed)
            return "", Unmatched(row, above, reason, _nearest(_ranked(key(name), places, key)))
        above = found.code
    return above, None


def _ranked(key: str, places: list[Place], key_of) -> list[tuple[int, Place]]:
    """The places by how alike their names are, most alike first."""
    ranked = [(max(likeness(key, key_of(known)) for known in place.names), place) for place in places]
    return sorted(ranked, key=lambda pair: (-pair[0], pair[1].code))


def _nearest(ranked: list[tuple[int, Place]]) -> tuple[Place, ...]:
    return tuple(place for score, place in ranked[:_CANDIDATES] if score >= _WORTH_NAMING)


def _only(places: Iterable[Place]) -> Place | None:
    """The one place there is; of several the only one that still exists; else None."""
    places = list(dict.fromkeys(places))
    current = [place for place in places if not place.is_retired]
    return (current if len(current) == 1 else places)[0] if 1 in (len(current), len(places)) else None
