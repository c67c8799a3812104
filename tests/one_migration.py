"""One worker of a test run makes the database by its migrations; the others copy what it made.

The migrations take some twenty seconds, most of it Django working out the state of all models again and again. They are
still gone through, from nothing and on each database, in every run: once instead of once per worker.
"""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

COPY = f"test_{settings.DATABASES['default']['NAME']}_copy"
"""The copy on PostgreSQL."""


@contextmanager
def made_once(folder: Path) -> Iterator[None]:
    """Around the making of this worker's database; `folder` is shared by the workers of one run."""
    folder.mkdir(exist_ok=True)
    made = folder / "made"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if made.exists() and connection.vendor == "sqlite":
            fcntl.flock(lock, fcntl.LOCK_UN)  # a file can be copied by all at once
        if made.exists():
            with _copied_from(folder):
                yield
        else:
            yield
            _keep_copy(folder)
            made.touch()


def drop_copy() -> None:
    """Leave nothing on a server that outlives the run."""
    if connection.vendor == "postgresql":
        with connection.creation._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(COPY)}")


def _keep_copy(folder: Path) -> None:
    name = connection.settings_dict["NAME"]
    connection.close()
    if connection.vendor == "sqlite":
        shutil.copy(name, folder / "copy.sqlite3")
    else:
        _create_from(name, COPY)


def _create_from(source: str, name: str) -> None:
    quote = connection.ops.quote_name
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {quote(name)}")
        cursor.execute(f"CREATE DATABASE {quote(name)} TEMPLATE {quote(source)}")


@contextmanager
def _copied_from(folder: Path) -> Iterator[None]:
    """While Django makes a test database, take the copy instead of an empty one; it then finds nothing to migrate."""
    creation = connection.creation

    def copied(*_asked, **_more) -> str:
        name = creation._get_test_db_name()
        if connection.vendor == "sqlite":
            shutil.copy(folder / "copy.sqlite3", name)
        else:
            _create_from(COPY, name)
        return name

    creation._create_test_db = copied
    try:
        yield
    finally:
        del creation._create_test_db
