"""The front door: the start page, the theme switch and the health page."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.decorators import public, signed_in
from activities.handover_day import apply_due
from regions.models import Region
from reports.home import start_page
from uppks.context import THEME_COOKIE, THEMES

YEAR = 60 * 60 * 24 * 365


@signed_in
def home(request):
    """Where each role starts its day; a hand-over whose midnight the worker has missed takes effect before it."""
    apply_due()
    return render(request, "uppks/home.html", start_page(request.user))


@public
@require_POST
def theme_set(request):
    """Keep the chosen theme in a cookie; an unknown choice goes back to the device's own."""
    chosen = request.POST.get("theme", "")
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    if chosen in THEMES:
        response.set_cookie(
            THEME_COOKIE, chosen, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure()
        )
    else:
        response.delete_cookie(THEME_COOKIE)
    return response


@public
@never_cache
def health(request):
    """200 when the database answers, its tables are up to date and the list of regions is there; else 503 and why."""
    problem = _problem()
    return JsonResponse(
        {"status": "sehat" if not problem else "sakit", "sebab": problem}, status=503 if problem else 200
    )


def _problem() -> str:
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return "migrasi belum dijalankan"
        if not Region.objects.exists():
            return "daftar wilayah belum dimuat"
    except DatabaseError:
        return "basis data tidak menjawab"
    return ""
