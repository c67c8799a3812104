"""`manage.py find_duplicates`: look for people registered twice among those changed since the last time (SD05).

Meant for the night, from the timetable of the office's server: `0 2 * * * .../manage.py find_duplicates`.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from members.duplicate_job import regencies_in
from members.duplicate_search import search_regency


class Command(BaseCommand):
    """Search every regency, or those in one region; what was not changed since the last time costs little."""

    help = "Cari orang yang tercatat dua kali di antara yang berubah sejak pencarian terakhir."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare --region."""
        parser.add_argument("--region", default="0", help="Kode wilayah; tanpa ini seluruh Indonesia.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what each regency with changes came to."""
        for code in regencies_in([options["region"]]):
            found = search_regency(code)
            if found.people_count:
                self.stdout.write(f"{code}: {found.people_count} orang, {found.new_count} pasangan baru")
                self.stdout.flush()
