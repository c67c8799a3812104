"""The rules that one row can break alone, whoever she is: the same functions as for the form."""

from django.utils.translation import gettext as _

from members.actions.many.plans import MemberPlan
from members.drafts import MemberDraft
from members.rules import (
    Problem,
    birth_problem,
    choice_problem,
    future_problem,
    joined_unborn_problem,
    leave_ahead_problem,
    leave_problem,
    name_problem,
    phone_problem,
    text_problem,
)


def check_row(plan: MemberPlan, *, may_tell_method: bool) -> None:
    """Note what the row itself breaks. A method told by who may not know it is left out with a warning (AU07)."""
    draft, today = plan.draft, plan.place.today
    plan.check(name_problem(plan.name, plan.key))
    plan.check(birth_problem(draft.birth_on, today))
    _check_texts(plan, draft)
    _check_choices(plan, draft)
    _check_days(plan, draft)
    if draft.kb_method and not may_tell_method:
        plan.warn("method_not_allowed", "kb_method", _("Peran Anda tidak mencatat metode KB. Kolom ini tidak dipakai."))
        draft.kb_method = ""


def _check_texts(plan: MemberPlan, draft: MemberDraft) -> None:
    if draft.phone:
        plan.check(text_problem("phone", draft.phone) or phone_problem(draft.phone))
    if draft.address:
        plan.check(text_problem("address", draft.address))
    if draft.nik_warning_reason:
        plan.check(text_problem("nik_warning_reason", draft.nik_warning_reason))


def _check_choices(plan: MemberPlan, draft: MemberDraft) -> None:
    plan.check(choice_problem("sex", draft.sex))
    if draft.role:
        plan.check(choice_problem("role", draft.role))
    if draft.kb_status:
        plan.check(choice_problem("kb_status", draft.kb_status))
    if draft.kb_method:
        plan.check(choice_problem("kb_method", draft.kb_method))
    if draft.welfare_stage:
        plan.check(choice_problem("welfare_stage", draft.welfare_stage))
    if draft.nik_missing_reason and not draft.nik:
        plan.check(choice_problem("nik_missing_reason", draft.nik_missing_reason))


def _check_days(plan: MemberPlan, draft: MemberDraft) -> None:
    today, problem = plan.place.today, None
    if draft.started_on:
        problem = future_problem(draft.started_on, today, "started_on")
        problem = problem or joined_unborn_problem(draft.started_on, draft.birth_on)
    plan.check(problem)
    if draft.ended_on:
        plan.check(_leave_problem(draft, today))


def _leave_problem(draft: MemberDraft, today) -> Problem | None:
    problem = leave_ahead_problem(draft.ended_on, today, "ended_on")
    if problem or not draft.started_on:
        return problem
    return leave_problem(draft.ended_on, draft.started_on, "ended_on")
