"""What a browser may ask about people."""

from members.views.duplicates import (
    duplicate_detail,
    duplicate_dismiss,
    duplicate_list,
    duplicate_scan,
    duplicate_undo,
)
from members.views.facts import kb_record_add, welfare_record_add
from members.views.joining import member_add
from members.views.lists import membership_list, person_search
from members.views.memberships import membership_end, membership_role, membership_transfer, roster
from members.views.people import person_detail, person_edit, person_nik_show

__all__ = [
    "duplicate_detail",
    "duplicate_dismiss",
    "duplicate_list",
    "duplicate_scan",
    "duplicate_undo",
    "kb_record_add",
    "member_add",
    "membership_end",
    "membership_list",
    "membership_role",
    "membership_transfer",
    "person_detail",
    "person_edit",
    "person_nik_show",
    "person_search",
    "roster",
    "welfare_record_add",
]
