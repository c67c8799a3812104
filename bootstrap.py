#!/usr/bin/env python3
"""The two commands of a fresh machine: `python3 bootstrap.py run` and `python3 bootstrap.py test`.

Needs Python 3.11 or newer with the `venv` module and nothing else. `run` makes the virtual environment, the secrets,
the database, the regions and the demo data where they are missing, then starts server and worker together. `test` runs
every check and every test on SQLite and on PostgreSQL; `check` only the checks. What was started ends with this script.
"""

from __future__ import annotations

import argparse
import base64
import errno
import hashlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from tests.browser import MISSING as CHROMIUM_MISSING
from tests.environment import environment_for

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PROGRAMS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = PROGRAMS / ("python.exe" if os.name == "nt" else "python")
# Beside the environment, not in it: it must survive making the environment anew.
INCOMPLETE = ROOT / ".venv.incomplete"
INSTALLED = VENV / "uppks-installed.json"
SECRETS = ROOT / ".env"
ARTIFACTS = ROOT / "artifacts"
OLDEST_PYTHON = (3, 11)
EXIT_NO_POSTGRES = 69  # as in tests/postgres.py
HEALTH_SECONDS = 90
PATIENCE_SECONDS = 10
THREADS = 8  # as many as the database pool holds


class Problem(Exception):
    """Something the person at the keyboard can mend; the message says what, in Indonesian."""


class Stopped(Exception):
    """Ctrl-C, or a request to end."""


def say(line: str = "") -> None:
    """Print one line at once, also into a pipe."""
    print(line, flush=True)


# --- Processes --------------------------------------------------------------------------------------------------------


class Children:
    """The processes this script started. Each has its own process group, and none outlives the script."""

    def __init__(self) -> None:
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.asked_to_stop: signal.Signals | None = None

    def listen(self) -> None:
        """Note a request to end instead of breaking off, so that no process is lost half-started."""
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), self._note)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.asked_to_stop = signal.Signals(number)

    def pause(self, seconds: float = 0.1) -> None:
        """Wait a moment. Raises Stopped when the script was asked to end."""
        if self.asked_to_stop is None:
            time.sleep(seconds)
        if self.asked_to_stop is not None:
            raise Stopped

    def start(
        self, name: str, command: Sequence[str | Path], env: dict[str, str] | None = None, output: int | None = None
    ) -> subprocess.Popen[bytes]:
        """Start a program that runs beside this script."""
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            start_new_session=True,
        )
        self.running[name] = process
        return process

    def run(
        self, command: Sequence[str | Path], env: dict[str, str] | None = None, sign_of_life: float = float("inf")
    ) -> int:
        """Run a program to its end and return its exit code; say every so many seconds that it still runs."""
        process = self.start("langkah", command, env)
        started = said = time.monotonic()
        while process.poll() is None:
            self.pause(0.05)
            if time.monotonic() - said > sign_of_life:
                said = time.monotonic()
                say(f"  ... masih berjalan ({said - started:.0f} detik)")
        del self.running["langkah"]
        return process.returncode

    def ended(self) -> tuple[str, int] | None:
        """Return name and exit code of a program that ended by itself, if any did."""
        for name, process in self.running.items():
            code = process.poll()
            if code is not None:
                return name, code
        return None

    def stop(self) -> None:
        """End every program: first a request, after some patience by force. Nothing may interrupt this."""
        self.asked_to_stop = self.asked_to_stop or signal.SIGTERM
        force = getattr(signal, "SIGKILL", signal.SIGTERM)
        first = signal.SIGINT if self.asked_to_stop == signal.SIGINT else signal.SIGTERM
        for number in (first, signal.SIGTERM, force):
            self._signal_all(number)
            deadline = time.monotonic() + PATIENCE_SECONDS
            while self._any_alive() and time.monotonic() < deadline:
                time.sleep(0.05)
            if not self._any_alive():
                break
        self._signal_all(force)  # what a program left behind in its group
        self.running.clear()

    def _any_alive(self) -> bool:
        return any(process.poll() is None for process in self.running.values())

    def _signal_all(self, number: signal.Signals) -> None:
        for process in self.running.values():
            try:
                if hasattr(os, "killpg"):
                    os.killpg(process.pid, number)
                else:
                    process.terminate()
            except (ProcessLookupError, PermissionError):
                pass


