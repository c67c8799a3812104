"""Made-up savings and loans: every standing of a loan in a few groups, the same for the same start (UP08)."""

import random
from datetime import date

import pytest

from associations.demo_money import seed_money
from associations.group_book import loans_of
from tests import factories

DAY = date(2026, 6, 15)


@pytest.mark.django_db
def test_a_demonstration_shows_every_standing_and_no_book_twice(cast, time_machine):
    time_machine.move_to("2026-06-15 03:00Z")
    group = factories.make_group()
    for _place in range(4):
        factories.make_membership(group)
    assert seed_money(random.Random(5), DAY, cast.officer) == {"books": 5, "loans": 4}
    assert {str(status) for status, _count in loans_of(group, DAY).counts} == {"current", "overdue", "bad", "settled"}
    assert seed_money(random.Random(5), DAY, cast.officer) == {"books": 0, "loans": 0}
