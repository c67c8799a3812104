"""Everything that changes boards, terms and seats: succession, replacement, closing. Each in one transaction.

Every action locks the board's row first, so that two people who seat one board at once wait for each other; what the
lock could not see, the database refuses (`0002_rules`), and the refusal is told in the same words.
"""

from collections.abc import Mapping
from contextlib import contextmanager
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.audit import use_reason
from accounts.editing import check_version, sign
from associations.models import Board, BoardEvent, BoardName, BoardPosition, BoardSeat, BoardTerm
from associations.models.board import ELECTION_KIND, BoardLevel
from regions.codes import is_inside, level_of

TERM_FIELDS = (
    "starts_on",
    "ends_on",
    "unusual_length_reason",
    "elected_on",
    "inaugurated_on",
    "decree_number",
    "decree_on",
    "decree_issuer",
)
_OVERLAPS = {
    "board_term_one_in_office": "term",
    "board_seat_one_holder": "seat",
}


@transaction.atomic
def open_board(*, by, region) -> Board:
    """Return the board of a region, making its row if it has none yet. `region` is a nation, province or regency."""
    _refuse_outside(region.pk, by)
    if not Board.objects.filter(region=region).exists():
        Board(region=region).full_clean(exclude=["level"])
    board, _made = Board.objects.get_or_create(region=region, defaults={"created_by": by, "changed_by": by})
    return _locked(board.pk, by)


@transaction.atomic
def name_board(*, by, region, name: str, from_on: date, note: str = "") -> BoardName:
    """Give a board a name from a day on. A second name from the same day is refused."""
    named = BoardName(board=open_board(by=by, region=region), name=name, from_on=from_on, note=note)
    named.full_clean()
    named.save()
    return named


@transaction.atomic
def open_term(
    *,
    by,
    region,
    starts_on: date,
    ends_on: date,
    election_place: str = "",
    closed_on: date | None = None,
    close_reason: str = "",
    holders: Mapping[str, str] | None = None,
    **details,
) -> BoardTerm:
    """Record a term and close the one before it on the day the new one starts (succession).

    `details` are the other columns of `TERM_FIELDS`. A term that lies before ones already on record is history: it ends
    where the next begins unless `closed_on` says earlier. `holders` seats names by position code from the first day.
    Raises ValidationError where the term would overlap another.
    """
    board = open_board(by=by, region=region)
    term = BoardTerm(board=board, starts_on=starts_on, ends_on=ends_on, created_by=by, changed_by=by, **details)
    later = board.terms.filter(starts_on__gt=starts_on).order_by("starts_on").first()
    term.closed_on, term.close_reason = closed_on, close_reason
    if later is not None and closed_on is None:
        term.closed_on, term.close_reason = later.starts_on, _("Dilanjutkan pengurus berikutnya")
    _check_dates(term)
    _hand_over(by, board, term)
    term.election_event = _election(by, board, term.elected_on, election_place)
    _save_term(term)
    for code, name in (holders or {}).items():
        if name:
            position = BoardPosition.objects.get(code=code)
            seat_holder(by=by, term=term, position=position, holder_name=name, starts_on=starts_on)
    return term


@transaction.atomic
def amend_term(*, by, term: BoardTerm, version: int, election_place: str = "", **details) -> BoardTerm:
    """Correct or complete a term: its decree, election, inauguration, dates. `details` are columns of `TERM_FIELDS`.

    Moving its start also moves the hand-over: the end of the term it followed, and the seats that changed on that day.
    Raises StaleEdit where somebody saved the term after `version` was opened.
    """
    board = _locked(term.board_id, by)
    term = BoardTerm.objects.select_for_update().get(pk=term.pk)
    check_version(term, version)
    old_start = term.starts_on
    _put(term, details)
    sign(term, by)
    _check_dates(term)
    term.election_event = _election(by, board, term.elected_on, election_place)
    if term.starts_on != old_start:
        _move_hand_over(by, board, term, old_start)
    _save_term(term)
    return term


@transaction.atomic
def close_term(*, by, term: BoardTerm, closed_on: date, reason: str) -> BoardTerm:
    """End a term without a successor, with its seats: the board is dissolved or frozen. The reason is required."""
    board = _locked(term.board_id, by)
    _reread(term)
    if not reason.strip():
        raise ValidationError({"close_reason": _("Tulis alasan masa bakti ini diakhiri tanpa pengurus pengganti.")})
    if term.closed_on is not None:
        raise ValidationError(_("Masa bakti ini sudah berakhir."))
    with use_reason(reason):
        _end_term(by, term, closed_on, reason.strip())
    _refuse_overlap(board, term)
    return term


