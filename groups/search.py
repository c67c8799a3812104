"""Finding groups by name among all of a territory: by words, and where words find few, by likeness (SD01).

Every query is bounded: rows and counts by `LIMIT`, on PostgreSQL the search for like names by a time limit.
"""

from dataclasses import dataclass

from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet
from rapidfuzz import fuzz, process

from groups.listing import ORDER
from groups.models import EnterpriseGroup, Product
from groups.names import name_key
from groups.traits import having, made_products, named
from regions.clock import local_today

LIMIT = 100
"""How far hits are counted; above it a page says "lebih dari 100"."""
FEW = 3
"""With fewer groups of these words than this, like names are looked for too."""
ALIKE = 75
LIKE_NAMES = 10
COMPARED = 20_000
SHARE = 0.4
"""Pieces of three letters that must be common: short names such as Mlati and Melati share less than half."""
LIKENESS_MILLISECONDS = 500
MAX_WORDS = 6


@dataclass(frozen=True)
class GroupsNamed:
    """The first groups with the words typed, how many there are up to the limit, and groups with like names instead."""

    rows: list[EnterpriseGroup]
    count: int
    is_capped: bool
    alike: list[EnterpriseGroup]


def groups_named(user, typed: str, shown: int) -> GroupsNamed:
    """Groups of the territory, whatever their status, whose name has every word typed; at most `shown`, by place."""
    groups, key = EnterpriseGroup.objects.visible_to(user), " ".join(name_key(typed).split()[:MAX_WORDS])
    if not key:
        return GroupsNamed([], 0, False, [])
    keys = list(_with_words(groups, key).order_by(*ORDER).values_list("pk", flat=True)[: LIMIT + 1])
    alike = _alike(groups, key, set(keys), shown) if len(keys) < FEW else []
    return GroupsNamed(_rows(keys[:shown]), min(len(keys), LIMIT), len(keys) > LIMIT, alike)


@dataclass(frozen=True)
class MakersNamed:
    """The first groups that make what was typed, each with those products, and how many groups do, up to the limit."""

    rows: list[tuple[EnterpriseGroup, list[Product]]]
    count: int
    is_capped: bool


def makers_named(user, typed: str, shown: int) -> MakersNamed:
    """Active groups of the territory that make something whose name has every word typed; two queries (UP04)."""
    products = named(made_products(local_today(user)), " ".join(typed.split()[:MAX_WORDS]))
    groups = having(EnterpriseGroup.objects.visible_to(user).active(), products)
    keys = list(groups.order_by(*ORDER).values_list("pk", flat=True)[: LIMIT + 1])
    made: dict[int, list[Product]] = {}
    for product in products.filter(group_id__in=keys[:shown]).select_related("group__village").order_by("name"):
        made.setdefault(product.group_id, []).append(product)
    rows = [(made[pk][0].group, made[pk]) for pk in keys[:shown] if pk in made]
    return MakersNamed(rows, min(len(keys), LIMIT), len(keys) > LIMIT)


def _with_words(groups: QuerySet, key: str) -> QuerySet:
    for word in key.split():
        groups = groups.filter(name_key__contains=word)
    return groups


def _rows(keys) -> list[EnterpriseGroup]:
    return list(EnterpriseGroup.objects.filter(pk__in=keys).select_related("village").order_by(*ORDER))


def _alike(groups: QuerySet, key: str, known: set[int], shown: int) -> list[EnterpriseGroup]:
    """Groups with the likest names, each name's in the order of the list."""
    names = like_names(groups, key)
    if not names:
        return []
    found = groups.filter(name_key__in=names).exclude(pk__in=known).select_related("village").order_by(*ORDER)
    return sorted(found[:LIMIT], key=lambda group: names.index(group.name_key))[:shown]


def like_names(groups: QuerySet, key: str) -> list[str]:
    """Keys of names of these groups that are like `key`, likest first; empty where looking takes too long."""
    names = groups.order_by().values_list("name_key", flat=True).distinct()
    if connection.vendor != "postgresql":
        return _likest(names, key)
    try:
        with transaction.atomic():
            _ask_within(SHARE, LIKENESS_MILLISECONDS)
            found = _likest(names.filter(name_key__trigram_word_similar=key), key)
            _ask_within(SHARE, 0)
            return found
    except OperationalError:
        return []


def _ask_within(share: float, milliseconds: int) -> None:
    """How alike names must be, and how long may be looked, until the transaction ends (PostgreSQL)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pg_trgm.word_similarity_threshold', %s, true),"
            " set_config('statement_timeout', %s, true)",
            [str(share), str(milliseconds)],
        )


def _likest(names, key: str) -> list[str]:
    best = process.extract(key, names[:COMPARED], scorer=fuzz.WRatio, score_cutoff=ALIKE, limit=LIKE_NAMES)
    return [name for name, _score, _place in best]
