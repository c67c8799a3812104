"""What the planner of members found, by the template's columns, and the value as people write it. Pure."""

from imports.register.issues import Issue
from members.actions.many import MemberPlan
from members.models import MembershipRole
from members.nik import mask_nik

# The planner's field -> the template's column.
COLUMNS = {
    "name": "nama",
    "sex": "jenis_kelamin",
    "birth_on": "tanggal_lahir",
    "nik": "nik",
    "nik_missing_reason": "alasan_tanpa_nik",
    "nik_warning_reason": "nik",
    "role": "jabatan",
    "replaces": "jabatan",
    "started_on": "tanggal_masuk",
    "ended_on": "tanggal_keluar",
    "on": "tanggal_masuk",
    "kb_status": "status_kb",
    "status": "status_kb",
    "kb_method": "metode_kb",
    "method": "metode_kb",
    "welfare_stage": "tahapan_ks",
    "phone": "no_hp",
    "address": "alamat",
    "second_group_reason": "alasan_dua_kelompok",
}


def issues_of_member(plan: MemberPlan) -> list[Issue]:
    """The problems of one row, by the template's columns. A NIK is masked."""
    found = []
    for problem in plan.problems:
        column = COLUMNS.get(problem.field, problem.field)
        value = mask_nik(plan.draft.nik) if column == "nik" and plan.draft.nik else _told(plan, problem.field)
        found.append(Issue(problem.code, problem.level, column, value, str(problem.message)))
    return found


def _told(plan: MemberPlan, field: str) -> str:
    value = getattr(plan.draft, field, "")
    if field == "role" and value:
        return str(MembershipRole(value).label)
    return f"{value:%d/%m/%Y}" if hasattr(value, "year") else str(value or "")
