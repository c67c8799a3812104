"""The day's duties from cron, where no worker runs all the time."""

from django.core.management.base import BaseCommand

from jobs.daily import run_duties


class Command(BaseCommand):
    """`manage.py run_duties`: do what is still to be done today; doing it twice changes nothing."""

    help = "Kerjakan tugas harian yang belum selesai hari ini."

    def handle(self, **options):
        """Do them and say which."""
        done = run_duties()
        self.stdout.write(", ".join(done) if done else "Tidak ada tugas harian yang perlu dikerjakan sekarang.")
