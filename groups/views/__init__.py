"""Pages of the enterprise group."""

from groups.views.business import (
    channel_add,
    channel_remove,
    licence_add,
    licence_edit,
    licence_remove,
    product_add,
    product_edit,
)
from groups.views.capital import capital_add, capital_correct, capital_void
from groups.views.detail import group_detail
from groups.views.lists import group_list
from groups.views.money import rupiah_echo
from groups.views.registration import group_register
from groups.views.standing import group_move, group_stage, group_status
from groups.views.steps import group_business, group_decree, group_edit, group_summary

__all__ = [
    "capital_add",
    "capital_correct",
    "capital_void",
    "channel_add",
    "channel_remove",
    "group_business",
    "group_decree",
    "group_detail",
    "group_edit",
    "group_list",
    "group_move",
    "group_register",
    "group_stage",
    "group_status",
    "group_summary",
    "licence_add",
    "licence_edit",
    "licence_remove",
    "product_add",
    "product_edit",
    "rupiah_echo",
]
