"""Made-up events of the association, with who came and a file or two, and the alerts of the day. Called by `seed_demo`.

Deterministic by the random generator it is given. Files say that they are examples.
"""

import random
from datetime import date, timedelta

from associations.actions.documents import keep_document
from associations.actions.watching import raise_alerts
from associations.documents import checked_file
from associations.models import Board, BoardEvent, BoardEventKind, EventAttendance
from associations.models.board import ELECTION_KIND, BoardLevel
from associations.queries import board_places, with_board_state
from associations.terms import BoardState
from regions.scoping import in_region

Kind = BoardEventKind
_AGENDA = "Laporan pertanggungjawaban\nPenyusunan program kerja\nPemasaran bersama"
_DECISIONS = "Program kerja disetujui.\nSetiap BPC melaporkan kelompok yang naik kelas setiap triwulan."
_TITLES = {Kind.EXHIBITION: "Pameran produk UPPKS", Kind.TRAINING: "Pelatihan kemasan dan izin edar"}


def seed_events(rng: random.Random, day: date, by) -> dict[str, int]:
    """Events of the nation and of the boards in the territory of `by`, past and to come. Returns how many were made."""
    boards = Board.objects.filter(region__in=board_places(by)).select_related("region").order_by("region_id")
    events = [event for board in boards for event in _events(rng, board, day)]
    for event in events:
        event.created_by = event.changed_by = by
    BoardEvent.objects.bulk_create(events, ignore_conflicts=True)
    made = list(BoardEvent.objects.filter(board__in=boards, agenda=_AGENDA).select_related("board"))
    came = [row for event in made for row in _came(rng, event, day)]
    EventAttendance.objects.bulk_create(came, ignore_conflicts=True)
    files = _files(boards, by)
    return {"events": len(made), "files": files, "alerts": len(raise_alerts())}


def _events(rng, board: Board, day: date):
    """A yearly meeting of the nation; now and then an exhibition or a training; a meeting where a term ends soon."""
    if board.level == BoardLevel.NATIONAL:
        for years in range(3):
            yield _event(board, Kind.RAKERNAS, day - timedelta(days=365 * years + 40), 3, decided=True)
    elif rng.random() < (0.9 if board.level == BoardLevel.PROVINCE else 0.4):
        kind = rng.choice((Kind.EXHIBITION, Kind.TRAINING))
        on = day + timedelta(days=rng.randrange(-500, 120))
        yield _event(board, kind, on, rng.randrange(1, 4), decided=on < day)
    if _is_ending(board):
        kind = ELECTION_KIND[BoardLevel(board.level)]
        yield _event(board, kind, day + timedelta(days=rng.randrange(10, 90)), 2, decided=False)


def _is_ending(board: Board) -> bool:
    place = with_board_state(type(board.region).objects.filter(pk=board.region_id)).get()
    return place.board_state in (BoardState.ENDING, BoardState.EXPIRED) and int(board.region_id) % 2 == 0


def _event(board: Board, kind: str, on: date, days: int, decided: bool) -> BoardEvent:
    return BoardEvent(
        board=board,
        kind=kind,
        title=_TITLES.get(Kind(kind), ""),
        place=board.region.name if board.level != BoardLevel.NATIONAL else "Jakarta",
        starts_on=on,
        ends_on=on + timedelta(days=days - 1),
        agenda=_AGENDA,
        decisions=_DECISIONS if decided else "",
    )


def _came(rng, event: BoardEvent, day: date):
    """Two in three of the boards below, and the one that held it; none to an event still to come."""
    if event.starts_on > day:
        return
    below = Board.objects.filter(in_region("region_id", event.board.region_id), level__lte=event.board.level + 1)
    for board in below.order_by("region_id"):
        if board.pk == event.board_id or rng.random() < 0.66:
            yield EventAttendance(event=event, board=board, people=rng.randrange(1, 9))


def _files(boards, by) -> int:
    """The decree of the newest term of the first boards that `by` keeps."""
    kept = [board for board in boards if any(board.region_id.startswith(code) for code in by.territory_codes)][:3]
    for board in kept:
        term = board.terms.order_by("-starts_on").first()
        if term is not None:
            title = f"SK kepengurusan {term} (contoh)"
            file = checked_file(example_pdf(f"CONTOH: SK {board}, masa bakti {term}"), "sk.pdf")
            keep_document(by=by, board=board, file=file, kind="decree", title=title, term=term)
    return len(kept)


def example_pdf(words: str) -> bytes:
    """A PDF of one page with one line of plain words."""
    safe = words.replace("–", "-").replace("\\", "").replace("(", "").replace(")", "")
    drawn = f"BT /F1 16 Tf 60 760 Td ({safe}) Tj ET".encode("latin-1", "replace")
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    written, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(parts) + 1, table)
    tail = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, len(written))
    return written + head + tail
