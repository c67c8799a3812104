"""Signing in and out, being locked out, the initial password, sessions (AC06, AC08, OF04)."""

from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry
from tests import factories

PAGE = "/masuk/"
WRONG = "Nama pengguna atau kata sandi salah."


@pytest.fixture(autouse=True)
def no_old_tries(db):
    cache.clear()


@pytest.fixture
def officer(country):
    return factories.make_user("petugas1", "officer", factories.BUMIAYU)


def attempt(client, name, password, **more):
    return client.post(PAGE, {"login": name, "password": password}, **more)


def is_signed_in(client) -> bool:
    return client.get("/akun/").status_code == 200


def test_an_account_opens_with_its_password_and_a_new_session(client, officer):
    client.get(PAGE)
    client.session.save()
    before = client.session.session_key
    response = attempt(client, "petugas1", factories.PASSWORD)
    assert (response.status_code, response.url) == (302, "/")
    assert client.session.session_key != before
    assert is_signed_in(client)


@pytest.mark.parametrize("typed", ["Petugas1", " petugas1 ", "PETUGAS1"])
def test_a_phones_capital_letter_or_space_does_not_matter(client, officer, typed):
    assert attempt(client, typed, factories.PASSWORD).status_code == 302


def test_signing_in_leads_back_to_the_page_asked_for_and_never_off_the_site(client, officer):
    assert attempt(client, "petugas1", factories.PASSWORD, query_params={"next": "/akun/"}).url == "/akun/"
    for hostile in ("https://jahat.example/", "//jahat.example", "javascript:alert(1)"):
        assert attempt(Client(), "petugas1", factories.PASSWORD, query_params={"next": hostile}).url == "/"


def test_a_failure_never_says_which_part_was_wrong(client, officer):
    factories.make_user("mati", is_active=False)
    pages = [attempt(Client(), name, "salah-sekali-99") for name in ("petugas1", "tidak-ada", "mati")]
    pages.append(attempt(Client(), "mati", factories.PASSWORD))
    said = {page.content.decode().split("<ul><li>")[1].split("</li>")[0] for page in pages}
    assert len(said) == 1
    assert WRONG in said.pop()


def test_what_was_typed_as_name_stays_and_the_password_does_not(client, officer):
    page = attempt(client, "petugas1", "salah-sekali-99").content.decode()
    assert 'value="petugas1"' in page
    assert "salah-sekali-99" not in page


def test_five_failures_lock_the_account_at_this_address_for_a_quarter_of_an_hour(client, officer):
    """AC06"""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        pages = [attempt(client, "petugas1", f"salah-{number}") for number in range(5)]
        assert [page.status_code for page in pages] == [200, 200, 200, 200, 429]
        locked = attempt(client, "petugas1", factories.PASSWORD)
        assert locked.status_code == 429
        assert "15 menit" in locked.content.decode()
        assert locked.headers["Retry-After"] == "900"
        clock.shift(timedelta(minutes=10))
        assert "5 menit" in attempt(client, "PETUGAS1", factories.PASSWORD).content.decode()
        clock.shift(timedelta(minutes=5, seconds=1))
        assert attempt(client, "petugas1", factories.PASSWORD).status_code == 302


def test_an_unknown_account_is_locked_just_the_same(client, country):
    assert [attempt(client, "hantu", "salah").status_code for _ in range(5)][-1] == 429


def test_one_locked_account_does_not_lock_the_office_or_the_account_elsewhere(client, officer):
    factories.make_user("rekan")
    for _ in range(6):
        attempt(client, "petugas1", "salah")
    assert attempt(Client(), "rekan", factories.PASSWORD).status_code == 302
    assert attempt(Client(REMOTE_ADDR="10.9.8.7"), "petugas1", factories.PASSWORD).status_code == 302


def test_one_address_that_tries_many_accounts_is_stopped(client, officer):
    """AC06: per address, whatever the account."""
    for number in range(50):
        attempt(client, f"tebakan{number}", "salah")
    page = attempt(client, "petugas1", factories.PASSWORD)
    assert page.status_code == 200
    assert "Terlalu banyak percobaan" in page.content.decode()


def test_what_is_typed_wrong_is_not_kept(client, officer):
    """A password typed into the wrong box must not lie in a table."""
    attempt(client, "petugas1", "salah-sekali-99")
    kept = AccessAttempt.objects.get()
    assert "salah" not in kept.post_data and "petugas1" not in kept.post_data


