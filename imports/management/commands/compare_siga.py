"""`manage.py compare_siga FILE --user USERNAME --month YYYY-MM [--json]`: SIGA's table 6A beside the registry."""

import json
import sys
from datetime import date

from django.core.management.base import BaseCommand

from accounts.models import User
from accounts.roles import Permission
from imports.reading import FileRefused
from imports.siga.comparison import Comparison, Counts, compare
from imports.siga.opening import open_siga
from imports.siga.places import regions_of
from imports.siga.placing import PlacedTable, place_rows
from imports.siga.printed import as_object, as_text
from imports.siga.registry import registry_counts
from regions.clock import local_today
from regions.months import month_key, month_of, parse_month


class Refused(Exception):
    """The command cannot do it; the message says why."""


class Command(BaseCommand):
    help = "Bandingkan tabel 6A dari SIGA dengan registri, desa demi desa. Tidak ada yang diubah."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", help="Tabel 6A: CSV atau XLSX.")
        parser.add_argument("--user", required=True, metavar="USERNAME", help="Atas nama siapa: hanya wilayahnya.")
        parser.add_argument("--month", required=True, metavar="YYYY-MM", help="Bulan tabelnya.")
        parser.add_argument("--json", action="store_true", help="Satu objek JSON.")

    def handle(self, *, file, user, month, **options):
        try:
            account = self._account(user)
            placed = place_rows(self._opened(file), self._month(month, account), account.territory_codes)
        except Refused as refusal:
            self.stderr.write(str(refusal))
            sys.exit(1)
        comparison = compared(account, placed)
        if options["json"]:
            self.stdout.write(json.dumps(as_object(placed, comparison), ensure_ascii=False))
            return
        regions = regions_of([line.code for line in comparison.lines])
        self.stdout.write("\n".join(as_text(placed, comparison, regions)))

    def _account(self, username: str) -> User:
        account = User.objects.filter(username=User.normalize_username(username)).first()
        if account is None:
            raise Refused(f"Tidak ada pengguna bernama {username}.")
        if not account.allows(Permission.SIGA_COMPARE):
            raise Refused(f"Pengguna {username} tidak boleh membandingkan dengan tabel SIGA.")
        return account

    def _month(self, text: str, account: User) -> date:
        try:
            month = parse_month(text)
        except ValueError:
            raise Refused(f"Bulan ditulis seperti 2026-01, bukan {text}.") from None
        if month > month_of(local_today(account)):
            raise Refused(f"Bulan {month_key(month)} belum tiba.")
        return month

    def _opened(self, path: str):
        try:
            return open_siga(path)
        except FileRefused as refusal:
            raise Refused(refusal.message) from None
        except OSError:
            raise Refused(f"Berkas {path} tidak ada atau tidak dapat dibaca.") from None


def compared(account: User, placed: PlacedTable) -> Comparison:
    """The villages of the file beside the registry's, as this account may see it."""
    siga = [(place.code, Counts(row.existing, row.reporting)) for row, place in placed.matched]
    if not siga:
        return Comparison()
    region = regions_of([placed.region_code])[placed.region_code]
    return compare(siga, registry_counts(account, region, placed.month))