# --- The virtual environment ------------------------------------------------------------------------------------------


def digest(paths: Iterable[Path]) -> str:
    """Return a fingerprint of the content of these files."""
    total = hashlib.sha256()
    for path in paths:
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def installed() -> dict[str, str]:
    """Return what was installed and made before, by name with its fingerprint."""
    try:
        found: dict[str, str] = json.loads(INSTALLED.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def note_installed(name: str, fingerprint: str) -> None:
    """Remember that this is done, so that the next run can skip it."""
    INSTALLED.write_text(json.dumps({**installed(), name: fingerprint}, indent=1), encoding="utf-8")


def succeeds(command: Sequence[str | Path]) -> bool:
    """Say whether a short program ends well."""
    try:
        return subprocess.run([str(part) for part in command], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def environment_works() -> bool:
    """Say whether there is a finished virtual environment with a Python that is new enough."""
    return not INCOMPLETE.exists() and succeeds(
        [PYTHON, "-c", f"import sys; assert sys.version_info >= {OLDEST_PYTHON}"]
    )


def install(children: Children, requirements: Path) -> None:
    """Install the locked packages into `.venv`, making it anew where it is missing or half-made."""
    fingerprint = digest([requirements])
    if installed().get(requirements.name) == fingerprint and environment_works():
        return
    uv = shutil.which("uv")
    worked = uv is not None and try_install(children, requirements, uv)
    if not worked and not try_install(children, requirements, None):
        raise Problem("Paket tidak dapat dipasang. Periksa sambungan internet, lalu jalankan perintah yang sama lagi.")
    note_installed(requirements.name, fingerprint)


def try_install(children: Children, requirements: Path, uv: str | None) -> bool:
    """Install with uv, or with venv and pip; say whether it worked. An interruption leaves INCOMPLETE behind."""
    fresh = not environment_works() or (uv is None and not succeeds([PYTHON, "-m", "pip", "--version"]))
    INCOMPLETE.touch()
    if fresh:
        make_environment(children, uv)
    say(f"Memasang paket dari {requirements.name} (hanya saat pertama atau bila daftarnya berubah) ...")
    by_pip: list[str | Path] = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    installer = [uv, "pip", "install", "--python", PYTHON] if uv else by_pip
    # Twice quiet: errors only. pip's warnings are about the machine's own settings.
    worked = children.run([*installer, "-qq", "--require-hashes", "-r", requirements], sign_of_life=15) == 0
    INCOMPLETE.unlink(missing_ok=True)
    return worked


def make_environment(children: Children, uv: str | None) -> None:
    """Make an empty virtual environment. Raises Problem naming the Debian package where `venv` is missing."""
    say("Membuat lingkungan Python di .venv ...")
    if uv and children.run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, VENV]) == 0:
        return
    if children.run([sys.executable, "-m", "venv", "--clear", VENV]) != 0:
        raise Problem("Lingkungan Python tidak dapat dibuat. Di Debian: pasang paket `python3-venv`, lalu ulangi.")


# --- Secrets, database, static files ----------------------------------------------------------------------------------


