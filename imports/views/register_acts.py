"""What is done with a register file by a press of a button: store it, let it go, take it back, say what it means."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.decorators import require
from accounts.roles import Permission
from imports.actions.register import ask_commit, choose_meanings, discard
from imports.actions.undo import ask_undo
from imports.forms import ColumnsForm, PlacesForm
from imports.models import BatchState, ImportBatch
from imports.register.page import BatchPage
from imports.views.register import batch_of, show_batch


@require(Permission.IMPORT)
@require_POST
def import_commit(request, pk):
    """Store the file: all of it, or its sound rows (`pilihan=benar`). A second tap finds it under way or done."""
    batch = batch_of(request, pk)
    if batch.state == BatchState.COMMITTED:
        messages.info(request, _("Berkas ini sudah tersimpan. Tidak ada yang tersimpan dua kali."))
        return redirect(batch)
    valid_only = request.POST.get("pilihan") == "benar"
    return _done(request, batch, lambda: ask_commit(by=request.user, batch=batch, valid_only=valid_only))


@require(Permission.IMPORT)
@require_POST
def import_discard(request, pk):
    """Let a file go that was not stored."""
    batch = batch_of(request, pk)
    return _done(request, batch, lambda: discard(by=request.user, batch=batch))


@require(Permission.IMPORT)
@require_POST
def import_undo(request, pk):
    """Take a stored file back, as long as nobody has worked on with it."""
    batch = batch_of(request, pk)
    return _done(request, batch, lambda: ask_undo(by=request.user, batch=batch))


@require(Permission.IMPORT)
@require_POST
def import_columns(request, pk):
    """Say what the columns mean, and check the file anew; another kind of sheet first shows its own columns."""
    batch = batch_of(request, pk)
    if batch.state not in (BatchState.UNMAPPED, BatchState.CHECKED):
        return _changed_meanwhile(request, batch)
    sheets = BatchPage(batch).mappable
    form = ColumnsForm(request.POST, sheets=sheets)
    if not form.is_valid():
        return show_batch(request, batch, columns=form)
    if form.is_turned:
        return show_batch(request, batch, columns=ColumnsForm(sheets=sheets, kinds=form.kinds()))
    return _done(request, batch, lambda: choose_meanings(by=request.user, batch=batch, columns=form.meanings()))


@require(Permission.IMPORT)
@require_POST
def import_places(request, pk):
    """Say which villages are meant, and check the file anew."""
    batch = batch_of(request, pk)
    if batch.state != BatchState.CHECKED:
        return _changed_meanwhile(request, batch)
    form = PlacesForm(request.POST, asked=BatchPage(batch).asked_places())
    if not form.is_valid():
        return show_batch(request, batch, places=form)
    chosen = form.chosen()
    if not chosen:
        messages.warning(request, _("Belum ada desa yang dipilih. Perbaiki nama desanya di berkas, lalu kirim lagi."))
        return redirect(batch)
    return _done(request, batch, lambda: choose_meanings(by=request.user, batch=batch, places=chosen))


def _done(request, batch: ImportBatch, act: Callable[[], ImportBatch]) -> HttpResponse:
    """Do it and go back to the page of the file, which says what came of it or why not."""
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(batch)


def _changed_meanwhile(request, batch: ImportBatch) -> HttpResponse:
    messages.error(request, _("Keadaan berkas ini sudah berubah. Lihat keadaannya sekarang."))
    return redirect(batch)
