"""Questions of national scale against their goals: whole responses for one user and for ten at once (OP01, OP05, SD01).

    DATABASE_URL=postgres://…/besar python manage.py seed_demo --scale 1994 --no-accounts
    DATABASE_URL=postgres://…/besar DEBUG=False python -m benchmarks.nation --tenth postgres://…/kecil

Prints Markdown tables: p95 in milliseconds for one user and for all at once, asking again and again without a pause;
the p95 at a tenth of the size with its ratio; the best raw SQL for the same answer, and how many times as long the view
takes; then the same lists in stock Django admin, in a server process of its own. `--rebuild` also makes every stored
total anew from its rows. On SQLite, `--users 1 --bare` asks the same without raw SQL and stock admin. Makes its own
users (`ukur-…`) and closes them again. UKUR_PROVINSI chooses another province.
"""

import argparse
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uppks.settings")
os.environ.setdefault("LOG_LEVEL", "WARNING")
django.setup()

from urllib.parse import urlencode  # noqa: E402

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import Territory, User  # noqa: E402
from accounts.roles import Role  # noqa: E402
from benchmarks.nation_pages import Asked, questions  # noqa: E402
from benchmarks.pages import PROVINCE, Server, busiest_village, measure_sql, p95, remove_users  # noqa: E402
from groups.models import EnterpriseGroup  # noqa: E402
from members.models import Membership, Person  # noqa: E402

WARM = 3
STOCK_RUNS = 3
"""Searches of stock admin take seconds each; so many say enough."""


def busy_villages(users: int) -> list[str]:
    """Villages of one regency with working groups, one for each officer."""
    regency = busiest_village()[:4]
    codes = (
        EnterpriseGroup.objects.in_region(regency).active().order_by("village_id").values_list("village_id", flat=True)
    )
    return list(codes.distinct()[:users])


def make_clients(villages: list[str], users: int) -> dict[str, list[Client]]:
    """Signed-in clients of each role that asks; every officer has a village of her own."""
    places = {Role.ADMIN: ["0"], Role.PROVINCE: [PROVINCE], Role.REGENCY: [villages[0][:4]], Role.OFFICER: villages}
    return {role: [_client(role, codes[n % len(codes)], n) for n in range(users)] for role, codes in places.items()}


def _client(role: str, code: str, number: int) -> Client:
    top = role == Role.ADMIN
    user = User.objects.create(username=f"ukur-{role}-{number}", role=role, is_superuser=top, is_staff=top)
    Territory.objects.create(user=user, region_id=code, started_on=timezone.localdate().replace(day=1))
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    client.get("/akun/", headers={"host": "localhost"})
    return client


def times_of(asked: Asked, clients: list[Client], server: Server, runs: int, warm: int = WARM) -> list[float]:
    """Milliseconds of `runs` responses for each of the users, all asking at once."""
    with ThreadPoolExecutor(len(clients)) as crowd:
        found = crowd.map(lambda pair: _ask(asked, *pair, server, runs, warm), enumerate(clients))
    return [took for times in found for took in times]


def _ask(asked: Asked, number: int, client: Client, server: Server, runs: int, warm: int) -> list[float]:
    cookies = "; ".join(f"{key}={morsel.value}" for key, morsel in client.cookies.items())
    headers = {"Cookie": cookies, "Accept-Encoding": "gzip", "Host": "localhost"}
    line, times = http.client.HTTPConnection("127.0.0.1", server.port, timeout=300), []
    for run in range(runs + warm):
        body, extra = _body(asked, number, client, server)
        began = time.perf_counter()
        line.request("GET" if body is None else "POST", asked.path(number), body, headers | extra)
        response = line.getresponse()
        response.read()
        took = (time.perf_counter() - began) * 1000
        if response.status >= 400:
            raise SystemExit(f"{asked.name}: {asked.path(number)} answered {response.status}")
        times += [took] if run >= warm else []
    return times


