"""A group comes on record and changes its entries (UP01)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from unittest.mock import patch

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.editing import StaleEdit
from accounts.models import AuditEntry
from groups.actions import change_business, change_group, move_group, register_group
from groups.models import Country, EnterpriseGroup, GroupStatus, MarketReach, Sector
from groups.names import name_key
from members.models import Membership
from regions.models import Region, TouchedRegion
from tests import factories
from tests.factories import BUMIAYU, SENTANI, SUGIHWARAS


def codes(error: ValidationError) -> dict:
    """Field by field, the codes of an error."""
    return {name: [one.code for one in found] for name, found in error.error_dict.items()}


@pytest.fixture
def village(country):
    return country[BUMIAYU]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kelompok UPPKS Melati-1", "UPPKA MELATI 1"),
        ("Mawar  Merah", "mawar-merah"),
        ("Nur'aini", "NURAINI"),
        ("Café Ibu", "cafe ibu"),
    ],
)
def test_names_that_mean_the_same_have_one_key(one, other):
    assert name_key(one) == name_key(other) != ""


def test_names_that_differ_in_a_number_stay_apart():
    assert name_key("Melati 1") != name_key("Melati 11")
    assert name_key("Kelompok UPPKS") == "kelompok uppks"


@pytest.mark.django_db
def test_the_number_is_the_village_code_and_the_next_serial(cast, village):
    first = register_group(by=cast.officer, village=village, name="Melati")
    second = register_group(by=cast.officer, village=village, name="Mawar")
    assert (first.number, second.number) == (f"{BUMIAYU}0001", f"{BUMIAYU}0002")


@pytest.mark.django_db
def test_numbers_that_came_from_elsewhere_are_not_given_again(cast, village):
    factories.make_group(BUMIAYU, number=f"{BUMIAYU}0041")
    assert register_group(by=cast.officer, village=village, name="Melati").number == f"{BUMIAYU}0042"


@pytest.mark.django_db
def test_a_new_group_is_active_since_its_founding_and_marks_its_regency(cast, village):
    group = register_group(by=cast.officer, village=village, name="  Melati   Indah ", founded_on=date(2015, 3, 1))
    assert group.name == "Melati Indah"
    assert (group.status, group.status_on, group.created_by) == (GroupStatus.ACTIVE, date(2015, 3, 1), cast.officer)
    assert group.status_changes.get().on == date(2015, 3, 1)
    assert TouchedRegion.objects.filter(regency_code="7604").exists()
    entry = AuditEntry.objects.get_for_object(group).get()
    assert entry.region_code == BUMIAYU


@pytest.mark.django_db
def test_a_village_outside_the_territory_or_no_village_is_refused(cast, country):
    for code in (SENTANI, SUGIHWARAS, "760403"):
        with pytest.raises(ValidationError) as caught:
            register_group(by=cast.officer, village=country[code], name="Melati")
        assert codes(caught.value) == {"village": ["village"]}
    assert not EnterpriseGroup.objects.exists()


@pytest.mark.django_db
def test_a_retired_village_is_refused_from_its_day_on(cast, village):
    Region.objects.filter(pk=BUMIAYU).update(retired_on=date(2022, 6, 30))
    village.refresh_from_db()
    with pytest.raises(ValidationError, match="tidak berlaku"):
        register_group(by=cast.officer, village=village, name="Melati")


@pytest.mark.django_db
def test_the_same_name_in_a_village_needs_a_tick(cast, village):
    register_group(by=cast.officer, village=village, name="UPPKS Melati")
    with pytest.raises(ValidationError) as caught:
        register_group(by=cast.officer, village=village, name="Kelompok Melati")
    assert codes(caught.value) == {"name": ["same_name"]}
    assert f"{BUMIAYU[:2]}." in str(caught.value)
    again = register_group(by=cast.officer, village=village, name="Kelompok Melati", confirmed={"same_name"})
    assert again.number.endswith("0002")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("entries", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "1234"}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"rt": "1a"}, "rt"),
        ({"founded_on": date(2999, 1, 1)}, "founded_on"),
        ({"has_decree": True, "decree_on": date(2999, 1, 1)}, "decree_on"),
        ({"decree_number": "12/2020"}, "has_decree"),
        ({"market_reach": "moon"}, "market_reach"),
    ],
)
def test_an_impossible_entry_is_refused_beside_its_field(cast, village, entries, field):
    """DM06."""
    with pytest.raises(ValidationError) as caught:
        register_group(by=cast.officer, village=village, **({"name": "Melati"} | entries))
    assert list(caught.value.error_dict) == [field]


@pytest.mark.django_db
def test_a_decree_before_the_founding_is_refused(cast, village):
    with pytest.raises(ValidationError, match="sebelum tanggal berdiri"):
        register_group(
            by=cast.officer,
            village=village,
            name="Melati",
            founded_on=date(2020, 1, 2),
            has_decree=True,
            decree_on=date(2020, 1, 1),
        )


@pytest.mark.django_db(transaction=True)
def test_parallel_registrations_get_different_numbers(cast, village):
    """UP01: the serial is taken under lock, on both databases."""

    def register(number):
        try:
            return register_group(by=cast.officer, village=village, name=f"Melati {number}").number
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(register, range(8)))
    assert sorted(numbers) == [f"{BUMIAYU}{serial:04d}" for serial in range(1, 9)]


@pytest.mark.django_db
def test_a_change_is_signed_and_raises_the_version(cast):
    group = factories.make_group(name="Melati")
    changed = change_group(by=cast.officer, group=group, version=1, name="UPPKS Mawar")
    assert (changed.version, changed.changed_by, changed.name_key) == (2, cast.officer, "mawar")


@pytest.mark.django_db
def test_a_stale_change_is_refused_and_an_empty_one_writes_nothing(cast):
    """FE05."""
    group = factories.make_group(name="Melati")
    assert change_group(by=cast.officer, group=group, version=1, name="Melati").version == 1
    change_group(by=cast.regency, group=group, version=1, name="Mawar")
    with pytest.raises(StaleEdit) as caught:
        change_group(by=cast.officer, group=group, version=1, name="Kenanga")
    assert caught.value.current.name == "Mawar"
    with pytest.raises(StaleEdit):
        change_business(by=cast.officer, group=group, version=1, sectors=[], market_reach="", export_countries=[])


@pytest.mark.django_db
def test_a_group_outside_the_territory_cannot_be_changed(cast):
    group = factories.make_group(SENTANI, name="Melati")
    with pytest.raises(ValidationError, match="di luar wilayah"):
        change_group(by=cast.officer, group=group, version=1, name="Mawar")


@pytest.mark.django_db
def test_countries_are_kept_only_for_a_group_that_exports(cast):
    group = factories.make_group()
    chosen = {"sectors": Sector.objects.all()[:2], "export_countries": [Country.objects.get(pk="JP")]}
    group = change_business(by=cast.officer, group=group, version=1, market_reach=MarketReach.EXPORT, **chosen)
    assert [country.pk for country in group.export_countries.all()] == ["JP"] and group.sectors.count() == 2
    group = change_business(by=cast.officer, group=group, version=2, market_reach=MarketReach.NATION, **chosen)
    assert not group.export_countries.exists()


@pytest.mark.django_db
def test_a_group_moves_with_its_memberships_and_keeps_its_number(cast, country):
    """DM08."""
    group = factories.make_group()
    factories.make_membership(group)
    number = group.number
    with pytest.raises(ValidationError):
        move_group(by=cast.regency, group=group, village=country[SUGIHWARAS], reason=" ")
    moved = move_group(by=cast.regency, group=group, village=country[SUGIHWARAS], reason="Pemekaran desa")
    assert (moved.village_id, moved.number) == (SUGIHWARAS, number)
    assert Membership.objects.get().village_id == SUGIHWARAS
    assert AuditEntry.objects.get_for_object(group).first().reason == "Pemekaran desa"


@pytest.mark.django_db
def test_on_the_local_day_a_date_is_accepted_where_the_group_is(cast, country):
    """DM07: at 00:30 in Jayapura it is still yesterday in Jakarta."""
    officer = cast.outside["officer"]
    with patch("django.utils.timezone.now", return_value=datetime(2026, 8, 16, 15, 30, tzinfo=UTC)):
        group = register_group(by=officer, village=country[SENTANI], name="Melati", founded_on=date(2026, 8, 17))
        assert group.status_on == date(2026, 8, 17)
        with pytest.raises(ValidationError):
            register_group(by=cast.admin, village=country[BUMIAYU], name="Melati", founded_on=date(2026, 8, 17))
