"""Keeping files with boards, and taking them out of sight. Never deleted, never twice on one board (BD02, UP09)."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.audit import use_reason
from associations.documents import CheckedFile
from associations.models import Board, Document, DocumentContent
from members import nik_vault
from regions.codes import is_inside

OWNERS = ("term", "seat", "event", "agreement")


@transaction.atomic
def keep_document(*, by, board: Board, file: CheckedFile, kind: str, title: str, **owner) -> Document:
    """Keep a checked file with a board and, if `owner` names one of `OWNERS`, with that row of the same board.

    Raises ValidationError for another territory, a row of another board, and a file the board has already.
    """
    board = Board.objects.select_for_update().get(pk=board.pk)
    _refuse_outside(board, by)
    _refuse_foreign(board, owner)
    document = Document(
        board=board,
        kind=kind,
        title=title.strip(),
        content_type=file.content_type,
        size=len(file.content),
        sha256=file.sha256,
        uploaded_by=by,
        **owner,
    )
    document.full_clean(exclude=["board", "uploaded_by"], validate_constraints=False)
    _refuse_twice(document)
    _save(document)
    DocumentContent.objects.create(document=document, sealed=nik_vault.seal_bytes(file.content))
    return document


@transaction.atomic
def remove_document(*, by, document: Document, reason: str) -> Document:
    """Take a file out of sight; its row and its content stay. The reason is required."""
    document = Document.objects.select_for_update().select_related("board").get(pk=document.pk)
    _refuse_outside(document.board, by)
    if not reason.strip():
        raise ValidationError({"reason": _("Tulis alasan dokumen ini ditarik.")})
    if document.removed_at is not None:
        raise ValidationError(_("Dokumen ini sudah ditarik."), code="removed")
    document.removed_at, document.removed_reason = timezone.now(), reason.strip()
    with use_reason(reason):
        document.save()
    return document


def content_of(document: Document) -> bytes:
    """The file itself, opened. The caller has asked for permission and territory."""
    return nik_vault.open_bytes(document.content.sealed)


def _refuse_outside(board: Board, by) -> None:
    if not any(is_inside(board.region_id, code) for code in by.territory_codes):
        raise ValidationError(_("Badan pengurus ini di luar wilayah Anda."), code="outside")


def _refuse_foreign(board: Board, owner: dict) -> None:
    rows = [row for name, row in owner.items() if row is not None]
    if len(rows) > 1 or any(row.board_id != board.pk for row in rows):
        raise ValidationError(_("Pilih satu masa bakti, jabatan, kegiatan, atau kerja sama dari badan pengurus ini."))


def _refuse_twice(document: Document) -> None:
    same = Document.objects.filter(board=document.board, sha256=document.sha256, removed_at__isnull=True).first()
    if same is not None:
        words = {"title": same.title, "day": date_format(same.uploaded_at, "j F Y")}
        text = _("Berkas yang sama sudah tersimpan pada badan pengurus ini: “%(title)s”, diunggah %(day)s.") % words
        raise ValidationError({"file": ValidationError(text, code="twice")})


def _save(document: Document) -> None:
    try:
        with transaction.atomic():
            document.save()
    except IntegrityError:
        _refuse_twice(document)
        raise
