"""Pages of the association: the boards at a glance, one board, coverage, and the forms that keep them."""

from associations.views.boards import board_coverage, board_detail, board_list
from associations.views.seats import board_seat_add, board_seat_edit, board_seat_end, board_seat_replace
from associations.views.terms import board_name_add, board_term_add, board_term_close, board_term_edit

__all__ = [
    "board_coverage",
    "board_detail",
    "board_list",
    "board_name_add",
    "board_seat_add",
    "board_seat_edit",
    "board_seat_end",
    "board_seat_replace",
    "board_term_add",
    "board_term_close",
    "board_term_edit",
]
