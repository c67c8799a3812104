"""Opening and closing memberships, and leaving a group (DM01, DM07)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import use_reason
from accounts.editing import check_version
from groups.actions.rows import hold_group
from groups.models import EnterpriseGroup, GroupStatus
from members.actions.chairs import ask_chair_review, chair_before
from members.actions.saving import save_changed, save_new, touch_membership
from members.models import Membership, Person
from members.rules import (
    already_member,
    dissolved_problem,
    ended_already,
    joined_unborn_problem,
    leave_ahead_problem,
    leave_problem,
    refuse,
)
from regions.clock import local_today


@transaction.atomic
def end_membership(*, by, membership: Membership, on: date, reason: str, version: int) -> Membership:
    """End a membership on a day: from that day on the person is no member. The day may lie ahead (DM07).

    A leave that has not come yet can be dated anew. Raises ValidationError, StaleEdit; NeedsReview for a chair whose
    going has to be approved.
    """
    hold_group(membership.group, by)
    membership = Membership.objects.select_for_update().select_related("group__village").get(pk=membership.pk)
    check_version(membership, version)
    today = local_today(membership.group)
    if membership.ended_on and membership.ended_on <= today:
        refuse(ended_already())
    refuse(leave_ahead_problem(on, today))
    was = chair_before(membership)
    with use_reason(reason):
        close(membership, by=by, on=on, reason=reason)
    if was is not None:
        ask_chair_review(membership, was, {"act": "end"}, on, reason)
    return membership


def lock_groups(first: EnterpriseGroup, second: EnterpriseGroup, by) -> tuple[EnterpriseGroup, EnterpriseGroup]:
    """Both rows under lock, always taken in one order so that two transfers cannot wait for each other.

    Raises ValidationError where one lies outside the territory of `by`.
    """
    locked = {pk: hold_group(EnterpriseGroup(pk=pk), by) for pk in sorted((first.pk, second.pk))}
    return locked[first.pk], locked[second.pk]


def close(membership: Membership, *, by, on: date, reason: str) -> None:
    """Let the membership end on the day, with the reason. Raises ValidationError where it began later."""
    refuse(leave_problem(on, membership.started_on))
    if not reason.strip():
        raise ValidationError({"reason": _("Tulis alasannya, misalnya pindah desa.")})
    membership.ended_on, membership.leave_reason = on, reason.strip()
    save_changed(membership, by, ["ended_on", "leave_reason"])
    touch_membership(membership)


def opened(
    *, by, group: EnterpriseGroup, person: Person, role: str, on: date, ended_on=None, second_group_reason: str = ""
) -> Membership:
    """Insert a membership that begins on the day. Raises ValidationError for every rule it would break."""
    refuse(dissolved_problem(group.status == GroupStatus.DISSOLVED))
    refuse(joined_unborn_problem(on, person.birth_on))
    if Membership.objects.of_group(group).filter(person=person).holding_after(on).exists():
        refuse(already_member())
    membership = Membership(
        person=person,
        group=group,
        village_id=group.village_id,
        role=role,
        started_on=on,
        ended_on=ended_on,
        second_group_reason=second_group_reason.strip(),
        created_by=by,
        changed_by=by,
    )
    save_new(membership)
    touch_membership(membership)
    return membership
