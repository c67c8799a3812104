"""Boards, terms and seats for tests, written straight to the tables."""

from datetime import date

from associations.models import Board, BoardPosition, BoardSeat, BoardTerm

TODAY = date(2026, 8, 17)
START = date(2022, 3, 1)
END = date(2027, 3, 1)


def make_board(code: str = "76") -> Board:
    """The board of a region that exists."""
    return Board.objects.get_or_create(region_id=code)[0]


def make_term(code: str = "76", starts_on: date = START, ends_on: date = END, **columns) -> BoardTerm:
    """A term of five years, inaugurated on its first day unless told otherwise."""
    columns.setdefault("inaugurated_on", starts_on)
    return BoardTerm.objects.create(board=make_board(code), starts_on=starts_on, ends_on=ends_on, **columns)


def make_seat(term: BoardTerm, code: str = "chair", name: str = "Rosmini Basri", **columns) -> BoardSeat:
    """A holder from the term's first day."""
    position = BoardPosition.objects.get(code=code)
    columns.setdefault("starts_on", term.starts_on)
    return BoardSeat.objects.create(
        term=term,
        board_id=term.board_id,
        position=position,
        single_position=position if position.is_single else None,
        holder_name=name,
        **columns,
    )
