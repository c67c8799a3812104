"""The admin at /kelola/ wears the registry's clothes: accessible, on a phone too, without a breach of the policy."""

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.roles import Role
from groups.models import Sector, TierSchedule
from regions.models import RegionSuccession
from tests import factories
from tests.e2e.conftest import DESKTOP, PHONE

PAGES = {
    "awal": "/kelola/",
    "daftar": "/kelola/accounts/user/",
    "wilayah": "/kelola/regions/region/?q=wonomulyo",
    "kosong": "/kelola/groups/sector/?q=tidak-ada",
    "tambah": "/kelola/accounts/user/add/",
    "akhiri": f"/kelola/regions/region/{factories.BUMIAYU}/change/",
    "kelompok": "/kelola/groups/enterprisegroup/",
}


@pytest.fixture
def admin_user(country) -> User:
    return factories.make_user("admin-nasional", Role.ADMIN, "0", full_name="Dewi Kurniasih")


@pytest.fixture
def office(admin_user, client, live_server, open_browser):
    """Give a screen and its options; get a page on which the national administrator is signed in."""

    def opened(viewport=DESKTOP, **options) -> Page:
        client.force_login(admin_user)
        page = open_browser(viewport, **options)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}
        page.context.add_cookies([cookie | {"url": live_server.url}])
        return page

    return opened


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")], ids=["phone", "desktop"])
def test_every_kind_of_screen_is_accessible_and_fits(office, axe, no_sideways_scroll, screenshot, viewport, scheme):
    """AX"""
    group = factories.make_group()
    paths = PAGES | {
        "susunan": f"/kelola/groups/tierschedule/{TierSchedule.objects.get().pk}/change/",
        "lihat": f"/kelola/groups/enterprisegroup/{group.pk}/change/",
        "riwayat": f"/kelola/groups/enterprisegroup/{group.pk}/history/",
    }
    page = office(viewport, color_scheme=scheme)
    missing: list[str] = []
    page.on("response", lambda answer: missing.append(answer.url) if answer.status >= 400 else None)
    for name, path in paths.items():
        page.goto(path)
        axe(page)
        no_sideways_scroll(page)
        screenshot(page, f"kelola-{name}-{viewport['width']}-{scheme}")
    assert missing == []


def test_a_refused_removal_and_a_refused_form_are_accessible(office, axe, no_sideways_scroll):
    """FE09"""
    page = office(PHONE)
    page.goto(f"/kelola/groups/sector/{factories.make_sector().pk}/delete/")
    axe(page)
    page.goto("/kelola/groups/sector/add/")
    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.get_by_role("alert")).to_be_focused()
    axe(page)
    no_sideways_scroll(page)


def test_a_region_is_ended_by_searching_its_successor(office, axe):
    """DM08"""
    page = office(PHONE)
    page.goto(PAGES["akhiri"])
    page.get_by_label("Tidak berlaku sejak").fill("2026-03-01")
    page.get_by_label("Dasar perubahan").fill("Kepmendagri 1/2026")
    page.get_by_role("searchbox", name="Wilayah pengganti").click()
    page.keyboard.type("sugihwaras")
    page.get_by_role("option", name="Sugihwaras, Wonomulyo").click()
    axe(page)
    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("Bumiayu")
    assert RegionSuccession.objects.get().successor_id == factories.SUGIHWARAS


def test_a_reference_row_is_added_without_javascript(office):
    """OF06"""
    page = office(PHONE, java_script_enabled=False)
    page.goto("/kelola/groups/sector/add/")
    page.get_by_label("Kode").fill("jenis-uji")
    page.get_by_label("Nama").fill("Jenis uji")
    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Jenis usaha")
    assert Sector.objects.filter(code="jenis-uji", name="Jenis uji").exists()
