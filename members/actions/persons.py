"""Persons: registering one, and changing what is on record about her."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import use_reason
from accounts.editing import check_version
from members.actions.saving import hold_person, save_changed, save_new, touch_person
from members.identity import (
    checked_family_card,
    checked_nik,
    owner_of,
    put_family_card,
    put_nik,
    require_reason,
)
from members.models import Person
from members.names import name_key
from members.nik_vault import open_sealed
from members.rules import LONGEST, birth_problem, first_problem, name_problem, phone_problem, refuse, text_problem
from regions.clock import local_today

DETAILS = ("name", "sex", "birth_on", "address", "phone", "family_code", "nik_warning_reason")


class NikElsewhere(ValidationError):
    """The NIK belongs to someone outside the user's territory: that it exists is all that may be said (NX11)."""

    def __init__(self):
        super().__init__({"nik": elsewhere_sentence()}, code="nik_elsewhere")


def elsewhere_sentence() -> str:
    """What is said about a NIK that is registered where the user may not look."""
    return _(
        "NIK ini sudah terdaftar di wilayah lain. Tanyakan kepada OPD-KB kabupaten/kota tempat orang ini dulu"
        " terdaftar, atau kepada administrator nasional."
    )


@transaction.atomic
def register_person(*, by, village, nik: str = "", nik_missing_reason: str = "", family_card: str = "", **details):
    """Register a new person who lives in `village`; returns the Person.

    `details` are the plain columns (`DETAILS`). Either a NIK or the reason why there is none yet (DM10). Raises
    ValidationError per field, `NikElsewhere` where the NIK is taken outside the user's territory.
    """
    person = Person(village=village, created_by=by, changed_by=by, nik_missing_reason=nik_missing_reason)
    _write_details(person, details)
    _write_numbers(person, by, nik, family_card)
    save_new(person)
    return person


@transaction.atomic
def change_person(
    *, by, person: Person, version: int, nik: str = "", family_card: str = "", reason: str = "", **details
) -> Person:
    """Change what is on record about a person. An empty NIK or family card number leaves the stored one.

    `details` may also hold `village`, `nik_missing_reason` and `spouse`. Raises StaleEdit when someone else has saved
    since `version`, ValidationError per field.
    """
    person = hold_person(person, by)
    check_version(person, version)
    with use_reason(reason):
        if not nik and not person.nik_sealed:
            person.nik_missing_reason = details.pop("nik_missing_reason", person.nik_missing_reason)
        details.pop("nik_missing_reason", None)
        if "spouse" in details:
            _marry(person, details.pop("spouse"), by)
        if "village" in details:
            person.village = details.pop("village")
        _write_details(person, details)
        _write_numbers(person, by, nik, family_card)
        save_changed(person, by)
    touch_person(person)
    return person


def _write_details(person: Person, details: dict) -> None:
    for name, value in details.items():
        if name not in DETAILS:
            raise TypeError(f"Person details do not hold {name}")
        setattr(person, name, value)
    person.name = " ".join(person.name.split())
    person.name_key = name_key(person.name)
    _check_details(person)


def _check_details(person: Person) -> None:
    refuse(name_problem(person.name, person.name_key))
    refuse(birth_problem(person.birth_on, local_today(person)))
    refuse(phone_problem(person.phone))
    refuse(first_problem(text_problem(name, getattr(person, name)) for name in DETAILS if name in LONGEST))


def _write_numbers(person: Person, by, nik: str, family_card: str) -> None:
    """Check and seal what was typed; a stored NIK is compared again with the birth date and sex as they are now."""
    if nik:
        nik = _on_field("nik", checked_nik, nik)
        _refuse_taken(nik, person, by)
        put_nik(person, nik)
    elif not person.nik_sealed and not person.nik_missing_reason:
        raise ValidationError({"nik": _("Isi NIK, atau pilih alasan mengapa NIK belum ada.")})
    if person.nik_sealed:
        require_reason(nik or open_sealed(person.nik_sealed), person.birth_on, person.sex, person.nik_warning_reason)
    if family_card:
        put_family_card(person, _on_field("family_card", checked_family_card, family_card))


def _on_field(field: str, check, typed: str) -> str:
    try:
        return check(typed)
    except ValidationError as error:
        raise ValidationError({field: error}) from None


def _refuse_taken(nik: str, person: Person, by) -> None:
    """One NIK, one person. Both questions are always asked, so that the time taken tells nothing (NX11)."""
    owner = owner_of(nik)
    seen = Person.objects.visible_to(by).filter(pk=owner.pk if owner else 0).exists()
    if owner is None or owner.pk == person.pk:
        return
    if not seen:
        raise NikElsewhere
    raise ValidationError(
        {"nik": _("NIK ini sudah terdaftar atas nama orang lain di wilayah Anda. Pakai orang yang sudah ada.")},
        code="nik_taken",
    )


def _marry(person: Person, spouse: Person | None, by) -> None:
    """Record the spouse on both sides; a former spouse's side is cleared."""
    if spouse and spouse.pk == person.pk:
        raise ValidationError({"spouse": _("Pasangan tidak boleh orang yang sama.")})
    if person.spouse_id == (spouse.pk if spouse else None):
        return
    for former in Person.objects.select_for_update().filter(spouse_id=person.pk):
        former.spouse = None
        save_changed(former, by, ["spouse"])
        touch_person(former)
    person.spouse = spouse
    if spouse and spouse.spouse_id is None:
        spouse = Person.objects.select_for_update().get(pk=spouse.pk)
        spouse.spouse = person
        save_changed(spouse, by, ["spouse"])
        touch_person(spouse)
