"""The month of one group, written by actions: opened once, filled in, handed in (FE04, FE10, UP07)."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError

from accounts.editing import StaleEdit
from activities.actions import (
    add_meeting,
    approve,
    change_meeting,
    change_register,
    open_register,
    record_visit_capital,
    remove_meeting,
    send_back,
    submit_register,
    withdraw,
)
from activities.models import Attendance, Meeting, MonthlyReport, StepKind, SubmissionStatus
from groups.actions import set_status
from groups.models import EnterpriseGroup, GroupStatus
from regions.models import TouchedMonth
from tests import factories

OCTOBER = date(2026, 10, 1)


@pytest.fixture(autouse=True)
def second_of_november():
    with time_machine.travel("2026-11-02T03:00:00Z", tick=False):
        yield


@pytest.fixture
def group(cast):
    group = factories.make_group()
    factories.make_capital(group)
    return group


@pytest.fixture
def report(cast, group):
    return open_register(by=cast.officer, group=group, month=OCTOBER)


def code_of(error) -> set[str]:
    wrong = error.value
    listed = hasattr(wrong, "error_list")
    errors = wrong.error_list if listed else [one for many in wrong.error_dict.values() for one in many]
    return {one.code for one in errors}


def held(report, cast, member=None, **columns):
    member = member or factories.make_membership(report.group)
    entries = {"on": date(2026, 10, 12), "presenter": "Petugas", "topic_finance": True} | columns
    meeting = add_meeting(by=cast.officer, report=report, present=[member.pk], **entries)
    report.refresh_from_db()
    return meeting


def handed_in(report, cast):
    held(report, cast)
    return submit_register(by=cast.officer, report=report, version=report.version, visited_on=date(2026, 10, 30))


def test_a_month_is_opened_once(cast, group, report):
    again = open_register(by=cast.officer, group=group, month=OCTOBER)
    assert (again.pk, MonthlyReport.objects.count()) == (report.pk, 1)


def test_a_group_that_was_not_active_owes_nothing(cast, group):
    set_status(by=cast.officer, group=group, status=GroupStatus.INACTIVE, on=date(2026, 10, 20), reason="Panen")
    with pytest.raises(ValidationError) as error:
        open_register(by=cast.officer, group=group, month=OCTOBER)
    assert code_of(error) == {"owes_nothing"}


@pytest.mark.parametrize(("month", "code"), [(date(2026, 12, 1), "ahead"), (date(2026, 8, 1), "locked")])
def test_only_an_open_month_can_be_opened(cast, group, month, code):
    with pytest.raises(ValidationError) as error:
        open_register(by=cast.officer, group=group, month=month)
    assert code_of(error) == {code}


def test_a_meeting_keeps_who_came_and_a_coaching_session_its_agency_and_target(cast, report):
    """UP07"""
    came, stayed = factories.make_membership(report.group), factories.make_membership(report.group)
    meeting = held(report, cast, came, coaching="marketing", agency="Dinas UMKM", target="Pengurus")
    stored = Meeting.objects.with_present_count().get(pk=meeting.pk)
    assert (stored.coaching, stored.agency, stored.target, stored.present_count) == (
        "marketing",
        "Dinas UMKM",
        "Pengurus",
        1,
    )
    change_meeting(by=cast.officer, meeting=meeting, version=meeting.version, present=[came.pk, stayed.pk])
    assert set(meeting.attendances.values_list("membership_id", flat=True)) == {came.pk, stayed.pk}


@pytest.mark.parametrize(
    ("columns", "codes"),
    [
        ({"coaching": "training"}, {"meeting_coaching_whole"}),
        ({"on": date(2026, 9, 30)}, {"other_month"}),
        ({"on": date(2026, 11, 1)}, {"other_month"}),
        ({"on": date(2026, 11, 3)}, {"future"}),
        ({"topic_finance": False}, {"meeting_topic"}),
    ],
)
def test_what_no_meeting_can_be_is_refused(cast, report, columns, codes):
    with pytest.raises(ValidationError):
        held(report, cast, **columns)
    assert not Meeting.objects.exists()


def test_a_day_has_one_meeting_and_one_session_of_each_kind(cast, report):
    first = held(report, cast)
    held(report, cast, coaching="training", agency="Dinas UMKM", target="Pengurus")
    with pytest.raises(ValidationError) as error:
        held(report, cast)
    assert error.value.messages == ["Pertemuan pada tanggal ini sudah dicatat."]
    other = held(report, cast, on=date(2026, 10, 13))
    with pytest.raises(ValidationError):
        change_meeting(by=cast.officer, meeting=other, version=other.version, present=[], on=first.on)
    assert Meeting.objects.count() == 3


def test_only_members_of_that_day_can_be_ticked(cast, report):
    gone = factories.make_membership(report.group, ended_on=date(2026, 10, 12))
    other = factories.make_membership(factories.make_group())
    for stranger in (gone, other):
        with pytest.raises(ValidationError) as error:
            held(report, cast, stranger)
        assert code_of(error) == {"not_on_roster"}
    assert not Attendance.objects.exists()


def test_a_month_without_meeting_needs_its_reason_and_one_with_a_meeting_has_none(cast, report):
    with pytest.raises(ValidationError) as error:
        submit_register(by=cast.officer, report=report, version=report.version, visited_on=date(2026, 10, 30))
    assert code_of(error) == {"no_meeting"}
    report = change_register(by=cast.officer, report=report, version=report.version, no_meeting_reason="Panen raya")
    held(report, cast)
    assert report.no_meeting_reason == ""
    with pytest.raises(ValidationError) as error:
        change_register(by=cast.officer, report=report, version=report.version, no_meeting_reason="Panen raya")
    assert code_of(error) == {"has_meetings"}


def test_a_meeting_at_which_nobody_was_ticked_cannot_be_handed_in(cast, report):
    add_meeting(
        by=cast.officer, report=report, present=[], on=date(2026, 10, 12), presenter="Petugas", topic_health=True
    )
    report.refresh_from_db()
    with pytest.raises(ValidationError) as error:
        submit_register(by=cast.officer, report=report, version=report.version, visited_on=date(2026, 10, 30))
    assert code_of(error) == {"nobody"}


def test_visit_and_entry_are_two_days(cast, report):
    """FE10"""
    done = handed_in(report, cast)
    assert (done.visited_on, done.submitted_on, done.is_late) == (date(2026, 10, 30), date(2026, 11, 2), False)
    group = EnterpriseGroup.objects.get(pk=report.group_id)
    assert group.reported_on == date(2026, 10, 30)
    assert TouchedMonth.objects.filter(regency_code="7604", since=OCTOBER, until=OCTOBER).exists()


def test_late_is_marked_and_never_blocked_before_the_lock(cast, report):
    with time_machine.travel("2026-11-30T03:00:00Z", tick=False):
        assert handed_in(report, cast).is_late is True
    with time_machine.travel("2026-12-01T03:00:00Z", tick=False), pytest.raises(ValidationError) as error:
        withdraw(by=cast.officer, submission=report, version=MonthlyReport.objects.get().version)
    assert code_of(error) == {"locked"}


def test_a_returned_register_counts_as_on_time_when_it_was_so_the_first_time(cast, report):
    done = handed_in(report, cast)
    back = send_back(by=cast.coordinator, submission=done, version=done.version, note="Hadir belum lengkap")
    assert EnterpriseGroup.objects.get(pk=report.group_id).reported_on is None
    with time_machine.travel("2026-11-20T03:00:00Z", tick=False):
        again = submit_register(by=cast.officer, report=back, version=back.version, visited_on=date(2026, 11, 19))
        approved = approve(by=cast.regency, submission=again, version=again.version)
    assert (approved.status, approved.is_late, approved.submitted_on) == (
        SubmissionStatus.APPROVED,
        False,
        date(2026, 11, 20),
    )
    steps = [(step.kind, step.by, step.note) for step in report.steps.all()]
    assert steps == [
        (StepKind.SUBMITTED, cast.officer, ""),
        (StepKind.RETURNED, cast.coordinator, "Hadir belum lengkap"),
        (StepKind.SUBMITTED, cast.officer, ""),
        (StepKind.APPROVED, cast.regency, ""),
    ]


def test_what_is_handed_in_cannot_be_written(cast, report):
    done = handed_in(report, cast)
    meeting = Meeting.objects.get()
    writes = (
        lambda: change_register(by=cast.officer, report=done, version=done.version, note="x"),
        lambda: change_meeting(by=cast.officer, meeting=meeting, version=meeting.version, present=[]),
        lambda: remove_meeting(by=cast.officer, meeting=meeting, version=meeting.version, reason="x"),
        lambda: record_visit_capital(by=cast.officer, report=done, on=date(2026, 11, 1), own=1),
    )
    for write in writes:
        with pytest.raises(ValidationError) as error:
            write()
        assert code_of(error) == {"not_writable"}


def test_nobody_decides_on_what_he_sent(cast, report):
    done = handed_in(report, cast)
    for decide in (approve, lambda **words: send_back(note="x", **words)):
        with pytest.raises(ValidationError) as error:
            decide(by=cast.officer, submission=done, version=done.version)
        assert code_of(error) == {"own"}


def test_an_approved_register_can_be_approved_after_the_lock_and_not_returned(cast, report):
    done = handed_in(report, cast)
    with time_machine.travel("2026-12-05T03:00:00Z", tick=False):
        with pytest.raises(ValidationError) as error:
            send_back(by=cast.coordinator, submission=done, version=done.version, note="x")
        assert code_of(error) == {"locked"}
        assert approve(by=cast.coordinator, submission=done, version=done.version).status == SubmissionStatus.APPROVED


def test_a_stale_version_is_refused(cast, report):
    held(report, cast)
    with pytest.raises(StaleEdit):
        submit_register(by=cast.officer, report=report, version=report.version - 1, visited_on=date(2026, 10, 30))


def test_capital_seen_on_the_visit_stays_with_the_register(cast, report):
    record = record_visit_capital(by=cast.officer, report=report, on=date(2026, 10, 30), own=6_000_000)
    report.refresh_from_db()
    group = EnterpriseGroup.objects.get(pk=report.group_id)
    assert (report.capital_record, group.capital_total, record.source) == (record, 6_000_000, "register")


def test_outside_the_territory_nothing_can_be_written(cast, group):
    with pytest.raises(ValidationError) as error:
        open_register(by=cast.outside["officer"], group=group, month=OCTOBER)
    assert code_of(error) == {"outside"}