def key() -> str:
    """Return a new random key of 32 bytes in base64."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def ensure_secrets(demo: bool) -> None:
    """Write `.env` with new secrets, readable by its owner alone, unless there is one already."""
    if SECRETS.exists() and SECRETS.stat().st_size:
        return
    say("Membuat kunci rahasia di .env (jangan dibagikan; simpan salinannya bersama cadangan) ...")
    lines = [
        "# Dibuat oleh bootstrap.py. Tanpa kunci NIK di bawah ini, NIK yang tersimpan tidak dapat dibaca lagi.",
        f"SECRET_KEY={secrets.token_urlsafe(50)}",
        f"NIK_ENCRYPTION_KEYS=1:{key()}",
        f"NIK_INDEX_KEY={key()}",
        "# DEBUG=True hanya untuk mencoba dengan data contoh di komputer sendiri.",
        f"DEBUG={demo}",
        "LOG_LEVEL=WARNING",
        "",
    ]
    descriptor = os.open(SECRETS, os.O_WRONLY | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        SECRETS.chmod(0o600)
        file.write("\n".join(lines))


def manage(*arguments: str) -> list[str | Path]:
    """Return the command line of a management command."""
    return [PYTHON, ROOT / "manage.py", *arguments]


def prepare_database(children: Children, demo: bool) -> None:
    """Make or update tables, regions and demo data; a half-made state from a broken run is completed."""
    if children.run(manage("prepare", *(["--demo"] if demo else []))) != 0:
        raise Problem("Basis data tidak dapat disiapkan; sebabnya tertulis di atas. Perbaiki, lalu ulangi.")


def static_sources() -> list[Path]:
    """Return the project's own static files."""
    folders = [ROOT / "static", *ROOT.glob("*/static")]
    return sorted({path for folder in folders for path in folder.rglob("*") if path.is_file()})


def collect_static(children: Children) -> None:
    """Gather the static files for the server when any of them, or the packages, changed."""
    rules = [ROOT / "requirements.txt", ROOT / "uppks" / "settings.py", ROOT / "uppks" / "static_bundle.py"]
    fingerprint = digest([*static_sources(), *rules])
    if installed().get("staticfiles") == fingerprint and (ROOT / "staticfiles" / "staticfiles.json").exists():
        return
    say("Mengumpulkan berkas tampilan ...")
    if children.run(manage("collectstatic", "--noinput", "--clear", "--verbosity", "0")) != 0:
        raise Problem("Berkas tampilan tidak dapat dikumpulkan; sebabnya tertulis di atas.")
    note_installed("staticfiles", fingerprint)


# --- run --------------------------------------------------------------------------------------------------------------


def bind_problem(host: str, port: int) -> OSError | None:
    """Return why a server cannot listen there, or None when it can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            return problem
    return None


def ensure_port_is_free(host: str, port: int) -> None:
    """Raise Problem, naming a free port, when the server could not listen."""
    problem = bind_problem(host, port)
    if problem is None:
        return
    candidates = (number for number in range(max(port, 8000) + 1, 65536) if bind_problem(host, number) is None)
    again = f"python3 bootstrap.py run --port {next(candidates, 8001)}"
    if isinstance(problem, PermissionError):
        raise Problem(f"Port {port} hanya boleh dipakai root. Pilih port lain dengan --port, misalnya: {again}")
    if isinstance(problem, socket.gaierror) or problem.errno == errno.EADDRNOTAVAIL:
        raise Problem(f"Alamat {host} tidak ada di komputer ini. Periksa --host.")
    raise Problem(f"Port {port} sedang dipakai program lain. Pilih port lain dengan --port, misalnya: {again}")


def address(host: str, port: int) -> str:
    """Return the address to open in a browser on this machine."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{name}:{port}/"


