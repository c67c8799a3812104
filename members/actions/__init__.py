"""Everything that changes people, memberships and their facts. Each function is one transaction; `by` signs it."""

from members.actions.facts import record_kb_status, record_welfare
from members.actions.joining import add_member, register_member, transfer
from members.actions.merging import dismiss_pair, merge_people
from members.actions.offices import appoint
from members.actions.periods import end_membership
from members.actions.persons import NikElsewhere, change_person, register_person
from members.actions.reviewed import apply_chair_change, apply_merge
from members.actions.unmerging import undo_merge

__all__ = [
    "NikElsewhere",
    "add_member",
    "apply_chair_change",
    "apply_merge",
    "appoint",
    "change_person",
    "dismiss_pair",
    "end_membership",
    "merge_people",
    "record_kb_status",
    "record_welfare",
    "register_member",
    "register_person",
    "transfer",
    "undo_merge",
]
