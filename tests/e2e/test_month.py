"""The month of a group as an officer enters it on a phone: ticks, capital, hand-in, the next group."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from activities.models import Attendance, MonthlyReport
from groups.models import EnterpriseGroup
from regions.clock import local_today
from regions.months import month_key, month_of, shift
from tests import factories
from tests.e2e.conftest import DESKTOP, PHONE
from tests.e2e.steps import SMALL_TARGETS
from tests.e2e.test_pages_axe import session_of

ON_PHONE = {"has_touch": True, "is_mobile": True, "device_scale_factor": 2}
NAMES = ("Aminah Ratnasari", "Bunga Lestari", "Citra Dewi", "Dewi Sartika", "Endang Wahyuni")


@pytest.fixture
def group(cast):
    """A group with five members; last month Aminah, Bunga and Citra came. Its neighbour has not reported either."""
    factories.make_tiers()
    made = factories.make_group(name="Kelompok Usaha Keluarga Melati Indah Sejahtera", number="76040320040001")
    factories.make_group(name="Mawar", number="76040320040002")
    factories.make_capital(made, 6_000_000, date(2026, 3, 1))
    joined = {"started_on": date(2020, 1, 1)}
    rows = [
        factories.make_membership(made, factories.make_person(name=name, name_key=name.lower()), **joined)
        for name in NAMES
    ]
    earlier = factories.make_report(made, shift(running_month(made), -1))
    factories.make_meeting(earlier, *rows[:3])
    return made


def running_month(group) -> date:
    return month_of(local_today(group))


def month_page(group) -> str:
    return f"/kegiatan/{group.number}/{month_key(running_month(group))}/"


@pytest.fixture
def opened(open_browser, live_server, cast):
    """Opens a page on the officer's phone, signed in."""

    def open_page(screen=PHONE, **options):
        page = open_browser(screen, **(ON_PHONE if screen is PHONE else {}) | options)
        page.context.add_cookies([session_of(cast.officer, live_server.url)])
        return page

    return open_page


@pytest.fixture
def look(axe, no_sideways_scroll, screenshot):
    """WCAG, width, touch targets on phones, and a picture."""

    def look_at(page, name: str, has_script: bool = True) -> None:
        screenshot(page, f"bulan-{name}")
        if has_script:
            axe(page)
        no_sideways_scroll(page)
        if page.viewport_size["width"] < 600:
            assert page.evaluate(SMALL_TARGETS) == [], page.url

    return look_at


def ticked(page) -> list[str]:
    return page.locator("[name=present]:checked").evaluate_all(
        "ticks => ticks.map(tick => tick.closest('label').innerText.split('\\n')[0])"
    )


def test_a_month_is_entered_on_a_phone_and_the_next_group_follows(opened, group, look):
    """FE01, FE06, FE10, NX02, NX12"""
    page = opened()
    page.goto(group.get_absolute_url())
    page.click("text=Isi laporan")
    look(page, "kosong")
    page.click("text=Tambah pertemuan")
    look(page, "pertemuan")
    page.fill("[name=presenter]", "Nurhayati, PKB")
    page.check("[name=topic_business]")
    page.get_by_role("button", name="Sama seperti bulan lalu", exact=True).click()
    expect(page.locator("[data-count-ticked]")).to_have_text("3")
    assert ticked(page) == list(NAMES[:3])
    page.check("text=Dewi Sartika")
    page.uncheck("text=Aminah Ratnasari")
    page.get_by_role("button", name="Sama seperti bulan lalu: Aminah Ratnasari").click()
    expect(page.locator("[data-count]")).to_contain_text("4 dari 5 hadir")
    page.click("text=Ini sesi pembinaan")
    page.select_option("[name=coaching]", "training")
    page.fill("[name=agency]", "Dinas Koperasi dan UKM")
    page.fill("[name=target]", "Pengurus")
    look(page, "pertemuan-terisi")
    page.click("text=Simpan pertemuan")
    expect(page.locator(".receipt-code")).to_be_visible()
    expect(page.locator("main")).to_contain_text("4 hadir")
    look(page, "setelah-pertemuan")
    page.click(".tasks >> text=Modal")
    page.locator("[name=own]").press_sequentially("6,5 jt")
    expect(page.locator("#id_own_echo")).to_contain_text("Rp 6.500.000")
    look(page, "modal")
    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.locator("main")).to_contain_text("Rp 6.500.000")
    page.click("text=Periksa dan kirim")
    look(page, "kirim")
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.locator(".receipt-code")).to_be_visible()
    expect(page.locator(".month-standing")).to_contain_text("tepat waktu")
    look(page, "terkirim")
    page.click("text=Kelompok berikutnya")
    expect(page.locator(".eyebrow")).to_contain_text("Mawar")
    report = MonthlyReport.objects.get(group=group, month=running_month(group))
    assert (report.status, report.capital_record.total) == ("submitted", 6_500_000)
    assert Attendance.objects.filter(meeting__report=report).count() == 4


def test_the_month_is_entered_with_javascript_off(opened, group, look):
    """OF06: the same, by buttons that the server answers."""
    page = opened(java_script_enabled=False)
    page.goto(month_page(group) + "pertemuan/tambah/")
    look(page, "tanpa-skrip-pertemuan", has_script=False)
    page.fill("[name=presenter]", "Nurhayati, PKB")
    page.get_by_role("button", name="Sama seperti bulan lalu", exact=True).click()
    assert ticked(page) == list(NAMES[:3])
    assert page.input_value("[name=presenter]") == "Nurhayati, PKB"
    assert page.locator(".error-summary").count() == 0
    look(page, "tanpa-skrip-sama", has_script=False)
    page.check("[name=topic_business]")
    page.click("text=Simpan pertemuan")
    expect(page.locator("main")).to_contain_text("3 hadir")
    page.click("text=Periksa dan kirim")
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.locator(".receipt-code")).to_be_visible()


