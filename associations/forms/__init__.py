"""Forms of the association's pages."""

from associations.forms.boards import (
    BoardFilterForm,
    BoardNameForm,
    SeatEditForm,
    SeatEndForm,
    SeatForm,
    SeatReplaceForm,
    TermCloseForm,
    TermEditForm,
    TermForm,
    take_errors,
)

__all__ = [
    "BoardFilterForm",
    "BoardNameForm",
    "SeatEditForm",
    "SeatEndForm",
    "SeatForm",
    "SeatReplaceForm",
    "TermCloseForm",
    "TermEditForm",
    "TermForm",
    "take_errors",
]
