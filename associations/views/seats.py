"""Keeping who holds which post."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, render

from accounts.decorators import require
from accounts.editing import StaleEdit, stale_edit_response, typed_data
from accounts.receipts import answers_once, saving, token_for
from accounts.roles import Permission
from associations.actions import amend_seat, replace_holder, seat_holder, vacate_seat
from associations.forms import SeatEditForm, SeatEndForm, SeatForm, SeatReplaceForm, take_errors
from associations.models import BoardPosition, BoardSeat, BoardTerm
from regions.clock import local_today


@require(Permission.BOARD_EDIT)
@answers_once
def board_seat_add(request, code, term_id):
    """A holder for a post of a term."""
    terms = BoardTerm.objects.visible_to(request.user).select_related("board__region")
    term = get_object_or_404(terms, pk=term_id, board__region_id=code)
    form = SeatForm(request.POST or None, initial=_first_values(request, term), today=local_today(term.board.region))
    if request.method == "POST" and form.is_valid():
        try:
            with saving(request, "board_seat_add") as save:
                save.record = seat_holder(by=request.user, term=term, **form.cleaned_data)
            return save.redirect()
        except ValidationError as error:
            take_errors(form, error)
    context = {"form": form, "term": term, "region": term.board.region, "token": token_for(request)}
    return render(request, "associations/board_seat_add.html", context)


@require(Permission.BOARD_EDIT)
@answers_once
def board_seat_edit(request, code, seat_id):
    """Corrections to what is on record about a holder."""
    seat = _seat_of(request, code, seat_id)
    today = local_today(seat.board.region)
    form = SeatEditForm(typed_data(request, SeatEditForm, seat), instance=seat, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            with saving(request, "board_seat_edit") as save:
                save.record = amend_seat(by=request.user, seat=seat, **form.cleaned_data)
            return save.redirect()
        except StaleEdit as stale:
            return stale_edit_response(request, form, stale.current)
        except ValidationError as error:
            take_errors(form, error)
    return render(request, "associations/board_seat_edit.html", _seat_context(request, form, seat))


@require(Permission.BOARD_EDIT)
@answers_once
def board_seat_replace(request, code, seat_id):
    """A new holder takes over a post during a term."""
    seat = _seat_of(request, code, seat_id)
    form = SeatReplaceForm(request.POST or None, today=local_today(seat.board.region))
    if request.method == "POST" and form.is_valid():
        try:
            with saving(request, "board_seat_replace") as save:
                save.record = replace_holder(by=request.user, seat=seat, **form.cleaned_data)[1]
            return save.redirect()
        except ValidationError as error:
            take_errors(form, error)
    return render(request, "associations/board_seat_replace.html", _seat_context(request, form, seat))


@require(Permission.BOARD_EDIT)
@answers_once
def board_seat_end(request, code, seat_id):
    """A holder leaves a post, which is vacant from then on."""
    seat = _seat_of(request, code, seat_id)
    form = SeatEndForm(request.POST or None, today=local_today(seat.board.region))
    if request.method == "POST" and form.is_valid():
        try:
            with saving(request, "board_seat_end") as save:
                save.record = vacate_seat(by=request.user, seat=seat, **form.cleaned_data)
            return save.redirect()
        except ValidationError as error:
            take_errors(form, error)
    return render(request, "associations/board_seat_end.html", _seat_context(request, form, seat))


def _seat_of(request, code, seat_id) -> BoardSeat:
    seats = BoardSeat.objects.visible_to(request.user).select_related("board__region", "position", "term")
    return get_object_or_404(seats, pk=seat_id, board__region_id=code)


def _seat_context(request, form, seat) -> dict:
    return {
        "form": form,
        "seat": seat,
        "term": seat.term,
        "region": seat.board.region,
        "token": token_for(request),
    }


def _first_values(request, term) -> dict:
    """The post named in the address (a vacant one was tapped), from today or from the term's first day."""
    position = BoardPosition.objects.filter(code=request.GET.get("jabatan", "")[:30].replace("\x00", "")).first()
    today = local_today(term.board.region)
    return {"position": position, "starts_on": max(term.starts_on, today)}
