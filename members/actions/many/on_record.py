"""What is on record about the people and groups of some rows: read once per chunk, in few queries."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models.expressions import RawSQL

from groups.models import EnterpriseGroup
from members.models import Membership, Person
from members.models.membership import SINGLE_ROLES
from regions.bulk import among
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
_PAIRS = """
    SELECT person.id FROM unnest(%s::text[], %s::date[]) AS told(name_key, birth_on)
    JOIN members_person person ON person.name_key = told.name_key AND person.birth_on = told.birth_on
    WHERE person.nik_index IS NULL
"""
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
    called: dict[tuple[int, str], set[int]] = field(default_factory=dict)

    def in_group(self, person_pk: int, group_pk: int | None) -> list[KnownMembership]:
        """Her memberships in the group, oldest first."""
        return self.pairs.get((person_pk, group_pk), []) if group_pk is not None else []

    def keep(self, membership: KnownMembership) -> None:
        """Note a membership of a person the rows may mean, once."""
        held = self.pairs.setdefault((membership.person_pk, membership.group_pk), [])
        if all(other.pk != membership.pk for other in held):
            held.append(membership)

    def name(self, person: KnownPerson, membership: KnownMembership) -> None:
        """Note who is or was in a group under a name that a row tells."""
        self.people.setdefault(person.pk, person)
        self.keep(membership)
        if membership.ended_on is None:
            self.called.setdefault((membership.group_pk, person.name_key), set()).add(person.pk)
        entries = self.named.setdefault((membership.group_pk, person.name_key, person.birth_on), [])
        entry = (membership.ended_on is not None, person.pk)
        if entry not in entries:
            entries.append(entry)

    def namesake(self, group_pk: int | None, key: str, birth_on: date | None, *, without_nik: bool):
        """Who is or was in the group under this name key and birth date; of several, one present, then the first."""
        found = self.named.get((group_pk, key, birth_on), ()) if group_pk is not None else ()
        fitting = [entry for entry in found if not without_nik or self.people[entry[1]].nik_index is None]
        return self.people[min(fitting)[1]] if fitting else None

    def only_one_called(self, group_pk: int | None, key: str, birth_on: date | None):
        """The one person of this name in the group now, and of this birth date where one is told; None for several."""
        found = [self.people[pk] for pk in self.called.get((group_pk, key), ())] if group_pk is not None else []
        fitting = [person for person in found if birth_on in (None, person.birth_on)]
        return fitting[0] if len(fitting) == 1 else None


@dataclass(slots=True)
class Asked:
    """What some rows tell of people: their NIK, and by group and name those who may be on record without it.

    `holders_of` are all groups; `names` group and name key of rows without NIK or without birth date, which any member
    of that name may be; `unnumbered` name key and birth date of the others, who may be on record without a NIK.
    """

    niks: set[UUID] = field(default_factory=set)
    holders_of: set[int] = field(default_factory=set)
    names: set[tuple[int, str]] = field(default_factory=set)
    unnumbered: set[tuple[str, date]] = field(default_factory=set)

    def add(self, nik: UUID | None, group_pk: int | None, key: str, birth_on: date | None) -> None:
        """Ask about one row; a group that is new in the file has nobody on record."""
        if nik is not None:
            self.niks.add(nik)
        if group_pk is None:
            return
        self.holders_of.add(group_pk)
        if nik is None or birth_on is None:
            self.names.add((group_pk, key))
        else:
            self.unnumbered.add((key, birth_on))


def read_on_record(by, asked: Asked) -> OnRecord:
    """Read what the rows need, in ten queries at most whatever their number, and never whole groups without need.

    None of them joins large tables: within one transaction that fills them the database knows little of what is in
    them, and a join planned for a few rows may compare each with each.
    """
    record = OnRecord()
    _read_niks(record, by, list(asked.niks))
    _read_holders(record, asked.holders_of)
    _read_named(record, asked.names)
    _read_unnumbered(record, asked.unnumbered, asked.holders_of)
    _read_other_groups(record)
    return record


def _read_niks(record: OnRecord, by, niks: list[UUID]) -> None:
    if not niks:
        return
    for person in _people(nik_index__in=among(niks, "uuid")):
        record.by_nik[person.nik_index] = record.people[person.pk] = person
    if record.people:
        seen = Person.objects.visible_to(by).filter(pk__in=among(record.people, "bigint"))
        record.visible = set(seen.order_by().values_list("pk", flat=True))


def _people(**wanted) -> list[KnownPerson]:
    rows = Person.objects.on_record().filter(**wanted).order_by().values_list(*_PERSON)
    return [KnownPerson(*row) for row in rows]


def _memberships(**wanted) -> list[KnownMembership]:
    rows = Membership.objects.filter(**wanted).order_by("started_on", "pk").values_list(*_MEMBERSHIP)
    return [KnownMembership(*row) for row in rows]


def _read_holders(record: OnRecord, groups: set[int]) -> None:
    for row in _memberships(group_id__in=among(groups, "bigint"), role__in=SINGLE_ROLES) if groups else ():
        record.holders.setdefault((row.group_pk, row.role), []).append(row)


def _read_named(record: OnRecord, names: set[tuple[int, str]]) -> None:
    """Whoever is or was in one of these groups under the name a row tells."""
    rows = _memberships(group_id__in=among({group for group, _key in names}, "bigint")) if names else []
    unread = {row.person_pk for row in rows} - record.people.keys()
    found = {person.pk: person for person in _people(pk__in=among(unread, "bigint"))} if unread else {}
    for row in rows:
        person = record.people.get(row.person_pk) or found.get(row.person_pk)
        if person and (row.group_pk, person.name_key) in names:
            record.name(person, row)


def _read_unnumbered(record: OnRecord, told: set[tuple[str, date]], groups: set[int]) -> None:
    """People on record without NIK under a name and birth date that a row tells, where they are in its groups."""
    if not told:
        return
    found = {person.pk: person for person in _without_nik(told) if (person.name_key, person.birth_on) in told}
    for row in (
        _memberships(person_id__in=among(found, "bigint"), group_id__in=among(groups, "bigint")) if found else ()
    ):
        record.name(found[row.person_pk], row)


def _without_nik(told: set[tuple[str, date]]) -> list[KnownPerson]:
    """PostgreSQL is asked pair by pair through its index; SQLite by name alone, which so small a register can bear."""
    if connection.vendor != "postgresql":
        return _people(nik_index__isnull=True, name_key__in={key for key, _birth_on in told})
    keys, births = zip(*told, strict=True)
    return _people(pk__in=RawSQL(_PAIRS, [list(keys), list(births)]))


def _read_other_groups(record: OnRecord) -> None:
    """Every membership of those who may join another group: found by NIK, or gone from the group they are named in."""
    wanted = set(record.visible)
    for entries in record.named.values():
        wanted.update(pk for is_gone, pk in entries if is_gone)
    rows = _memberships(person_id__in=among(wanted, "bigint")) if wanted else []
    groups = {row.group_pk for row in rows}
    names = dict(EnterpriseGroup.objects.filter(pk__in=groups).order_by().values_list("pk", "name"))
    codes = {row.village_code for row in rows}
    villages = dict(Region.objects.filter(code__in=codes).order_by().values_list("code", "name"))
    for row in rows:
        row.group_name, row.village_name = names[row.group_pk], villages[row.village_code]
        record.elsewhere.setdefault(row.person_pk, []).append(row)
        record.keep(row)
