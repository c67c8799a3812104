"""A table as a file: XLSX, CSV or PDF of the same value, for those who may take figures away, each noted in the log."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.audit import log_access
from accounts.models import AccessKind
from accounts.roles import Permission
from regions.clock import local_today
from regions.models import Region
from reports.paper.pdf import PressBusy, as_pdf, paper_of
from reports.paper.sheet import document
from reports.paper.table import MOST_ROWS, sideways, table_form
from reports.table import Table
from reports.views.recap import FILES, file_answer

PDF = "pdf"
KINDS = (*FILES, PDF)


def table_file(request, region: Region, table: Table, stem: str, about: str) -> HttpResponse:
    """The table in the form the address asks for (`format`), one of `KINDS`."""
    if request.GET["format"] == PDF:
        return _pdf(request, region, table, stem, about)
    return file_answer(request, region, table, stem, about)


def _pdf(request, region: Region, table: Table, stem: str, about: str) -> HttpResponse:
    if not request.user.allows(Permission.EXPORT):
        raise PermissionDenied
    if len(table.rows) > MOST_ROWS:
        messages.warning(request, too_long())
        return redirect(_without_format(request))
    paper = sideways(paper_of(request.GET.get("kertas")))
    name = f"{stem}-{local_today(request.user):%Y-%m-%d}"
    values = document(request.user, name, [table_form(table, paper, request.user.time_zone)])
    try:
        made = as_pdf("table", values, paper)
    except PressBusy:
        return render(request, "reports/paper_busy.html", status=503)
    detail = _("%(about)s, %(kind)s, %(count)d baris") % {"about": about, "kind": "PDF", "count": len(table.rows)}
    log_access(request.user, AccessKind.EXPORTED, region_code=region.pk, detail=detail)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}-{paper.code}.pdf"'
    return response


def too_long() -> str:
    """What is said of a table that is not printed."""
    return _(
        "Tabel ini lebih dari 2.000 baris, terlalu panjang untuk dicetak. Ambil XLSX atau CSV, atau pilih wilayah yang "
        "lebih kecil."
    )


def _without_format(request) -> str:
    query = request.GET.copy()
    query.pop("format", None)
    return f"{request.path}?{query.urlencode()}"
