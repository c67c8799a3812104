"""`manage.py rebuild_totals`: make every stored total anew from the rows, or compare without changing anything."""

from django.core.management.base import BaseCommand, CommandError

from regions.codes import NATION_CODE, CodeError, Level, clean_code, level_of
from regions.models import Region
from regions.scoping import in_region
from reports.totals import differences, distrust, due_regencies, refresh_all

EVERY = 50


class Command(BaseCommand):
    help = (
        "Recompute the stored totals of every regency from its rows, one transaction per regency. Interrupted, it goes "
        "on where it stopped with --resume; meanwhile the dashboards recompute what they need."
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
        codes = list(due_regencies([code]).values_list("code", flat=True))
        for number in refresh_all(codes):
            if number % EVERY == 0 or number == len(codes):
                self.stdout.write(f"{number} dari {len(codes)} kabupaten/kota dihitung ulang")
        return None

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
        regencies = Region.objects.at_level(Level.REGENCY).filter(in_region("code", code)).order_by("code")
        wrong = [district for regency in regencies.values_list("code", flat=True) for district in differences(regency)]
        waiting = due_regencies([code]).count()
        self.stdout.write(f"{waiting} kabupaten/kota menunggu dihitung ulang dan tidak dibandingkan")
        if wrong:
            raise CommandError(f"{len(wrong)} kecamatan berbeda dari barisnya: {', '.join(wrong[:20])}")
        self.stdout.write("Semua angka tersimpan sama dengan barisnya")
