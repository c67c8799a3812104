"""Taking a merge back, exactly, as long as nobody has touched either of the two since (SD04)."""

from datetime import date

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import use_reason
from members.actions.merging import CHOICES, SEALED, hold_pair, locked_memberships, mark_changed, state_of
from members.actions.saving import save_changed, touch_person
from members.models import DuplicatePair, Membership, PairState, Person
from members.nik_vault import SealBroken, index_of, open_sealed

_DAYS = ("birth_on", "kb_on", "welfare_on")
# Stored in the audit trail, so it is not translated.
UNDONE = "Penggabungan data ganda dibatalkan"


@transaction.atomic
def undo_merge(*, by, pair: DuplicatePair) -> DuplicatePair:
    """Restore both people, their memberships and whatever was turned, as they were before; the pair is open again.

    Raises ValidationError where one of them was changed since: a later decision is not undone along with it.
    """
    pair = hold_pair(pair, by)
    if pair.state != PairState.MERGED:
        raise ValidationError(_("Penggabungan ini sudah dibatalkan. Muat ulang halaman."), code="decided")
    kept, other = _held_people(pair)
    rows = {row.pk: row for row in locked_memberships(kept, other)}
    refuse_touched(pair, kept, other)
    with use_reason(UNDONE):
        _give_back_values(pair, kept, other)
        save_changed(kept, by)
        save_changed(other, by, ["merged_into", "nik_index", "spouse"])
        _give_back_memberships(pair.former, rows, kept, by)
        _turn_back(pair.former, by, other)
        _reopen(pair)
    mark_changed(list(rows.values()), kept, other)
    return pair


def can_undo(pair: DuplicatePair) -> bool:
    """True if nobody has touched either since; what the page asks before it offers the button."""
    if pair.state != PairState.MERGED:
        return False
    people = {person.pk: person for person in Person.objects.filter(pk__in=[pair.first_id, pair.second_id])}
    try:
        refuse_touched(pair, people.pop(pair.kept_id), next(iter(people.values())))
    except ValidationError:
        return False
    return True


def refuse_touched(pair: DuplicatePair, kept: Person, other: Person) -> None:
    """Raise ValidationError unless both, their memberships and histories are as the merge left them."""
    if pair.former["after"] != state_of(kept, other) or kept.merged_into_id or other.merged_into_id != kept.pk:
        raise ValidationError(touched_sentence(), code="touched")
    for pk, _spouse, version in pair.former["spouses"]:
        if not Person.objects.filter(pk=pk, version=version).exists():
            raise ValidationError(touched_sentence(), code="touched")


def touched_sentence() -> str:
    """Why a merge cannot be undone any more, and what to do."""
    return _(
        "Penggabungan ini tidak dapat dibatalkan lagi, karena data orang ini, keanggotaan, pasangan, atau riwayatnya"
        " sudah diubah sesudahnya. Bila memang dua orang, daftarkan yang satu lagi sebagai anggota baru."
    )


def _held_people(pair: DuplicatePair) -> tuple[Person, Person]:
    rows = Person.objects.select_for_update(of=("self",), no_key=True).select_related("village")
    people = {person.pk: person for person in rows.filter(pk__in=[pair.first_id, pair.second_id]).order_by("pk")}
    kept = people.pop(pair.kept_id)
    return kept, next(iter(people.values()))


def _give_back_values(pair: DuplicatePair, kept: Person, other: Person) -> None:
    for name in pair.former["took"]:
        for column in {*CHOICES[name]} & {*SEALED}:
            setattr(kept, column, getattr(pair, f"former_{column}"))
    for column, value in pair.former["kept"].items():
        setattr(kept, column, date.fromisoformat(value) if value and column in _DAYS else value)
    other.merged_into, other.spouse_id = None, pair.former["other"]["spouse_id"]
    kept.nik_index, other.nik_index = _index(kept), _index(other)


def _index(person: Person):
    """The look-up value of a person's NIK, under the key of today."""
    if not person.nik_sealed:
        return None
    try:
        return index_of(open_sealed(person.nik_sealed))
    except SealBroken:
        raise ValidationError(
            _("NIK tidak dapat dibuka: kuncinya tidak tersedia di server ini."), code="seal"
        ) from None


def _give_back_memberships(former: dict, rows: dict[int, Membership], kept: Person, by) -> None:
    """Those of the other one first: nobody is in one group twice at a time."""
    for pk, person_id, started_on, ended_on, leave_reason in sorted(
        former["memberships"], key=lambda kept_row: kept_row[1] == kept.pk
    ):
        row = rows[pk]
        row.person_id, row.leave_reason = person_id, leave_reason
        row.started_on = date.fromisoformat(started_on)
        row.ended_on = date.fromisoformat(ended_on) if ended_on else None
        save_changed(row, by, ["person", "started_on", "ended_on", "leave_reason"])


def _turn_back(former: dict, by, other: Person) -> None:
    for pk, spouse_id, _version in former["spouses"]:
        spouse = Person.objects.select_for_update().get(pk=pk)
        spouse.spouse_id = spouse_id
        save_changed(spouse, by, ["spouse"])
        touch_person(spouse)
    for label, column, pk in former["others"]:
        for row in apps.get_model(label)._default_manager.filter(pk=pk):
            setattr(row, column, other)
            row.save(update_fields=[column])


def _reopen(pair: DuplicatePair) -> None:
    pair.state, pair.kept, pair.former, pair.note = PairState.OPEN, None, None, ""
    pair.decided_by = pair.decided_at = None
    for column in SEALED:
        setattr(pair, f"former_{column}", None)
    pair.save()
