"""A worker killed outright while it checks or stores a file: the next one ends it, with nothing doubled or lost (IE05).

A process of its own does the job and kills itself, as `kill -9` would, at a point named by the test; then the sweep
gives the job to a worker here.
"""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.roles import Role
from groups.models import CapitalRecord, EnterpriseGroup
from imports.actions.register import ask_commit, receive_file
from imports.actions.undo import ask_undo
from imports.models import BatchState, ImportBatch, ImportedRange, ImportPart
from jobs.models import Job, JobPulse, JobState
from jobs.running import run_job, sweep
from members.models import KbRecord, Membership, Person
from regions.models import ErasePass
from tests import factories
from tests.imports.whole_files import BORN, at_work, clean_book, counted, messy_book, sent, stored
from tests.jobs.test_jobs import database_url

# What is called at a point, and at which call the worker dies: before it, or once it is done.
READING = ("imports.register.content._SealedFile.readinto", 1, "before")
FIRST_CHUNK = ("imports.register.engine.Examination._members", 1, "after")
BETWEEN_CHUNKS = ("imports.register.engine.Examination._members", 2, "before")
PROBLEMS = ("imports.register.steps._Notebook.close", 1, "after")
COUNTED = ("imports.register.steps._keep", 1, "before")
FOUND = ("imports.register.steps._keep", 1, "after")
GROUPS_WRITTEN = ("imports.register.engine.Examination._groups", 1, "after")
SOME_REMOVED = ("imports.register.undo._remove", 3, "after")
LAST_WRITE = ("jobs.running.Run.finish", 1, "after")
ENDED = ("jobs.running._Beat.__exit__", 1, "before")

WORKER = """
import os, signal, sys
import django
django.setup()
from importlib import import_module
from imports.register import chunks
from jobs.running import run_job

chunks.CHUNK = 4
place, turn, when = sys.argv[2], int(sys.argv[3]), sys.argv[4]
names, held = place.split("."), None
for cut in range(len(names) - 1, 0, -1):
    try:
        held = import_module(".".join(names[:cut]))
        break
    except ModuleNotFoundError:
        continue
for name in names[cut:-1]:
    held = getattr(held, name)
done, calls = getattr(held, names[-1]), 0

def dying(*args, **more):
    global calls
    calls += 1
    if calls == turn and when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    answer = done(*args, **more)
    if calls == turn:
        os.kill(os.getpid(), signal.SIGKILL)
    return answer

setattr(held, names[-1], dying)
run_job.call(int(sys.argv[1]))
"""


@pytest.fixture
def user(country):
    return factories.make_user("staf", Role.REGENCY, "7604")


def killed(job: Job, point: tuple[str, int, str]) -> None:
    """Let a worker begin the job and die at this point."""
    env = os.environ | {"DATABASE_URL": database_url()}
    command = [sys.executable, "-c", WORKER, str(job.pk), point[0], str(point[1]), point[2]]
    ended = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr


def swept(job: Job) -> None:
    """Let the sweep find that the worker is dead, and queue the job for the next one."""
    assert Job.objects.get(pk=job.pk).state == JobState.RUNNING
    JobPulse.objects.filter(job=job).update(at=timezone.now() - timedelta(minutes=1))
    assert sweep() == 1


def done(job: Job) -> Job:
    """The job after a worker that lives has done it."""
    run_job.call(job.pk)
    return Job.objects.get(pk=job.pk)


def found(batch: ImportBatch) -> tuple:
    """What a check has found, as the page shows it."""
    batch = ImportBatch.objects.get(pk=batch.pk)
    problems = list(batch.issues.order_by("sheet", "row", "code").values_list("sheet", "row", "code", "value"))
    return batch.state, batch.counts, batch.sheets, batch.kind, problems


def on_record() -> dict:
    """What stands in the register, whatever keys the rows have got."""
    names = ("name", "birth_on", "kb_status", "kb_method", "welfare_stage", "nik_index", "source_system", "version")
    return {
        "groups": list(EnterpriseGroup.objects.order_by("name").values_list("name", "source_id", "capital_total")),
        "people": list(Person.objects.order_by("name").values_list(*names)),
        "roles": list(Membership.objects.order_by("person__name").values_list("person__name", "role", "group__name")),
        "kb": KbRecord.objects.count(),
        "capital": list(CapitalRecord.objects.order_by("group__name").values_list("group__name", "on", "total")),
    }


@pytest.mark.django_db(transaction=True)
def test_a_check_whose_workers_are_killed_finds_the_same(user):
    """While reading, between chunks, once some problems are kept, and when all is kept but the job's end."""
    undisturbed = found(sent(user, messy_book()))
    batch = receive_file(by=user, file=BytesIO(messy_book()), name="a.xlsx")
    for point in (READING, FIRST_CHUNK, PROBLEMS, FOUND):
        killed(batch.job, point)
        swept(batch.job)
    job = done(batch.job)
    assert (job.state, job.attempt, job.result_url) == (JobState.DONE, 5, batch.get_absolute_url())
    assert found(batch) == undisturbed
    assert on_record()["people"] == []


