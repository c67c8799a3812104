"""How fast a register file comes in: check and commit of many member rows, beside a bare COPY of the same rows.

    DATABASE_URL=postgres://…/besar python manage.py seed_demo --scale 1994 --no-accounts      13 million members
    DATABASE_URL=postgres://…/besar DEBUG=False .venv/bin/python -m benchmarks.imports --rows 1000000

Prints Markdown: rows a second of a bare COPY into the same four tables with the same indexes, of the check, of the
commit and of both; the largest memory of this process with its children (shared pages counted once); then how fast the
file is read alone, and an XLSX beside the bare reader. Every rule is on, NIK are sealed and indexed. What came in is
taken out again: the copied rows by their ids, the imported ones by the undo, which is timed too.
"""

import argparse
import csv
import io
import os
import random
import statistics
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uppks.settings")
os.environ.setdefault("LOG_LEVEL", "WARNING")
django.setup()

import python_calamine  # noqa: E402
import xlsxwriter  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import Territory, User  # noqa: E402
from accounts.roles import Role  # noqa: E402
from groups.models import EnterpriseGroup  # noqa: E402
from imports.actions.register import receive_file  # noqa: E402
from imports.reading import read_table  # noqa: E402
from imports.register.content import LIMITS  # noqa: E402
from imports.register.steps import check_batch, commit_batch  # noqa: E402
from imports.register.undo import undo_batch  # noqa: E402
from members.actions.many.writing import (  # noqa: E402
    KB_COLUMNS,
    MEMBERSHIP_COLUMNS,
    PERSON_COLUMNS,
    WELFARE_COLUMNS,
)
from members.models import KbRecord, Membership, Person, WelfareRecord  # noqa: E402
from members.names import name_key  # noqa: E402
from members.nik_vault import index_of, seal  # noqa: E402
from regions.bulk import add_rows, take_ids  # noqa: E402
from regions.erasing import erasing  # noqa: E402

COLUMNS = (
    *("kode_kelompok", "nik", "nama", "jenis_kelamin", "tanggal_lahir", "jabatan"),
    *("status_kb", "metode_kb", "tahapan_ks", "tanggal_masuk", "no_hp", "alamat"),
)
FIRST = "Siti Sri Dewi Nur Endang Ratna Wahyuni Kartini Aminah Rohani Sulastri Murni Tuti Yuli Rina Lestari".split()
LAST = "Rahayu Lestari Hasanah Utami Anggraini Safitri Mulyani Astuti Handayani Kusuma Susanti Puspita".split()
SYLLABLES = "ka ra ma sa ta la wa na da ba ja ya pu su ri ni di ku lu mi to no so yo".split()
METHODS = ("suntik", "pil", "IUD", "implan", "")
STAGES = ("Pra S", "KS I", "KS II", "KS III", "KSIII+")
FIRST_DAY = date(1950, 1, 1)


