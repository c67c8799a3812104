"""The national series of published figures beside the registry's own count (UP10)."""

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.decorators import require
from accounts.roles import Permission
from regions.codes import NATION_CODE
from regions.models import Region
from reports.published import beside_table, published_near
from reports.views.recap import FILES, file_answer


@require_safe
@require(Permission.REPORT_VIEW)
def published_figures(request):
    """Every published figure with its year, wording and source, and what stands here, on a page or as a file."""
    nation = get_object_or_404(Region, pk=NATION_CODE)
    found = published_near(request.user, nation)
    table = beside_table(request.user, nation, found)
    if request.GET.get("format") in FILES:
        return file_answer(request, nation, table, "angka-terbitan", _("Angka terbitan"))
    context = {
        "found": found,
        "table": table,
        "may_export": request.user.allows(Permission.EXPORT),
        "may_edit": request.user.allows(Permission.REFERENCE_EDIT),
    }
    return render(request, "reports/published_figures.html", context)
