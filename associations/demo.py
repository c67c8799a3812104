"""Made-up boards in every state a real association shows. Names are made up; decree numbers say so (`CONTOH`).

Called by `manage.py seed_demo`; deterministic by the random generator it is given, written by bulk paths.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_noop

from accounts.audit import log_batch
from associations.models import Board, BoardEvent, BoardName, BoardPosition, BoardSeat, BoardTerm
from associations.models.board import ELECTION_KIND, BoardLevel, default_board_name
from associations.terms import years_after
from regions.models import Region

_GIVEN = (
    "Siti Nur Sri Dewi Hasnah Rahma Maria Yuliana Kartini Wati Hasan Budi Agus Muhammad Andi Ahmad Yohanes Petrus Made"
    " Ketut Slamet Bambang Rosmini Nurlela Ratna Indah Lestari Fitriani Aminah Salma Darmawati Marlina Yosefina"
).split()
_FAMILY = (
    "Rahmawati Handayani Lestari Puspita Hasibuan Simatupang Nasution Tanjung Wijaya Santoso Hidayat Saputra Kurniawan"
    " Mahendra Wulandari Anggraini Mustafa Amiruddin Syarifuddin Pattiasina Latuconsina Wenda Kogoya Manurung Sihombing"
    " Utami Permata Maharani Nugroho Setiawan Arsyad Basri Rumbiak Mandala Suryani"
).split()
_DIVISIONS = ("Organisasi", "Usaha dan Permodalan", "Pemasaran")
_REPLACED = gettext_noop("Pindah tugas ke luar daerah")
_RESIGNED = gettext_noop("Mengundurkan diri")

# How boards below the nation stand, in shares: provinces nearly all seated, regencies about seven in ten.
_PROVINCE_STATES = {
    "running": 62,
    "ending_180": 8,
    "ending_90": 4,
    "expired": 12,
    "awaiting": 7,
    "vacant": 4,
    "none": 3,
}
_REGENCY_STATES = {
    "running": 38,
    "ending_180": 5,
    "ending_90": 4,
    "ending_30": 3,
    "expired": 9,
    "expired_years": 4,
    "awaiting": 4,
    "vacant": 4,
    "none": 27,
    "frozen": 2,
}


@dataclass(frozen=True)
class _Plan:
    """One term as it shall stand."""

    starts_on: date
    ends_on: date
    elected_on: date
    inaugurated_on: date | None
    closed_on: date | None


@transaction.atomic
def seed_boards(rng: random.Random, regions: Iterable[Region], day: date, by) -> dict[str, int]:
    """Make boards for the nation and for the provinces and regencies among `regions`, as they stand on `day`.

    Regions of other levels are left out, and so are regions that have a board. Returns how many boards, terms and seats
    were made. The same `rng` state, regions and day give the same rows.
    """
    seated = set(Board.objects.values_list("region_id", flat=True))
    places = sorted((place for place in regions if place.level <= BoardLevel.REGENCY), key=lambda place: place.pk)
    chosen = [(place, _state_for(rng, place)) for place in places if place.pk not in seated]
    chosen = [(place, state) for place, state in chosen if state != "none"]
    boards = _boards(chosen, by)
    plans = [(board, state, _terms(rng, state, day)) for board, (_place, state) in zip(boards, chosen, strict=True)]
    terms = _write_terms(rng, plans, by)
    seats = _write_seats(rng, terms, day, by)
    _write_names(rng, boards, day)
    made = {"boards": len(boards), "terms": len(terms), "seats": seats}
    log_batch(by=by, model=Board, region_code="0", reason="Data contoh", detail=f"{made}")
    return made


def holder_name(rng: random.Random) -> str:
    """A made-up name of one given and one family part, sometimes two given ones."""
    given = rng.sample(_GIVEN, 2 if rng.random() < 0.3 else 1)
    return " ".join([*given, rng.choice(_FAMILY)])


def _state_for(rng, place: Region) -> str:
    if place.level == BoardLevel.NATIONAL:
        return "running"
    states = _PROVINCE_STATES if place.level == BoardLevel.PROVINCE else _REGENCY_STATES
    return rng.choices(list(states), weights=list(states.values()))[0]


def _boards(chosen, by) -> list[Board]:
    Board.objects.bulk_create([Board(region=place, created_by=by, changed_by=by) for place, _state in chosen])
    made = Board.objects.select_related("region").in_bulk(
        [place.pk for place, _state in chosen], field_name="region_id"
    )
    return [made[place.pk] for place, _state in chosen]


def _terms(rng, state: str, day: date) -> list[_Plan]:
    """Up to five terms, newest first: the one that gives the state, and its forerunners without a gap."""
    newest = _newest(rng, state, day)
    plans = [newest]
    for _earlier in range(rng.choices((0, 1, 2, 3, 4), weights=(25, 30, 25, 12, 8))[0]):
        starts_on = _years_before(plans[-1].starts_on, rng.choice((4, 5)))
        # The planned end lies some months before the hand-over as often as not: boards go on acting.
        ends_on = years_after(starts_on, 5 if (plans[-1].starts_on - starts_on).days > 1700 else 4)
        elected_on = starts_on - timedelta(days=rng.randrange(10, 90))
        plans.append(_Plan(starts_on, ends_on, elected_on, starts_on, plans[-1].starts_on))
    return plans


def _newest(rng, state: str, day: date) -> _Plan:
    length = rng.choice((4, 5, 5))
    ends_in = {
        "running": (200, 330 * length),
        "vacant": (200, 330 * length),
        "frozen": (200, 330 * length),
        "ending_180": (91, 180),
        "ending_90": (31, 90),
        "ending_30": (1, 30),
        "expired": (-360, 0),
        "expired_years": (-2600, -400),
        "awaiting": (330 * length, 355 * length),
    }[state]
    starts_on = _years_before(day + timedelta(days=rng.randint(*ends_in)), length)
    # Elected well before, inaugurated up to ten months after the election.
    elected_on = starts_on - timedelta(days=rng.randrange(5, 60))
    inaugurated_on = min(elected_on + timedelta(days=rng.choice((5, 30, 60, 150, 304))), day)
    closed_on = day - timedelta(days=rng.randrange(20, 150)) if state == "frozen" else None
    if closed_on and closed_on <= starts_on:
        closed_on = starts_on + timedelta(days=1)
    inaugurated = None if state == "awaiting" else max(inaugurated_on, elected_on)
    return _Plan(starts_on, years_after(starts_on, length), elected_on, inaugurated, closed_on)


def _years_before(day: date, years: int) -> date:
    return years_after(day, -years)


def _write_terms(rng, plans, by) -> list[tuple[BoardTerm, str]]:
    events = [_event(board, plan, by) for board, _state, terms in plans for plan in terms]
    BoardEvent.objects.bulk_create(events, batch_size=500)
    stored = {
        (event.board_id, event.starts_on): event
        for event in BoardEvent.objects.filter(board__in=[board.pk for board, _state, _terms in plans])
    }
    terms, states = [], []
    for board, state, own in plans:
        for place, plan in enumerate(own):
            terms.append(_term(rng, board, plan, stored[board.pk, plan.elected_on], by))
            states.append(state if place == 0 else "past")
    BoardTerm.objects.bulk_create(terms, batch_size=500)
    found = {
        (term.board_id, term.starts_on): term
        for term in BoardTerm.objects.filter(board__in=[board.pk for board, _state, _terms in plans])
    }
    return [(found[term.board_id, term.starts_on], state) for term, state in zip(terms, states, strict=True)]


def _event(board: Board, plan: _Plan, by) -> BoardEvent:
    return BoardEvent(
        board=board,
        kind=ELECTION_KIND[BoardLevel(board.region.level)],
        place=board.region.name,
        starts_on=plan.elected_on,
        created_by=by,
        changed_by=by,
    )


def _term(rng, board: Board, plan: _Plan, event: BoardEvent, by) -> BoardTerm:
    has_decree = rng.random() < 0.9
    level = BoardLevel(board.region.level)
    return BoardTerm(
        board=board,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        elected_on=plan.elected_on,
        election_event=event,
        inaugurated_on=plan.inaugurated_on,
        closed_on=plan.closed_on,
        close_reason="" if plan.closed_on is None else gettext_noop("Digantikan pengurus baru"),
        decree_number=f"CONTOH/{rng.randrange(1, 99):02d}/AKU/{plan.starts_on.year}" if has_decree else "",
        decree_on=plan.starts_on if has_decree else None,
        decree_issuer=_issuer(level) if has_decree else "",
        created_by=by,
        changed_by=by,
    )


def _issuer(level: BoardLevel) -> str:
    return {BoardLevel.NATIONAL: "Munas AKU", BoardLevel.PROVINCE: "BPP AKU", BoardLevel.REGENCY: "BPD AKU"}[level]


def _write_seats(rng, terms, day: date, by) -> int:
    positions = {position.code: position for position in BoardPosition.objects.all()}
    seats = [seat for term, state in terms for seat in _seats(rng, term, state, positions, day)]
    for seat in seats:
        seat.created_by = seat.changed_by = by
    BoardSeat.objects.bulk_create(seats, batch_size=500)
    return len(seats)


def _seats(rng, term: BoardTerm, state: str, positions, day: date):
    """The holders of a term: the core, a few more, now and then a replacement, and a vacancy where the state asks."""
    vacant = rng.choice(("secretary", "treasurer", "chair")) if state == "vacant" else ""
    for code in ("chair", "secretary", "treasurer"):
        yield from _held(rng, term, positions[code], day, is_vacant=code == vacant)
    others = [("vice_chair", ""), ("vice_secretary", ""), ("vice_treasurer", "")]
    others += [("division_head", division) for division in _DIVISIONS] + [("member", "")] * 3
    for code, portfolio in others if state != "past" else others[:1]:
        if rng.random() < 0.75:
            yield _seat(rng, term, positions[code], term.starts_on, term.closed_on, portfolio=portfolio)


def _held(rng, term, position, day: date, is_vacant: bool):
    until = term.closed_on or day
    length = (until - term.starts_on).days
    if not is_vacant and rng.random() > 0.12:
        yield _seat(rng, term, position, term.starts_on, term.closed_on)
        return
    if length < 3:
        return
    left_on = term.starts_on + timedelta(days=rng.randrange(1, length))
    reason = _RESIGNED if is_vacant else _REPLACED
    yield _seat(rng, term, position, term.starts_on, left_on, end_reason=reason)
    if not is_vacant:
        yield _seat(rng, term, position, left_on, term.closed_on)


def _seat(rng, term, position, starts_on: date, ends_on: date | None, **columns) -> BoardSeat:
    return BoardSeat(
        term=term,
        board_id=term.board_id,
        position=position,
        single_position=position if position.is_single else None,
        holder_name=holder_name(rng),
        phone=f"0812{rng.randrange(10_000_000, 99_999_999)}" if ends_on is None and rng.random() < 0.7 else "",
        starts_on=starts_on,
        ends_on=ends_on,
        end_reason=columns.pop("end_reason", "" if ends_on is None else gettext_noop("Masa bakti berakhir")),
        **columns,
    )


def _write_names(rng, boards, day: date) -> None:
    """The nation and some of the others carry names of their own, some of them two in a row."""
    names = []
    for board in boards:
        level = BoardLevel(board.region.level)
        if level == BoardLevel.REGENCY and rng.random() > 0.15:
            continue
        here = "" if level == BoardLevel.NATIONAL else f" {board.region.name}"
        names.append(
            BoardName(board=board, name=f"{level.label} Asosiasi Kelompok UPPKS{here}", from_on=date(1996, 1, 1))
        )
        if rng.random() < 0.6:
            newer = default_board_name(level, board.region.name)
            names.append(BoardName(board=board, name=newer, from_on=date(2021, 1, 1), note="Data contoh"))
    BoardName.objects.bulk_create([name for name in names if name.from_on <= day], batch_size=500)
