"""Two people on record who are one: merged, undone, or told apart (SD03, SD04)."""

import itertools
import threading
from datetime import date
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from accounts.editing import StaleEdit
from accounts.models import AuditEntry
from activities.models import Attendance
from associations.models import Board, BoardPosition, BoardSeat, BoardTerm
from groups.warnings import WARNINGS, having_warning
from members.actions import change_person, dismiss_pair, merge_people, record_kb_status, undo_merge
from members.duplicate_search import search_regency
from members.duplicates import likely_duplicates
from members.identity import owner_of
from members.joined_periods import Period, Torn, joined
from members.models import DuplicatePair, KbRecord, KbStatus, Membership, PairState, Person
from members.nik_vault import open_sealed
from members.search import people_named
from regions.clock import local_today
from regions.models import Region, TouchedRegion
from tests import factories
from tests.factories import BUMIAYU, SUGIHWARAS

BORN = date(1990, 5, 17)
DAYS = [date(2020, 1, 1), date(2021, 1, 1), date(2022, 1, 1), date(2023, 1, 1)]
TABLES = (Person, Membership, BoardSeat)
# What no undo takes back, and must not: who changed a row last, and how often it was changed.
MARKS = {"changed_at", "changed_by_id", "version"}


@pytest.fixture
def two(cast):
    """Sutarmi, who has a NIK, and the same woman without one, registered later."""
    first = factories.make_person(BUMIAYU, "Sutarmi", nik=factories.make_nik(born=BORN), birth_on=BORN)
    second = factories.make_person(
        SUGIHWARAS, "Sutarmi Sulastri", birth_on=BORN, phone="081234567890", address="Dusun I", family_code="KKI-1"
    )
    return first, second


def merge(cast, pair, kept: Person, **more):
    people = Person.objects.in_bulk([pair.first_id, pair.second_id])
    versions = {pk: person.version for pk, person in people.items()}
    defaults = {"choices": {}, "reason": "Terdaftar dua kali"}
    return merge_people(by=cast.regency, pair=pair, kept_id=kept.pk, **{"versions": versions} | defaults | more)


def state() -> dict:
    """Every row of the people's tables, without the marks of the last change."""
    return {
        f"{model.__name__} {row['id']}": {name: value for name, value in row.items() if name not in MARKS}
        for model in TABLES
        for row in model.objects.values()
    }


# --- Values -----------------------------------------------------------------------------------------------------------
def test_the_kept_one_has_the_chosen_values_and_the_other_disappears(cast, two):
    """SD04"""
    first, second = two
    pair = factories.make_pair(first, second)
    chosen = dict.fromkeys(("name", "village", "phone", "address", "family_code"), second.pk)
    kept = merge(cast, pair, first, choices=chosen)
    kept.refresh_from_db()
    assert (kept.name, kept.name_key, kept.village_id) == ("Sutarmi Sulastri", "sutarmi sulastri", SUGIHWARAS)
    assert (kept.phone, kept.address, kept.family_code) == ("081234567890", "Dusun I", "KKI-1")
    assert open_sealed(kept.nik_sealed)
    for user in (cast.regency, cast.admin):
        assert second not in Person.objects.visible_to(user)
        assert people_named(user, "sulastri") == [kept]
    met = likely_duplicates(user=cast.regency, village=kept.village, name="Sutarmi Sulastri", birth_on=BORN)
    assert [candidate.person for candidate in met] == [kept]
    assert search_regency("7604").new_count == 0


@pytest.mark.parametrize("keeps_first", [True, False])
def test_the_number_goes_to_the_one_who_is_kept(cast, two, keeps_first):
    """SD04, AU04"""
    first, second = two
    number = open_sealed(first.nik_sealed)
    kept = merge(cast, factories.make_pair(first, second), first if keeps_first else second, choices={"nik": first.pk})
    assert owner_of(number) == kept
    kept.refresh_from_db()
    assert open_sealed(kept.nik_sealed) == number and kept.nik_missing_reason == ""


def test_a_number_that_disagrees_asks_for_its_reason(cast, two):
    """NX03"""
    first, second = two
    Person.objects.filter(pk=second.pk).update(birth_on=date(1991, 1, 1))
    pair = factories.make_pair(first, second)
    with pytest.raises(ValidationError) as refused:
        merge(cast, pair, first, choices={"birth_on": second.pk})
    assert "nik_warning_reason" in refused.value.error_dict
    kept = merge(cast, pair, first, choices={"birth_on": second.pk}, nik_warning_reason="KTP salah cetak")
    assert (kept.birth_on, kept.nik_warning_reason) == (date(1991, 1, 1), "KTP salah cetak")


