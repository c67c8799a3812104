"""Two people who may be one, side by side, as this user may see them (SD04)."""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.roles import Permission
from members.identity import masked
from members.models import DuplicatePair, KbRecord, Membership, Person, WelfareRecord
from members.nik_vault import SealBroken, open_sealed
from regions.clock import local_today

EMPTY = (None, "")


@dataclass(frozen=True)
class Cell:
    """What one of the two has in a field; `shown` is the value, or a text that says more."""

    pk: int
    shown: object
    is_chosen: bool = False


@dataclass(frozen=True)
class FieldRow:
    """One field of both. Where they differ, one is chosen."""

    name: str
    label: str | Promise
    kind: str
    cells: tuple[Cell, Cell]
    differs: bool


@dataclass(frozen=True)
class Side:
    """One of the two: her memberships that the user may see, and her histories."""

    person: Person
    nik: str
    memberships: list[Membership] = field(default_factory=list)
    elsewhere_count: int = 0
    kb_records: list[KbRecord] = field(default_factory=list)
    welfare_records: list[WelfareRecord] = field(default_factory=list)

    @property
    def present(self) -> list[Membership]:
        """The memberships that hold today."""
        today = local_today(self.person)
        return [row for row in self.memberships if row.is_current_on(today)]


@dataclass(frozen=True)
class PairSheet:
    """The page of a pair."""

    rows: list[FieldRow]
    sides: tuple[Side, Side]
    kept_id: int

    @property
    def has_two_numbers(self) -> bool:
        """True if both have a NIK: they are different numbers, or they would be one person."""
        return all(side.nik for side in self.sides)

    @property
    def joins_groups(self) -> bool:
        """True if the two are members of different groups today, so that one person will be in both."""
        first, second = ({row.group_id for row in side.present} for side in self.sides)
        return bool(first - second and second - first)

    @property
    def chosen(self) -> dict[str, int]:
        """Whose value stands chosen in each field, before anyone has chosen."""
        return {row.name: cell.pk for row in self.rows for cell in row.cells if cell.is_chosen}


def sheet_of(pair: DuplicatePair, user) -> PairSheet:
    """Both people of a pair as this user may see them. Eight queries, whatever their histories."""
    people = (pair.first, pair.second)
    sides = _sides(people, user)
    kept = pair.kept_id or _suggested(sides)
    spouses = Person.objects.visible_to(user).in_bulk([person.spouse_id for person in people if person.spouse_id])
    rows = [_row(people, kept, *one) for one in _fields(people, spouses)]
    return PairSheet(rows, sides, kept)


def _suggested(sides: tuple[Side, Side]) -> int:
    """Who has a NIK is kept, else who is a member of more groups, else who was registered first."""
    best = max(sides, key=lambda side: (bool(side.nik), len(side.present), -side.person.pk))
    return best.person.pk


def _fields(people, spouses) -> list[tuple]:
    """Each field: its name, label, how it is shown, what is compared, and what is shown."""
    plain = [
        ("name", _("Nama"), "text", [person.name for person in people]),
        ("sex", _("Jenis kelamin"), "text", [person.get_sex_display() for person in people]),
        ("birth_on", _("Tanggal lahir"), "day", [person.birth_on for person in people]),
        ("village", _("Desa/kelurahan"), "text", [person.village.path_name for person in people]),
        ("address", _("Alamat"), "text", [person.address for person in people]),
        ("phone", _("Nomor HP"), "text", [person.phone for person in people]),
        ("family_code", _("KKI"), "text", [person.family_code for person in people]),
    ]
    cards = [_opened(person.family_card_sealed) for person in people]
    numbers = [masked(person.nik_sealed) or "" for person in people]
    return [
        ("nik", "NIK", "number", [_opened(person.nik_sealed) for person in people], _with_reason(people, numbers)),
        *((name, label, kind, values, values) for name, label, kind, values in plain),
        ("family_card", _("No. KK"), "number", cards, [masked(person.family_card_sealed) for person in people]),
        ("spouse", _("Pasangan"), "text", [person.spouse_id for person in people], _spouses(people, spouses)),
    ]


def _row(people, kept: int, name: str, label, kind: str, values: list, shown: list) -> FieldRow:
    differs = values[0] != values[1]
    chosen = kept
    for mine, other in ((0, 1), (1, 0)):
        if differs and values[mine] in EMPTY:
            chosen = people[other].pk
    cells = tuple(
        Cell(person.pk, text, differs and person.pk == chosen) for person, text in zip(people, shown, strict=True)
    )
    return FieldRow(name, label, kind, (cells[0], cells[1]), differs)


def _with_reason(people, numbers: list[str]) -> list[str]:
    return [
        number or _("Belum ada: %(reason)s") % {"reason": person.get_nik_missing_reason_display()}
        for person, number in zip(people, numbers, strict=True)
    ]


def _spouses(people, spouses) -> list[str]:
    elsewhere = _("Tercatat di luar wilayah Anda")
    return [
        (spouses[person.spouse_id].name if person.spouse_id in spouses else elsewhere) if person.spouse_id else ""
        for person in people
    ]


def _opened(sealed: str | None) -> str:
    """A number for comparing alone; one that cannot be opened is compared as it is sealed."""
    if not sealed:
        return ""
    try:
        return open_sealed(sealed)
    except SealBroken:
        return sealed


def _sides(people, user) -> tuple[Side, Side]:
    seen = Membership.objects.visible_to(user).filter(person__in=people).select_related("group", "village")
    memberships = list(seen.order_by("-started_on", "-id"))
    every = list(Membership.objects.filter(person__in=people).values_list("person_id", flat=True))
    kb, welfare = _histories(people, user)
    sides = [
        Side(
            person,
            masked(person.nik_sealed),
            mine := [row for row in memberships if row.person_id == person.pk],
            every.count(person.pk) - len(mine),
            [row for row in kb if row.person_id == person.pk],
            [row for row in welfare if row.person_id == person.pk],
        )
        for person in people
    ]
    return sides[0], sides[1]


def _histories(people, user) -> tuple[list[KbRecord], list[WelfareRecord]]:
    if not user.allows(Permission.KB_STATUS_VIEW):
        return [], []
    return list(KbRecord.objects.filter(person__in=people)), list(WelfareRecord.objects.filter(person__in=people))
