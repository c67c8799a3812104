"""The first command: secrets, port, processes, locked packages, the closing summary, the throwaway server."""

import base64
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

import bootstrap
from tests.postgres import EXIT_NO_POSTGRES

ROOT = Path(bootstrap.__file__).parent
ONLY_FOR_TESTS = {"DATABASE_POOLED", "STATIC_STORAGE"}
JUNIT = """<testsuites><testsuite>
<testcase classname="tests.groups.test_money" name="a"/>
<testcase classname="tests.groups.test_money" name="b"><failure message="x"/></testcase>
<testcase classname="tests.groups.test_money" name="c"><error message="x"/></testcase>
<testcase classname="tests.e2e.test_walk" name="d"><skipped message="{missing}"/></testcase>
</testsuite></testsuites>"""


@pytest.fixture
def empty_root(tmp_path, monkeypatch) -> Path:
    """A folder in which bootstrap.py finds nothing made before."""
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    for name in ("VENV", "SECRETS", "INCOMPLETE", "ARTIFACTS"):
        monkeypatch.setattr(bootstrap, name, tmp_path / getattr(bootstrap, name).name)
    monkeypatch.setattr(bootstrap, "INSTALLED", tmp_path / bootstrap.INSTALLED.name)
    return tmp_path


@pytest.fixture
def children():
    """The processes of one test; none outlives it."""
    children = bootstrap.Children()
    yield children
    children.stop()


def settings_in(text: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in text.splitlines() if line and not line.startswith("#"))


def test_secrets_are_new_each_time_of_full_length_and_for_the_owner_alone(empty_root):
    bootstrap.ensure_secrets(demo=True)
    first = settings_in(bootstrap.SECRETS.read_text())
    assert bootstrap.SECRETS.stat().st_mode & 0o777 == 0o600
    bootstrap.SECRETS.unlink()
    bootstrap.ensure_secrets(demo=False)
    second = settings_in(bootstrap.SECRETS.read_text())
    assert (first["DEBUG"], second["DEBUG"]) == ("True", "False")
    version, _, sealing = first["NIK_ENCRYPTION_KEYS"].partition(":")
    assert version == "1"
    keys = [sealing, first["NIK_INDEX_KEY"], second["NIK_INDEX_KEY"]]
    assert len(set(keys)) == 3
    assert [len(base64.b64decode(key, validate=True)) for key in keys] == [32, 32, 32]
    assert first["SECRET_KEY"] != second["SECRET_KEY"]


def test_existing_secrets_are_never_overwritten(empty_root):
    bootstrap.SECRETS.write_text("SECRET_KEY=milik-kantor\n")
    bootstrap.ensure_secrets(demo=True)
    assert bootstrap.SECRETS.read_text() == "SECRET_KEY=milik-kantor\n"


def test_secrets_broken_off_before_a_byte_was_written_are_written_by_the_next_run(empty_root):
    bootstrap.SECRETS.touch(0o644)
    bootstrap.ensure_secrets(demo=True)
    assert "NIK_INDEX_KEY" in settings_in(bootstrap.SECRETS.read_text())
    assert bootstrap.SECRETS.stat().st_mode & 0o777 == 0o600


def test_the_example_names_every_setting_of_the_environment():
    used = set(re.findall(r'\benv(?:\.\w+)?\("([A-Z_]+)"', (ROOT / "uppks/settings.py").read_text()))
    assert used - ONLY_FOR_TESTS == settings_in((ROOT / ".env.example").read_text()).keys()


def test_a_busy_port_is_answered_with_a_free_one_and_the_option_to_use():
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        with pytest.raises(bootstrap.Problem, match=rf"Port {port} sedang dipakai .* run --port \d+"):
            bootstrap.ensure_port_is_free("127.0.0.1", port)
    bootstrap.ensure_port_is_free("127.0.0.1", port)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "delapan", "²", "8000.0"])
def test_a_port_that_cannot_be_is_refused(port, capsys):
    with pytest.raises(SystemExit):
        bootstrap.parse(["run", f"--port={port}"])
    assert "bukan nomor port" in capsys.readouterr().err


def test_what_test_does_not_know_goes_to_pytest_and_run_takes_nothing_unknown():
    assert bootstrap.parse(["test", "tests/groups", "-k", "money", "-x"]).pytest == [
        "tests/groups",
        "-k",
        "money",
        "-x",
    ]
    with pytest.raises(SystemExit):
        bootstrap.parse(["run", "--prot", "8000"])


