"""The month of one group: its page, its hand-in, and taking it back (FE02, FE10, NX12)."""

from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.decorators import require
from accounts.editing import StaleEdit, stale_edit_response, typed_data
from accounts.receipts import answers_once, saving, token_for
from accounts.roles import Permission
from activities.actions import change_register, open_register, submit_register, withdraw
from activities.forms.register import NoMeetingForm, SubmitForm, WithdrawForm
from activities.models import Attendance, StepKind, SubmissionStatus
from activities.views.register_month import GroupMonth, about, may_write, month_or_404, to_month
from activities.views.register_run import next_group, proposed_visit, remember_visit
from activities.views.register_steps import month_steps
from groups.forms.errors import take_errors


@require(Permission.ACTIVITY_VIEW)
@never_cache
@require_safe
def report_detail(request, number, month):
    """The hub of a month: what is filled in, what is missing, where it stands. To read, for those who only look."""
    place = month_or_404(request.user, number, month)
    writes = may_write(request.user, place)
    edits = request.user.allows(Permission.ACTIVITY_EDIT)
    history = _history(place)
    _name_present(request.user, place)
    context = {
        "writes": writes,
        "steps": month_steps(place) if writes else [],
        "history": history,
        "returned": _returned(place, history),
        "can_withdraw": edits and place.is_open and _is_submitted(place),
        "edits": edits,
        "next_group": next_group(request.user, place) if edits and place.is_handed_in else None,
    }
    return render(request, "activities/report_detail.html", about(place) | context)


@require(Permission.ACTIVITY_EDIT)
@never_cache
@answers_once
def report_submit(request, number, month):
    """The month as it will be handed in, and the day of the visit."""
    place = month_or_404(request.user, number, month)
    if not place.is_writable:
        return to_month(request, place)
    initial = {"version": place.register.version, "visited_on": _visit_to_show(request, place)}
    form = SubmitForm(request.POST or None, group=place.group, initial=initial)
    if request.method == "POST" and form.is_valid() and (answer := _submitted(request, place, form)):
        return answer
    _name_present(request.user, place)
    context = {"form": form, "token": token_for(request)}
    return render(request, "activities/report_submit.html", about(place) | context)


@require(Permission.ACTIVITY_EDIT)
@never_cache
@answers_once
def report_withdraw(request, number, month):
    """What was sent and not yet looked at is taken back."""
    place = month_or_404(request.user, number, month)
    if not (place.is_open and _is_submitted(place)):
        return to_month(request, place, _("Laporan ini tidak dapat ditarik kembali sekarang."))
    form = WithdrawForm(request.POST or None, initial={"version": place.report.version})
    if request.method == "POST" and form.is_valid():
        try:
            with saving(request, "report_withdraw") as save:
                save.record = withdraw(by=request.user, submission=place.report, version=form.cleaned_data["version"])
            return save.redirect()
        except StaleEdit:
            return to_month(request, place, _("Laporan ini baru saja berubah. Inilah keadaannya sekarang."))
        except ValidationError as error:
            take_errors(form, error)
    context = {"form": form, "token": token_for(request)}
    return render(request, "activities/report_withdraw.html", about(place) | context)


@require(Permission.ACTIVITY_EDIT)
@never_cache
@answers_once
def report_no_meeting(request, number, month):
    """Why the group did not meet this month."""
    place = month_or_404(request.user, number, month)
    if not place.is_writable:
        return to_month(request, place)
    form = NoMeetingForm(typed_data(request, NoMeetingForm, place.register), instance=place.register)
    if request.method == "POST" and form.is_valid():
        try:
            return _reasoned(request, place, form.cleaned_data)
        except StaleEdit as stale:
            return stale_edit_response(request, form, stale.current, place.url)
        except ValidationError as error:
            take_errors(form, error)
    context = {"form": form, "token": token_for(request)}
    return render(request, "activities/report_no_meeting.html", about(place) | context)


def _reasoned(request, place: GroupMonth, typed: dict):
    with saving(request, "report_no_meeting") as save:
        report = open_register(by=request.user, group=place.group, month=place.month)
        save.record = change_register(by=request.user, report=report, **typed)
        save.wrote_nothing = save.record.version == typed["version"]
    return save.redirect()


def _submitted(request, place: GroupMonth, form):
    """Hand in once; None with the reasons in the form where the month is not whole or has changed meanwhile."""
    typed = form.cleaned_data
    try:
        with saving(request, "report_submit") as save:
            report = open_register(by=request.user, group=place.group, month=place.month)
            save.record = submit_register(by=request.user, report=report, **typed)
    except StaleEdit as stale:
        _take_stale(form, stale.current)
        return None
    except ValidationError as error:
        take_errors(form, error)
        return None
    remember_visit(request, place, typed["visited_on"])
    return save.redirect()


def _take_stale(form, current) -> None:
    """Say who changed the month; the page below shows it as it stands now, and is sent from that state."""
    message = _(
        "%(who)s mengubah laporan ini sesudah Anda membukanya. Inilah isinya sekarang; periksa lalu kirim lagi."
    )
    form.add_error(None, ValidationError(message % {"who": current.changed_by}, code="stale"))
    form.data = form.data.copy()
    form.data["version"] = current.version


def _visit_to_show(request, place: GroupMonth):
    """What was handed in before (a returned month), else what is proposed."""
    return (place.report and place.report.visited_on) or proposed_visit(request, place)


def _is_submitted(place: GroupMonth) -> bool:
    return bool(place.report and place.report.status == SubmissionStatus.SUBMITTED)


def _name_present(user, place: GroupMonth) -> None:
    """Give each meeting the names of those who came, for those who may see members; one query."""
    found: dict[int, list[str]] = {}
    if place.meetings and user.allows(Permission.MEMBER_VIEW):
        rows = Attendance.objects.visible_to(user).filter(meeting__in=place.meetings)
        rows = rows.order_by("membership__person__name_key").values_list("meeting_id", "membership__person__name")
        for meeting_id, name in rows:
            found.setdefault(meeting_id, []).append(name)
    for meeting in place.meetings:
        meeting.present_names = found.get(meeting.pk, [])


def _history(place: GroupMonth) -> list:
    """The steps of review, newest first."""
    return list(place.report.steps.select_related("by").order_by("-id")) if place.report else []


def _returned(place: GroupMonth, history: list):
    """The step that sent it back, while it lies with the officer."""
    if place.report is None or place.report.status != SubmissionStatus.RETURNED:
        return None
    return next((step for step in history if step.kind == StepKind.RETURNED), None)
