"""The state of boards as lists know it: the same rule as in Python, on each region's own day."""

import random
from datetime import date, timedelta

import pytest
import time_machine

from associations.models import Board, BoardName, BoardTerm
from associations.queries import with_board_state
from associations.terms import BoardState, standing_on, years_after
from regions.models import Region
from tests.associations.rows import END, START, make_board, make_term


def state_of(code, day=None):
    return with_board_state(Region.objects.filter(pk=code), day).get().board_state


def test_a_region_without_a_board_row_has_the_state_none(country):
    """UP05: "belum ada" shows where nothing was ever recorded."""
    assert state_of("7602") == BoardState.NONE
    make_board("7602")
    assert state_of("7602") == BoardState.NONE


@pytest.mark.parametrize("left", [400, 181, 180, 179, 91, 90, 89, 31, 30, 29, 1, 0, -1, -900])
def test_database_and_python_agree_round_every_threshold(country, left):
    """BD04"""
    term = make_term("76")
    day = END - timedelta(days=left)
    assert state_of("76", day) == standing_on([term], day).state


def test_database_and_python_agree_on_any_history(country):
    """Many made-up histories of one board, each asked on many days."""
    rng = random.Random(2026)
    for _history in range(25):
        BoardTerm.objects.all().delete()
        starts_on = date(2005, 1, 1) + timedelta(days=rng.randrange(1500))
        for _term in range(rng.randrange(1, 5)):
            length = rng.choice((4, 5))
            closed_on = starts_on + timedelta(days=rng.randrange(0, 3000))
            inaugurated_on = rng.choice((None, starts_on, starts_on + timedelta(days=304)))
            last = make_term(
                "76", starts_on, years_after(starts_on, length), closed_on=closed_on, inaugurated_on=inaugurated_on
            )
            starts_on = closed_on + timedelta(days=rng.choice((0, 0, 200)))
        if rng.random() < 0.7:
            BoardTerm.objects.filter(pk=last.pk).update(closed_on=None)
        terms = list(BoardTerm.objects.all())
        for _day in range(12):
            day = date(2004, 6, 1) + timedelta(days=rng.randrange(9000))
            found = with_board_state(Region.objects.filter(pk="76"), day).get()
            standing = standing_on(terms, day)
            assert found.board_state == standing.state, (terms, day)
            assert found.term_id == (standing.term.pk if standing.term else None)


@time_machine.travel("2026-08-31 15:30:00+00:00", tick=False)
def test_each_board_stands_on_its_own_local_day(country):
    """At 00:30 in Jayapura it is still 31 August in Mamuju and Jakarta (DM07)."""
    ends_on = date(2026, 9, 1)
    for code in ("0", "76", "91"):
        make_term(code, date(2021, 9, 1), ends_on)
    assert [state_of(code) for code in ("0", "76", "91")] == [
        BoardState.ENDING,
        BoardState.ENDING,
        BoardState.EXPIRED,
    ]


@time_machine.travel("2026-08-31 16:30:00+00:00", tick=False)
def test_at_half_past_midnight_in_makassar_the_board_of_west_sulawesi_is_past_its_end(country):
    for code in ("0", "76"):
        make_term(code, date(2021, 9, 1), date(2026, 9, 1))
    assert [state_of(code) for code in ("0", "76")] == [BoardState.ENDING, BoardState.EXPIRED]


def test_a_board_is_called_by_the_name_of_the_day(country):
    """BD01: the association has had several names."""
    board = make_board("76")
    assert board.name_on(START) == "BPD AKU Sulawesi Barat"
    BoardName.objects.create(board=board, name="BPD Asosiasi Kelompok UPPKS", from_on=date(1996, 5, 1))
    BoardName.objects.create(board=board, name="BPD Asosiasi Kelompok UPPKA", from_on=date(2021, 5, 1))
    assert board.name_on(date(1996, 4, 30)) == "BPD AKU Sulawesi Barat"
    assert board.name_on(date(1996, 5, 1)) == board.name_on(date(2021, 4, 30)) == "BPD Asosiasi Kelompok UPPKS"
    assert board.name_on(date(2021, 5, 1)) == "BPD Asosiasi Kelompok UPPKA"


def test_default_names_follow_level_and_region(country):
    for code in ("0", "7604"):
        make_board(code)
    names = {board.region_id: str(board) for board in Board.objects.select_related("region")}
    assert names == {"0": "BPP AKU", "7604": "BPC AKU Kabupaten Polewali Mandar"}