def made_up_rows(groups: list[str], count: int, seed: int):
    """Member rows of women who never were: every NIK once, in groups that exist."""
    draw = random.Random(seed)
    # An office sends its groups one after the other, with a dozen members or more each.
    groups = groups[: max(1, count // 11)]
    seen: set[str] = set()
    while len(seen) < count:
        number = groups[len(seen) * len(groups) // count]
        born = FIRST_DAY + timedelta(days=draw.randrange(19_000))
        nik = f"{number[:6]}{born.day + 40:02d}{born:%m%y}{draw.randrange(1, 9999):04d}"
        if nik in seen:
            continue
        seen.add(nik)
        family = "".join(draw.choices(SYLLABLES, k=3)).title()
        name = f"{draw.choice(FIRST)} {draw.choice(LAST)} {family}"
        method = draw.choice(METHODS)
        yield (
            *(number, nik, name, "P", f"{born:%d/%m/%Y}", "anggota", "aktif" if method else "pernah", method),
            *(draw.choice(STAGES), f"{draw.randrange(1, 28):02d}/{draw.randrange(1, 12):02d}/2024", "", "Jl. Melati 1"),
        )


def write_csv(path: str, groups: list[str], count: int, seed: int) -> None:
    """The file an office would send: semicolons, UTF-8."""
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(COLUMNS)
        writer.writerows(made_up_rows(groups, count, seed))


# --- Memory -----------------------------------------------------------------------------------------------------------
def tree_memory() -> int:
    """Megabytes held by this process and its children, shared pages counted once (PSS)."""
    wanted, parents = {os.getpid()}, {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with Path(f"/proc/{name}/stat").open() as stat:
                parents[int(name)] = int(stat.read().rpartition(")")[2].split()[1])
        except OSError:
            continue
    grown = True
    while grown:
        more = {pid for pid, parent in parents.items() if parent in wanted} - wanted
        wanted, grown = wanted | more, bool(more)
    return sum(map(_pss, wanted)) // 1024


def _pss(pid: int) -> int:
    try:
        with Path(f"/proc/{pid}/smaps_rollup").open() as told:
            return next(int(line.split()[1]) for line in told if line.startswith("Pss:"))
    except (OSError, StopIteration):
        return 0


@contextmanager
def watched():
    """Time and the largest memory of a block: a dict filled when it ends."""
    told: dict[str, float] = {"memory": tree_memory()}
    stop = threading.Event()

    def watch() -> None:
        while not stop.wait(0.5):
            told["memory"] = max(told["memory"], tree_memory())

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    began = time.perf_counter()
    yield told
    told["seconds"] = time.perf_counter() - began
    stop.set()
    thread.join()


# --- The two ways in --------------------------------------------------------------------------------------------------
def bare_copy(groups: dict[str, tuple[int, str]], count: int, user_pk: int, seed: int) -> float:
    """Seconds of COPY for rows that are ready, into the tables a member's row fills; they are removed afterwards."""

    rows = list(made_up_rows(list(groups), count, seed))
    tables = ready_rows(groups, rows, user_pk)
    names = (PERSON_COLUMNS, MEMBERSHIP_COLUMNS, KB_COLUMNS, WELFARE_COLUMNS)
    models = (Person, Membership, KbRecord, WelfareRecord)
    began = time.perf_counter()
    with transaction.atomic():
        for model, columns, table in zip(models, names, tables, strict=True):
            add_rows(model, columns, table)
    seconds = time.perf_counter() - began
    with erasing(KbRecord, WelfareRecord):
        for model, table in reversed(list(zip(models, tables, strict=True))):
            found = model._base_manager.filter(pk__range=(table[0][0], table[-1][0]))
            found._raw_delete(found.db)
    vacuum()
    return seconds


def ready_rows(groups, rows, user_pk):
    """The rows of the four tables as the import writes them, made before the clock starts."""

    now, today = timezone.now(), timezone.localdate()
    signed = (now, user_pk, now, user_pk, 1)
    ids = [take_ids(model, len(rows)) for model in (Person, Membership, KbRecord, WelfareRecord)]
    people, terms, kb, welfare = [], [], [], []
    for place, (number, nik, name, sex, _born, _role, status, method, *_rest) in enumerate(rows):
        group_pk, village = groups[number]
        status, method = ("active", "injection") if method else ("former", "")
        person = ids[0][place]
        people.append(
            (
                *(person, name, name_key(name), sex, date(1970, 1, 1), village, "Jl. Melati 1", ""),
                *(seal(nik), index_of(nik), "", "", "", status, method, today, "pre", today, "impor", f"0:{place}"),
                *signed,
            )
        )
        terms.append((ids[1][place], person, group_pk, village, "member", today, None, "", "", *signed))
        kb.append((ids[2][place], person, today, status, method, "", now, user_pk))
        welfare.append((ids[3][place], person, today, "pre", now, user_pk))
    return people, terms, kb, welfare


def vacuum() -> None:
    """Give the room of removed rows back, so that the next way in finds the tables as the first did."""
    with connection.cursor() as cursor:
        for table in ("members_person", "members_membership", "members_kbrecord", "members_welfarerecord"):
            cursor.execute(f"VACUUM ANALYZE {table}")  # the four names stand above


def imported(path: str, user) -> dict[str, dict]:
    """Check, commit and undo of the file, each with its seconds and memory."""

    told = {}
    with Path(path).open("rb") as file:
        batch = receive_file(by=user, file=file, name="ukur.csv", queued=False)
    with watched() as told["check"]:
        outcome = check_batch(batch)
    print(f"<!-- {outcome.as_counts()} -->")
    batch.valid_only = True
    with watched() as told["commit"]:
        commit_batch(batch)
    with watched() as told["undo"]:
        undo_batch(by=user, batch=batch)
    vacuum()
    return told


# --- Reading alone ----------------------------------------------------------------------------------------------------
def reading(path: str, rows: int) -> None:
    """A CSV and an XLSX through the reader, the XLSX beside calamine alone (medians of three)."""

    def seconds(act) -> float:
        began = time.perf_counter()
        act()
        return time.perf_counter() - began

    def ours(source) -> None:
        with read_table(source, limits=LIMITS) as table:
            for sheet in table:
                for _row in sheet.rows:
                    pass

    content = as_workbook(path, rows)

    def bare() -> None:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        for _row in book.get_sheet_by_index(0).iter_rows():
            pass

    def with_file() -> None:
        with Path(path).open("rb") as file:
            ours(file)

    ways = {"CSV, pembaca registri": with_file, "XLSX, calamine saja": bare}
    ways["XLSX, pembaca registri"] = lambda: ours(io.BytesIO(content))
    taken = {name: [] for name in ways}
    for _round in range(3):
        for name, way in ways.items():
            taken[name].append(seconds(way))
    print("\n| Membaca | detik (median) | baris/s |\n|---|--:|--:|")
    for name, times in taken.items():
        median = statistics.median(times)
        print(f"| {name} | {median:.2f} | {rows / median:,.0f} |")


def as_workbook(path: str, rows: int) -> bytes:
    """The first rows of the file as XLSX."""

    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"constant_memory": True}) as book, Path(path).open(encoding="utf-8") as file:
        sheet = book.add_worksheet("Anggota")
        for number, cells in enumerate(csv.reader(file, delimiter=";")):
            if number > rows:
                break
            for place, cell in enumerate(cells):
                sheet.write_string(number, place, cell)
    return held.getvalue()


def main() -> None:
    """Measure and print."""

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--sheet-rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    user, new = User.objects.get_or_create(username="ukur-impor", defaults={"role": Role.ADMIN, "is_active": True})
    if new:
        Territory.objects.create(user=user, region_id="0", started_on=timezone.localdate().replace(day=1))
    groups = {
        number: (pk, village)
        for number, pk, village in EnterpriseGroup.objects.exclude(status="dissolved")
        .filter(founded_on__lt=date(2024, 1, 1))
        .order_by("number")
        .values_list("number", "pk", "village_id")
    }
    print("| | detik | baris/s | terhadap COPY | memori (MB) |\n|---|--:|--:|--:|--:|")
    for round_number in range(options.rounds):
        one_round(groups, options.rows, user, round_number)
    with tempfile.TemporaryDirectory() as place:
        path = f"{place}/ukur.csv"
        write_csv(path, list(groups), options.sheet_rows, 77)
        reading(path, options.sheet_rows)


def one_round(groups, count: int, user, seed: int) -> None:
    """COPY, then the import of as many other rows."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
        # In a process of its own: what it holds ready is no memory of the import.
        bare = apart.submit(bare_copy, groups, count, user.pk, 1_000 + seed).result()
    print(f"| COPY ke empat tabel | {bare:.1f} | {count / bare:,.0f} | 1 | |", flush=True)
    with tempfile.TemporaryDirectory() as place:
        path = f"{place}/ukur.csv"
        write_csv(path, list(groups), count, 2_000 + seed)
        told = imported(path, user)
    told["check + commit"] = {
        "seconds": told["check"]["seconds"] + told["commit"]["seconds"],
        "memory": max(told["check"]["memory"], told["commit"]["memory"]),
    }
    for name, seen in told.items():
        speed = count / seen["seconds"]
        share = f"{bare / seen['seconds']:.2f}"
        print(f"| {name} | {seen['seconds']:.1f} | {speed:,.0f} | {share} | {seen['memory']:.0f} |", flush=True)


if __name__ == "__main__":
    main()