def health(url: str) -> str:
    """Return "" when the product says it is well, else what it said."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{url}sehat/", timeout=5) as answer:
            return "" if answer.status == 200 else f"jawaban {answer.status}"
    except urllib.error.HTTPError as refusal:
        return f"jawaban {refusal.code}: {refusal.read(500).decode(errors='replace').strip()}"
    except OSError as silence:
        return f"belum menjawab ({silence})"


def start_server_and_worker(children: Children, host: str, port: int) -> None:
    """Start both and wait until the product is well. Raises Problem when it does not get well."""
    server: list[str | Path] = [
        PYTHON,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        host,
        "--port",
        str(port),
        "--workers",
        "1",
    ]
    server += ["--blocking-threads", str(THREADS), "--log-level", "warning", "uppks.wsgi:application"]
    children.start("Server", server)
    children.start("Pekerja latar", manage("worker", "--no-reload", "--queue-name", "*", "--verbosity", "0"))
    deadline = time.monotonic() + HEALTH_SECONDS
    answer = "belum menjawab"
    while time.monotonic() < deadline:
        fail_if_ended(children)
        answer = health(address(host, port))
        if not answer:
            return
        children.pause(0.2)
    raise Problem(f"Aplikasi tidak sehat setelah {HEALTH_SECONDS} detik: {answer}")


def fail_if_ended(children: Children) -> None:
    """Raise Problem when server or worker ended by itself."""
    ended = children.ended()
    if ended:
        name, code = ended
        raise Problem(f"{name} berhenti sendiri (kode {code}); sebabnya tertulis di atas. Yang lain ikut dihentikan.")


def greet(children: Children, url: str, demo: bool) -> None:
    """Print the address and how to sign in."""
    say()
    say(f"Registri UPPKS berjalan di {url}")
    if demo:
        if children.run(manage("demo_accounts")) != 0:
            say("Akun contoh: lihat README.md.")
    else:
        command = " ".join(str(part) for part in manage("first_admin", "NAMA"))
        say(f"Tanpa data contoh. Buat akun admin nasional pertama di terminal lain:\n  {command}")
    say("Tekan Ctrl-C untuk berhenti.")


def run(children: Children, options: argparse.Namespace) -> int:
    """Start the product and keep it until Ctrl-C."""
    ensure_port_is_free(options.host, options.port)
    install(children, ROOT / "requirements.txt")
    ensure_secrets(options.demo)
    os.umask(0o077)  # the database made next holds people's data: for its owner alone
    prepare_database(children, options.demo)
    collect_static(children)
    start_server_and_worker(children, options.host, options.port)
    greet(children, address(options.host, options.port), options.demo)
    try:
        while True:
            fail_if_ended(children)
            children.pause(0.3)
    except Stopped:
        say("Menghentikan server dan pekerja ...")
        return 0


# --- check and test ---------------------------------------------------------------------------------------------------


@dataclass
class Result:
    """What came of one check or one test run."""

    name: str
    state: str  # "lulus", "gagal" or "dilewati"
    detail: str = ""
    counts: dict[str, int] = field(default_factory=dict)


def checks() -> dict[str, list[str | Path]]:
    """Return every check by name with its command."""
    return {
        "format": [PYTHON, "-m", "ruff", "format", "--check", "."],
        "lint": [PYTHON, "-m", "ruff", "check", "."],
        "tipe": [PYTHON, "-m", "mypy"],
        "templat": [PYTHON, "-m", "djlint", "--lint", "--quiet", "templates"],
        "migrasi": manage("makemigrations", "--check", "--dry-run"),
        "terjemahan": manage("update_messages", "--check"),
        "penyebaran": manage("check", "--deploy", "--fail-level", "WARNING"),
    }


def check_environment() -> dict[str, str]:
    """Return the environment of the checks: an office behind https, so that `check --deploy` judges the real thing."""
    return {**environment_for(), "HTTPS": "True", "ALLOWED_HOSTS": "uppks.example.id", "SECOND_FACTOR_REQUIRED": "True"}


def start_checks(children: Children) -> dict[str, Started]:
    """Start every check, all at once."""
    return {
        name: start_quietly(children, f"check-{name}", command, check_environment())
        for name, command in checks().items()
    }


def check_results(children: Children, started: dict[str, Started]) -> list[Result]:
    """Wait for the checks, also after one failed; show the output of those that fail."""
    results = []
    for name, check in started.items():
        code, output = check.finish(children)
        say(f"Pemeriksaan {name}: {'lulus' if code == 0 else 'GAGAL'}")
        if code != 0:
            say(output)
        results.append(Result(name, "lulus" if code == 0 else "gagal"))
    return results


@dataclass
class Started:
    """A program that runs beside others; what it says is kept in a file until it has ended."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def finish(self, children: Children) -> tuple[int, str]:
        """Wait for its end; return its exit code and all it said."""
        while self.process.poll() is None:
            children.pause(0.05)
        del children.running[self.name]
        output = self.log.read_text(encoding="utf-8", errors="replace").strip()
        self.log.unlink()
        return self.process.returncode, output