# --- Memberships ------------------------------------------------------------------------------------------------------
def test_memberships_move_with_their_attendance_and_the_totals_are_marked(cast, two):
    """SD04"""
    first, second = two
    group = factories.make_group(SUGIHWARAS)
    moved = factories.make_membership(group, second, role="chair")
    meeting = factories.make_meeting(factories.make_report(group), moved)
    TouchedRegion.objects.all().delete()
    merge(cast, factories.make_pair(first, second), first)
    assert Membership.objects.get(person=first).pk == moved.pk
    assert Attendance.objects.get(meeting=meeting).membership.person == first
    assert not Membership.objects.filter(person=second).exists()
    assert TouchedRegion.objects.filter(regency_code="7604").exists()


def test_one_group_counts_her_once(cast, two):
    """SD04, DM01: the office stays, plain membership is cut to the days before it."""
    first, second = two
    group = factories.make_group(BUMIAYU)
    plain = factories.make_membership(group, first, started_on=DAYS[0])
    office = factories.make_membership(group, second, role="chair", started_on=DAYS[1])
    merge(cast, factories.make_pair(first, second), first)
    plain.refresh_from_db()
    office.refresh_from_db()
    assert (plain.started_on, plain.ended_on, plain.person) == (DAYS[0], DAYS[1], first)
    assert (office.started_on, office.ended_on, office.person) == (DAYS[1], None, first)
    assert Membership.objects.of_group(group).current(local_today(group)).count() == 1


def test_an_office_in_the_middle_of_a_membership_is_refused_with_the_group(cast, two):
    """SD04"""
    first, second = two
    group = factories.make_group(BUMIAYU, "Mawar")
    factories.make_membership(group, first, started_on=DAYS[0])
    factories.make_membership(group, second, role="chair", started_on=DAYS[1], ended_on=DAYS[2])
    before = state()
    with pytest.raises(ValidationError, match="Mawar"):
        merge(cast, factories.make_pair(first, second), first)
    assert state() == before


periods = st.lists(
    st.builds(
        Period,
        pk=st.integers(1, 9),
        start=st.sampled_from(DAYS),
        end=st.sampled_from([None, *DAYS]),
        is_office=st.booleans(),
        is_kept=st.booleans(),
    ).filter(lambda period: period.end is None or period.end >= period.start),
    max_size=5,
    unique_by=lambda period: period.pk,
)


@given(periods)
def test_joined_periods_never_overlap_and_keep_every_day(given_periods):
    """DM01"""

    def days(some):
        return {
            index
            for period in some
            for index, day in enumerate([*DAYS, date.max])
            if period.start <= day and (period.end is None or day < period.end)
        }

    try:
        cut = joined(given_periods)
    except Torn:
        return
    assert days(cut.values()) == days(given_periods)
    for one, other in itertools.combinations(cut.values(), 2):
        assert not days([one]) & days([other])
    assert {pk: (period.is_office, period.is_kept) for pk, period in cut.items()} == {
        period.pk: (period.is_office, period.is_kept) for period in given_periods
    }


# --- Histories --------------------------------------------------------------------------------------------------------
def test_the_histories_of_both_are_read_as_one(cast, two):
    """SD04, DM03: nothing is rewritten; the newest of both counts."""
    first, second = two
    factories.make_kb_record(first, KbStatus.NEVER, on=DAYS[0])
    factories.make_kb_record(second, KbStatus.FORMER, on=DAYS[2])
    kept = merge(cast, factories.make_pair(first, second), first)
    assert (kept.kb_status, kept.kb_on) == (KbStatus.FORMER, DAYS[2])
    assert [record.status for record in KbRecord.objects.about(kept.pk)] == [KbStatus.FORMER, KbStatus.NEVER]
    record_kb_status(by=cast.officer, person=kept, on=DAYS[1], status=KbStatus.ACTIVE)
    kept.refresh_from_db()
    assert kept.kb_status == KbStatus.FORMER


def test_a_chair_is_shown_by_the_history_of_the_one_merged_into_her(cast, two):
    """UP02"""
    first, second = two
    group = factories.make_group(BUMIAYU)
    chair = factories.make_membership(group, first, role="chair", started_on=DAYS[3])
    factories.make_kb_record(first, KbStatus.NEVER, on=DAYS[2])
    factories.make_kb_record(second, KbStatus.ACTIVE, on=DAYS[1])
    warning = next(one for one in WARNINGS if one.code == "kb-ketua")
    warned = having_warning(type(group).objects.all(), warning, local_today(group))
    shown = Membership.objects.filter(pk=chair.pk).with_chair_shown()
    assert warned.exists() and not shown.get().chair_shown
    merge(cast, factories.make_pair(first, second), first)
    assert not warned.exists() and shown.get().chair_shown


