"""Long forms keep what is half typed on the device, and never what is private (FE02, see static/js/drafts.js)."""

import re
from html.parser import HTMLParser

import pytest

from regions.clock import local_today
from regions.months import month_key
from tests import factories

WITHOUT_END = {"input", "br", "img", "link", "meta", "hr"}
PRIVATE = {
    "nik", "name", "phone", "family_card", "spouse_nik",
    "kb_status", "kb_on", "kb_method", "kb_non_use_reason", "welfare_stage",
}  # fmt: skip


class Drafts(HTMLParser):
    """The key of the page's draft, and the fields a draft would keep."""

    def __init__(self, html: str):
        super().__init__()
        self.key, self.kept, self.fields, self._open = "", set(), set(), []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        """Note a form with a draft and each field in it."""
        given = dict(attrs)
        if tag == "form" and "data-draft" in given:
            self.key = given["data-draft"]
        if tag in ("input", "select", "textarea") and given.get("type") != "hidden" and "name" in given:
            self.fields.add(given["name"])
            if "data-private" not in given and not any(private for _tag, private in self._open):
                self.kept.add(given["name"])
        if tag not in WITHOUT_END:
            self._open.append((tag, "data-private" in given))

    def handle_endtag(self, tag):
        """Leave the element."""
        while self._open and self._open.pop()[0] != tag:
            pass


@pytest.fixture
def page(cast, sign_in):
    """Opens a page of a group, a person or a board as the one who fills it."""
    group = factories.make_group()
    person = factories.make_membership(group).person
    places = {"group": group.number, "person": person.pk, "month": month_key(local_today(group))}

    def opened(path: str, role: str) -> Drafts:
        response = sign_in(getattr(cast, role)).get(path.format(**places))
        assert response.status_code == 200
        return Drafts(response.content.decode())

    return opened


@pytest.mark.parametrize(
    ("path", "role", "kept"),
    [
        ("/kelompok/{group}/anggota/tambah/", "officer", {"birth_on", "role", "started_on", "address"}),
        ("/anggota/{person}/ubah/", "officer", {"birth_on", "address", "reason"}),
        ("/kelompok/{group}/usaha/", "officer", {"sectors", "market_reach"}),
        ("/kelompok/{group}/status/", "officer", {"status", "on", "reason"}),
        ("/aku/7604/masa-bakti/", "aku", {"starts_on", "decree_number"}),
        ("/kegiatan/{group}/{month}/pertemuan/tambah/", "officer", {"on", "presenter", "topic_health", "present"}),
        ("/kegiatan/{group}/{month}/modal/", "officer", {"on", "own", "evidence"}),
    ],
)
def test_a_long_form_keeps_a_draft_without_what_is_private(page, path, role, kept):
    drafts = page(path, role)
    assert drafts.key
    assert kept <= drafts.kept
    assert not drafts.kept & PRIVATE


def test_two_records_never_share_a_draft(page, cast, sign_in):
    other = factories.make_group()
    mine = page("/kelompok/{group}/usaha/", "officer").key
    assert mine != Drafts(sign_in(cast.officer).get(f"/kelompok/{other.number}/usaha/").content.decode()).key


def test_a_member_form_asks_for_what_is_private(page):
    """Else the test above could not fail."""
    assert page("/kelompok/{group}/anggota/tambah/", "officer").fields >= PRIVATE - {"spouse_nik"}


def test_a_tick_is_kept_as_a_number_and_never_as_a_name(page, cast, sign_in):
    """FE02: the roster of a meeting names people; what the device keeps of it are the rows' numbers."""
    group = factories.make_group()
    membership = factories.make_membership(group, factories.make_person(name="Zulaikha Ratnadewi"))
    address = f"/kegiatan/{group.number}/{month_key(local_today(group))}/pertemuan/tambah/"
    text = sign_in(cast.officer).get(address).content.decode()
    assert "Zulaikha Ratnadewi" in text
    values = re.findall(r'<(?:input|option)[^>]* value="([^"]*)"', text)
    assert str(membership.pk) in values
    assert not [value for value in values if "Zulaikha" in value]