def start_quietly(children: Children, name: str, command: Sequence[str | Path], env: dict[str, str]) -> Started:
    """Start a program whose output waits in a file."""
    ARTIFACTS.mkdir(exist_ok=True)
    log = ARTIFACTS / f"{name}.log"
    with log.open("wb") as file:
        return Started(name, children.start(name, command, env, output=file.fileno()), log)


def report_of(database: str) -> Path:
    """Return the file in which pytest tells what came of the tests on one database."""
    return ARTIFACTS / f"junit-{database.lower()}.xml"


def test_command(database: str, arguments: Sequence[str]) -> list[str | Path]:
    """Return the command that runs pytest on one database."""
    pytest: list[str | Path] = [PYTHON, "-m", "pytest", "-n", "auto", "--dist", "worksteal"]
    pytest += [f"--junitxml={report_of(database)}", *arguments]
    return [PYTHON, "-m", "tests.postgres", *pytest] if database == "PostgreSQL" else pytest


def test_environment(database: str) -> dict[str, str]:
    """Return the environment of the tests on one database."""
    return environment_for(os.environ.get("TEST_DATABASE_URL", "") if database == "PostgreSQL" else "")


def test_results(database: str, code: int) -> list[Result]:
    """Return two results: of all tests on one database, and of the browser tests among them."""
    if code == EXIT_NO_POSTGRES:
        return [Result(database, "dilewati", "PostgreSQL tidak ada; pasang paket Debian `postgresql`")]
    counts, browser = read_report(report_of(database))
    detail = ", ".join(f"{number} {word}" for word, number in counts.items() if number or word == "passed")
    return [Result(database, "lulus" if code == 0 else "gagal", detail, counts), browser_result(database, browser)]


def run_tests(children: Children, arguments: Sequence[str]) -> list[Result]:
    """Run pytest on both databases at once: while one waits for a browser or a lock, the other has work.

    The output of SQLite is shown as it comes, that of PostgreSQL after it.
    """
    say("\nPengujian pada SQLite dan PostgreSQL; keluaran PostgreSQL menyusul ...")
    other = start_quietly(children, "postgresql", test_command("PostgreSQL", arguments), test_environment("PostgreSQL"))
    results = test_results("SQLite", children.run(test_command("SQLite", arguments), test_environment("SQLite")))
    code, output = other.finish(children)
    say(f"\nPengujian pada PostgreSQL\n{output}")
    return results + test_results("PostgreSQL", code)


def read_report(report: Path) -> tuple[dict[str, int], dict[str, int]]:
    """Return how many tests passed, failed and were skipped: of all tests, and of the browser tests."""
    counts = {"failed": 0, "passed": 0, "skipped": 0}
    browser = {"failed": 0, "passed": 0, "missing": 0}
    for case in ElementTree.parse(report).iter("testcase") if report.exists() else ():
        skip = case.find("skipped")
        failed = case.find("failure") is not None or case.find("error") is not None
        word = "failed" if failed else "passed" if skip is None else "skipped"
        counts[word] += 1
        if (case.get("classname") or "").startswith("tests.e2e"):
            missing = skip is not None and CHROMIUM_MISSING in (skip.get("message") or "")
            browser["missing" if missing else word] = browser.get("missing" if missing else word, 0) + 1
    return counts, browser


def browser_result(database: str, counts: dict[str, int]) -> Result:
    """Return what came of the browser tests on one database."""
    name = f"peramban ({database})"
    if counts["missing"]:
        return Result(name, "dilewati", CHROMIUM_MISSING.partition(": ")[2])
    if not counts["passed"] + counts["failed"]:
        return Result(name, "dilewati", "tidak ada uji peramban di antara yang dipilih")
    return Result(name, "gagal" if counts["failed"] else "lulus", f"{counts['passed']} passed")


