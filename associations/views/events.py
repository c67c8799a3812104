"""The association's events: the list, one in full, and keeping them (UP09)."""

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.decorators import require
from accounts.editing import StaleEdit, stale_edit_response, typed_data
from accounts.receipts import answers_once, saving, token_for
from accounts.roles import Permission
from associations.actions.events import amend_event, cancel_event, record_event
from associations.forms import take_errors
from associations.forms.events import EventCancelForm, EventFilterForm, EventForm
from associations.models import BoardEvent, BoardLevel
from associations.queries import board_places, kept_places
from regions.clock import local_today
from regions.keyset import keyset_page
from regions.scoping import in_region

_PAGE_SIZE = 40


@require(Permission.BOARD_VIEW)
@require_safe
def event_list(request):
    """Every event of the boards the user may see, newest first, filtered by kind, year and province."""
    events = _seen_by(request.user)
    form = _filter_form(request, events)
    asked = form.in_use
    page = keyset_page(_filtered(events, asked), request, ("-starts_on", "-pk"), _PAGE_SIZE, noun=_("kegiatan"))
    context = {
        "form": form,
        "chips": _chips(form, asked),
        "clear_url": reverse("event_list"),
        "page": page,
        "own": _own_place(request.user),
    }
    return render(request, "associations/event_list.html", context)


@require(Permission.BOARD_VIEW)
@require_safe
def event_detail(request, pk):
    """One event: place and days, agenda, decisions, who came, the term it elected, its files."""
    event = get_object_or_404(_seen_by(request.user), pk=pk)
    kept = kept_places(request.user).filter(pk=event.board.region_id).exists()
    attendances = list(event.attendances.select_related("board__region").order_by("board__region_id"))
    context = {
        "event": event,
        "attendances": attendances,
        "people": sum(row.people for row in attendances),
        "elected": list(event.elected_terms.order_by("-starts_on")),
        "is_to_come": event.starts_on > local_today(event.board.region),
        "may_edit": kept and request.user.allows(Permission.BOARD_EDIT),
    }
    return render(request, "associations/event_detail.html", context)


@require(Permission.BOARD_EDIT)
@answers_once
def event_add(request, code):
    """A new event of a board."""
    region = get_object_or_404(kept_places(request.user), pk=code)
    form = EventForm(request.POST or None, region=region, today=local_today(region))
    form.fields.pop("version")
    if request.method == "POST" and form.is_valid():
        try:
            with saving(request, "event_add") as save:
                save.record = record_event(by=request.user, region=region, **form.values())
            return save.redirect()
        except ValidationError as error:
            take_errors(form, error)
    context = {"form": form, "region": region, "token": token_for(request)}
    return render(request, "associations/event_form.html", context)


@require(Permission.BOARD_EDIT)
@answers_once
def event_edit(request, pk):
    """Corrections to an event, and what became known later: decisions, who came."""
    event = _kept_event(request, pk)
    today = local_today(event.board.region)
    form = EventForm(typed_data(request, EventForm, event), instance=event, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            with saving(request, "event_edit") as save:
                version = form.cleaned_data["version"]
                save.record = amend_event(by=request.user, event=event, version=version, **form.values())
            return save.redirect()
        except StaleEdit as stale:
            return stale_edit_response(request, form, stale.current)
        except ValidationError as error:
            take_errors(form, error)
    context = {"form": form, "event": event, "region": event.board.region, "token": token_for(request)}
    return render(request, "associations/event_form.html", context)


@require(Permission.BOARD_EDIT)
@answers_once
def event_cancel(request, pk):
    """An event that is not held after all."""
    event = _kept_event(request, pk)
    form = EventCancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with saving(request, "event_cancel") as save:
                save.record = cancel_event(by=request.user, event=event, **form.cleaned_data)
            return save.redirect()
        except ValidationError as error:
            take_errors(form, error)
    context = {"form": form, "event": event, "region": event.board.region, "token": token_for(request)}
    return render(request, "associations/event_cancel.html", context)


def _seen_by(user):
    """Events of the boards inside the territory and above it."""
    return BoardEvent.objects.filter(board__region__in=board_places(user)).select_related("board__region")


def _kept_event(request, pk) -> BoardEvent:
    return get_object_or_404(BoardEvent.objects.visible_to(request.user).select_related("board__region"), pk=pk)


def _own_place(user):
    """The region whose board this user most likely adds events for: the one territory of a keeper."""
    return kept_places(user).order_by("level", "pk").first() if user.allows(Permission.BOARD_EDIT) else None


def _filter_form(request, events) -> EventFilterForm:
    places = board_places(request.user).current().filter(level=BoardLevel.PROVINCE).order_by("code")
    years = [day.year for day in events.order_by().dates("starts_on", "year", order="DESC")]
    return EventFilterForm(request.GET, provinces=list(places.values_list("pk", "name")), years=years)


def _filtered(events, asked: dict):
    if "jenis" in asked:
        events = events.filter(kind=asked["jenis"])
    if "tahun" in asked:
        events = events.filter(starts_on__year=int(asked["tahun"]))
    if "wilayah" in asked:
        events = events.filter(in_region("board__region_id", asked["wilayah"]))
    if "badan" in asked:
        events = events.filter(board__region_id=asked["badan"])
    if "q" in asked:
        words = asked["q"].replace("\x00", "")
        events = events.filter(Q(title__icontains=words) | Q(place__icontains=words))
    return events


def _chips(form: EventFilterForm, asked: dict) -> list[dict]:
    def url(left_out: str) -> str:
        query = urlencode({name: value for name, value in asked.items() if name != left_out})
        return f"{reverse('event_list')}?{query}" if query else reverse("event_list")

    return [{"label": _words(form, name, value), "remove_url": url(name)} for name, value in asked.items()]


def _words(form: EventFilterForm, name: str, value: str) -> str:
    if name == "badan":
        return _("Badan pengurus %(code)s") % {"code": value}
    return value if name == "q" else str(dict(form.fields[name].choices)[value])
