"""Figures as at a past day: docs/figures.md by hand, beside the counts of each day while it lasted (RP04, DB02)."""

import random
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups.actions import set_status
from groups.models import CapitalRecord, GroupStatus, StatusChange
from groups.tiers import bands_as_at
from members.actions.facts import keep_newest_kb, keep_newest_welfare, record_kb_status
from members.models import KbRecord, KbStatus, Person, Sex, WelfareRecord, WelfareStage
from members.models.facts import TAKING_PART
from regions.codes import Level
from reports.as_at import WELFARE, figures_as_at, is_heavy_region, people_as_at
from reports.counting import counted
from reports.figures import Figures, TierShare
from reports.models import RegionTotal
from tests import factories
from tests.reports.example import DAY, NOON, POLEWALI, REGENCY, WONOMULYO, make_example

NEW_YEAR = date(2025, 12, 31)


@pytest.fixture
def example(country):
    make_example()


def as_at(day: date, level: Level = Level.DISTRICT, code: str = REGENCY):
    return figures_as_at([code], level, day, bands_as_at(day))


def test_today_equals_what_is_counted(example):
    """DB02: one definition of the figures, whichever way they are asked for."""
    for level in (Level.PROVINCE, Level.REGENCY, Level.DISTRICT, Level.VILLAGE):
        assert as_at(DAY, level) == counted([REGENCY], level, DAY, bands_as_at(DAY))


def test_the_last_day_of_2025_by_hand(example):
    """RP04: docs/figures.md, "Keadaan pada suatu tanggal".

    Melati's and Kenanga's capital were observed later; Mawar's 5 million are 213 days old. Dewi is still a member, Eka
    not yet.
    """
    assert as_at(NEW_YEAR) == {
        WONOMULYO: Figures(
            groups_active=3,
            members=6,
            members_female=5,
            kb_taking_part=4,
            kb_unknown=1,
            capital=5_000_000,
            groups_verified=1,
            capital_verified=5_000_000,
            tiers={"": TierShare(2, 0), "rintisan": TierShare(1, 5_000_000)},
        ),
        POLEWALI: Figures(
            groups_active=1,
            groups_inactive=1,
            groups_dissolved=1,
            members=2,
            members_female=2,
            kb_taking_part=1,
            tiers={"": TierShare(1, 0)},
        ),
    }


def test_status_kb_and_capital_are_those_of_the_day(cast):
    """RP04: a group that stopped, a person whose status changed and a corrected amount, before and after."""
    factories.make_tiers()
    group, person = factories.make_group(), factories.make_person()
    StatusChange.objects.create(group=group, status=GroupStatus.ACTIVE, on=factories.LONG_AGO, reason="Berdiri")
    factories.make_membership(group, person)
    typed = factories.make_capital(group, 10_000_000, date(2026, 1, 5))
    factories.make_capital(group, 12_000_000, date(2026, 1, 5), replaces=typed, correction_reason="Salah ketik")
    factories.make_capital(group, 60_000_000, date(2026, 5, 5))
    with time_machine.travel(NOON, tick=False):
        for on, status in ((date(2026, 2, 1), KbStatus.NEW), (date(2026, 6, 1), KbStatus.PAUSED)):
            record_kb_status(by=cast.admin, person=person, on=on, status=status)
        set_status(by=cast.admin, group=group, status=GroupStatus.INACTIVE, on=date(2026, 7, 1), reason="Panen")
    found = [as_at(day)[WONOMULYO] for day in (date(2026, 1, 10), date(2026, 4, 1), date(2026, 6, 30), DAY)]
    assert [figures.capital for figures in found] == [12_000_000, 12_000_000, 60_000_000, 0]
    assert [figures.kb_taking_part for figures in found] == [0, 1, 0, 0]
    assert [figures.kb_unknown for figures in found] == [1, 0, 0, 0]
    assert [figures.members for figures in found] == [1, 1, 1, 0]
    assert (found[-1].groups_active, found[-1].groups_inactive) == (0, 1)


def test_a_group_is_nowhere_before_its_first_day(country):
    """RP04: a region in which no group existed yet is not in the answer."""
    factories.make_group(status_on=date(2026, 3, 1))
    assert as_at(date(2026, 2, 28)) == {}
    assert as_at(date(2026, 3, 1))[WONOMULYO].groups_active == 1


