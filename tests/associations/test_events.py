"""Events of the association (UP09), and the life of a term as a line of steps (BD04)."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.editing import StaleEdit
from accounts.roles import Role
from associations.actions.boards import open_term
from associations.actions.events import amend_event, cancel_event, record_event
from associations.models import BoardEvent
from associations.steps import steps_of
from regions.models import Region
from tests.associations.rows import make_board, make_term
from tests.at_once import at_once

DAY = date(2026, 5, 4)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel("2026-08-17 03:00:00+00:00", tick=False):
        yield


def region(code: str) -> Region:
    return Region.objects.get(pk=code)


def test_an_event_keeps_place_days_agenda_decisions_and_who_came(cast):
    """UP09"""
    make_board("7602"), make_board("7604")
    columns = {"kind": "training", "title": "Pelatihan", "starts_on": DAY, "place": "Mamuju", "agenda": "Kemasan"}
    event = record_event(by=cast.aku, region=region("76"), attending={"76": 3, "7604": 2}, **columns)
    amend_event(by=cast.aku, event=event, version=1, decisions="Lanjut", attending={"7602": 4, "7604": 2})
    event.refresh_from_db()
    assert (event.place, event.agenda, event.decisions) == ("Mamuju", "Kemasan", "Lanjut")
    assert dict(event.attendances.values_list("board__region_id", "people")) == {"7602": 4, "7604": 2}


def test_what_cannot_be_is_refused(cast):
    """UP09, AC07: another territory, a board elsewhere, an end before the start, the same event twice, a stale edit."""
    make_board("91")
    columns = {"kind": "musda", "starts_on": DAY}
    event = record_event(by=cast.aku, region=region("76"), **columns)
    for wrong in (
        {"region": region("91"), **columns},
        {"region": region("76"), **columns, "kind": "other", "attending": {"91": 2}},
        {"region": region("76"), **columns, "kind": "other", "ends_on": date(2026, 5, 3)},
        {"region": region("76"), **columns},
    ):
        with pytest.raises(ValidationError):
            record_event(by=cast.aku, **wrong)
    with pytest.raises(ValidationError):
        amend_event(by=cast.outside[Role.AKU], event=event, version=1, place="Lain")
    amend_event(by=cast.aku, event=event, version=1, place="Majene")
    with pytest.raises(StaleEdit):
        amend_event(by=cast.aku, event=event, version=1, place="Polewali")


def test_an_election_keeps_its_day_and_is_not_called_off(cast):
    """UP09: the day belongs to the term it elected; the pages lead to each other."""
    dates = {"starts_on": date(2026, 6, 1), "ends_on": date(2031, 6, 1), "elected_on": DAY}
    term = open_term(by=cast.aku, region=region("76"), election_place="Mamuju", **dates)
    event = term.election_event
    assert amend_event(by=cast.aku, event=event, version=event.version, decisions="Memilih ketua").decisions
    with pytest.raises(ValidationError):
        amend_event(by=cast.aku, event=event, version=event.version + 1, starts_on=date(2026, 5, 5))
    with pytest.raises(ValidationError):
        cancel_event(by=cast.aku, event=event, reason="Batal")


def test_an_event_is_called_off_with_a_reason_once(cast):
    event = record_event(by=cast.aku, region=region("76"), kind="exhibition", starts_on=DAY)
    with pytest.raises(ValidationError):
        cancel_event(by=cast.aku, event=event, reason=" ")
    assert cancel_event(by=cast.aku, event=event, reason="Banjir").cancelled_reason == "Banjir"
    with pytest.raises(ValidationError):
        cancel_event(by=cast.aku, event=event, reason="Lagi")


def test_an_election_that_was_called_off_elects_nobody(cast):
    """UP09: a term cannot rest on a Musda that was not held."""
    event = record_event(by=cast.aku, region=region("76"), kind="musda", starts_on=DAY)
    cancel_event(by=cast.aku, event=event, reason="Banjir")
    with pytest.raises(ValidationError, match="tercatat batal"):
        open_term(
            by=cast.aku, region=region("76"), starts_on=DAY, ends_on=DAY.replace(year=DAY.year + 5), elected_on=DAY
        )


@pytest.mark.django_db(transaction=True)
def test_two_events_moved_to_one_day_at_once(cast):
    """UP09: the second is told, in words."""
    days = DAY.replace(day=1), DAY.replace(day=2)
    events = [record_event(by=cast.aku, region=region("76"), kind="musda", starts_on=day) for day in days]
    moved = [lambda event=event: amend_event(by=cast.aku, event=event, version=1, starts_on=DAY) for event in events]
    refused = [answer for answer in at_once(*moved) if isinstance(answer, ValidationError)]
    assert len(refused) == 1 and "sudah tercatat" in refused[0].messages[0]


# --- Pages ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def events(country):
    """Three events in two provinces and one of the nation."""
    for code, kind, year in (
        ("0", "munas", 2021),
        ("76", "musda", 2023),
        ("7604", "exhibition", 2026),
        ("91", "musda", 2026),
    ):
        BoardEvent.objects.create(board=make_board(code), kind=kind, starts_on=date(year, 3, 1), place=f"Tempat {code}")


def test_the_list_narrows_by_kind_year_and_province(cast, events, sign_in):
    """UP09, AC01: newest first; a keeper sees her province's, those above it, and none beside it."""

    def shown(user, **asked):
        return [event.board.region_id for event in sign_in(user).get("/aku/kegiatan/", asked).context["page"].rows]

    assert shown(cast.admin) == ["91", "7604", "76", "0"]
    assert shown(cast.aku) == ["7604", "76", "0"]
    assert shown(cast.admin, jenis="musda", tahun="2026") == ["91"]
    assert shown(cast.admin, wilayah="76") == ["7604", "76"]
    assert shown(cast.admin, badan="0") == ["0"]
    assert shown(cast.admin, q="tempat 9") == ["91"]


