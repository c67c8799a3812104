"""Everything that changes what AKU keeps: each a function, keyword-only, in one transaction."""

from associations.actions.boards import (
    amend_seat,
    amend_term,
    close_term,
    name_board,
    open_board,
    open_term,
    replace_holder,
    seat_holder,
    vacate_seat,
)

__all__ = [
    "amend_seat",
    "amend_term",
    "close_term",
    "name_board",
    "open_board",
    "open_term",
    "replace_holder",
    "seat_holder",
    "vacate_seat",
]
