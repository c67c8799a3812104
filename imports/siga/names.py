"""Names of places as other systems write them. Pure: no database.

Two keys of a name: *squeezed* leaves out case, signs and spaces, so that "KALUKU NANGKA" is "Kalukunangka"; *folded*
also evens out what is spelled in two ways, so that "MADATE" is "Madatte". Equal squeezed keys are the same name; equal
folded keys are so only inside one parent, and only where one place alone has them.
"""

import re
from functools import lru_cache

from rapidfuzz import fuzz

from regions.names import search_words

# Words before a name, by level; "kota" and "kabupaten" say which of two places of one name is meant.
_VILLAGE_TITLES = {"desa", "ds", "kelurahan", "kel", "lurah"}
_DISTRICT_TITLES = {"kecamatan", "kec", "distrik"}
_REGENCY_TITLES = {"kabupaten": "kabupaten", "kab": "kabupaten", "kota": "kota", "kodya": "kota", "kotamadya": "kota"}
_ADMINISTRATIVE = {"administrasi", "adm", "administratif"}
_SHORT = {"kep": "kepulauan", "gn": "gunung", "gng": "gunung", "tj": "tanjung", "tg": "tanjung", "sei": "sungai"}
_SHORT |= {"kp": "kampung", "kamp": "kampung", "sel": "selatan", "ut": "utara", "bar": "barat", "tim": "timur"}
# A province has some 9,000 names, and each is compared with those around it.
_REMEMBERED = 20_000
_DOUBLE = re.compile(r"(.)\1+")
# Old and regional spelling.
_SPELLED = (("oe", "u"), ("dj", "j"), ("tj", "c"), ("dh", "d"), ("th", "t"), ("kh", "k"), ("v", "f"))

# Regencies renamed by law that tables still call by their old name, under the codes they kept: PP 61/2017, PP 2/2019,
# PP 14/2020.
RENAMED_REGENCIES = {"mamujuutara": "7601", "malukutenggarabarat": "8103", "tobasamosir": "1212"}
# Provinces by the names that stand in tables.
OTHER_PROVINCE_NAMES = {
    "dkijakarta": "31",
    "jakarta": "31",
    "daerahkhususjakarta": "31",
    "diyogyakarta": "34",
    "yogyakarta": "34",
    "nanggroeacehdarussalam": "11",
    "nad": "11",
    "bangkabelitung": "19",
    "babel": "19",
    "ntb": "52",
    "ntt": "53",
    "dki": "31",
    "diy": "34",
    "jogja": "34",
    "sumut": "12",
    "sumbar": "13",
    "sumsel": "16",
    "kepri": "21",
    "jabar": "32",
    "jateng": "33",
    "jatim": "35",
    "kalbar": "61",
    "kalteng": "62",
    "kalsel": "63",
    "kaltim": "64",
    "kaltara": "65",
    "sulut": "71",
    "sulteng": "72",
    "sulsel": "73",
    "sultra": "74",
    "sulbar": "76",
    "malut": "82",
}


def squeezed(name: str, titles: set[str] | None = None) -> str:
    """The name without case, signs and spaces, and without the titles before it."""
    return "".join(_words(name, titles or set()))


@lru_cache(_REMEMBERED)
def village_key(name: str) -> str:
    """The squeezed key of a village."""
    return squeezed(name, _VILLAGE_TITLES)


@lru_cache(_REMEMBERED)
def district_key(name: str) -> str:
    """The squeezed key of a district."""
    return squeezed(name, _DISTRICT_TITLES)


@lru_cache(_REMEMBERED)
def regency_key(name: str) -> tuple[str, str]:
    """What kind of regency it is ("kabupaten", "kota" or "" where the name does not say), and its squeezed key."""
    words = _words(name, set())
    kind = _REGENCY_TITLES.get(words[0], "") if len(words) > 1 else ""
    rest = [word for word in (words[1:] if kind else words) if word not in _ADMINISTRATIVE]
    return kind, "".join(rest)


def _words(name: str, titles: set[str]) -> list[str]:
    words = [_SHORT.get(word, word) for word in search_words(name).split()]
    while len(words) > 1 and words[0] in titles:
        words = words[1:]
    return words


@lru_cache(_REMEMBERED)
def folded(key: str) -> str:
    """A squeezed key with spelling evened out: double letters once, old spelling new, `podapoda` as `poda`."""
    for old, new in _SPELLED:
        key = key.replace(old, new)
    half = len(key) // 2
    if half > 1 and key == key[:half] * 2:
        key = key[:half]
    return _DOUBLE.sub(r"\1", key)


def likeness(one: str, other: str) -> int:
    """How alike two squeezed keys are, from 0 to 100, once spelling is evened out."""
    return round(fuzz.ratio(folded(one), folded(other)))
