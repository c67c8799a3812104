"""`manage.py rebuild_totals`: make every stored total anew from the rows, or compare without changing anything."""

from django.core.management.base import BaseCommand, CommandError

from regions.codes import NATION_CODE, CodeError, Level, clean_code, level_of
from regions.models import Region
from regions.scoping import in_region
from reports.history.keeping import (
    distrust_history,
    history_differences,
    refresh_all_history,
    regencies_behind,
    regencies_with_due_history,
)
from reports.monthly import (
    distrust_months,
    month_differences,
    refresh_all_months,
    regencies_with_due_months,
)
from reports.totals import differences, distrust, due_regencies, refresh_all

EVERY = 50


class Command(BaseCommand):
    help = (
        "Recompute the stored totals, months and history of every regency from its rows, one transaction per regency. "
        "Interrupted, it goes on where it stopped with --resume; meanwhile the pages recompute what they need."
    )

    def add_arguments(self, parser):
        parser.add_argument("--region", default=NATION_CODE, help="Only this province or regency, e.g. 76 or 7604.")
        parser.add_argument("--resume", action="store_true", help="Only what is due: goes on with a broken-off run.")
        parser.add_argument("--check", action="store_true", help="Change nothing; exit with 1 if a total differs.")

    def handle(self, *, region, resume, check, **options):
        code = self._code(region)
        if check:
            return self._check(code)
        if not resume:
            distrust([code])
            distrust_months([code])
            distrust_history([code])
        self._rebuild(due_regencies([code]), refresh_all, "kabupaten/kota dihitung ulang")
        self._rebuild(regencies_with_due_months([code]), refresh_all_months, "kabupaten/kota dihitung ulang per bulan")
        self._rebuild(regencies_with_due_history([code]), refresh_all_history, "riwayat kabupaten/kota dihitung ulang")
        return None

    def _rebuild(self, due, refresh_each, words: str) -> None:
        """Make these regencies true and say now and then how far it has come."""
        codes = list(due.values_list("code", flat=True))
        for number in refresh_each(codes):
            if number % EVERY == 0 or number == len(codes):
                self.stdout.write(f"{number} dari {len(codes)} {words}")

    def _code(self, text: str) -> str:
        """The region code typed. Raises CommandError where it is none, or lies below a regency."""
        try:
            code = text if text == NATION_CODE else clean_code(text)
        except CodeError as error:
            raise CommandError(str(error)) from error
        if level_of(code) > Level.REGENCY or not Region.objects.filter(pk=code).exists():
            raise CommandError(f"Tidak ada provinsi atau kabupaten/kota dengan kode {code}.")
        return code

    def _check(self, code: str) -> None:
        regions = Region.objects.at_level(Level.REGENCY).filter(in_region("code", code)).order_by("code")
        regencies = list(regions.values_list("code", flat=True))
        wrong = [district for regency in regencies for district in differences(regency)]
        months = [month for regency in regencies for month in month_differences(regency)]
        history = [month for regency in regencies for month in history_differences(regency)]
        self.stdout.write(f"{due_regencies([code]).count()} kabupaten/kota menunggu dihitung ulang, tidak dibandingkan")
        waiting = regencies_with_due_months([code]).count()
        self.stdout.write(f"{waiting} kabupaten/kota menunggu dihitung ulang per bulan, tidak dibandingkan")
        behind = regencies_behind([code]).count()
        self.stdout.write(f"{behind} riwayat kabupaten/kota menunggu dihitung ulang, tidak dibandingkan")
        found = [f"{len(wrong)} kecamatan berbeda dari barisnya: {', '.join(wrong[:20])}"] if wrong else []
        found += [f"{len(months)} bulan berbeda dari barisnya: {', '.join(months[:20])}"] if months else []
        found += [f"{len(history)} akhir bulan berbeda dari barisnya: {', '.join(history[:20])}"] if history else []
        if found:
            raise CommandError("; ".join(found))
        self.stdout.write("Semua angka tersimpan sama dengan barisnya")
