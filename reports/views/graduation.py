"""Naik kelas: the matrix between any two days, and the groups behind each of its numbers (NX01, UP03)."""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.decorators import require
from accounts.roles import Permission
from regions.clock import local_today
from regions.codes import Level
from regions.keyset import keyset_page
from regions.models import Region
from reports.forms.graduation import GraduationForm, presets
from reports.graduation.counting import span_of
from reports.graduation.groups import UnknownState, cell_asked, groups_of, groups_table, lines_of, with_standings
from reports.graduation.links import graduation_groups_url, graduation_url
from reports.graduation.page import drawn_matrix, flow_of, groups_linker, move_figures
from reports.graduation.stored import GraduationFound, graduation_of
from reports.graduation.tables import graduation_table, matrix_table, span_words
from reports.graduation.tasks import queue_graduation
from reports.views.recap import FILES, chosen_region, crumbs_to, file_answer

# More rows than this are for the export of lists, not for a file that is made while somebody waits.
ROWS_IN_FILE = 10_000
_TABLES = {"matriks": matrix_table, "wilayah": graduation_table}


@require_safe
@require(Permission.REPORT_VIEW)
def graduation(request):
    """The matrix of a region between two days, and who rose, stayed and fell in its parts."""
    region = chosen_region(request)
    if region is None:
        return render(request, "reports/graduation.html", {"region": None})
    form = GraduationForm(user=request.user, region=region, asked=request.GET)
    found = graduation_of(region, *form.span)
    if found is None:
        queue_graduation(region, *form.span)
        return render(request, "reports/graduation.html", {"region": region, "form": form, "found": None})
    if request.GET.get("format") in FILES:
        return _file(request, found)
    return render(request, "reports/graduation.html", _shown(request, form, found))


@require_safe
@require(Permission.GROUP_VIEW)
def graduation_groups(request):
    """The groups of one cell, row, column or move of the matrix, each with its capital on both days."""
    region = chosen_region(request)
    if region is None:
        return render(request, "reports/graduation_groups.html", {"region": None})
    form = GraduationForm(user=request.user, region=region, asked=request.GET)
    span = span_of(*form.span)
    try:
        asked = cell_asked(span, *(request.GET.get(name, "") for name in ("awal", "akhir", "gerak")))
    except UnknownState as unknown:
        raise Http404 from unknown
    rows = with_standings(groups_of(request.user, region, asked), span)
    page = keyset_page(rows, request, order=("village_id", "number"), noun=_("kelompok"))
    if request.GET.get("format") in FILES and page.total <= ROWS_IN_FILE and not page.is_capped:
        table = groups_table(request.user, region, asked, rows.order_by("village_id", "number"))
        about = _("Kelompok naik kelas %(region)s") % {"region": region.pk}
        return file_answer(request, region, table, f"kelompok-naik-kelas-{region.pk}", about)
    context = {
        "region": region,
        "asked": asked,
        "page": page,
        "lines": lines_of(page.rows, span),
        "span_text": span_words(span.from_on, span.to_on),
        "crumbs": crumbs_to(request.user, region, lambda code: _groups_url(request, code, span)),
        "matrix_url": graduation_url(region.pk, span.from_on, span.to_on),
        "may_view_matrix": request.user.allows(Permission.REPORT_VIEW),
        "may_export": request.user.allows(Permission.EXPORT) and not page.is_capped,
    }
    return render(request, "reports/graduation_groups.html", context)


def _shown(request, form: GraduationForm, found: GraduationFound) -> dict:
    user, region, span = request.user, found.region, found.whole.span
    order = request.GET.get("urut", "")
    table = graduation_table(user, found).sorted_by(order)
    to_groups = groups_linker(region, found.whole, may_open=user.allows(Permission.GROUP_VIEW))
    return {
        "region": region,
        "form": form,
        "found": found,
        "span": span,
        "is_backwards": span.from_on > span.to_on,
        "backwards_url": graduation_url(region.pk, span.to_on, span.from_on),
        "span_text": span_words(span.from_on, span.to_on),
        "crumbs": crumbs_to(user, region, lambda code: graduation_url(code, span.from_on, span.to_on)),
        "presets": _presets(region, form),
        "figures": move_figures(found.whole, to_groups),
        "comparable": found.whole.comparable,
        "matrix": drawn_matrix(found.whole, to_groups),
        "flows": flow_of(found.whole, region),
        "table": table,
        "headings": table.headings(order),
        "has_parts": region.level < Level.VILLAGE,
        "freshness": found.freshness,
        "may_export": user.allows(Permission.EXPORT),
    }


def _presets(region: Region, form: GraduationForm) -> list[dict]:
    return [
        {
            "label": preset.label,
            "url": graduation_url(region.pk, preset.from_on, preset.to_on),
            "is_current": (preset.from_on, preset.to_on) == form.span,
        }
        for preset in presets(local_today(region))
    ]


def _groups_url(request, code: str, span) -> str:
    asked = {name: request.GET.get(name, "") for name in ("awal", "akhir", "gerak")}
    return graduation_groups_url(code, span.from_on, span.to_on, **asked)


def _file(request, found: GraduationFound):
    """The matrix, or the table by region, as a file."""
    name = request.GET.get("tabel") if request.GET.get("tabel") in _TABLES else "matriks"
    span, region = found.whole.span, found.region
    table = _TABLES[name](request.user, found).sorted_by(request.GET.get("urut", ""))
    about = _("Naik kelas %(region)s, %(span)s, %(table)s") % {
        "region": region.pk,
        "span": f"{span.from_on:%Y-%m-%d}..{span.to_on:%Y-%m-%d}",
        "table": name,
    }
    return file_answer(request, region, table, f"naik-kelas-{name}-{region.pk}", about)
