"""After any write through the actions, the stored months are those of the rows (RP01, DB01)."""

import random
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from accounts.roles import Role
from activities.actions import (
    add_meeting,
    approve,
    change_meeting,
    change_register,
    open_card,
    open_register,
    record_visit_capital,
    remove_meeting,
    send_back,
    submit_card,
    submit_register,
    withdraw,
)
from activities.models import AnnualCard, Meeting, MonthlyReport, SubmissionStatus
from activities.periods import open_months
from groups.actions import move_group, record_capital, register_group, set_status, void_capital
from groups.models import CapitalRecord, EnterpriseGroup, GroupStatus
from members.models import Membership
from regions.clock import local_today
from regions.codes import Level
from regions.models import Region
from reports.monthly import month_differences, refresh_months_due, regencies_with_due_months
from tests import factories
from tests.reports.month_example import NOON, make_month

REGENCIES = ("7602", "7604", "9103")
REASON = "Uji badai"


class MonthStorm:
    """Random writes of the month; a write that the rules refuse is one more thing that can happen."""

    def __init__(self, by, reviewer, seed: int):
        self.by, self.reviewer, self.dice, self.done = by, reviewer, random.Random(seed), set()
        self.writes = [
            self.open,
            self.hold_meeting,
            self.change_topic,
            self.drop_meeting,
            self.submit,
            self.submit,
            self.submit_without_meeting,
            self.withdraw,
            self.send_back,
            self.approve,
            self.card,
            self.status,
            self.move,
            self.register,
            self.capital,
            self.visit_capital,
            self.void,
        ]

    def blow(self) -> None:
        """One write."""
        write = self.dice.choice(self.writes)
        try:
            write()
        except (ValidationError, IndexError):
            return
        self.done.add(write.__name__)

    def open(self):
        group = self.group()
        open_register(by=self.by, group=group, month=self.month(group))

    def hold_meeting(self):
        report = self.report(SubmissionStatus.DRAFT, SubmissionStatus.RETURNED)
        present = [factories.make_membership(report.group).pk]
        day = min(report.month + timedelta(days=self.dice.randrange(28)), local_today(report))
        add_meeting(by=self.by, report=report, present=present, on=day, presenter="Petugas", **self.topics())

    def change_topic(self):
        meeting = self.meeting()
        present = list(meeting.attendances.values_list("membership_id", flat=True))
        change_meeting(by=self.by, meeting=meeting, version=meeting.version, present=present, **self.topics())

    def drop_meeting(self):
        meeting = self.meeting()
        remove_meeting(by=self.by, meeting=meeting, version=meeting.version, reason=REASON)

    def submit(self):
        report = self.report(SubmissionStatus.DRAFT, SubmissionStatus.RETURNED)
        submit_register(by=self.by, report=report, version=report.version, visited_on=self.visit(report))

    def submit_without_meeting(self):
        report = self.report(SubmissionStatus.DRAFT)
        report = change_register(by=self.by, report=report, version=report.version, no_meeting_reason=REASON)
        submit_register(by=self.by, report=report, version=report.version, visited_on=self.visit(report))

    def withdraw(self):
        report = self.report(SubmissionStatus.SUBMITTED)
        withdraw(by=self.by, submission=report, version=report.version)

    def send_back(self):
        report = self.report(SubmissionStatus.SUBMITTED, SubmissionStatus.APPROVED)
        send_back(by=self.reviewer, submission=report, version=report.version, note=REASON)

    def approve(self):
        report = self.report(SubmissionStatus.SUBMITTED)
        approve(by=self.reviewer, submission=report, version=report.version)

    def card(self):
        """A card handed in, or one taken back: the group was seen, or was not after all."""
        found = AnnualCard.objects.filter(status=SubmissionStatus.SUBMITTED).order_by("pk").first()
        if found and self.dice.random() < 0.5:
            withdraw(by=self.by, submission=found, version=found.version)
            return
        group = self.group()
        card = open_card(by=self.by, group=group, year=local_today(group).year + 1)
        submit_card(by=self.by, card=card, version=card.version, visited_on=local_today(group))

    def status(self):
        group = self.group()
        on = local_today(group) - timedelta(days=self.dice.choice([0, 1, 9, 40, 41, 100, 400]))
        set_status(by=self.by, group=group, status=self.dice.choice(GroupStatus.values), on=on, reason=REASON)

    def move(self):
        move_group(by=self.by, group=self.group(), village=self.village(), reason=REASON)

    def register(self):
        village = self.village()
        founded = local_today(village) - timedelta(days=self.dice.choice([0, 3, 45, 500, 2000]))
        register_group(by=self.by, village=village, name=f"Badai {self.dice.randrange(10**6)}", founded_on=founded)

    def capital(self):
        group = self.group()
        on = local_today(group) - timedelta(days=self.dice.randrange(500))
        record_capital(by=self.by, group=group, on=on, own=5_000_000, unlikely_reason=REASON)

    def visit_capital(self):
        report = self.report(SubmissionStatus.DRAFT, SubmissionStatus.RETURNED)
        on = local_today(report)
        record_visit_capital(by=self.by, report=report, on=on, own=7_000_000, unlikely_reason=REASON)

    def void(self):
        void_capital(by=self.by, record=self.pick(CapitalRecord.objects.valid()), reason=REASON)

    def topics(self) -> dict:
        names = ("topic_business", "topic_finance", "topic_health")
        ticked = {name: self.dice.random() < 0.5 for name in names}
        coached = {"coaching": "training", "agency": "Dinas", "target": "Pengurus"} if self.dice.random() < 0.3 else {}
        return ticked | {"topic_other": "Arisan"} | coached

    def month(self, group):
        return self.dice.choice(open_months(local_today(group))).start

    def visit(self, report):
        return max(report.month, local_today(report) - timedelta(days=self.dice.randrange(20)))

    def group(self) -> EnterpriseGroup:
        return self.pick(EnterpriseGroup.objects.select_related("village"))

    def village(self) -> Region:
        return self.pick(Region.objects.at_level(Level.VILLAGE))

    def report(self, *statuses) -> MonthlyReport:
        return self.pick(MonthlyReport.objects.filter(status__in=statuses).select_related("group__village"))

    def meeting(self) -> Meeting:
        writable = (SubmissionStatus.DRAFT, SubmissionStatus.RETURNED)
        return self.pick(Meeting.objects.filter(report__status__in=writable).select_related("report__group__village"))

    def pick(self, rows):
        return self.dice.choice(list(rows.order_by("pk")))