@transaction.atomic
def seat_holder(
    *, by, term: BoardTerm, position: BoardPosition, holder_name: str, starts_on: date, **details
) -> BoardSeat:
    """Give a post of a term to somebody from a day on.

    A seat in a term that has ended ends with it. Raises ValidationError where a single post is already held then.
    """
    board = _locked(term.board_id, by)
    _reread(term)
    details.setdefault("ends_on", term.closed_on)
    seat = BoardSeat(
        term=term,
        board=board,
        position=position,
        holder_name=holder_name,
        starts_on=starts_on,
        created_by=by,
        changed_by=by,
        **details,
    )
    return _save_seat(seat)


@transaction.atomic
def amend_seat(*, by, seat: BoardSeat, version: int, **details) -> BoardSeat:
    """Correct what was written about a holder: name, phone, first day, decree. Who holds the post changes by
    `replace_holder`. Raises StaleEdit where somebody saved the seat after `version` was opened.
    """
    _locked(seat.board_id, by)
    seat = BoardSeat.objects.select_for_update().get(pk=seat.pk)
    check_version(seat, version)
    _put(seat, details)
    sign(seat, by)
    return _save_seat(seat)


@transaction.atomic
def replace_holder(
    *, by, seat: BoardSeat, holder_name: str, on: date, reason: str, **details
) -> tuple[BoardSeat, BoardSeat]:
    """Replace the holder of a post during a term: the old one leaves and the new one begins on the same day.

    Returns the ended and the new seat. Raises ValidationError where the day lies outside the old holder's time.
    """
    _locked(seat.board_id, by)
    _reread(seat)
    was_until = seat.ends_on
    ended = vacate_seat(by=by, seat=seat, on=on, reason=reason)
    new = seat_holder(
        by=by,
        term=ended.term,
        position=ended.position,
        holder_name=holder_name,
        starts_on=on,
        portfolio=ended.portfolio,
        ends_on=was_until,
        **details,
    )
    return ended, new


@transaction.atomic
def vacate_seat(*, by, seat: BoardSeat, on: date, reason: str) -> BoardSeat:
    """Let a holder leave a post on a day; the post is vacant from then on. The reason is required."""
    _locked(seat.board_id, by)
    _reread(seat)
    if not reason.strip():
        raise ValidationError({"end_reason": _("Tulis alasan pemegang jabatan ini berhenti.")})
    if on <= seat.starts_on:
        raise ValidationError({"on": _("Tanggal ini harus sesudah pemegang jabatan mulai menjabat.")})
    if seat.ends_on is not None and on >= seat.ends_on:
        raise ValidationError({"on": _("Pemegang jabatan ini sudah berhenti sebelum tanggal itu.")})
    with use_reason(reason):
        return _end_seat(by, seat, on, reason.strip())


def _locked(board_id: int, by) -> Board:
    """The board's row under lock. Raises ValidationError where it lies outside the territory of `by` (AC07)."""
    board = Board.objects.select_for_update().get(pk=board_id)
    _refuse_outside(board.region_id, by)
    return board


def _refuse_outside(region_code: str, by) -> None:
    if not any(is_inside(region_code, code) for code in by.territory_codes):
        raise ValidationError(_("Badan pengurus ini di luar wilayah Anda."), code="outside")


def _reread(row) -> None:
    """Take over what others saved before the lock was ours, so that saving the row undoes nothing of it."""
    row.refresh_from_db(from_queryset=type(row).objects.select_for_update())


def _put(row, details) -> None:
    for field, value in details.items():
        setattr(row, field, value)


def _check_dates(term: BoardTerm) -> None:
    """Say what is wrong with the dates before anything else is moved for them."""
    term.full_clean(exclude=["board", "election_event", "created_by", "changed_by"])


def _hand_over(by, board: Board, term: BoardTerm) -> None:
    """Close the term still open when this one starts."""
    before = board.terms.filter(starts_on__lt=term.starts_on, closed_on__isnull=True).order_by("-starts_on").first()
    if before is not None:
        _end_term(by, before, term.starts_on, _("Digantikan pengurus baru"))


def _move_hand_over(by, board: Board, term: BoardTerm, old_start: date) -> None:
    """Move the end of the preceding term, and the seats that changed hands, to the new start.

    Whoever gives way goes first, or the constraint would trip half-way: the preceding term when the start moves towards
    the past, this one when it moves towards the future.
    """
    before = board.terms.exclude(pk=term.pk).filter(closed_on=old_start, starts_on__lt=old_start).first()
    if before is not None and term.starts_on <= before.starts_on:
        raise ValidationError({"starts_on": _overlap_message(before)})
    arriving = list(term.seats.filter(starts_on=old_start))
    if term.starts_on < old_start:
        if before is not None:
            _end_term(by, before, term.starts_on, before.close_reason)
        _save_term(term)
        _start_seats(by, arriving, term.starts_on)
    else:
        _start_seats(by, arriving, term.starts_on)
        _save_term(term)
        if before is not None:
            _stretch(by, before, old_start, term.starts_on)


