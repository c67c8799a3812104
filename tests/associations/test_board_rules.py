"""What the database itself refuses, whoever writes: overlapping terms, two holders of one post (BD03)."""

import threading
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from associations.actions import open_term, replace_holder, seat_holder
from associations.models import Board, BoardName, BoardPosition, BoardSeat, BoardTerm
from regions.models import Region
from tests import factories
from tests.associations.rows import END, START, make_board, make_seat, make_term

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("starts_on", "closed_on"),
    [
        (START, None),
        (START + DAY, None),
        (START - DAY, START + DAY),
        (date(2010, 1, 1), None),
        (END + timedelta(days=900), None),
    ],
)
def test_two_terms_of_one_board_never_hold_on_one_day(country, starts_on, closed_on):
    """BD03: an unfinished term holds without limit, because an expired board goes on acting."""
    make_term("76")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_term("76", starts_on, starts_on + timedelta(days=1826), closed_on=closed_on)


def test_terms_that_touch_and_terms_of_other_boards_are_kept(country):
    make_term("76")
    make_term("76", date(2017, 3, 1), date(2022, 3, 1), closed_on=START)
    make_term("7604")
    assert BoardTerm.objects.count() == 3


def test_a_term_cannot_be_stretched_over_its_successor(country):
    old = make_term("76", date(2017, 3, 1), date(2022, 3, 1), closed_on=START)
    make_term("76")
    old.closed_on = START + DAY
    with pytest.raises(IntegrityError), transaction.atomic():
        old.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        BoardTerm.objects.filter(pk=old.pk).update(closed_on=None)


@pytest.mark.parametrize("post", ["chair", "secretary", "treasurer"])
def test_two_holders_of_one_single_post_are_refused(country, post):
    """BD03: also across terms of one board, because posts are the board's."""
    term = make_term("76")
    make_seat(term, post, ends_on=date(2024, 1, 1))
    make_seat(term, post, starts_on=date(2024, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        make_seat(term, post, starts_on=date(2023, 12, 31), ends_on=date(2024, 1, 1))


def test_posts_that_many_can_hold_and_other_boards_are_free(country):
    term, other = make_term("76"), make_term("7604")
    for name in ("Aminah", "Salma"):
        make_seat(term, "vice_chair", name)
    make_seat(term)
    make_seat(other)
    assert BoardSeat.objects.count() == 4


def test_the_single_post_of_a_seat_is_its_own_post(country):
    term = make_term("76")
    seat = make_seat(term)
    seat.single_position = BoardPosition.objects.get(code="treasurer")
    with pytest.raises(IntegrityError), transaction.atomic():
        seat.save()


@pytest.mark.parametrize(
    "columns",
    [
        {"ends_on": START},
        {"closed_on": START - DAY},
        {"elected_on": date(2022, 5, 1), "inaugurated_on": date(2022, 4, 30)},
        {"elected_on": END},
    ],
)
def test_dates_of_a_term_stand_in_their_order(country, columns):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_term("76", **columns)


def test_boards_exist_for_nation_province_and_regency_only(country):
    """BD01: the level follows from the region and cannot be written."""
    levels = {code: Board.objects.get(pk=make_board(code).pk).level for code in ("0", "76", "7604")}
    assert levels == {"0": 0, "76": 1, "7604": 2}
    with pytest.raises(IntegrityError), transaction.atomic():
        make_board("760403")
    with pytest.raises(ValidationError, match="provinsi"):
        Board(region_id="760403").full_clean(exclude=["level"])


def test_one_region_has_one_board(country):
    make_board("76")
    with pytest.raises(IntegrityError), transaction.atomic():
        Board.objects.create(region_id="76")


def test_a_board_bears_one_name_from_one_day(country):
    board = make_board("76")
    BoardName.objects.create(board=board, name="BPD Asosiasi Kelompok UPPKS", from_on=date(1996, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        BoardName.objects.create(board=board, name="Lain", from_on=date(1996, 1, 1))


# --- At the same time -------------------------------------------------------------------------------------------------
def together(*tasks):
    """Run every task in its own thread from one starting line; return what each raised (None: it went through)."""
    line = threading.Barrier(len(tasks))
    outcomes = [None] * len(tasks)

    def run(place, task):
        try:
            line.wait(timeout=10)
            task()
        except (ValidationError, IntegrityError) as error:
            outcomes[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(tasks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_two_chairs_named_at_once_leave_one():
    """BD03: parallel seating, in the words of a form and not of the database."""
    factories.make_country()
    user = factories.make_user("aku-dua", "aku", "76")
    term = make_term("76")
    chair = BoardPosition.objects.get(code="chair")

    def seat(name):
        return lambda: seat_holder(by=user, term=term, position=chair, holder_name=name, starts_on=START)

    outcomes = together(*[seat(f"Calon {number}") for number in range(4)])
    assert BoardSeat.objects.filter(position=chair).count() == 1
    refused = [outcome for outcome in outcomes if outcome is not None]
    assert len(refused) == 3
    assert all(isinstance(outcome, ValidationError) and "position" in outcome.message_dict for outcome in refused)


@pytest.mark.django_db(transaction=True)
def test_one_board_seated_twice_at_once_keeps_one_term():
    """Two administrators record the same first term of a region that has no board row yet."""
    factories.make_country()
    user = factories.make_user("aku-dua", "aku", "76")
    region = Region.objects.get(pk="7604")

    def seat():
        open_term(by=user, region=region, starts_on=START, ends_on=END, holders={"chair": "Salma Basri"})

    outcomes = together(*[seat] * 4)
    assert [outcome for outcome in outcomes if outcome is None] == [None]
    assert all(isinstance(outcome, ValidationError) for outcome in outcomes if outcome is not None)
    assert Board.objects.count() == BoardTerm.objects.count() == BoardSeat.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_holder_replaced_twice_at_once_is_replaced_once():
    factories.make_country()
    user = factories.make_user("aku-dua", "aku", "76")
    seat = make_seat(make_term("76"))

    def replace(name):
        mine = BoardSeat.objects.select_related("position", "term").get(pk=seat.pk)
        return lambda: replace_holder(by=user, seat=mine, holder_name=name, on=date(2024, 1, 1), reason="Pindah")

    outcomes = together(replace("Aminah"), replace("Salma"))
    assert sorted(outcome is None for outcome in outcomes) == [False, True]
    assert BoardSeat.objects.filter(position__code="chair", ends_on=None).count() == 1
