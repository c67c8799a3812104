"""Two people on record who are one: merging them, saying that they are not, and taking a merge back (SD03, SD04).

The person who is kept gets the chosen values, and every membership and whatever else points at the other; memberships
keep their numbers, so attendance follows them. The other one's row stays as it was, but `merged_into` takes her out of
every list, and no number leads to her. KB and welfare records only grow and are not rewritten: those of both are read
as one history (`FactQuerySet.about`). What was changed is kept with the pair, so that all of it can be undone.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import use_reason
from accounts.editing import check_version
from accounts.proposals import NeedsReview, asks_review
from groups.actions.rows import need_reason
from members.actions.facts import keep_newest_kb, keep_newest_welfare
from members.actions.saving import save_changed, touch_membership, touch_person
from members.duplicate_search import seen_as
from members.identity import require_reason
from members.joined_periods import Period, Torn, joined
from members.models import DuplicatePair, Membership, PairState, Person
from members.models.membership import SINGLE_ROLES
from members.nik_vault import SealBroken, open_sealed

# What is chosen on the page, with the columns that go with it.
CHOICES: dict[str, tuple[str, ...]] = {
    "name": ("name", "name_key"),
    "sex": ("sex",),
    "birth_on": ("birth_on",),
    "village": ("village_id",),
    "address": ("address",),
    "phone": ("phone",),
    "nik": ("nik_sealed", "nik_index", "nik_missing_reason", "nik_warning_reason"),
    "family_card": ("family_card_sealed",),
    "family_code": ("family_code",),
    "spouse": ("spouse_id",),
}
NEWEST = ("kb_status", "kb_method", "kb_on", "welfare_stage", "welfare_on")
# Kept sealed in columns of their own, or computed again: never among the plain values.
SEALED = ("nik_sealed", "family_card_sealed")
# Stored with the membership, so it is not translated.
JOINED = "Data ganda digabung"
PERSON_MERGE = "person_merge"


@transaction.atomic
def dismiss_pair(*, by, pair: DuplicatePair, reason: str) -> DuplicatePair:
    """Remember that two people are not the same; asked anew only when name, birth date or NIK of one has changed."""
    pair = hold_pair(pair, by)
    if pair.state != PairState.OPEN:
        raise ValidationError(decided_sentence(pair), code="decided")
    pair.note = need_reason(reason)
    _decide(pair, by, PairState.NOT_DUPLICATE)
    return pair


@transaction.atomic
def merge_people(
    *,
    by,
    pair: DuplicatePair,
    kept_id: int,
    versions: dict[int, int],
    choices: dict[str, int],
    reason: str,
    nik_warning_reason: str = "",
) -> Person:
    """Merge the two people of a pair; returns the one who is kept.

    `choices` says for each of `CHOICES` whose value is taken, by the person's number; without one, that of the kept.
    Raises ValidationError, StaleEdit where one of them was changed since `versions`; NeedsReview where a second person
    has to approve it.
    """
    pair = hold_pair(pair, by)
    was = pair_now(pair)
    if pair.state == PairState.MERGED:
        raise ValidationError(decided_sentence(pair), code="decided")
    pair.note = need_reason(reason)
    kept, other = _held_people(pair, kept_id, versions)
    with use_reason(reason):
        _take_values(pair, kept, other, choices)
        _check_number(kept, nik_warning_reason)
        rows = _join_memberships(kept, other, by, pair.former)
        _hide(other, kept, by)
        _keep_newest(kept)
        save_changed(kept, by)
        _turn_spouses(kept, other, by, pair.former)
        _turn_others(kept, other, pair.former)
    mark_changed(rows, kept)
    pair.kept, pair.former["after"] = kept, state_of(kept, other)
    _decide(pair, by, PairState.MERGED)
    if asks_review(PERSON_MERGE):
        told = {"kept": kept_id, "choices": choices, "nik_warning_reason": nik_warning_reason}
        place = pair.regency_code
        raise NeedsReview(PERSON_MERGE, subject=pair, region_code=place, arguments=told, before=was, reason=pair.note)
    return kept


def pair_now(pair: DuplicatePair) -> dict:
    """How the two stand, as a proposal keeps it: what was decided, and the version of each."""
    people = Person.objects.filter(pk__in=[pair.first_id, pair.second_id]).order_by("pk")
    return {"state": str(pair.state), "versions": [list(row) for row in people.values_list("pk", "version")]}


def hold_pair(pair: DuplicatePair, by) -> DuplicatePair:
    """The pair's row, locked until the transaction ends. Raises ValidationError where `by` may not see both."""
    held = DuplicatePair.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=pair.pk).first()
    if held is None:
        raise ValidationError(_("Pasangan ini di luar wilayah Anda atau sudah berubah."), code="outside")
    return held