class Histories:
    """Random groups, people and dated rows, and the figures of a day found by walking all of them one by one."""

    def __init__(self, seed: int):
        self.dice = random.Random(seed)
        self.groups = [self.group() for _ in range(9)]
        self.people = [self.person() for _ in range(14)]
        for person in self.people[:3]:
            Person.objects.filter(pk=person.pk).update(merged_into=self.people[-1])
        self.memberships = [self.membership() for _ in range(24)]
        for person in self.people[3:]:
            keep_newest_kb(person)
            keep_newest_welfare(person)
            person.save()

    def day(self) -> date:
        return DAY - timedelta(days=self.dice.randrange(1200))

    def group(self):
        village = self.dice.choice([factories.BUMIAYU, factories.SUGIHWARAS, factories.DARMA, factories.BINANGA])
        group = factories.make_group(village)
        for on in sorted(self.day() for _ in range(self.dice.randrange(1, 5))):
            status = self.dice.choice(GroupStatus.values)
            StatusChange.objects.create(group=group, status=status, on=on, reason="Uji")
            group.status, group.status_on = status, on
        group.save()
        for _ in range(self.dice.randrange(4)):
            record = factories.make_capital(group, self.dice.choice([1, 19, 20, 99, 100]) * 1_000_000, self.day())
            if self.dice.random() < 0.3:
                CapitalRecord.objects.create(
                    group=group,
                    on=self.day(),
                    own=7,
                    replaces=record,
                    correction_reason="Uji",
                    is_void=self.dice.random() < 0.5,
                )
        newest = group.capital_records.valid().first()
        group.capital_total, group.capital_on = (newest.total, newest.on) if newest else (None, None)
        group.save()
        return group

    def person(self):
        person = factories.make_person(sex=self.dice.choice(Sex.values))
        for _ in range(self.dice.randrange(3)):
            KbRecord.objects.create(person=person, on=self.day(), status=self.dice.choice(KbStatus.values))
            WelfareRecord.objects.create(person=person, on=self.day(), stage=self.dice.choice(WelfareStage.values))
        return person

    def membership(self):
        start = self.day()
        end = start + timedelta(days=self.dice.randrange(900)) if self.dice.random() < 0.6 else None
        group, person = self.dice.choice(self.groups), self.dice.choice(self.people[3:])
        if end is None and person.memberships.filter(group=group, ended_on__isnull=True).exists():
            end = start
        return factories.make_membership(group, person, started_on=start, ended_on=end)

    def figures(self, day: date, bands) -> dict[str, Figures]:
        """By district, without any of the code under test."""
        found: dict[str, Figures] = {}
        for group in self.groups:
            statuses = [row.status for row in group.status_changes.order_by("on", "id") if row.on <= day]
            if not statuses:
                continue
            place = group.village_id[:6]
            found[place] = found.get(place, Figures()) + self.one(group, statuses[-1], day, bands)
        return found

    def one(self, group, status: str, day: date, bands) -> Figures:
        if status != GroupStatus.ACTIVE:
            return Figures(**{f"groups_{status}": 1})
        record = group.capital_records.as_at(day).first()
        total, on = (record.total, record.on) if record else (0, date.min)
        verified = (day - on).days <= 365
        tier = next(band.code for band in bands if band.holds(total)) if record else ""
        there = [row.person for row in group.memberships.select_related("person") if row.is_current_on(day)]
        kb = [newest.status if (newest := self.newest(person, day)) else "" for person in there]
        return Figures(
            groups_active=1,
            members=len(there),
            members_female=sum(person.sex == Sex.FEMALE for person in there),
            kb_taking_part=sum(status in TAKING_PART for status in kb),
            kb_unknown=kb.count(""),
            capital=total,
            groups_verified=int(verified),
            capital_verified=total if verified else 0,
            tiers={tier: TierShare(1, total)},
        )

    def newest(self, person, day: date):
        return KbRecord.objects.about(person.pk).filter(on__lte=day).first()


@pytest.mark.parametrize("seed", range(3))
def test_any_past_day_equals_a_walk_through_every_history(country, seed):
    """RP04, DB02: random histories with corrections and merged people, on days from long ago until today."""
    factories.make_tiers()
    histories = Histories(seed)
    for days in (0, 1, 90, 366, 700, 1199, 2000):
        day = DAY - timedelta(days=days)
        bands = bands_as_at(day)
        assert figures_as_at(["76"], Level.DISTRICT, day, bands) == histories.figures(day, bands), day
    assert figures_as_at(["76"], Level.REGENCY, DAY, bands) == counted(["76"], Level.REGENCY, DAY, bands)


def test_the_number_of_questions_does_not_grow_with_the_rows(country):
    """SD07: at most thirteen for two reports, however many histories, merged people included."""
    factories.make_tiers()
    for seed in (5, 6):
        Histories(seed)
        with CaptureQueriesContext(connection) as queries:
            figures_as_at(["0"], Level.PROVINCE, NEW_YEAR, bands_as_at(NEW_YEAR))
            people_as_at(["0"], Level.NATION, NEW_YEAR, WELFARE)
        assert len(queries) <= 13


def test_a_past_day_of_a_large_region_is_left_to_the_worker(country):
    """SD08: by the stored totals, so that asking costs one sum."""
    RegionTotal.objects.create(code="7604", level=Level.REGENCY, groups_active=2_900, members=30_000)
    RegionTotal.objects.create(code="7602", level=Level.REGENCY, groups_active=200, members=2_000)
    assert [is_heavy_region(code) for code in ("0", "76", "7604", "7602", factories.BUMIAYU)] == [
        True,
        True,
        False,
        False,
        False,
    ]