def _start_seats(by, seats, on: date) -> None:
    for seat in seats:
        if seat.ends_on is not None and seat.ends_on < on:
            raise ValidationError({"starts_on": _("Ada pemegang jabatan yang berhenti sebelum tanggal mulai itu.")})
        seat.starts_on = on
        sign(seat, by)
        _kept_by_database(seat.save, seat)


def _stretch(by, term: BoardTerm, old_end: date, new_end: date) -> None:
    """Let a term that was closed on one day, and the seats that ended with it, hold until a later one."""
    term.closed_on = new_end
    sign(term, by)
    _kept_by_database(term.save, term)
    for seat in term.seats.filter(ends_on=old_end):
        _end_seat(by, seat, new_end, seat.end_reason)


def _end_term(by, term: BoardTerm, closed_on: date, reason: str) -> None:
    """Close a term and every seat that would outlast it."""
    if closed_on < term.starts_on:
        raise ValidationError({"closed_on": _("Tanggal berakhir tidak boleh sebelum masa bakti dimulai.")})
    for seat in term.seats.exclude(ends_on__lte=closed_on):
        _end_seat(by, seat, max(closed_on, seat.starts_on), _("Masa bakti berakhir"))
    term.closed_on, term.close_reason = closed_on, reason
    sign(term, by)
    term.save()


def _end_seat(by, seat: BoardSeat, on: date, reason: str) -> BoardSeat:
    seat.ends_on, seat.end_reason = on, reason
    sign(seat, by)
    _kept_by_database(seat.save, seat)
    return seat


def _election(by, board: Board, elected_on: date | None, place: str) -> BoardEvent | None:
    """The meeting that elected a term: Munas, Musda or Muscab by the board's level."""
    if elected_on is None:
        return None
    kind = ELECTION_KIND[BoardLevel(level_of(board.region_id))]
    event, _made = BoardEvent.objects.get_or_create(
        board=board, kind=kind, starts_on=elected_on, defaults={"created_by": by, "changed_by": by}
    )
    if event.cancelled_reason:
        raise ValidationError({"elected_on": _("Musyawarah pada tanggal itu tercatat batal. Periksa tanggalnya.")})
    if place and event.place != place:
        event.place = place
        sign(event, by)
        event.save()
    return event


def _save_term(term: BoardTerm) -> None:
    _refuse_overlap(term.board, term)
    _check_dates(term)
    _kept_by_database(term.save, term)


def _refuse_overlap(board: Board, term: BoardTerm) -> None:
    """Name the term that holds office on a day of this one."""
    others = board.terms.exclude(pk=term.pk).exclude(closed_on__lte=term.starts_on)
    if term.closed_on is not None:
        others = others.filter(starts_on__lt=term.closed_on)
    for other in others.order_by("starts_on"):
        if other.closed_on is None or other.closed_on > other.starts_on:
            raise ValidationError({"starts_on": _overlap_message(other)})


def _overlap_message(other: BoardTerm) -> str:
    return _("Masa bakti ini bertumpang tindih dengan masa bakti %(term)s. Periksa tanggal mulai dan berakhirnya.") % {
        "term": str(other)
    }


def _save_seat(seat: BoardSeat) -> BoardSeat:
    seat.single_position = seat.position if seat.position.is_single else None
    seat.full_clean(exclude=["term", "board", "created_by", "changed_by"])
    _refuse_second_holder(seat)
    _kept_by_database(seat.save, seat)
    return seat


def _refuse_second_holder(seat: BoardSeat) -> None:
    if seat.single_position is None:
        return
    held = BoardSeat.objects.filter(board=seat.board, single_position=seat.single_position).exclude(pk=seat.pk)
    held = held.exclude(ends_on__lte=seat.starts_on)
    if seat.ends_on is not None:
        held = held.filter(starts_on__lt=seat.ends_on)
    if held.exists():
        raise ValidationError({"position": _second_holder_message(seat)})


def _second_holder_message(seat: BoardSeat) -> str:
    return _("Jabatan %(position)s sudah dipegang orang lain pada tanggal itu. Gunakan “Ganti” pada pemegang lama.") % {
        "position": seat.position.name
    }


@contextmanager
def _as_validation_error(row):
    """Turn the database's own refusal of an overlap into words beside a field."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        kind = next((kind for name, kind in _OVERLAPS.items() if name in str(error)), "")
        if kind == "term":
            raise ValidationError(
                {
                    "starts_on": _(
                        "Masa bakti ini bertumpang tindih dengan masa bakti lain dari badan pengurus yang sama."
                    )
                }
            ) from error
        if kind == "seat":
            raise ValidationError({"position": _second_holder_message(row)}) from error
        raise


def _kept_by_database(save, row) -> None:
    with _as_validation_error(row):
        save()
