"""Succession, replacement and closing, each in one transaction."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.editing import StaleEdit
from accounts.models import AuditEntry
from accounts.roles import Role
from associations.actions import (
    amend_seat,
    amend_term,
    close_term,
    name_board,
    open_term,
    replace_holder,
    seat_holder,
    vacate_seat,
)
from associations.models import BoardEvent, BoardPosition, BoardSeat, BoardTerm
from associations.positions import STANDARD_POSITIONS, load_positions
from associations.terms import BoardState, standing_on
from regions.models import Region
from tests.associations.rows import END, START, make_seat, make_term

NEXT_END = date(2032, 3, 1)


@pytest.fixture
def aku(cast):
    return cast.aku


def sulbar():
    return Region.objects.get(pk="76")


def test_a_first_term_makes_the_board_and_seats_its_core(aku):
    term = open_term(
        by=aku,
        region=sulbar(),
        starts_on=START,
        ends_on=END,
        elected_on=date(2022, 2, 10),
        election_place="Mamuju",
        holders={"chair": "Rosmini Basri", "secretary": "", "treasurer": "Salma"},
    )
    assert (term.board.region_id, term.created_by, term.closed_on) == ("76", aku, None)
    assert sorted(seat.position.code for seat in term.seats.all()) == ["chair", "treasurer"]
    event = BoardEvent.objects.get()
    assert (event.kind, event.place, event.starts_on, term.election_event) == (
        "musda",
        "Mamuju",
        date(2022, 2, 10),
        event,
    )


def test_a_successor_closes_the_old_term_and_its_seats_on_the_same_day(aku):
    """The old board acts until the new one begins, however long past its end; then no day without or with two."""
    old = make_term("76")
    chair, left = make_seat(old), make_seat(old, "secretary", ends_on=date(2023, 1, 1))
    begins = END + timedelta(days=300)
    new = open_term(
        by=aku, region=sulbar(), starts_on=begins, ends_on=date(2032, 1, 1), holders={"chair": "Salma"},
        unusual_length_reason="Sisa masa bakti",
    )  # fmt: skip
    for row in (old, chair, left):
        row.refresh_from_db()
    assert old.closed_on == chair.ends_on == new.starts_on == begins
    assert old.close_reason
    assert left.ends_on == date(2023, 1, 1)
    terms = list(BoardTerm.objects.all())
    assert standing_on(terms, begins - timedelta(days=1)).state is BoardState.EXPIRED
    assert standing_on(terms, begins).term == new


def test_a_failed_succession_leaves_the_old_term_open(aku):
    old = make_term("76")
    with pytest.raises(ValidationError) as refused:
        open_term(by=aku, region=sulbar(), starts_on=END, ends_on=END + timedelta(days=100))
    assert "unusual_length_reason" in refused.value.message_dict
    old.refresh_from_db()
    assert old.closed_on is None


def test_an_older_term_is_history_and_ends_where_the_next_begins(aku):
    make_term("76")
    older = open_term(by=aku, region=sulbar(), starts_on=date(2017, 3, 1), ends_on=date(2021, 3, 1))
    assert older.closed_on == START
    oldest = open_term(
        by=aku, region=sulbar(), starts_on=date(2010, 3, 1), ends_on=date(2015, 3, 1), closed_on=date(2016, 1, 1)
    )
    assert oldest.closed_on == date(2016, 1, 1)


@pytest.mark.parametrize("starts_on", [START, date(2021, 9, 1)])
def test_overlap_with_a_finished_or_equal_term_is_refused_in_words(aku, starts_on):
    make_term("76", date(2017, 3, 1), date(2022, 3, 1), closed_on=START)
    make_term("76")
    with pytest.raises(ValidationError) as refused:
        open_term(by=aku, region=sulbar(), starts_on=starts_on, ends_on=starts_on.replace(year=starts_on.year + 5))
    assert "bertumpang tindih" in refused.value.message_dict["starts_on"][0]


def test_boards_below_the_regency_are_refused_in_words(aku):
    district = Region.objects.get(pk="760403")
    with pytest.raises(ValidationError, match="kabupaten/kota"):
        open_term(by=aku, region=district, starts_on=START, ends_on=END)


def test_an_unusual_length_needs_its_reason(aku):
    """Terms last 4 or 5 years."""
    kept = open_term(
        by=aku, region=sulbar(), starts_on=START, ends_on=date(2025, 3, 1), unusual_length_reason="Caretaker"
    )
    assert kept.ends_on == date(2025, 3, 1)


def test_inauguration_ten_months_later_is_added_to_the_term(aku):
    term = make_term("76", inaugurated_on=None, elected_on=date(2022, 2, 1))
    amended = amend_term(by=aku, term=term, version=term.version, inaugurated_on=date(2022, 12, 1))
    assert (amended.inaugurated_on, amended.version, amended.changed_by) == (date(2022, 12, 1), term.version + 1, aku)
    with pytest.raises(ValidationError):
        amend_term(by=aku, term=term, version=amended.version, inaugurated_on=date(2022, 1, 1))


@pytest.mark.parametrize("moved", [date(2022, 1, 1), date(2022, 6, 1)])
def test_moving_the_start_moves_the_hand_over_and_its_seats(aku, moved):
    """A planned inauguration slips: the board before it acts on, or leaves earlier, without a gap."""
    old = make_term("76", date(2017, 3, 1), date(2022, 3, 1), closed_on=START)
    old_chair = make_seat(old, ends_on=START)
    new = make_term("76")
    new_chair = make_seat(new)
    amend_term(
        by=aku, term=new, version=new.version, starts_on=moved, inaugurated_on=moved, unusual_length_reason="Bergeser"
    )
    for row in (old, old_chair, new, new_chair):
        row.refresh_from_db()
    assert moved == old.closed_on == old_chair.ends_on == new.starts_on == new_chair.starts_on


def test_a_start_before_the_whole_preceding_term_is_refused(aku):
    make_term("76", date(2017, 3, 1), date(2022, 3, 1), closed_on=START)
    new = make_term("76")
    with pytest.raises(ValidationError) as refused:
        amend_term(by=aku, term=new, version=new.version, starts_on=date(2016, 1, 1), unusual_length_reason="x")
    assert "2017–2022" in refused.value.message_dict["starts_on"][0]


def test_a_stale_term_or_seat_is_refused(aku):
    """FE05"""
    term = make_term("76")
    seat = make_seat(term)
    with pytest.raises(StaleEdit):
        amend_term(by=aku, term=term, version=term.version - 1, decree_number="1")
    with pytest.raises(StaleEdit):
        amend_seat(by=aku, seat=seat, version=seat.version + 1, holder_name="Salma")


def test_replacing_a_holder_keeps_both_with_their_days_and_reason(aku):
    """BD02"""
    seat = make_seat(make_term("76"))
    ended, new = replace_holder(by=aku, seat=seat, holder_name="Salma", on=date(2024, 5, 1), reason="Pindah tugas")
    assert (ended.ends_on, ended.end_reason, new.starts_on, new.ends_on) == (
        date(2024, 5, 1),
        "Pindah tugas",
        date(2024, 5, 1),
        None,
    )
    assert [row.holder_name for row in BoardSeat.objects.order_by("starts_on")] == ["Rosmini Basri", "Salma"]


@pytest.mark.parametrize("day", [START, START - timedelta(days=1), date(2025, 1, 1), date(2025, 1, 2)])
def test_a_holder_leaves_only_within_the_own_time(aku, day):
    seat = make_seat(make_term("76"), ends_on=date(2025, 1, 1))
    with pytest.raises(ValidationError) as refused:
        vacate_seat(by=aku, seat=seat, on=day, reason="Mundur")
    assert "on" in refused.value.message_dict


def test_a_second_chair_is_refused_and_told_how(aku):
    """BD03"""
    term = make_term("76")
    make_seat(term)
    chair = BoardPosition.objects.get(code="chair")
    with pytest.raises(ValidationError) as refused:
        seat_holder(by=aku, term=term, position=chair, holder_name="Salma", starts_on=date(2024, 1, 1))
    assert "Ketua" in refused.value.message_dict["position"][0]


def test_a_seat_lies_within_its_term(aku):
    term = make_term("76", date(2010, 3, 1), date(2015, 3, 1), closed_on=date(2016, 1, 1))
    member = BoardPosition.objects.get(code="member")
    with pytest.raises(ValidationError):
        seat_holder(by=aku, term=term, position=member, holder_name="Salma", starts_on=date(2010, 2, 28))
    seat = seat_holder(by=aku, term=term, position=member, holder_name="Salma", starts_on=date(2010, 3, 1))
    assert seat.ends_on == date(2016, 1, 1)


def test_closing_without_successor_ends_seats_and_needs_a_reason(aku):
    term = make_term("76")
    seat = make_seat(term)
    with pytest.raises(ValidationError):
        close_term(by=aku, term=term, closed_on=date(2024, 1, 1), reason=" ")
    close_term(by=aku, term=term, closed_on=date(2024, 1, 1), reason="Dibekukan")
    seat.refresh_from_db()
    assert (seat.ends_on, term.closed_on) == (date(2024, 1, 1), date(2024, 1, 1))
    with pytest.raises(ValidationError):
        close_term(by=aku, term=term, closed_on=date(2024, 2, 1), reason="Lagi")


def test_changes_are_in_the_trail_with_region_and_reason_and_without_the_phone(aku):
    """AU01"""
    seat = make_seat(make_term("76"), phone="081234567890")
    amend_seat(by=aku, seat=seat, version=seat.version, phone="081298765432")
    vacate_seat(by=aku, seat=seat, on=date(2024, 1, 1), reason="Mengundurkan diri")
    entries = AuditEntry.objects.get_for_object(seat)
    assert {entry.region_code for entry in entries} == {"76"}
    assert "Mengundurkan diri" in {entry.reason for entry in entries}
    assert not any("0812" in str(entry.changes) for entry in entries)


def test_a_name_from_the_same_day_is_refused_in_words(aku):
    name_board(by=aku, region=sulbar(), name="BPD Lama", from_on=date(1996, 1, 1))
    with pytest.raises(ValidationError, match="Sudah ada nama"):
        name_board(by=aku, region=sulbar(), name="BPD Lain", from_on=date(1996, 1, 1))


def test_standard_posts_are_added_once_and_keep_their_new_names(country):
    BoardPosition.objects.filter(code="chair").update(name="Ketua Umum")
    load_positions(BoardPosition)
    assert BoardPosition.objects.count() == len(STANDARD_POSITIONS)
    assert BoardPosition.objects.get(code="chair").name == "Ketua Umum"


def test_a_post_that_was_held_stays_single(country):
    make_seat(make_term("76"))
    chair = BoardPosition.objects.get(code="chair")
    chair.is_single = False
    with pytest.raises(ValidationError, match="satu pemegang"):
        chair.full_clean()


@pytest.mark.parametrize("change", ["vacate", "replace", "close"])
def test_what_another_saved_meanwhile_is_not_undone(aku, change):
    """FE05: a page opened before the correction still speaks of the holder as she was written then."""
    term = make_term("76")
    seat = make_seat(term, name="Rosmini Basry")
    opened_term, opened_seat = BoardTerm.objects.get(pk=term.pk), BoardSeat.objects.get(pk=seat.pk)
    amend_seat(by=aku, seat=seat, version=seat.version, holder_name="Rosmini Basri")
    amend_term(by=aku, term=term, version=term.version, decree_number="12/SK/2022")
    on = START + timedelta(days=100)
    if change == "vacate":
        vacate_seat(by=aku, seat=opened_seat, on=on, reason="Pindah")
    elif change == "replace":
        replace_holder(by=aku, seat=opened_seat, holder_name="Salma", on=on, reason="Pindah")
    else:
        close_term(by=aku, term=opened_term, closed_on=on, reason="Dibekukan")
    seat.refresh_from_db()
    term.refresh_from_db()
    assert (seat.holder_name, seat.ends_on) == ("Rosmini Basri", on)
    assert term.decree_number == "12/SK/2022"


@pytest.mark.parametrize("write", ["name", "term", "seat", "amend", "close", "vacate", "replace"])
def test_no_write_reaches_a_board_outside_the_territory(cast, write):
    """AC07: the actions themselves refuse, so that an import or an API has no way round the pages' own scope."""
    outsider = cast.outside[Role.AKU]
    term = make_term("76")
    seat = make_seat(term)
    writes = {
        "name": lambda: name_board(by=outsider, region=sulbar(), name="Lain", from_on=START),
        "term": lambda: open_term(by=outsider, region=sulbar(), starts_on=END, ends_on=NEXT_END),
        "seat": lambda: seat_holder(
            by=outsider, term=term, position=seat.position, holder_name="Lain", starts_on=START
        ),
        "amend": lambda: amend_term(by=outsider, term=term, version=1, decree_number="9"),
        "close": lambda: close_term(by=outsider, term=term, closed_on=END, reason="Uji"),
        "vacate": lambda: vacate_seat(by=outsider, seat=seat, on=END, reason="Uji"),
        "replace": lambda: replace_holder(by=outsider, seat=seat, holder_name="Lain", on=END, reason="Uji"),
    }
    with pytest.raises(ValidationError) as refused:
        writes[write]()
    assert refused.value.code == "outside"
    assert BoardSeat.objects.get().ends_on is None
