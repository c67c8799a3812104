"""Finding a village."""

import re

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from regions.models import Level, Region
from regions.search import MIN_LETTERS, search_regions

_VILLAGE_CODE = re.compile(r"[0-9]{10}")


@require_safe
@vary_on_headers("HX-Request")
def village_search(request):
    """Villages of the user's territory that match `q`, each a link `?desa=<code>` on whatever page shows them.

    For htmx the list alone, otherwise a page that also shows the village chosen with `desa`.
    """
    query = request.GET.get("q", "")
    villages = Region.objects.visible_to(request.user)
    context = {"query": query, "min_letters": MIN_LETTERS, "matches": search_regions(villages, query)}
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "regions/village_results.html", context)
    return render(request, "regions/village_search.html", context | {"village": _chosen(request, villages)})


# What `accounts.decorators.signed_in` does; `regions` stands left of `accounts` and cannot import it.
village_search.access = "signed_in"


def _chosen(request, villages):
    """The village named in the address; outside the territory it does not exist."""
    code = request.GET.get("desa", "")
    if not code:
        return None
    if not _VILLAGE_CODE.fullmatch(code):
        raise Http404
    return get_object_or_404(villages.at_level(Level.VILLAGE), code=code)