def test_an_initial_password_must_be_changed_before_any_other_page(client, country):
    user = factories.make_user("baru1", "officer", factories.BUMIAYU, must_change_password=True)
    attempt(client, "baru1", factories.PASSWORD)
    for path in ("/", "/akun/", "/tanda-terima/", "/kelola/"):
        assert client.get(path).url == "/akun/kata-sandi/"
    typed = {"oldpassword": factories.PASSWORD, "password1": factories.PASSWORD, "password2": factories.PASSWORD}
    assert client.post("/akun/kata-sandi/", typed).status_code == 200
    typed |= {"password1": "layang-layang-biru", "password2": "layang-layang-biru"}
    assert client.post("/akun/kata-sandi/", typed).status_code == 302
    user.refresh_from_db()
    assert not user.must_change_password
    assert is_signed_in(client)


@pytest.mark.parametrize("weak", ["pendek1", "1234567890123", "password123", "nuraini-bumiayu"])
def test_weak_passwords_are_refused_with_a_reason(client, country, weak):
    user = factories.make_user("nuraini", "officer", factories.BUMIAYU, full_name="Nuraini Bumiayu")
    client.force_login(user)
    response = client.post(
        "/akun/kata-sandi/", {"oldpassword": factories.PASSWORD, "password1": weak, "password2": weak}
    )
    assert response.status_code == 200
    assert response.context["form"].errors["password1"]


def test_sessions_elsewhere_end_and_this_one_stays(officer):
    """AC08"""
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        attempt(client, "petugas1", factories.PASSWORD)
    assert here.post("/akun/sesi/akhiri/").status_code == 302
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)


def test_a_changed_password_ends_the_other_sessions(officer):
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        attempt(client, "petugas1", factories.PASSWORD)
    new = {"password1": "layang-layang-biru", "password2": "layang-layang-biru"}
    here.post("/akun/kata-sandi/", {"oldpassword": factories.PASSWORD, **new})
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)


def test_a_deactivated_user_is_out_at_once(client, officer):
    attempt(client, "petugas1", factories.PASSWORD)
    officer.is_active = False
    officer.save()
    assert not is_signed_in(client)


def test_signing_out_needs_a_click_and_forgets_the_pages(client, officer):
    """OF04"""
    attempt(client, "petugas1", factories.PASSWORD)
    page = client.get("/akun/")
    assert "no-store" in page.headers["Cache-Control"] and "private" in page.headers["Cache-Control"]
    assert client.get("/keluar/").status_code == 405
    response = client.post("/keluar/")
    assert response.headers["Clear-Site-Data"] == '"cache"'
    assert not is_signed_in(client)


def test_forms_of_the_account_need_their_csrf_token(officer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)
    for path in ("/keluar/", "/akun/sesi/akhiri/", "/akun/kata-sandi/", "/masuk/"):
        assert client.post(path).status_code == 403


def test_a_change_made_in_a_request_carries_its_number(client, officer):
    client.force_login(officer)
    new = {"password1": "layang-layang-biru", "password2": "layang-layang-biru"}
    response = client.post(
        "/akun/kata-sandi/", {"oldpassword": factories.PASSWORD, **new}, headers={"X-Request-ID": "nomor123"}
    )
    assert response.headers["X-Request-ID"] == "nomor123"
    entry = AuditEntry.objects.get_for_object(officer).first()
    assert (entry.cid, entry.actor) == ("nomor123", officer)
    hostile = client.get("/akun/", headers={"X-Request-ID": "x y'--<script>"})
    assert hostile.headers["X-Request-ID"].isalnum()


@pytest.mark.parametrize("path", ["/masuk/daftar/", "/accounts/signup/", "/accounts/login/", "/accounts/email/"])
def test_nobody_signs_up_and_the_librarys_own_pages_are_not_there(client, path):
    assert client.get(path).status_code in (302, 404)
    assert client.get(path, follow=True).redirect_chain in ([], [(f"/masuk/?next={path}", 302)])


def test_a_stranger_behind_the_same_proxy_locks_nobody_out(officer, settings):
    """AC06: five failures lock the account at one address, and behind a proxy all have the proxy's."""
    settings.TRUSTED_PROXIES = 1
    for _again in range(6):
        attempt(Client(), "petugas1", "salah-sekali-99", headers={"X-Forwarded-For": "203.0.113.9"})
    locked = attempt(Client(), "petugas1", factories.PASSWORD, headers={"X-Forwarded-For": "203.0.113.9"})
    assert locked.status_code == 429
    own = attempt(Client(), "petugas1", factories.PASSWORD, headers={"X-Forwarded-For": "198.51.100.4"})
    assert own.status_code == 302


def test_a_forged_address_gives_no_new_tries(officer):
    """AC06: without an own proxy the header is anybody's word."""
    for number in range(6):
        answer = attempt(Client(), "petugas1", "salah-sekali-99", headers={"X-Forwarded-For": f"203.0.113.{number}"})
    assert answer.status_code == 429
