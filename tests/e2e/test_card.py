"""The yearly card K/0 in a browser: handed in on a phone without JavaScript, taken back, accessible in every state."""

from datetime import date

import pytest
from django.urls import reverse

from activities.actions import open_card, send_back, submit_card
from activities.models import AnnualCard, PeriodKind, ReportingPeriod
from regions.clock import local_today
from tests import factories
from tests.e2e.conftest import DESKTOP, PHONE
from tests.e2e.steps import SMALL_TARGETS
from tests.e2e.test_pages_axe import session_of

SCREENS = {"telepon": PHONE, "meja": DESKTOP}


@pytest.fixture
def year(cast) -> int:
    """The present year, whose cards are open today whatever day it is."""
    today = local_today(cast.officer)
    ReportingPeriod.objects.create(
        kind=PeriodKind.YEAR,
        start=date(today.year, 1, 1),
        opens_on=date(today.year - 1, 12, 1),
        due_on=date(today.year, 12, 31),
        locks_on=date(today.year + 1, 2, 1),
        note="Contoh",
    )
    return today.year


@pytest.fixture
def group(cast):
    factories.make_tiers()
    group = factories.make_group(name="Kelompok Usaha Keluarga Melati Indah Sejahtera Bersama", mentor=cast.officer)
    factories.make_capital(group)
    chair = factories.make_membership(group, role="chair")
    factories.make_kb_record(chair.person)
    factories.make_membership(group)
    return group


def visit(cast) -> str:
    return f"{local_today(cast.officer):%d/%m/%Y}"


def signed_in(page, user, live_server):
    page.context.add_cookies([session_of(user, live_server.url)])
    return page


def test_a_card_is_handed_in_and_taken_back_on_a_phone_without_javascript(
    phone_without_script, live_server, cast, group, year, axe, no_sideways_scroll
):
    """UP01, FE10, NX12"""
    page = signed_in(phone_without_script, cast.officer, live_server)
    page.goto(reverse("card_list"))
    page.click(f"text={group.name}")
    page.click("text=Serahkan kartu")
    page.fill("[name=visited_on]", visit(cast))
    page.fill("[name=note]", "Kartu kertas di balai desa")
    page.click("main button:has-text('Serahkan kartu')")
    assert len(page.locator(".receipt-code").inner_text().rsplit(":", 1)[-1].strip()) == 8
    assert AnnualCard.objects.get().content["members"]["total"] == 2
    factories.make_membership(group)
    page.reload()
    assert page.locator("summary:has-text('Berubah sejak diserahkan')").is_visible()
    page.click("text=Tarik kembali")
    page.click("main button:has-text('Tarik kembali')")
    assert page.locator("text=Serahkan kartu").first.is_visible()
    assert AnnualCard.objects.get().status == "draft"


@pytest.mark.parametrize(("screen", "scheme"), [("telepon", "light"), ("telepon", "dark"), ("meja", "light")])
def test_the_pages_of_the_card_are_accessible_and_fit_the_screen(
    screen, scheme, open_browser, live_server, cast, group, year, axe, no_sideways_scroll, screenshot
):
    """FE01, WCAG 2.2 AA: begun, handed in with differences, returned; submit, take back, list."""
    touch = {"has_touch": True, "is_mobile": True} if screen == "telepon" else {}
    page = signed_in(open_browser(SCREENS[screen], color_scheme=scheme, **touch), cast.officer, live_server)
    card_url = reverse("card_detail", args=[group.number, year])
    stops = [
        ("kartu-isi", card_url),
        ("kartu-serahkan", f"{card_url}serahkan/"),
        ("kartu-daftar", reverse("card_list")),
    ]
    _look(page, stops, screen, scheme, axe, no_sideways_scroll, screenshot)
    today = local_today(cast.officer)
    card = open_card(by=cast.officer, group=group, year=year)
    card = submit_card(by=cast.officer, card=card, version=card.version, visited_on=today, note="Kartu kertas ada")
    group.address = "Dusun Baru"
    group.save()
    stops = [("kartu-terkirim", card_url), ("kartu-tarik", f"{card_url}tarik/")]
    _look(page, stops, screen, scheme, axe, no_sideways_scroll, screenshot)
    send_back(by=cast.coordinator, submission=card, version=card.version, note="Bendahara belum ada")
    _look(page, [("kartu-kembali", card_url)], screen, scheme, axe, no_sideways_scroll, screenshot)


def _look(page, stops, screen, scheme, axe, no_sideways_scroll, screenshot) -> None:
    for name, url in stops:
        assert page.goto(url).status == 200
        screenshot(page, f"{name}-{screen}-{scheme}")
        axe(page)
        no_sideways_scroll(page)
        if screen == "telepon":
            assert page.evaluate(SMALL_TARGETS) == []
