"""``manage.py load_regions``: store the national list of regions, or another edition of it."""

import time
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from regions.clock import local_today
from regions.codes import NATION_CODE, WIB
from regions.loading import load_rows
from regions.models import Region
from regions.region_list import (
    NATIONAL_LIST,
    RegionListError,
    check_national,
    check_plausible,
    read_region_list,
    rows_of,
)


class Command(BaseCommand):
    help = "Memuat daftar wilayah nasional. Aman diulang; wilayah yang hilang dari daftar diberi tanggal berakhir."

    def add_arguments(self, parser):
        parser.add_argument("--file", type=Path, help="daftar lain (.csv, .csv.xz, .csv.gz) berkolom code,name")
        parser.add_argument(
            "--on",
            type=date.fromisoformat,
            help="tanggal berakhirnya wilayah yang tidak ada lagi (YYYY-MM-DD); tanpa ini: hari ini",
        )

    def handle(self, *, file, on, **options):
        started = time.monotonic()
        rows = self._read(file)
        result = load_rows(rows, on=on or local_today(Region(code=NATION_CODE, time_zone=WIB)))
        self.stdout.write(
            _("Wilayah: %(new)s baru, %(changed)s berubah, %(same)s tetap, %(retired)s berakhir (%(seconds).1f detik).")
            % {**vars(result), "seconds": time.monotonic() - started}
        )

    def _read(self, file):
        try:
            names = read_region_list(file or NATIONAL_LIST)
            check = check_plausible if file else check_national
            check(names)
            return rows_of(names)
        except RegionListError as error:
            raise CommandError(
                _("Daftar wilayah tidak dimuat dan tidak ada yang berubah. %(problem)s") % {"problem": error}
            ) from error
