"""How long the pages of the month take with ten people at once: ADA and LAPOR for the nation, a province, a regency.

    DATABASE_URL=postgres://…/besar python manage.py seed_demo --scale 2015 --no-accounts     91,748 groups
    DATABASE_URL=postgres://…/kecil python manage.py seed_demo --scale 2019 --no-accounts     12,479 groups
    DATABASE_URL=postgres://…/besar DEBUG=False .venv/bin/python -m benchmarks.months --also postgres://…/kecil

Prints one Markdown table per database: the median for one user alone, then p50 and p95 in milliseconds of whole
responses while ten users ask for the same page again and again without a pause, and the queries of one response. The
first row is the floor: a page with next to nothing on it. Below the table what a write costs the next reader, what the
turn of a month costs, and whether every stored month equals its rows. Makes its own users (`ukur-…`) and closes them
again; nothing else is changed. UKUR_PROVINSI chooses another province than 33.
"""

import argparse
import http.client
import os
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uppks.settings")
os.environ.setdefault("LOG_LEVEL", "WARNING")
django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import Territory, User  # noqa: E402
from accounts.roles import Role  # noqa: E402
from activities.models import MonthlyReport  # noqa: E402
from benchmarks.pages import PROVINCE, Page, Server, busiest_village, count_queries, p95, remove_users  # noqa: E402
from groups.models import EnterpriseGroup  # noqa: E402
from regions.codes import Level  # noqa: E402
from regions.models import Region  # noqa: E402
from regions.months import month_of, shift  # noqa: E402
from regions.touching import touch_months  # noqa: E402
from reports.models import MonthState, MonthTotal  # noqa: E402
from reports.monthly import (  # noqa: E402
    month_differences,
    refresh_all_months,
    refresh_months_due,
    regencies_with_due_months,
)

USERS = 10


def make_clients(role: str, code: str) -> list[Client]:
    """Ten signed-in users of one role and region."""
    clients = []
    for number in range(USERS):
        user = User.objects.create(username=f"ukur-{role}-{number}", role=role)
        Territory.objects.create(user=user, region_id=code, started_on=timezone.localdate().replace(day=1))
        client = Client()
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        clients.append(client)
    return clients


def pages(month: str, regency: str, district: str) -> list[Page]:
    """The pages of the month, each with the role that opens it."""
    return [
        Page("Dasar: akun sendiri", Role.ADMIN, "/akun/"),
        Page("ADA/LAPOR nasional, per provinsi", Role.ADMIN, f"/rekap/lapor/?bulan={month}"),
        Page("ADA/LAPOR nasional, per kabupaten", Role.ADMIN, f"/rekap/lapor/?bulan={month}&tingkat=kabupaten"),
        Page("ADA/LAPOR provinsi", Role.PROVINCE, f"/rekap/lapor/?bulan={month}"),
        Page("ADA/LAPOR provinsi, per kecamatan", Role.PROVINCE, f"/rekap/lapor/?bulan={month}&tingkat=kecamatan"),
        Page("ADA/LAPOR kabupaten", Role.REGENCY, f"/rekap/lapor/?bulan={month}"),
        Page("ADA/LAPOR kabupaten, per desa", Role.REGENCY, f"/rekap/lapor/?bulan={month}&tingkat=desa"),
        Page("ADA/LAPOR kecamatan", Role.REGENCY, f"/rekap/lapor/?wilayah={district}&bulan={month}"),
        Page("Beranda nasional", Role.ADMIN, "/"),
        Page("Beranda provinsi", Role.PROVINCE, "/"),
        Page("Beranda kabupaten", Role.REGENCY, "/"),
        Page("Register bulan, nasional", Role.ADMIN, f"/kegiatan/?bulan={month}"),
        Page("Register bulan, belum lapor, nasional", Role.ADMIN, f"/kegiatan/?bulan={month}&keadaan=belum"),
        Page("Register bulan, materi KB, nasional", Role.ADMIN, f"/kegiatan/?bulan={month}&materi=kb"),
        Page("Register bulan, belum lapor, provinsi", Role.PROVINCE, f"/kegiatan/?bulan={month}&keadaan=belum"),
        Page("Register bulan, kabupaten", Role.REGENCY, f"/kegiatan/?wilayah={regency}&bulan={month}"),
    ]


def measure(clients: list[Client], server: Server, page: Page, runs: int) -> list[float]:
    """Times of `runs` responses for each of the users, all asking at once."""
    with ThreadPoolExecutor(len(clients)) as crowd:
        found = crowd.map(lambda client: _ask(client, server, page, runs), clients)
    return [took for times in found for took in times]


