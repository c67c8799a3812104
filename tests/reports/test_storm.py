"""After any write through the actions, the totals a reader gets are those of the rows (DB01, DB02)."""

import random
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from groups.actions import (
    add_channel,
    add_licence,
    add_product,
    assess_stage,
    change_business,
    change_group,
    change_licence,
    change_product,
    move_group,
    record_capital,
    register_group,
    remove_channel,
    remove_licence,
    set_status,
    void_capital,
)
from groups.models import (
    CapitalRecord,
    Country,
    EnterpriseGroup,
    GroupLicence,
    GroupStage,
    GroupStatus,
    LicenceKind,
    MarketReach,
    OnlineChannel,
    Product,
    Sector,
)
from members.actions.facts import record_kb_status, record_welfare
from members.actions.joining import add_member, register_member, transfer
from members.actions.offices import appoint
from members.actions.periods import end_membership
from members.actions.persons import change_person
from members.models import KbStatus, Membership, MembershipRole, Person, Sex, WelfareStage
from regions.codes import Level
from regions.models import Region
from reports.totals import differences, due_regencies, refresh_due
from tests import factories
from tests.reports.example import DAY, NOON

REGENCIES = ("7602", "7604", "9103")
REASON = "Uji badai"


class Storm:
    """Random writes by the national administrator; a write that the rules refuse is one more thing that can happen."""

    def __init__(self, by, seed: int):
        self.by, self.dice, self.done = by, random.Random(seed), set()
        self.writes = [
            self.register,
            self.rename,
            self.move,
            self.status,
            self.capital,
            self.void,
            self.newcomer,
            self.second_group,
            self.transfer,
            self.leave,
            self.chair,
            self.kb,
            self.sex,
            self.welfare,
            self.number,
            self.marry,
            self.stage,
            self.decree,
            self.business,
            self.product,
            self.end_product,
            self.licence,
            self.renew_licence,
            self.lose_licence,
            self.shop,
            self.close_shop,
        ]

    def blow(self) -> None:
        """One write."""
        write = self.dice.choice(self.writes)
        try:
            write()
        except (ValidationError, IndexError):
            return
        self.done.add(write.__name__)

    def register(self):
        register_group(by=self.by, village=self.village(), name=f"Badai {self.dice.randrange(10**6)}")

    def rename(self):
        group = self.group()
        change_group(by=self.by, group=group, version=group.version, address=f"Jalan {self.dice.randrange(99)}")

    def move(self):
        move_group(by=self.by, group=self.group(), village=self.village(), reason=REASON)

    def status(self):
        set_status(by=self.by, group=self.group(), status=self.dice.choice(GroupStatus.values), on=DAY, reason=REASON)

    def capital(self):
        total = self.dice.choice([5, 19, 20, 60, 99, 100, 500]) * 1_000_000
        record_capital(by=self.by, group=self.group(), on=self.day(), own=total, unlikely_reason=REASON)

    def void(self):
        void_capital(by=self.by, record=self.pick(CapitalRecord.objects.valid()), reason=REASON)

    def newcomer(self):
        person = {
            "name": f"Orang {self.dice.randrange(10**6)}",
            "sex": self.dice.choice(Sex.values),
            "birth_on": DAY - timedelta(days=12_000),
            "nik_missing_reason": "not_brought",
        }
        kb = {"on": DAY, "status": self.dice.choice(KbStatus.values)} if self.dice.random() < 0.6 else {}
        entry = {"role": MembershipRole.MEMBER, "started_on": self.day()}
        register_member(by=self.by, group=self.group(), person=person, membership=entry, kb=kb, welfare={})

    def second_group(self):
        add_member(
            by=self.by,
            group=self.group(),
            person=self.pick(Person.objects.all()),
            role=MembershipRole.MEMBER,
            started_on=DAY,
            second_group_reason=REASON,
        )

    def transfer(self):
        membership = self.membership()
        transfer(
            by=self.by,
            membership=membership,
            to_group=self.group(),
            on=DAY,
            reason=REASON,
            version=membership.version,
            second_group_reason=REASON,
        )

    def leave(self):
        membership = self.membership()
        on = DAY + timedelta(days=self.dice.randrange(-20, 40))
        end_membership(by=self.by, membership=membership, on=on, reason=REASON, version=membership.version)

    def chair(self):
        membership = self.membership()
        appoint(
            by=self.by,
            membership=membership,
            role=MembershipRole.CHAIR,
            on=DAY,
            reason=REASON,
            version=membership.version,
        )

    def kb(self):
        person = self.pick(Person.objects.all())
        record_kb_status(by=self.by, person=person, on=DAY, status=self.dice.choice(KbStatus.values))

    def sex(self):
        person = self.pick(Person.objects.all())
        change_person(by=self.by, person=person, version=person.version, sex=self.dice.choice(Sex.values))

    def welfare(self):
        person = self.pick(Person.objects.all())
        record_welfare(by=self.by, person=person, on=DAY, stage=self.dice.choice(WelfareStage.values))

    def number(self):
        person = self.pick(Person.objects.filter(nik_index__isnull=True, sex=Sex.FEMALE))
        nik = factories.make_nik(born=person.birth_on)
        change_person(by=self.by, person=person, version=person.version, nik=nik)

    def marry(self):
        """Mostly a chair, whose warning the KB history of a spouse takes away."""
        chairs = Person.objects.filter(memberships__role=MembershipRole.CHAIR).distinct()
        person = self.pick(chairs if self.dice.random() < 0.7 else Person.objects.all())
        spouse = self.pick(Person.objects.exclude(pk=person.pk)) if self.dice.random() < 0.8 else None
        change_person(by=self.by, person=person, version=person.version, spouse=spouse)

    def stage(self):
        stage = self.pick(GroupStage.objects.all())
        assess_stage(by=self.by, group=self.group(), stage=stage, on=DAY, reason=REASON)

    def decree(self):
        group, number = self.group(), self.dice.choice(["", "12/2020"])
        entries = {"has_decree": True, "decree_number": number, "decree_issuer": "village", "decree_on": DAY}
        change_group(by=self.by, group=group, version=group.version, **entries)

    def business(self):
        group, reach = self.group(), self.dice.choice(["", *MarketReach.values, MarketReach.EXPORT])
        chosen = {
            "sectors": self.dice.sample(list(Sector.objects.order_by("pk")), 2),
            "export_countries": self.dice.sample(list(Country.objects.order_by("pk")), 2),
        }
        change_business(by=self.by, group=group, version=group.version, market_reach=reach, **chosen)

    def product(self):
        add_product(by=self.by, group=self.group(), name=f"Keripik {self.dice.randrange(3)}")

    def end_product(self):
        change_product(by=self.by, product=self.pick(Product.objects.all()), ended_on=self.ahead())

    def licence(self):
        entries = {"kind": self.pick(LicenceKind.objects.all()), "expires_on": self.ahead()}
        add_licence(by=self.by, group=self.group(), number=str(self.dice.randrange(99)), **entries)

    def renew_licence(self):
        change_licence(by=self.by, licence=self.pick(GroupLicence.objects.all()), expires_on=self.ahead())

    def lose_licence(self):
        remove_licence(by=self.by, licence=self.pick(GroupLicence.objects.all()), reason=REASON)

    def shop(self):
        add_channel(by=self.by, group=self.group(), kind="website", address=f"toko{self.dice.randrange(9)}.example")

    def close_shop(self):
        remove_channel(by=self.by, channel=self.pick(OnlineChannel.objects.all()), reason=REASON)

    def ahead(self):
        return self.dice.choice([None, DAY - timedelta(days=9), DAY, DAY + timedelta(days=self.dice.randrange(90))])

    def village(self) -> Region:
        return self.pick(Region.objects.at_level(Level.VILLAGE))

    def group(self) -> EnterpriseGroup:
        return self.pick(EnterpriseGroup.objects.all())

    def membership(self) -> Membership:
        return self.pick(Membership.objects.filter(ended_on__isnull=True))

    def day(self):
        return DAY - timedelta(days=self.dice.choice([0, 100, 364, 365, 366, 400]))

    def pick(self, rows):
        return self.dice.choice(list(rows.order_by("pk")))


@pytest.mark.parametrize("seed", range(2))
def test_totals_are_true_after_every_single_write(cast, seed):
    """No action forgets its mark: the totals are compared with the rows after each of them."""
    factories.make_tiers()
    with time_machine.travel(NOON, tick=False):
        for _ in range(4):
            factories.make_membership(factories.make_group())
        refresh_due(["0"])
        storm = Storm(cast.admin, seed)
        for number in range(50):
            storm.blow()
            refresh_due(["0"])
            assert [differences(code) for code in REGENCIES] == [[], [], []], (number, storm.done)
        assert len(storm.done) >= 14


def test_totals_follow_the_calendar_after_a_storm(cast):
    """DM07, NX06: what was dated ahead, and what grows old, is counted on its day."""
    factories.make_tiers()
    with time_machine.travel(NOON, tick=False) as traveller:
        factories.make_membership(factories.make_group())
        storm = Storm(cast.admin, 42)
        for _ in range(70):
            storm.blow()
        for _ in range(12):
            traveller.shift(timedelta(days=storm.dice.randrange(1, 60)))
            refresh_due(["0"])
            assert not due_regencies(["0"]).exists()
            assert [differences(code) for code in REGENCIES] == [[], [], []]
