"""Finding a region by typing any part of its name, its district's or its regency's, in any order of words."""

from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Length

from regions.codes import Level
from regions.models import Region
from regions.names import search_words

MIN_LETTERS = 2
MAX_LETTERS = 80
MAX_WORDS = 6
_PART_FROM = 3

# What people write before a name; in the key only "kabupaten" and "kota" stand, being part of official names.
_TITLES = frozenset({"desa", "ds", "kelurahan", "kel", "kecamatan", "kec", "kab", "provinsi", "prov"})


@dataclass(frozen=True)
class RegionMatches:
    """The best matches, best first; whether there are more than shown; whether too little was typed to search."""

    regions: list[Region]
    has_more: bool = False
    is_too_short: bool = False


def search_regions(
    regions: QuerySet[Region], text: str, levels: tuple[int, ...] = (Level.VILLAGE,), limit: int = 20
) -> RegionMatches:
    """Search the given regions (the caller's territory) in one query; retired ones are left out.

    Every word typed must occur in the region's full name; one or two letters must begin a word of it, and alone the
    region's own name. Order: the name itself, the beginning of the name, a word of the name, the beginning of any
    word, any part; then the larger region, then the shorter name. Digits are taken as the beginning of a code.
    Fewer than two letters find nothing.
    """
    words = typed_words(text)
    if not words:
        return RegionMatches([], is_too_short=True)
    within = regions.filter(level__in=levels, retired_on__isnull=True)
    found = _by_code(within, words) if all(word.isdigit() for word in words) else _by_name(within, words)
    best = list(found.only("code", "name", "path_name", "level", "parent_id")[: limit + 1])
    return RegionMatches(best[:limit], has_more=len(best) > limit)


def matching_regions(regions: QuerySet[Region], text: str) -> QuerySet[Region]:
    """Narrow the regions, of every level and retired ones too, to what the text can mean; too little finds nothing."""
    words = typed_words(text)
    if not words:
        return regions.none()
    if all(word.isdigit() for word in words):
        return regions.filter(code__startswith="".join(words))
    return regions.filter(_matches(words))


def typed_words(text: str) -> list[str]:
    """Return the words to search for; empty when too little was typed.

    Only letters and digits are left, so nothing typed can act as a pattern. Titles such as "desa" are dropped unless
    nothing else was typed.
    """
    words = list(dict.fromkeys(search_words(text[:MAX_LETTERS]).split()))[:MAX_WORDS]
    words = [word for word in words if word not in _TITLES] or words
    return words if sum(map(len, words)) >= MIN_LETTERS else []


def _by_code(regions: QuerySet[Region], words: list[str]) -> QuerySet[Region]:
    return regions.filter(code__startswith="".join(words)).order_by("code")


def _by_name(regions: QuerySet[Region], words: list[str]) -> QuerySet[Region]:
    return (
        regions.filter(_matches(words))
        .annotate(rank=_rank(words))
        .order_by("rank", "level", Length("name"), "search_key", "code")
    )


def _rank(words: list[str]) -> Case:
    phrase = " ".join(words)
    conditions = [
        Q(search_key__startswith=f"{phrase},"),
        reduce(or_, (Q(search_key__startswith=f"{word},") for word in words)),
        Q(search_key__startswith=phrase),
        reduce(or_, (Q(search_key__startswith=word) for word in words)),
        reduce(and_, map(_has_beginning, words)),
    ]
    ranked = [When(condition, then=Value(rank)) for rank, condition in enumerate(conditions)]
    return Case(*ranked, default=Value(len(ranked)), output_field=IntegerField())


def _matches(words: list[str]) -> Q:
    """Match what is worth ranking: two letters alone occur in most names, so they must begin the region's own."""
    if len(words) == 1 and len(words[0]) < _PART_FROM:
        return Q(search_key__startswith=words[0])
    return reduce(and_, map(_has, words))


def _has(word: str) -> Q:
    return _has_beginning(word) if len(word) < _PART_FROM else Q(search_key__contains=word)


def _has_beginning(word: str) -> Q:
    return Q(search_key__startswith=word) | Q(search_key__contains=f" {word}")