def alive(pid: int) -> bool:
    """Say whether a process runs; one that ended but was not yet collected by its parent does not."""
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="membaca /proc")
def test_a_program_and_what_it_started_end_also_when_they_refuse(children, tmp_path, monkeypatch):
    monkeypatch.setattr(bootstrap, "PATIENCE_SECONDS", 0.3)
    note = tmp_path / "pids"
    script = (
        "import os, signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"open({str(note)!r} + '.new', 'w').write(f'{{os.getpid()}} {{child.pid}}')\n"
        f"os.rename({str(note)!r} + '.new', {str(note)!r})\n"
        "time.sleep(60)\n"
    )
    children.start("keras kepala", [sys.executable, "-c", script])
    deadline = time.monotonic() + 20
    while not note.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    pids = [int(pid) for pid in note.read_text().split()]
    assert all(map(alive, pids))
    children.stop()
    deadline = time.monotonic() + 5
    while any(map(alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(map(alive, pids))


def test_a_program_that_ends_by_itself_is_named(children):
    process = children.start("Pekerja latar", [sys.executable, "-c", "raise SystemExit(3)"])
    process.wait(20)
    with pytest.raises(bootstrap.Problem, match=r"Pekerja latar berhenti sendiri \(kode 3\)"):
        bootstrap.fail_if_ended(children)


def test_a_request_to_end_stops_a_step_in_its_middle(children):
    children.asked_to_stop = signal.SIGTERM
    with pytest.raises(bootstrap.Stopped):
        children.run([sys.executable, "-c", "import time; time.sleep(60)"])


def test_an_interrupted_installation_is_not_trusted(empty_root, monkeypatch):
    monkeypatch.setattr(bootstrap, "PYTHON", Path(sys.executable))
    assert bootstrap.environment_works()
    bootstrap.INCOMPLETE.touch()
    assert not bootstrap.environment_works()


def test_packages_are_installed_again_only_when_their_list_changed(empty_root, monkeypatch, children):
    monkeypatch.setattr(bootstrap, "PYTHON", Path(sys.executable))
    tries = []
    monkeypatch.setattr(bootstrap, "try_install", lambda children, requirements, uv: not tries.append(uv))
    requirements = empty_root / "requirements.txt"
    for content in ("django==5.2.1", "django==5.2.1", "django==5.2.2"):
        requirements.write_text(content)
        bootstrap.install(children, requirements)
    assert len(tries) == 2


def test_a_failed_installation_says_what_to_do_and_is_tried_again(empty_root, monkeypatch, children):
    monkeypatch.setattr(bootstrap, "try_install", lambda children, requirements, uv: False)
    requirements = empty_root / "requirements.txt"
    requirements.write_text("django==5.2.1")
    with pytest.raises(bootstrap.Problem, match="sambungan internet"):
        bootstrap.install(children, requirements)
    assert bootstrap.installed() == {}


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_every_direct_package_says_why_and_every_locked_one_is_pinned_with_hashes(name):
    direct = [line for line in (ROOT / f"{name}.in").read_text().splitlines() if line and line[0] not in "#-"]
    assert [line for line in direct if not re.search(r"\S  +# \w", line)] == []
    locked = (ROOT / f"{name}.txt").read_text()
    packages = re.split(r"\n(?=[a-z])", locked)
    assert [
        package for package in packages if not re.match(r"[\w.-]+(\[\w+\])?==\S+ .*--hash=sha256:", package, re.S)
    ] == []
    names = {package.partition("==")[0] for package in packages}
    assert {re.match(r"[\w-]+", line)[0] for line in direct} <= names
    assert "://" not in locked


def test_development_packages_contain_the_runtime_packages_in_the_same_versions():
    runtime, development = (
        set(re.findall(r"^[a-z][^ ]*==[^ ]+", (ROOT / name).read_text(), re.M))
        for name in ("requirements.txt", "requirements-dev.txt")
    )
    assert runtime <= development


def test_the_report_tells_failed_passed_and_skipped_apart_and_a_missing_browser(tmp_path):
    report = tmp_path / "junit.xml"
    report.write_text(JUNIT.format(missing=f"Skipped: {bootstrap.CHROMIUM_MISSING}"), encoding="utf-8")
    counts, browser = bootstrap.read_report(report)
    assert counts == {"failed": 2, "passed": 1, "skipped": 1}
    result = bootstrap.browser_result("SQLite", browser)
    assert (result.state, result.detail) == ("dilewati", "peramban tidak ada; pasang paket Debian `chromium`")


def test_a_run_without_report_counts_nothing(tmp_path):
    assert bootstrap.read_report(tmp_path / "none.xml")[0] == {"failed": 0, "passed": 0, "skipped": 0}


@pytest.mark.parametrize(("strict", "code"), [("", 0), ("0", 0), ("1", 1)])
def test_a_skipped_part_fails_only_where_everything_is_required(strict, code, monkeypatch, capsys):
    monkeypatch.setenv("TEST_REQUIRE_ALL", strict)
    results = [
        bootstrap.Result("SQLite", "lulus", "7 passed", {"passed": 7}),
        bootstrap.Result("PostgreSQL", "dilewati", "tidak ada"),
    ]
    assert bootstrap.summarise(results, 1.0) == code
    assert "7 passed in 1.0s" in capsys.readouterr().out.splitlines()[-1]


def test_one_failed_check_fails_the_whole(monkeypatch, capsys):
    monkeypatch.delenv("TEST_REQUIRE_ALL", raising=False)
    results = [bootstrap.Result("lint", "gagal"), bootstrap.Result("SQLite", "lulus", "7 passed", {"passed": 7})]
    assert bootstrap.summarise(results, 1.0) == 1
    assert "GAGAL: lint" in capsys.readouterr().out


@pytest.mark.skipif(sys.platform == "win32", reason="tanpa soket Unix")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_throwaway_server_is_stopped_and_deleted_when_its_tests_are_broken_off(number):
    script = "import os, time; print(os.environ['DATABASE_URL'], flush=True); time.sleep(60)"
    environment = {**os.environ, "TEST_DATABASE_URL": ""}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.postgres", sys.executable, "-c", script],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as wrapper:
        url = wrapper.stdout.readline()
        if not url and wrapper.wait(30) == EXIT_NO_POSTGRES:
            pytest.skip("PostgreSQL tidak ada")
        folder = Path(url.strip().partition("host=")[2])
        server = int((folder / "data" / "postmaster.pid").read_text().split()[0])
        os.killpg(wrapper.pid, number)
        wrapper.wait(30)
    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(server, 0)
