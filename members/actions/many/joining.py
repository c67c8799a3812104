"""What a row tells of the membership: one to begin, a role or a leave to change, or what is on record already."""

from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.proposals import CODE, asks_review, in_a_file
from members.actions.chairs import CHAIR_CHANGE
from members.actions.many.on_record import KnownMembership, OnRecord
from members.actions.many.plans import MemberPlan, Opening
from members.actions.many.terms import Terms
from members.models import MembershipRole
from members.rules import (
    Problem,
    already_member,
    dissolved_problem,
    ended_already,
    holds_after,
    is_single,
    joined_unborn_problem,
    leave_problem,
    second_group_sentence,
    text_problem,
)
from regions.codes import is_inside


def plan_membership(plan: MemberPlan, record: OnRecord, terms: Terms, group, by, told_by: str) -> None:
    """Compare the row with her memberships in the group, or plan a new one."""
    rows = record.in_group(plan.person.pk, plan.place.pk) if plan.person else []
    told = _told_term(plan, rows)
    if told is not None:
        _note_ended(plan, told)
        return
    present = next((row for row in rows if holds_after(row.started_on, row.ended_on, plan.place.today)), None)
    if present is not None:
        _compare(plan, present, record, terms, group)
    elif rows and not plan.draft.started_on:
        _not_told_again(plan, rows[-1])
    else:
        _open(plan, rows, record, terms, group, by, told_by)


# --- On record already ------------------------------------------------------------------------------------------------
def _told_term(plan: MemberPlan, rows: list[KnownMembership]) -> KnownMembership | None:
    """A term that has ended and is the one the row tells: by its last day, or where nothing holds now by its first."""
    start, end, today = plan.draft.started_on, plan.draft.ended_on, plan.place.today
    past = [row for row in rows if not holds_after(row.started_on, row.ended_on, today)]
    is_gone = len(past) == len(rows)
    for row in past:
        if end and row.ended_on == end and (is_gone or start in (None, row.started_on)):
            return row
    if is_gone and start:
        return next((row for row in reversed(past) if row.started_on == start), None)
    return None


def _note_ended(plan: MemberPlan, row: KnownMembership) -> None:
    """The row tells a term that has ended: nothing can be changed about it, and a row without leave is told so."""
    plan.membership, plan.membership_pk = row, row.pk
    draft = plan.draft
    if draft.ended_on and draft.ended_on != row.ended_on:
        plan.refuse(_at("ended_on", ended_already()))
    elif not draft.ended_on:
        plan.warn("left", "ended_on", _left_sentence(row))
    elif draft.role and draft.role != row.role:
        plan.warn("left", "role", _("Keanggotaan ini sudah berakhir; jabatannya tidak diubah."))


def _not_told_again(plan: MemberPlan, row: KnownMembership) -> None:
    """She has left, and the row tells no day on which she came back."""
    plan.membership, plan.membership_pk = row, row.pk
    if plan.draft.ended_on:
        plan.refuse(_at("ended_on", ended_already()))
    else:
        plan.warn("left", "started_on", _left_sentence(row))


def _left_sentence(row: KnownMembership) -> str:
    told = _("Orang ini sudah keluar dari kelompok ini pada %(day)s. Isi tanggal_masuk yang baru bila ia masuk lagi.")
    return told % {"day": row.ended_on.strftime("%d/%m/%Y")}


def _compare(plan: MemberPlan, row: KnownMembership, record: OnRecord, terms: Terms, group) -> None:
    """A present membership: another role is an appointment, another last day a leave."""
    plan.membership, plan.membership_pk = row, row.pk
    draft = plan.draft
    since = row.started_on
    if row.role == MembershipRole.CHAIR and (draft.role or row.role, draft.ended_on or row.ended_on) != (
        row.role,
        row.ended_on,
    ):
        _check_review(plan)
    if draft.role and draft.role != row.role:
        since = _plan_appointment(plan, row, record, terms, group)
    if draft.ended_on and draft.ended_on != row.ended_on:
        plan.check(leave_problem(draft.ended_on, since, "ended_on"))
        plan.ends = True


def _plan_appointment(plan: MemberPlan, row: KnownMembership, record: OnRecord, terms: Terms, group) -> date:
    """Another role from the day told, where it lies after the present term began; else from today."""
    draft, today = plan.draft, plan.place.today
    on = draft.started_on if draft.started_on and draft.started_on > row.started_on else today
    plan.appointed_on = on
    plan.check(dissolved_problem(plan.place.is_dissolved))
    _check_role(plan, draft.role, on, record, terms, group)
    return on


# --- A new membership -------------------------------------------------------------------------------------------------
def _open(plan: MemberPlan, rows, record: OnRecord, terms: Terms, group, by, told_by: str) -> None:
    draft = plan.draft
    start = draft.started_on or plan.place.today
    role = draft.role or MembershipRole.MEMBER.value
    plan.opening = Opening(role, start, draft.ended_on)
    plan.check(dissolved_problem(plan.place.is_dissolved))
    plan.check(joined_unborn_problem(start, _birth_on(plan)))
    if draft.ended_on and not draft.started_on:
        plan.check(leave_problem(draft.ended_on, start, "ended_on"))
    if any(holds_after(row.started_on, row.ended_on, start) for row in rows):
        plan.refuse(already_member())
    _check_role(plan, role, start, record, terms, group)
    if plan.person:
        _check_second_group(plan, start, record, by, told_by)


def _birth_on(plan: MemberPlan) -> date | None:
    return plan.draft.birth_on or (plan.person.birth_on if plan.person else None)


def _check_role(plan: MemberPlan, role: str, on: date, record: OnRecord, terms: Terms, group) -> None:
    """A file never takes a single role from its holder: that is asked of a person, by name (DM02)."""
    if not is_single(role):
        return
    if role == MembershipRole.CHAIR and record.holders.get((plan.place.pk, role)):
        _check_review(plan)
    held = plan.place.pk is not None and terms.is_held(record.holders.get((plan.place.pk, role), []), on)
    if held or terms.is_taken(group, role, on):
        plan.refuse(Problem("holder", "role", holder_sentence(role)))


def _check_review(plan: MemberPlan) -> None:
    """A file changes no chair where a second person has to approve that (DM12)."""
    if asks_review(CHAIR_CHANGE):
        plan.refuse(Problem(CODE, "role", in_a_file()))


def _check_second_group(plan: MemberPlan, on: date, record: OnRecord, by, told_by: str) -> None:
    rows = record.elsewhere.get(plan.person.pk, ())
    others = [row for row in rows if row.group_pk != plan.place.pk and holds_after(row.started_on, row.ended_on, on)]
    if not others:
        return
    seen = next((row for row in others if any(is_inside(row.village_code, code) for code in by.territory_codes)), None)
    sentence = second_group_sentence(seen and (seen.group_name, seen.village_name), plan.place.name)
    if settings.SECOND_GROUP_RULE == "error":
        plan.refuse(Problem("second_group", "second_group_reason", sentence))
        return
    plan.warn("second_group", "second_group_reason", sentence)
    reason = plan.draft.second_group_reason.strip() or told_by
    plan.check(text_problem("second_group_reason", reason))
    plan.opening.second_group_reason = reason


def holder_sentence(role: str) -> str:
    """What is said where a single role is taken: which, never by whom."""
    return _(
        "Jabatan %(role)s di kelompok ini sudah dipegang orang lain. Ganti pemegangnya lewat halaman anggota, atau"
        " kosongkan jabatan."
    ) % {"role": MembershipRole(role).label}


def _at(field: str, problem: Problem) -> Problem:
    return Problem(problem.code, field, problem.message, problem.level)
