"""The worker of an office: does queued tasks and takes up jobs whose worker has died. Start one for each core."""

import threading
from collections.abc import Callable

from django.db import OperationalError, connection
from django_tasks_db.management.commands.db_worker import Command as DbWorker

from jobs.daily import run_duties
from jobs.kinds import tidy
from jobs.running import sweep

SWEEP_SECONDS = 15
DUTY_SECONDS = 60


class Command(DbWorker):
    """`manage.py worker`: the database worker of django-tasks, with a sweep and the day's duties beside it."""

    help = "Jalankan pekerja latar: tugas antrean, pekerjaan yang pekerjanya mati, dan tugas harian."

    def handle(self, **options):
        """Work until told to stop."""
        stop = threading.Event()
        # Apart, so that a duty of many minutes does not keep dead jobs waiting.
        beside = [
            threading.Thread(target=_every, args=[stop, SWEEP_SECONDS, sweep, tidy], daemon=True),
            threading.Thread(target=_every, args=[stop, DUTY_SECONDS, run_duties], daemon=True),
        ]
        for thread in beside:
            thread.start()
        try:
            super().handle(**options)
        finally:
            stop.set()
            for thread in beside:
                thread.join(timeout=SWEEP_SECONDS)


def _every(stop: threading.Event, seconds: int, *acts: Callable[[], object]) -> None:
    while not stop.wait(seconds):
        try:
            for act in acts:
                act()
        except OperationalError:
            # The database is busy or away; the next round tries again on a new connection.
            connection.close()
    connection.close()