def _ask(client: Client, server: Server, page: Page, runs: int) -> list[float]:
    cookies = "; ".join(f"{key}={morsel.value}" for key, morsel in client.cookies.items())
    headers = {"Cookie": cookies, "Accept-Encoding": "gzip", "Host": "localhost"}
    asked, times = http.client.HTTPConnection("127.0.0.1", server.port), []
    for run in range(runs + 2):
        began = time.perf_counter()
        asked.request("GET", page.path, headers=headers)
        response = asked.getresponse()
        response.read()
        if response.status != 200:
            raise SystemExit(f"{page.path} answered {response.status}")
        if run >= 2:
            times.append((time.perf_counter() - began) * 1000)
    return times


def writes_and_turns(regency: str, month) -> list[tuple[str, float]]:
    """Milliseconds a reader waits after one register, after a change dated two years back, and for a whole regency.

    The regency's stored months are made anew from the same rows, so nothing changes.
    """

    def after(mark) -> float:
        mark()
        began = time.perf_counter()
        refresh_months_due([regency])
        return (time.perf_counter() - began) * 1000

    code = f"{regency}01"
    return [
        ("sesudah satu register", after(lambda: touch_months(code, since=month, until=month))),
        ("sesudah perubahan status dua tahun lalu", after(lambda: touch_months(code, since=shift(month, -24)))),
        (
            "seluruh kabupaten dari nol",
            after(lambda: MonthState.objects.filter(pk=regency).update(computed_at=None)),
        ),
    ]


def turn_of_a_month() -> tuple[int, float, int]:
    """Regencies, seconds and queries when a new month begins everywhere: the running month taken up again."""
    running = month_of(timezone.localdate())
    MonthState.objects.update(through_month=shift(running, -1))
    codes = list(regencies_with_due_months(["0"]).values_list("code", flat=True))
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as captured:
        for _number in refresh_all_months(codes):
            pass
    return len(codes), time.perf_counter() - began, len(captured)


def differing() -> list[str]:
    """Every stored month of the nation that is not what its rows say."""
    codes = Region.objects.at_level(Level.REGENCY).order_by("code").values_list("code", flat=True)
    return [wrong for code in codes for wrong in month_differences(code)]


def report(runs: int, workers: int, only: str, *, whole: bool) -> None:
    """Measure this database and print what was found."""
    remove_users()
    month = shift(month_of(timezone.localdate()), -1)
    village = busiest_village()
    list(refresh_all_months(list(regencies_with_due_months(["0"]).values_list("code", flat=True))))
    sizes = (EnterpriseGroup.objects.count(), MonthlyReport.objects.count(), MonthTotal.objects.count())
    print("\n{:,} kelompok, {:,} register, {:,} angka bulan tersimpan\n".format(*sizes))
    places = {Role.ADMIN: "0", Role.PROVINCE: PROVINCE, Role.REGENCY: village[:4]}
    try:
        clients = {role: make_clients(role, code) for role, code in places.items()}
        with Server(workers) as server:
            print(f"| halaman | 1 pengguna p50 ms | {USERS} sekaligus p50 | p95 | kueri |\n|---|--:|--:|--:|--:|")
            for page in [page for page in pages(f"{month:%Y-%m}", village[:4], village[:6]) if only in page.name]:
                alone = statistics.median(measure(clients[page.user][:1], server, page, runs))
                times = measure(clients[page.user], server, page, runs)
                queries = count_queries(clients[page.user][0], page)
                half = statistics.median(times)
                print(f"| {page.name} | {alone:.0f} | {half:.0f} | {p95(times):.0f} | {queries} |", flush=True)
    finally:
        remove_users()
    print("\n| menghitung ulang | ms |\n|---|--:|")
    for name, took in writes_and_turns(village[:4], month):
        print(f"| {name} | {took:.0f} |")
    if whole:
        regencies, seconds, queries = turn_of_a_month()
        print(f"\nAwal bulan: {regencies} kabupaten/kota dalam {seconds:.1f} detik, {queries} kueri.")
        print(f"Bulan yang berbeda dari barisnya: {differing() or 'tidak ada'}.")


def main() -> None:
    """Measure the database of DATABASE_URL, and then the others named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=20, help="responses for each of the ten users")
    parser.add_argument("--only", default="", help="measure only pages whose name holds this")
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--quick", action="store_true", help="leave out the turn of a month and the comparison")
    parser.add_argument("--also", action="append", default=[], help="another DATABASE_URL, e.g. at a tenth of the size")
    options = parser.parse_args()
    report(options.runs, options.workers, options.only, whole=not options.quick)
    for url in options.also:
        rest = ["--runs", str(options.runs), "--workers", str(options.workers), *["--quick"] * options.quick]
        rest += ["--only", options.only]
        subprocess.run(
            [sys.executable, "-m", "benchmarks.months", *rest], env={**os.environ, "DATABASE_URL": url}, check=True
        )


if __name__ == "__main__":
    main()
