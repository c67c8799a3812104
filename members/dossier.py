"""A person's page as one value: what this user may see of her, ready to be shown."""

from dataclasses import dataclass, field

from accounts.models import AccessEntry
from accounts.roles import Permission
from members.chair import ChairCheck, check_chair
from members.identity import HINT_ONLY, masked, nik_warnings
from members.models import KbRecord, Membership, MembershipRole, Person, WelfareRecord
from members.nik_vault import SealBroken, open_sealed
from regions.clock import local_today


@dataclass(frozen=True)
class Dossier:
    """What stands on a person's page. Lists are newest first; what the user may not see is empty."""

    nik: str
    family_card: str
    nik_hints: list[str]
    age: int | None
    present: list[Membership]
    past: list[Membership]
    elsewhere_count: int
    kb_records: list[KbRecord] = field(default_factory=list)
    welfare_records: list[WelfareRecord] = field(default_factory=list)
    chair_checks: list[tuple[Membership, ChairCheck]] = field(default_factory=list)
    spouse: Person | None = None
    has_spouse_elsewhere: bool = False
    access_count: int = 0


def dossier_of(person: Person, user) -> Dossier:
    """Gather a person's page for a user whose territory holds her."""
    today = local_today(person)
    seen = list(person.memberships.visible_to(user).select_related("group", "village").order_by("-started_on", "-id"))
    present = [row for row in seen if row.is_current_on(today)]
    spouse = Person.objects.visible_to(user).filter(pk=person.spouse_id or 0).first()
    may_see_facts = user.allows(Permission.KB_STATUS_VIEW)
    return Dossier(
        nik=masked(person.nik_sealed),
        family_card=masked(person.family_card_sealed),
        nik_hints=_hints(person),
        age=_age(person.birth_on, today),
        present=present,
        past=[row for row in seen if row not in present],
        elsewhere_count=person.memberships.count() - len(seen),
        kb_records=list(KbRecord.objects.about(person.pk).select_related("recorded_by")) if may_see_facts else [],
        welfare_records=list(WelfareRecord.objects.about(person.pk).select_related("recorded_by"))
        if may_see_facts
        else [],
        chair_checks=_checks(present) if may_see_facts else [],
        spouse=spouse,
        has_spouse_elsewhere=bool(person.spouse_id and spouse is None),
        access_count=_times_opened(person) if user.allows(Permission.ACCESS_LOG_VIEW) else 0,
    )


def chair_check_of(membership: Membership) -> ChairCheck:
    """The check of a chair at the date of appointment (UP02)."""
    person = membership.person
    own = _statuses(person.pk, membership.started_on)
    spouse = _statuses(person.spouse_id, membership.started_on) if person.spouse_id else None
    return check_chair(own, spouse)


def _statuses(person_id: int, on) -> list[str]:
    rows = KbRecord.objects.about(person_id).filter(on__lte=on).order_by()
    return list(rows.values_list("status", flat=True).distinct())


def _times_opened(person: Person) -> int:
    return AccessEntry.objects.filter(person_id=person.pk).count()


def _checks(present: list[Membership]) -> list[tuple[Membership, ChairCheck]]:
    return [(row, chair_check_of(row)) for row in present if row.role == MembershipRole.CHAIR]


def _hints(person: Person) -> list[str]:
    """Hints that need no answer: the district of an old NIK may have another number by now."""
    if not person.nik_sealed:
        return []
    try:
        warnings = nik_warnings(open_sealed(person.nik_sealed), person.birth_on, person.sex)
    except SealBroken:
        return []
    return [warning.message for warning in warnings if warning.code in HINT_ONLY]


def _age(born, today) -> int | None:
    if born is None:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
