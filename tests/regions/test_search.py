"""A village is found by any part of its name, its district's or its regency's, inside the territory only."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from regions.models import Level, Region
from regions.search import search_regions, typed_words
from tests import factories

HOSTILE = [
    "%",
    "_",
    "%%%",
    "a%",
    "'",
    '"',
    "' OR '1'='1",
    "\\",
    "\x00",
    "bumi\x00ayu",
    "a" * 10_000,
    "<script>",
    "(",
    "🙂",
    "٣٣",
    "-1",
]


def _codes(text: str, regions=None, **options) -> list[str]:
    regions = Region.objects.all() if regions is None else regions
    return [region.code for region in search_regions(regions, text, **options).regions]


@pytest.mark.parametrize(
    "typed",
    [
        "bumiayu",
        "BUMIAYU",
        "bumia",
        "miay",
        "bumiayu wono",
        "wono bumiayu",
        "bumiayu polewali",
        "mandar bumiayu barat",
        "Desa Bumiayu, Kec. Wonomulyo",
        "Ds. Bumiayu Kab Polewali Mandar",
        "  bumiayu\u00a0",
        "7604032004",
        "76.04.03.2004",
    ],
)
def test_any_part_in_any_order_finds_the_village(country, typed):
    assert _codes(typed) == ["7604032004"]


def test_the_names_above_find_all_their_villages(country):
    assert set(_codes("wonomulyo")) == {"7604032004", "7604032008"}
    assert set(_codes("polewali mandar")) == {"7604032004", "7604032008", "7604041001"}


def test_every_word_must_match(country):
    assert _codes("bumiayu sentani") == []


def test_the_order_is_name_then_beginning_then_word_then_part(country):
    for serial, name in enumerate(["Sukabumi", "Muara Bumi", "Bumi Harapan", "Bumi", "Bumirejo"], start=1):
        factories.make_region(f"76040440{serial:02d}", name)
    found = [region.name for region in search_regions(Region.objects.in_region("760404"), "bumi").regions]
    assert found == ["Bumi", "Bumirejo", "Bumi Harapan", "Muara Bumi", "Sukabumi"]


def test_an_apostrophe_may_be_typed_or_left_out(country):
    factories.make_region("7604044001", "Ma'rang Du’en")
    for typed in ("marang", "ma'rang", "Ma’rang duen"):
        assert _codes(typed) == ["7604044001"]


def test_one_or_two_letters_begin_a_word(country):
    assert _codes("a") == []
    assert "7604032004" not in _codes("yu")
    assert _codes("bu") == ["7604032004"]
    assert _codes("wo") == []
    assert "7604032004" in _codes("wo bu")


def test_the_code_finds_everything_below_it(country):
    assert _codes("760403") == ["7604032004", "7604032008"]
    assert _codes("76 04 03") == ["7604032004", "7604032008"]


def test_other_levels_are_found_only_when_asked_for(country):
    assert _codes("wonomulyo", levels=(Level.DISTRICT,)) == ["760403"]
    assert _codes("sulawesi barat", levels=(Level.PROVINCE, Level.REGENCY))[0] == "76"


def test_a_retired_village_is_not_offered(country):
    Region.objects.filter(code="7604032004").update(retired_on="2026-01-01")
    assert _codes("bumiayu") == []


def test_more_than_the_limit_is_said(country):
    matches = search_regions(Region.objects.all(), "sulawesi", limit=2)
    assert len(matches.regions) == 2 and matches.has_more
    assert not search_regions(Region.objects.all(), "bumiayu", limit=1).has_more


def test_nothing_outside_the_territory_is_found(cast):
    """AC02"""
    for role, user in cast.inside.items():
        assert "7604032004" in _codes("bumiayu", Region.objects.visible_to(user)), role
    for user in [*cast.outside.values(), *cast.lost.values()]:
        assert _codes("bumiayu", Region.objects.visible_to(user)) == []


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_text_finds_nothing_it_should_not(country, typed):
    found = _codes(typed)
    assert found in ([], ["7604032004"])


@given(st.text(max_size=200))
def test_typed_words_are_few_short_and_plain(text):
    words = typed_words(text)
    assert len(words) <= 6 and all(word.isascii() and word.isalnum() for word in words)


def test_the_whole_nation_is_searched_in_one_query(country):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        search_regions(Region.objects.all(), "bumiayu wono")
    assert len(queries) == 1


# --- The page ---------------------------------------------------------------------------------------------------------
def test_the_page_lists_links_that_choose_a_village(cast, sign_in):
    page = sign_in(cast.officer).get("/wilayah/cari/", {"q": "bumiayu"})
    assert page.status_code == 200
    assert 'href="?desa=7604032004"' in page.text and "<html" in page.text


def test_htmx_gets_the_list_alone(cast, sign_in):
    answer = sign_in(cast.officer).get("/wilayah/cari/", {"q": "bumiayu"}, headers={"HX-Request": "true"})
    assert 'href="?desa=7604032004"' in answer.text and "<html" not in answer.text
    assert "HX-Request" in answer["Vary"]


def test_the_page_finds_nothing_outside_the_territory(cast, sign_in):
    """AC02"""
    for user in [*cast.outside.values(), *cast.lost.values()]:
        if user.role != "admin":
            assert "7604032004" not in sign_in(user).get("/wilayah/cari/", {"q": "bumiayu"}).text


def test_a_user_without_territory_is_told_so(cast, sign_in):
    page = sign_in(cast.lost["officer"]).get("/wilayah/cari/", {"q": "bumiayu"})
    assert "belum mempunyai wilayah" in page.text


def test_a_chosen_village_is_shown_and_one_outside_does_not_exist(cast, sign_in):
    assert "Kode wilayah 7604032004" in sign_in(cast.officer).get("/wilayah/cari/", {"desa": "7604032004"}).text
    assert sign_in(cast.outside["officer"]).get("/wilayah/cari/", {"desa": "7604032004"}).status_code == 404


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_parameters_break_nothing(cast, sign_in, typed):
    client = sign_in(cast.admin)
    assert client.get("/wilayah/cari/", {"q": typed}).status_code == 200
    assert client.get("/wilayah/cari/", {"desa": typed}).status_code == 404
    assert "<script>" not in client.get("/wilayah/cari/", {"q": "<script>"}).text


def test_someone_not_signed_in_is_asked_to_sign_in(country, sign_in):
    assert sign_in().get("/wilayah/cari/").status_code == 302


def test_the_number_of_queries_does_not_grow_with_the_rows(cast, sign_in):
    client = sign_in(cast.province)
    with CaptureQueriesContext(connection) as few:
        client.get("/wilayah/cari/", {"q": "wonomulyo"})
    for serial in range(30):
        factories.make_region(f"76040321{serial:02d}", f"Dusun {serial}")
    with CaptureQueriesContext(connection) as many:
        client.get("/wilayah/cari/", {"q": "wonomulyo"})
    assert len(many) == len(few)
