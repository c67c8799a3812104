"""What the page of one board shows."""

from collections import Counter
from datetime import date
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localtime

from associations.document_list import ShownDocument, documents_with, shown_documents, upload_url
from associations.models import Board, BoardLevel, BoardPosition, BoardSeat, BoardTerm
from associations.models.board import LEVEL_NAMES, default_board_name
from associations.overview import shown_state, state_counts
from associations.positions import CHAIR
from associations.queries import board_places, with_board_state
from associations.steps import steps_of
from associations.terms import TermPhase, standing_on
from groups.models import EnterpriseGroup
from regions.codes import ancestors_of
from regions.models import Region
from regions.scoping import in_region

EVENTS_SHOWN = 5


def board_page(user, place: Region, may_edit: bool) -> dict:
    """The context of one board's page; `place` is its region, annotated by `with_board_state`."""
    day = place.local_day
    board = Board.objects.filter(region=place).first()
    documents = shown_documents(documents_with(board)) if board else []
    terms = _shown_terms(board, day, documents)
    names = list(board.names.order_by("-from_on")) if board else []
    current = next((term for term in terms if term["is_in_office"]), None)
    standing = standing_on([term["term"] for term in terms], day)
    return {
        "place": place,
        "board": board,
        "day": day,
        "name": next((row.name for row in names if row.from_on <= day), default_board_name(place.level, place.name)),
        "names": names,
        "level_name": LEVEL_NAMES[BoardLevel(place.level)],
        "level_label": BoardLevel(place.level).label,
        "state": shown_state(standing.state, standing),
        "current": current,
        "coming": [term for term in terms if term["phase"] in (TermPhase.PLANNED, TermPhase.ELECTED)],
        "past": [term for term in terms if term["phase"] == TermPhase.CLOSED],
        "may_edit": may_edit,
        "documents": documents,
        "upload_url": upload_url(board) if board and may_edit else "",
        "events": _events(board),
        "above": _boards_above(user, place),
        "below": _boards_below(user, place),
        "group_count": EnterpriseGroup.objects.visible_to(user).in_region(place.pk).active().count(),
        "group_url": _group_list_url(place),
    }


def _shown_terms(board: Board | None, day: date, documents: list[ShownDocument]) -> list[dict]:
    """Every term of the board, newest first, with its files, its holders with theirs, and its vacant posts."""
    if board is None:
        return []
    files: dict[tuple, list[ShownDocument]] = {}
    for file in documents:
        files.setdefault((file.document.term_id, file.document.seat_id), []).append(file)
    seats: dict[int, list[BoardSeat]] = {}
    for seat in board.seats.select_related("position").order_by("position__rank", "-starts_on", "id"):
        seat.files, seat.upload_url = files.get((None, seat.pk), []), upload_url(seat)
        seats.setdefault(seat.term_id, []).append(seat)
    required = list(BoardPosition.objects.filter(is_required=True, retired_on__isnull=True))
    terms = board.terms.select_related("election_event", "board__region").order_by("-starts_on")
    return [
        _shown_term(term, seats.get(term.pk, []), required, day)
        | {"files": files.get((term.pk, None), []), "upload_url": upload_url(term)}
        for term in terms
    ]


def _shown_term(term: BoardTerm, seats: list[BoardSeat], required, day: date) -> dict:
    in_office = term.holds_on(day)
    # In a term to come everybody who is named for its first day counts as holding.
    moment = max(day, term.starts_on)
    held = [seat for seat in seats if seat.holds_on(moment)]
    filled = {seat.position_id for seat in held}
    phase = term.phase_on(day)
    return {
        "term": term,
        "phase": phase,
        "steps": steps_of(term, day, _recorded_on(term)),
        "is_in_office": in_office,
        "held": held,
        "former": [seat for seat in seats if seat not in held] if phase != TermPhase.CLOSED else [],
        "seats": seats,
        "vacant": [position for position in required if position.pk not in filled],
        "chair": next((seat.holder_name for seat in seats if seat.position.code == CHAIR), ""),
    }


def _recorded_on(term: BoardTerm) -> date:
    """The local day a term was put on record."""
    return localtime(term.created_at, ZoneInfo(term.board.time_zone)).date()


def _events(board: Board | None) -> list:
    """The newest events of the board."""
    return list(board.events.order_by("-starts_on", "-pk")[:EVENTS_SHOWN]) if board else []


def _boards_above(user, place: Region) -> list[dict]:
    """The boards above, nearest first."""
    codes = ancestors_of(place.pk)
    above = with_board_state(board_places(user)).filter(pk__in=codes).order_by("-level")
    return [
        {
            "name": default_board_name(region.level, region.name),
            "url": reverse("board_detail", args=[region.pk]),
            "state": shown_state(region.board_state),
        }
        for region in above
    ]


def _boards_below(user, place: Region) -> dict | None:
    """The boards of the next level below, counted by state; None for a regency, which has none below it."""
    if place.level == BoardLevel.REGENCY:
        return None
    level = BoardLevel(place.level + 1)
    inside = board_places(user).current().filter(in_region("code", place.pk), level=level)
    states = Counter(with_board_state(inside).order_by().values_list("board_state", flat=True))
    where = {"tingkat": level.value} | ({"wilayah": place.pk} if place.level == BoardLevel.PROVINCE else {})
    list_url = reverse("board_list")
    return {
        "label": level.label,
        "counts": state_counts(states.elements(), lambda state: f"{list_url}?{urlencode({**where, 'keadaan': state})}"),
        "total": states.total(),
        "url": f"{list_url}?{urlencode(where)}",
    }


def _group_list_url(place: Region) -> str:
    """The list of the groups counted on the page: active ones of this region."""
    filters = {"status": "aktif"} | ({} if place.level == BoardLevel.NATIONAL else {"wilayah": place.pk})
    return f"{reverse('group_list')}?{urlencode(filters)}"
