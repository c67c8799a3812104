"""What an officer's page costs on a village line: bytes as they travel and requests, first visit and next (OF07)."""

import re
from datetime import date
from html.parser import HTMLParser
from types import SimpleNamespace
from urllib.parse import urljoin

import pytest
from django.core.management import call_command
from django.test import Client, override_settings
from django.urls import reverse

from tests import factories

FIRST_VISIT_BYTES, NEXT_VISIT_BYTES, FIRST_VISIT_REQUESTS = 60_000, 15_000, 5
BUNDLED = "uppks.static_bundle.BundledManifestStorage"
HASHED = re.compile(r"/static/.+\.[0-9a-f]{12}\.\w+$")


@pytest.fixture(scope="module", autouse=True)
def collected(tmp_path_factory):
    """The static files as an office serves them: bundled, hashed, compressed. The admin's own are not an officer's."""
    storages = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": BUNDLED},
    }
    with override_settings(STORAGES=storages, STATIC_ROOT=str(tmp_path_factory.mktemp("static"))):
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["admin*"])
        yield


@pytest.fixture
def rows(cast):
    """A working officer's register: 60 groups, one of them with 20 members and five years of capital."""
    factories.make_tiers()
    groups = [factories.make_group(name=f"Melati Indah Wonomulyo {number}") for number in range(60)]
    first = groups[0]
    for year in range(2022, 2027):
        factories.make_capital(first, own=(year - 2020) * 5_000_000, on=date(year, 1, 15))
    memberships = [factories.make_membership(first) for _place in range(20)]
    return SimpleNamespace(group=first, membership=memberships[0])


class References(HTMLParser):
    """Collects what a browser fetches by itself for a page."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag, attrs):
        """Note `src` of anything and `href` of a link that is fetched."""
        named = dict(attrs)
        if "src" in named:
            self.addresses.append(named["src"])
        if tag == "link" and named.get("rel") in {"stylesheet", "icon", "preload", "modulepreload", "manifest"}:
            self.addresses.append(named["href"])


PAGES = {
    "home": lambda rows: reverse("home"),
    "group_list": lambda rows: reverse("group_list"),
    "group_detail": lambda rows: rows.group.get_absolute_url(),
    "group_register": lambda rows: f"{reverse('group_register')}?desa={factories.BUMIAYU}",
    "group_business": lambda rows: reverse("group_business", args=[rows.group.number]),
    "capital_add": lambda rows: reverse("capital_add", args=[rows.group.number]),
    "roster": lambda rows: reverse("roster", args=[rows.group.number]),
    "member_add": lambda rows: reverse("member_add", args=[rows.group.number]),
    "membership_list": lambda rows: reverse("membership_list"),
    "person_detail": lambda rows: rows.membership.person.get_absolute_url(),
}


def fetched(client: Client, address: str, **headers):
    """An answer and its bytes as they travel."""
    answer = client.get(address, headers={"Accept-Encoding": "gzip", **headers})
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer, body


def references_of(client: Client, address: str) -> list[str]:
    """Addresses that the page makes a browser fetch, each once."""
    parser = References()
    parser.feed(client.get(address).content.decode())
    return sorted({urljoin(address, found) for found in parser.addresses if not found.startswith("data:")})


@pytest.mark.parametrize("page", PAGES)
def test_an_officers_page_fits_a_slow_line(page, cast, rows, sign_in):
    """OF07: 60 kB in five requests on a first visit, 15 kB in one on the next."""
    client, address = sign_in(cast.officer), PAGES[page](rows)
    answer, html = fetched(client, address)
    assert (answer.status_code, answer["Content-Encoding"]) == (200, "gzip")
    assert len(html) <= NEXT_VISIT_BYTES, f"HTML {len(html)} byte"
    files = references_of(client, address)
    sizes = {file: len(fetched(client, file)[1]) for file in files}
    assert 1 + len(files) <= FIRST_VISIT_REQUESTS, files
    assert len(html) + sum(sizes.values()) <= FIRST_VISIT_BYTES, sizes


def test_a_static_file_is_kept_for_ever_and_its_address_changes_with_it(cast, sign_in):
    """The next visit fetches the page alone."""
    client = sign_in(cast.officer)
    files = references_of(client, reverse("home"))
    assert len(files) == FIRST_VISIT_REQUESTS - 1
    for file in files:
        answer, _body = fetched(client, file)
        assert HASHED.search(file), file
        assert answer.status_code == 200, file
        assert "immutable" in answer["Cache-Control"], file
        assert "public" in answer["Cache-Control"], file


def test_an_unchanged_static_file_is_not_sent_again(cast, sign_in):
    """A browser that asks nevertheless gets 304 and no body."""
    client = sign_in(cast.officer)
    for file in references_of(client, reverse("home")):
        first, _body = fetched(client, file)
        again, body = fetched(client, file, **{"If-Modified-Since": first["Last-Modified"]})
        assert (again.status_code, body) == (304, b""), file


def test_a_page_of_the_work_is_never_kept(cast, rows, sign_in):
    """OF04: what is personal is fetched anew, whatever it weighs."""
    client = sign_in(cast.officer)
    for page, address_of in PAGES.items():
        assert "no-store" in client.get(address_of(rows))["Cache-Control"], page
