"""How long the pages take, as a browser sees them: whole responses of a real server on the database of DATABASE_URL.

    DATABASE_URL=postgres://… python manage.py seed_demo --scale 1994 --no-accounts
    DATABASE_URL=postgres://… .venv/bin/python -m benchmarks.pages --runs 40

Prints a Markdown table: p50 and p95 in milliseconds, queries, compressed bytes; below them the best raw SQL for some of
the same answers. Makes its own users (`ukur-…`) and closes them again. UKUR_PROVINSI chooses another province than 33.
"""

import argparse
import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uppks.settings")
os.environ.setdefault("LOG_LEVEL", "WARNING")
django.setup()

from django.contrib import admin  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import Territory, User  # noqa: E402
from accounts.roles import Role  # noqa: E402
from groups.models import EnterpriseGroup  # noqa: E402
from members.models import Membership, Person  # noqa: E402
from members.nik_vault import open_sealed  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
PROVINCE = os.environ.get("UKUR_PROVINSI", "33")


@dataclass(frozen=True)
class Page:
    """One measured page: who opens it, where, and what is posted if it is a save or a search."""

    name: str
    user: str
    path: str
    post: dict | None = None


class Server:
    """The server an office runs, on a port of its own."""

    def __init__(self, workers: int, environment: dict[str, str] | None = None):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = ["granian", "--interface", "wsgi", "--port", str(self.port), "--workers", str(workers)]
        command += ["--blocking-threads", "2", "--log-level", "warning", "uppks.wsgi:application"]
        command[0] = str(Path(sys.executable).with_name("granian"))
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.DEVNULL, env={**os.environ, **(environment or {})}
        )

    def __enter__(self):
        for _try in range(120):
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                    return self
            except OSError:
                time.sleep(0.25)
        raise SystemExit("the server did not start")

    def __exit__(self, *_exc):
        self.process.terminate()
        self.process.wait(20)


def make_users() -> dict[str, Client]:
    """A signed-in client for each role that is measured."""
    remove_users()
    wanted = {
        "petugas": (Role.OFFICER, busiest_village()),
        "kabupaten": (Role.REGENCY, busiest_village()[:4]),
        "provinsi": (Role.PROVINCE, PROVINCE),
        "nasional": (Role.ADMIN, "0"),
    }
    clients = {}
    for name, (role, code) in wanted.items():
        user = User.objects.create(username=f"ukur-{name}", role=role)
        Territory.objects.create(user=user, region_id=code, started_on=timezone.localdate().replace(day=1))
        clients[name] = Client()
        clients[name].force_login(user, "django.contrib.auth.backends.ModelBackend")
    return clients


def remove_users() -> None:
    """Close the measuring accounts; what they saved keeps pointing to them."""
    for user in User.objects.filter(username__startswith="ukur-"):
        user.username = f"bekas-{user.pk}-{user.username}"[:150]
        user.is_active = False
        user.save()


def busiest_village() -> str:
    """A village of the measured province with several groups."""
    codes = list(EnterpriseGroup.objects.in_region(PROVINCE).active().values_list("village_id", flat=True)[:3000])
    return max(sorted(set(codes)), key=codes.count)


def sample() -> dict:
    """Records to open: a group of ordinary size, one of its people, her NIK, and a place far down the list."""
    group = EnterpriseGroup.objects.in_region(busiest_village()).active().first()
    membership = Membership.objects.of_group(group).filter(person__nik_sealed__isnull=False).first()
    person = Person.objects.get(pk=membership.person_id)
    return {"group": group, "person": person, "nik": open_sealed(person.nik_sealed)}


def measure(client: Client, server: Server, page: Page, runs: int) -> dict:
    """Times of `runs` whole responses after a warm-up, with queries and bytes of one."""
    headers = {
        "Cookie": "; ".join(f"{key}={morsel.value}" for key, morsel in client.cookies.items()),
        "Accept-Encoding": "gzip",
        "Host": "localhost",
    }
    times, size, status = [], 0, 0
    http_connection = http.client.HTTPConnection("127.0.0.1", server.port)
    for run in range(runs + 3):
        body, extra = request_body(client, server, page, headers)
        began = time.perf_counter()
        http_connection.request("POST" if page.post is not None else "GET", page.path, body, {**headers, **extra})
        response = http_connection.getresponse()
        size, status = len(response.read()), response.status
        if run >= 3:
            times.append((time.perf_counter() - began) * 1000)
    return {"p50": statistics.median(times), "p95": p95(times), "bytes": size, "status": status}


