"""Keeping terms of office and the names of boards."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, render

from accounts.decorators import require
from accounts.editing import StaleEdit, stale_edit_response, typed_data
from accounts.receipts import answers_once, saving, token_for
from accounts.roles import Permission
from associations.actions import amend_term, close_term, name_board, open_term
from associations.forms import BoardNameForm, TermCloseForm, TermEditForm, TermForm, take_errors
from associations.models import BoardTerm
from associations.queries import kept_places
from regions.clock import local_today


@require(Permission.BOARD_EDIT)
@answers_once
def board_term_add(request, code):
    """A new term, which closes the one before it on the day it starts."""
    region = get_object_or_404(kept_places(request.user), pk=code)
    form = TermForm(request.POST or None, today=local_today(region))
    if request.method == "POST" and form.is_valid():
        try:
            with saving(request, "board_term_add") as save:
                save.record = open_term(by=request.user, region=region, holders=form.holders, **form.values())
            return save.redirect()
        except ValidationError as error:
            take_errors(form, error)
    open_now = BoardTerm.objects.visible_to(request.user).filter(board__region=region, closed_on=None).first()
    context = {"form": form, "region": region, "open_now": open_now, "token": token_for(request)}
    return render(request, "associations/board_term_add.html", context)


@require(Permission.BOARD_EDIT)
@answers_once
def board_term_edit(request, code, term_id):
    """Corrections to a term, and what became known later: decree, inauguration."""
    term = _term_of(request, code, term_id)
    today = local_today(term.board.region)
    form = TermEditForm(typed_data(request, TermEditForm, term), instance=term, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            with saving(request, "board_term_edit") as save:
                save.record = amend_term(by=request.user, term=term, **form.values())
            return save.redirect()
        except StaleEdit as stale:
            return stale_edit_response(request, form, stale.current)
        except ValidationError as error:
            take_errors(form, error)
    context = {"form": form, "term": term, "region": term.board.region, "token": token_for(request)}
    return render(request, "associations/board_term_edit.html", context)


@require(Permission.BOARD_EDIT)
@answers_once
def board_term_close(request, code, term_id):
    """The end of a term without a successor."""
    term = _term_of(request, code, term_id)
    form = TermCloseForm(request.POST or None, today=local_today(term.board.region))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            with saving(request, "board_term_close") as save:
                save.record = close_term(
                    by=request.user, term=term, closed_on=typed["closed_on"], reason=typed["close_reason"]
                )
            return save.redirect()
        except ValidationError as error:
            take_errors(form, error)
    context = {"form": form, "term": term, "region": term.board.region, "token": token_for(request)}
    return render(request, "associations/board_term_close.html", context)


@require(Permission.BOARD_EDIT)
@answers_once
def board_name_add(request, code):
    """A name of the board from a day on (BD01)."""
    region = get_object_or_404(kept_places(request.user), pk=code)
    form = BoardNameForm(request.POST or None, today=local_today(region))
    if request.method == "POST" and form.is_valid():
        try:
            with saving(request, "board_name_add") as save:
                save.record = name_board(by=request.user, region=region, **form.cleaned_data)
            return save.redirect()
        except ValidationError as error:
            take_errors(form, error)
    context = {"form": form, "region": region, "token": token_for(request)}
    return render(request, "associations/board_name_add.html", context)


def _term_of(request, code, term_id) -> BoardTerm:
    terms = BoardTerm.objects.visible_to(request.user).select_related("board__region", "election_event")
    return get_object_or_404(terms, pk=term_id, board__region_id=code)