def assert_true_everywhere(told) -> None:
    refresh_months_due(["0"])
    assert not regencies_with_due_months(["0"]).exists(), told
    assert [month_differences(code) for code in REGENCIES] == [[], [], []], told


@pytest.mark.parametrize("seed", range(3))
def test_months_are_true_after_every_single_write(cast, seed):
    """No action forgets its mark, or marks too few months: stored and rows are compared after each of them."""
    with time_machine.travel(NOON, tick=False) as traveller:
        make_month()
        storm = MonthStorm(cast.admin, factories.make_user("peninjau", Role.ADMIN, "0"), seed)
        for number in range(90):
            storm.blow()
            if number % 15 == 14:
                traveller.shift(timedelta(days=storm.dice.randrange(1, 12)))
            assert_true_everywhere((number, storm.done))
    assert len(storm.done) >= 11, storm.done


def test_months_are_true_after_a_long_storm_that_nobody_watched(cast):
    """Marks pile up over weeks and several turns of the month; one refresh covers them all."""
    with time_machine.travel(NOON, tick=False) as traveller:
        make_month()
        storm = MonthStorm(cast.admin, factories.make_user("peninjau", Role.ADMIN, "0"), 42)
        for _ in range(300):
            storm.blow()
            if storm.dice.random() < 0.1:
                traveller.shift(timedelta(hours=storm.dice.randrange(1, 90)))
        assert_true_everywhere(storm.done)
        assert Membership.objects.exists()
    assert len(storm.done) >= 14, storm.done
