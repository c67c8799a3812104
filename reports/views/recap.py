"""Recaps. Every number comes from `reports.regional`, for the viewer's own territory alone (DB04)."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.audit import log_access
from accounts.decorators import require
from accounts.models import AccessKind
from accounts.roles import Permission
from regions.clock import local_today
from regions.codes import CodeError, Level, ancestors_of, is_inside, level_of
from regions.models import Region
from reports import links
from reports.forms.recap import RecapForm
from reports.recap import levels_in, recap_table, slug_of
from reports.regional import level_below, overview
from reports.spreadsheets import as_csv, as_xlsx
from reports.table import Table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES = {"xlsx": (as_xlsx, XLSX), "csv": (as_csv, "text/csv; charset=utf-8")}
# More rows than this stay on a file; the total still covers all of them.
ROWS_ON_PAGE = 700


@require_safe
@require(Permission.REPORT_VIEW)
def recap(request):
    """One table by region, on the page or as a file from the same rows."""
    region = chosen_region(request)
    if region is None:
        return render(request, "reports/recap.html", {"table": None})
    level = levels_in(region).get(request.GET.get("tingkat", ""), level_below(region))
    order = request.GET.get("urut", "")
    found = overview(region, level)
    table = recap_table(request.user, found).sorted_by(order)
    if request.GET.get("format") in FILES:
        return _recap_file(request, region, level, table)
    context = {
        "region": region,
        "crumbs": crumbs_to(request.user, region, links.recap_url),
        "table": table,
        "headings": table.headings(order),
        "shown_lines": table.lines[:ROWS_ON_PAGE],
        "rows_on_page": ROWS_ON_PAGE,
        "freshness": found.freshness,
        "form": RecapForm(user=request.user, region=region, level=level, order=order),
        "may_export": request.user.allows(Permission.EXPORT),
    }
    return render(request, "reports/recap.html", context)


def chosen_region(request) -> Region | None:
    """The region asked for, else the first territory; None for a user without territory. Raises Http404 outside."""
    code = request.GET.get("wilayah") or next(iter(request.user.territory_codes), None)
    if code is None:
        return None
    try:
        level_of(code)
    except CodeError as error:
        raise Http404 from error
    return get_object_or_404(Region.objects.visible_to(request.user).select_related("parent"), pk=code)


def file_answer(request, region: Region, table: Table, stem: str, about: str) -> HttpResponse:
    """The table as a file for those who may take figures away, noted in the access log as `about`."""
    if not request.user.allows(Permission.EXPORT):
        raise PermissionDenied
    kind = request.GET["format"]
    draw, content_type = FILES[kind]
    detail = _("%(about)s, %(kind)s, %(count)d baris") % {
        "about": about,
        "kind": kind.upper(),
        "count": len(table.rows),
    }
    log_access(request.user, AccessKind.EXPORTED, region_code=region.pk, detail=detail)
    response = HttpResponse(draw(table), content_type=content_type)
    name = f"{stem}-{local_today(request.user):%Y-%m-%d}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _recap_file(request, region: Region, level: Level, table: Table) -> HttpResponse:
    slug = slug_of(level)
    about = _("Rekap %(region)s per %(level)s") % {"region": region.pk, "level": slug}
    return file_answer(request, region, table, f"rekap-{region.pk}-{slug}", about)


def crumbs_to(user, region: Region, link: Callable[[str], str]) -> list[dict]:
    """The way from the nation down to this region, by pages of the same kind; only what lies in the territory links."""
    above = Region.objects.filter(pk__in=ancestors_of(region.pk)).order_by("level")
    inside = {found.pk for found in above if any(is_inside(found.pk, own) for own in user.territory_codes)}
    return [{"label": found.name, "url": link(found.pk) if found.pk in inside else ""} for found in above]
