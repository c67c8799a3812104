"""The account that no other account can make (AC01)."""

import io

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.roles import Role
from regions.models import Region

PASSWORD = "bukit-kapur-41-tenang"


@pytest.fixture
def typed(monkeypatch):
    """Give the password a pipe would give."""
    return lambda password: monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))


@pytest.fixture
def nation(db):
    Region.objects.get_or_create(code="0", defaults={"name": "Indonesia", "level": 0})


def test_the_first_admin_has_role_territory_and_password(nation, typed, capsys):
    typed(PASSWORD)
    call_command("first_admin", "kepala")
    user = User.objects.get(username="kepala")
    assert user.role == Role.ADMIN
    assert user.is_national
    assert user.check_password(PASSWORD)
    assert PASSWORD not in "".join(capsys.readouterr())


def test_a_second_one_is_refused(nation, typed):
    typed(PASSWORD)
    call_command("first_admin", "kepala")
    typed(PASSWORD)
    with pytest.raises(CommandError, match="Sudah ada administrator nasional"):
        call_command("first_admin", "wakil")
    assert User.objects.filter(role=Role.ADMIN).count() == 1


@pytest.mark.parametrize(("name", "password"), [("kepala", "pendek"), ("kepala", "1234567890123"), ("a b", PASSWORD)])
def test_a_weak_password_or_an_impossible_name_makes_nothing(nation, typed, name, password):
    typed(password)
    with pytest.raises(CommandError):
        call_command("first_admin", name)
    assert not User.objects.filter(username=name).exists()


def test_without_regions_it_says_what_to_run_first(db, typed):
    Region.objects.all().delete()
    typed(PASSWORD)
    with pytest.raises(CommandError, match=r"manage\.py prepare"):
        call_command("first_admin", "kepala")
