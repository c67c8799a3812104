"""AKU: the boards of the association, their terms of office and who holds which post."""

from accounts.audit import audited
from associations.models.board import Board, BoardEvent, BoardEventKind, BoardLevel, BoardName
from associations.models.seat import BoardPosition, BoardSeat
from associations.models.term import BoardTerm

__all__ = [
    "Board",
    "BoardEvent",
    "BoardEventKind",
    "BoardLevel",
    "BoardName",
    "BoardPosition",
    "BoardSeat",
    "BoardTerm",
]

audited(Board)
audited(BoardName)
audited(BoardEvent)
audited(BoardTerm)
audited(BoardPosition)
audited(BoardSeat, mask=["phone"])
