"""People who may already be on record: the same NIK, or a like name with the same year of birth in one village (FE03).

Two people without NIK are never called alike for that alone (DM10).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q
from rapidfuzz import fuzz, process

from members.identity import masked, owner_of
from members.models import Membership, Person
from members.names import name_key
from regions.clock import local_today

# "Aminah Siti" and "Sitiaminah" are 100 like "Siti Aminah"; one letter in twelve is about 92.
ALIKE = 88
SHOWN = 5
COMPARED = 20_000


@dataclass(frozen=True)
class Candidate:
    """Someone on record who may be the one being entered."""

    person: Person
    is_same_nik: bool
    likeness: float

    @property
    def masked_nik(self) -> str:
        """The NIK as shown to everyone."""
        return masked(self.person.nik_sealed)

    @property
    def groups(self) -> list[Membership]:
        """Her present memberships that the asking user may see."""
        return self.person.present_memberships


def likely_duplicates(*, user, village, name: str, birth_on: date | None, nik: str = "") -> list[Candidate]:
    """People the user may see who may be the same, best first; at most `SHOWN`. `nik` is clean or empty."""
    owner = owner_of(nik) if nik else None
    scores = _alike(village.pk, name_key(name), birth_on.year if birth_on else None)
    wanted = {**scores, **({owner.pk: 101} if owner else {})}
    best = sorted(wanted, key=lambda pk: (-wanted[pk], pk))[:SHOWN]
    people = {person.pk: person for person in _shown(user, best, local_today(village))}
    return [Candidate(people[pk], wanted[pk] > 100, wanted[pk]) for pk in best if pk in people]


def _alike(village: str, key: str, year: int | None) -> dict[int, float]:
    """Likeness by person, 0 to 100, of those in the village born that year or on a day not known."""
    rows = Person.objects.on_record().filter(village_id=village)
    if year is not None:
        rows = rows.filter(Q(birth_on__isnull=True) | Q(birth_on__year=year))
    found = {}
    for pk, other in rows.order_by("pk").values_list("pk", "name_key")[:COMPARED]:
        score = likeness(key, other)
        if score >= ALIKE:
            found[pk] = score
    return found


@dataclass(frozen=True, slots=True)
class NameForm:
    """A name key made ready to be compared: its words in order of the alphabet, and all in one."""

    ordered: str
    joined: str

    @classmethod
    def of(cls, key: str) -> "NameForm":
        """The form of a name key."""
        return cls(" ".join(sorted(key.split())), key.replace(" ", ""))


def likeness(key: str, other: str) -> float:
    """How alike two name keys are, 0 to 100, whatever the order of words and however they are parted."""
    return alike_among(NameForm.of(key), [NameForm.of(other)], least=0)[0]


def alike_among(form: NameForm, others: Sequence[NameForm], least: float = ALIKE) -> dict[int, float]:
    """Which of many names are like one: likeness by place in `others`, without those below `least`."""
    found: dict[int, float] = {}
    for name in ("ordered", "joined"):
        choices = [getattr(other, name) for other in others]
        hits = process.extract(getattr(form, name), choices, scorer=fuzz.ratio, score_cutoff=least, limit=None)
        for _choice, score, place in hits:
            found[place] = max(score, found.get(place, 0))
    return found


def _shown(user, pks: list[int], today: date):
    present = Membership.objects.visible_to(user).current(today).select_related("group")
    return (
        Person.objects.visible_to(user)
        .filter(pk__in=pks)
        .select_related("village")
        .prefetch_related(Prefetch("memberships", queryset=present, to_attr="present_memberships"))
    )
