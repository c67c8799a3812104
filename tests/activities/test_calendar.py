"""When registers and cards may be written, and when they are late: truth tables, on both sides of midnight (DM07).

A local midnight is another instant in each of the three zones: WIB is UTC+7, WITA UTC+8, WIT UTC+9.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError

from activities.actions import (
    add_meeting,
    approve,
    change_register,
    open_card,
    open_register,
    send_back,
    submit_card,
    submit_register,
    withdraw,
)
from activities.calendar import Phase, month_period, year_period
from activities.models import AnnualCard, MonthlyReport, PeriodKind, ReportingPeriod, SubmissionStatus
from activities.periods import open_months, open_years, period_of_month, period_of_year, periods_of_years
from regions.clock import local_today
from regions.models import TouchedMonth
from tests import factories

OCTOBER = date(2026, 10, 1)
VILLAGES = {"WIB": "3374011001", "WITA": factories.BUMIAYU, "WIT": factories.SENTANI}
ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
# Half past midnight of 4 November in Jayapura: the day the register was due is over there, and not yet in Jakarta.
EARLY_IN_JAYAPURA = "2026-11-03T15:30:00Z"
AHEAD, ENTRY, CORRECTION, LOCKED = Phase


@pytest.fixture
def archipelago(cast):
    """A village in each zone, and an officer and a coordinator for all of them."""
    for code, name in (
        ("33", "Jawa Tengah"),
        ("3374", "Kota Semarang"),
        ("337401", "Semarang Tengah"),
        (VILLAGES["WIB"], "Miroto"),
    ):
        factories.make_region(code, name)
    cast.writer = factories.make_user("penulis", "officer", *VILLAGES.values())
    cast.reviewer = factories.make_user("peninjau", "coordinator", *VILLAGES.values())
    return cast


def at(day: date, clock: time, zone: str):
    """Travel to this local moment of a zone."""
    moment = datetime.combine(day, clock, ZoneInfo(ZONES[zone]))
    return time_machine.travel(moment.astimezone(UTC), tick=False)


def noon(day: date, zone: str = "WITA"):
    return at(day, time(12), zone)


def code_of(error: ValidationError) -> str:
    errors = [one for many in error.error_dict.values() for one in many] if hasattr(error, "error_dict") else [error]
    return {one.code for listed in errors for one in getattr(listed, "error_list", [listed])}.pop()


def outcome(act) -> str:
    """ "" where the act is allowed, else the code of the refusal."""
    try:
        act()
    except ValidationError as error:
        return code_of(error)
    return ""


# --- The rule alone ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("month", "due_on", "locks_on"),
    [
        (date(2026, 10, 1), date(2026, 11, 3), date(2026, 12, 1)),
        (date(2026, 12, 1), date(2027, 1, 3), date(2027, 2, 1)),
        (date(2027, 1, 1), date(2027, 2, 3), date(2027, 3, 1)),
        (date(2027, 2, 1), date(2027, 3, 3), date(2027, 4, 1)),
        (date(2028, 2, 29), date(2028, 3, 3), date(2028, 4, 1)),
    ],
)
def test_a_month_opens_on_its_first_day_is_due_on_the_third_of_the_next_and_locks_a_month_later(
    month, due_on, locks_on
):
    period = month_period(month)
    assert (period.start, period.opens_on) == (month.replace(day=1), month.replace(day=1))
    assert (period.due_on, period.locks_on, period.last_open_on) == (due_on, locks_on, locks_on - timedelta(days=1))


def test_a_card_is_prepared_in_december_due_on_the_third_of_january_and_locks_in_april():
    period = year_period(2027)
    assert (period.start, period.opens_on) == (date(2027, 1, 1), date(2026, 12, 1))
    assert (period.due_on, period.locks_on) == (date(2027, 1, 3), date(2027, 4, 1))


@pytest.mark.parametrize(
    ("today", "phase", "late"),
    [
        (date(2026, 9, 30), AHEAD, False),
        (date(2026, 10, 1), ENTRY, False),
        (date(2026, 11, 3), ENTRY, False),
        (date(2026, 11, 4), CORRECTION, True),
        (date(2026, 11, 30), CORRECTION, True),
        (date(2026, 12, 1), LOCKED, True),
    ],
)
def test_the_phase_of_a_month_on_each_side_of_its_days(today, phase, late):
    period = month_period(OCTOBER)
    assert (period.phase(today), period.is_late(today)) == (phase, late)
    assert period.is_open(today) is (phase in (ENTRY, CORRECTION))
    assert period.days_left(today) == (date(2026, 11, 3) - today).days


@pytest.mark.parametrize(
    ("due_day", "months", "month", "due_on", "locks_on"),
    [
        (10, 1, OCTOBER, date(2026, 11, 10), date(2026, 12, 1)),
        (31, 1, OCTOBER, date(2026, 11, 30), date(2026, 12, 1)),
        (31, 1, date(2027, 1, 1), date(2027, 2, 28), date(2027, 3, 1)),
        (0, 1, OCTOBER, date(2026, 11, 1), date(2026, 12, 1)),
        (3, 0, OCTOBER, date(2026, 11, 3), date(2026, 11, 4)),
        (3, 6, OCTOBER, date(2026, 11, 3), date(2027, 5, 1)),
    ],
)
def test_the_settings_move_the_days_and_never_out_of_order(settings, due_day, months, month, due_on, locks_on):
    settings.REPORT_DUE_DAY, settings.REPORT_CORRECTION_MONTHS = due_day, months
    period = month_period(month)
    assert (period.due_on, period.locks_on) == (due_on, locks_on)
    assert period.opens_on <= period.due_on < period.locks_on


# --- The periods as they stand ----------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("today", "months"),
    [
        (date(2026, 11, 30), ["2026-10", "2026-11"]),
        (date(2026, 12, 1), ["2026-11", "2026-12"]),
        (date(2026, 12, 31), ["2026-11", "2026-12"]),
        (date(2027, 1, 1), ["2026-12", "2027-01"]),
        (date(2027, 3, 1), ["2027-02", "2027-03"]),
    ],
)
def test_two_months_are_open_also_across_the_new_year_and_february(today, months):
    assert [f"{period.start:%Y-%m}" for period in open_months(today)] == months


@pytest.mark.django_db
def test_a_longer_correction_phase_keeps_more_months_open(settings):
    settings.REPORT_CORRECTION_MONTHS = 6
    assert [f"{period.start:%Y-%m}" for period in open_months(date(2026, 11, 21))] == [
        "2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10", "2026-11",
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_prolonged_month_is_open_until_its_own_lock():
    ReportingPeriod.objects.create(
        kind=PeriodKind.MONTH,
        start=date(2026, 6, 1),
        opens_on=date(2026, 6, 1),
        due_on=date(2026, 8, 15),
        locks_on=date(2026, 12, 1),
        note="Banjir",
    )
    assert period_of_month(date(2026, 6, 20)).due_on == date(2026, 8, 15)
    assert period_of_month(date(2026, 7, 20)) == month_period(date(2026, 7, 1))
    assert [period.start.month for period in open_months(date(2026, 11, 30))] == [6, 10, 11]
    assert [period.start.month for period in open_months(date(2026, 12, 1))] == [11, 12]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("today", "years"),
    [
        (date(2026, 11, 30), []),
        (date(2026, 12, 1), [2027]),
        (date(2027, 1, 3), [2027]),
        (date(2027, 3, 31), [2027]),
        (date(2027, 4, 1), []),
    ],
)
def test_cards_can_be_written_from_december_until_april(today, years):
    assert [period.start.year for period in open_years(today)] == years


@pytest.mark.django_db
def test_a_prolonged_year_of_cards_is_open_until_its_own_lock():
    ReportingPeriod.objects.create(
        kind=PeriodKind.YEAR,
        start=date(2026, 1, 1),
        opens_on=date(2025, 12, 1),
        due_on=date(2026, 1, 31),
        locks_on=date(2026, 12, 1),
        note="Gempa",
    )
    assert period_of_year(2026).due_on == date(2026, 1, 31)
    assert [period.start.year for period in open_years(date(2026, 11, 30))] == [2026]
    assert periods_of_years([2026, 2027]) == {2026: period_of_year(2026), 2027: year_period(2027)}


# --- Phase x action, for registers ------------------------------------------------------------------------------------

DAYS_OF_OCTOBER = {
    AHEAD: date(2026, 9, 20),
    ENTRY: date(2026, 11, 3),
    CORRECTION: date(2026, 11, 4),
    LOCKED: date(2026, 12, 1),
}
# "" is allowed; approving changes no content, so no phase stops it.
TABLE = {
    "open": {AHEAD: "ahead", ENTRY: "", CORRECTION: "", LOCKED: "locked"},
    "write": {AHEAD: "ahead", ENTRY: "", CORRECTION: "", LOCKED: "locked"},
    "submit": {AHEAD: "ahead", ENTRY: "", CORRECTION: "", LOCKED: "locked"},
    "withdraw": {AHEAD: "ahead", ENTRY: "", CORRECTION: "", LOCKED: "locked"},
    "return": {AHEAD: "ahead", ENTRY: "", CORRECTION: "", LOCKED: "locked"},
    "return_approved": {AHEAD: "ahead", ENTRY: "", CORRECTION: "", LOCKED: "locked"},
    "approve": {AHEAD: "", ENTRY: "", CORRECTION: "", LOCKED: ""},
}
CELLS = [(action, phase, code) for action, row in TABLE.items() for phase, code in row.items()]
STATUS_BEFORE = {
    "write": SubmissionStatus.DRAFT,
    "submit": SubmissionStatus.DRAFT,
    "withdraw": SubmissionStatus.SUBMITTED,
    "return": SubmissionStatus.SUBMITTED,
    "return_approved": SubmissionStatus.APPROVED,
    "approve": SubmissionStatus.SUBMITTED,
}


def decisions(cast, held) -> dict:
    return {
        "withdraw": lambda: withdraw(by=cast.officer, submission=held, version=held.version),
        "return": lambda: send_back(by=cast.coordinator, submission=held, version=held.version, note="Periksa"),
        "return_approved": lambda: send_back(by=cast.regency, submission=held, version=held.version, note="Periksa"),
        "approve": lambda: approve(by=cast.coordinator, submission=held, version=held.version),
    }


@pytest.mark.parametrize(("action", "phase", "code"), CELLS)
def test_each_action_on_a_register_in_each_phase(cast, action, phase, code):
    group = factories.make_group()
    with noon(DAYS_OF_OCTOBER[phase]):
        if action == "open":
            assert outcome(lambda: open_register(by=cast.officer, group=group, month=OCTOBER)) == code
            return
        visited_on = min(local_today(group), date(2026, 10, 30))
        held = factories.make_report(
            group, OCTOBER, STATUS_BEFORE[action], visited_on=visited_on, no_meeting_reason="Panen", version=1
        )
        acts = decisions(cast, held) | {
            "write": lambda: change_register(by=cast.officer, report=held, version=1, note="Hujan"),
            "submit": lambda: submit_register(by=cast.officer, report=held, version=1, visited_on=visited_on),
        }
        assert outcome(acts[action]) == code
    if code:
        assert MonthlyReport.objects.get().status == STATUS_BEFORE[action]


@pytest.mark.parametrize(("phase", "code"), [(AHEAD, "ahead"), (ENTRY, ""), (CORRECTION, ""), (LOCKED, "locked")])
def test_a_meeting_is_written_only_while_the_month_is_open(cast, phase, code):
    group = factories.make_group()
    member = factories.make_membership(group)
    held = factories.make_report(group, OCTOBER, SubmissionStatus.DRAFT)
    entries = {"on": date(2026, 10, 12), "presenter": "Petugas", "topic_business": True}
    with noon(DAYS_OF_OCTOBER[phase]):
        assert outcome(lambda: add_meeting(by=cast.officer, report=held, present=[member.pk], **entries)) == code


def test_a_locked_register_can_still_be_looked_at(cast):
    """Opening one that exists makes nothing, so no phase stops it."""
    held = factories.make_report(factories.make_group(), OCTOBER, SubmissionStatus.DRAFT)
    with noon(DAYS_OF_OCTOBER[LOCKED]):
        assert open_register(by=cast.officer, group=held.group, month=OCTOBER) == held


# --- Phase x action, for cards ----------------------------------------------------------------------------------------

DAYS_OF_CARDS = {
    AHEAD: date(2026, 11, 30),
    ENTRY: date(2027, 1, 3),
    CORRECTION: date(2027, 3, 31),
    LOCKED: date(2027, 4, 1),
}


@pytest.mark.parametrize(("action", "phase", "code"), [cell for cell in CELLS if cell[0] != "write"])
def test_each_action_on_a_card_in_each_phase(cast, action, phase, code):
    """A card has no content of its own to write: it is opened and handed in."""
    group = factories.make_group()
    with noon(DAYS_OF_CARDS[phase]):
        if action == "open":
            assert outcome(lambda: open_card(by=cast.officer, group=group, year=2027)) == code
            return
        visited_on = local_today(group)
        held = factories.make_card(group, 2027, STATUS_BEFORE[action], visited_on=visited_on, submitted_on=visited_on)
        acts = decisions(cast, held) | {
            "submit": lambda: submit_card(by=cast.officer, card=held, version=1, visited_on=visited_on)
        }
        assert outcome(acts[action]) == code
    if code:
        assert AnnualCard.objects.get().status == STATUS_BEFORE[action]


# --- Both sides of midnight -------------------------------------------------------------------------------------------

BEFORE, AFTER = time(23, 59, 59), time(0, 0, 1)


def hand_in_register(archipelago, zone: str) -> MonthlyReport:
    group = factories.make_group(VILLAGES[zone])
    held = factories.make_report(group, OCTOBER, SubmissionStatus.DRAFT, no_meeting_reason="Panen")
    return submit_register(by=archipelago.writer, report=held, version=1, visited_on=date(2026, 10, 30))


def hand_in_card(archipelago, zone: str) -> AnnualCard:
    held = factories.make_card(factories.make_group(VILLAGES[zone]), 2027, SubmissionStatus.DRAFT)
    return submit_card(by=archipelago.writer, card=held, version=1, visited_on=date(2026, 12, 20))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    ("hand_in", "due_on"), [(hand_in_register, date(2026, 11, 3)), (hand_in_card, date(2027, 1, 3))]
)
def test_on_time_ends_with_the_local_day_it_is_due(archipelago, zone, hand_in, due_on):
    """DM07"""
    with at(due_on, BEFORE, zone):
        held = hand_in(archipelago, zone)
        assert (held.is_late, held.first_submitted_on) == (False, due_on)
    with at(due_on + timedelta(days=1), AFTER, zone):
        held = hand_in(archipelago, zone)
        assert (held.is_late, held.first_submitted_on) == (True, due_on + timedelta(days=1))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    ("hand_in", "locks_on"), [(hand_in_register, date(2026, 12, 1)), (hand_in_card, date(2027, 4, 1))]
)
def test_the_lock_falls_at_local_midnight(archipelago, zone, hand_in, locks_on):
    """DM07"""
    with at(locks_on - timedelta(days=1), BEFORE, zone):
        held = hand_in(archipelago, zone)
    with at(locks_on, AFTER, zone):
        assert outcome(lambda: hand_in(archipelago, zone)) == "locked"
        assert outcome(lambda: withdraw(by=archipelago.writer, submission=held, version=held.version)) == "locked"
        returned = outcome(
            lambda: send_back(by=archipelago.reviewer, submission=held, version=held.version, note="Periksa")
        )
        assert returned == "locked"
        assert outcome(lambda: approve(by=archipelago.reviewer, submission=held, version=held.version)) == ""


@pytest.mark.parametrize("zone", ZONES)
def test_a_month_and_a_year_open_at_local_midnight(archipelago, zone):
    """DM07"""
    group = factories.make_group(VILLAGES[zone])

    def opened():
        november = outcome(lambda: open_register(by=archipelago.writer, group=group, month=date(2026, 12, 1)))
        return november, outcome(lambda: open_card(by=archipelago.writer, group=group, year=2027))

    with at(date(2026, 11, 30), BEFORE, zone):
        assert opened() == ("ahead", "ahead")
    with at(date(2026, 12, 1), AFTER, zone):
        assert opened() == ("", "")


def test_half_past_midnight_in_jayapura_is_late_there_and_on_time_in_jakarta_and_makassar(archipelago):
    """DM07: one instant, three local days."""
    with time_machine.travel(EARLY_IN_JAYAPURA, tick=False):
        late = {zone: hand_in_register(archipelago, zone).is_late for zone in ZONES}
        days = {zone: MonthlyReport.objects.get(village=VILLAGES[zone]).submitted_on.day for zone in ZONES}
    assert late == {"WIB": False, "WITA": False, "WIT": True}
    assert days == {"WIB": 3, "WITA": 3, "WIT": 4}


def test_half_past_midnight_of_the_lock_in_jayapura_locks_there_alone(archipelago):
    """DM07: still 30 November in Jakarta."""
    with time_machine.travel("2026-11-30T15:30:00Z", tick=False):
        refused = {zone: outcome(lambda zone=zone: hand_in_register(archipelago, zone)) for zone in ZONES}
    assert refused == {"WIB": "", "WITA": "", "WIT": "locked"}


def test_half_past_midnight_of_the_new_year_in_jayapura(archipelago):
    """DM07: a visit of 1 January can be recorded there; in Jakarta that day is still to come."""
    with time_machine.travel("2026-12-31T15:30:00Z", tick=False):
        group = factories.make_group(VILLAGES["WIT"])
        held = factories.make_report(group, date(2026, 12, 1), SubmissionStatus.DRAFT, no_meeting_reason="Natal")
        done = submit_register(by=archipelago.writer, report=held, version=1, visited_on=date(2027, 1, 1))
        west = factories.make_report(
            factories.make_group(VILLAGES["WIB"]), date(2026, 12, 1), SubmissionStatus.DRAFT, no_meeting_reason="Natal"
        )
        early = outcome(
            lambda: submit_register(by=archipelago.writer, report=west, version=1, visited_on=date(2027, 1, 1))
        )
    assert (done.submitted_on, done.is_late, early) == (date(2027, 1, 1), False, "future")


# --- Days set by the administrator ------------------------------------------------------------------------------------


def prolonged(due_on: date, locks_on: date) -> ReportingPeriod:
    return ReportingPeriod.objects.create(
        kind=PeriodKind.MONTH, start=OCTOBER, opens_on=OCTOBER, due_on=due_on, locks_on=locks_on, note="Banjir"
    )


def test_a_prolonged_month_takes_registers_on_time_and_after_the_usual_lock(archipelago):
    prolonged(date(2026, 12, 10), date(2027, 1, 1))
    with at(date(2026, 12, 10), BEFORE, "WITA"):
        assert hand_in_register(archipelago, "WITA").is_late is False
    with at(date(2026, 12, 11), AFTER, "WITA"):
        assert hand_in_register(archipelago, "WITA").is_late is True
    with at(date(2027, 1, 1), AFTER, "WITA"):
        assert outcome(lambda: hand_in_register(archipelago, "WITA")) == "locked"


def test_a_period_moved_later_never_makes_on_time_what_was_late_and_touches_no_total(archipelago):
    """Late was decided on the day it came; so a changed period needs no new count of the month."""
    with noon(date(2026, 11, 10)):
        held = hand_in_register(archipelago, "WITA")
        assert held.is_late is True
        marks = TouchedMonth.objects.count()
        period = prolonged(date(2026, 11, 20), date(2026, 12, 20))
        period.due_on = date(2026, 11, 25)
        period.save()
        assert TouchedMonth.objects.count() == marks
        withdrawn = withdraw(by=archipelago.writer, submission=held, version=held.version)
        again = submit_register(
            by=archipelago.writer, report=withdrawn, version=withdrawn.version, visited_on=date(2026, 10, 30)
        )
    assert (again.is_late, again.first_submitted_on) == (True, date(2026, 11, 10))


def test_on_time_stays_on_time_when_it_is_taken_back_and_sent_again_late(archipelago):
    with noon(date(2026, 11, 3)):
        held = hand_in_register(archipelago, "WITA")
    with noon(date(2026, 11, 20)):
        withdrawn = withdraw(by=archipelago.writer, submission=held, version=held.version)
        again = submit_register(
            by=archipelago.writer, report=withdrawn, version=withdrawn.version, visited_on=date(2026, 11, 19)
        )
    assert (again.is_late, again.submitted_on) == (False, date(2026, 11, 20))
