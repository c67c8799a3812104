"""A job is queued, taken by one worker, kept alive by its beat, and taken up by another when that one dies.

    job = queue_job(kind="import_check", by=user, title="…", params={"batch": 7})    # in the transaction of the request

    @runs("import_check")
    def check(run: Run) -> None:
        run.tell(done=0, total=1000, phase=_("Membaca berkas"))
        with transaction.atomic():
            run.hold()            # raises JobLost if another worker has taken over; nobody can until this ends
            …

A worker killed with -9 leaves its job RUNNING without a beat; `sweep` gives it to the next one.
"""

import threading
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import OperationalError, close_old_connections, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from accounts.authorship import acting
from jobs.kinds import runner_of
from jobs.models import Job, JobLine, JobPulse, JobState

BEAT_SECONDS = 5
# A job without a beat for so long is taken to be dead. Several beats, so that a busy disk is not mistaken for a death.
DEAD_AFTER = timedelta(seconds=45)
MAX_RESTARTS = 5
# Not translated: kept with the job, read by those who run the office's server.
_TAKEN_UP = "Pekerja sebelumnya berhenti; pekerjaan dilanjutkan."


class JobLost(Exception):
    """Another worker has taken this job over."""


class Run:
    """One attempt at a job, as its function sees it."""

    def __init__(self, job: Job):
        self.job = job
        self.attempt = job.attempt
        self.told: dict[str, Any] = {}

    def tell(self, *, done: int, total: int | None = None, phase: str = "") -> None:
        """Say how far the job is. Inside a transaction the beat says it, on its own connection, within seconds."""
        self.told = {"done_count": done, "total_count": total, **({"phase": str(phase)} if phase else {})}
        if not connection.in_atomic_block:
            JobPulse.objects.filter(job=self.job).update(**self.told, at=timezone.now())

    def log(self, text: str) -> None:
        """Add a line to the job's log; no personal data."""
        JobLine.objects.create(job=self.job, text=text[:300])

    def hold(self) -> Job:
        """The job's row, locked until the transaction ends. Raises JobLost if this attempt is no longer the present."""
        held = Job.objects.select_for_update().get(pk=self.job.pk)
        if held.attempt != self.attempt or held.state != JobState.RUNNING:
            raise JobLost(held.pk)
        return held

    def finish(self, result_url: str = "") -> None:
        """Mark the job as done; call it in the transaction of its last write, so that the two are one."""
        held = self.hold()
        held.state, held.finished_at, held.result_url = JobState.DONE, timezone.now(), result_url
        held.save(update_fields=["state", "finished_at", "result_url"])
        if self.told:
            JobPulse.objects.filter(job=held).update(**self.told)


def queue_job(*, kind: str, by, title: str, params: dict) -> Job:
    """Put a job on record and into the queue, in the caller's transaction: either both or neither is there."""
    with transaction.atomic():
        job = Job.objects.create(kind=kind, by=by, title=title[:200], params=params)
        JobPulse.objects.create(job=job)
        _enqueue(job)
    return job


def retry_job(*, by, job: Job) -> Job:
    """Queue a failed job once more, from where it stopped. Raises ValidationError for one that has not failed."""
    with transaction.atomic():
        held = Job.objects.visible_to(by).select_for_update().filter(pk=job.pk, state=JobState.FAILED).first()
        if held is None:
            raise ValidationError(_("Hanya pekerjaan yang gagal dapat diulang. Muat ulang halaman."), code="state")
        held.problem, held.restarts = "", 0
        _requeue(held, "Diulang atas permintaan.")
    return held


@task()
def run_job(job_id: int) -> str:
    """What the worker does: take the job, do it as the user who asked, and note how it ended."""
    job = _take(job_id)
    if job is None:
        return "sudah diambil"
    run = Run(job)
    with _Beat(run), _Ending(run), acting(job.by):
        runner_of(job.kind)(run)
        if Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempt=run.attempt).exists():
            with transaction.atomic():
                run.finish()
    return "selesai"


def sweep() -> int:
    """Give jobs whose worker has died to the next one, or end those that died too often; gives how many."""
    dead = Job.objects.filter(state=JobState.RUNNING, pulse__at__lt=timezone.now() - DEAD_AFTER)
    return sum(_take_up(pk) for pk in dead.values_list("pk", flat=True))


def _take_up(pk: int) -> bool:
    with transaction.atomic():
        # One that is locked is at work in a long transaction, whatever its beat says.
        held = Job.objects.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
        job = held.filter(pk=pk, state=JobState.RUNNING).first()
        still = timezone.now() - DEAD_AFTER
        if job is None or not JobPulse.objects.filter(job=job, at__lt=still).exists():
            return False
        DBTaskResult.objects.filter(pk=job.task_id, status=TaskResultStatus.RUNNING).update(
            status=TaskResultStatus.FAILED, finished_at=timezone.now()
        )
        job.restarts += 1
        if job.restarts >= MAX_RESTARTS:
            _fail(job, _("Pekerjaan ini berhenti berkali-kali. Hubungi administrator."))
        else:
            _requeue(job, _TAKEN_UP)
    return True


def _take(job_id: int) -> Job | None:
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=job_id, state=JobState.WAITING).first()
        if job is None:
            return None
        job.state, job.attempt = JobState.RUNNING, job.attempt + 1
        job.started_at = job.started_at or timezone.now()
        job.save(update_fields=["state", "attempt", "started_at"])
        JobPulse.objects.filter(job=job).update(at=timezone.now())
    return Job.objects.select_related("by").get(pk=job.pk)


def _requeue(job: Job, line: str) -> None:
    job.state = JobState.WAITING
    job.save(update_fields=["state", "restarts", "problem"])
    JobLine.objects.create(job=job, text=line)
    _enqueue(job)


def _enqueue(job: Job) -> None:
    job.task_id = run_job.enqueue(job.pk).id
    job.save(update_fields=["task_id"])


def _fail(job: Job, problem: str) -> None:
    job.state, job.problem, job.finished_at = JobState.FAILED, problem[:500], timezone.now()
    job.save(update_fields=["state", "problem", "finished_at"])
    JobLine.objects.create(job=job, text=problem[:300])


class _Ending:
    """Notes a failure with a sentence people can use; a worker that is told to stop leaves the job to the next one."""

    def __init__(self, run: Run):
        self.run = run

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind, error, _trace) -> bool:
        if kind is None or issubclass(kind, SystemExit | KeyboardInterrupt | GeneratorExit):
            return False
        if issubclass(kind, JobLost):
            return True
        known = issubclass(kind, ValidationError)
        problem = " ".join(error.messages) if known else _("Terjadi kesalahan. Ulangi; bila tetap gagal, hubungi kami.")
        with transaction.atomic():
            job = Job.objects.select_for_update().filter(pk=self.run.job.pk, attempt=self.run.attempt).first()
            if job is not None and job.state == JobState.RUNNING:
                _fail(job, problem)
        return known


class _Beat:
    """A thread with a database connection of its own that says every few seconds that the job is alive, and how far."""

    def __init__(self, run: Run):
        self.run = run
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *_error) -> None:
        self.stop.set()
        self.thread.join()

    def _beat(self) -> None:
        while not self.stop.wait(BEAT_SECONDS):
            try:
                JobPulse.objects.filter(job_id=self.run.job.pk).update(**self.run.told, at=timezone.now())
            except OperationalError:
                # SQLite is at work in a long transaction; nobody can take the job over meanwhile either.
                close_old_connections()
        connection.close()
