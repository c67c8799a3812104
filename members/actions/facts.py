"""Dated facts about a person, appended and never changed: KB status and method, welfare stage."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import use_reason
from accounts.roles import Permission
from members.actions.saving import hold_person, local_day, save_new, touch_person
from members.models import KbRecord, Person, WelfareRecord
from members.rules import fact_unborn_problem, kb_problem, refuse


@transaction.atomic
def record_kb_status(
    *, by, person: Person, on: date, status: str, method: str = "", non_use_reason: str = "", reason: str = ""
) -> KbRecord:
    """Append a KB status that holds from the local day `on`, and keep the newest one on the person.

    A mistake is put right by another record of the same day: the later one counts. A method needs its own permission
    (AU07). Raises ValidationError.
    """
    if method and not by.allows(Permission.KB_METHOD_VIEW):
        raise ValidationError({"method": _("Peran Anda tidak mencatat metode KB.")}, code="forbidden")
    refuse(kb_problem(status, method))
    person = _held(person, on, by)
    record = KbRecord(person=person, on=on, status=status, method=method, non_use_reason=non_use_reason, recorded_by=by)
    with use_reason(reason):
        save_new(record)
    keep_newest_kb(person)
    person.save(update_fields=["kb_status", "kb_method", "kb_on"])
    touch_person(person)
    return record


@transaction.atomic
def record_welfare(*, by, person: Person, on: date, stage: str, reason: str = "") -> WelfareRecord:
    """Append a welfare stage of the person's family from the local day `on`; the newest is kept on the person."""
    person = _held(person, on, by)
    record = WelfareRecord(person=person, on=on, stage=stage, recorded_by=by)
    with use_reason(reason):
        save_new(record)
    keep_newest_welfare(person)
    person.save(update_fields=["welfare_stage", "welfare_on"])
    touch_person(person)
    return record


def keep_newest_kb(person: Person) -> None:
    """Put the newest KB record, if there is one, on the person; the caller saves her."""
    newest = KbRecord.objects.about(person.pk).first()
    if newest:
        person.kb_status, person.kb_method, person.kb_on = newest.status, newest.method, newest.on


def keep_newest_welfare(person: Person) -> None:
    """Put the newest welfare record, if there is one, on the person; the caller saves her."""
    newest = WelfareRecord.objects.about(person.pk).first()
    if newest:
        person.welfare_stage, person.welfare_on = newest.stage, newest.on


def _held(person: Person, on: date, by) -> Person:
    """The person's row under lock, after checking the day. Raises ValidationError on `on`."""
    person = hold_person(person, by)
    local_day(on, person, "on")
    refuse(fact_unborn_problem(on, person.birth_on))
    return person
