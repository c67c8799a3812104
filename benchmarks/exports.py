"""How fast lists leave as files, beside what the database and a bare writer do with the same rows in the same run.

    DATABASE_URL=postgres://…/besar DEBUG=False .venv/bin/python -m benchmarks.exports --members 1000000 --groups 91748

Prints a Markdown table: members as CSV (masked NIK) beside COPY of the same tables, joined and in the same order, on
PostgreSQL; groups as XLSX beside xlsxwriter (constant memory) with the very same cells, which are read beforehand; and
the most memory the process took after each. Nothing is written but to the memory; the file's pieces are thrown away.
`--repeat` takes the best of several runs, in turns, for a machine on which others work.
"""

import argparse
import io
import os
import resource
import time
from collections.abc import Callable, Iterator
from datetime import date

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uppks.settings")
os.environ.setdefault("LOG_LEVEL", "WARNING")
django.setup()

import xlsxwriter  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.http import QueryDict  # noqa: E402

from accounts.models import Territory, User  # noqa: E402
from accounts.roles import Role  # noqa: E402
from regions.clock import local_today  # noqa: E402
from regions.codes import NATION_CODE  # noqa: E402
from regions.models import Region  # noqa: E402
from reports.exports.as_csv import csv_pieces  # noqa: E402
from reports.exports.as_xlsx import xlsx_pieces  # noqa: E402
from reports.exports.groups import GroupSheet  # noqa: E402
from reports.exports.members import MemberSheet  # noqa: E402
from reports.exports.sheet import ListSheet  # noqa: E402

# The same tables, columns, order and number of rows as the list of members, without its names of regions and words.
COPY_MEMBERS = """
COPY (
    SELECT g.number, g.source_id, g.name, m.village_id, p.nik_sealed, p.nik_missing_reason, p.name, p.sex, m.role,
           m.started_on, m.ended_on, p.kb_status, p.welfare_stage
    FROM members_membership m
    JOIN groups_enterprisegroup g ON g.id = m.group_id
    JOIN members_person p ON p.id = m.person_id
    WHERE m.started_on <= %s AND (m.ended_on IS NULL OR m.ended_on > %s)
    ORDER BY m.village_id, m.group_id, m.id
    LIMIT %s
) TO STDOUT
"""


def national_user() -> User:
    """A national administrator who is never stored."""
    user = User(username="ukur-ekspor", role=Role.ADMIN, is_active=True)
    nation = Territory(user=user, region=Region.objects.get(pk=NATION_CODE))
    user.__dict__ |= {"territories": [nation], "territory_codes": (NATION_CODE,)}
    return user


def first(sheet: ListSheet, rows: int) -> Iterator[list]:
    """The first rows of a list, in its batches."""
    left = rows
    for batch in sheet.batches():
        yield batch[:left]
        left -= len(batch)
        if left <= 0:
            return


def thrown_away(pieces) -> int:
    """Take a file's pieces; gives their size."""
    return sum(len(piece) for piece in pieces)


def members_csv(user: User, rows: int) -> int:
    """Members as CSV."""
    sheet = MemberSheet(user, QueryDict("kelompok=semua"))
    return thrown_away(csv_pieces(sheet.columns, first(sheet, rows)))


def members_copied(rows: int, day: date) -> int:
    """The same rows by COPY, its bytes thrown away."""
    with (
        transaction.atomic(),
        connection.cursor() as cursor,
        cursor.cursor.copy(COPY_MEMBERS, [day, day, rows]) as copy,
    ):
        return thrown_away(bytes(piece) for piece in copy)


def groups_xlsx(user: User, rows: int) -> int:
    """Groups as XLSX."""
    sheet = GroupSheet(user, QueryDict("status=semua"))
    return thrown_away(xlsx_pieces(sheet.sheet_name, sheet.columns, first(sheet, rows), rows))


def bare_xlsx(cells: list) -> int:
    """The same cells by the bare library, which streams into a file of its own on the disk."""
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
        for number, row in enumerate(cells):
            for place, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, place, cell)
                elif isinstance(cell, date):
                    sheet.write_datetime(number, place, cell, day)
                elif cell is not None:
                    sheet.write_number(number, place, cell)
    return len(out.getvalue())


def best(repeat: int, *works: Callable[[], int]) -> list[tuple[float, float, int]]:
    """The shortest time of each work, the processor's time of this process, the bytes it gave; they take turns."""
    found: list[tuple[float, float, int]] = [(float("inf"), 0.0, 0)] * len(works)
    for _turn in range(repeat):
        for place, work in enumerate(works):
            began, busy = time.perf_counter(), time.process_time()
            size = work()
            found[place] = min(found[place], (time.perf_counter() - began, time.process_time() - busy, size))
    return found


def peak() -> int:
    """The most memory this process has taken so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def line(name: str, rows: int, took: float, busy: float, size: int) -> None:
    """One line of the table."""
    print(
        f"| {name} | {rows:,} | {took:.1f} | {busy:.1f} | {rows / took:,.0f} | {size / 1e6:.1f} | {peak()} |",
        flush=True,
    )


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--members", type=int, default=1_000_000)
    asked.add_argument("--groups", type=int, default=91_748)
    asked.add_argument("--repeat", type=int, default=1)
    wanted = asked.parse_args()
    user = national_user()
    print("| what | rows | seconds | of them here | rows/s | MB | peak memory, MB |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    if wanted.members:
        small = max(wanted.members // 10, 1)
        line("members, CSV, a tenth of them", small, *best(1, lambda: members_csv(user, small))[0])
        works = [lambda: members_csv(user, wanted.members)]
        if connection.vendor == "postgresql":
            works.append(lambda: members_copied(wanted.members, local_today(user)))
        measured = best(wanted.repeat, *works)
        for name, figures in zip(("members, CSV", "members, COPY TO STDOUT"), measured, strict=False):
            line(name, wanted.members, *figures)
        if len(measured) == 2:
            print(f"\nCSV runs at {measured[1][0] / measured[0][0]:.2f} of the rows per second of COPY.\n")
    if wanted.groups:
        ours = best(wanted.repeat, lambda: groups_xlsx(user, wanted.groups))[0]
        line("groups, XLSX", wanted.groups, *ours)
        sheet = GroupSheet(user, QueryDict("status=semua"))
        cells = [row for batch in first(sheet, wanted.groups) for row in batch]
        bare = best(wanted.repeat, lambda: bare_xlsx(cells))[0]
        line("the same cells, bare xlsxwriter", len(cells), *bare)
        print(f"\nXLSX takes {ours[0] / bare[0]:.2f} times the bare writer.")


if __name__ == "__main__":
    main()
