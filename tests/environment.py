"""The environment in which every check and test runs: fixed, so that nobody's `.env` changes a result.

Standard library only, because `bootstrap.py` reads it before anything is installed.
"""

from __future__ import annotations

import os

TEST_ENVIRONMENT = {
    "DEBUG": "False",
    "SECRET_KEY": "only-for-tests-4f1c0d7b9a2e4c6f8b3d5e7a9c1f0b2d4e6a8c0f2b4d6e8a",
    "NIK_ENCRYPTION_KEYS": "1:dXBwa3MtdGVzdC1lbmNyeXB0aW9uLWtleS0wMDAwMDE=",
    "NIK_INDEX_KEY": "dXBwa3MtdGVzdC1sb29rLXVwLWluZGV4LWtleS0wMDE=",
    "ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
    "CSRF_TRUSTED_ORIGINS": "",
    "SECOND_FACTOR_REQUIRED": "False",
    "HTTPS": "False",
    # Tests open the static files as they are written: no collectstatic before a test.
    "STATIC_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage",
    # A pool keeps connections open, and a test database with open connections cannot be dropped.
    "DATABASE_POOLED": "False",
    "LOG_LEVEL": "WARNING",
    "EMAIL_URL": "",
    "DEFAULT_FROM_EMAIL": "",
    "SITE_URL": "https://uppks.example.id",
}

SQLITE_IN_MEMORY = "sqlite://:memory:"


def environment_for(database_url: str = "") -> dict[str, str]:
    """Return this process's environment with the fixed values; an empty URL means SQLite."""
    values = {**os.environ, **TEST_ENVIRONMENT, "TEST_DATABASE_URL": database_url}
    values["DATABASE_URL"] = database_url or SQLITE_IN_MEMORY
    return values
