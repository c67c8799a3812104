"""The cast and the little country, as fixtures; and a database that is as new after a test that really commits.

In the country (see `factories.COUNTRY`) there are two provinces: Sulawesi Barat, where the cast works, and Papua, where
the outsiders work, in another time zone.
"""

from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from auditlog.context import disable_auditlog
from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connections
from django.test import Client, TransactionTestCase

from accounts.roles import Role
from tests import factories

# Where each role works: the region of `factories.COUNTRY` inside, and one of the same level outside.
TERRITORIES = {
    Role.OFFICER: ("7604032004", "9103011001"),
    Role.COORDINATOR: ("760403", "910301"),
    Role.REGENCY: ("7604", "9103"),
    Role.PROVINCE: ("76", "91"),
    Role.AKU: ("76", "91"),
    Role.ADMIN: ("0", "91"),
    Role.AUDITOR: ("76", "91"),
}


@pytest.fixture
def country(db) -> dict:
    """The regions of the tests, by code."""
    return factories.make_country()


@pytest.fixture
def cast(country) -> SimpleNamespace:
    """One user per role with Bumiayu inside the territory, by role; `outside` by role; `lost` and `jobless`.

    `cast.officer`, `cast.admin`, …; `cast.inside[Role.OFFICER]`; `cast.outside[Role.OFFICER]` works elsewhere;
    `cast.lost[Role.OFFICER]` has the role but no territory; `cast.jobless` has territory but no role.
    """
    wanted = {f"dalam-{role}": (role, here) for role, (here, _there) in TERRITORIES.items()}
    wanted |= {f"luar-{role}": (role, there) for role, (_here, there) in TERRITORIES.items()}
    wanted |= {f"tanpa-{role}": (role, "") for role in TERRITORIES}
    users = factories.make_users(wanted | {"tanpa-peran": ("", "76")})
    inside, outside, lost = (
        {role: users[f"{one}-{role}"] for role in TERRITORIES} for one in ("dalam", "luar", "tanpa")
    )
    jobless = users["tanpa-peran"]
    named = {role.value: user for role, user in inside.items()}
    return SimpleNamespace(**named, inside=inside, outside=outside, lost=lost, jobless=jobless)


@pytest.fixture
def sign_in():
    """Give a user; get a client in which that user is signed in. None is nobody."""

    def signed_in(user=None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return signed_in


# --- After a test that really commits ---------------------------------------------------------------------------------
_as_new: dict[str, str] = {}


def _fixture_setup(cls):
    """Keep what the migrations have put into the tables (stages, tiers, positions) before the first such test."""
    for alias in cls._databases_names(include_mirrors=False):
        if alias not in _as_new:
            _as_new[alias] = connections[alias].creation.serialize_db_to_string()
    _original_setup(cls)


def _fixture_teardown(self):
    """Empty the tables, append-only ones included, and put back what the migrations had put there."""
    for alias in self._databases_names(include_mirrors=False):
        with _rules_lifted(connections[alias]), disable_auditlog():
            # Cascade: the audit library's own table, which is not in use, points at users too.
            call_command(
                "flush", verbosity=0, interactive=False, database=alias, inhibit_post_migrate=True, allow_cascade=True
            )
            connections[alias].creation.deserialize_db_from_string(_as_new[alias])
            _give_next_ids(connections[alias])


def _give_next_ids(of):
    """Rows were put back with the ids they had; the next row made must not get one of those."""
    with of.cursor() as cursor:
        for statement in of.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)


_original_setup = TransactionTestCase._fixture_setup.__func__
TransactionTestCase._fixture_setup = classmethod(_fixture_setup)
TransactionTestCase._fixture_teardown = _fixture_teardown


@contextmanager
def _rules_lifted(of):
    """Without the triggers that refuse removal. PostgreSQL's let a test database be truncated, so only SQLite's go."""
    if of.vendor != "sqlite":
        yield
        return
    with of.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%append_only%'")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
    yield
    with of.cursor() as cursor:
        for _name, sql in triggers:
            cursor.execute(sql)
