"""SIGA's table 6A in a browser: choose a file, read the difference, go down to a district (UP11, FE01)."""

import pytest
import time_machine
from django.urls import reverse

from accounts.roles import Role
from tests import factories
from tests.e2e.conftest import DESKTOP, PHONE
from tests.e2e.test_pages_axe import session_of
from tests.imports.siga_files import line, table

JANUARY = factories.date(2026, 1, 1)
SCREENS = [(PHONE, "light", True), (PHONE, "dark", False), (DESKTOP, "light", True)]


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel("2026-11-21T03:00:00Z"):
        yield


@pytest.mark.parametrize(("screen", "scheme", "has_script"), SCREENS, ids=["phone", "dark-no-script", "desk"])
def test_a_file_is_chosen_compared_and_looked_into(
    screen, scheme, has_script, open_browser, live_server, cast, axe, no_sideways_scroll, screenshot, tmp_path
):
    factories.make_report(factories.make_group(factories.BUMIAYU), JANUARY)
    factories.make_group(factories.DARMA)
    path = tmp_path / "siga_6a_sulawesi_barat_januari.csv"
    path.write_bytes(
        table(
            line(factories.BUMIAYU, 3, 2),
            line(factories.BINANGA, 1, 2),
            line(factories.SUGIHWARAS, 0, 0),
            line(factories.DARMA, village="DARMAYUDA RAYA"),
            header=table().decode().strip() + ";CATATAN",
        )
    )
    page = open_browser(screen, color_scheme=scheme, java_script_enabled=has_script)
    page.context.add_cookies([session_of(cast.inside[Role.PROVINCE], live_server.url)])

    def look(name):
        screenshot(page, f"siga-{name}-{screen['width']}-{scheme}")
        no_sideways_scroll(page)
        if has_script:
            axe(page)

    page.goto(reverse("siga_list"))
    look("kosong")
    page.click("main .actions >> text=Bandingkan tabel")
    look("baru")
    page.select_option("[name=month]", "2026-02")
    page.set_input_files("[name=file]", path)
    page.click("main button:has-text('Bandingkan')")
    page.wait_for_selector("text=Berkas ini menulis Januari")
    look("bulan-lain")
    page.select_option("[name=month]", "2026-01")
    page.set_input_files("[name=file]", path)
    page.click("main button:has-text('Bandingkan')")
    page.wait_for_selector("h1:has-text('SIGA dan registri, Sulawesi Barat')")
    look("provinsi")
    page.click("main th >> text=Kabupaten Polewali Mandar")
    page.wait_for_selector("h1:has-text('Polewali Mandar')")
    page.click("main th >> text=Wonomulyo")
    page.wait_for_selector("h1:has-text('Wonomulyo')")
    page.click("text=Hanya yang berbeda")
    page.wait_for_selector("main th:has-text('Bumiayu')")
    assert page.locator("main .siga-table tbody th").all_inner_texts() == ["Bumiayu"]
    look("kecamatan")
    page.goto(reverse("siga_list"))
    look("daftar")
