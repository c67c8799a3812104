"""Everything that writes cards, registers and meetings: keyword-only, by someone, whole or not at all."""

from activities.actions.cards import open_card, submit_card
from activities.actions.deciding import approve, send_back, withdraw
from activities.actions.handover import cancel_hand_over, hand_over
from activities.actions.meetings import add_meeting, change_meeting, remove_meeting
from activities.actions.registers import change_register, open_register, record_visit_capital, submit_register

__all__ = [
    "add_meeting",
    "approve",
    "cancel_hand_over",
    "change_meeting",
    "change_register",
    "hand_over",
    "open_card",
    "open_register",
    "record_visit_capital",
    "remove_meeting",
    "send_back",
    "submit_card",
    "submit_register",
    "withdraw",
]
