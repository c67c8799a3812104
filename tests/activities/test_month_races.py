"""Double taps, retries and two phones at once: one report, one meeting, and an answer for everyone (FE04)."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client

from accounts.models import Receipt
from activities.models import Attendance, Meeting, MonthlyReport, ReviewStep, SubmissionStatus
from groups.models import CapitalRecord
from tests import factories

MEETING = {"version": 1, "on": "12/10/2026", "mode": "face", "presenter": "Petugas", "topic_business": "on"}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def second_of_november():
    with time_machine.travel("2026-11-02T03:00:00Z", tick=False):
        yield


@pytest.fixture
def group(cast):
    made = factories.make_group()
    factories.make_capital(made)
    return made


@pytest.fixture
def member(group):
    return factories.make_membership(group)


def at(group, more: str = "") -> str:
    return f"/kegiatan/{group.number}/2026-10/{more}"


def fresh() -> str:
    return str(uuid.uuid4())


def at_once(user, address: str, posts: list[dict]) -> list:
    """Send these posts at the same time, each from its own phone; the answers."""

    def post(typed):
        client = Client()
        client.force_login(user)
        try:
            return client.post(address, typed)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(posts)) as pool:
        return list(pool.map(post, posts))


def test_five_identical_posts_make_one_report_and_one_meeting(cast, group, member):
    """FE04: on a month that nobody had touched; the repeats get the first answer and its receipt."""
    typed = MEETING | {"token": fresh(), "present": [member.pk]}
    answers = at_once(cast.officer, at(group, "pertemuan/tambah/"), [typed] * 5)
    assert [(answer.status_code, answer.headers.get("Location")) for answer in answers] == [(302, at(group))] * 5
    assert (MonthlyReport.objects.count(), Meeting.objects.count(), Attendance.objects.count()) == (1, 1, 1)
    assert Receipt.objects.count() == 1


def test_five_phones_with_the_same_meeting_make_one_and_get_four_clear_errors(cast, group, member):
    """FE04: other tokens, so no repeats; the day of the meeting is what there can be only one of."""
    posts = [MEETING | {"token": fresh(), "present": [member.pk]} for _phone in range(5)]
    answers = at_once(cast.officer, at(group, "pertemuan/tambah/"), posts)
    assert sorted(answer.status_code for answer in answers) == [200] * 4 + [302]
    errors = [answer.content.decode() for answer in answers if answer.status_code == 200]
    assert all("Pertemuan pada tanggal ini sudah dicatat." in page and "error-summary" in page for page in errors)
    assert (MonthlyReport.objects.count(), Meeting.objects.count(), Receipt.objects.count()) == (1, 1, 1)


def test_five_different_meetings_at_once_share_one_register(cast, group, member):
    days = (f"{day}/10/2026" for day in range(5, 10))
    posts = [MEETING | {"on": day, "token": fresh(), "present": [member.pk]} for day in days]
    answers = at_once(cast.officer, at(group, "pertemuan/tambah/"), posts)
    assert [answer.status_code for answer in answers] == [302] * 5
    assert (MonthlyReport.objects.count(), Meeting.objects.count(), Receipt.objects.count()) == (1, 5, 5)


def test_five_identical_submits_hand_in_once(cast, group, member):
    """FE04"""
    report = factories.make_report(group, status=SubmissionStatus.DRAFT)
    factories.make_meeting(report, member)
    typed = {"token": fresh(), "version": 1, "visited_on": "30/10/2026"}
    answers = at_once(cast.officer, at(group, "kirim/"), [typed] * 5)
    assert [(answer.status_code, answer.headers.get("Location")) for answer in answers] == [(302, at(group))] * 5
    report.refresh_from_db()
    assert (report.status, report.visited_on) == (SubmissionStatus.SUBMITTED, date(2026, 10, 30))
    assert (ReviewStep.objects.count(), Receipt.objects.count()) == (1, 1)


def test_five_identical_capital_visits_make_one_record(cast, group):
    """FE04"""
    typed = {"token": fresh(), "on": "30/10/2026", "own": "6,5 jt", "source": "register"}
    answers = at_once(cast.officer, at(group, "modal/"), [typed] * 5)
    assert [answer.status_code for answer in answers] == [302] * 5
    assert CapitalRecord.objects.filter(own=6_500_000).count() == MonthlyReport.objects.count() == 1