# --- What points at her -----------------------------------------------------------------------------------------------
def test_spouses_and_seats_follow(cast, two):
    """SD04"""
    first, second = two
    husband = factories.make_person(BUMIAYU, "Joko", sex="L", spouse=second)
    Person.objects.filter(pk=second.pk).update(spouse=husband)
    seat = make_seat(second)
    kept = merge(cast, factories.make_pair(first, second), first, choices={"spouse": second.pk})
    husband.refresh_from_db()
    seat.refresh_from_db()
    assert (kept.spouse, husband.spouse, seat.person) == (husband, kept, kept)


def make_seat(person: Person) -> BoardSeat:
    board = Board.objects.create(region=Region.objects.get(pk="76"))
    term = BoardTerm.objects.create(board=board, starts_on=date(2023, 1, 1), ends_on=date(2028, 1, 1))
    return BoardSeat.objects.create(
        term=term,
        board=board,
        position=BoardPosition.objects.first(),
        holder_name="Sutarmi",
        person=person,
        starts_on=date(2023, 1, 1),
    )


def test_husband_and_wife_are_not_merged(cast, two):
    """SD04"""
    first, second = two
    Person.objects.filter(pk=second.pk).update(spouse=first)
    with pytest.raises(ValidationError, match="suami istri"):
        merge(cast, factories.make_pair(first, second), first)


# --- Who, when, why ---------------------------------------------------------------------------------------------------
def test_a_merge_leaves_its_trail_with_the_reason_and_without_numbers(cast, two):
    """SD04, AU01, AU04"""
    first, second = two
    number = open_sealed(first.nik_sealed)
    factories.make_membership(factories.make_group(SUGIHWARAS), first)
    last = AuditEntry.objects.latest("id").pk
    pair = factories.make_pair(first, second)
    merge(cast, pair, second, choices={"nik": first.pk}, reason="Dua kartu, satu orang")
    entries = AuditEntry.objects.filter(id__gt=last, reason="Dua kartu, satu orang")
    kinds = {entry.content_type.model for entry in entries}
    assert kinds == {"person", "membership", "duplicatepair"}
    written = repr([entry.changes for entry in entries])
    assert number not in written and first.nik_sealed not in written
    assert number not in repr(DuplicatePair.objects.values().get())


def test_someone_else_saved_one_of_the_two_meanwhile(cast, two):
    """FE05"""
    first, second = two
    pair = factories.make_pair(first, second)
    versions = {first.pk: first.version, second.pk: second.version}
    change_person(by=cast.officer, person=first, version=first.version, phone="0811111111")
    with pytest.raises(StaleEdit):
        merge(cast, pair, first, versions=versions)


def test_nobody_merges_whom_she_may_not_see(cast, two):
    """AC07"""
    pair = factories.make_pair(*two)
    with pytest.raises(ValidationError):
        merge_people(by=cast.outside["regency"], pair=pair, kept_id=two[0].pk, versions={}, choices={}, reason="x")


@pytest.mark.django_db(transaction=True)
def test_five_parallel_merges_merge_once(cast, two):
    """SD04"""
    first, second = two
    factories.make_membership(factories.make_group(BUMIAYU), second)
    pair, done, refused = factories.make_pair(first, second), [], []

    def work():
        try:
            done.append(merge(cast, pair, first))
        except (ValidationError, StaleEdit) as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _turn in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(done), len(refused)) == (1, 4)
    assert Person.objects.on_record().filter(pk__in=[first.pk, second.pk]).count() == 1
    assert AuditEntry.objects.filter(content_type__model="membership", reason="Terdaftar dua kali").count() == 1


# --- Undo -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("keeps_first", [True, False])
def test_undo_restores_exactly_what_was(cast, two, keeps_first):
    """SD04"""
    first, second = two
    factories.make_kb_record(second, KbStatus.FORMER, on=DAYS[2])
    husband = factories.make_person(BUMIAYU, "Joko", sex="L", spouse=second)
    Person.objects.filter(pk=second.pk).update(spouse=husband, nik_warning_reason="")
    group = factories.make_group(BUMIAYU)
    factories.make_membership(group, first, started_on=DAYS[0])
    factories.make_membership(group, second, role="chair", started_on=DAYS[1])
    factories.make_membership(factories.make_group(SUGIHWARAS), second, ended_on=DAYS[3])
    make_seat(second)
    before = state()
    pair = factories.make_pair(first, second)
    names = ("name", "village", "phone", "nik", "spouse", "birth_on")
    kept, other = (first, second) if keeps_first else (second, first)
    chosen = dict.fromkeys(names, other.pk) | ({"nik": first.pk})
    merge(cast, pair, kept, choices=chosen)
    assert state() != before
    undone = undo_merge(by=cast.regency, pair=pair)
    assert state() == before
    assert (undone.state, undone.kept, undone.former, undone.former_nik_sealed) == (PairState.OPEN, None, None, None)
    merge(cast, pair, kept, choices=chosen)
    undo_merge(by=cast.regency, pair=pair)
    assert state() == before


