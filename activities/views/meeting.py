"""A meeting of the month with its attendance: added, changed, taken away (FE04, FE05, FE06, UP07)."""

from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.decorators import require
from accounts.editing import StaleEdit, stale_edit_response, typed_data
from accounts.receipts import answers_once, saving, token_for
from accounts.roles import Permission
from activities.actions import add_meeting, change_meeting, open_register, remove_meeting
from activities.forms.meeting import SHOWN_ON, MeetingForm
from activities.forms.register import MeetingRemovalForm
from activities.models import Meeting
from activities.views.register_month import GroupMonth, about, month_or_404, to_month
from groups.forms.errors import take_errors

SAME, OTHER_DATE = "sama", "daftar"
"""The buttons that only fill the list again; without JavaScript they are the way to it."""


@require(Permission.ACTIVITY_EDIT)
@never_cache
@answers_once
def meeting_add(request, number, month):
    """A meeting and who came, on one screen. The draft of the month is made with the first one saved."""
    place = month_or_404(request.user, number, month)
    if not place.is_writable:
        return to_month(request, place)
    form = MeetingForm(request.POST or None, instance=Meeting(report=place.register))
    asked = _asked(request, form, lambda: Meeting(report=place.register))
    if asked is None and request.method == "POST" and form.is_valid():
        try:
            return _added(request, place, form)
        except ValidationError as error:
            take_errors(form, error)
    return _page(request, place, "activities/meeting_add.html", asked or {"form": form})


@require(Permission.ACTIVITY_EDIT)
@never_cache
@answers_once
def meeting_edit(request, number, month, pk):
    """Another date, other topics, other ticks."""
    place = month_or_404(request.user, number, month)
    meeting = _meeting_or_404(place, pk)
    if not place.is_writable:
        return to_month(request, place)
    form = MeetingForm(typed_data(request, MeetingForm, meeting), instance=meeting)
    asked = _asked(request, form, lambda: _meeting_or_404(place, pk))
    if asked is None and request.method == "POST" and form.is_valid():
        try:
            return _changed(request, place, meeting, form)
        except StaleEdit as stale:
            return stale_edit_response(request, form, stale.current, place.url)
        except ValidationError as error:
            take_errors(form, error)
    return _page(request, place, "activities/meeting_edit.html", {"pk": pk, **(asked or {"form": form})})


@require(Permission.ACTIVITY_EDIT)
@never_cache
@answers_once
def meeting_remove(request, number, month, pk):
    """A meeting entered by mistake goes, with a reason."""
    place = month_or_404(request.user, number, month)
    meeting = _meeting_or_404(place, pk)
    if not place.is_writable:
        return to_month(request, place)
    form = MeetingRemovalForm(request.POST or None, initial={"version": meeting.version})
    if request.method == "POST" and form.is_valid():
        try:
            return _removed(request, place, meeting, form)
        except StaleEdit:
            return to_month(
                request, place, _("Pertemuan ini baru saja diubah orang lain. Periksa lagi sebelum menghapus.")
            )
        except ValidationError as error:
            take_errors(form, error)
    return _page(request, place, "activities/meeting_remove.html", {"form": form, "meeting": meeting})


def _asked(request, form, fresh) -> dict | None:
    """What the page says where the list changes instead of being saved: another date, or ticks as last time.

    The form comes back without complaints about what is not filled in yet, and with everything typed.
    """
    if request.method != "POST":
        return None
    change, last = form.roster_change, form.roster.last
    if SAME in request.POST and last:
        again = form.typed_again(form.roster.same_as_last)
        return {"form": MeetingForm(instance=fresh(), initial=again), "filled_from": last, "change": change}
    if change is None and not {SAME, OTHER_DATE} & set(request.POST):
        return None
    again = MeetingForm(instance=fresh(), initial=form.typed_again())
    return {"form": again, "change": change, "unchanged": change is None}


def _added(request, place: GroupMonth, form: MeetingForm):
    with saving(request, "meeting_add") as save:
        report = open_register(by=request.user, group=place.group, month=place.month)
        add_meeting(by=request.user, report=report, **form.entries())
        _answer_with(save, place)
    return save.redirect()


def _changed(request, place: GroupMonth, meeting: Meeting, form: MeetingForm):
    version = form.cleaned_data["version"]
    with _still_there(), saving(request, "meeting_edit") as save:
        held = change_meeting(by=request.user, meeting=meeting, version=version, **form.entries())
        save.wrote_nothing = held.version == version
        _answer_with(save, place)
    return save.redirect()


def _removed(request, place: GroupMonth, meeting: Meeting, form):
    with _still_there(), saving(request, "meeting_remove") as save:
        remove_meeting(by=request.user, meeting=meeting, **form.cleaned_data)
        _answer_with(save, place)
    return save.redirect()


@contextmanager
def _still_there():
    """Someone may take the meeting away in the moment between the page and the save."""
    try:
        yield
    except Meeting.DoesNotExist as gone:
        raise Http404 from gone


def _answer_with(save, place: GroupMonth) -> None:
    """The receipt finds the month again."""
    save.url, save.region_code = place.url, place.group.village_id


def _meeting_or_404(place: GroupMonth, pk: int) -> Meeting:
    """A meeting of this month; it knows the register and the group that the page already holds."""
    if place.report is None:
        raise Http404
    meeting = get_object_or_404(place.report.meetings, pk=pk)
    meeting.report = place.report
    return meeting


def _page(request, place: GroupMonth, template: str, context: dict):
    frame = about(place) | {"token": token_for(request), "shown_on_name": SHOWN_ON}
    return render(request, template, frame | context)
