"""Outside DEBUG the registry refuses to start on anything unsafe, and says which."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests import factories
from uppks.safety import refuse_unsafe_start, unsafe_settings

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_settings_of_the_tests_are_safe(db):
    assert unsafe_settings() == []
    refuse_unsafe_start()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "pendek"),
        ("SECRET_KEY", "django-insecure-" + "x" * 60),
        ("NIK_ENCRYPTION_KEYS", ""),
        ("NIK_ENCRYPTION_KEYS", "1:bukan-kunci"),
        ("NIK_INDEX_KEY", ""),
        ("ALLOWED_HOSTS", []),
        ("REVIEWED_CHANGES", ["group_dissolve", "capital_cuts"]),
        ("ALLOWED_HOSTS", ["*"]),
        ("ALLOWED_HOSTS", ["kantor.example", "*.example"]),
    ],
)
def test_each_unsafe_setting_is_named_and_its_value_is_not(db, settings, name, value):
    setattr(settings, name, value)
    (problem,) = unsafe_settings()
    assert name in problem
    assert "bukan-kunci" not in problem
    with pytest.raises(ImproperlyConfigured, match=name):
        refuse_unsafe_start()


def test_an_empty_secret_is_refused_by_name(db, settings):
    settings.SECRET_KEY = ""
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        refuse_unsafe_start()


def test_demo_accounts_are_refused_while_they_can_sign_in(country):
    user = factories.make_user("petugas", is_demo=True)
    with pytest.raises(ImproperlyConfigured, match="Akun contoh"):
        refuse_unsafe_start()
    user.is_active = False
    user.save()
    refuse_unsafe_start()


def test_every_reason_is_said_at_once(country, settings):
    settings.SECRET_KEY, settings.ALLOWED_HOSTS = "pendek", ["*"]
    factories.make_user("petugas", is_demo=True)
    with pytest.raises(ImproperlyConfigured) as refusal:
        refuse_unsafe_start()
    assert str(refusal.value).count("\n- ") == 3


def test_with_debug_on_a_developer_is_not_stopped(db, settings):
    settings.DEBUG, settings.SECRET_KEY = True, "pendek"
    refuse_unsafe_start()


def test_a_server_does_not_come_up_on_an_open_host_list(tmp_path):
    """The door a real server comes through."""
    environment = os.environ | {"ALLOWED_HOSTS": "*", "DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}"}
    command = [sys.executable, "-c", "import uppks.wsgi"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode != 0
    assert "ALLOWED_HOSTS" in done.stderr
