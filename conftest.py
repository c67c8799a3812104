"""Prepares Django for the tests. It stands at the root because the environment must be set before any settings load.

`pytest` uses SQLite; `python -m tests.postgres` runs the same tests on PostgreSQL.
"""

import functools
import gc
import os

import django
import hypothesis
import pytest

from tests.environment import environment_for

os.environ.update(environment_for(os.environ.get("TEST_DATABASE_URL", "")))
os.environ["DJANGO_SETTINGS_MODULE"] = "uppks.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.test import utils as test_utils  # noqa: E402
from pytest_django.plugin import blocking_manager_key  # noqa: E402

from reports.paper import pdf  # noqa: E402
from tests.one_migration import drop_copy, made_once  # noqa: E402

pytest_plugins = ["tests.cast"]

# What cannot differ between the databases runs once, on SQLite: looks and accessibility of pages, paper, files and
# sources, and all journeys through a browser but the main one (what they save is tried on both by their rooms).
_LOOKS = "admin card forms_axe front_door handover homes import month page_behaviour pages_axe review siga watch"
_SOURCES = "architecture bootstrap docs drafts page_weight translations"
RUN_ONCE = [
    *(f"tests/e2e/test_{name}.py" for name in _LOOKS.split()),
    *(f"tests/test_{name}.py" for name in _SOURCES.split()),
    "tests/imports/test_reading.py",
    "tests/reports/test_catalogue_files.py",
    "tests/reports/test_paper.py",
    "tests/reports/test_pictures.py",
    "tests/uppks/test_static_bundle.py",
]
if not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    collect_ignore = RUN_ONCE

# A busy machine is slow, not wrong: no example fails for the time it took.
hypothesis.settings.register_profile("registry", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("registry")

# Tests sign in thousands of times; the real hash is slow on purpose.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# What was collected for a server is not read again by each of the thousands of clients.
settings.STATIC_ROOT = settings.BASE_DIR / "artifacts" / "never-collected"
# Tests look at what pages are drawn from, so each is drawn anew; tests/reports/test_drawn.py keeps them.
settings.CACHES["drawn"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}

# The same sheet asked for again and again is pressed once; tests/reports/test_paper.py tries the press itself.
pdf.pressed = functools.lru_cache(maxsize=100)(pdf.pressed)

tell_every_template = test_utils.instrumented_test_render


def tell_whole_pages(template, context) -> str:
    """Tests ask what the view gave its page, not what each of the many small templates in it got."""
    if context.template is template:
        return tell_every_template(template, context)
    return template.nodelist.render(context)


test_utils.instrumented_test_render = tell_whole_pages


def pytest_collection_finish():
    """Collect garbage rarely, and never again what the imports left: it lives as long as the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


DATABASE = settings.DATABASES["default"]
if DATABASE["ENGINE"].endswith("sqlite3"):
    # Never opened. A live server started before the test database would take one in memory as its own to share.
    DATABASE["NAME"] = str(settings.BASE_DIR / "artifacts" / "never-opened.sqlite3")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """Give SQLite a file, as in real use: two connections and a live server cannot share a database in memory."""
    if DATABASE["ENGINE"].endswith("sqlite3"):
        DATABASE.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        options = DATABASE.setdefault("OPTIONS", {})
        options["init_command"] = options.get("init_command", "") + " PRAGMA synchronous=OFF;"


@pytest.fixture(scope="session")
def django_db_setup(request, tmp_path_factory, django_db_blocker, django_db_modify_db_settings):
    """Let one worker migrate and the others copy; a run of one process has nobody to copy from."""
    if not hasattr(request.config, "workerinput"):
        request.getfixturevalue("django_db_setup")
        return
    with django_db_blocker.unblock(), made_once(tmp_path_factory.getbasetemp().parent / "database"):
        request.getfixturevalue("django_db_setup")


def pytest_unconfigure(config):
    """Remove what the workers copied from."""
    if config.getoption("numprocesses", None) and not hasattr(config, "workerinput"):
        with config.stash[blocking_manager_key].unblock():
            drop_copy()
