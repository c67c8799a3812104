"""When a group was seen last (NX06), and whether it has reported: filter, badge and warning say the same."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from accounts.roles import Permission
from activities.models import PeriodKind, ReportingPeriod, SubmissionStatus
from groups.freshness import STATES, SeenBy, last_seen, with_seen_on
from groups.models import EnterpriseGroup, GroupStatus, StatusChange
from groups.warnings import WARNINGS, having_warning
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
OCTOBER = date(2026, 10, 1)
LAPOR = next(warning for warning in WARNINGS if warning.code == "lapor")


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel("2026-11-21T04:00:00Z", tick=False):
        yield


def seen(name: str, registered=datetime(2020, 1, 2, 3, tzinfo=UTC), **columns) -> EnterpriseGroup:
    """A group put on record long ago, with what has been seen of it since."""
    group = factories.make_group(name=name, **columns)
    EnterpriseGroup.objects.filter(pk=group.pk).update(created_at=registered)
    group.refresh_from_db()
    return group


@pytest.fixture
def groups(cast):
    return [
        seen("Agustus", reported_on=date(2026, 8, 1)),
        seen("Juli", reported_on=date(2026, 7, 31), capital_on=date(2026, 1, 1), capital_total=1),
        seen("April", capital_on=date(2026, 4, 30), capital_total=1),
        seen("Tahun lalu", capital_on=date(2025, 10, 31), capital_total=1),
        seen("Lama"),
        seen("Baru", registered=datetime(2026, 11, 20, 18, tzinfo=UTC)),
        seen("Bubar", reported_on=date(2026, 11, 1), status=GroupStatus.DISSOLVED),
    ]


@pytest.mark.parametrize(
    ("state", "names"),
    [
        ("terverifikasi", ["Agustus", "Baru"]),
        ("menua", ["Juli"]),
        ("usang", ["April"]),
        ("senyap", ["Lama", "Tahun lalu"]),
    ],
)
def test_the_list_can_be_narrowed_to_one_state(cast, sign_in, groups, state, names):
    """NX06, on both sides of each limit; a group that does not work is in no state."""
    page = sign_in(cast.officer).get("/kelompok/", {"kesegaran": state})
    assert sorted(row.group.name for row in page.context["rows"]) == names
    assert page.context["page"].total == len(names)
    assert [chip["label"] for chip in page.context["chips"]] == [str(_state(state).label)]


def test_a_group_that_does_not_work_is_in_no_state(cast, sign_in, groups):
    """NX06"""
    page = sign_in(cast.officer).get("/kelompok/", {"kesegaran": "terverifikasi", "status": "semua"})
    assert "Bubar" not in [row.group.name for row in page.context["rows"]]


def test_a_state_that_does_not_exist_is_refused(cast, sign_in, groups):
    assert "Saringan ini tidak dikenal" in sign_in(cast.officer).get("/kelompok/?kesegaran=segar").content.decode()


def test_the_row_and_the_column_say_the_same_day(groups):
    """NX06: the badge on the page and the filter of the list cannot differ."""
    for group in with_seen_on(EnterpriseGroup.objects.all()):
        assert last_seen(group, TODAY).on == group.seen_on, group.name


@pytest.mark.parametrize(
    ("name", "on", "by", "words"),
    [
        ("Agustus", date(2026, 8, 1), SeenBy.REPORT, "Terakhir dilihat 1 Agu 2026, lewat register atau kartu"),
        ("April", date(2026, 4, 30), SeenBy.CAPITAL, "Terakhir dilihat 30 Apr 2026, lewat catatan modal"),
        ("Baru", date(2026, 11, 21), SeenBy.REGISTRATION, "Terakhir dilihat 21 Nov 2026, saat didaftarkan"),
    ],
)
def test_the_page_of_a_group_says_when_it_was_seen_and_by_what(cast, sign_in, groups, name, on, by, words):
    """NX06: in words and with a sign."""
    group = next(group for group in groups if group.name == name)
    found = last_seen(group, TODAY)
    assert (found.on, found.by) == (on, by)
    text = sign_in(cast.officer).get(group.get_absolute_url()).content.decode()
    assert words in text and str(found.state.label) in text


def test_the_page_of_a_group_that_does_not_work_says_nothing_of_it(cast, sign_in, groups):
    text = sign_in(cast.officer).get(groups[-1].get_absolute_url()).content.decode()
    assert "Terakhir dilihat" not in text


# --- The warning "lapor" ----------------------------------------------------------------------------------------------
def warned(day=TODAY) -> list[str]:
    return sorted(having_warning(EnterpriseGroup.objects.all(), LAPOR, day).values_list("name", flat=True))


def test_only_a_group_that_owes_the_late_month_is_warned_about(country):
    """FE07: drafts and returned registers are not handed in; a group that began later owes nothing."""
    factories.make_group(name="Tidak")
    for status in SubmissionStatus.values:
        factories.make_report(factories.make_group(name=status), OCTOBER, status)
    factories.make_report(factories.make_group(name="Bulan lain"), date(2026, 9, 1))
    factories.make_group(name="November", status_on=date(2026, 11, 1))
    factories.make_group(name="Berhenti", status=GroupStatus.INACTIVE)
    assert warned() == ["Bulan lain", "Tidak", "draft", "returned"]


def test_a_group_that_rested_at_the_end_of_the_month_is_not_warned_about(country):
    group = factories.make_group(name="Istirahat", status_on=date(2026, 11, 5))
    for status, on in (("active", date(2020, 1, 1)), ("inactive", date(2026, 10, 20)), ("active", date(2026, 11, 5))):
        StatusChange.objects.create(group=group, status=status, on=on)
    assert warned() == []


@pytest.mark.parametrize(
    ("day", "month"),
    [
        (date(2026, 11, 3), None),
        (date(2026, 11, 4), OCTOBER),
        (date(2026, 11, 30), OCTOBER),
        (date(2026, 12, 1), None),
        (date(2026, 12, 4), date(2026, 11, 1)),
    ],
)
def test_the_late_month_is_past_its_due_day_and_still_open(db, day, month):
    assert ReportingPeriod.objects.late_month(day) == month


def test_days_set_by_the_administrator_hold_for_the_warning(country):
    factories.make_group(name="Banjir")
    columns = {"opens_on": OCTOBER, "due_on": date(2026, 11, 25), "locks_on": date(2026, 12, 31), "note": "Banjir"}
    ReportingPeriod.objects.create(kind=PeriodKind.MONTH, start=OCTOBER, **columns)
    assert warned() == []
    assert warned(date(2026, 12, 2)) == ["Banjir"]


def test_the_warning_leads_to_the_month_and_needs_the_permission_to_see_activities(cast, sign_in):
    group = factories.make_group()
    text = sign_in(cast.officer).get(group.get_absolute_url()).content.decode()
    assert f'href="/kegiatan/{group.number}/"' in text
    assert sign_in(cast.officer).get(f"/kegiatan/{group.number}/").url == f"/kegiatan/{group.number}/2026-10/"
    assert LAPOR.permission == Permission.ACTIVITY_VIEW
    assert str(LAPOR.text) not in sign_in(cast.aku).get(group.get_absolute_url()).content.decode()


def _state(code: str):
    return next(state for state in STATES if state.code == code)
