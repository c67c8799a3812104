"""The board list on the real list of regions: every province and every regency has a state (UP05)."""

from collections import Counter

import pytest
from django.core.management import call_command

from accounts.models import User
from accounts.roles import Role
from associations.queries import board_places
from regions.models import Level, Region
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def nation(db) -> User:
    """The complete national list, and someone who keeps all boards."""
    call_command("load_regions", verbosity=0)
    return make_user("aku-nasional", Role.AKU, "0")


def test_all_38_provinces_and_514_regencies_have_a_state(nation, sign_in, django_assert_max_num_queries):
    """UP05: with no board anywhere, each of the 553 places says "belum ada"."""
    places = list(board_places(nation))
    assert Counter(place.level for place in places) == {Level.NATION: 1, Level.PROVINCE: 38, Level.REGENCY: 514}
    client = sign_in(nation)
    with django_assert_max_num_queries(12):
        page = client.get("/aku/")
    assert page.status_code == 200
    for province in Region.objects.at_level(Level.PROVINCE):
        assert f"/aku/{province.pk}/" in page.content.decode()


def test_the_national_list_is_complete(nation):
    """38 provinces, 514 regencies and cities, 7,285 districts, 83,762 villages."""
    counts = Counter(Region.objects.current().values_list("level", flat=True))
    assert counts == {0: 1, 1: 38, 2: 514, 3: 7_285, 4: 83_762}
