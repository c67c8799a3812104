"""NIK and names of people stand on the pages that need them, and nowhere else: not in logs, addresses or titles."""

import io
import json
import logging
import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.test_scope import PAGES, SECRET_PERSON, rows  # noqa: F401  (the rows of every kind, and their addresses)
from uppks.logs import json_formatter

NAME_PARTS = ("Wulandari", "wulandari")


@pytest.fixture
def log():
    """What the console would show, as the console would show it, down to INFO."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(json_formatter())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def nik(rows) -> str:  # noqa: F811
    """The NIK of one more person with the secret name."""
    number = factories.make_nik()
    factories.make_person(name=SECRET_PERSON + " Kedua", nik=number)
    return number


def walk(client, made):
    """Every page of the table as this client sees it."""
    for name, page in PAGES.items():
        if name not in ("sign_out", "sessions_end"):
            yield name, client.get(reverse(name, kwargs=page.parts(made)))


def assert_silent(text: str, nik: str) -> None:
    for secret in (nik, *NAME_PARTS):
        assert secret not in text


def test_no_page_puts_a_name_or_number_into_its_title_or_into_an_address(cast, rows, nik, sign_in):  # noqa: F811
    seen = 0
    for name, response in walk(sign_in(cast.admin), rows):
        html = response.content.decode() if "html" in response.headers.get("Content-Type", "") else ""
        seen += SECRET_PERSON in html
        titles = re.findall(r"<title>(.*?)</title>", html, re.S)
        addresses = re.findall(r"(?:href|action|src|hx-get|hx-post)=\"([^\"]*)\"", html)
        assert_silent(unescape(" ".join([*titles, *addresses, response.headers.get("Location", "")])), nik)
        assert nik not in html, name
    assert seen, "no page showed the person at all: the walk proves nothing"


def test_no_log_line_holds_a_name_a_number_or_what_was_searched_for(cast, rows, nik, sign_in, log):  # noqa: F811
    client = sign_in(cast.admin)
    for _name, _response in walk(client, rows):
        pass
    for path in (
        "/kelompok/",
        "/anggota/",
        "/anggota/cari/",
        "/jejak/",
        "/akses/",
        "/tanda-terima/",
        "/kelola/members/person/",
    ):
        for word in (nik, SECRET_PERSON):
            client.get(path, {"q": word, "kode": word, "oleh": word, "cari": word})
            client.post(path, {"q": word, "nik": word, "name": word, "cari": word})
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert any(line.get("request") == "GET /kelompok/" for line in lines)
    assert_silent(log.getvalue(), nik)


def test_signing_in_leaves_neither_the_account_nor_the_password_in_the_log(cast, log):
    client = Client()
    for password in ("kata-sandi-keliru-1", factories.PASSWORD):
        for _ in range(6):
            client.post("/masuk/", {"login": cast.officer.username, "password": password})
    assert "request_finished" in log.getvalue()
    for secret in (cast.officer.username, "kata-sandi-keliru-1", factories.PASSWORD):
        assert secret not in log.getvalue()


def test_a_crash_says_where_and_not_what(cast, rows, nik, log, settings):  # noqa: F811
    """The message of an exception may quote a row; the log keeps its kind and the lines it passed."""
    settings.ROOT_URLCONF = "tests.undeclared_urls"
    client = Client(raise_request_exception=False)
    client.force_login(cast.admin)
    response = client.post("/rusak/", {"name": SECRET_PERSON, "nik": nik})
    assert response.status_code == 500
    assert "ValueError" in log.getvalue() and "undeclared_urls.py" in log.getvalue()
    assert_silent(log.getvalue(), nik)
    assert_silent(response.content.decode(), nik)
