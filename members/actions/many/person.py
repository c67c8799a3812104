"""What a row tells of the person herself, against what is on record: only what is told is compared."""

from django.utils.translation import gettext as _

from members.actions.many.plans import MemberPlan
from members.models import NikMissingReason
from members.nik_vault import SealBroken, open_sealed
from members.rules import Problem, kb_problem, nik_mismatches

_COMPARED = ("sex", "birth_on", "phone", "address")


def plan_newcomer(plan: MemberPlan, told_by: str) -> None:
    """A new person: a NIK that is explained where it disagrees, or the reason why there is none (DM10)."""
    draft = plan.draft
    if draft.nik:
        plan.nik_warning_reason = _explained(
            plan, draft.nik, draft.birth_on, draft.sex, draft.nik_warning_reason, told_by
        )
        return
    plan.nik_warning_reason = draft.nik_warning_reason
    plan.nik_missing_reason = draft.nik_missing_reason or NikMissingReason.NOT_BROUGHT.value
    if not draft.nik_missing_reason:
        plan.warn("nik_missing_reason", "nik_missing_reason", no_nik_sentence())


def first_facts(plan: MemberPlan) -> None:
    """The first KB status and welfare stage of a new person, where told."""
    draft = plan.draft
    plan.check(kb_problem(draft.kb_status, draft.kb_method, "kb_method"))
    if draft.kb_status:
        plan.kb = (draft.kb_status, draft.kb_method)
    plan.welfare = draft.welfare_stage


def compare_person(plan: MemberPlan, told_by: str) -> None:
    """Note which columns of a person on record the row tells otherwise. One name key is one name, however written."""
    draft, person = plan.draft, plan.person
    changes = plan.person_changes
    if plan.key != person.name_key:
        changes["name"] = plan.name
    for name in _COMPARED:
        told = getattr(draft, name)
        if told and told != getattr(person, name):
            changes[name] = told
    _compare_nik(plan, changes, told_by)


def _compare_nik(plan: MemberPlan, changes: dict, told_by: str) -> None:
    draft, person = plan.draft, plan.person
    if draft.nik and person.nik_index is None:
        changes["nik"] = draft.nik
    elif person.nik_index is None and draft.nik_missing_reason not in ("", person.nik_missing_reason):
        changes["nik_missing_reason"] = draft.nik_missing_reason
    if draft.nik_warning_reason and draft.nik_warning_reason != person.nik_warning_reason:
        changes["nik_warning_reason"] = draft.nik_warning_reason
    nik = draft.nik or (_opened(plan) if changes and person.nik_sealed else "")
    if not nik:
        return
    reason = changes.get("nik_warning_reason", person.nik_warning_reason)
    birth_on, sex = changes.get("birth_on", person.birth_on), changes.get("sex", person.sex)
    explained = _explained(plan, nik, birth_on, sex, reason, told_by)
    if explained != person.nik_warning_reason:
        changes["nik_warning_reason"] = explained


def _opened(plan: MemberPlan) -> str:
    """The NIK on record, to be compared with what changes."""
    try:
        return open_sealed(plan.person.nik_sealed)
    except SealBroken:
        told = _("NIK orang ini tidak dapat dibuka: kuncinya tidak tersedia di server ini.")
        plan.refuse(Problem("nik_sealed", "nik", told))
        return ""


def _explained(plan: MemberPlan, nik: str, birth_on, sex: str, reason: str, told_by: str) -> str:
    """The reason to keep where the NIK disagrees with birth date or sex; each mismatch is told once (NX03)."""
    told = {code for code, _message in plan.draft.warnings}
    mismatches = nik_mismatches(nik, birth_on, sex)
    for warning in mismatches:
        if f"nik_{warning.code}" not in told:
            plan.warn(f"nik_{warning.code}", "nik", warning.message)
    return reason if reason.strip() or not mismatches else told_by


def compare_facts(plan: MemberPlan) -> None:
    """Append a KB status or welfare stage only where it differs from the newest one on record."""
    draft, person = plan.draft, plan.person
    status = draft.kb_status or (person.kb_status if draft.kb_method else "")
    problem: Problem | None = kb_problem(status, draft.kb_method, "kb_method")
    plan.check(problem)
    is_new_status = bool(status) and status != person.kb_status
    if is_new_status or (draft.kb_method and draft.kb_method != person.kb_method):
        plan.kb = (status, draft.kb_method)
    if draft.welfare_stage and draft.welfare_stage != person.welfare_stage:
        plan.welfare = draft.welfare_stage


def no_nik_sentence() -> str:
    """What is said of a new person with neither NIK nor reason."""
    return _("NIK kosong tanpa alasan; disimpan sebagai “KTP/KK tidak dibawa”. Isi alasan_tanpa_nik bila lain.")