def summarise(results: list[Result], seconds: float) -> int:
    """Print what ran and what came of it; return the exit code. TEST_REQUIRE_ALL makes a skipped part a failure."""
    strict = os.environ.get("TEST_REQUIRE_ALL", "") not in ("", "0")
    bad = [result for result in results if result.state == "gagal" or (strict and result.state == "dilewati")]
    say("\nRingkasan")
    for result in results:
        say(f"  {result.name:22} {result.state:9} {result.detail}".rstrip())
    if strict and any(result.state == "dilewati" for result in results):
        say("  TEST_REQUIRE_ALL: bagian yang dilewati dihitung gagal.")
    totals = {word: sum(result.counts.get(word, 0) for result in results) for word in ("failed", "passed", "skipped")}
    line = ", ".join(f"{number} {word}" for word, number in totals.items() if number or word == "passed")
    checked = sum(not result.counts and result.state == "lulus" for result in results)
    say("SEMUA LULUS" if not bad else "GAGAL: " + ", ".join(result.name for result in bad))
    say(f"{'=' * 12} {line if any(totals.values()) else f'{checked} checks passed'} in {seconds:.1f}s {'=' * 12}")
    return 1 if bad else 0


def check(children: Children, options: argparse.Namespace) -> int:
    """Run only the checks."""
    started = time.monotonic()
    install(children, ROOT / "requirements-dev.txt")
    return summarise(check_results(children, start_checks(children)), time.monotonic() - started)


def test(children: Children, options: argparse.Namespace) -> int:
    """Run every check, and every test on SQLite and on PostgreSQL, all beside each other."""
    started = time.monotonic()
    install(children, ROOT / "requirements-dev.txt")
    shutil.rmtree(ARTIFACTS, ignore_errors=True)  # pictures of an earlier run would be taken for this one's
    checking = start_checks(children)
    tested = run_tests(children, options.pytest)
    return summarise(check_results(children, checking) + tested, time.monotonic() - started)


# --- The command line -------------------------------------------------------------------------------------------------


def port_number(text: str) -> int:
    """Return a port from the command line. Raises ArgumentTypeError for anything else."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} bukan nomor port antara 1 dan 65535")
    return int(text)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line; what `test` does not know goes to pytest."""
    parser = argparse.ArgumentParser(prog="bootstrap.py", description="Registri UPPKS: jalankan atau uji.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="run|test|check")
    run_parser = commands.add_parser("run", help="siapkan yang belum ada, lalu jalankan server dan pekerja")
    run_parser.add_argument("--port", type=port_number, default=8000, help="port server (bawaan: 8000)")
    run_parser.add_argument("--host", default="127.0.0.1", help="alamat server (bawaan: 127.0.0.1)")
    run_parser.add_argument("--no-demo", dest="demo", action="store_false", help="tanpa data dan akun contoh")
    commands.add_parser("test", help="semua pemeriksaan dan pengujian; argumen lain diteruskan ke pytest")
    commands.add_parser("check", help="hanya pemeriksaan")
    options, rest = parser.parse_known_args(arguments)
    if rest and options.command != "test":
        parser.error(f"argumen tidak dikenal: {' '.join(rest)}")
    options.pytest = rest
    return options


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; whatever happens, no process is left behind."""
    if sys.version_info < OLDEST_PYTHON:
        say(f"Perlu Python 3.11 atau lebih baru; ini Python {sys.version.split()[0]}.")
        return 1
    options = parse(arguments)
    commands: dict[str, Callable[[Children, argparse.Namespace], int]] = {"run": run, "test": test, "check": check}
    children = Children()
    children.listen()
    try:
        return commands[options.command](children, options)
    except Problem as problem:
        print(problem, file=sys.stderr, flush=True)
        return 1
    except Stopped:
        say("Dihentikan. Jalankan perintah yang sama untuk melanjutkan.")
        return 130
    finally:
        children.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
