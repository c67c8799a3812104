"""Searching for people registered twice, and the pairs that are kept of it (SD03, SD05)."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from accounts.roles import Role
from jobs.models import Job, JobState
from jobs.running import run_job
from members import duplicate_search
from members.duplicate_job import queue_search
from members.duplicate_search import search_regency
from members.duplicates import ALIKE, NameForm, alike_among, likeness
from members.models import DuplicatePair, DuplicateScan, PairReason, PairState, Person
from members.name_blocks import block_keys
from tests import factories
from tests.factories import BINANGA, BUMIAYU, DARMA, SENTANI, SUGIHWARAS

REGENCY = "7604"
BORN = date(1990, 5, 17)
NAMES = st.text("abdeimnrstu ", min_size=1, max_size=20).map(lambda text: " ".join(text.split()) or "a")


def pairs() -> set[tuple[str, str, str]]:
    return {(pair.first.name, pair.second.name, pair.found_by) for pair in DuplicatePair.objects.all()}


def later(hours: int):
    """So many hours from now."""
    return time_machine.travel(datetime.now(UTC) + timedelta(hours=hours), tick=True)


def changed(person: Person, **columns) -> None:
    """Change a person and search once more."""
    for name, value in columns.items():
        setattr(person, name, value)
    person.save()
    search_regency(person.village_id[:4])


# --- Keys and likeness ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sutarmi", "sutarni"),
        ("siti aminah", "aminah siti"),
        ("siti aminah", "sitiaminah"),
        ("siti aminah", "siti amina"),
        ("khadijah binti umar", "kadijah binti umar"),
        ("muhammad yusuf", "mohammad yusup"),
        ("eka sari", "ika sari"),
    ],
)
def test_like_names_meet_under_a_key(one, other):
    """SD05"""
    assert {*block_keys(one)} & {*block_keys(other)}


def test_unlike_names_do_not_meet():
    """SD05"""
    assert not {*block_keys("sutarmi")} & {*block_keys("wahyuni")}
    assert block_keys("") == ()


@given(st.text(max_size=40))
def test_any_text_has_keys(text):
    """SD05: hostile names too."""
    assert len(block_keys(text)) <= 2


@given(NAMES, st.lists(NAMES, min_size=1, max_size=6))
def test_many_names_are_measured_like_one(name, others):
    """SD05: the search and the warning while entering share one measure (FE03)."""
    by_one = {place: likeness(name, other) for place, other in enumerate(others)}
    by_many = alike_among(NameForm.of(name), [NameForm.of(other) for other in others])
    assert by_many == {place: score for place, score in by_one.items() if score >= ALIKE}
    for place, other in enumerate(others):
        parted = fuzz.ratio(name.replace(" ", ""), other.replace(" ", ""))
        assert by_one[place] == max(fuzz.token_sort_ratio(name, other), parted)


# --- What is a pair ---------------------------------------------------------------------------------------------------
def test_like_names_with_one_birth_date_are_a_pair_anywhere_in_the_regency(country):
    """SD05"""
    factories.make_person(BUMIAYU, "Sutarmi", birth_on=BORN)
    factories.make_person(DARMA, "Sutarni", birth_on=BORN)
    factories.make_person(BINANGA, "Sutarmi", birth_on=BORN)
    factories.make_person(BUMIAYU, "Wahyuni", birth_on=BORN)
    found = search_regency(REGENCY)
    assert pairs() == {("Sutarmi", "Sutarni", PairReason.BIRTH)}
    assert (found.people_count, found.new_count, found.crowded_count) == (3, 1, 0)


def test_another_day_of_the_same_year_counts_in_one_village(country):
    """SD05: the rule of FE03."""
    factories.make_person(BUMIAYU, "Siti Aminah", birth_on=BORN)
    factories.make_person(BUMIAYU, "Aminah Siti", birth_on=date(1990, 1, 1))
    factories.make_person(SUGIHWARAS, "Siti Aminah", birth_on=date(1990, 2, 2))
    factories.make_person(BUMIAYU, "Siti Aminah", birth_on=date(1991, 5, 17))
    search_regency(REGENCY)
    assert pairs() == {("Siti Aminah", "Aminah Siti", PairReason.YEAR)}


def test_an_unknown_birth_date_is_compared_within_the_village(country):
    """SD05"""
    factories.make_person(BUMIAYU, "Siti Aminah", birth_on=None)
    factories.make_person(BUMIAYU, "Sitiaminah", birth_on=BORN)
    factories.make_person(BUMIAYU, "Siti Amina", birth_on=None)
    factories.make_person(SUGIHWARAS, "Siti Aminah", birth_on=None)
    search_regency(REGENCY)
    assert {reason for _first, _second, reason in pairs()} == {PairReason.VILLAGE}
    assert len(pairs()) == 3


def test_two_without_nik_are_no_pair_for_that_alone(country):
    """DM10"""
    factories.make_person(BUMIAYU, "Sutarmi")
    factories.make_person(BUMIAYU, "Wahyuni")
    assert search_regency(REGENCY).new_count == 0


def test_two_numbers_and_two_birth_dates_are_two_people(country):
    """SD05"""
    other_day = date(1990, 8, 17)
    factories.make_person(BUMIAYU, "Siti Aminah", nik=factories.make_nik(born=BORN), birth_on=BORN)
    factories.make_person(BUMIAYU, "Siti Aminah", nik=factories.make_nik(born=other_day), birth_on=other_day)
    assert search_regency(REGENCY).new_count == 0


def test_husband_and_wife_are_no_pair(country):
    """SD05"""
    wife = factories.make_person(BUMIAYU, "Sri Wahyuni")
    factories.make_person(BUMIAYU, "Sri Wahyuno", sex="L", spouse=wife)
    assert search_regency(REGENCY).new_count == 0


# --- What is remembered -----------------------------------------------------------------------------------------------
def test_not_a_duplicate_is_never_asked_again_unless_who_they_are_has_changed(cast):
    """SD03"""
    first, second = (factories.make_person(BUMIAYU, "Siti Aminah") for _side in range(2))
    search_regency(REGENCY)
    DuplicatePair.objects.update(state=PairState.NOT_DUPLICATE, decided_by=cast.regency, note="Kembar")
    with later(5):
        changed(second, phone="0812")
    assert DuplicatePair.objects.get().state == PairState.NOT_DUPLICATE
    with later(10):
        changed(second, birth_on=date(1990, 5, 18))
    pair = DuplicatePair.objects.get()
    assert (pair.state, pair.found_by, pair.decided_by, pair.note) == (PairState.OPEN, PairReason.YEAR, None, "")
    assert pair.first == first


def test_an_open_pair_goes_when_its_people_are_alike_no_more(country):
    """SD05: moving to another regency is no reason."""
    first = factories.make_person(BUMIAYU, "Siti Aminah")
    second = factories.make_person(BUMIAYU, "Siti Aminah")
    search_regency(REGENCY)
    with later(5):
        changed(second, village_id=BINANGA)
        changed(first)
    assert len(pairs()) == 1
    with later(10):
        changed(first, name_key="wahyuni")
    assert pairs() == set()


# --- Cost -------------------------------------------------------------------------------------------------------------
def test_only_those_who_have_changed_are_looked_at_again(country):
    """SD05"""
    for name in ("Sutarmi", "Wahyuni", "Kartika"):
        factories.make_person(BUMIAYU, name)
    with later(5):
        assert search_regency(REGENCY).people_count == 3
    with later(10):
        factories.make_person(BUMIAYU, "Sutarni")
        found = search_regency(REGENCY)
    assert (found.people_count, found.new_count) == (1, 1)
    assert pairs() == {("Sutarmi", "Sutarni", PairReason.BIRTH)}
    with later(15):
        assert search_regency(REGENCY).people_count == 1
    with later(20):
        assert search_regency(REGENCY).people_count == 0


def test_rows_of_a_long_transaction_are_not_missed(country):
    """SD05: they look older than the last search, within the overlap."""
    search_regency(REGENCY)
    begun = datetime.now(UTC) - timedelta(hours=1)
    for name in ("Sutarmi", "Sutarni"):
        person = factories.make_person(BUMIAYU, name)
        Person.objects.filter(pk=person.pk).update(changed_at=begun)
    assert search_regency(REGENCY).new_count == 1


def test_a_key_that_too_many_share_is_compared_among_neighbours_and_said(country, monkeypatch):
    """SD05: the cost does not grow with the square."""
    monkeypatch.setattr(duplicate_search, "CROWDED", 6)
    monkeypatch.setattr(duplicate_search, "NEIGHBOURS", 2)
    for letter in "abcdefghij":
        factories.make_person(BUMIAYU, f"Siti Aminah {letter}")
    compared = []

    def counted(form, others, least):
        compared.append(len(others))
        return alike_among(form, others, least)

    monkeypatch.setattr(duplicate_search, "alike_among", counted)
    found = search_regency(REGENCY)
    assert max(compared) <= 9 and found.crowded_count >= 1
    assert found.new_count >= 9
    assert DuplicateScan.objects.get().crowded_count == found.crowded_count


def test_queries_do_not_grow_with_people_or_pairs(country, django_assert_max_num_queries):
    """SD05"""
    for _twice in range(6):
        factories.make_person(BUMIAYU, "Siti Aminah")
    with django_assert_max_num_queries(14):
        assert search_regency(REGENCY).new_count == 15
    with django_assert_max_num_queries(14):
        search_regency(REGENCY)


# --- The job and the command ------------------------------------------------------------------------------------------
def test_the_job_searches_the_regencies_of_the_territory(cast):
    """SD05"""
    for village in (BUMIAYU, BUMIAYU, SENTANI, SENTANI):
        factories.make_person(village, "Siti Aminah")
    job = queue_search(by=cast.regency, codes=[REGENCY])
    assert queue_search(by=cast.regency, codes=[REGENCY]).pk == job.pk
    run_job.call(job.pk)
    job = Job.objects.get(pk=job.pk)
    assert (job.state, job.result_url) == (JobState.DONE, "/anggota/ganda/")
    assert [pair.regency_code for pair in DuplicatePair.objects.all()] == [REGENCY]
    assert "2 orang diperiksa, 1 pasangan baru." in job.lines.get().text


def test_the_command_searches_every_regency(country, capsys):
    """SD05: for the night."""
    for village in (BUMIAYU, BUMIAYU, SENTANI, SENTANI):
        factories.make_person(village, "Siti Aminah")
    call_command("find_duplicates")
    assert capsys.readouterr().out.splitlines() == ["7604: 2 orang, 1 pasangan baru", "9103: 2 orang, 1 pasangan baru"]


# --- Who sees a pair --------------------------------------------------------------------------------------------------
def test_a_pair_is_seen_by_those_who_see_both(cast):
    """SD03, AC03"""
    factories.make_person(BUMIAYU, "Siti Aminah")
    elsewhere = factories.make_person(DARMA, "Siti Aminah")
    search_regency(REGENCY)
    seen = {role: DuplicatePair.objects.visible_to(cast.inside[role]).count() for role in (Role.OFFICER, Role.REGENCY)}
    assert seen == {Role.OFFICER: 0, Role.REGENCY: 1}
    assert DuplicatePair.objects.visible_to(cast.coordinator).count() == 0
    assert DuplicatePair.objects.visible_to(cast.outside[Role.REGENCY]).count() == 0
    assert DuplicatePair.objects.visible_to(cast.lost[Role.REGENCY]).count() == 0
    assert DuplicatePair.objects.visible_to(cast.admin).count() == 1
    factories.make_membership(factories.make_group(BUMIAYU), elsewhere)
    assert DuplicatePair.objects.visible_to(cast.officer).count() == 1
