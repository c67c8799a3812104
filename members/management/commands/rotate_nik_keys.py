"""`manage.py rotate_nik_keys`: seal every NIK and family card number with the newest key (docs/kunci-nik.md)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.audit import log_batch
from members.models import Person
from members.resealing import reseal_pairs, resealed

NAMED = 20


class Command(BaseCommand):
    """Seal numbers of older keys anew, in batches; may be broken off and run again."""

    help = "Segel ulang NIK dan No. KK dengan kunci terbaru. Boleh dihentikan dan diulang."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare --batch, --after and --reindex."""
        parser.add_argument("--batch", type=int, default=1000, help="Banyaknya orang dalam satu transaksi.")
        parser.add_argument("--after", type=int, default=0, help="Lanjutkan sesudah nomor orang ini.")
        parser.add_argument(
            "--reindex", action="store_true", help="Hitung ulang indeks NIK, sesudah NIK_INDEX_KEY diganti."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what each batch did; fail at the end where numbers could not be opened."""
        if not 1 <= options["batch"] <= 10_000:
            raise CommandError("--batch antara 1 dan 10.000.")
        read = written = 0
        broken: list[int] = []
        for progress in resealed(batch=options["batch"], after=options["after"], reindex=options["reindex"]):
            read, written = read + progress.read, written + progress.written
            broken += progress.broken
            self.stdout.write(f"{read} dibaca, {written} disegel ulang; terakhir orang {progress.last_pk}")
            self.stdout.flush()
        reseal_pairs()
        if written:
            detail = f"{written} orang disegel ulang"
            log_batch(by=None, model=Person, region_code="", reason="Ganti kunci NIK", detail=detail)
        if broken:
            named = ", ".join(str(pk) for pk in broken[:NAMED])
            raise CommandError(f"{len(broken)} orang tidak dapat dibuka dengan kunci yang ada, antara lain: {named}")
        self.stdout.write(f"Selesai: {read} dibaca, {written} disegel ulang.")
