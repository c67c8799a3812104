"""How fast a regency, and then a province, is searched for people registered twice, the first time and the next.

    DATABASE_URL=postgres://…/salinan DEBUG=False .venv/bin/python -m benchmarks.duplicates

Use a copy of a big database: pairs and marks of the search are written, and taken away again at the end. Prints one
Markdown table: people compared, pairs found, seconds, people per second, queries, and keys that too many people share.
To show that the cost does not grow with the square, the people of the biggest regency are searched by quarters too.
UKUR_PROVINSI chooses another province than 33.
"""

import os
import resource
import time
from collections.abc import Callable
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uppks.settings")
os.environ.setdefault("LOG_LEVEL", "WARNING")
django.setup()

from django.db import connection, reset_queries, transaction  # noqa: E402
from django.db.models import Count, Max  # noqa: E402
from django.db.models.functions import Left  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from benchmarks.pages import PROVINCE  # noqa: E402
from members.duplicate_job import regencies_in  # noqa: E402
from members.duplicate_search import Searched, _Blocks, _known, search_regency  # noqa: E402
from members.models import DuplicatePair, DuplicateScan, Person  # noqa: E402


def measured(search: Callable[[], Searched]) -> tuple[Searched, float, int]:
    """What came of it, the seconds it took, and its queries."""
    reset_queries()
    with CaptureQueriesContext(connection) as queries:
        begun = time.perf_counter()
        found = search()
        seconds = time.perf_counter() - begun
    return found, seconds, len(queries)


def line(name: str, found: Searched, seconds: float, queries: int) -> None:
    """Print one row of the table."""
    speed = found.people_count / seconds if seconds else 0
    print(
        f"| {name} | {found.people_count:,} | {found.new_count:,} | {seconds:.2f} | {speed:,.0f} | {queries} "
        f"| {found.crowded_count} |",
        flush=True,
    )


def search_all(codes: list[str]) -> Searched:
    """Search several regencies, one after the other."""
    every = [search_regency(code) for code in codes]
    return Searched(
        sum(one.people_count for one in every),
        sum(one.new_count for one in every),
        sum(one.crowded_count for one in every),
    )


def by_quarters(code: str) -> None:
    """Compare a quarter, a half and all of a regency's people, in memory alone: neither read nor written."""
    people = _known(Person.objects.on_record().in_region(code))
    for part, name in ((4, "seperempat"), (2, "setengah"), (1, "semua")):
        rows = people[::part]
        begun = time.perf_counter()
        blocks = _Blocks(rows)
        found = Searched(len(rows), len(blocks.matches()), blocks.crowded_count)
        line(f"{name}, hanya membandingkan", found, time.perf_counter() - begun, 0)


def plant(code: str) -> int:
    """Register one in a hundred people of a regency a second time, the words of her name turned round, without NIK."""
    copies = Person.objects.in_region(code).order_by("pk")[::100]
    for person in copies:
        person.pk, person.nik_sealed, person.nik_index, person.nik_missing_reason = None, None, None, "not_brought"
        person.name_key = " ".join(reversed(person.name_key.split()))
    return len(Person.objects.bulk_create(copies, batch_size=1_000))


def changed_by(code: str, share: int) -> None:
    """Let one in `share` people of a regency look changed after the last search."""
    newest = Person.objects.in_region(code).aggregate(newest=Max("changed_at"))["newest"]
    DuplicateScan.objects.filter(pk=code).update(changed_until=newest)
    some = Person.objects.in_region(code).order_by("pk").values_list("pk", flat=True)[::share]
    Person.objects.filter(pk__in=list(some)).update(changed_at=newest + timedelta(seconds=1))


def main() -> None:
    """Measure the database of DATABASE_URL and leave it as it was."""
    regencies = regencies_in([PROVINCE])
    sizes = Person.objects.in_region(PROVINCE).order_by().annotate(code=Left("village_id", 4)).values_list("code")
    biggest = max(sizes.annotate(people=Count("pk")), key=lambda row: row[1])[0]
    print("| pencarian | orang | pasangan | detik | orang/detik | kueri | kunci penuh sesak |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    DuplicatePair.objects.all().delete()
    DuplicateScan.objects.all().delete()
    with transaction.atomic():
        print(f"| kabupaten {biggest}: ditanam | | {plant(biggest):,} | | | | |")
        by_quarters(biggest)
        line(f"kabupaten {biggest}, pertama kali", *measured(lambda: search_regency(biggest)))
        changed_by(biggest, share=100)
        line(f"kabupaten {biggest}, 1 dari 100 berubah", *measured(lambda: search_regency(biggest)))
        changed_by(biggest, share=10**9)
        line(f"kabupaten {biggest}, satu orang berubah", *measured(lambda: search_regency(biggest)))
        print(f"| kabupaten {biggest}: tercatat | | {DuplicatePair.objects.count():,} | | | | |")
        transaction.set_rollback(True)
    line(f"provinsi {PROVINCE}, pertama kali", *measured(lambda: search_all(regencies)))
    DuplicatePair.objects.all().delete()
    DuplicateScan.objects.all().delete()
    print(f"\nMemori paling tinggi: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
