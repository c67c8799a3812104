"""`manage.py prepare`: make the database ready for this version of the product, in one process; safe to repeat."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from reports.reference import load_published


class Command(BaseCommand):
    """Migrate, load the national list of regions and, where asked, the demo data."""

    help = "Siapkan basis data: tabel, daftar wilayah, dan dengan --demo data contoh. Aman diulang."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare --demo."""
        parser.add_argument("--demo", action="store_true", help="Muat data contoh bila basis data masih kosong.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run each step; the first that fails raises its own CommandError."""
        self.say("Menyiapkan tabel basis data ...")
        call_command("migrate", interactive=False, verbosity=0)
        self.say("Memuat daftar wilayah nasional ...")
        call_command("load_regions")
        load_published()
        if options["demo"]:
            self.load_demo()

    def load_demo(self) -> None:
        """Load the demo data, but never beside an office's own data: demo accounts have a known password."""
        if not settings.DEBUG:
            self.say(
                "Data contoh tidak dimuat: DEBUG=False berarti basis data kantor. Coba data contoh di folder lain."
            )
            return
        self.say("Memuat data contoh ...")
        # All or nothing: what a broken-off first run had loaded would otherwise look like somebody's own data.
        with transaction.atomic():
            call_command("seed_demo", "--scale", "small")

    def say(self, line: str) -> None:
        """Write one line of progress at once, also into a pipe."""
        self.stdout.write(line)
        self.stdout.flush()
