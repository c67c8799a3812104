"""The yearly card K/0 of one group: shown, handed in, taken back (UP01, FE04, FE10)."""

from datetime import date
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.decorators import require
from accounts.editing import StaleEdit, stale_edit_response, typed_data
from accounts.receipts import answers_once, saving, token_for
from accounts.roles import Permission
from activities.actions import open_card, submit_card, withdraw
from activities.actions.cards import owes_year
from activities.calendar import Phase
from activities.card import card_content, without_family_facts
from activities.card_lines import differences
from activities.card_people import people_of
from activities.forms.card import CardForm, CardWithdrawForm
from activities.models import AnnualCard, StepKind, SubmissionStatus
from activities.periods import period_of_year
from groups.forms.errors import take_errors
from groups.models import EnterpriseGroup
from groups.warnings import warnings_for, warnings_of, with_warnings
from regions.clock import local_now, local_today

FIRST_YEAR, LAST_YEAR = 1985, 2100


@require(Permission.ACTIVITY_VIEW)
@require_safe
def card_detail(request, number, year):
    """The card as the register tells it now; once handed in, the copy made then and what differs since."""
    card, group = _card_or_404(request.user, number, year)
    standing = _standing(request, card, group)
    content = _content(request.user, card, is_past=standing["phase"] == Phase.LOCKED)
    return render(request, "activities/card_detail.html", standing | content)


@require(Permission.ACTIVITY_EDIT)
@answers_once
def card_submit(request, number, year):
    """Hand in the card: the day of the visit is asked, the day of entry is today (FE10)."""
    card, group = _card_or_404(request.user, number, year)
    form = CardForm(typed_data(request, CardForm, card), instance=card)
    if request.method == "POST" and form.is_valid():
        try:
            return _handed_in(request, card, form)
        except StaleEdit as stale:
            return stale_edit_response(request, form, stale.current, card.get_absolute_url())
        except ValidationError as error:
            take_errors(form, error)
    context = _standing(request, card, group) | {"form": form, "token": token_for(request)}
    context["warnings"] = _warnings(request.user, group)
    return render(request, "activities/card_submit.html", context)


@require(Permission.ACTIVITY_EDIT)
@answers_once
def card_withdraw(request, number, year):
    """Take back a card that nobody has decided on, to mend it."""
    card, group = _card_or_404(request.user, number, year)
    if card.pk is None:
        raise Http404
    form = CardWithdrawForm(request.POST or None, initial={"version": card.version})
    if request.method == "POST" and form.is_valid():
        try:
            with saving(request, "card_withdraw") as save:
                save.record = withdraw(by=request.user, submission=card, version=form.cleaned_data["version"])
            return save.redirect()
        except StaleEdit:
            messages.error(request, _("Kartu ini berubah sejak Anda membukanya. Periksa keadaannya sekarang."))
            return redirect(card)
        except ValidationError as error:
            take_errors(form, error)
    context = _standing(request, card, group) | {"form": form, "token": token_for(request)}
    return render(request, "activities/card_withdraw.html", context)


def _card_or_404(user, number: str, year: int) -> tuple[AnnualCard, EnterpriseGroup]:
    """The card of a visible group and year; one that nobody has begun is made here and stored by nobody."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    groups = EnterpriseGroup.objects.visible_to(user).select_related("village", "stage")
    group = get_object_or_404(groups, number=number)
    cards = AnnualCard.objects.visible_to(user).select_related("submitted_by")
    card = cards.filter(group=group, year=year).first() or AnnualCard(group=group, year=year, village=group.village)
    card.group = group
    return card, group


def _handed_in(request, card: AnnualCard, form: CardForm):
    with saving(request, "card_submit") as save:
        held = card if card.pk else open_card(by=request.user, group=card.group, year=card.year)
        save.record = submit_card(by=request.user, card=held, **form.entries())
    return save.redirect()


def _standing(request, card: AnnualCard, group: EnterpriseGroup) -> dict:
    """Where the card stands, how long it may be written, and what this user can do with it."""
    period, today = period_of_year(card.year), local_today(group)
    owes = owes_year(group, card.year)
    is_open = period.is_open(today) and owes
    writes = request.user.allows(Permission.ACTIVITY_EDIT)
    may_mend = request.user.allows(Permission.GROUP_EDIT)
    left, phase = period.days_left(today), period.phase(today)
    return {
        "card": card,
        "group": group,
        "period": period,
        "phase": phase,
        "owes": owes,
        "days_left": left,
        "days_over": -left,
        "today": today,
        "printed_at": local_now(request.user),
        "can_submit": writes and is_open and card.is_writable,
        "can_withdraw": writes and is_open and card.status == SubmissionStatus.SUBMITTED,
        "can_mend": may_mend and owes and card.is_writable and phase != Phase.LOCKED,
        "returned": _return_note(card),
    }


def _return_note(card: AnnualCard):
    """The step that sent the card back, while it lies with the officer for that."""
    if card.status != SubmissionStatus.RETURNED:
        return None
    return card.steps.filter(kind=StepKind.RETURNED).select_related("by").last()


def _content(user, card: AnnualCard, *, is_past: bool) -> dict:
    """The stored copy of a card that was handed in, else what the register tells; and how the two differ.

    Of a year that is locked the register of today tells nothing, so only a copy is shown.
    """
    shows_copy = card.is_handed_in or is_past
    stored = _allowed(user, card.content)
    now = _allowed(user, card_content(card.group, local_today(card))) if stored or not shows_copy else {}
    people = people_of(user, stored, now)
    values = stored if shows_copy else now
    return {
        "values": values,
        "as_at": date.fromisoformat(values["as_at"]) if values else None,
        "people": people,
        "shows_copy": shows_copy,
        "differences": differences(stored, now, people),
        "warnings": [] if shows_copy else _warnings(user, card.group),
        "events": _events(card),
    }


def _allowed(user, content: dict) -> dict:
    return content if user.allows(Permission.KB_STATUS_VIEW) else without_family_facts(content)


def _warnings(user, group: EnterpriseGroup) -> list:
    """What is unlikely about the group: shown, with the page that mends it, and never in the way."""
    known = warnings_for(user)
    marked = with_warnings(EnterpriseGroup.objects.visible_to(user), known, local_today(group)).get(pk=group.pk)
    return warnings_of(marked, known)


def _events(card: AnnualCard) -> list[dict]:
    """Every step the card has gone, newest first, on the group's clock."""
    if card.pk is None:
        return []
    zone = ZoneInfo(card.time_zone)
    steps = card.steps.select_related("by").order_by("-id")
    return [
        {"on": timezone.localtime(step.at, zone), "what": step.get_kind_display(), "by": step.by, "why": step.note}
        for step in steps
    ]
