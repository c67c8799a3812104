"""Fill an empty registry with believable made-up data, from two provinces to the nation at its peak."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from groups.models import EnterpriseGroup
from regions.clock import local_today
from regions.codes import NATION_CODE
from regions.models import Region
from uppks.demo.accounts import make_accounts
from uppks.demo.loading import load
from uppks.demo.plan import SCALES, make_plan
from uppks.demo.story import tell
from uppks.demo.writing import Meter


class Command(BaseCommand):
    """`manage.py seed_demo --scale small|2019|2015|1994|tenth [--seed N] [--day YYYY-MM-DD] [--no-accounts]`."""

    help = "Isi registri kosong dengan data contoh yang masuk akal (bukan orang sungguhan)."

    def add_arguments(self, parser):
        """Scale, seed and the day the history ends on."""
        parser.add_argument("--scale", choices=sorted(SCALES), default="small")
        parser.add_argument("--seed", type=int, default=1994)
        parser.add_argument(
            "--day", type=date.fromisoformat, default=None, help="hari terakhir riwayat (bawaan: hari ini)"
        )
        parser.add_argument("--no-accounts", action="store_true", help="tanpa akun contoh (untuk pengukuran)")

    def handle(self, *args, **options):
        """Load, then accounts, boards and the odd states, then totals."""
        if self._already_there():
            return
        scale, day = SCALES[options["scale"]], options["day"] or local_today(Region.objects.get(pk=NATION_CODE))
        meter = Meter()
        for counts in load(scale, make_plan(scale, options["seed"], day)):
            meter.add(counts)
            if options["verbosity"] > 1:
                self.stdout.write(f"  {meter.total:>12,} baris, {meter.speed:,} per detik")
        for name, count in meter.rows.items():
            self.stdout.write(f"  {name:<40}{count:>12,}")
        self.stdout.write(f"{meter.total:,} baris dalam {meter.seconds:.1f} detik: {meter.speed:,} baris per detik.")
        users = {} if options["no_accounts"] else make_accounts(day)
        tell(scale=scale, seed=options["seed"], day=day, users=users)
        self.stdout.write(f"Selesai dalam {meter.seconds:.1f} detik.")

    def _already_there(self) -> bool:
        """True if demo data is there already; real data is never mixed with it."""
        if not Region.objects.exists():
            raise CommandError("Daftar wilayah belum dimuat: jalankan `manage.py load_regions` dahulu.")
        if not EnterpriseGroup.objects.exists():
            return False
        if not User.objects.filter(is_demo=True).exists():
            raise CommandError("Registri ini sudah berisi kelompok: data contoh tidak dicampur dengan data lain.")
        self.stdout.write("Data contoh sudah ada: tidak ada yang diubah.")
        return True
