"""Kept reports: the list, one as it was made, and the same made again beside it (NX09, RP04).

Only who could make a report now opens it: for everybody else, and where role or territory are others since, it is not
there. A report whose time is over says so and offers to be made anew.
"""

from datetime import date

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.decorators import require
from accounts.roles import Permission
from regions.clock import local_today
from regions.keyset import keyset_page
from reports.catalogue.asking import address_of, made_in_indonesian, period_words
from reports.catalogue.report import Dated, Report
from reports.models import ReportRun
from reports.paper.table import MOST_ROWS
from reports.runs.comparing import changes_between
from reports.runs.content import as_kept
from reports.runs.keeping import open_to, question_of, runs_of, table_of
from reports.runs.making import queue_report
from reports.runs.since import entered_since
from reports.table_files import KINDS, table_file
from reports.views.recap import ROWS_ON_PAGE

# A page of more differences is read by nobody; the count covers all.
CHANGES_ON_PAGE = 500


@require(Permission.REPORT_VIEW)
@never_cache
@require_safe
def report_run_list(request):
    """The kept reports this user may open, the newest first."""
    page = keyset_page(open_to(request.user).defer("content"), request, order=("-id",), noun=_("rekap"))
    rows = [(run, *_words_of(run, request.user)) for run in page.rows]
    return render(request, "reports/report_run_list.html", {"page": page, "rows": rows})


@require(Permission.REPORT_VIEW)
@never_cache
@require_safe
def report_run(request, pk):
    """One report as it was made, on the page or as a file of the kept values."""
    run = _run(request, pk)
    report, asked = question_of(run, request.user)
    context = {"run": run, "report": report, "period": period_words(report, asked), "anew": address_of(report, asked)}
    if run.made_at is not None and not run.is_ready:
        return render(request, "reports/report_run.html", context | {"is_over": True}, status=410)
    if run.made_at is None:
        return render(request, "reports/report_run.html", context)
    order = request.GET.get("urut", "")
    table = table_of(run).sorted_by(order)
    if request.GET.get("format") in KINDS:
        stem = f"{run.report}-{run.region_id}-{run.on:%Y-%m-%d}-tersimpan"
        about = _("Laporan tersimpan #%(number)d (%(report)s)") % {"number": run.pk, "report": run.report}
        return table_file(request, run.region, table, stem, about)
    context |= {
        "table": table,
        "headings": table.headings(order),
        "shown_lines": table.lines[:ROWS_ON_PAGE],
        "rows_on_page": ROWS_ON_PAGE,
        "may_export": request.user.allows(Permission.EXPORT),
        "may_print": len(table.rows) <= MOST_ROWS,
        "earlier": [other for other in runs_of(report, asked) if other.made_at and other.pk < run.pk][:1],
    }
    return render(request, "reports/report_run.html", context)


@require(Permission.REPORT_VIEW)
@never_cache
@require_safe
def report_run_again(request, pk):
    """The same report made now, or another making of it (`dengan`): the same, or which cells differ and why."""
    run = _run(request, pk)
    if not run.is_ready:
        return redirect(run)
    report, asked = question_of(run, request.user)
    other = _other(request, run)
    if other is None and report.is_heavy(asked):
        return render(request, "reports/report_run_again.html", {"run": run, "report": report, "is_heavy": True})
    before = table_of(run)
    after = table_of(other) if other else as_kept(made_in_indonesian(report, asked))
    changes = changes_between(before, after)
    context = {
        "run": run,
        "report": report,
        "table": before,
        "after": after,
        "changes": changes[:CHANGES_ON_PAGE],
        "count": len(changes),
        "most": CHANGES_ON_PAGE,
        "entered": entered_since(request.user, run.region, _covered(report, run), run.made_at) if changes else [],
    }
    return render(request, "reports/report_run_again.html", context)


@require(Permission.REPORT_VIEW)
@require_POST
def report_run_queue(request, pk):
    """Have a heavy report made again by the worker, to be compared when it is ready."""
    run = _run(request, pk)
    report, asked = question_of(run, request.user)
    return redirect(queue_report(report, asked))


def _run(request, pk: int) -> ReportRun:
    """A kept report of those open to this user."""
    return get_object_or_404(open_to(request.user), pk=pk)


def _other(request, run: ReportRun) -> ReportRun | None:
    """The making to compare with, where one is asked for; it must answer the same question."""
    asked = request.GET.get("dengan", "")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdigit() and len(asked) < 16):
        raise Http404
    other = get_object_or_404(open_to(request.user), pk=asked)
    about = ("report", "region_id", "level", "on", "asked")
    if not other.is_ready or any(getattr(other, name) != getattr(run, name) for name in about):
        raise Http404
    return other


def _covered(report: Report, run: ReportRun) -> date:
    """The last day of which a record counts in the report made again: today, where it always speaks of today."""
    return local_today(run.region) if report.dated is Dated.TODAY else run.on


def _words_of(run: ReportRun, user) -> tuple[str, str]:
    """The name of a kept report and the day it speaks of."""
    report, asked = question_of(run, user)
    return str(report.name), period_words(report, asked)