def decided_sentence(pair: DuplicatePair) -> str:
    """What is said to someone who decides about a pair that is decided."""
    if pair.state == PairState.MERGED:
        return _("Kedua data ini sudah digabung. Muat ulang halaman.")
    return _("Sudah diputuskan bahwa keduanya bukan orang yang sama. Muat ulang halaman.")


def state_of(kept: Person, other: Person) -> dict:
    """What must be as it was for a merge to be undone: versions, memberships, and the length of the histories."""
    rows = Membership.objects.filter(person__in=[kept, other]).order_by("pk")
    return {
        "versions": {str(person.pk): person.version for person in (kept, other)},
        "memberships": [list(row) for row in rows.values_list("pk", "version")],
        "records": [
            histories.filter(person__in=[kept, other]).count()
            for histories in (kept.kb_records.model.objects, kept.welfare_records.model.objects)
        ],
    }


def locked_memberships(*people: Person) -> list[Membership]:
    """All memberships of these people under lock; also those that were being opened when the first were locked."""
    known: set[int] | None = None
    while True:
        rows = Membership.objects.select_for_update(of=("self",)).filter(person__in=people).order_by("pk")
        found = list(rows.select_related("group__village"))
        if known == {row.pk for row in found}:
            return found
        known = {row.pk for row in found}


def mark_changed(rows: list[Membership], *people: Person) -> None:
    """Tell the read side that the totals of these memberships and people have changed."""
    for row in rows:
        touch_membership(row)
    for person in people:
        touch_person(person)


def _held_people(pair: DuplicatePair, kept_id: int, versions: dict[int, int]) -> tuple[Person, Person]:
    """The one who is kept, and the other. Not locked against being pointed at: see `locked_memberships`."""
    rows = Person.objects.on_record().select_for_update(of=("self",), no_key=True).select_related("village")
    people = {person.pk: person for person in rows.filter(pk__in=[pair.first_id, pair.second_id]).order_by("pk")}
    if len(people) < 2 or kept_id not in people:
        raise ValidationError(_("Salah satu dari keduanya sudah digabung dengan data lain."), code="decided")
    for person in people.values():
        check_version(person, versions[person.pk])
    kept = people.pop(kept_id)
    other = next(iter(people.values()))
    if other.spouse_id == kept.pk or kept.spouse_id == other.pk:
        raise ValidationError(_("Keduanya tercatat sebagai suami istri. Hapus dahulu hubungan itu."), code="married")
    return kept, other


def _take_values(pair: DuplicatePair, kept: Person, other: Person, choices: dict[str, int]) -> None:
    """Put the chosen values on the one who is kept, and keep with the pair what they replace."""
    took = [name for name in CHOICES if choices.get(name, kept.pk) == other.pk]
    columns = [column for name in took for column in CHOICES[name]]
    plain = {*columns, *NEWEST, "nik_warning_reason"} - {*SEALED, "nik_index"}
    pair.former = {
        "took": took,
        "kept": {column: _plain(getattr(kept, column)) for column in sorted(plain)},
        "other": {"spouse_id": other.spouse_id},
    }
    for column in SEALED:
        setattr(pair, f"former_{column}", getattr(kept, column) if column in columns else None)
    for column in columns:
        setattr(kept, column, getattr(other, column))


def _plain(value):
    return value.isoformat() if isinstance(value, date) else value


def _check_number(kept: Person, warned: str) -> None:
    """The NIK is compared again with birth date and sex as they are now chosen."""
    if not kept.nik_sealed:
        return
    kept.nik_warning_reason = warned.strip() or kept.nik_warning_reason
    try:
        number = open_sealed(kept.nik_sealed)
    except SealBroken:
        return
    require_reason(number, kept.birth_on, kept.sex, kept.nik_warning_reason)


