"""What is on record about the people and groups of some rows: read once per chunk, in few queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from groups.models import EnterpriseGroup
from members.models import Membership, Person
from members.rules import is_single
from regions.models import Region

_PERSON = (
    "pk",
    "name",
    "name_key",
    "sex",
    "birth_on",
    "address",
    "phone",
    "nik_sealed",
    "nik_index",
    "nik_missing_reason",
    "nik_warning_reason",
    "kb_status",
    "kb_method",
    "welfare_stage",
    "version",
)
_MEMBERSHIP = ("pk", "person_id", "group_id", "village_id", "role", "started_on", "ended_on", "version")


@dataclass(slots=True)
class KnownPerson:
    """A person as she stands on record."""

    pk: int
    name: str
    name_key: str
    sex: str
    birth_on: date | None
    address: str
    phone: str
    nik_sealed: str | None
    nik_index: UUID | None
    nik_missing_reason: str
    nik_warning_reason: str
    kb_status: str
    kb_method: str
    welfare_stage: str
    version: int


@dataclass(slots=True)
class KnownMembership:
    """A membership as it stands on record; `group_name` and `village_name` only where it was read for its person."""

    pk: int
    person_pk: int
    group_pk: int
    village_code: str
    role: str
    started_on: date
    ended_on: date | None
    version: int
    group_name: str = ""
    village_name: str = ""


@dataclass(slots=True)
class OnRecord:
    """The people whose NIK the rows tell, and all who are or were in the groups of the rows."""

    by_nik: dict[UUID, KnownPerson] = field(default_factory=dict)
    visible: set[int] = field(default_factory=set)
    people: dict[int, KnownPerson] = field(default_factory=dict)
    pairs: dict[tuple[int, int], list[KnownMembership]] = field(default_factory=dict)
    holders: dict[tuple[int, str], list[KnownMembership]] = field(default_factory=dict)
    elsewhere: dict[int, list[KnownMembership]] = field(default_factory=dict)
    named: dict[tuple[int, str, date | None], list[tuple[bool, int]]] = field(default_factory=dict)

    def in_group(self, person_pk: int, group_pk: int | None) -> list[KnownMembership]:
        """Her memberships in the group, oldest first."""
        return self.pairs.get((person_pk, group_pk), []) if group_pk is not None else []

    def namesake(self, group_pk: int | None, key: str, birth_on: date | None, *, without_nik: bool):
        """Who is or was in the group under this name key and birth date; of several, one present, then the first."""
        found = self.named.get((group_pk, key, birth_on), ()) if group_pk is not None else ()
        fitting = [entry for entry in found if not without_nik or self.people[entry[1]].nik_index is None]
        return self.people[min(fitting)[1]] if fitting else None


def read_on_record(by, niks: Iterable[UUID], groups: Iterable[int], keys: set[tuple[int, str]]) -> OnRecord:
    """Read what the rows need: seven queries at most. `keys` are the groups and name keys the rows tell.

    None of them joins: within one transaction that fills the tables the database knows nothing of what is in them, and
    a join planned for a few rows may compare each with each.
    """
    record = OnRecord()
    _read_niks(record, by, list(niks))
    _read_groups(record, list(groups), keys)
    _read_other_groups(record)
    return record


def _read_niks(record: OnRecord, by, niks: list[UUID]) -> None:
    if not niks:
        return
    for person in _people(nik_index__in=niks):
        record.by_nik[person.nik_index] = record.people[person.pk] = person
    if record.people:
        seen = Person.objects.visible_to(by).filter(pk__in=list(record.people))
        record.visible = set(seen.order_by().values_list("pk", flat=True))


def _people(**wanted) -> list[KnownPerson]:
    rows = Person.objects.on_record().filter(**wanted).order_by().values_list(*_PERSON)
    return [KnownPerson(*row) for row in rows]


def _memberships(**wanted) -> list[KnownMembership]:
    rows = Membership.objects.filter(**wanted).order_by("started_on", "pk").values_list(*_MEMBERSHIP)
    return [KnownMembership(*row) for row in rows]


def _read_groups(record: OnRecord, groups: list[int], keys: set[tuple[int, str]]) -> None:
    rows = _memberships(group_id__in=groups) if groups else []
    unread = {row.person_pk for row in rows} - record.people.keys()
    if unread:
        record.people |= {person.pk: person for person in _people(pk__in=unread)}
    for row in rows:
        record.pairs.setdefault((row.person_pk, row.group_pk), []).append(row)
        if is_single(row.role):
            record.holders.setdefault((row.group_pk, row.role), []).append(row)
        person = record.people.get(row.person_pk)
        if person and (row.group_pk, person.name_key) in keys:
            name = (row.group_pk, person.name_key, person.birth_on)
            record.named.setdefault(name, []).append((row.ended_on is not None, person.pk))


def _read_other_groups(record: OnRecord) -> None:
    """Every membership of those who may join another group: found by NIK, or gone from the group they are named in."""
    wanted = set(record.visible)
    for entries in record.named.values():
        wanted.update(pk for is_gone, pk in entries if is_gone)
    rows = _memberships(person_id__in=wanted) if wanted else []
    groups = {row.group_pk for row in rows}
    names = dict(EnterpriseGroup.objects.filter(pk__in=groups).order_by().values_list("pk", "name"))
    codes = {row.village_code for row in rows}
    villages = dict(Region.objects.filter(code__in=codes).order_by().values_list("code", "name"))
    for row in rows:
        row.group_name, row.village_name = names[row.group_pk], villages[row.village_code]
        record.elsewhere.setdefault(row.person_pk, []).append(row)
