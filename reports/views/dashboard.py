"""Dashboards. Every number comes from stored totals, for the viewer's own territory alone (DB01, DB04)."""

from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from accounts.decorators import require
from accounts.roles import Permission
from regions.clock import local_now
from regions.codes import Level
from regions.models import Region
from reports import links
from reports.dashboard.asked import Asked
from reports.dashboard.boards import board_states, boards_version
from reports.dashboard.page import asked_by, dashboard_page
from reports.dashboard.version import version_of
from reports.drawn import drawn
from reports.home import territory_lines
from reports.regional import made_true, months_made_true, territory_figures
from reports.totals import Freshness, now_fresh
from reports.views.recap import crumbs_to


@require_safe
@require(Permission.REPORT_VIEW)
def dashboard(request):
    """The user's own territory: its dashboard where there is one, else a choice of all of them."""
    codes = request.user.territory_codes
    if len(codes) == 1:
        return redirect("dashboard_region", code=codes[0])
    found, freshness = territory_figures(request.user)
    context = {"territories": territory_lines(request.user, found), "freshness": freshness}
    return render(request, "reports/dashboard.html", context)


@require_safe
@require(Permission.REPORT_VIEW)
def dashboard_region(request, code):
    """One region in the order in which a manager reads: figures, parts, course, make-up, boards, gaps."""
    region = get_object_or_404(Region.objects.visible_to(request.user), pk=code)
    freshness = _made_true(region)
    asked = asked_by(request.user, region, request.GET)
    context = {
        "region": region,
        "crumbs": crumbs_to(request.user, region, links.dashboard_url),
        "freshness": freshness,
        "asked": asked,
        "made_at": local_now(request.user),
        "has_parts": region.level < Level.VILLAGE,
        "recap_url": links.recap_url(region.pk),
        "body": _body(request, region, asked, freshness),
    }
    return render(request, "reports/dashboard_region.html", context)


def _made_true(region: Region) -> Freshness:
    """Totals and months; a village is counted from its rows, but what it stands beside is stored."""
    if region.level == Level.VILLAGE:
        return now_fresh()
    totals, months = made_true([region.pk]), months_made_true([region.pk])
    return totals if totals.due >= months.due else months


def _body(request, region: Region, asked: Asked, freshness: Freshness) -> str:
    """The page below its head; drawn once where all of it comes from stored totals, that is: above villages."""

    def draw() -> str:
        boards = board_states(request.user, region)
        context = dashboard_page(request.user, region, asked, boards, freshness)
        return render_to_string("reports/dashboard_body.html", context, request)

    if region.level >= Level.DISTRICT:
        return draw()
    version = f"{version_of(region.pk)} {freshness.due} {boards_version()}"
    return drawn(
        user=request.user, region=region, version=version, asked=("dashboard", request.GET.urlencode()), draw=draw
    )
