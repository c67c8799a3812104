"""The national administrator keeps users at /kelola/, and cannot go round any rule there."""

from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.urls import reverse

from accounts.admin_base import RegistryModelAdmin
from accounts.models import AuditEntry, User
from accounts.roles import Role
from tests import factories

ADD = "/kelola/accounts/user/add/"


def inline(*rows) -> dict:
    """The form data of the territory rows."""
    typed = {"territory_set-TOTAL_FORMS": len(rows), "territory_set-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        typed |= {f"territory_set-{number}-{name}": value for name, value in row.items()}
    return typed


def typed_user(**columns) -> dict:
    return {
        "username": "Petugas.Baru",
        "full_name": "Petugas Baru",
        "role": "officer",
        "initial_password": "gunung-sumbing-pagi",
        "is_active": "on",
    } | columns


@pytest.fixture
def office(cast, sign_in):
    return sign_in(cast.admin)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN])
def test_no_other_role_comes_near(cast, sign_in, role):
    client = sign_in(cast.inside[role])
    for path in ("/kelola/accounts/user/", ADD, f"/kelola/accounts/user/{cast.officer.pk}/change/"):
        assert client.get(path).status_code == 403


def test_a_user_is_made_with_an_initial_password_and_a_territory(office, cast):
    row = {"region": "7604", "started_on": "2026-01-01"}
    response = office.post(ADD, typed_user() | inline(row))
    assert response.status_code == 302, response.context["adminform"].form.errors
    user = User.objects.get(username="petugas.baru")
    assert user.must_change_password and user.check_password("gunung-sumbing-pagi")
    assert not user.is_superuser and not user.is_staff
    assert user.territory_codes == ("7604",)
    entry = AuditEntry.objects.get_for_object(user).latest("id")
    assert entry.actor == cast.admin and "gunung" not in str(entry.changes)


def test_nobody_is_made_a_superuser_by_adding_fields_to_the_form(office, cast):
    path = f"/kelola/accounts/user/{cast.officer.pk}/change/"
    office.post(path, typed_user(is_superuser="on", is_staff="on", user_permissions="1") | inline())
    cast.officer.refresh_from_db()
    assert cast.officer.username == "petugas.baru"
    assert not cast.officer.is_superuser and not cast.officer.is_staff


@pytest.mark.parametrize("password", ["", "12345678901", "pendek"])
def test_a_new_user_needs_a_proper_initial_password(office, password):
    response = office.post(ADD, typed_user(initial_password=password) | inline())
    assert response.status_code == 200
    assert "initial_password" in response.context["adminform"].form.errors
    assert not User.objects.filter(username="petugas.baru").exists()


def test_one_does_not_change_the_own_role(office, cast):
    path = f"/kelola/accounts/user/{cast.admin.pk}/change/"
    office.post(path, typed_user(role="officer", initial_password="") | inline())
    cast.admin.refresh_from_db()
    assert cast.admin.role == Role.ADMIN


def test_a_superuser_is_out_of_reach(office):
    path = f"/kelola/accounts/user/{factories.make_user('akar', is_superuser=True).pk}/change/"
    assert office.post(path, typed_user() | inline()).status_code == 403


def test_users_are_deactivated_and_never_deleted(office, cast):
    path = f"/kelola/accounts/user/{cast.officer.pk}/"
    assert office.post(f"{path}delete/", {"post": "yes"}).status_code == 403
    office.post(f"{path}change/", typed_user(initial_password="") | {"is_active": ""} | inline())
    cast.officer.refresh_from_db()
    assert not cast.officer.is_active


def test_a_new_initial_password_unlocks_and_ends_the_sessions(office, cast, client, sign_in):
    phone = sign_in(cast.officer)
    for _ in range(5):
        client.post("/masuk/", {"login": cast.officer.username, "password": "salah"})
    path = f"/kelola/accounts/user/{cast.officer.pk}/change/"
    office.post(path, typed_user(username=cast.officer.username) | inline())
    assert phone.get("/akun/").status_code == 302
    response = client.post("/masuk/", {"login": cast.officer.username, "password": "gunung-sumbing-pagi"})
    assert response.status_code == 302
    assert client.get("/akun/").url == "/akun/kata-sandi/"


def test_the_list_shows_territories_in_a_bounded_number_of_queries(office, cast, django_assert_max_num_queries):
    """OP05"""
    for _ in range(30):
        factories.make_user("", Role.OFFICER, factories.BUMIAYU)
    with django_assert_max_num_queries(10):
        page = office.get("/kelola/accounts/user/")
    assert "Bumiayu" in page.content.decode()


def test_a_region_is_searched_for_and_never_a_list_of_all(office):
    page = office.get(ADD).content.decode()
    assert "Sentani Kota" not in page


def test_every_screen_follows_the_house_rules():
    for model, screen in admin.site._registry.items():
        assert isinstance(screen, RegistryModelAdmin), model
        assert screen.show_full_result_count is False
        assert not screen.date_hierarchy


def test_the_logs_have_no_screen_that_could_change_them():
    """AU03"""
    labels = {model._meta.label for model in admin.site._registry}
    assert not labels & {
        "accounts.AuditEntry",
        "accounts.AccessEntry",
        "accounts.Receipt",
        "auth.Group",
        "mfa.Authenticator",
        "axes.AccessAttempt",
    }


def test_the_history_of_a_user_is_the_audit_trail(office, cast):
    response = office.get(f"/kelola/accounts/user/{cast.officer.pk}/history/")
    assert response.url == f"{reverse('audit_list')}?jenis=accounts.user&nomor={cast.officer.pk}"
    assert office.get(response.url).status_code == 200


def test_an_ended_territory_shows_nothing_any_more(cast):
    factories.make_group(factories.BUMIAYU)
    cast.officer.territory_set.update(ended_on=date(2021, 1, 1))
    assert User.objects.get(pk=cast.officer.pk).territory_codes == ()


def test_on_the_own_account_neither_password_nor_second_factor_is_changed_here(office, cast):
    """AC06: a session left open must not be enough to take the account over for good."""
    path = f"/kelola/accounts/user/{cast.admin.pk}/change/"
    page = office.get(path).content.decode()
    assert "initial_password" not in page and "remove_second_factor" not in page
    Authenticator.objects.create(user=cast.admin, type=Authenticator.Type.TOTP, data={})
    typed = typed_user(username=cast.admin.username, remove_second_factor="on")
    rows = inline() | {"territory_set-INITIAL_FORMS": 0}
    assert office.post(path, typed | rows).status_code == 302
    cast.admin.refresh_from_db()
    assert cast.admin.full_name == "Petugas Baru"
    assert cast.admin.check_password(factories.PASSWORD) and not cast.admin.must_change_password
    assert Authenticator.objects.filter(user=cast.admin).exists()
