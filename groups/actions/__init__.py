"""Everything that writes a group: keyword-only, by someone, whole or not at all; ValidationError for a breach.

Form, admin, import and API call these, so that each rule stands once (DM05).
"""

from groups.actions.bands import check_schedule, publish_schedule
from groups.actions.business import (
    add_channel,
    add_licence,
    add_product,
    change_business,
    change_licence,
    change_product,
    remove_channel,
    remove_licence,
)
from groups.actions.capital import record_capital, void_capital
from groups.actions.registration import change_group, move_group, register_group, same_name_groups, take_serials
from groups.actions.reviewed import apply_capital, apply_dissolution
from groups.actions.standing import assess_stage, set_status

__all__ = [
    "add_channel",
    "add_licence",
    "add_product",
    "apply_capital",
    "apply_dissolution",
    "assess_stage",
    "change_business",
    "change_group",
    "change_licence",
    "change_product",
    "check_schedule",
    "move_group",
    "publish_schedule",
    "record_capital",
    "register_group",
    "remove_channel",
    "remove_licence",
    "same_name_groups",
    "set_status",
    "take_serials",
    "void_capital",
]
