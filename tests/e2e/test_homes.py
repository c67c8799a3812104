"""The start pages in a browser: at a glance on a phone, one tap to act, a text to copy (FE01, FE07, NX16)."""

from datetime import date

import pytest
from django.utils import timezone

from accounts.roles import Role
from activities.models import ReviewStep, StepKind, SubmissionStatus
from regions.months import month_of, shift
from tests import factories
from tests.e2e.conftest import DESKTOP, PHONE
from tests.e2e.test_pages_axe import session_of
from tests.factories import BUMIAYU, SUGIHWARAS

# Each of them has a page of its own shape; a regency's is a coordinator's, an administrator's a province's.
READERS = [Role.OFFICER, Role.COORDINATOR, Role.PROVINCE]
TALL = 44


@pytest.fixture
def month() -> date:
    """The running month: always open, whatever day the browser's own clock says."""
    return month_of(timezone.localdate())


@pytest.fixture
def work(cast, month):
    """Two villages and twenty groups: most silent, one in each other state; the month before is done by nobody."""
    factories.make_tiers()
    factories.make_territory(cast.officer, SUGIHWARAS)
    for number in range(16):
        factories.make_group((BUMIAYU, SUGIHWARAS)[number % 2], f"Kelompok Melati Indah Sejahtera {number + 1}")
    for status in SubmissionStatus.values:
        day = shift(month, 1) if status == SubmissionStatus.APPROVED else month
        report = factories.make_report(
            factories.make_group(name=f"Kelompok {status}"), month, status, visited_on=month, submitted_on=day
        )
        if status == SubmissionStatus.RETURNED:
            note = "Kehadiran pertemuan kedua belum dicentang, dan narasumbernya belum ditulis."
            ReviewStep.objects.create(report=report, kind=StepKind.RETURNED, note=note, by=cast.coordinator)
    return cast


def opened(open_browser, live_server, user, path: str, viewport: dict, scheme: str = "light", **options):
    page = open_browser(viewport, color_scheme=scheme, **options)
    page.context.add_cookies([session_of(user, live_server.url)])
    assert page.goto(path).status == 200
    return page


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")], ids=["phone", "desktop"])
def test_what_is_owed_fits_and_is_accessible(
    open_browser, live_server, work, axe, no_sideways_scroll, screenshot, viewport, scheme
):
    """FE01, FE07: at 360 px and on a desk, light and dark."""
    for role in READERS:
        page = opened(open_browser, live_server, work.inside[role], "/", viewport, scheme)
        screenshot(page, f"beranda-{role}-{viewport['width']}-{scheme}")
        axe(page)
        no_sideways_scroll(page)


def test_every_line_can_be_tapped_and_leads_to_its_month(open_browser, live_server, work):
    """FE01, FE07: 44 px, and one tap to act."""
    page = opened(open_browser, live_server, work.officer, "/", PHONE, has_touch=True, is_mobile=True)
    lines = page.locator(".task:visible")
    boxes = [lines.nth(place).bounding_box() for place in range(lines.count())]
    assert len(boxes) > 10 and [box for box in boxes if box["height"] < TALL] == []
    page.locator(".owed-list .task:visible a").first.tap()
    page.wait_for_url("**/kegiatan/**")


def test_a_folded_month_opens_without_javascript(open_browser, live_server, work):
    page = opened(open_browser, live_server, work.officer, "/", PHONE, java_script_enabled=False)
    last = page.locator(".owed-list").last
    if last.get_attribute("open") is None:
        last.locator("summary").click()
    assert last.locator(".task").first.is_visible()


def test_the_reminder_is_copied_with_one_press(open_browser, live_server, work, axe, no_sideways_scroll, screenshot):
    """NX16"""
    page = opened(open_browser, live_server, work.coordinator, "/kegiatan/pengingat/", PHONE)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    axe(page)
    no_sideways_scroll(page)
    page.locator("[data-copy]").first.click()
    page.get_by_text("Tersalin. Tempel di obrolan.").wait_for()
    screenshot(page, "pengingat-360")
    kept = page.evaluate("navigator.clipboard.readText()")
    assert kept.startswith("Yth. Bapak/Ibu petugas di Wonomulyo,\n\nRegister kegiatan (R/I)")
    assert kept == page.locator("textarea").first.input_value()


def test_the_reminder_can_be_selected_without_javascript(open_browser, live_server, work):
    """NX16: no button that would do nothing."""
    page = opened(open_browser, live_server, work.officer, "/kegiatan/pengingat/", PHONE, java_script_enabled=False)
    assert page.locator("[data-copy]:visible").count() == 0
    field = page.locator("textarea").first
    field.click()
    assert field.is_editable() is False and field.is_visible()
