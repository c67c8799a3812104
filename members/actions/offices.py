"""Offices of a group: one chair, one secretary, one treasurer at a time (DM02)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import use_reason
from accounts.editing import check_version
from groups.actions.rows import hold_group
from groups.models import EnterpriseGroup
from members.actions.chairs import ask_chair_review, chair_before
from members.actions.periods import close, opened
from members.actions.saving import local_day
from members.models import Membership, MembershipRole
from members.rules import is_single

# Stored with the closed term, so it is not translated.
REPLACED = "Digantikan"


@transaction.atomic
def appoint(
    *, by, membership: Membership, role: str, on: date, reason: str, version: int, replaces: int | None = None
) -> Membership:
    """Give a member of a group another role from the local day `on`; returns the new membership.

    For chair, secretary and treasurer the present holder's term ends the same day and she goes on as a plain member.
    `replaces` is the membership of the holder as the user saw her; another one, or none, is refused, so that two users
    never undo each other unseen. Raises ValidationError, StaleEdit; NeedsReview where another chair has to be approved.
    """
    group = hold_group(membership.group, by)
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    check_version(membership, version)
    local_day(on, group, "on")
    if not membership.is_current_on(on):
        raise ValidationError({"on": _("Pada tanggal itu orang ini bukan anggota kelompok dengan jabatan sekarang.")})
    if membership.role == role:
        raise ValidationError({"role": _("Orang ini sudah memegang jabatan itu.")})
    was = chair_before(membership, role)
    with use_reason(reason):
        vacate(by=by, group=group, role=role, on=on, replaces=replaces)
        leaves_on = membership.ended_on
        close(membership, by=by, on=on, reason=reason)
        new = opened(by=by, group=group, person=membership.person, role=role, on=on, ended_on=leaves_on)
    if was is not None:
        ask_chair_review(membership, was, {"act": "appoint", "role": str(role), "replaces": replaces}, on, reason)
    return new


def vacate(*, by, group: EnterpriseGroup, role: str, on: date, replaces: int | None) -> None:
    """End the term of a single role's present holder on the day, and let her go on as a plain member.

    Raises ValidationError on `replaces` where the holder is not the one the user agreed to replace.
    """
    if not is_single(role):
        return
    holder = holder_of(group, role, on)
    if holder is None:
        return
    if holder.started_on > on:
        raise ValidationError({"on": _("Jabatan ini sudah dipegang orang lain sejak tanggal yang lebih kemudian.")})
    if holder.pk != replaces:
        raise ValidationError({"replaces": replace_question(holder)}, code="holder")
    leaves_on, person = holder.ended_on, holder.person
    close(holder, by=by, on=on, reason=REPLACED)
    opened(by=by, group=group, person=person, role=MembershipRole.MEMBER, on=on, ended_on=leaves_on)


def holder_of(group: EnterpriseGroup, role: str, on: date) -> Membership | None:
    """Who holds the single role on the day, or takes it up later."""
    rows = Membership.objects.select_related("person").of_group(group).filter(role=role)
    return rows.holding_after(on).order_by("-started_on").first()


def replace_question(holder: Membership) -> str:
    """What the user agrees to when another takes the role."""
    return _(
        "%(name)s sekarang memegang jabatan %(role)s. Setujui bahwa masanya berakhir dan ia menjadi anggota biasa."
    ) % {
        "name": holder.person.name,
        "role": holder.get_role_display(),
    }
