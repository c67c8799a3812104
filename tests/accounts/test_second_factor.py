"""The second factor: offered to all, compulsory for province staff and administrators (AC06)."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client

from tests import factories


@pytest.fixture(autouse=True)
def required(db, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    cache.clear()


def sign_in(user) -> Client:
    client = Client()
    client.post("/masuk/", {"login": user.username, "password": factories.PASSWORD})
    return client


def code_of(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))


def activate(client) -> str:
    """Type the password again, pair an app, and prove it by its first code."""
    assert client.get("/akun/dua-langkah/aktifkan/").url.startswith("/akun/pastikan/")
    client.post("/akun/pastikan/", {"password": factories.PASSWORD})
    page = client.get("/akun/dua-langkah/aktifkan/").content.decode()
    secret = re.search(r'<code class="tabular">(\w+)</code>', page)[1]
    response = client.post("/akun/dua-langkah/aktifkan/", {"code": code_of(secret)})
    assert response.status_code == 302, response.context["form"].errors
    cache.clear()
    return secret


@pytest.mark.parametrize("role", ["province", "admin"])
def test_who_sees_much_does_nothing_before_the_second_factor(cast, role):
    client = sign_in(cast.inside[role])
    for path in ("/", "/akun/", "/kelola/"):
        assert client.get(path).url == "/akun/dua-langkah/aktifkan/"
    activate(client)
    assert client.get("/akun/").status_code == 200


@pytest.mark.parametrize("role", ["officer", "coordinator", "regency", "aku", "auditor"])
def test_for_the_others_it_is_an_offer(cast, role):
    client = sign_in(cast.inside[role])
    assert client.get("/akun/").status_code == 200
    assert client.get("/akun/dua-langkah/").status_code == 200


def test_signing_in_then_asks_for_the_code(cast):
    secret = activate(sign_in(cast.province))
    Authenticator.objects.filter(type="totp").update(last_used_at=None)
    cache.clear()
    client = Client()
    response = client.post("/masuk/", {"login": cast.province.username, "password": factories.PASSWORD})
    assert response.url == "/masuk/kode/"
    assert client.get("/akun/").url.startswith("/masuk/")
    assert client.get("/masuk/kode/").status_code == 200
    assert client.post("/masuk/kode/", {"code": "000000"}).status_code == 200
    cache.clear()
    client.post("/masuk/kode/", {"code": code_of(secret)})
    assert client.get("/akun/").status_code == 200


def test_codes_can_be_guessed_only_a_few_times(cast):
    activate(sign_in(cast.province))
    cache.clear()
    client = Client()
    client.post("/masuk/", {"login": cast.province.username, "password": factories.PASSWORD})
    pages = [client.post("/masuk/kode/", {"code": f"{number:06d}"}) for number in range(21)]
    assert "Terlalu banyak percobaan" in pages[-1].content.decode()


def test_a_recovery_code_opens_once(cast):
    client = sign_in(cast.province)
    activate(client)
    codes = re.findall(r'<code class="tabular">([\w-]+)</code>', client.get("/akun/dua-langkah/kode/").content.decode())
    assert len(codes) == 10
    for expected in (200, 302):
        cache.clear()
        other = Client()
        other.post("/masuk/", {"login": cast.province.username, "password": factories.PASSWORD})
        other.post("/masuk/kode/", {"code": codes[0]})
        assert other.get("/akun/").status_code == expected


def test_the_secret_does_not_lie_readable_in_the_table_or_the_trail(cast):
    secret = activate(sign_in(cast.province))
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))


def test_a_role_that_must_have_it_cannot_switch_it_off_and_others_can(cast):
    client = sign_in(cast.province)
    activate(client)
    client.post("/akun/dua-langkah/matikan/")
    assert Authenticator.objects.filter(user=cast.province, type="totp").exists()
    client = sign_in(cast.officer)
    activate(client)
    client.post("/akun/dua-langkah/matikan/")
    assert not Authenticator.objects.filter(user=cast.officer).exists()


def test_a_superuser_needs_the_second_factor_whatever_the_role(db):
    """AC06: nobody may do more than a superuser, so nobody needs it more."""
    user = factories.make_user("akar", "", is_superuser=True)
    client = Client()
    client.force_login(user)
    assert client.get("/kelola/").url == "/akun/dua-langkah/aktifkan/"
