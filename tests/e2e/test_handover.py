"""A hand-over in a browser: from the officer to the receipt, and cancelled; WCAG 2.2 AA on every page (NX14, FE01)."""

from datetime import date

import pytest

from accounts.models import Territory
from accounts.roles import Role
from activities.models import HandOver, HandOverState
from regions.clock import local_today
from regions.months import shift
from tests import factories
from tests.e2e.conftest import DESKTOP, PHONE
from tests.e2e.steps import SMALL_TARGETS
from tests.e2e.test_pages_axe import session_of

# Each screen and each scheme once: colours are the same on every screen.
SCREENS = [(PHONE, "light"), (DESKTOP, "dark")]


@pytest.fixture
def office(cast):
    """An officer with two villages and groups in them, a successor, and a village that has no officer."""
    heir = factories.make_user("penerus", Role.OFFICER, factories.DARMA, full_name="Burhan Latif")
    factories.make_territory(cast.officer, factories.SUGIHWARAS)
    for village in (factories.BUMIAYU, factories.BUMIAYU, factories.SUGIHWARAS):
        factories.make_group(village, mentor=cast.officer)
    Territory.objects.filter(user=cast.officer, region_id=factories.SUGIHWARAS).update(
        ended_on=shift(local_today(cast.regency), 2)
    )
    return heir


@pytest.mark.parametrize(("screen", "scheme"), SCREENS, ids=lambda one: one if isinstance(one, str) else one["width"])
def test_villages_are_handed_over_and_taken_back(
    screen, scheme, open_browser, live_server, cast, office, axe, no_sideways_scroll, screenshot
):
    """Every page on the way is looked at; the hand-over is dated ahead, and then cancelled."""
    touch = {"has_touch": True, "is_mobile": True} if screen == PHONE else {}
    page = open_browser(screen, color_scheme=scheme, **touch)
    page.context.add_cookies([session_of(cast.regency, live_server.url)])

    def look(name: str) -> None:
        screenshot(page, f"serah-terima-{name}-{screen['width']}-{scheme}")
        axe(page)
        no_sideways_scroll(page)
        assert screen != PHONE or page.evaluate(SMALL_TARGETS) == []

    page.goto("/kegiatan/serah-terima/")
    assert page.locator("text=Tetapkan petugas").count() == 1
    look("daftar")
    page.click("text=Serah terima baru")
    look("petugas")
    page.click(f"a[href='?petugas={cast.officer.pk}']")
    look("isian")
    page.click("text=Lanjut: lihat yang ikut beralih")
    look("belum-lengkap")
    page.select_option("[name=successor]", label="Burhan Latif (penerus)")
    first = shift(local_today(cast.regency), 1)
    page.fill("[name=on]", f"{first:%d/%m/%Y}")
    page.fill("[name=reason]", "SK mutasi 821.2/114/2026")
    page.click("text=Lanjut: lihat yang ikut beralih")
    page.wait_for_selector("h1:has-text('Periksa serah terima')")
    look("periksa")
    page.click("button[value=simpan]")
    page.wait_for_selector(".receipt-code")
    look("tersimpan")
    row = HandOver.objects.get()
    assert (row.officer, row.successor, row.on, row.state) == (cast.officer, office, first, HandOverState.AHEAD)
    page.click("main .actions >> text=Batalkan")
    look("batalkan")
    page.fill("[name=reason]", "SK ditunda")
    page.click("button.button-danger")
    page.wait_for_selector("text=Dibatalkan")
    look("dibatalkan")
    row.refresh_from_db()
    assert row.state == HandOverState.CANCELLED


def test_it_works_without_javascript_and_by_keyboard(open_browser, live_server, cast, office):
    """FE01: a village without an officer gets one."""
    page = open_browser(PHONE, java_script_enabled=False)
    page.context.add_cookies([session_of(cast.regency, live_server.url)])
    page.goto("/kegiatan/serah-terima/")
    page.locator("text=Tetapkan petugas").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('Tetapkan petugas')")
    assert page.locator(f"input[value='{factories.SUGIHWARAS}']").is_checked()
    page.select_option("[name=successor]", label="Burhan Latif (penerus)")
    page.locator("[name=reason]").press_sequentially("Petugas lama pensiun")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('Periksa serah terima')")
    page.locator("button[value=simpan]").press("Enter")
    page.wait_for_selector(".receipt-code")
    row = HandOver.objects.get()
    assert (row.officer, row.on > date(2026, 1, 1), row.region_id) == (None, True, factories.SUGIHWARAS)
