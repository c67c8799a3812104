"""Every form an officer or a board's keeper fills, on a phone: no sideways scroll, 44 px targets, WCAG (FE01)."""

from datetime import date

import pytest
from django.apps import apps
from django.urls import reverse

from accounts.roles import Role
from tests import factories
from tests.e2e.conftest import PHONE
from tests.e2e.steps import SMALL_TARGETS
from tests.e2e.test_pages_axe import session_of

FORMS = {
    Role.OFFICER: [
        "group_decree:{number}",
        "group_business:{number}",
        "product_add:{number}",
        "licence_add:{number}",
        "channel_add:{number}",
        "capital_correct:{number}:{capital}",
        "capital_void:{number}:{capital}",
        "membership_end:{number}:{membership}",
        "membership_role:{number}:{membership}",
        "membership_transfer:{number}:{membership}",
        "person_edit:{person}",
        "kb_record_add:{person}",
        "welfare_record_add:{person}",
    ],
    Role.REGENCY: ["group_move:{number}"],
    Role.AKU: ["board_term_add:76"],
}


@pytest.fixture
def register(cast):
    """A group with a chair and two capital records, and a board with a term that ends."""
    factories.make_tiers()
    group = factories.make_group(factories.BUMIAYU, "Kelompok Usaha Keluarga Melati Indah Sejahtera Bersama")
    factories.make_capital(group, 12_000_000, date(2025, 3, 1))
    capital = factories.make_capital(group, 24_000_000, date(2026, 3, 1))
    chair = factories.make_membership(group, role="chair")
    factories.make_kb_record(chair.person)
    board = apps.get_model("associations.Board").objects.create(region_id="76")
    apps.get_model("associations.BoardTerm").objects.create(
        board=board, starts_on=date(2023, 1, 1), ends_on=date(2028, 1, 1)
    )
    return {"number": group.number, "person": chair.person_id, "membership": chair.pk, "capital": capital.pk}


@pytest.mark.parametrize("role", FORMS)
def test_forms_fit_a_phone_and_a_finger(role, open_browser, live_server, cast, register, axe, no_sideways_scroll):
    """FE01."""
    page = open_browser(PHONE, has_touch=True, is_mobile=True)
    page.context.add_cookies([session_of(cast.inside[role], live_server.url)])
    for place in FORMS[role]:
        name, *parts = place.format(**register).split(":")
        assert page.goto(reverse(name, args=parts)).status == 200, page.url
        assert page.locator("main form").count(), page.url
        axe(page)
        no_sideways_scroll(page)
        assert page.evaluate(SMALL_TARGETS) == [], page.url


def test_choosing_another_village_ends_at_a_form_that_fits(
    open_browser, live_server, cast, register, axe, no_sideways_scroll
):
    """FE01: the second half of moving a group, after its new village has been picked."""
    page = open_browser(PHONE, has_touch=True, is_mobile=True)
    page.context.add_cookies([session_of(cast.regency, live_server.url)])
    address = reverse("group_move", args=[register["number"]])
    assert page.goto(f"{address}?desa={factories.SUGIHWARAS}").status == 200
    assert page.locator("[name=reason]").count()
    axe(page)
    no_sideways_scroll(page)
    assert page.evaluate(SMALL_TARGETS) == []