@pytest.mark.django_db(transaction=True)
def test_a_commit_whose_workers_are_killed_is_done_once_by_the_last(user):
    """While reading, with groups written, between chunks of members, and after the last write of the transaction."""
    batch = ask_commit(by=user, batch=sent(user, clean_book(2, 3)), valid_only=False)
    for point in (READING, GROUPS_WRITTEN, BETWEEN_CHUNKS, LAST_WRITE):
        killed(batch.job, point)
        assert on_record() == {"groups": [], "people": [], "roles": [], "kb": 0, "capital": []}
        assert not ImportedRange.objects.exists()
        swept(batch.job)
    job, batch = done(batch.job), ImportBatch.objects.get(pk=batch.pk)
    assert (job.state, job.attempt, batch.state) == (JobState.DONE, 5, BatchState.COMMITTED)
    assert (counted(batch, "members"), counted(batch, "groups")) == ((6, 0, 0, 0), (2, 0, 0, 0))
    there = on_record()
    assert [len(there[part]) for part in ("groups", "people", "roles", "capital")] == [2, 6, 6, 2]
    assert AuditEntry.objects.filter(object_repr__contains=f"#{batch.pk}:").count() == 1
    assert not ImportPart.objects.exists()
    assert counted(sent(user, clean_book(2, 3)), "members") == (0, 0, 6, 0)


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_right_after_the_commit_leaves_nothing_to_be_done_again(user):
    batch = ask_commit(by=user, batch=sent(user, clean_book(2, 3)), valid_only=False)
    killed(batch.job, ENDED)
    before = on_record()
    JobPulse.objects.filter(job=batch.job).update(at=timezone.now() - timedelta(minutes=1))
    assert sweep() == 0
    assert run_job.call(batch.job_id) == "sudah diambil"
    job, batch = Job.objects.get(pk=batch.job_id), ImportBatch.objects.get(pk=batch.pk)
    assert (job.state, batch.state) == (JobState.DONE, BatchState.COMMITTED)
    assert on_record() == before
    assert len(before["people"]) == 6


@pytest.mark.django_db(transaction=True)
def test_a_commit_that_is_refused_and_killed_on_its_way_back_is_told_all_the_same(user):
    """All rows were asked for, one has become wrong, and the worker dies while it notes what stands in the way."""
    batch = ask_commit(by=user, batch=sent(user, clean_book(1, 3)), valid_only=False)
    factories.make_person(factories.SENTANI, nik=factories.make_nik(born=BORN, serial=10))
    killed(batch.job, COUNTED)
    swept(batch.job)
    job = done(batch.job)
    batch = ImportBatch.objects.get(pk=batch.pk)
    assert (job.state, batch.state, Person.objects.count()) == (JobState.FAILED, BatchState.CHECKED, 1)
    assert list(batch.issues.values_list("code", flat=True)) == ["nik_elsewhere"]


@pytest.mark.django_db(transaction=True)
def test_an_undo_whose_workers_are_killed_takes_all_back_or_nothing(user):
    batch = ask_undo(by=user, batch=stored(user, clean_book(1, 2)))
    before = on_record()
    for point in (SOME_REMOVED, LAST_WRITE):
        killed(batch.job, point)
        assert on_record() == before
        assert not ErasePass.objects.exists()
        swept(batch.job)
    assert done(batch.job).state == JobState.DONE
    assert on_record()["people"] == []
    assert ImportBatch.objects.get(pk=batch.pk).state == BatchState.UNDONE


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_was_thought_dead_writes_no_finding_of_its_own(user, monkeypatch):
    """The fence: what it found while another did its job is neither added nor put in the place of a later state."""
    from imports.register import steps  # noqa: PLC0415

    batch = receive_file(by=user, file=BytesIO(messy_book()), name="a.xlsx")
    looked, overtaken = steps.examine, []

    def slowly(*args, **more):
        answer = looked(*args, **more)
        if not overtaken:
            overtaken.append(True)
            swept(batch.job)
            done(batch.job)
            later = ImportBatch.objects.get(pk=batch.pk)
            at_work(ask_commit(by=user, batch=later, valid_only=True))
        return answer

    monkeypatch.setattr(steps, "examine", slowly)
    run_job.call(batch.job_id)
    late = ImportBatch.objects.get(pk=batch.pk)
    assert (late.state, late.issues.filter(level="error").count()) == (BatchState.COMMITTED, 6)
    assert Person.objects.count() == 5
