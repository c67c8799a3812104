"""Prepares Django for the tests. It stands at the root because the environment must be set before any settings load.

`pytest` uses SQLite; `python -m tests.postgres` runs the same tests on PostgreSQL.
"""

import os

import django
import pytest

from tests.environment import environment_for

os.environ.update(environment_for(os.environ.get("TEST_DATABASE_URL", "")))
os.environ["DJANGO_SETTINGS_MODULE"] = "uppks.settings"
django.setup()

from django.conf import settings  # noqa: E402

pytest_plugins = ["tests.cast"]

# Tests sign in thousands of times; the real hash is slow on purpose.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """Give SQLite a file, as in real use: two connections and a live server cannot share a database in memory."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        options = database.setdefault("OPTIONS", {})
        options["init_command"] = options.get("init_command", "") + " PRAGMA synchronous=OFF;"
