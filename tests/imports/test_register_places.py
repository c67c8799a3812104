"""The village a row of a register file means: its code, else its names; what is only alike is offered (IE02, IE04)."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from imports.register.places import Places, path_key
from imports.register.rows import VillageWritten
from regions.models import Region
from tests import factories
from tests.factories import BINANGA, BUMIAYU, DARMA, SENTANI, SUGIHWARAS

pytestmark = pytest.mark.django_db
PROVINCE, REGENCY, DISTRICT = "Sulawesi Barat", "Kabupaten Polewali Mandar", "Wonomulyo"


@pytest.fixture
def staff(country):
    return factories.make_user("", Role.PROVINCE, "76")


def named(village, district=DISTRICT, regency=REGENCY, province=PROVINCE) -> VillageWritten:
    return VillageWritten("", province, regency, district, village)


def codes_of(user, *written, chosen=None) -> list[str]:
    """For each row the code that was found, or the code of the problem."""
    places = Places(user, chosen or {})
    places.resolve_many(written)
    return [found.code or found.issue.code for found in map(places.find, written)]


@pytest.mark.parametrize(
    "written",
    [
        VillageWritten(BUMIAYU),
        VillageWritten(BUMIAYU, "Papua", "Jayapura", "Sentani", "Bumiayu"),
        named("Bumiayu"),
        named("Ds. BUMI AYU", "Kec. Wonomulyo", "KAB. POLEWALI-MANDAR", "Prov. Sulawesi Barat"),
        named("kel bumiayu", "WONO MULYO", "Polewali Mandar", "SULAWESI BARAT"),
    ],
)
def test_a_code_goes_first_and_a_name_counts_however_it_is_written(staff, written):
    assert codes_of(staff, written) == [BUMIAYU]


@pytest.mark.parametrize(
    "written",
    [
        named("Bumiaju"),
        named("Bumi Ayuu"),
        named("Bumiayu", "Wonomulya"),
        named("Bumiayu", DISTRICT, "Polewali Mandarr"),
    ],
)
def test_a_name_that_is_only_alike_is_offered_and_never_taken(staff, written):
    places = Places(staff, {})
    found = places.find(written)
    assert (found.code, found.issue.code, found.issue.level) == ("", "village_close", "error")
    assert found.candidates[0] == (BUMIAYU, Region.objects.get(pk=BUMIAYU).path_name)
    assert places.asked[path_key(written)].candidates == found.candidates
    assert "Bumiayu" in found.issue.message


def test_a_desa_and_a_kelurahan_of_one_name_are_told_apart_by_their_title(staff):
    factories.make_region("7604031001", "Bumiayu")
    assert codes_of(staff, named("Desa Bumiayu"), named("Kel. Bumiayu")) == [BUMIAYU, "7604031001"]
    found = Places(staff, {}).find(named("Bumiayu"))
    assert (found.issue.code, len(found.candidates)) == ("village_close", 2)
    assert "7604031001" in found.issue.message


def test_what_a_person_has_chosen_is_taken(staff):
    written = named("Bumiaju")
    assert codes_of(staff, written, chosen={path_key(written): BUMIAYU}) == [BUMIAYU]
    assert codes_of(staff, named("Bumiaju", "Polewali"), chosen={path_key(written): BUMIAYU}) == ["village"]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (VillageWritten(), "village"),
        (VillageWritten("7604039999"), "village"),
        (VillageWritten("760403"), "village"),
        (VillageWritten(SENTANI), "village_outside"),
        (named("Sentani Kota", "Sentani", "Jayapura", "Papua"), "village_outside"),
        (named("Nusantara"), "village"),
        (named("Bumiayu", "Sentani"), "village"),
    ],
)
def test_what_cannot_be_is_refused(staff, written, code):
    """IE04: outside the territory nothing is found, and nothing there is offered."""
    assert codes_of(staff, written) == [code]


def test_a_choice_cannot_lead_out_of_the_territory(staff):
    """AC07"""
    written = named("Bumiaju")
    assert codes_of(staff, written, chosen={path_key(written): SENTANI}) == ["village_outside"]
    assert codes_of(staff, written, chosen={path_key(written): "7604"}) == ["village"]


def test_a_village_that_was_retired_is_refused_with_what_to_do(staff):
    Region.objects.filter(pk=SUGIHWARAS).update(retired_on=date(2025, 1, 1))
    assert codes_of(staff, VillageWritten(SUGIHWARAS), named("Sugihwaras")) == ["village", "village"]


def test_names_above_the_village_may_be_missing_where_the_territory_tells_them(country):
    officer = factories.make_user("", Role.OFFICER, "760403")
    assert codes_of(officer, named("Sugihwaras", "", "", "")) == [SUGIHWARAS]
    province = factories.make_user("", Role.PROVINCE, "76")
    assert codes_of(province, named("Sugihwaras", "", "", "")) == ["village"]
    assert codes_of(province, named("Darma", "Polewali", REGENCY, "")) == [DARMA]


def test_a_code_beside_quite_another_name_is_pointed_out(staff):
    found = Places(staff, {}).find(VillageWritten(BUMIAYU, PROVINCE, REGENCY, DISTRICT, "Sugihwaras"))
    assert (found.code, found.issue.level, found.issue.code) == (BUMIAYU, "warning", "village_name")


def test_queries_do_not_grow_with_the_rows(staff):
    def queries(written) -> int:
        places = Places(staff, {})
        with CaptureQueriesContext(connection) as captured:
            places.resolve_many(written)
            places.resolve_many(written)
        return len(captured)

    few = [VillageWritten(BUMIAYU), named("Bumiayu")]
    more = [VillageWritten(DARMA), VillageWritten(BINANGA), named("Sugihwaras"), named("Bumi Ayu"), named("Lain")]
    many = few + more
    assert queries(few) == queries(many) <= 6
