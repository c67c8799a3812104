"""The background side of a register file: check, commit and undo; another worker may begin each of them again."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from imports.actions.register import CHECK, COMMIT, UNDO, let_go_expired
from imports.models import BatchState, ImportBatch
from imports.reading import FileRefused
from imports.register.steps import check_batch, commit_batch
from imports.register.undo import undo_batch
from jobs.kinds import runs, tidies
from jobs.running import Run

# What PostgreSQL says to the one of two that it lets go.
_DEADLOCK = "40P01"
_TRIES = 3

tidies(let_go_expired)


@runs(CHECK)
def check(run: Run) -> None:
    """Check the batch of a job; done again it finds the same."""
    batch = _batch(run)
    if batch.state == BatchState.RECEIVED:
        tell = _telling(run, _("Memeriksa baris"))
        check_batch(batch, tell=tell, hold=run.hold)
    with transaction.atomic():
        run.finish(batch.get_absolute_url())


@runs(COMMIT)
def commit(run: Run) -> None:
    """Commit the batch of a job; one that is committed already is left as it is.

    Where nothing could be stored, the batch is open again with what stands in its way, and the job says why; asked for
    another try, it stores what it can then.
    """
    try:
        _commit_past_deadlocks(run)
    except _Over:
        with transaction.atomic():
            run.finish(_batch(run).get_absolute_url())
    except FileRefused as problem:
        check_batch(_batch(run), hold=run.hold)
        raise ValidationError(problem.message) from None
    except _Closed:
        raise
    except ValidationError:
        check_batch(_batch(run), hold=run.hold)
        raise


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


def _commit_past_deadlocks(run: Run) -> None:
    """Two files that name the same groups in another order may block each other: the database lets one of them go."""
    for _try in range(_TRIES - 1):
        try:
            return _commit_once(run)
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", None) != _DEADLOCK:
                raise
    return _commit_once(run)


def _commit_once(run: Run) -> None:
    with transaction.atomic():
        run.hold()
        batch = _held_for_commit(run)
        commit_batch(batch, tell=_telling(run, _("Menyimpan baris"), batch.counts.get("rows_read")))
        run.finish(batch.get_absolute_url())


class _Over(Exception):
    """The batch is stored already."""


class _Closed(ValidationError):
    """The batch is no longer this job's to store."""


def _held_for_commit(run: Run) -> ImportBatch:
    """The batch under lock, as it stands now."""
    rows = ImportBatch.objects.select_for_update(of=("self",)).select_related("by")
    batch = rows.get(pk=run.job.params["batch"])
    if batch.state == BatchState.COMMITTED:
        raise _Over
    if batch.state not in (BatchState.COMMITTING, BatchState.CHECKED) or batch.job_id != run.job.pk:
        raise _Closed(_("Berkas ini sudah disimpan atau dibatalkan."), code="state")
    return batch


def _telling(run: Run, phase: str, total: int | None = None) -> Callable[[int, int | None], None]:
    """What tells how far the job is; `total` where a check has counted exactly."""
    return lambda done, of: run.tell(done=done, total=total or of, phase=phase)


def _batch(run: Run) -> ImportBatch:
    return ImportBatch.objects.select_related("by").get(pk=run.job.params["batch"])
