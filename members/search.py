"""Finding people by name among millions, inside the user's territory (SD01, SD02).

Whole words first, the last one also as a beginning; likeness only where words find few, so that "Sutarni" finds
Sutarmi. Every query is bounded: `LIMIT` rows, one range of village codes, and on PostgreSQL a time limit for the
likeness step. The text searched for is passed to the planner as a constant (psycopg binds on the client side):
prepared, the same query may be planned as a scan of the whole table.

From a regency down, a territory has some ten thousand names, and they all stand in the index of villages and names:
reading that range alone is several times faster than asking the nation's indexes of words and pieces. Those who were
merged into another are left out afterwards, because that does not stand in the index.
"""

import json
import re

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchVector, TrigramWordSimilarity
from django.db import OperationalError, connection, transaction
from django.db.models import BooleanField, Case, Exists, F, FloatField, Func, OuterRef, QuerySet, TextField, Value, When
from django.db.models.functions import Concat
from rapidfuzz import fuzz, process

from members.models import Membership, Person
from members.names import SEARCH_LENGTH, name_key
from members.trigrams import SHARE, telling_pieces
from regions.codes import NATION_CODE
from regions.scoping import in_any_region

LIMIT = 100
"""People shown for one search; above it the user is asked for another word."""
FEW = 5
"""With fewer whole-word hits than this, like names are looked for too."""
ALIKE = 75
COMPARED = 20_000
LIKENESS_MILLISECONDS = 1_500
READING_MILLISECONDS = 400
FREQUENT = 30_000
"""With so many people expected, names are read in their order until there are enough."""
SPARE = 20
"""Read beyond `LIMIT`, since some may have been merged into another."""
ELSEWHERE_COMPARED = 2_000
SMALL = 6
"""Digits of a district's code: from here down a territory has few memberships."""
NEAR = 4
"""Digits of a regency's code: from here down all names of a territory can be read."""
MAX_WORDS = 6
MAX_LETTERS = 120
ORDER = ("village_id", "name_key", "id")

_DIGITS_MEANT = re.compile(r"[0-9 .\-'’]{8,40}")


def is_number(typed: str) -> bool:
    """Say whether a NIK or group number was typed rather than a name."""
    return bool(_DIGITS_MEANT.fullmatch(typed.strip()))


def is_long_enough(typed: str) -> bool:
    """Say whether the typed name has the three letters a search needs (SD02)."""
    return len(name_key(typed).replace(" ", "")) >= SEARCH_LENGTH


def people_named(user, typed: str) -> list[Person]:
    """People the user may see whose name has the typed words, then those with a like name; at most `LIMIT`."""
    words = name_key(typed[:MAX_LETTERS]).split()[:MAX_WORDS]
    codes = getattr(user, "territory_codes", ())
    if not words or not codes:
        return []
    found = _by_words(codes, words)
    if len(found) < FEW:
        known = {person.pk for person in found}
        found += [person for person in _by_likeness(codes, " ".join(words)) if person.pk not in known]
    return found[:LIMIT]


def _by_words(codes, words: list[str]) -> list[Person]:
    here = _near_by_words(codes, words) if _is_near(codes) else _far_by_words(codes, words)
    if NATION_CODE in codes or len(here) == LIMIT:
        return here
    elsewhere = _members_from_elsewhere(with_words(Person.objects.on_record(), words), codes)
    return here + list(_ordered(elsewhere)[: LIMIT - len(here)])


def _is_near(codes) -> bool:
    return all(len(code) >= NEAR for code in codes)


def _near_by_words(codes, words: list[str], most: int = 2 * LIMIT) -> list[Person]:
    """Those who live in a small territory: their numbers out of the index alone, then their rows."""
    named = with_words_by_reading(_living_in(Person.objects.all(), codes), words).order_by(*ORDER)
    keys = list(named.values_list("pk", flat=True)[:most])
    return list(_ordered(Person.objects.on_record().filter(pk__in=keys))[:LIMIT])


def _far_by_words(codes, words: list[str]) -> list[Person]:
    """Those of a large territory, by the index of words; words of very many by reading, which soon has enough."""
    named = _living_in(with_words(Person.objects.on_record(), words), codes)
    first = _first_of_frequent(codes, words) if connection.vendor == "postgresql" and _are_frequent(named) else []
    return first if len(first) == LIMIT else list(_ordered(named)[:LIMIT])


def _are_frequent(named: QuerySet) -> bool:
    """True if the planner expects so many people with these words that the first names of the territory show enough."""
    return json.loads(named.order_by().explain(format="json"))[0]["Plan"]["Plan Rows"] >= FREQUENT


