"""The calendar under /kelola/: months and years whose days differ from the rule."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.roles import Role
from activities.actions import submit_register
from activities.models import MonthlyReport, ReportingPeriod, SubmissionStatus
from activities.periods import period_of_month, period_of_year
from regions.models import TouchedMonth
from tests import factories

ADD = "/kelola/activities/reportingperiod/add/"
OCTOBER = {
    "kind": "month",
    "start": "2026-10-01",
    "opens_on": "2026-10-01",
    "due_on": "2026-11-20",
    "locks_on": "2027-01-01",
    "note": "Banjir di tiga kecamatan",
}


@pytest.fixture(autouse=True)
def tenth_of_november():
    with time_machine.travel("2026-11-10T03:00:00Z", tick=False):
        yield


@pytest.fixture
def office(cast, sign_in):
    return sign_in(cast.admin)


def prolonged(**columns) -> ReportingPeriod:
    days = {name: date.fromisoformat(OCTOBER[name]) for name in ("start", "opens_on", "due_on", "locks_on")}
    return ReportingPeriod.objects.create(**{"kind": "month", "note": "Banjir"} | days | columns)


def initial(office, query: str) -> dict:
    return office.get(f"{ADD}{query}").context["adminform"].form.initial


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ("", ("2026-11-01", "2026-11-01", "2026-12-03", "2027-01-01")),
        ("?kind=month&start=2026-10-01", ("2026-10-01", "2026-10-01", "2026-11-03", "2026-12-01")),
        ("?kind=month&start=2026-12-17", ("2026-12-01", "2026-12-01", "2027-01-03", "2027-02-01")),
        ("?kind=year&start=2027-01-01", ("2027-01-01", "2026-12-01", "2027-01-03", "2027-04-01")),
        ("?kind=hari&start=kemarin", ("2026-11-01", "2026-11-01", "2026-12-03", "2027-01-01")),
        ("?start=9999-12-31", ("2026-11-01", "2026-11-01", "2026-12-03", "2027-01-01")),
        ("?start=0001-01-01", ("2026-11-01", "2026-11-01", "2026-12-03", "2027-01-01")),
    ],
)
def test_a_new_row_begins_with_the_days_of_the_rule(office, query, days):
    found = initial(office, query)
    assert tuple(found[name].isoformat() for name in ("start", "opens_on", "due_on", "locks_on")) == days


def test_the_row_holds_from_then_on_with_its_reason_in_the_trail(office, cast):
    """AU01"""
    assert office.post(ADD, OCTOBER).status_code == 302
    row = ReportingPeriod.objects.get()
    assert period_of_month(date(2026, 10, 1)) == row.period
    assert (row.period.due_on, row.period.locks_on) == (date(2026, 11, 20), date(2027, 1, 1))
    entry = AuditEntry.objects.get_for_object(row).latest("id")
    assert entry.actor == cast.admin and entry.changes["note"] == [None, "Banjir di tiga kecamatan"]


def test_a_year_of_cards_can_be_prolonged_too(office):
    days = {"opens_on": "2026-12-01", "due_on": "2027-01-31", "locks_on": "2027-06-01"}
    assert office.post(ADD, OCTOBER | {"kind": "year", "start": "2027-01-01"} | days).status_code == 302
    assert period_of_year(2027).due_on == date(2027, 1, 31)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"start": "2026-10-15"}, "Isi tanggal 1 bulan itu"),
        ({"kind": "year"}, "1 Januari untuk kartu tahunan"),
        ({"due_on": "2026-09-30", "opens_on": "2026-09-01"}, "Batas ini sebelum masanya dimulai"),
        ({"due_on": "2027-01-01"}, "Urutannya: dibuka, batas tepat waktu, lalu dikunci"),
        ({"opens_on": "2026-11-02", "due_on": "2026-11-01"}, "Urutannya: dibuka, batas tepat waktu, lalu dikunci"),
        ({"opens_on": "2026-11-10"}, "Dibuka sesudah batas menurut aturan"),
        ({"locks_on": "2062-01-01"}, "Dikunci lebih dari dua tahun"),
        ({"start": "1926-10-01"}, "Periksa tahunnya"),
        ({"note": ""}, "Alasan"),
        ({"due_on": ""}, "Batas tepat waktu"),
        ({"due_on": "31/02/2026"}, "Batas tepat waktu"),
    ],
)
def test_days_that_make_no_period_are_refused_in_words(office, typed, message):
    answer = office.post(ADD, OCTOBER | typed)
    text = answer.content.decode()
    assert answer.status_code == 200 and message in text and 'class="error-summary"' in text
    assert not ReportingPeriod.objects.exists()


def test_the_refusal_says_what_the_rule_would_be(office):
    text = office.post(ADD, OCTOBER | {"locks_on": "2062-01-01"}).content.decode()
    assert "Menurut aturan: dibuka 1 Oktober 2026, batas 3 November 2026, dikunci 1 Desember 2026." in text


def test_a_period_has_one_row(office):
    prolonged()
    assert "Masa ini sudah ada. Ubah baris yang ada." in office.post(ADD, OCTOBER).content.decode()


def test_the_row_says_how_many_registers_are_open_and_late(office):
    row = prolonged()
    for status, columns in (
        (SubmissionStatus.DRAFT, {}),
        (SubmissionStatus.RETURNED, {}),
        (SubmissionStatus.SUBMITTED, {"is_late": True}),
        (SubmissionStatus.APPROVED, {}),
    ):
        factories.make_report(factories.make_group(), date(2026, 10, 1), status, **columns)
    factories.make_report(factories.make_group(), date(2026, 9, 1), SubmissionStatus.DRAFT)
    text = office.get(f"/kelola/activities/reportingperiod/{row.pk}/change/").content.decode()
    assert "2 sedang diisi atau dikembalikan, 2 dikirim, 1 tercatat terlambat." in text


def test_which_period_a_row_is_of_stays(office):
    row = prolonged()
    office.post(f"/kelola/activities/reportingperiod/{row.pk}/change/", OCTOBER | {"start": "2026-11-01"})
    row.refresh_from_db()
    assert (row.start, row.due_on) == (date(2026, 10, 1), date(2026, 11, 20))


def test_a_changed_due_day_leaves_late_and_on_time_as_they_were_and_touches_no_total(office, cast):
    """On time is decided on the day it first came, so no month has to be counted anew."""
    on_time = factories.make_report(factories.make_group(), date(2026, 10, 1), SubmissionStatus.APPROVED)
    draft = factories.make_report(
        factories.make_group(), date(2026, 10, 1), SubmissionStatus.DRAFT, no_meeting_reason="Panen"
    )
    late = submit_register(by=cast.officer, report=draft, version=1, visited_on=date(2026, 10, 30))
    marks = TouchedMonth.objects.count()
    row = prolonged(due_on=date(2026, 12, 1))
    change = f"/kelola/activities/reportingperiod/{row.pk}/change/"
    assert office.post(change, OCTOBER | {"due_on": "2026-11-01"}).status_code == 302
    assert office.post(change, OCTOBER | {"due_on": "2026-12-20"}).status_code == 302
    kept = dict(MonthlyReport.objects.values_list("pk", "is_late"))
    assert kept == {on_time.pk: False, late.pk: True}
    assert TouchedMonth.objects.count() == marks


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN])
def test_nobody_else_sets_days(cast, sign_in, role):
    """AC01"""
    assert sign_in(cast.inside[role]).post(ADD, OCTOBER).status_code == 403
    assert not ReportingPeriod.objects.exists()


def test_the_calendar_leads_the_administrator_to_each_period(office):
    row = prolonged()
    text = office.get(reverse("period_list")).content.decode()
    assert f"/kelola/activities/reportingperiod/{row.pk}/change/" in text
    assert f"{ADD}?kind=month&amp;start=2026-11-01" in text
    assert f"{ADD}?kind=year&amp;start=2027-01-01" in text
