"""The worker of an office: does queued tasks and takes up jobs whose worker has died. Start one for each core."""

import threading

from django.db import OperationalError, connection
from django_tasks_db.management.commands.db_worker import Command as DbWorker

from jobs.kinds import tidy
from jobs.running import sweep

SWEEP_SECONDS = 15


class Command(DbWorker):
    """`manage.py worker`: the database worker of django-tasks, with a sweep beside it."""

    help = "Jalankan pekerja latar: tugas antrean, dan pekerjaan yang pekerjanya mati."

    def handle(self, **options):
        """Work until told to stop."""
        stop = threading.Event()
        sweeper = threading.Thread(target=_sweep_until, args=[stop], daemon=True)
        sweeper.start()
        try:
            super().handle(**options)
        finally:
            stop.set()
            sweeper.join(timeout=SWEEP_SECONDS)


def _sweep_until(stop: threading.Event) -> None:
    while not stop.wait(SWEEP_SECONDS):
        try:
            sweep()
            tidy()
        except OperationalError:
            # The database is busy or away; the next round tries again on a new connection.
            connection.close()
    connection.close()
