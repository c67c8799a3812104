"""Boards of the demonstration: every state, no rule broken, the same each time."""

import random
from datetime import date

from accounts.roles import Role
from associations.actions.documents import content_of
from associations.demo import seed_boards
from associations.demo_events import seed_events
from associations.models import Board, BoardEvent, BoardSeat, BoardTerm, Document
from associations.queries import with_board_state
from associations.terms import TERM_YEARS, BoardState, whole_years
from regions.models import Region
from tests import factories

DAY = date(2026, 8, 17)


def make_regions():
    factories.make_region("0", "Indonesia")
    for province in ("76", "91", "33"):
        factories.make_region(province, f"Provinsi {province}")
        for number in range(1, 36):
            factories.make_region(f"{province}{number:02d}", f"Kabupaten {number}")


def written():
    return [
        list(BoardTerm.objects.order_by("board__region_id", "starts_on").values_list("board__region_id", "starts_on")),
        list(BoardSeat.objects.order_by("board__region_id", "starts_on", "holder_name").values_list("holder_name")),
    ]


def test_every_state_is_there_and_the_rules_hold(db):
    make_regions()
    user = factories.make_user("pengisi", "admin", "0")
    made = seed_boards(random.Random(5), Region.objects.all(), DAY, user)
    states = list(with_board_state(Region.objects.all(), DAY).values_list("board_state", flat=True))
    assert set(states) == set(BoardState.values)
    assert made["boards"] == Board.objects.count()
    assert with_board_state(Region.objects.filter(pk="0"), DAY).get().board_state == BoardState.RUNNING
    assert all(whole_years(term.starts_on, term.ends_on) in TERM_YEARS for term in BoardTerm.objects.all())
    for seat in BoardSeat.objects.select_related("term", "board__region", "position"):
        seat.full_clean(exclude=["created_by", "changed_by"])
        assert (seat.single_position_id == seat.position_id) == seat.position.is_single


def test_the_same_seed_gives_the_same_boards(db):
    make_regions()
    user = factories.make_user("pengisi", "admin", "0")
    seed_boards(random.Random(5), Region.objects.all(), DAY, user)
    first = written()
    for model in (BoardSeat, BoardTerm):
        model.objects.all().delete()
    for board in Board.objects.all():
        board.names.all().delete()
        board.events.all().delete()
    Board.objects.all().delete()
    seed_boards(random.Random(5), Region.objects.all(), DAY, user)
    assert written() == first


def test_seeding_again_leaves_boards_that_exist(db):
    make_regions()
    user = factories.make_user("pengisi", "admin", "0")
    seed_boards(random.Random(5), Region.objects.filter(pk__startswith="76"), DAY, user)
    before = Board.objects.count()
    again = seed_boards(random.Random(5), Region.objects.filter(pk__in=Board.objects.values("region_id")), DAY, user)
    assert again == {"boards": 0, "terms": 0, "seats": 0}
    assert Board.objects.count() == before


def test_events_and_files_of_the_demonstration_keep_to_the_rules(db):
    """UP09: meetings past and to come, who came to those past, decrees that open; the same each time."""
    make_regions()
    seed_boards(random.Random(1), Region.objects.order_by("pk"), DAY, None)
    keeper = factories.make_user("", Role.AKU, "76")
    made = seed_events(random.Random(1), DAY, keeper)
    events = list(BoardEvent.objects.exclude(agenda=""))
    assert made["events"] == len(events) and made["files"] == 3
    for event in events:
        event.full_clean(exclude=["created_by", "changed_by"])
        assert event.attendances.exists() == (event.starts_on <= DAY)
    assert {content_of(document)[:5] for document in Document.objects.select_related("content")} == {b"%PDF-"}