def request_body(client: Client, server: Server, page: Page, headers: dict):
    """The body of a POST with its CSRF token; a fresh form token for each save."""
    if page.post is None:
        return None, {}
    token = client.cookies["csrftoken"].value
    fields = {key: value() if callable(value) else value for key, value in page.post.items()}
    body = urlencode({**fields, "csrfmiddlewaretoken": token}, doseq=True)
    return body, {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"http://localhost:{server.port}/"}


def count_queries(client: Client, page: Page) -> int:
    """Database queries of one response, in process."""
    with CaptureQueriesContext(connection) as captured:
        if page.post is None:
            client.get(page.path, headers={"host": "localhost"})
        else:
            fields = {key: value() if callable(value) else value for key, value in page.post.items()}
            client.post(page.path, fields, headers={"host": "localhost"})
    return len(captured)


def p95(times: list[float]) -> float:
    """The 95th percentile of the measured times."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, round(len(ordered) * 0.95))]


def far_cursor(client: Client, path: str, pages: int) -> str:
    """Follow "next" the given number of times, as a reader would, and return the address reached."""
    for _page in range(pages):
        body = client.get(path, headers={"host": "localhost"}).content.decode()
        found = re.search(r'href="([^"]+)"[^>]*rel="next"|rel="next"[^>]*href="([^"]+)"', body)
        if not found:
            break
        step = (found[1] or found[2]).replace("&amp;", "&")
        path = step if step.startswith("/") else path.split("?")[0] + step
    return path


def raw_sql() -> list[tuple[str, str, list]]:
    """The best SQL for two of the answers, as the floor to judge by."""
    field = Person._meta.get_field("nik_index")
    nik_index = field.get_db_prep_value(sample()["person"].nik_index, connection)
    return [
        ("SQL: satu NIK", "SELECT * FROM members_person WHERE nik_index = %s", [nik_index]),
        (
            "SQL: 25 kelompok sebuah provinsi",
            "SELECT * FROM groups_enterprisegroup WHERE village_id >= %s AND village_id < %s "
            "ORDER BY village_id, number LIMIT 25",
            [PROVINCE, str(int(PROVINCE) + 1)],
        ),
        (
            "SQL: 25 keanggotaan sebuah provinsi",
            "SELECT * FROM members_membership JOIN members_person ON members_person.id = person_id "
            "WHERE members_membership.village_id >= %s AND members_membership.village_id < %s "
            "ORDER BY members_membership.village_id, group_id, members_membership.id LIMIT 25",
            [PROVINCE, str(int(PROVINCE) + 1)],
        ),
    ]


def measure_sql(statement: str, parameters: list, runs: int) -> dict:
    """Times of one statement with its rows fetched."""
    times = []
    with connection.cursor() as cursor:
        for run in range(runs + 3):
            began = time.perf_counter()
            cursor.execute(statement, parameters)
            cursor.fetchall()
            if run >= 3:
                times.append((time.perf_counter() - began) * 1000)
    return {"p50": statistics.median(times), "p95": p95(times)}


def pages(clients: dict[str, Client]) -> list[Page]:
    """Everything that exists and that someone opens every day."""
    chosen = sample()
    group, person = chosen["group"], chosen["person"]
    today = timezone.localdate()
    capital = {
        "on": (today - timedelta(days=1)).isoformat(),
        "own": str(group.capital_total or 3_000_000),
        "loan": "0",
        "grant": "0",
        "source": "visit",
        "evidence": "",
        "sure": "on",
        "unlikely_reason": "pengukuran kecepatan",
        "token": lambda: str(uuid.uuid4()),
    }
    far = far_cursor(clients["nasional"], "/kelompok/", 1000)
    found = [
        Page("Beranda petugas", "petugas", "/"),
        Page("Beranda provinsi", "provinsi", "/"),
        Page("Kelompok: desa petugas", "petugas", "/kelompok/"),
        Page("Kelompok: provinsi, halaman pertama", "provinsi", "/kelompok/"),
        Page("Kelompok: nasional, halaman pertama", "nasional", "/kelompok/"),
        Page("Kelompok: nasional, halaman ke-1.000", "nasional", far),
        Page("Kelompok: jenjang Naik Kelas, nasional", "nasional", "/kelompok/?jenjang=naik-kelas"),
        Page("Kelompok: peringatan belum ada ketua, nasional", "nasional", "/kelompok/?peringatan=ketua"),
        Page("Kelompok: nama melati, nasional", "nasional", "/kelompok/?q=melati"),
        Page("Sebuah kelompok", "petugas", f"/kelompok/{group.number}/"),
        Page("Daftar anggota kelompok", "petugas", f"/kelompok/{group.number}/anggota/"),
        Page("Formulir anggota baru", "petugas", f"/kelompok/{group.number}/anggota/tambah/"),
        Page("Simpan catatan modal", "petugas", f"/kelompok/{group.number}/modal/catat/", capital),
        Page("Anggota: provinsi, halaman pertama", "provinsi", "/anggota/"),
        Page("Anggota: nasional, halaman pertama", "nasional", "/anggota/"),
        Page("Anggota: peserta KB provinsi", "provinsi", "/anggota/?kb=ikut"),
        Page("Cari NIK", "nasional", "/anggota/cari/", {"q": chosen["nik"]}),
        Page("Cari nama siti rahayu, kabupaten", "kabupaten", "/anggota/cari/", {"q": "siti rahayu"}),
        Page(
            "Cari nama salah eja sutarmi handayni, kabupaten", "kabupaten", "/anggota/cari/", {"q": "sutarmi handayni"}
        ),
        Page("Cari nama siti, nasional", "nasional", "/anggota/cari/", {"q": "siti"}),
        Page("Seorang anggota", "petugas", f"/anggota/{person.pk}/"),
        Page("Cari desa", "nasional", "/wilayah/cari/?q=sukamaju"),
        Page("Dasbor nasional", "nasional", "/dasbor/0/"),
        Page("Dasbor provinsi", "provinsi", f"/dasbor/{PROVINCE}/"),
        Page("Dasbor kabupaten", "kabupaten", f"/dasbor/{group.village_id[:4]}/"),
        Page("Dasbor kecamatan", "kabupaten", f"/dasbor/{group.village_id[:6]}/"),
        Page("Rekap provinsi", "provinsi", "/rekap/"),
        Page("AKU nasional", "nasional", "/aku/"),
        Page("Cakupan AKU", "nasional", "/aku/cakupan/"),
        Page("Jejak perubahan", "nasional", "/jejak/"),
    ]
    return found + [
        Page(
            f"Kelola: {model._meta.verbose_name}",
            "nasional",
            reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"),
        )
        for model in admin.site._registry
        if model._meta.app_label in ("regions", "accounts", "groups", "members", "associations")
    ]


def main() -> None:
    """Measure everything and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    clients = make_users()
    try:
        with Server(options.workers) as server:
            print("| halaman | p50 ms | p95 ms | kueri | kB | status |")
            print("|---|--:|--:|--:|--:|--:|")
            for page in pages(clients):
                clients[page.user].get("/kelompok/daftar/", headers={"host": "localhost"})
                found = measure(clients[page.user], server, page, options.runs)
                queries = count_queries(clients[page.user], page)
                cells = [f"{found['p50']:.1f}", f"{found['p95']:.1f}", queries, f"{found['bytes'] / 1000:.1f}"]
                print("|", page.name, "|", " | ".join(map(str, [*cells, found["status"]])), "|", flush=True)
        for name, statement, parameters in raw_sql():
            found = measure_sql(statement, parameters, options.runs)
            print(f"| {name} | {found['p50']:.1f} | {found['p95']:.1f} | 1 | | |")
    finally:
        remove_users()


if __name__ == "__main__":
    main()
