"""Sealing stored numbers anew after a key change, in batches; broken off, it goes on where it stopped (AU04)."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q

from members.models import DuplicatePair, Person
from members.nik_vault import SealBroken, index_of, needs_rotation, open_sealed, seal

COLUMNS = ("nik_sealed", "family_card_sealed")
PAIR_COLUMNS = ("former_nik_sealed", "former_family_card_sealed")


@dataclass
class Progress:
    """What one batch did: persons read, persons written, the last person's number, persons that cannot be opened."""

    read: int = 0
    written: int = 0
    last_pk: int = 0
    broken: list[int] = field(default_factory=list)


def resealed(*, batch: int, after: int = 0, reindex: bool = False) -> Iterator[Progress]:
    """Seal every number of an older key with the current one; with `reindex` also index every NIK anew.

    Each batch is one transaction and yields its progress. Rows that are right already are only read, so running it
    again costs little and changes nothing.
    """
    while True:
        progress = _batch(batch, after, reindex)
        if not progress.read:
            return
        yield progress
        after = progress.last_pk


@transaction.atomic
def _batch(size: int, after: int, reindex: bool) -> Progress:
    sealed = Q(nik_sealed__isnull=False) | Q(family_card_sealed__isnull=False)
    rows = list(Person.objects.select_for_update().filter(sealed, pk__gt=after).order_by("pk")[:size])
    progress = Progress(read=len(rows), last_pk=rows[-1].pk if rows else after)
    changed = []
    for person in rows:
        try:
            if _renew(person, reindex):
                changed.append(person)
        except SealBroken:
            progress.broken.append(person.pk)
    Person.objects.bulk_update(changed, [*COLUMNS, "nik_index"], batch_size=200)
    progress.written = len(changed)
    return progress


@transaction.atomic
def reseal_pairs() -> int:
    """Seal anew what merges have replaced and can give back; gives how many pairs were written.

    What cannot be opened any more stays as it is: its merge can then not be undone, and says so.
    """
    sealed = Q(former_nik_sealed__isnull=False) | Q(former_family_card_sealed__isnull=False)
    changed = []
    for pair in DuplicatePair.objects.select_for_update().filter(sealed).order_by("pk"):
        old = {column: value for column in PAIR_COLUMNS if (value := getattr(pair, column)) and needs_rotation(value)}
        try:
            for column, value in old.items():
                setattr(pair, column, seal(open_sealed(value)))
        except SealBroken:
            continue
        changed += [pair] if old else []
    DuplicatePair.objects.bulk_update(changed, PAIR_COLUMNS, batch_size=200)
    return len(changed)


def _renew(person: Person, reindex: bool) -> bool:
    """Renew one person's values in memory; True if something is to be written. Raises SealBroken."""
    is_changed = False
    for column in COLUMNS:
        stored = getattr(person, column)
        if stored and needs_rotation(stored):
            setattr(person, column, seal(open_sealed(stored)))
            is_changed = True
    # No number leads to someone who was merged into another: see `Person.merged_into`.
    if reindex and person.nik_sealed and person.merged_into_id is None:
        index = index_of(open_sealed(person.nik_sealed))
        is_changed = is_changed or index != person.nik_index
        person.nik_index = index
    return is_changed
