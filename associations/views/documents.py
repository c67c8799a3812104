"""Files kept with boards: putting one in, taking it out of sight, and handing it over to those who may (BD02, UP09)."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.audit import log_access
from accounts.decorators import require
from accounts.models import AccessKind
from accounts.receipts import answers_once, saving, token_for
from accounts.roles import Permission
from accounts.uploads import takes_file
from associations.actions.documents import content_of, keep_document, remove_document
from associations.documents import MOST_BYTES, PDF
from associations.forms import take_errors
from associations.forms.documents import DocumentForm, DocumentRemoveForm
from associations.models import Board, Document
from associations.queries import board_places


@require(Permission.BOARD_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
@answers_once
@takes_file(MOST_BYTES)
def document_add(request, code):
    """A file for a board, one of its terms, seats, events or agreements."""
    board = get_object_or_404(Board.objects.visible_to(request.user).select_related("region"), region=code)
    is_post = request.method == "POST"
    first = {"untuk": request.GET.get("untuk", "")[:30], "kind": request.GET.get("jenis", "")[:10]}
    form = DocumentForm(
        request.POST if is_post else None, request.FILES if is_post else None, board=board, initial=first
    )
    if is_post and form.is_valid():
        try:
            with saving(request, "document_add") as save:
                typed = {name: form.cleaned_data[name] for name in ("kind", "title")}
                save.record = keep_document(by=request.user, board=board, file=form.checked, **typed, **form.owner)
            return save.redirect()
        except ValidationError as error:
            take_errors(form, error)
    context = {"form": form, "region": board.region, "token": token_for(request)}
    return render(request, "associations/document_add.html", context)


@require(Permission.BOARD_VIEW)
@never_cache
@require_safe
def document_file(request, pk):
    """The file, to be kept by the browser and not shown by it. Each hand-over is noted."""
    documents = Document.objects.filter(board__region__in=board_places(request.user), removed_at__isnull=True)
    document = get_object_or_404(documents.select_related("content", "board"), pk=pk)
    suffix = "pdf" if document.content_type == PDF else "jpg"
    response = HttpResponse(content_of(document), content_type=document.content_type)
    response["Content-Disposition"] = f'attachment; filename="dokumen-{document.pk}.{suffix}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    region = document.board.region_id
    log_access(request.user, AccessKind.EXPORTED, region_code=region, detail=f"Dokumen AKU {document.pk}")
    return response


@require(Permission.BOARD_EDIT)
@answers_once
def document_remove(request, pk):
    """A file taken out of sight, with the reason."""
    documents = Document.objects.visible_to(request.user).filter(removed_at__isnull=True)
    document = get_object_or_404(documents.select_related("board__region"), pk=pk)
    form = DocumentRemoveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with saving(request, "document_remove") as save:
                save.record = remove_document(by=request.user, document=document, **form.cleaned_data)
            return save.redirect()
        except ValidationError as error:
            take_errors(form, error)
    context = {"form": form, "document": document, "region": document.board.region, "token": token_for(request)}
    return render(request, "associations/document_remove.html", context)
