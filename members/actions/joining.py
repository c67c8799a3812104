"""Joining a group: someone already on record, someone new with her first facts, or someone who moves (DM01)."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import use_reason
from accounts.editing import check_version
from groups.actions.rows import hold_group
from groups.models import EnterpriseGroup
from members.actions.chairs import ask_chair_review, chair_before, refuse_new_chair
from members.actions.facts import record_kb_status, record_welfare
from members.actions.offices import vacate
from members.actions.periods import close, lock_groups, opened
from members.actions.persons import register_person
from members.actions.saving import hold_person, local_day
from members.models import Membership, MembershipRole, Person
from members.rules import refuse, second_group_sentence, text_problem


@transaction.atomic
def register_member(
    *, by, group: EnterpriseGroup, person: dict, membership: dict, kb: dict, welfare: dict
) -> Membership:
    """Register a new person as a member of a group, with her first KB status and welfare stage where known.

    `person` holds the arguments of `register_person`, `membership` those of `add_member`, `kb` and `welfare` those of
    the recording actions, each empty for "not known". Lives in the group's village. Raises ValidationError.
    """
    group = hold_group(group, by)
    newcomer = register_person(by=by, village=group.village, **person)
    joined = add_member(by=by, group=group, person=newcomer, **membership)
    if kb:
        record_kb_status(by=by, person=newcomer, **kb)
    if welfare:
        record_welfare(by=by, person=newcomer, **welfare)
    return joined


@transaction.atomic
def add_member(
    *,
    by,
    group: EnterpriseGroup,
    person: Person,
    role: str,
    started_on: date,
    replaces: int | None = None,
    second_group_reason: str = "",
) -> Membership:
    """Add someone on record to a group from a local day not ahead; returns the Membership.

    For a single role `replaces` names the holder who gives way (see `appoint`). Raises ValidationError.
    """
    group = hold_group(group, by)
    person = hold_person(person, by)
    local_day(started_on, group, "started_on")
    refuse_new_chair(group, role)
    reason = check_second_group(person, group, started_on, by, second_group_reason)
    with use_reason(reason):
        vacate(by=by, group=group, role=role, on=started_on, replaces=replaces)
        return opened(by=by, group=group, person=person, role=role, on=started_on, second_group_reason=reason)


@transaction.atomic
def transfer(
    *,
    by,
    membership: Membership,
    to_group: EnterpriseGroup,
    on: date,
    reason: str,
    version: int,
    second_group_reason: str = "",
) -> Membership:
    """Move a person: close the membership and open one in another group the same day; returns the new one.

    She begins there as a plain member. Raises ValidationError, StaleEdit; NeedsReview for a chair whose going has to
    be approved.
    """
    if to_group.pk == membership.group_id:
        raise ValidationError({"to_group": _("Pilih kelompok lain. Orang ini sudah anggota kelompok ini.")})
    group, target = lock_groups(membership.group, to_group, by)
    person = Person.objects.select_for_update().get(pk=membership.person_id)
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    check_version(membership, version)
    local_day(on, group, "on")
    if not membership.is_current_on(on):
        raise ValidationError({"on": _("Pada tanggal itu orang ini bukan anggota kelompok ini.")})
    was = chair_before(membership)
    with use_reason(reason):
        close(membership, by=by, on=on, reason=reason)
        kept = check_second_group(person, target, on, by, second_group_reason)
        new = opened(by=by, group=target, person=person, role=MembershipRole.MEMBER, on=on, second_group_reason=kept)
    if was is not None:
        told = {"act": "transfer", "to_group": target.pk, "second_group_reason": kept}
        ask_chair_review(membership, was, told, on, reason)
    return new


def check_second_group(person: Person, group: EnterpriseGroup, on: date, by, reason: str) -> str:
    """The reason to keep, where the person is a member of another group too (SD06); empty where she is not.

    `SECOND_GROUP_RULE` says whether that is refused ("error") or asked about ("warning"). Raises ValidationError on
    `second_group_reason`; groups outside the user's territory are not named.
    """
    others = Membership.objects.filter(person=person).exclude(group=group).holding_after(on)
    if not others.exists():
        return ""
    if settings.SECOND_GROUP_RULE == "error":
        raise ValidationError(_second_group_sentence(others, group, by), code="second_group_refused")
    if not reason.strip():
        told = ValidationError(_second_group_sentence(others, group, by), code="second_group")
        ask = ValidationError(_("Bila memang ikut dua kelompok, tulis alasannya."), code="reason")
        raise ValidationError({"second_group_reason": [told, ask]})
    refuse(text_problem("second_group_reason", reason.strip()))
    return reason.strip()


def _second_group_sentence(others, group: EnterpriseGroup, by) -> str:
    seen = others.visible_to(by).select_related("group__village").order_by("started_on").first()
    return second_group_sentence(seen and (seen.group.name, seen.group.village.name), group.name)
