"""Workbooks that go with register files: the empty template, and the refused rows with their reasons."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.audit import log_access
from accounts.decorators import require
from accounts.models import AccessKind
from accounts.roles import Permission
from imports.models import BatchState, ImportBatch, IssueLevel
from imports.reading import FileRefused
from imports.register.refused import refused_book
from imports.register.template import FILE_NAME, XLSX, template_book
from imports.siga.places import common_region
from imports.views.register import batch_of


@require_safe
@require(Permission.IMPORT)
def import_template(request):
    """The empty template; it holds nothing of the register."""
    return _attached(template_book(), FILE_NAME)


@require_safe
@require(Permission.IMPORT)
@never_cache
def import_refused(request, pk):
    """The refused rows as they were sent, NIK and all, with the reason of each; noted in the access log."""
    batch = batch_of(request, pk)
    problem = _why_none(batch)
    if not problem:
        try:
            content, count = refused_book(batch)
        except FileRefused as refusal:
            problem = refusal.message
    if problem:
        messages.error(request, problem)
        return redirect(batch)
    detail = _("Baris ditolak dari berkas impor #%(batch)s, XLSX, %(count)d baris") % {"batch": pk, "count": count}
    log_access(request.user, AccessKind.EXPORTED, region_code=common_region(batch.by.territory_codes), detail=detail)
    return _attached(content, f"impor-{pk}-ditolak.xlsx")


def _why_none(batch: ImportBatch) -> str:
    if batch.state not in (BatchState.CHECKED, BatchState.COMMITTED):
        return _("Berkas ini tidak sedang terbuka, jadi baris yang ditolak tidak dapat diunduh.")
    if not batch.issues.filter(level=IssueLevel.ERROR).exists():
        return _("Tidak ada baris yang ditolak di berkas ini.")
    return ""


def _attached(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
