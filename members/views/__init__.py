"""What a browser may ask about people."""

from members.views.lists import membership_list, person_search
from members.views.people import kb_record_add, person_detail, person_edit, person_nik_show, welfare_record_add
from members.views.roster import member_add, membership_end, membership_role, membership_transfer, roster

__all__ = [
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
