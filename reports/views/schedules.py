"""Schedules of a user: which reports are sent when and to whom, a new one, and stopping one (RP05)."""

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import require
from accounts.receipts import answers_once, saving, token_for
from accounts.roles import Permission
from jobs.daily import office_day
from regions.keyset import keyset_page
from reports.catalogue.registry import report_of
from reports.forms.schedules import ScheduleForm
from reports.models import ReportSchedule, ReportSending
from reports.schedules.calendar import next_day
from reports.schedules.sending import stop_schedule

LIST = "report_schedule_list"


@require(Permission.REPORT_VIEW)
@never_cache
@require_safe
def report_schedule_list(request):
    """The user's own schedules, the running ones by their next date, with what became of the last sendings."""
    schedules = ReportSchedule.objects.filter(owner=request.user).annotate(
        sent=Count("sendings", filter=Q(sendings__outcome=ReportSending.Outcome.SENT), distinct=True),
        failed=Count("sendings", filter=Q(sendings__outcome=ReportSending.Outcome.FAILED), distinct=True),
        people=Count("recipients", distinct=True),
    )
    page = keyset_page(schedules, request, order=("-is_active", "-id"), noun=_("jadwal"))
    rows = [(row, report.name if (report := report_of(row.report)) else row.report) for row in page.rows]
    context = {"page": page, "rows": rows, "token": token_for(request)}
    return render(request, "reports/report_schedule_list.html", context)


@require(Permission.REPORT_VIEW)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@answers_once
def report_schedule_add(request):
    """A new schedule; it begins with its next date."""
    if "cari" in request.POST:
        form = ScheduleForm.looking(request.POST, request.user)
    else:
        form = ScheduleForm(request.POST or None, owner=request.user)
    if form.is_bound and form.is_valid():
        with saving(request, "schedule_add") as save:
            save.record, save.url = _added(request.user, form.cleaned_data), _list_url()
            save.region_code = next(iter(request.user.territory_codes), "")
        return save.redirect()
    return render(request, "reports/report_schedule_add.html", {"form": form, "token": token_for(request)})


@require(Permission.REPORT_VIEW)
@require_POST
@answers_once
def report_schedule_stop(request, pk):
    """Stop one of the user's own schedules; what was sent stays on record."""
    schedule = get_object_or_404(ReportSchedule, pk=pk, owner=request.user)
    with saving(request, "schedule_stop") as save:
        save.wrote_nothing = not schedule.is_active
        save.url, save.region_code = _list_url(), next(iter(request.user.territory_codes), "")
        if schedule.is_active:
            stop_schedule(schedule)
    return save.redirect()


def _added(owner, asked: dict) -> ReportSchedule:
    next_on = next_day(asked["rhythm"], office_day())
    made = ReportSchedule.objects.create(owner=owner, report=asked["report"], rhythm=asked["rhythm"], next_on=next_on)
    made.recipients.set(asked["recipients"])
    return made


def _list_url() -> str:
    return reverse(LIST)
