"""What the front door does to every request: language, error pages, headers."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import factories


@pytest.mark.parametrize(
    ("cookie", "header", "language"),
    [("", "en-US", "id"), ("en", "", "en"), ("id", "en", "id"), ("xx", "en", "id"), ("../..", "", "id")],
)
def test_a_page_is_indonesian_unless_english_was_chosen(client, db, cookie, header, language):
    """OP07: an English browser is no choice."""
    if cookie:
        client.cookies["django_language"] = cookie
    page = client.get("/masuk/", headers={"Accept-Language": header})
    assert page.headers["Content-Language"] == language
    assert f'<html lang="{language}"' in page.content.decode()


def test_the_language_is_switched_by_a_click_and_kept(client, db):
    response = client.post("/bahasa/", {"language": "en", "next": "/masuk/"})
    assert response.url == "/masuk/"
    assert client.get("/masuk/").headers["Content-Language"] == "en"


def test_a_switch_never_leads_off_the_site(client, db):
    for path, field in (("/bahasa/", "language"), ("/tampilan/", "theme")):
        response = client.post(path, {field: "en", "next": "https://jahat.example/"})
        assert response.url == "/"


@pytest.mark.parametrize(("theme", "shown"), [("dark", True), ("light", True), ("", False), ("ungu", False)])
def test_only_a_known_theme_is_kept(client, db, theme, shown):
    client.post("/tampilan/", {"theme": theme})
    assert ("data-theme=" in client.get("/masuk/").content.decode()) is shown


def test_every_page_forbids_what_is_not_its_own(client, db):
    headers = client.get("/masuk/").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy and "form-action 'self'" in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client, country):
    factories.make_user("petugas9")
    response = client.post("/masuk/", {"login": "petugas9", "password": factories.PASSWORD})
    cookie = response.cookies["sessionid"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"


def test_an_unknown_address_leads_to_sign_in_and_then_to_our_own_page(client, country):
    assert client.get("/tidak/ada/").status_code == 404
    client.force_login(factories.make_user("petugas9"))
    page = client.get("/tidak/ada/")
    assert page.status_code == 404
    assert "Registri UPPKS" in page.content.decode()


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "127.0.0.1"),
        (1, "", "127.0.0.1"),
        (1, "<script>", "127.0.0.1"),
        (1, "2001:db8::7", "2001:db8::7"),
    ],
)
def test_an_address_is_believed_only_where_an_own_proxy_wrote_it(sign_in, cast, settings, proxies, forwarded, address):
    """AC06: what the sender writes stands to the left of what the proxies add."""
    settings.TRUSTED_PROXIES = proxies
    page = sign_in(cast.officer).get("/akun/", headers={"X-Forwarded-For": forwarded})
    assert address in page.content.decode()
    assert page.wsgi_request.META["REMOTE_ADDR"] == address


def test_a_file_that_no_form_asked_for_is_not_written_anywhere(client, db):
    """Anyone may post to the sign-in page: nothing of it may fill the server's disk."""
    page = client.post(
        "/masuk/", {"login": "x", "password": "y", "berkas": SimpleUploadedFile("a.bin", b"x" * 3_000_000)}
    )
    assert page.status_code == 200
    assert not page.wsgi_request.FILES
