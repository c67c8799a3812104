"""Several workers of one office, each a process of its own, on one queue (OP04)."""

import os
import subprocess
import sys
from collections import Counter

import pytest
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from jobs.models import Job, JobLine, JobState
from jobs.running import queue_job
from tests import factories
from tests.jobs.test_jobs import database_url

WORKER = """
import os
import time
import django
django.setup()
from django.core.management import call_command
from jobs.kinds import runs

@runs("uji")
def work(run):
    time.sleep(0.05)
    run.log(str(os.getpid()))

call_command("worker", batch=True, startup_delay=False, verbosity=0)
"""


@pytest.mark.django_db(transaction=True)
def test_three_workers_do_twelve_jobs_each_once(country):
    """Whichever worker comes first takes a job; no other takes it again, and none is left."""
    user = factories.make_user("staf", "regency", "7604")
    jobs = [queue_job(kind="uji", by=user, title="Uji", params={}) for _number in range(12)]
    env = os.environ | {"DATABASE_URL": database_url()}
    workers = [
        subprocess.Popen([sys.executable, "-c", WORKER], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for _number in range(3)
    ]
    errors = [worker.communicate(timeout=120)[1] for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0, 0], errors
    done = JobLine.objects.values_list("job_id", flat=True)
    assert Counter(done) == dict.fromkeys([job.pk for job in jobs], 1)
    assert set(Job.objects.values_list("state", "attempt")) == {(JobState.DONE, 1)}
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {TaskResultStatus.SUCCESSFUL}
    assert set(JobLine.objects.values_list("text", flat=True)) <= {str(worker.pid) for worker in workers}
