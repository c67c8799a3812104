"""The main job: an officer registers a group on a phone, and the province sees it counted."""

import re

import pytest
from django.db import connection
from playwright.sync_api import expect

from groups.models import CapitalRecord, EnterpriseGroup
from members.models import Membership
from tests import factories
from tests.e2e.conftest import DESKTOP, PHONE
from tests.e2e.steps import CHAIR, GROUP, MEMBER, SMALL_TARGETS, Walker

ON_PHONE = {"has_touch": True, "is_mobile": True, "device_scale_factor": 2}


@pytest.fixture
def staff(country):
    """An officer with two villages, and the province above her."""
    factories.make_tiers()
    factories.make_user("petugas-uji", "officer", factories.BUMIAYU, factories.SUGIHWARAS, full_name="Petugas Uji")
    factories.make_user("provinsi-uji", "province", "76", full_name="Provinsi Uji")


@pytest.fixture
def look(axe, no_sideways_scroll, screenshot):
    """Return a function that makes the check of one stop: WCAG, width, touch targets on phones, and a picture.

    A page looks the same whatever database is behind it: PostgreSQL runs the same walk without looking.
    """

    def look_as(series: str, has_script: bool = True):
        stops = iter(range(1, 100))

        def look(page, name: str) -> None:
            if connection.vendor != "sqlite":
                return
            screenshot(page, f"{series}-{next(stops):02d}-{name}")
            if has_script:  # without timers axe would wait for ever
                axe(page)
            no_sideways_scroll(page)
            if page.viewport_size["width"] < 600:
                assert page.evaluate(SMALL_TARGETS) == [], f"{page.url}: terlalu kecil untuk jari"

        return look

    return look_as


def register_a_group(walker: Walker) -> list[str]:
    """From sign-in to the summary of a complete registration; the receipt codes seen on the way."""
    page, codes = walker.page, []

    def keep_code() -> None:
        codes.append(walker.receipt())

    walker.sign_in("petugas-uji")
    walker.find_village("bumi wono", "Bumiayu")
    walker.name_group()
    walker.next_step("SK pengukuhan")
    keep_code()
    walker.fill_decree()
    walker.next_step("Usaha dan produk")
    keep_code()
    walker.add_product("Keripik pisang")
    walker.fill_business()
    walker.next_step("Catat modal")
    keep_code()
    walker.fill_capital()
    if walker.has_script:
        expect(page.locator("#id_own_echo")).to_contain_text("Rp 25.000.000")
        expect(page.locator("#id_own_echo")).to_contain_text("dua puluh lima juta")
        walker.look(page, "modal-terbaca")
    walker.next_step("Anggota kelompok")
    keep_code()
    walker.look(page, "anggota-kosong")
    page.click(".actions >> text=Tambah anggota")
    walker.look(page, "anggota-tambah")
    walker.add_person(CHAIR, "chair", "Simpan, lalu tambah lagi")
    expect(page.locator(".receipt-code")).to_be_visible()
    keep_code()
    walker.add_person(MEMBER, "member")
    expect(page.locator("h1")).to_have_text("Anggota kelompok")
    keep_code()
    walker.look(page, "anggota")
    return codes


def finish(walker: Walker) -> None:
    """From the roster to the summary and the group's own page."""
    page = walker.page
    page.click("main >> text=Ringkasan pendaftaran")
    expect(page.locator("h1")).to_have_text("Ringkasan pendaftaran")
    walker.look(page, "ringkasan")
    page.click("text=Buka halaman kelompok")
    expect(page.locator("h1")).to_have_text(GROUP)
    walker.look(page, "kelompok")


def test_a_group_registered_on_a_phone_is_counted_in_the_province(open_browser, staff, look, live_server):
    """UP01, FE01, NX02, NX12, DB02: the whole job, looked at on every page."""
    walker = Walker(open_browser(PHONE, **ON_PHONE), look("jalan"))
    codes = register_a_group(walker)
    finish(walker)
    group = EnterpriseGroup.objects.get()
    assert len(set(codes)) == 6
    assert all(re.fullmatch(r"[A-Z0-9]{3}-[A-Z0-9]{4}", code) for code in codes)
    assert CapitalRecord.objects.get().own == 25_000_000
    assert sorted(Membership.objects.values_list("role", flat=True)) == ["chair", "member"]
    walker.page.goto("/tanda-terima/")
    walker.page.fill("[name=kode]", codes[0].lower().replace("-", " "))
    walker.page.click("main button")
    expect(walker.page.locator("h1")).to_have_text(re.compile(f"SK pengukuhan|{GROUP}"))
    walker.sign_out()

    province = Walker(open_browser(DESKTOP), look("provinsi"))
    province.sign_in("provinsi-uji")
    province.page.click("nav.nav >> text=Dasbor")
    number = province.page.locator(".figure", has_text="Kelompok aktif").locator(".figure-value a")
    expect(number).to_have_text("1")
    province.look(province.page, "dasbor")
    number.click()
    expect(province.page.locator("tbody tr")).to_have_count(1)
    expect(province.page.locator("tbody")).to_contain_text(GROUP)
    province.look(province.page, "daftar")
    province.page.click(f"text={GROUP}")
    expect(province.page.locator("body")).to_contain_text("Rp 25.000.000")
    assert group.number in province.page.url
    province.look(province.page, "kelompok")