def test_a_half_filled_meeting_survives_a_closed_tab(opened, group, look):
    """FE02: text, ticks and the closed part are offered again, and put back only when asked."""
    page = opened()
    context = page.context
    address = month_page(group) + "pertemuan/tambah/"
    page.goto(address)
    page.fill("[name=presenter]", "Nurhayati, PKB")
    page.check("[name=topic_finance]")
    page.click("text=Ini sesi pembinaan")
    page.select_option("[name=coaching]", "marketing")
    page.check("text=Bunga Lestari")
    page.check("text=Endang Wahyuni")
    page.wait_for_timeout(900)  # a draft is kept half a second after the last change
    page.close(run_before_unload=False)

    again = context.new_page()
    again.goto(address)
    expect(again.locator(".draft-bar")).to_be_visible()
    assert ticked(again) == [] and again.input_value("[name=presenter]") == ""
    look(again, "draf-ditawarkan")
    kept = again.evaluate("JSON.stringify(localStorage)")
    assert not [name for name in NAMES if name.split()[0] in kept]
    again.click("text=Pulihkan isian")
    assert ticked(again) == ["Bunga Lestari", "Endang Wahyuni"]
    assert again.input_value("[name=presenter]") == "Nurhayati, PKB"
    expect(again.locator("[data-count-ticked]")).to_have_text("2")
    expect(again.locator("[name=coaching]")).to_be_visible()
    again.select_option("[name=coaching]", "")
    again.click("text=Simpan pertemuan")
    expect(again.locator(".receipt-code")).to_be_visible()
    again.goto(address)
    assert again.locator(".draft-bar").count() == 0


def test_return_in_a_text_box_saves_and_ticks_nobody(opened, group):
    """The first button of the form is not the one that fills the list."""
    page = opened(DESKTOP)
    page.goto(month_page(group) + "pertemuan/tambah/")
    page.check("[name=topic_finance]")
    page.check("text=Bunga Lestari")
    page.fill("[name=presenter]", "Nurhayati, PKB")
    page.press("[name=presenter]", "Enter")
    expect(page.locator("main")).to_contain_text("1 hadir")


def test_another_date_asks_before_it_saves(opened, group, look):
    """FE06: the list of the other day, with what was typed; last month, which is still open."""
    mawar = EnterpriseGroup.objects.get(name="Mawar")
    month = shift(running_month(group), -1)
    stayer, leaver = (factories.make_person(name=name, name_key=name.lower()) for name in NAMES[:2])
    factories.make_membership(mawar, stayer)
    factories.make_membership(mawar, leaver, ended_on=month.replace(day=20))
    page = opened()
    page.goto(f"/kegiatan/{mawar.number}/{month_key(month)}/pertemuan/tambah/")
    assert page.input_value("[name=on]") == ""
    page.fill("[name=on]", f"10/{month.month}/{month.year}")
    page.fill("[name=presenter]", "Nurhayati, PKB")
    page.check("text=Aminah Ratnasari")
    page.click("text=Simpan pertemuan")
    expect(page.locator(".confirm")).to_contain_text("Ditambahkan: Bunga Lestari.")
    assert ticked(page) == ["Aminah Ratnasari"]
    assert page.input_value("[name=presenter]") == "Nurhayati, PKB"
    assert page.locator(".draft-bar").count() == 0
    look(page, "daftar-lain")
    page.check(".attendance-rows >> text=Bunga Lestari")
    page.check("[name=topic_health]")
    page.click("text=Simpan pertemuan")
    expect(page.locator("main")).to_contain_text("2 hadir")


@pytest.mark.parametrize(("screen", "scheme"), [(PHONE, "dark"), (DESKTOP, "light")])
def test_every_page_of_the_month_is_accessible(screen, scheme, opened, group, look):
    """FE01, WCAG 2.2 AA"""
    report = factories.make_report(group, running_month(group), "draft")
    meeting = factories.make_meeting(report, *group.memberships.all()[:2], on=running_month(group))
    page = opened(screen, color_scheme=scheme)
    for name in (
        "",
        "pertemuan/tambah/",
        f"pertemuan/{meeting.pk}/",
        f"pertemuan/{meeting.pk}/hapus/",
        "modal/",
        "kirim/",
        "tanpa-pertemuan/",
    ):
        assert page.goto(month_page(group) + name).status == 200, name
        look(page, f"halaman-{scheme}-{screen['width']}-{name.strip('/').replace('/', '-')}")


@pytest.mark.parametrize(("screen", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")])
def test_a_month_that_was_sent_and_a_stack_that_is_none_are_accessible(screen, scheme, opened, group, look):
    """FE01, WCAG 2.2 AA: after the hand-in, taking it back, and paper for a month in which nobody worked."""
    factories.make_report(group, running_month(group), "submitted")
    page = opened(screen, color_scheme=scheme)
    addresses = {
        "terkirim": month_page(group),
        "tarik": f"{month_page(group)}tarik/",
        "cetak-kosong": f"{reverse('paper_register_blank')}?bulan=2015-01",
    }
    for name, address in addresses.items():
        assert page.goto(address).status == 200, name
        assert page.url.endswith(address), name
        look(page, f"{name}-{scheme}-{screen['width']}")
