"""No identity number on any page, no name of a person in any title or address, neither of them in any log.

Every page is reached as a person reaches it: by following links from the start page, once per role.
"""

import html
import logging
import re
from types import SimpleNamespace
from urllib.parse import unquote_plus, urlsplit

import pytest
from django.contrib.messages import get_messages
from django.urls import resolve, reverse

from accounts.roles import Role
from members.models import MembershipRole
from tests import factories

NAMES = ["Zulaikha Ratnadewi", "Hasnawiah Palalloi", "Marwatia Sandola", "Nurlaela Tammauni"]
MOST_PAGES = 120
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
LINK = re.compile(r'(?:href|action|hx-get)="([^"]+)"')


@pytest.fixture
def people(country):
    """A group with officers and members whose names and numbers are found nowhere else."""
    factories.make_tiers()
    group = factories.make_group(factories.BUMIAYU, "Melati Kembang")
    factories.make_capital(group)
    roles = [MembershipRole.CHAIR, MembershipRole.SECRETARY, MembershipRole.TREASURER, MembershipRole.MEMBER]
    niks = []
    for name, role in zip(NAMES, roles, strict=True):
        niks.append(factories.make_nik())
        person = factories.make_person(name=name, nik=niks[-1], phone="081234567890")
        factories.make_kb_record(person)
        factories.make_membership(group, person, role)
    return SimpleNamespace(group=group, niks=niks, person=person)


def assert_private(address: str, text: str, people) -> None:
    """Numbers nowhere; names neither in the title nor in any address the page names."""
    assert not [nik for nik in people.niks if nik in text], f"NIK pada {address}"
    assert "081234567890" not in " ".join(LINK.findall(text)), address
    titles = " ".join(TITLE.findall(text)).lower()
    addresses = unquote_plus(" ".join(map(html.unescape, LINK.findall(text)))).lower()
    for word in " ".join(NAMES).lower().split():
        assert word not in titles, f"{word} pada judul {address}"
        assert word not in addresses, f"{word} pada alamat di {address}"


def walk(client, people) -> set[str]:
    """Follow links from the start page, one page of each kind; returns the names of the views seen."""
    waiting, seen, kinds = [reverse("home")], set(), {}
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        parts = urlsplit(address)
        match = resolve(parts.path)
        kind = (match.view_name, bool(parts.query))
        if address in seen or kinds.get(kind, 0) >= 1:
            continue
        seen.add(address)
        kinds[kind] = kinds.get(kind, 0) + 1
        answer = client.get(address)
        assert answer.status_code in {200, 302}, f"{address}: {answer.status_code}"
        if answer.status_code == 302 or "text/html" not in answer["Content-Type"]:
            continue
        text = answer.content.decode()
        assert_private(address, text, people)
        waiting += [html.unescape(link) for link in _onward(text) if not link.startswith(("/static/", "/bahasa/"))]
    return {name for name, _asked in kinds}


def _onward(text: str) -> list[str]:
    return [link for link in re.findall(r'<a [^>]*href="([^"]+)"', text) if link.startswith("/")]


@pytest.mark.parametrize("role", list(Role))
def test_no_page_that_a_role_can_reach_shows_a_number_or_names_a_person_outside_the_page(
    role, cast, people, sign_in, caplog
):
    """AU02, AU04: and no link on the way leads nowhere."""
    caplog.set_level(logging.INFO)
    views = walk(sign_in(cast.inside[role]), people)
    assert {"home", "group_list", "group_detail"} <= views
    if role not in {Role.AKU, Role.AUDITOR}:
        assert {"roster", "person_detail", "membership_list", "dashboard"} <= views
    assert_nothing_logged(caplog, people)


def assert_nothing_logged(caplog, people) -> None:
    """Neither number nor name nor telephone in any record, its arguments included."""
    logged = "\n".join(f"{record.msg} {record.args} {record.getMessage()}" for record in caplog.records).lower()
    forbidden = [*people.niks, *(name.lower() for name in NAMES), "081234567890", *" ".join(NAMES).lower().split()]
    assert not [word for word in forbidden if word in logged]


def test_what_is_typed_about_people_reaches_no_log_address_or_title(cast, people, sign_in, caplog):
    """SD02: searches, refused and accepted forms, a number shown for a reason."""
    caplog.set_level(logging.DEBUG)
    client, number = sign_in(cast.officer), people.group.number
    typed = {"nik": people.niks[0], "name": NAMES[0], "sex": "P", "birth_on": "17/05/1990", "role": "member"}
    posts = [
        ("person_search", [], {"q": people.niks[0]}),
        ("person_search", [], {"q": NAMES[0]}),
        ("person_search", [], {"q": "9" * 16}),
        ("member_add", [number], typed | {"started_on": "salah"}),
        ("member_add", [number], typed | {"started_on": "2026-01-01", "nik": people.niks[0][:-1]}),
        ("person_edit", [people.person.pk], {"name": "", "nik": people.niks[1]}),
        ("person_nik_show", [people.person.pk], {"reason": "verification", "note": NAMES[0]}),
    ]
    for view_name, arguments, form in posts:
        answer = client.post(reverse(view_name, args=arguments), form)
        assert answer.status_code in {200, 302}, view_name
        titles = " ".join(TITLE.findall(answer.content.decode())).lower()
        address = unquote_plus(answer.get("Location", "")).lower()
        said = " ".join(map(str, get_messages(answer.wsgi_request))).lower()
        for word in [*people.niks, *" ".join(NAMES).lower().split()]:
            assert word not in titles + address + said, view_name
    assert caplog.records is not None
    assert_nothing_logged(caplog, people)


def test_only_the_reveal_shows_a_number_and_only_this_one(cast, people, sign_in):
    """AU04: the one page that shows a NIK, after a reason was given."""
    client = sign_in(cast.officer)
    path = reverse("person_nik_show", args=[people.person.pk])
    assert people.niks[-1] not in client.get(path).content.decode()
    form = client.get(path).context["form"]
    answer = client.post(path, _reason(form))
    text = re.sub(r"[\s.]|<[^>]+>", "", answer.content.decode())
    assert people.niks[-1] in text
    assert not [nik for nik in people.niks[:-1] if nik in text]


def _reason(form) -> dict:
    """The first reason on offer, or a written one."""
    return {
        name: next((value for value, _label in getattr(field, "choices", ()) if value), "Mencocokkan dengan KTP")
        for name, field in form.fields.items()
    }
