"""A coordinator reviews what the officers sent, in a browser: on a phone without script, and by keyboard at a desk."""

from datetime import date

import pytest
from django.urls import reverse

from activities.models import MonthlyReport, ReportingPeriod, ReviewStep, StepKind, SubmissionStatus
from regions.clock import local_today
from regions.months import last_day, month_of, shift
from tests import factories
from tests.e2e.conftest import DESKTOP, PHONE
from tests.e2e.steps import SMALL_TARGETS
from tests.e2e.test_pages_axe import session_of

QUEUE = "/kegiatan/tinjau/"


@pytest.fixture
def queue(cast) -> list[MonthlyReport]:
    """Three registers of last month that wait, with meetings, and the month before of the first."""
    today = local_today(cast.coordinator)
    month = shift(month_of(today), -1)
    names = ("Melati", "Kelompok Usaha Keluarga Anggrek Indah Sejahtera Bersama", "Mawar")
    return [sent(cast, name, month, today) for name in names]


def sent(cast, name: str, month: date, today: date) -> MonthlyReport:
    group = factories.make_group(name=name)
    members = [factories.make_membership(group) for _place in range(5)]
    days = {"visited_on": last_day(month), "submitted_on": today, "first_submitted_on": today}
    report = factories.make_report(
        group, month, SubmissionStatus.SUBMITTED, submitted_by=cast.officer, is_late=name == "Mawar", **days
    )
    before = factories.make_report(group, shift(month, -1))
    for one in (report, before):
        factories.make_meeting(one, *members[:4], coaching="training", agency="Dinas UMKM", target="Pengurus")
    ReviewStep.objects.create(report=report, kind=StepKind.SUBMITTED, by=cast.officer)
    return report


def signed_in(open_browser, live_server, user, screen, **options):
    page = open_browser(screen, **options)
    page.context.add_cookies([session_of(user, live_server.url)])
    return page


def statuses(queue) -> list[str]:
    return [MonthlyReport.objects.get(pk=report.pk).status for report in queue]


@pytest.mark.parametrize(("screen", "scheme"), [(PHONE, "dark"), (DESKTOP, "light")])
def test_the_pages_of_review_are_accessible_and_fit_the_screen(
    screen, scheme, open_browser, live_server, cast, queue, axe, no_sideways_scroll, screenshot
):
    """FE01, WCAG 2.2 AA."""
    card = factories.make_card(queue[0].group, 2026, SubmissionStatus.SUBMITTED, submitted_by=cast.officer)
    start = queue[0].month
    ReportingPeriod.objects.create(
        kind="month", start=start, opens_on=start, due_on=last_day(start), locks_on=shift(start, 3), note="Banjir"
    )
    touch = {"has_touch": True, "is_mobile": True} if screen == PHONE else {}
    page = signed_in(open_browser, live_server, cast.coordinator, screen, color_scheme=scheme, **touch)
    places = {
        "antrean": QUEUE,
        "kosong": f"{QUEUE}?keadaan=dikembalikan",
        "register": reverse("review_report", args=[queue[1].pk]),
        "kartu": reverse("review_card", args=[card.pk]),
        "kalender": reverse("period_list"),
    }
    for name, path in places.items():
        assert page.goto(path).status == 200, path
        screenshot(page, f"tinjau-{name}-{screen['width']}-{scheme}")
        axe(page)
        no_sideways_scroll(page)
        if screen == PHONE:
            assert page.evaluate(SMALL_TARGETS) == [], path


def test_on_a_phone_without_script_two_are_ticked_and_one_is_returned(open_browser, live_server, cast, queue):
    """FE10, NX12"""
    page = signed_in(open_browser, live_server, cast.coordinator, PHONE, java_script_enabled=False)
    page.goto(QUEUE)
    for name in ("Melati", "Mawar"):
        page.check(f"tr:has-text('{name}') input[name=pilih]")
    page.click("text=Setujui yang dicentang")
    page.wait_for_selector("text=2 laporan disetujui.")
    assert page.locator(".receipt-code").count() == 1
    page.click(".review-queue th a")
    page.click("text=Kembalikan dengan catatan")
    page.wait_for_selector("text=Tulis apa yang perlu diperbaiki.")
    page.fill("[name=note]", "Hadir belum lengkap")
    page.click("text=Kembalikan dengan catatan")
    page.wait_for_selector("text=Semua sudah ditinjau")
    assert statuses(queue) == ["approved", "returned", "approved"]


def test_at_a_desk_the_queue_is_worked_off_by_keyboard(open_browser, live_server, cast, queue, axe):
    page = signed_in(open_browser, live_server, cast.coordinator, DESKTOP)
    page.goto(reverse("review_report", args=[queue[0].pk]))
    page.focus("button:has-text('Setujui')")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{reverse('review_report', args=[queue[1].pk])}")
    page.focus("button:has-text('Setujui')")
    page.keyboard.press("Tab")
    page.keyboard.type("Hadir belum lengkap")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{reverse('review_report', args=[queue[2].pk])}")
    assert statuses(queue) == ["approved", "returned", "submitted"]
    axe(page)


def test_what_was_withdrawn_meanwhile_loses_no_word(open_browser, live_server, cast, queue, axe):
    page = signed_in(open_browser, live_server, cast.coordinator, DESKTOP)
    page.goto(reverse("review_report", args=[queue[0].pk]))
    page.fill("[name=note]", "Hadir belum lengkap")
    MonthlyReport.objects.filter(pk=queue[0].pk).update(status=SubmissionStatus.DRAFT, version=2)
    ReviewStep.objects.create(report=queue[0], kind=StepKind.WITHDRAWN, by=cast.officer)
    page.click("text=Kembalikan dengan catatan")
    page.wait_for_selector("text=Keputusan Anda belum tersimpan")
    assert page.locator(".review-kept").inner_text() == "Hadir belum lengkap"
    axe(page)
    assert statuses(queue)[0] == "draft"
