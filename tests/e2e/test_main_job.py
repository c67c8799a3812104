"""The main job: an officer registers a group on a phone, and the province sees it counted."""

import re

import pytest
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
    """Return a function that makes the check of one stop: WCAG, width, touch targets on phones, and a picture."""

    def look_as(series: str, has_script: bool = True):
        stops = iter(range(1, 100))

        def look(page, name: str) -> None:
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
