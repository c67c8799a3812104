"""Searching a regency for people who may be registered twice (SD05).

Only those changed since the last search are compared, and only with those under the same keys: born the same day in
the regency, or living in the same village with the same year of birth or an unknown one, and with names that sound
alike (`name_blocks.py`). The keys are computed here from the rows of one regency, not stored: nobody who writes people
pays for them. So the cost grows with the people of a regency, not with their square; under a key that too many share,
each is compared with her neighbours in the order of the alphabet alone, and the answer says how often that was so.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from members.duplicates import ALIKE, NameForm, alike_among, likeness
from members.models import DuplicatePair, DuplicateScan, PairReason, PairState, Person
from members.name_blocks import block_keys
from regions.scoping import in_region

ALIKE_SAME_DAY = 85
"""Likeness asked of two who were born the same day; of others `ALIKE`."""
CROWDED = 300
"""People under one key from which on only neighbours are compared."""
NEIGHBOURS = 100
BATCH = 1_000
# A long transaction (a big file) writes rows that look older, once they are seen, than what was searched meanwhile.
OVERLAP = timedelta(hours=2)
_SEARCHED = ("regency_code", "state", "likeness", "found_by", "seen_as", "found_at", "decided_by", "decided_at", "note")
_COLUMNS = ("pk", "name_key", "village_id", "birth_on", "sex", "nik_index", "spouse_id")


class Known(NamedTuple):
    """What is compared of a person."""

    pk: int
    key: str
    village: str
    birth_on: date | None
    sex: str
    nik: UUID | None
    spouse: int | None


class Match(NamedTuple):
    """Two people who may be one."""

    likeness: int
    reason: PairReason
    seen_as: str


@dataclass(frozen=True)
class Searched:
    """What a search came to."""

    people_count: int = 0
    new_count: int = 0
    crowded_count: int = 0


def search_regency(code: str) -> Searched:
    """Compare the people of a regency who have changed since the last search, and keep the pairs found.

    Reads outside a transaction and writes in a short one, so that nobody waits for the comparing. Two searches at the
    same time find the same and keep it once. Costs ten queries and one more for each thousand pairs.
    """
    begun = timezone.now()
    scan = DuplicateScan.objects.filter(pk=code).first()
    people = Person.objects.on_record().in_region(code)
    since = scan.changed_until if scan else None
    changed = _known(people.filter(changed_at__gt=since) if since else people)
    blocks = _Blocks(changed)
    if since and changed:
        for other in _rows(people.filter(changed_at__lte=since)):
            blocks.add_known(other)
    found = blocks.matches()
    with transaction.atomic():
        new_count = _kept(code, found, {person.pk for person in changed})
        _note(code, begun, len(changed), blocks.crowded_count)
    return Searched(len(changed), new_count, blocks.crowded_count)


def seen_as(*two: Person | Known) -> str:
    """What two people are, as one text: it changes with the name, birth date or NIK of either (SD03)."""
    ordered = sorted((_known_of(person) for person in two), key=lambda person: person.pk)
    text = "|".join(f"{person.key}/{person.birth_on}/{person.nik}" for person in ordered)
    return hashlib.sha256(text.encode()).hexdigest()


def _known_of(person: Person | Known) -> Known:
    if isinstance(person, Known):
        return person
    return Known(*(getattr(person, name) for name in _COLUMNS))


def _known(people) -> list[Known]:
    return list(_rows(people))


def _rows(people) -> Iterator[Known]:
    for row in people.order_by().values_list(*_COLUMNS).iterator(chunk_size=5_000):
        yield Known(*row)


class _Blocks:
    """The changed people under their keys, and those they are compared with."""

    def __init__(self, changed: list[Known]):
        self.changed = {person.pk for person in changed}
        self.people: dict[tuple, list[Known]] = defaultdict(list)
        self.forms: dict[int, NameForm] = {}
        self.crowded_count = 0
        for person in changed:
            for key in _keys(person):
                self.people[key].append(person)

    def add_known(self, person: Known) -> None:
        """Put someone who has not changed under those keys that someone changed stands under."""
        for key in _keys(person):
            if key in self.people:
                self.people[key].append(person)

    def matches(self) -> dict[tuple[int, int], Match]:
        """The pairs found, by the numbers of both in order."""
        found: dict[tuple[int, int], Match] = {}
        for key, people in self.people.items():
            if len(people) > 1:
                for one, other, score in self._alike(people, asks_undated=key[-1] is None):
                    pair = (min(one.pk, other.pk), max(one.pk, other.pk))
                    reason = None if pair in found else reason_of(one, other, score)
                    if reason:
                        found[pair] = Match(round(score), reason, seen_as(one, other))
        return found

    def _alike(self, people: list[Known], asks_undated: bool) -> Iterator[tuple[Known, Known, float]]:
        """Pairs with like names under one key, of which at least one has changed; no pair twice.

        With `asks_undated` those born on unknown days stand first, and two born on known days need not be compared.
        """
        is_crowded = len(people) > CROWDED
        self.crowded_count += is_crowded
        people.sort(key=lambda person: self._form(person).ordered if is_crowded else bool(person.birth_on))
        forms = [self._form(person) for person in people]
        for place, one in enumerate(people[:-1]):
            if asks_undated and one.birth_on and not is_crowded:
                return
            end = place + 1 + NEIGHBOURS if is_crowded else None
            for ahead, score in alike_among(forms[place], forms[place + 1 : end], ALIKE_SAME_DAY).items():
                other = people[place + 1 + ahead]
                if one.pk in self.changed or other.pk in self.changed:
                    yield one, other, score

    def _form(self, person: Known) -> NameForm:
        form = self.forms.get(person.pk)
        if form is None:
            form = self.forms[person.pk] = NameForm.of(person.key)
        return form


def _keys(person: Known) -> Iterator[tuple]:
    """The keys a person stands under: each of her name with the day of birth, with village and year, with village."""
    for name in block_keys(person.key):
        if person.birth_on:
            yield name, person.birth_on
            yield name, person.village, person.birth_on.year
        yield name, person.village, None


def reason_of(one: Known, other: Known, score: float) -> PairReason | None:
    """What two people with like names share besides; None where they are no pair.

    Who shares the day of birth may differ a little more in the name: Sutarmi and Sutarni.

    Husband and wife are two. So are two with different NIKs who were not born the same day, and a woman and a man,
    unless all but one letter of the card was copied.
    """
    if one.spouse == other.pk or other.spouse == one.pk:
        return None
    if one.birth_on and one.birth_on == other.birth_on:
        return PairReason.BIRTH
    if score < ALIKE:
        return None
    has_two_numbers = one.nik is not None and other.nik is not None
    if one.village != other.village or one.sex != other.sex or has_two_numbers:
        return None
    if one.birth_on and other.birth_on:
        return PairReason.YEAR if one.birth_on.year == other.birth_on.year else None
    return PairReason.VILLAGE


def _kept(code: str, found: dict[tuple[int, int], Match], changed: set[int]) -> int:
    """Write the pairs found; forget open ones that are alike no more; gives how many are new or asked anew."""
    known = _pairs_of(code)
    new = [_pair(code, two, match) for two, match in found.items() if two not in known]
    DuplicatePair.objects.bulk_create(new, batch_size=BATCH, ignore_conflicts=True)
    again = [pair for two, match in found.items() if two in known and (pair := _asked_anew(known[two], match, code))]
    DuplicatePair.objects.bulk_update(again, _SEARCHED, batch_size=BATCH)
    _forget(
        [
            pair.pk
            for two, pair in known.items()
            if pair.state == PairState.OPEN and two not in found and changed & {*two}
        ]
    )
    return len(new) + len(again)


def _forget(pks: list[int]) -> None:
    """Remove open pairs of which one has changed and which are no pair any more; one who has only moved may be one."""
    for start in range(0, len(pks), BATCH):
        some = DuplicatePair.objects.filter(pk__in=pks[start : start + BATCH], state=PairState.OPEN)
        rows = some.select_related("first", "second")
        gone = [pair.pk for pair in rows if not _is_pair(_known_of(pair.first), _known_of(pair.second))]
        some.filter(pk__in=gone).delete()


def _is_pair(one: Known, other: Known) -> bool:
    score = likeness(one.key, other.key)
    return score >= ALIKE_SAME_DAY and reason_of(one, other, score) is not None


def _pairs_of(code: str) -> dict[tuple[int, int], DuplicatePair]:
    """The pairs on record of a regency, those included whose people have moved there since."""
    here = DuplicatePair.objects.filter(regency_code=code)
    moved = DuplicatePair.objects.filter(in_region("first__village_id", code)).exclude(regency_code=code)
    return {(pair.first_id, pair.second_id): pair for pairs in (here, moved) for pair in pairs.defer("former")}


def _pair(code: str, two: tuple[int, int], match: Match) -> DuplicatePair:
    return DuplicatePair(
        first_id=two[0],
        second_id=two[1],
        regency_code=code,
        likeness=match.likeness,
        found_by=match.reason,
        seen_as=match.seen_as,
    )


def _asked_anew(pair: DuplicatePair, match: Match, code: str) -> DuplicatePair | None:
    """The pair with what is known of it now; None where nothing that counts has changed since."""
    if pair.state == PairState.MERGED or (pair.seen_as, pair.regency_code) == (match.seen_as, code):
        return None
    if pair.state == PairState.NOT_DUPLICATE and pair.seen_as == match.seen_as:
        pair.regency_code = code
        return pair
    pair.regency_code = code
    pair.state, pair.likeness, pair.found_by, pair.seen_as = PairState.OPEN, match.likeness, match.reason, match.seen_as
    pair.found_at, pair.decided_by, pair.decided_at, pair.note = timezone.now(), None, None, ""
    return pair


def _note(code: str, begun: datetime, people_count: int, crowded_count: int) -> None:
    DuplicateScan.objects.update_or_create(
        pk=code,
        defaults={
            "changed_until": begun - OVERLAP,
            "scanned_at": begun,
            "people_count": people_count,
            "crowded_count": crowded_count,
        },
    )
