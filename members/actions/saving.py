"""Saving one row so that a rule kept by the database comes back as a sentence, and marking the totals it changes."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from members.models import Membership, Person
from members.rules import future_problem, refuse
from regions.clock import local_today
from regions.codes import WIB
from regions.models import Region
from regions.touching import touch

# Constraint names as both databases report them, with what to say.
SENTENCES = {
    "membership_single_role_once": _(
        "Pada tanggal itu jabatan ini masih dipegang orang lain. Periksa tanggalnya, atau akhiri masa pemegangnya"
        " dahulu."
    ),
    "membership_once_at_a_time": _("Orang ini masih tercatat sebagai anggota kelompok ini."),
    "person_id": _("Orang ini masih tercatat sebagai anggota kelompok ini."),
    "nik_index": _("NIK ini sudah terdaftar. Muat ulang halaman dan pakai orang yang sudah ada."),
}


def hold_person(person: Person, by) -> Person:
    """The person's present row, locked until the transaction ends.

    Raises ValidationError if she neither lives in the territory of `by` nor is or was a member there (AC07).
    """
    rows = Person.objects.visible_to(by).select_for_update(of=("self",)).select_related("village")
    held = rows.filter(pk=person.pk).first()
    if held is None:
        raise ValidationError(_("Orang ini di luar wilayah Anda."), code="outside")
    return held


def save_new(row) -> None:
    """Insert a row after its own rules. Raises ValidationError also for what only the database can know."""
    row.full_clean(exclude=_set_by_actions(row))
    _saved(row)


def save_changed(row, by, fields: list[str] | None = None) -> None:
    """Update a row after its own rules, signed and with the next version. Raises ValidationError likewise."""
    row.full_clean(exclude=_set_by_actions(row))
    row.changed_by = by
    row.version += 1
    _saved(row, update_fields=fields and [*fields, "changed_by", "changed_at", "version"])


def _set_by_actions(row) -> list[str]:
    """Columns that no person types: checked by constraints, not one by one."""
    return [field.name for field in row._meta.fields if not field.editable or field.primary_key]


def _saved(row, **how) -> None:
    try:
        with transaction.atomic():
            row.save(**how)
    except IntegrityError as error:
        raise explained(error) from error


def explained(error: IntegrityError) -> ValidationError:
    """What the database refused, as a sentence. Raises the error itself where it is none of the known rules."""
    for name, sentence in SENTENCES.items():
        if name in str(error):
            return ValidationError(sentence, code=name)
    raise error


def local_day(day: date, where, field: str) -> date:
    """The day itself if it is not ahead of the local day. Raises ValidationError on the field."""
    refuse(future_problem(day, local_today(where), field))
    return day


def touch_membership(membership: Membership) -> None:
    """Mark the totals of the membership's regency from today, and from its last day where that lies ahead (DM07)."""
    today = local_today(membership.group)
    touch(membership.village_id, on=today)
    if membership.ended_on and membership.ended_on > today:
        touch(membership.village_id, on=membership.ended_on)


def touch_person(person: Person) -> None:
    """Mark the totals of every regency in which the person is a member, or one whose spouse she is (a chair's KB).

    From the day it is where days turn last: her home and the group may lie in different time zones.
    """
    today = local_today(Region(time_zone=WIB))
    people = [person.pk, *Person.objects.filter(spouse=person).values_list("pk", flat=True)]
    memberships = Membership.objects.filter(person__in=people).holding_after(today)
    for regency in sorted({code[:4] for code in memberships.values_list("village_id", flat=True)}):
        touch(regency, on=today)
