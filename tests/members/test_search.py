"""Finding people by name on both databases (SD01, SD02, FE03)."""

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from members.duplicates import likeness
from members.models import Person
from members.search import is_long_enough, is_number, people_named
from members.trigrams import SHARE, pieces_of, telling_pieces
from tests.factories import BUMIAYU, DARMA, SENTANI, make_group, make_membership, make_person, make_user


@pytest.fixture
def people(country):
    """People of one regency, and one of another province."""
    for name in ("Siti Aminah", "Siti Rahma", "Rahma Siti Nur", "Sitirahma", "Sutarmi", "Sri Handayani"):
        make_person(BUMIAYU, name)
    make_person(SENTANI, "Siti Jauh")
    return make_user("pencari", "regency", "7604")


@pytest.fixture(params=["7604", "76"])
def searcher(request, people):
    """Who searches a regency, where names are read, or a province, where the nation's indexes are asked."""
    return make_user("penanya", "regency", request.param)


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("siti", {"Siti Aminah", "Siti Rahma", "Rahma Siti Nur", "Sitirahma"}),
        ("SITI rah", {"Siti Rahma", "Rahma Siti Nur"}),
        ("Hj. Siti Aminah, S.Pd", {"Siti Aminah"}),
        ("rahma siti", {"Siti Rahma", "Rahma Siti Nur"}),
        ("handa", {"Sri Handayani"}),
        ("jauh", set()),
        ("' OR 1=1 --", set()),
        ("%", set()),
        ("a & !b | (", set()),
        (":*", set()),
    ],
)
def test_words_are_found_the_last_one_by_its_beginning(searcher, typed, names):
    """SD01: whole words first; what is typed never acts as a pattern or an operator."""
    found = {person.name for person in people_named(searcher, typed)}
    assert names <= found
    assert "Siti Jauh" not in found


@pytest.mark.parametrize("typed", ["sutarni", "Sutarmy", "sri handayany"])
def test_misspelt_names_are_found(searcher, typed):
    """SD01."""
    assert {person.name for person in people_named(searcher, typed)} & {"Sutarmi", "Sri Handayani"}


def test_who_was_merged_into_another_is_found_neither_by_words_nor_by_likeness(searcher):
    """SD04: the index that a regency is read from does not know of mergers."""
    kept = make_person(BUMIAYU, "Kartini Dewi")
    make_person(BUMIAYU, "Kartini Dewi", merged_into=kept)
    assert people_named(searcher, "kartini dewi") == people_named(searcher, "kartinni dewy") == [kept]


@pytest.mark.parametrize("frequent", [0, 10**9])
def test_words_of_very_many_give_the_same_people_in_the_same_order(people, monkeypatch, frequent):
    """SD01: whether the names are read in their order or asked of the index of words; with enough, or with too few."""
    kept = Person.objects.get(name="Siti Aminah")
    for _number in range(3):
        make_person(BUMIAYU, "Aisyah Siti", merged_into=kept)
    monkeypatch.setattr("members.search.LIMIT", 2)
    monkeypatch.setattr("members.search.SPARE", 3)
    monkeypatch.setattr("members.search.FREQUENT", frequent)
    province = make_user("penanya-besar", "province", "76")
    assert [person.name for person in people_named(province, "siti")] == ["Rahma Siti Nur", "Siti Aminah"]
    assert [person.name for person in people_named(province, "aminah siti")] == ["Siti Aminah"]


LETTERS = st.text("aeinrstu ", min_size=1, max_size=24).map(lambda text: " ".join(text.split()))


@given(LETTERS, LETTERS)
def test_every_like_name_has_one_of_the_telling_pieces(one, other):
    """SD01: a name that is left out before it is compared could not have been like enough."""
    pieces = telling_pieces(one)
    if pieces and len(pieces_of(one) & pieces_of(other)) >= SHARE * len(pieces_of(one)):
        assert any(piece in other for piece in pieces)


@pytest.mark.parametrize("territory", [BUMIAYU, "760403", "7604", "76"])
def test_members_who_live_elsewhere_are_found_where_their_group_is(people, territory):
    """SD02: visible is who lives or is a member in the territory, and nobody else."""
    make_membership(make_group(BUMIAYU), make_person(SENTANI, "Yohana Suebu"))
    make_membership(make_group(SENTANI), make_person(SENTANI, "Yohana Ondi"))
    user = make_user("petugas-kecil", "officer", territory)
    assert [person.name for person in people_named(user, "yohana")] == ["Yohana Suebu"]


def test_without_territory_nobody_is_found(people):
    """AC02."""
    assert people_named(make_user("tanpa", "officer"), "siti") == []


def test_a_long_result_is_turned_over_by_post(country, sign_in):
    """SD08: the words stay out of the address on every page."""
    for number in range(60):
        make_person(DARMA, f"Nurlina {'abcdefghij'[number % 10]}{number}")
    client = sign_in(make_user("pencari", "regency", "7604"))
    seen = []
    for page in (1, 2, 3):
        answer = client.post(reverse("person_search"), {"q": "nurlina", "halaman": page})
        seen += [row["person"].pk for row in answer.context["rows"]]
    assert len(seen) == len(set(seen)) == 60
    assert answer.context["next_page"] is None and answer.context["previous_page"] == 2


@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs the indexes of PostgreSQL")
@pytest.mark.parametrize("index", ["person_name_words", "person_name_trigrams"])
def test_the_name_indexes_stand(db, index):
    """SD01: without them a search reads every person."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [index])
        assert "USING gin" in cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("typed", "is_a_number"),
    [("7604995006760109", True), ("7604 9950 0676 0109", True), ("siti", False), ("12", False), ("08-aminah", False)],
)
def test_numbers_and_names_are_told_apart(typed, is_a_number):
    assert is_number(typed) is is_a_number


@pytest.mark.parametrize(
    ("typed", "enough"), [("ab", False), ("a b", False), ("abc", True), ("H. ab", False), ("", False)]
)
def test_three_letters_are_needed(typed, enough):
    """SD02."""
    assert is_long_enough(typed) is enough


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("siti aminah", "aminah siti", True),
        ("siti aminah", "sitiaminah", True),
        ("sutarmi", "sutarni", False),
        ("sutarmi handayani", "sutarni handayani", True),
        ("siti aminah", "siti rahma", False),
    ],
)
def test_how_alike_two_names_must_be(one, other, alike):
    """FE03: about one letter in twelve."""
    assert (likeness(one, other) >= 88) is alike
