"""Lists that leave as files: how and why, at once or by the worker, and the files that lie ready (IE07, IE08, IE09).

A file that lies ready is its owner's alone: for everybody else, and after its day, it is not there.
"""

from django.core.exceptions import PermissionDenied
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.audit import log_access
from accounts.decorators import require
from accounts.models import AccessKind
from accounts.roles import Permission
from groups.listing import OutsideTerritory
from regions.keyset import keyset_page
from reports.exports.keeping import kept_pieces, query_of, remove_expired, scope_of
from reports.exports.lists import LISTS
from reports.exports.making import (
    CONTENT_TYPES,
    file_name,
    note_export,
    pieces_of,
    queue_export,
    rows_at_once,
    waiting_export,
)
from reports.exports.sheet import ListSheet
from reports.forms.exports import ExportForm
from reports.models import ExportFile


@require(Permission.EXPORT)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def export_start(request, listing):
    """How a list leaves; posted, the file itself, or the job that prepares it."""
    kind = LISTS.get(listing)
    if kind is None:
        raise Http404
    if not request.user.allows(kind.permission):
        raise PermissionDenied
    may_personal = kind.has_personal and request.user.allows(Permission.EXPORT_PERSONAL)
    form = ExportForm(request.POST or None, may_personal=may_personal)
    sheet = _sheet(kind, request, personal=form.is_valid() and form.is_personal)
    if form.is_valid() and sheet.is_understood:
        return _answer(sheet, form.cleaned_data["format"], form.said_reason)
    query = request.GET.urlencode()
    back = reverse(kind.view_name)
    most = rows_at_once("csv")
    count = sheet.count(most)
    context = {
        "form": form,
        "sheet": sheet,
        "count": min(count, most),
        "is_long": count > most,
        "back_url": f"{back}?{query}" if query else back,
    }
    return render(request, "reports/export_start.html", context)


@require(Permission.EXPORT)
@never_cache
@require_safe
def export_list(request):
    """The user's own prepared files, the newest first."""
    remove_expired()
    files = ExportFile.objects.filter(by=request.user).select_related("job__pulse")
    page = keyset_page(files, request, order=("-id",), noun=_("berkas"))
    rows = [(file, LISTS[file.listing].title) for file in page.rows if file.listing in LISTS]
    return render(request, "reports/export_list.html", {"page": page, "rows": rows})


@require(Permission.EXPORT)
@never_cache
@require_safe
def export_detail(request, pk):
    """One prepared file: what is in it, and until when it can be taken."""
    file = _own(request, pk)
    context = {
        "file": file,
        "title": LISTS[file.listing].title,
        "may_take": file.is_ready and _still_fits(request, file),
    }
    return render(request, "reports/export_detail.html", context, status=410 if file.is_over else 200)


@require(Permission.EXPORT)
@never_cache
@require_safe
def export_file(request, pk):
    """The content of a prepared file; noted in the access log each time."""
    file = _own(request, pk)
    if not file.is_ready:
        return redirect(file)
    if not _still_fits(request, file):
        raise Http404
    sheet = LISTS[file.listing](request.user, query_of(file), personal=file.is_personal)
    detail = _("%(list)s, %(format)s, %(count)d baris: berkas yang disiapkan diambil") % {
        "list": file.listing,
        "format": file.format.upper(),
        "count": file.row_count,
    }
    log_access(request.user, AccessKind.EXPORTED, region_code=sheet.region_code, reason=file.reason, detail=detail)
    return _streamed(kept_pieces(file), file.format, file_name(sheet, file.format))


def _sheet(kind: type[ListSheet], request, *, personal: bool) -> ListSheet:
    """The list; a region outside is not found, as on its page."""
    try:
        return kind(request.user, request.GET, personal=personal)
    except OutsideTerritory as outside:
        raise Http404 from outside


def _answer(sheet: ListSheet, form: str, reason: str):
    """The file at once where the list is short enough, else the job's page."""
    most = rows_at_once(form)
    rows = sheet.count(most)
    if rows > most:
        job = waiting_export(sheet, form) or queue_export(by=sheet.user, sheet=sheet, form=form, reason=reason)
        return redirect(job)
    note_export(sheet, form, rows, reason)
    return _streamed(pieces_of(sheet, form, rows), form, file_name(sheet, form))


def _streamed(pieces, form: str, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(pieces, content_type=CONTENT_TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _own(request, pk: int) -> ExportFile:
    """A file of this user; one whose day is over has lost its content by now."""
    remove_expired()
    return get_object_or_404(ExportFile.objects.select_related("job"), pk=pk, by=request.user, listing__in=LISTS)


def _still_fits(request, file: ExportFile) -> bool:
    """False for who has lost a permission, or has another territory than the file was made for."""
    user = request.user
    needed = [LISTS[file.listing].permission, *([Permission.EXPORT_PERSONAL] if file.is_personal else [])]
    return all(user.allows(permission) for permission in needed) and file.scope == scope_of(user)
