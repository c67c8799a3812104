"""What a person does with a register file: send it, say what a column or a place means, store it, or let it go."""

from datetime import timedelta
from typing import Any, BinaryIO

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import Permission
from imports.models import BatchState, ColumnMemory, ImportBatch, ImportPart
from imports.register.content import check_size, keep_content, sha256_and_size
from jobs.models import JobState
from jobs.running import queue_job

CHECK, COMMIT, UNDO = "import_check", "import_commit", "import_undo"
# How long the content of a file is kept for whoever has not decided yet.
KEPT_FOR = timedelta(days=30)
_OPEN = (BatchState.CHECKED, BatchState.UNMAPPED)


@transaction.atomic
def receive_file(*, by, file: BinaryIO, name: str, queued: bool = True) -> ImportBatch:
    """Keep a file that was sent, sealed, and queue its check. Raises PermissionDenied, FileRefused."""
    if not by.allows(Permission.IMPORT):
        raise PermissionDenied
    check_size(file)
    sha256, size = sha256_and_size(file)
    batch = ImportBatch.objects.create(by=by, file_name=name.rpartition("/")[2][-120:], sha256=sha256, size=size)
    keep_content(batch, file)
    if queued:
        _queue(batch, CHECK, _("Memeriksa berkas impor"))
    return batch


@transaction.atomic
def choose_meanings(
    *, by, batch: ImportBatch, columns: dict[str, Any] | None = None, places: dict[str, str] | None = None
) -> ImportBatch:
    """Say what columns of a layout mean (remembered for the next file like it) or which village is meant; check anew.

    Raises ValidationError where the file is no longer open.
    """
    held = _own(by, _held(by, batch, _OPEN))
    for layout, chosen in (columns or {}).items():
        ColumnMemory.objects.update_or_create(by=by, layout=layout, defaults={"columns": chosen})
    held.mapping = {**held.mapping, **(columns or {})}
    held.places = {**held.places, **(places or {})}
    held.state = BatchState.RECEIVED
    held.save(update_fields=["mapping", "places", "state"])
    _queue(held, CHECK, _("Memeriksa berkas impor"))
    return held


@transaction.atomic
def ask_commit(*, by, batch: ImportBatch, valid_only: bool) -> ImportBatch:
    """Queue the storing of a checked file: all of it, or its sound rows only. A second tap finds it asked for already.

    Raises ValidationError where rows are refused and all were asked for, or where there is nothing to store.
    """
    held = _own(by, _held(by, batch, (BatchState.CHECKED, BatchState.COMMITTING)))
    if held.state == BatchState.COMMITTING and not _has_failed(held):
        return held
    _check_worth(held, valid_only)
    held.state, held.valid_only = BatchState.COMMITTING, valid_only
    held.save(update_fields=["state", "valid_only"])
    _queue(held, COMMIT, _("Menyimpan berkas impor"))
    return held


@transaction.atomic
def discard(*, by, batch: ImportBatch) -> ImportBatch:
    """Let a file go that was not stored, with its content and problems. Raises ValidationError while it is at work."""
    held = _held(by, batch, set(BatchState) - {BatchState.COMMITTED, BatchState.UNDONE})
    if held.state in (BatchState.RECEIVED, BatchState.COMMITTING) and not _has_failed(held):
        raise _changed_meanwhile()
    held.state = BatchState.DISCARDED
    held.save(update_fields=["state"])
    held.parts.all().delete()
    held.issues.all().delete()
    return held


def let_go_expired() -> None:
    """Remove the content of files that nobody has decided on within `KEPT_FOR`."""
    ImportPart.objects.filter(batch__at__lt=timezone.now() - KEPT_FOR).delete()


def _check_worth(batch: ImportBatch, valid_only: bool) -> None:
    counts = [batch.counts.get(part, {}) for part in ("groups", "members", "capital")]
    refused = sum(count.get("refused", 0) for count in counts)
    writes = sum(count.get("new", 0) + count.get("changed", 0) for count in counts)
    if refused and not valid_only:
        raise ValidationError(
            _("Masih ada %(count)s baris yang ditolak. Perbaiki berkasnya, atau pilih simpan baris yang benar saja.")
            % {"count": refused},
            code="refused",
        )
    if not writes:
        raise ValidationError(_("Semua baris sudah sama dengan registri. Tidak ada yang perlu disimpan."), code="same")


def _held(by, batch: ImportBatch, states) -> ImportBatch:
    """The batch under lock, in one of these states. Raises PermissionDenied, ValidationError."""
    if not by.allows(Permission.IMPORT):
        raise PermissionDenied
    held = ImportBatch.objects.visible_to(by).select_for_update().filter(pk=batch.pk, state__in=states).first()
    if held is None:
        raise _changed_meanwhile()
    return held


def _own(by, batch: ImportBatch) -> ImportBatch:
    """What a file brings in stands in its sender's name, so nobody else decides on it."""
    if batch.by_id != by.pk:
        raise ValidationError(_("Hanya pengirimnya yang dapat menyimpan berkas ini."), code="sender")
    return batch


def _has_failed(batch: ImportBatch) -> bool:
    return batch.job is None or batch.job.state == JobState.FAILED


def _changed_meanwhile() -> ValidationError:
    return ValidationError(_("Keadaan berkas ini sudah berubah. Muat ulang halaman."), code="state")


def _queue(batch: ImportBatch, kind: str, title: str) -> None:
    batch.job = queue_job(kind=kind, by=batch.by, title=f"{title} #{batch.pk}", params={"batch": batch.pk})
    batch.save(update_fields=["job"])