def test_the_list_asks_as_often_for_four_events_as_for_many(cast, events, sign_in):
    client = sign_in(cast.admin)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get("/aku/kegiatan/")
        return len(captured)

    first = queries()
    for day in range(1, 9):
        BoardEvent.objects.create(board=make_board("7602"), kind="other", starts_on=date(2026, 4, day))
    assert queries() == first


def test_an_event_is_kept_through_its_pages(cast, sign_in):
    """UP09: added, amended with who came, shown, called off; a stale edit is compared, not lost."""
    make_board("7604")
    client = sign_in(cast.aku)
    typed = {"kind": "training", "title": "Pelatihan kemasan", "starts_on": "04/05/2026", "people_7604": "12"}
    answer = client.post("/aku/76/kegiatan/", typed)
    event = BoardEvent.objects.get()
    assert answer.url == f"/aku/kegiatan/{event.pk}/"
    page = client.get(answer.url)
    assert page.context["people"] == 12 and "Pelatihan kemasan" in page.content.decode()
    changed = typed | {"version": "1", "decisions": "Dilanjutkan", "people_7604": "14", "people_76": "2"}
    assert client.post(f"{answer.url}ubah/", changed).status_code == 302
    assert client.get(answer.url).context["people"] == 16
    assert client.post(f"{answer.url}ubah/", changed | {"place": "Majene"}).status_code == 409
    assert client.post(f"{answer.url}batal/", {"reason": "Ditunda"}).status_code == 302
    assert "Ditunda" in client.get("/aku/76/").content.decode()
    assert sign_in(cast.outside[Role.AKU]).get(f"{answer.url}ubah/").status_code == 404


