"""The match list (UP06, BD06): one rule for one group and for all, as at any day, with what is missing in numbers."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from associations.matching import Facts, Terms, age_in_months, check, facts_of, matching, months_before, terms_of
from associations.models import PartnerProduct
from groups.models import CapitalRecord, EnterpriseGroup, StatusChange
from groups.tiers import bands_as_at
from members.models import Membership
from tests import factories
from tests.associations.partner_rows import make_agreement, make_product

TODAY = date(2026, 8, 17)
PLACES = (factories.BUMIAYU, factories.DARMA, factories.BINANGA)


def terms_for(product: PartnerProduct, day: date = TODAY, today: date = TODAY) -> Terms:
    return terms_of(product, day, today, bands_as_at(day))


def make_groups(rng: random.Random, number: int) -> None:
    """Groups of every kind around the edges of the criteria, with histories."""
    for _each in range(number):
        columns = {"has_decree": True, "decree_on": rng.choice([None, TODAY])}
        founded = rng.choice([None, date(2026, 2, 17), date(2026, 2, 18), date(2020, 1, 1)])
        group = factories.make_group(
            rng.choice(PLACES),
            founded_on=founded,
            status=rng.choice(["active", "active", "active", "inactive"]),
            status_on=rng.choice([date(2020, 1, 1), date(2026, 7, 1)]),
            **(columns if rng.random() < 0.6 else {}),
        )
        StatusChange.objects.create(group=group, status="active", on=date(2020, 1, 1))
        StatusChange.objects.create(group=group, status=group.status, on=group.status_on)
        for on in sorted(rng.sample([date(2025, 8, 17), date(2026, 5, 19), date(2026, 8, 10)], rng.randrange(4))):
            factories.make_capital(group, rng.choice([19_999_999, 20_000_000, 49_999_999, 50_000_000]), on)
        for _place in range(rng.randrange(4)):
            factories.make_membership(group, started_on=rng.choice([date(2025, 1, 1), date(2026, 8, 1)]))


class RandomGroups(TestCase):
    """The queryset and the check of one group agree on whatever groups and criteria there are."""

    @classmethod
    def setUpTestData(cls):
        factories.make_country()
        factories.make_tiers()
        make_groups(random.Random(7), 24)
        cls.product = make_product(make_agreement("76"))

    @settings(max_examples=40)
    @given(
        day=st.sampled_from([TODAY, TODAY - timedelta(days=20), date(2026, 6, 1)]),
        areas=st.sets(st.sampled_from(["7604", "7602", "760403"])),
        tiers=st.tuples(*[st.sampled_from(["", "rintisan", "tumbuh", "naik-kelas", "lama"])] * 2),
        asked=st.tuples(*[st.integers(0, 7), st.sampled_from([0, 7, 90, 365]), st.integers(0, 3), st.booleans()]),
    )
    def test_list_and_check_agree(self, day, areas, tiers, asked):
        product = self.product
        product.tier_from, product.tier_to = tiers
        product.min_age_months, product.fresh_within_days, product.min_members, product.needs_decree = asked
        product.areas.set(areas)
        terms = terms_for(product, day)
        groups = EnterpriseGroup.objects.order_by("pk")
        listed = set(matching(groups, terms).values_list("pk", flat=True))
        checked = {group.pk for group in groups if all(one.is_met for one in check(terms, facts_of(group, terms)))}
        assert listed == checked


@pytest.mark.django_db
def test_what_fails_is_told_with_the_number_missing(country):
    factories.make_tiers()
    asked = {"tier_from": "tumbuh", "min_age_months": 24, "fresh_within_days": 90, "min_members": 10}
    product = make_product(make_agreement("7602"), needs_decree=True, **asked)
    facts = Facts(factories.BUMIAYU, True, 12_500_000, date(2026, 1, 1), date(2025, 8, 18), 7, False)
    missing = {outcome.code: outcome.missing for outcome in check(terms_for(product), facts)}
    assert missing == {
        "active": "",
        "area": "Di luar wilayah layanan",
        "tier": "Kurang Rp 7.500.000",
        "age": "Kurang 13 bulan",
        "freshness": "Lewat 138 hari",
        "members": "Kurang 3 anggota",
        "decree": "SK belum tercatat",
    }


@pytest.mark.django_db
def test_a_past_day_is_judged_by_what_held_then(country):
    """The same day gives the same list, also after capital and members have changed."""
    factories.make_tiers()
    product = make_product(make_agreement("76"), tier_to="rintisan", min_members=1)
    group = factories.make_group(factories.BUMIAYU)
    factories.make_capital(group, 5_000_000, date(2026, 3, 1))
    factories.make_membership(group, started_on=date(2026, 1, 1))
    then = terms_for(product, date(2026, 4, 1))
    before = list(matching(EnterpriseGroup.objects.all(), then))
    factories.make_capital(group, 90_000_000, date(2026, 7, 1))
    Membership.objects.update(ended_on=date(2026, 7, 1))
    assert before == [group] == list(matching(EnterpriseGroup.objects.all(), then))
    assert not matching(EnterpriseGroup.objects.all(), terms_for(product)).exists()
    assert CapitalRecord.objects.count() == 2


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 1, 15), 13, date(2024, 12, 15)),
    ],
)
def test_months_are_those_of_the_calendar(day, months, expected):
    assert months_before(day, months) == expected
    assert age_in_months(expected, day) >= months > age_in_months(expected + timedelta(days=1), day)