def test_two_numbers_come_back_too(cast, two):
    """SD04, AU04"""
    first, _second = two
    number = factories.make_nik(born=BORN)
    third = factories.make_person(BUMIAYU, "Sutarni", nik=number, birth_on=BORN)
    before = state()
    pair = factories.make_pair(first, third)
    merge(cast, pair, first, choices={"nik": third.pk})
    assert owner_of(number) == first
    undo_merge(by=cast.regency, pair=pair)
    assert owner_of(number) == third and state() == before


def test_a_change_of_keys_reaches_what_a_merge_has_replaced(cast, two, settings):
    """AU04: and no number leads to the other one by a new index."""
    first, _second = two
    third = factories.make_person(BUMIAYU, "Sutarni", nik=factories.make_nik(born=BORN), birth_on=BORN)
    numbers = [open_sealed(person.nik_sealed) for person in (first, third)]
    pair = factories.make_pair(first, third)
    merge(cast, pair, first, choices={"nik": third.pk})
    new_key = "bmV3LWtleS1uZXcta2V5LW5ldy1rZXktbmV3LWtleS0="
    settings.NIK_ENCRYPTION_KEYS += f",2:{new_key}"
    call_command("rotate_nik_keys", "--reindex", stdout=StringIO())
    settings.NIK_ENCRYPTION_KEYS = f"2:{new_key}"
    undo_merge(by=cast.regency, pair=pair)
    assert [owner_of(number) for number in numbers] == [first, third]


@pytest.mark.parametrize("what", ["person", "membership", "record", "spouse"])
def test_what_was_touched_since_is_not_undone_and_the_sentence_says_why(cast, two, what):
    """SD04"""
    first, second = two
    husband = factories.make_person(BUMIAYU, "Joko", sex="L", spouse=second)
    pair = factories.make_pair(first, second)
    kept = merge(cast, pair, first)
    if what == "person":
        change_person(by=cast.officer, person=kept, version=kept.version, phone="0811111111")
    elif what == "membership":
        factories.make_membership(factories.make_group(BUMIAYU), kept)
    elif what == "spouse":
        husband.refresh_from_db()
        change_person(by=cast.officer, person=husband, version=husband.version, phone="0811111111")
    else:
        record_kb_status(by=cast.officer, person=kept, on=DAYS[0], status=KbStatus.ACTIVE)
    after = state()
    with pytest.raises(ValidationError, match="tidak dapat dibatalkan lagi"):
        undo_merge(by=cast.regency, pair=pair)
    assert state() == after


def test_a_merge_of_a_merge_leads_to_the_last_and_is_undone_from_the_end(cast, two):
    """SD04"""
    first, second = two
    third = factories.make_person(BUMIAYU, "Sutarni", birth_on=BORN)
    merge(cast, factories.make_pair(first, second), first)
    before = state()
    last = factories.make_pair(first, third)
    merge(cast, last, third, choices={"nik": first.pk})
    assert {Person.objects.get(pk=pk).merged_into for pk in (first.pk, second.pk)} == {third}
    undo_merge(by=cast.regency, pair=last)
    assert state() == before


# --- Told apart -------------------------------------------------------------------------------------------------------
def test_two_who_are_told_apart_stay_apart(cast, two):
    """SD03"""
    pair = factories.make_pair(*two)
    dismiss_pair(by=cast.regency, pair=pair, reason="Kakak beradik")
    pair.refresh_from_db()
    assert (pair.state, pair.note, pair.decided_by) == (PairState.NOT_DUPLICATE, "Kakak beradik", cast.regency)
    with pytest.raises(ValidationError):
        dismiss_pair(by=cast.regency, pair=pair, reason="Sekali lagi")
    with pytest.raises(ValidationError):
        undo_merge(by=cast.regency, pair=pair)
    assert AuditEntry.objects.get_for_object(pair).filter(reason="Kakak beradik").exists()