def test_the_main_job_also_works_with_javascript_off(open_browser, staff, look):
    """OF06: the same walk, the same record."""
    page = open_browser(PHONE, **ON_PHONE, java_script_enabled=False)
    walker = Walker(page, look("tanpa-skrip", has_script=False), has_script=False)
    codes = register_a_group(walker)
    finish(walker)
    assert len(set(codes)) == 6
    assert CapitalRecord.objects.get().own == 25_000_000
    assert Membership.objects.count() == 2
    walker.sign_out()


@pytest.mark.parametrize("has_script", [True, False], ids=["dengan-skrip", "tanpa-skrip"])
def test_what_was_typed_is_still_there_after_an_error(open_browser, staff, look, has_script):
    """FE09: every value kept, a summary whose lines lead into the fields, nothing saved and no receipt."""
    page = open_browser(PHONE, **ON_PHONE, java_script_enabled=has_script)
    walker = Walker(page, look(f"salah-{has_script}", has_script), has_script)
    walker.sign_in("petugas-uji")
    page.goto(f"/kelompok/daftar/?desa={factories.BUMIAYU}")
    walker.name_group()
    page.fill("[name=founded_on]", "05/13/2020")
    page.fill("[name=rt]", "4a")
    page.click("text=Simpan dan lanjut")
    page.wait_for_selector(".error-summary")
    walker.look(page, "ditolak")
    typed = {"name": GROUP, "founded_on": "05/13/2020", "address": "Dusun Mekar", "rt": "4a", "rw": "12"}
    assert {name: page.input_value(f"[name={name}]") for name in typed} == typed
    assert page.locator(".error-summary a").count() == 2
    assert page.locator(".receipt").count() == 0
    assert not EnterpriseGroup.objects.exists()
    for name in ("founded_on", "rt"):
        link = page.locator(f".error-summary a[href*='{name}']")
        assert page.locator(link.get_attribute("href")).count() == 1
        assert page.locator(f"#id_{name}_error").is_visible()
        if has_script:
            link.click()
            assert page.evaluate("document.activeElement.name") == name


@pytest.mark.parametrize("has_script", [True, False], ids=["dengan-skrip", "tanpa-skrip"])
def test_two_taps_on_save_make_one_group(open_browser, staff, look, has_script):
    """FE04: the browser's guard, and without it the form's token."""
    page = open_browser(PHONE, **ON_PHONE, java_script_enabled=has_script)
    walker = Walker(page, lambda _page, _name: None)
    walker.sign_in("petugas-uji")
    page.goto(f"/kelompok/daftar/?desa={factories.BUMIAYU}")
    walker.name_group()
    page.dblclick("text=Simpan dan lanjut", no_wait_after=True)
    page.wait_for_selector("h1:has-text('SK pengukuhan')")
    expect(page.locator(".receipt-code")).to_be_visible()
    assert EnterpriseGroup.objects.count() == 1


def test_going_back_to_a_sent_form_and_sending_it_again_makes_no_second_group(open_browser, staff):
    """FE04: the back button after a save is how people make duplicates."""
    page = open_browser(PHONE, **ON_PHONE)
    walker = Walker(page, lambda _page, _name: None)
    walker.sign_in("petugas-uji")
    page.goto(f"/kelompok/daftar/?desa={factories.BUMIAYU}")
    page.wait_for_load_state("load")
    token = page.input_value("[name=token]")
    walker.name_group()
    walker.next_step("SK pengukuhan")
    first = walker.receipt()
    cookie = {c["name"]: c["value"] for c in page.context.cookies()}["csrftoken"]
    again = page.context.request.post(
        page.url.split("/kelompok")[0] + f"/kelompok/daftar/?desa={factories.BUMIAYU}",
        form={"csrfmiddlewaretoken": cookie, "token": token, "name": GROUP, "lanjut": "1"},
        headers={"Referer": page.url},
    )
    assert first in again.text()
    assert EnterpriseGroup.objects.count() == 1


def test_after_signing_out_the_back_button_shows_nothing(open_browser, staff):
    """OF04: neither to nobody nor to the next user of the same phone."""
    factories.make_group(factories.BUMIAYU, "Kenanga Rahasia")
    page = open_browser(PHONE, **ON_PHONE)
    walker = Walker(page, lambda _page, _name: None)
    walker.sign_in("petugas-uji")
    page.click("nav.nav >> text=Kelompok")
    page.click("text=Kenanga Rahasia")
    expect(page.locator("h1")).to_have_text("Kenanga Rahasia")
    walker.sign_out()
    for _turn in range(3):
        page.go_back()
        expect(page.locator("body")).not_to_contain_text("Kenanga Rahasia")
        expect(page.locator("body")).not_to_contain_text("Petugas Uji")
    factories.make_user("petugas-lain", "officer", factories.SENTANI)
    walker.sign_in("petugas-lain")
    for _turn in range(4):
        page.go_back()
        expect(page.locator("body")).not_to_contain_text("Kenanga Rahasia")
        expect(page.locator("body")).not_to_contain_text("Petugas Uji")
