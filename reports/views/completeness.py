"""The completeness of registers by region and month (RP01, UP11)."""

from datetime import date

from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.decorators import require
from accounts.roles import Permission
from regions.clock import local_now
from regions.codes import Level
from regions.models import Region
from regions.months import month_key, shift
from reports import links
from reports.completeness import (
    Completeness,
    completeness_of,
    completeness_table,
    month_asked,
    months_offered,
    title_of,
)
from reports.drawn import drawn
from reports.forms.recap import CompletenessForm
from reports.matrix import matrix
from reports.monthly import months_version
from reports.recap import levels_in, slug_of
from reports.regional import level_below, months_made_true
from reports.totals import Freshness
from reports.views.recap import FILES, ROWS_ON_PAGE, chosen_region, crumbs_to, file_answer


@require_safe
@require(Permission.REPORT_VIEW)
def completeness(request):
    """ADA and LAPOR of one month by region, on the page or as a file, with the months before it at a glance."""
    region = chosen_region(request)
    if region is None:
        return render(request, "reports/completeness.html", {"region": None})
    level = levels_in(region).get(request.GET.get("tingkat", ""), level_below(region))
    offered = months_offered(region)
    month = month_asked(request.GET.get("bulan", ""), offered)
    order = request.GET.get("urut", "")
    if request.GET.get("format") in FILES:
        found = completeness_of(region, level, month)
        return _file(request, found, completeness_table(request.user, found).sorted_by(order))
    freshness = months_made_true([region.pk])
    context = {
        "region": region,
        "title": title_of(month),
        "made_at": local_now(request.user),
        "month": month,
        "crumbs": crumbs_to(request.user, region, lambda code: links.completeness_url(code, month)),
        "body": _body(request, region, level, month, offered, freshness),
        "freshness": freshness,
        "may_export": request.user.allows(Permission.EXPORT),
    }
    return render(request, "reports/completeness.html", context)


def _body(request, region: Region, level: Level, month: date, offered: list[date], freshness: Freshness) -> str:
    """Filters, figures, table and months; drawn once where all comes from stored totals, that is: above villages."""

    def draw() -> str:
        context = _drawn_from(request, region, level, month, offered)
        return render_to_string("reports/completeness_body.html", context, request)

    if Level.VILLAGE in (level, level_below(region)):
        return draw()
    # The headings carry the rest of the address along.
    asked = ("completeness", level, month, offered[0], request.GET.urlencode())
    version = f"{months_version([region.pk])} {freshness.due}"
    return drawn(user=request.user, region=region, version=version, asked=asked, draw=draw)


def _drawn_from(request, region: Region, level: Level, month: date, offered: list[date]) -> dict:
    order = request.GET.get("urut", "")
    found = completeness_of(region, level, month)
    table = completeness_table(request.user, found).sorted_by(order)
    return {
        "form": CompletenessForm(
            user=request.user, region=region, level=level, order=order, month=month, offered=offered
        ),
        "earlier": shift(month, -1) if month > offered[0] else None,
        "later": shift(month, 1) if month < offered[-1] else None,
        "found": found,
        "urls": _urls(request.user, found),
        "table": table,
        "headings": table.headings(order),
        "shown_lines": table.lines[:ROWS_ON_PAGE],
        "rows_on_page": ROWS_ON_PAGE,
        "matrix": matrix(request.user, region, freshness=found.freshness),
    }


def _urls(user, found: Completeness) -> dict[str, str]:
    """The lists behind the headline figures."""
    code, month = found.region.pk, found.month
    return {
        "existing": links.month_url(user, code, month),
        "reporting": links.month_url(user, code, month, keadaan="lapor"),
        "on_time": links.month_url(user, code, month, keadaan="tepat"),
        "late": links.month_url(user, code, month, keadaan="terlambat"),
        "missing": links.month_url(user, code, month, keadaan="belum"),
        "approved": links.month_url(user, code, month, keadaan="disetujui"),
    }


def _file(request, found: Completeness, table):
    slug, month = slug_of(found.level), month_key(found.month)
    about = _("Kelengkapan %(month)s %(region)s per %(level)s") % {
        "month": month,
        "region": found.region.pk,
        "level": slug,
    }
    return file_answer(request, found.region, table, f"lapor-{found.region.pk}-{slug}-{month}", about)
