"""Keeping the association's events: held, amended, called off, with the boards that came. Each in one transaction."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import use_reason
from accounts.editing import check_version, sign
from associations.actions.boards import open_board
from associations.models import Board, BoardEvent
from regions.codes import is_inside

EVENT_FIELDS = ("kind", "title", "place", "starts_on", "ends_on", "agenda", "decisions")


@transaction.atomic
def record_event(*, by, region, attending: Mapping[str, int] | None = None, **details) -> BoardEvent:
    """Put an event of a region's board on record; `details` are the columns of `EVENT_FIELDS`.

    `attending` gives for region codes of boards how many people came.
    """
    board = open_board(by=by, region=region)
    event = BoardEvent(board=board, created_by=by, changed_by=by, **details)
    _save(event)
    _keep_attending(event, attending or {})
    return event


@transaction.atomic
def amend_event(
    *, by, event: BoardEvent, version: int, attending: Mapping[str, int] | None = None, **details
) -> BoardEvent:
    """Correct or complete an event: agenda, decisions, who came. None attending leaves that as it is.

    Raises StaleEdit where somebody saved it after `version` was opened, ValidationError where an election is moved: its
    day belongs to the term it elected.
    """
    event = _held(by, event)
    check_version(event, version)
    moved = [name for name in ("kind", "starts_on") if name in details and details[name] != getattr(event, name)]
    if moved and event.elected_terms.exists():
        raise ValidationError(
            {moved[0]: _("Musyawarah ini memilih sebuah masa bakti. Ubah tanggal pemilihannya pada masa bakti itu.")}
        )
    for name, value in details.items():
        setattr(event, name, value)
    sign(event, by)
    _save(event)
    if attending is not None:
        _keep_attending(event, attending)
    return event


@transaction.atomic
def cancel_event(*, by, event: BoardEvent, reason: str) -> BoardEvent:
    """Call an event off. The reason is required; an election that has elected a term stays."""
    event = _held(by, event)
    if not reason.strip():
        raise ValidationError({"reason": _("Tulis alasan kegiatan ini batal.")})
    if event.cancelled_reason:
        raise ValidationError(_("Kegiatan ini sudah dicatat batal."), code="cancelled")
    if event.elected_terms.exists():
        raise ValidationError(_("Musyawarah ini memilih sebuah masa bakti, jadi tidak dapat dicatat batal."))
    event.cancelled_reason = reason.strip()
    sign(event, by)
    with use_reason(reason):
        event.save()
    return event


def _held(by, event: BoardEvent) -> BoardEvent:
    """The event as it stands, under lock, and its board with it: two events of one board are changed one by one.

    Raises ValidationError outside the territory of `by` (AC07).
    """
    Board.objects.select_for_update().get(pk=event.board_id)
    event = BoardEvent.objects.select_for_update().get(pk=event.pk)
    if not any(is_inside(event.board.region_id, code) for code in by.territory_codes):
        raise ValidationError(_("Badan pengurus ini di luar wilayah Anda."), code="outside")
    return event


def _save(event: BoardEvent) -> None:
    event.full_clean(exclude=["created_by", "changed_by"])
    event.save()


def _keep_attending(event: BoardEvent, attending: Mapping[str, int]) -> None:
    """Let exactly these boards have come; each lies inside the region of the board that held the event, or above it."""
    boards = Board.objects.in_bulk(list(attending), field_name="region_id")
    for code in attending:
        here = event.board.region_id
        if code not in boards or not (is_inside(code, here) or is_inside(here, code)):
            raise ValidationError(
                _("Pilih badan pengurus penyelenggara, yang ada di bawahnya, atau yang ada di atasnya."),
                code="attending",
            )
    known = {row.board.region_id: row for row in event.attendances.select_related("board")}
    for code, row in known.items():
        if code not in attending:
            row.delete()
    for code, people in attending.items():
        row = known.get(code) or event.attendances.model(event=event, board=boards[code])
        if row.pk is None or row.people != people:
            row.people = people
            row.full_clean(exclude=["event", "board"])
            row.save()