def _first_of_frequent(codes, words: list[str]) -> list[Person]:
    """The first people by place, names read in that order out of the index alone; none where it takes too long."""
    try:
        with transaction.atomic():
            _limit_time(READING_MILLISECONDS)
            found = _near_by_words(codes, words, LIMIT + SPARE)
            _limit_time(0)
            return found
    except OperationalError:
        return []


def with_words(people: QuerySet, words: list[str]) -> QuerySet:
    """People whose name has all words, the last one at least as a beginning."""
    if connection.vendor == "postgresql":
        query = SearchQuery(" & ".join(words) + ":*", search_type="raw", config="simple")
        return people.annotate(name_words=SearchVector("name_key", config="simple")).filter(name_words=query)
    return with_words_by_reading(people, words)


def with_words_by_reading(people: QuerySet, words: list[str]) -> QuerySet:
    """The same by reading every name of `people`; the blanks around it keep the nation's indexes out of the plan."""
    people = people.annotate(spaced_name=Concat(Value(" "), "name_key", Value(" ")))
    for word in words[:-1]:
        people = people.filter(spaced_name__contains=f" {word} ")
    return people.filter(spaced_name__contains=f" {words[-1]}")


def _living_in(people: QuerySet, codes) -> QuerySet:
    return people if NATION_CODE in codes else people.filter(in_any_region("village_id", codes))


def _members_from_elsewhere(people: QuerySet, codes) -> QuerySet:
    """People who live outside the territory and are or were members of a group in it.

    In a small territory its memberships are few and say who they are. In a large one the names are bounded first: a
    common name among millions must not be joined with every membership. A NIK always finds.
    """
    here = in_any_region("village_id", codes)
    if all(len(code) >= SMALL for code in codes):
        outside = ~in_any_region("person__village_id", codes)
        known = Membership.objects.filter(here).filter(outside).order_by().values_list("person_id", flat=True)
        return people.filter(pk__in=list(known[:ELSEWHERE_COMPARED]))
    named = people.exclude(here).order_by().values_list("pk", flat=True)[:ELSEWHERE_COMPARED]
    inside = Membership.objects.filter(here, person_id=OuterRef("pk"))
    return Person.objects.filter(Exists(inside), pk__in=list(named))


def _ordered(people: QuerySet) -> QuerySet:
    return people.order_by(*ORDER).select_related("village")


def _by_likeness(codes, key: str) -> list[Person]:
    """People in the territory with a like name, likest first; empty where looking takes too long."""
    if connection.vendor != "postgresql":
        return _likest(_living_in(Person.objects.on_record(), codes), key)
    like = _near_alike(codes, key) if _is_near(codes) else _far_alike(codes, key)
    try:
        with transaction.atomic():
            _limit_time(LIKENESS_MILLISECONDS)
            found = _likest(like, key)
            _limit_time(0)
            return found
    except OperationalError:
        return []


def _far_alike(codes, key: str) -> QuerySet:
    return _living_in(Person.objects.on_record().filter(name_key__trigram_word_similar=key), codes)


def _near_alike(codes, key: str) -> QuerySet:
    """The same question asked of every name of a small territory, the dear comparison only where it can succeed."""
    likeness = TrigramWordSimilarity(key, "name_key")
    pieces = telling_pieces(key)
    if pieces:
        patterns = Value([f"%{piece}%" for piece in pieces], output_field=ArrayField(TextField()))
        likeness = Case(
            When(_LikeAny(Concat(F("name_key"), Value("")), patterns), then=likeness),
            default=Value(0.0),
            output_field=FloatField(),
        )
    return _living_in(Person.objects.all(), codes).annotate(likeness=likeness).filter(likeness__gte=SHARE)


class _LikeAny(Func):
    """True where the text matches one of the patterns (PostgreSQL)."""

    template = "(%(expressions)s))"
    arg_joiner = " LIKE ANY ("
    output_field = BooleanField()


def _limit_time(milliseconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(milliseconds)])


def _likest(people: QuerySet, key: str) -> list[Person]:
    names = dict(people.order_by().values_list("pk", "name_key")[:COMPARED])
    best = process.extract(key, names, scorer=fuzz.WRatio, score_cutoff=ALIKE, limit=LIMIT)
    rows = Person.objects.on_record().select_related("village").in_bulk([pk for _name, _score, pk in best])
    return [rows[pk] for _name, _score, pk in best if pk in rows]
