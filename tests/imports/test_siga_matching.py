"""Which village a row of SIGA means: found however its names are written, and never guessed (UP11)."""

import pytest

from imports.siga.matching import Gazetteer, Place, match_rows, regency_of
from imports.siga.names import folded, squeezed
from imports.siga.opening import open_siga
from tests.imports.siga_files import line, national_list, opened, province_table, table, villages_in

BUMIAYU, SUGIHWARAS, SUMBERJO = "7604032004", "7604032008", "7604032003"


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.of(Place(code, name) for code, name in national_list().items() if code[:2] in ("76", "32", "31"))


def matched(gazetteer, *lines):
    return match_rows(open_siga(opened(table(*lines))).rows, gazetteer)


def test_every_village_of_a_province_is_found(gazetteer):
    """SIGA writes names in capitals, and regencies without their title."""
    for province in ("76", "31"):
        found, unmatched = match_rows(open_siga(opened(province_table(province))).rows, gazetteer)
        assert unmatched == []
        assert [place.code for _row, place in found] == villages_in(province)


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        (BUMIAYU, {"regency": "KAB. POLEWALI-MANDAR", "district": "KEC. WONO MULYO", "village": "Ds. Bumi Ayu"}),
        (SUMBERJO, {"village": "SUMBEREJO"}),
        ("7604032014", {"village": "GALESON"}),
        ("7602162001", {"district": "KEP. BALA BALAKANG"}),
        ("7601052001", {"regency": "MAMUJU UTARA"}),
        ("3171011001", {"province": "DKI JAKARTA", "regency": "KOTA ADM. JAKARTA PUSAT"}),
        ("3271011001", {"regency": "KOTA BOGOR"}),
        (BUMIAYU, {"digits": ""}),
        (BUMIAYU, {"digits": "2999"}),
    ],
)
def test_other_spellings_of_one_place(gazetteer, code, changed):
    code = code if code in national_list() else villages_in(code[:6])[0]
    found, unmatched = matched(gazetteer, line(code, **changed))
    assert unmatched == []
    assert [place.code for _row, place in found] == [code]


@pytest.mark.parametrize(
    ("changed", "reason", "candidates"),
    [
        ({"village": "SUGIHWARAS"}, "code_and_name", {BUMIAYU, SUGIHWARAS}),
        ({"village": "SUGIH WARASS"}, "code_and_name", {BUMIAYU, SUGIHWARAS}),
        ({"village": "KAMPUNG LAIN"}, "name_differs", {BUMIAYU}),
        ({"village": "SUGIHWARAZ", "digits": "2999"}, "no_village", {SUGIHWARAS}),
        ({"district": "WONOSOBO"}, "no_district", {"760403"}),
        ({"regency": "POLEWALI"}, "no_regency", {"7604"}),
        ({"province": "SULAWESI"}, "no_province", {"76"}),
    ],
)
def test_what_is_not_certain_stays_unmatched_with_what_comes_nearest(gazetteer, changed, reason, candidates):
    found, unmatched = matched(gazetteer, line(BUMIAYU, **changed))
    assert found == []
    assert unmatched[0].reason == reason
    assert candidates <= {place.code for place in unmatched[0].candidates}


def test_a_name_without_title_means_the_regency_where_there_is_a_city_too(gazetteer):
    regencies = gazetteer.children["32"]
    assert regency_of("BOGOR", regencies).code == "3201"
    assert regency_of("KAB BOGOR", regencies).code == "3201"
    assert regency_of("KOTA BOGOR", regencies).code == "3271"
    assert regency_of("DEPOK", regencies).code == "3276"


def test_a_place_goes_by_its_old_name_too_and_a_retired_one_gives_way():
    places = [
        Place("76", "Sulawesi Barat"),
        Place("7604", "Kabupaten Polewali Mandar", ("Kabupaten Polewali Mamasa",)),
        Place("760403", "Wonomulyo"),
        Place("7604032004", "Bumiayu", ("Bumi Lama",)),
        Place("7604032099", "Bumi Lama", is_retired=True),
    ]
    changed = {"regency": "POLEWALI MAMASA", "village": "BUMI LAMA", "digits": ""}
    found, _unmatched = match_rows(open_siga(opened(table(line(BUMIAYU, **changed)))).rows, Gazetteer.of(places))
    assert [place.code for _row, place in found] == [BUMIAYU]


def test_keys_even_out_spelling_and_nothing_more():
    assert squeezed("Kaluku  Nangka") == squeezed("KALUKUNANGKA")
    assert folded("madatte") == folded("madate")
    assert folded("podapoda") == "poda"
    assert folded("bumiayu") != folded("sugihwaras")