def _body(asked: Asked, number: int, client: Client, server: Server) -> tuple[str | None, dict]:
    if asked.post is None:
        return None, {}
    fields = asked.post(number) | {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    referer = f"http://localhost:{server.port}/"
    return urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded", "Referer": referer}


def measured(asked: Asked, clients: list[Client], server: Server, runs: int) -> dict:
    """p50 and p95 for one user and for all, and the raw SQL beside them."""
    if asked.once:
        alone = together = times_of(asked, clients[:1], server, 1, warm=0)
    else:
        alone = times_of(asked, clients[:1], server, max(runs, 10))
        together = times_of(asked, clients, server, runs)
    found = {"alone50": statistics.median(alone), "alone95": p95(alone)}
    found |= {"all50": statistics.median(together), "all95": p95(together)}
    if asked.sql and connection.vendor == "postgresql":
        found["sql"] = measure_sql(*asked.sql, 5)["p50"]
    return found


def measure_all(options) -> dict[str, dict]:
    """Every question on the database of DATABASE_URL; in stock admin where it has the same list."""
    remove_users()
    villages = busy_villages(options.users)
    try:
        clients = make_clients(villages, options.users)
        words = options.only.split("|")
        wanted = [asked for asked in questions(villages) if any(word in asked.name for word in words)]
        with Server(options.workers) as server:
            found = {asked.name: _told(asked, clients, server, options) for asked in wanted}
        if not options.bare:
            _beside_stock(wanted, found, clients[Role.ADMIN][:1], options)
        return found
    finally:
        remove_users()


def _told(asked: Asked, clients: dict[str, list[Client]], server: Server, options) -> dict:
    found = measured(asked, clients[asked.role], server, options.runs) | {"goal": asked.goal}
    print(f"{asked.name}: {found['alone95']:.0f} / {found['all95']:.0f} ms", file=sys.stderr, flush=True)
    return found


def _beside_stock(wanted: list[Asked], found: dict, clients: list[Client], options) -> None:
    """The same lists in stock admin, one user, in a server that has nothing else."""
    with Server(options.workers, {"DJANGO_SETTINGS_MODULE": "benchmarks.stock_settings"}) as server:
        for asked in wanted:
            if asked.stock:
                page = Asked(asked.name, None, asked.role, [asked.stock])
                found[asked.name]["stock"] = statistics.median(times_of(page, clients, server, STOCK_RUNS, warm=1))


def at_a_tenth(options) -> dict[str, dict]:
    """The same questions on the smaller database, by the same command in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "kecil.json"
        command = [
            sys.executable,
            "-m",
            "benchmarks.nation",
            "--runs",
            str(options.runs),
            "--users",
            str(options.users),
        ]
        command += ["--workers", str(options.workers), "--only", options.only, "--bare", "--json", str(kept)]
        subprocess.run(command, env={**os.environ, "DATABASE_URL": options.tenth}, check=True)
        return json.loads(kept.read_text())


def table(found: dict[str, dict], tenth: dict[str, dict], users: int) -> str:
    """The Markdown tables."""
    lines = [
        f"| halaman | tujuan | 1 pengguna p50 | p95 | {users} sekaligus p50 | p95 "
        "| sepersepuluh p95 | rasio | SQL | kali SQL | |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|",
    ]
    lines += [_line(name, one, tenth.get(name, {})) for name, one in found.items()]
    stock = {name: one for name, one in found.items() if "stock" in one}
    if stock:
        lines += ["", "| halaman | di sini p50 | admin bawaan p50 | kali | |", "|---|--:|--:|--:|---|"]
        lines += [_stock_line(name, one) for name, one in stock.items()]
    return "\n".join(lines)


def _line(name: str, one: dict, small: dict) -> str:
    ratio, sql = one["all95"] / small["all95"] if small else None, one.get("sql")
    times = one["alone50"] / sql if sql else None
    missed = [word for word, bad in (
        ("sendiri", one["goal"] and one["alone95"] > one["goal"]),
        ("sekaligus", one["goal"] and one["all95"] > one["goal"]),
        ("datar", ratio and ratio > 1.5),
        ("SQL", times and times > 3),
    ) if bad]  # fmt: skip
    numbers = [one["goal"], one["alone50"], one["alone95"], one["all50"], one["all95"], small.get("all95")]
    cells = [f"{number:.0f}" if number else "" for number in numbers]
    cells += [f"{ratio:.2f}" if ratio else "", f"{sql:.1f}" if sql else "", f"{times:.1f}" if times else ""]
    return f"| {name} | {' | '.join(cells)} | {'meleset: ' + ', '.join(missed) if missed else ''} |"


def _stock_line(name: str, one: dict) -> str:
    times = one["stock"] / one["alone50"]
    cells = f"{one['alone50']:.0f} | {one['stock']:.0f} | {times:.1f} | {'' if times >= 10 else 'meleset'}"
    return f"| {name} | {cells} |"


def rebuild() -> float:
    """Seconds to make every stored total, month and history anew from the rows."""
    began = time.perf_counter()
    with open(os.devnull, "w") as unread:
        call_command("rebuild_totals", stdout=unread)
    return time.perf_counter() - began


def sizes() -> str:
    """How large the database is, and how busy the machine."""
    counts = [_count(model) for model in (EnterpriseGroup, Membership, Person)]
    load = " ".join(f"{one:.1f}" for one in os.getloadavg())
    return "{:,} kelompok, {:,} keanggotaan, {:,} orang".format(*counts) + f"; beban mesin {load}"


def _count(model) -> int:
    """Rows of a table; PostgreSQL is asked for what it last counted, since counting millions takes a while."""
    if connection.vendor != "postgresql":
        return model.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = %s", [model._meta.db_table])
        return int(cursor.fetchone()[0])


def main() -> None:
    """Measure, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--users", type=int, default=10)
    parser.add_argument("--runs", type=int, default=20, help="responses for each of the users")
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--only", default="", help="measure pages whose name holds this; several with | between")
    parser.add_argument("--tenth", default="", help="DATABASE_URL of a tenth of the size")
    parser.add_argument("--rebuild", action="store_true", help="also make every stored total anew, and time it")
    parser.add_argument("--bare", action="store_true", help="leave out stock admin")
    parser.add_argument("--json", default="", help="write the numbers to this file instead of a table")
    options = parser.parse_args()
    before = sizes()
    found = measure_all(options)
    if options.json:
        Path(options.json).write_text(json.dumps(found))
        return
    tenth = at_a_tenth(options) if options.tenth else {}
    print(f"{before}; sesudahnya {os.getloadavg()[0]:.1f}\n\n{table(found, tenth, options.users)}", flush=True)
    if options.rebuild:
        print(f"\nSemua angka tersimpan dihitung ulang dari barisnya dalam {rebuild():.0f} detik.")


if __name__ == "__main__":
    main()
