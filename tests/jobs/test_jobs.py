"""Background work: taken once, taken up when its worker dies, and never written by one that was thought dead."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from jobs import kinds
from jobs.kinds import runs
from jobs.models import Job, JobPulse, JobState
from jobs.running import MAX_RESTARTS, JobLost, Run, queue_job, retry_job, run_job, sweep
from tests import factories


@pytest.fixture
def user(country):
    return factories.make_user("staf", "regency", "7604")


@pytest.fixture
def kind(monkeypatch):
    """A kind of work for one test: give the function, get its name."""
    monkeypatch.setattr(kinds, "_runners", dict(kinds._runners))

    def made(function) -> str:
        runs("uji")(function)
        return "uji"

    return made


def queued(user, kind: str = "uji") -> Job:
    return queue_job(kind=kind, by=user, title="Memeriksa berkas", params={})


def let_die(job: Job) -> None:
    """As if its worker had been killed a minute ago."""
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, attempt=job.attempt + 1)
    JobPulse.objects.filter(job=job).update(at=timezone.now() - timedelta(minutes=1))
    DBTaskResult.objects.filter(pk=job.task_id).update(status=TaskResultStatus.RUNNING)
    job.refresh_from_db()


def test_a_job_is_done_once_and_says_how_far_it_is(user, kind):
    def work(run):
        run.tell(done=3, total=12, phase="Membaca")
        run.log("Tiga baris dibaca")
        with transaction.atomic():
            run.finish("/hasil/")

    job = queued(user, kind(work))
    assert (run_job.call(job.pk), run_job.call(job.pk)) == ("selesai", "sudah diambil")
    job.refresh_from_db()
    assert (job.pulse.percent, job.state, job.result_url) == (25, JobState.DONE, "/hasil/")
    assert [line.text for line in job.lines.all()] == ["Tiga baris dibaca"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="Di SQLite hanya ada satu penulis: tanda hidup menunggu.")
def test_inside_a_long_transaction_the_beat_says_how_far_the_job_is(user, kind, monkeypatch):
    """IE05: the progress bar moves while all rows of a file are written at once."""
    monkeypatch.setattr("jobs.running.BEAT_SECONDS", 0.05)
    seen = []

    def work(run):
        with transaction.atomic():
            run.tell(done=6, total=12)
            while seen[-1:] != [50] and len(seen) < 200:
                time.sleep(0.02)
                seen.append(JobPulse.objects.get(job=run.job).percent)

    run_job.call(queued(user, kind(work)).pk)
    assert seen[-1] == 50


def test_a_job_that_ends_without_a_word_is_done(user, kind):
    job = queued(user, kind(lambda run: None))
    run_job.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.finished_at is not None) == (JobState.DONE, True)


def test_what_is_asked_for_is_queued_or_not_there_at_all(user, kind):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queued(user)
        raise ZeroDivisionError
    assert not Job.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_a_refusal_fails_with_its_sentence_and_an_error_with_one_of_ours(user, kind):
    def refuse(run):
        raise ValidationError("Berkas ini kosong.")

    job = queued(user, kind(refuse))
    run_job.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.problem) == (JobState.FAILED, "Berkas ini kosong.")

    def break_down(run):
        raise KeyError("rahasia")

    job = queued(user, kind(break_down))
    with pytest.raises(KeyError):
        run_job.call(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "rahasia" not in job.problem


def test_a_dead_workers_job_is_taken_up_and_a_living_ones_is_not(user):
    alive, dead = queued(user), queued(user)
    let_die(dead)
    Job.objects.filter(pk=alive.pk).update(state=JobState.RUNNING)
    old_task = dead.task_id
    assert sweep() == 1
    dead.refresh_from_db()
    assert (dead.state, dead.restarts) == (JobState.WAITING, 1)
    assert DBTaskResult.objects.get(pk=old_task).status == TaskResultStatus.FAILED
    assert DBTaskResult.objects.get(pk=dead.task_id).status == TaskResultStatus.READY
    assert sweep() == 0


def test_a_job_that_kills_its_workers_is_given_up_and_can_be_tried_again(user):
    job = queued(user)
    for _death in range(MAX_RESTARTS):
        let_die(job)
        sweep()
        job.refresh_from_db()
    assert (job.state, "administrator" in job.problem) == (JobState.FAILED, True)
    retry_job(by=user, job=job)
    job.refresh_from_db()
    assert (job.state, job.restarts, job.problem) == (JobState.WAITING, 0, "")
    with pytest.raises(ValidationError):
        retry_job(by=user, job=job)


def test_a_worker_thought_dead_can_write_no_more(user, kind):
    """The fence: what was taken up by another is no longer this one's, also after another try was asked for."""
    job = queued(user, kind(lambda run: None))
    let_die(job)
    sleeper = Run(job)
    sweep()
    run_job.call(job.pk)
    with pytest.raises(JobLost), transaction.atomic():
        sleeper.finish("/salah/")
    job.refresh_from_db()
    assert (job.state, job.result_url) == (JobState.DONE, "")


def test_jobs_are_private_and_the_national_administrator_sees_them(cast, sign_in, user):
    job = queued(user)
    page = f"/pekerjaan/{job.pk}/"
    assert sign_in(user).get(page).status_code == 200
    assert sign_in(cast.admin).get(page).status_code == 200
    assert sign_in(cast.regency).get(page).status_code == 404
    assert "Memeriksa berkas" not in sign_in(cast.regency).get("/pekerjaan/").content.decode()


def test_the_page_asks_again_while_the_job_runs_and_offers_another_try_when_it_failed(sign_in, user):
    job = queued(user)
    client = sign_in(user)
    assert 'hx-trigger="every 2s"' in client.get(job.get_absolute_url()).content.decode()
    Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, problem="Berkas ini kosong.")
    page = client.get(job.get_absolute_url(), headers={"hx-request": "true"}).content.decode()
    assert "Berkas ini kosong." in page
    assert "hx-trigger" not in page
    client.post(f"/pekerjaan/{job.pk}/ulangi/")
    job.refresh_from_db()
    assert job.state == JobState.WAITING


WORKER = """
import sys
import time

import django

django.setup()
from jobs.kinds import runs
from jobs.running import Run, run_job

@runs("uji")
def work(run):
    print("mulai", flush=True)
    time.sleep(60)

run_job.call(int(sys.argv[1]))
"""


def database_url() -> str:
    """The address of the test database, for a process of its own."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_outright_leaves_its_job_to_the_next(user, kind):
    job = queued(user, kind(lambda run: None))
    env = os.environ | {"DATABASE_URL": database_url()}
    with subprocess.Popen(
        [sys.executable, "-c", WORKER, str(job.pk)], env=env, stdout=subprocess.PIPE, text=True
    ) as worker:
        assert worker.stdout.readline().strip() == "mulai"
        worker.send_signal(signal.SIGKILL)
    job.refresh_from_db()
    assert (job.state, sweep()) == (JobState.RUNNING, 0)
    JobPulse.objects.filter(job=job).update(at=timezone.now() - timedelta(minutes=1))
    assert sweep() == 1
    run_job.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempt) == (JobState.DONE, 2)