def test_regency_boards_come_to_a_munas_by_name_or_code(cast, sign_in):
    """UP09: what is not understood is said; what is saved has a row of its own the next time."""
    for code in ("0", "76", "7602", "7604"):
        make_board(code)
    client = sign_in(cast.admin)
    typed = {"kind": "munas", "title": "", "starts_on": "04/05/2026", "people_0": "9"}
    wrong = {"board_1": "Kabupaten Entah", "board_2": "7604", "came_3": "2", "board_4": "7604", "came_4": "1"}
    errors = client.post("/aku/0/kegiatan/", typed | wrong).context["form"].errors
    assert set(errors) == {"board_1", "came_2", "board_3"}
    first = {"board_1": "BPC AKU Kabupaten Polewali Mandar (7604)", "came_1": "4", "board_3": "7602", "came_3": "2"}
    url = client.post("/aku/0/kegiatan/", typed | first).url
    event = BoardEvent.objects.get()
    came = event.attendances.order_by("board__region_id").values_list("board__region_id", "people")
    assert list(came) == [("0", 9), ("7602", 2), ("7604", 4)]
    form = client.get(f"{url}ubah/").context["form"]
    assert [field.name for field in form.people_fields] == ["people_0", "people_76", "people_7602", "people_7604"]
    kept = typed | {"version": "1", "people_7602": "", "people_7604": "5"}
    assert client.post(f"{url}ubah/", kept).status_code == 302
    assert list(came.all()) == [("0", 9), ("7604", 5)]
    assert sign_in(cast.aku).get("/aku/76/kegiatan/").context["form"].other_fields == []


def test_the_board_above_comes_to_a_musda_and_a_neighbour_does_not(cast, sign_in):
    """UP09"""
    for code in ("0", "76", "7604", "91"):
        make_board(code)
    client = sign_in(cast.aku)
    form = client.get("/aku/76/kegiatan/").context["form"]
    assert [field.name for field in form.people_fields] == ["people_0", "people_76", "people_7604"]
    typed = {"kind": "musda", "title": "", "starts_on": "04/05/2026", "people_0": "2", "people_76": "9"}
    assert client.post("/aku/76/kegiatan/", typed | {"people_91": "1"}).status_code == 302
    came = BoardEvent.objects.get().attendances.order_by("board__region_id").values_list("board__region_id", "people")
    assert list(came) == [("0", 2), ("76", 9)]


# --- Steps ------------------------------------------------------------------------------------------------------------
def steps(term, day: date, planned_on=None) -> list[tuple]:
    return [(step.code, step.on, step.is_done, step.is_next) for step in steps_of(term, day, planned_on)]


def test_a_term_is_a_line_of_dated_steps_with_the_next_one_named(country):
    """BD04: planned, elected, inaugurated, in office, about to end, past its end, succeeded."""
    term = make_term(
        "76", date(2022, 3, 1), date(2027, 3, 1), elected_on=date(2022, 2, 1), inaugurated_on=date(2022, 5, 1)
    )
    soon = date(2026, 9, 2)
    assert steps(term, date(2026, 8, 17), date(2022, 1, 5)) == [
        ("planned", date(2022, 1, 5), True, False),
        ("elected", date(2022, 2, 1), True, False),
        ("running", date(2022, 3, 1), True, False),
        ("inaugurated", date(2022, 5, 1), True, False),
        ("ending", soon, False, True),
        ("expired", date(2027, 3, 1), False, False),
        ("closed", None, False, False),
    ]
    past = steps(term, date(2027, 3, 1))
    assert [code for code, _on, is_done, _next in past if not is_done] == ["closed"]
    term.closed_on = date(2024, 1, 1)
    assert [step[0] for step in steps(term, date(2026, 8, 17))] == ["elected", "running", "inaugurated", "closed"]


def test_a_step_that_was_skipped_on_record_is_the_next(country):
    term = make_term("76", date(2026, 3, 1), date(2031, 3, 1), elected_on=date(2026, 2, 1), inaugurated_on=None)
    assert [code for code, _on, _done, is_next in steps(term, date(2026, 8, 17)) if is_next] == ["inaugurated"]


def test_the_page_of_a_board_shows_the_steps(cast, sign_in):
    make_term("76", date(2022, 3, 1), date(2027, 3, 1))
    page = sign_in(cast.officer).get("/aku/76/")
    assert 'class="term-steps"' in page.content.decode()
    assert [step.code for step in page.context["current"]["steps"] if step.is_next] == ["ending"]