def _join_memberships(kept: Person, other: Person, by, former: dict) -> list[Membership]:
    """Give the other one's memberships to the one who is kept, cut where both were in one group."""
    rows = locked_memberships(kept, other)
    periods = _periods(rows, kept)
    changed = [row for row in rows if row.person_id == other.pk or periods[row.pk] != (row.started_on, row.ended_on)]
    former["memberships"] = [
        [row.pk, row.person_id, _plain(row.started_on), _plain(row.ended_on), row.leave_reason] for row in changed
    ]
    for row in changed:
        if periods[row.pk][1] != row.ended_on:
            row.leave_reason = row.leave_reason or JOINED
        row.person, (row.started_on, row.ended_on) = kept, periods[row.pk]
    # Those that end first: one person is in one group once at a time.
    for row in sorted(changed, key=lambda row: row.ended_on is None):
        save_changed(row, by, ["person", "started_on", "ended_on", "leave_reason"])
    return changed


def _periods(rows: list[Membership], kept: Person) -> dict[int, tuple[date, date | None]]:
    """The days of each membership after the merge. Raises ValidationError where one would fall into two."""
    found = {}
    for group in {row.group_id: row.group for row in rows}.values():
        of_group = [row for row in rows if row.group_id == group.pk]
        periods = {row.pk: (row.started_on, row.ended_on) for row in of_group}
        if len({row.person_id for row in of_group}) > 1:
            try:
                cut = joined([_period(row, kept) for row in of_group])
            except Torn:
                raise ValidationError(_torn_sentence(group), code="torn") from None
            periods = {pk: (period.start, period.end) for pk, period in cut.items()}
        found |= periods
    return found


def _period(row: Membership, kept: Person) -> Period:
    return Period(row.pk, row.started_on, row.ended_on, row.role in SINGLE_ROLES, row.person_id == kept.pk)


def _torn_sentence(group) -> str:
    return _(
        "Di kelompok %(group)s masa jabatan yang satu berada di tengah masa keanggotaan yang lain, sehingga keduanya"
        " tidak dapat disambung. Betulkan dahulu tanggal keanggotaannya di halaman kelompok."
    ) % {"group": group.name}


def _hide(other: Person, kept: Person, by) -> None:
    """Take the other one out of every list; no number leads to her any more."""
    other.merged_into, other.nik_index, other.spouse = kept, None, None
    save_changed(other, by, ["merged_into", "nik_index", "spouse"])


def _keep_newest(kept: Person) -> None:
    keep_newest_kb(kept)
    keep_newest_welfare(kept)


def _turn_spouses(kept: Person, other: Person, by, former: dict) -> None:
    """Whoever was married to one of them is married to the one who is kept, unless another spouse was chosen."""
    rows = Person.objects.select_for_update().filter(spouse__in=[kept, other]).order_by("pk")
    former["spouses"] = []
    for spouse in rows:
        married = kept if kept.spouse_id in (None, spouse.pk) else None
        if spouse.spouse_id != (married.pk if married else None):
            former["spouses"].append([spouse.pk, spouse.spouse_id, spouse.version + 1])
            spouse.spouse = married
            save_changed(spouse, by, ["spouse"])
            touch_person(spouse)


def _turn_others(kept: Person, other: Person, former: dict) -> None:
    """Whatever else points at the other one (rooms further on, earlier merges) points at the one who is kept."""
    former["others"] = []
    for relation in Person._meta.related_objects:
        model, column = relation.related_model, relation.field.name
        is_own = model._meta.app_label == Person._meta.app_label
        if is_own and (model is not Person or column != "merged_into"):
            continue
        pointing = model._default_manager.filter(**{column: other})
        # Her own row, which now points at the kept one, is no earlier merge; a book of the same number is no person.
        for row in pointing.exclude(pk=other.pk) if model is Person else pointing:
            former["others"].append([model._meta.label, column, row.pk])
            setattr(row, column, kept)
            _save_turned(row, column)


def _save_turned(row, column: str) -> None:
    """Store a row that now points at the one who is kept. Raises ValidationError where she has one like it already."""
    try:
        with transaction.atomic():
            row.save(update_fields=[column])
    except IntegrityError:
        message = _("Keduanya masih punya %(kind)s yang sama. Selesaikan atau batalkan dahulu salah satunya.")
        raise ValidationError(message % {"kind": row._meta.verbose_name}, code="twins") from None


def _decide(pair: DuplicatePair, by, state: str) -> None:
    pair.state, pair.decided_by, pair.decided_at = state, by, timezone.now()
    if state == PairState.NOT_DUPLICATE:
        pair.seen_as = seen_as(*Person.objects.filter(pk__in=[pair.first_id, pair.second_id]))
    with use_reason(pair.note):
        pair.save()
