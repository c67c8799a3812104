"""The background side of a register file: check, commit and undo; another worker may begin each of them again."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from imports.actions.register import CHECK, COMMIT, UNDO, let_go_expired
from imports.models import BatchState, ImportBatch
from imports.reading import FileRefused
from imports.register.steps import check_batch, commit_batch
from imports.register.undo import undo_batch
from jobs.kinds import runs
from jobs.running import Run


@runs(CHECK)
def check(run: Run) -> None:
    """Check the batch of a job; done again it finds the same."""
    batch = _batch(run)
    let_go_expired()
    if batch.state == BatchState.RECEIVED:
        check_batch(batch, tell=lambda done, total: run.tell(done=done, total=total, phase=_("Memeriksa baris")))
    with transaction.atomic():
        run.finish(batch.get_absolute_url())


@runs(COMMIT)
def commit(run: Run) -> None:
    """Commit the batch of a job; one that is committed already is left as it is."""
    batch = _batch(run)
    if batch.state != BatchState.COMMITTING:
        return
    total = batch.counts.get("rows_read")

    def hold() -> None:
        run.hold()
        if not ImportBatch.objects.select_for_update().filter(pk=batch.pk, state=BatchState.COMMITTING).exists():
            raise ValidationError(_("Berkas ini sudah disimpan atau dibatalkan."), code="state")

    try:
        with transaction.atomic():
            hold()
            commit_batch(batch, tell=lambda done, _all: run.tell(done=done, total=total, phase=_("Menyimpan baris")))
            run.finish(batch.get_absolute_url())
    except (ValidationError, FileRefused) as problem:
        _back_to_check(batch, problem)


@runs(UNDO)
def undo(run: Run) -> None:
    """Take the batch of a job back; one that was taken back already is left as it is."""
    batch = _batch(run)
    if batch.state == BatchState.UNDONE:
        return
    run.tell(done=0, total=None, phase=_("Membatalkan impor"))
    with transaction.atomic():
        run.hold()
        undo_batch(by=run.job.by, batch=batch)
        run.finish(batch.get_absolute_url())


def _back_to_check(batch: ImportBatch, problem: Exception) -> None:
    """Nothing was stored: the batch is open again, with what stands in its way, and the job says why."""
    fresh = ImportBatch.objects.get(pk=batch.pk)
    fresh.state = BatchState.RECEIVED
    fresh.save(update_fields=["state"])
    check_batch(fresh)
    raise problem if isinstance(problem, ValidationError) else ValidationError(problem.message) from None


def _batch(run: Run) -> ImportBatch:
    return ImportBatch.objects.select_related("by").get(pk=run.job.params["batch"])
