"""The catalogue of reports: which there are, and each as page, XLSX, CSV and PDF of one table (RP03).

The whole question stands in the address (DB03). What was made for a day that is over is kept (RP04).
"""

from itertools import groupby

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.decorators import require
from accounts.roles import Permission
from accounts.saved_filters import Listing, keeps_filters, offered
from regions.models import Region
from reports.catalogue.asking import made, made_in_indonesian
from reports.catalogue.pages import other_pages
from reports.catalogue.registry import REPORTS, report_of, reports_for
from reports.catalogue.report import Asked, Report, Section
from reports.forms.catalogue import ReportForm, words_of
from reports.paper.table import MOST_ROWS
from reports.runs.keeping import keep, keep_if_past, newly_ready, runs_of
from reports.runs.making import queue_report
from reports.table import Table
from reports.table_files import KINDS, PDF, table_file
from reports.views.recap import ROWS_ON_PAGE, chosen_region, crumbs_to

SECTIONS = {
    Section.GROUPS: gettext_lazy("Kelompok dan modal"),
    Section.PEOPLE: gettext_lazy("Anggota"),
    Section.MONTH: gettext_lazy("Laporan bulanan dan pembinaan"),
    Section.QUALITY: gettext_lazy("Mutu data"),
    Section.BOARDS: gettext_lazy("AKU, mitra, dan permodalan"),
}


def _keeps_questions(report: Report) -> Listing:
    """Questions to a report can be kept under a name, as filters of a list are (SD07)."""
    name, words = f"laporan-{report.slug}", words_of(report)
    return keeps_filters(name, "catalogue_report", report.permission, words, report.name, parts=(report.slug,))


KEPT = {report.slug: _keeps_questions(report) for report in REPORTS}


@require(Permission.REPORT_VIEW)
@require_safe
def catalogue(request):
    """The reports this user may make, by section, with what each answers."""
    order = list(SECTIONS)
    reports = sorted(reports_for(request.user), key=lambda report: order.index(report.section))
    sections = [(SECTIONS[section], list(found)) for section, found in groupby(reports, lambda one: one.section)]
    ready = [(run, report_of(run.report).name) for run in newly_ready(request.user)]
    context = {"sections": sections, "ready": ready, "pages": other_pages(request.user)}
    return render(request, "reports/catalogue.html", context)


@require(Permission.REPORT_VIEW)
@never_cache
@require_safe
def catalogue_report(request, slug):
    """One report: its question, and the answer as a table or a file; a heavy one is offered to the worker."""
    report, region = _report(request, slug), chosen_region(request)
    if region is None:
        return render(request, "reports/catalogue_report.html", {"report": report, "region": None})
    form = _form(request, report, region)
    context = {"report": report, "region": region, "form": form, "query": request.GET.urlencode()}
    context["crumbs"] = crumbs_to(request.user, region, lambda code: _address_in(request, code))
    context["saved"] = offered(request, KEPT[slug]) if slug in KEPT else None
    if not form.is_valid():
        return render(request, "reports/catalogue_report.html", context)
    asked = form.asked()
    if report.is_heavy(asked):
        context |= {"is_heavy": True, "runs": runs_of(report, asked)}
        return render(request, "reports/catalogue_report.html", context)
    if request.GET.get("format") in KINDS:
        return _file(request, report, asked)
    return render(request, "reports/catalogue_report.html", context | _drawn_from(request, report, asked))


@require(Permission.REPORT_VIEW)
@require_POST
def report_keep(request, slug):
    """Keep the answer to the question of this address; a heavy one is made by the worker first."""
    report, region = _report(request, slug), chosen_region(request)
    if region is None:
        raise Http404
    form = _form(request, report, region)
    if not form.is_valid():
        return redirect(_address_in(request, region.pk))
    asked = form.asked()
    if report.is_heavy(asked):
        return redirect(queue_report(report, asked))
    return redirect(keep(report, asked, made_in_indonesian(report, asked), is_wished=True))


def _drawn_from(request, report: Report, asked: Asked) -> dict:
    """What the page shows of an answer; asked for a day that is over, it is kept and compared with the one before."""
    before = next((run for run in runs_of(report, asked) if run.made_at), None)
    table = made(report, asked)
    kept = keep_if_past(report, asked, table) if request.method == "GET" else None
    order = request.GET.get("urut", "")
    shown = table.sorted_by(order)
    return {
        "table": shown,
        "headings": shown.headings(order),
        "shown_lines": shown.lines[:ROWS_ON_PAGE],
        "rows_on_page": ROWS_ON_PAGE,
        "may_export": request.user.allows(Permission.EXPORT),
        "may_print": len(table.rows) <= MOST_ROWS,
        "differs_from": before if kept and before and kept.digest != before.digest else None,
    }


def _file(request, report: Report, asked: Asked):
    order = request.GET.get("urut", "")
    table = _table_for(request.GET["format"], report, asked).sorted_by(order)
    stem = f"{report.slug}-{asked.region.pk}-{asked.on:%Y-%m-%d}"
    about = _("Laporan %(report)s %(region)s, keadaan %(day)s") % {
        "report": report.slug,
        "region": asked.region.pk,
        "day": f"{asked.on:%Y-%m-%d}",
    }
    return table_file(request, asked.region, table, stem, about)


def _table_for(kind: str, report: Report, asked: Asked) -> Table:
    """The table in the language of the screen; on paper always in Indonesian."""
    return made_in_indonesian(report, asked) if kind == PDF else made(report, asked)


def _report(request, slug: str) -> Report:
    """The report of an address. Raises Http404 for none, PermissionDenied for one this role may not make."""
    report = report_of(slug)
    if report is None:
        raise Http404
    if not request.user.allows(report.permission):
        raise PermissionDenied
    return report


def _form(request, report: Report, region: Region) -> ReportForm:
    return ReportForm(request.GET, report=report, user=request.user, region=region)


def _address_in(request, code: str) -> str:
    """The same question in another region."""
    query = request.GET.copy()
    query["wilayah"] = code
    query.pop("tingkat", None)
    query.pop("format", None)
    slug = request.resolver_match.kwargs["slug"]
    return f"{reverse('catalogue_report', args=[slug])}?{query.urlencode()}"
