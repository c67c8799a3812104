"""Everything that changes people, memberships and their facts. Each function is one transaction; `by` signs it."""

from members.actions.facts import record_kb_status, record_welfare
from members.actions.joining import add_member, register_member, transfer
from members.actions.offices import appoint
from members.actions.periods import end_membership
from members.actions.persons import NikElsewhere, change_person, register_person

__all__ = [
    "NikElsewhere",
    "add_member",
    "appoint",
    "change_person",
    "end_membership",
    "record_kb_status",
    "record_welfare",
    "register_member",
    "register_person",
    "transfer",
]
