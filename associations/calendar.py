"""What ends and what is held in the months to come: terms, terms to begin, events, agreements (BD04, UP09)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from associations.models import Agreement, BoardEvent, BoardTerm
from associations.queries import board_places
from regions.clock import local_today
from regions.months import month_of, shift
from regions.scoping import in_region

MONTHS = 18


@dataclass(frozen=True)
class Entry:
    """One thing on one day, or up to its `last`: whose, what, and its page.

    `tone` names the badge: warning, stage, ok. `key` names the entry and never changes.
    """

    on: date
    code: str
    board: str
    kind: str
    what: str
    url: str
    tone: str
    key: str
    last: date | None = None


@dataclass(frozen=True)
class Month:
    """A month with what falls into it, in the order of the days."""

    first: date
    entries: list[Entry]


def months_ahead(user, asked: dict, months: int = MONTHS) -> list[Month]:
    """The running month and those after it, each with its entries; an empty month stays in the list."""
    first = month_of(local_today(user))
    entries = entries_ahead(user, asked, months)
    return [_month(shift(first, number), entries) for number in range(months)]


def entries_ahead(user, asked: dict, months: int = MONTHS) -> list[Entry]:
    """What falls into the running month and those after it, in the order of the days."""
    first = month_of(local_today(user))
    places = board_places(user)
    if "wilayah" in asked:
        places = places.filter(in_region("code", asked["wilayah"]))
    if "tingkat" in asked:
        places = places.filter(level=int(asked["tingkat"]))
    until = shift(first, months)
    of_boards = Q(board__region__in=places.values("pk"))
    entries = [*_terms(of_boards, first, until), *_events(of_boards, first, until)]
    entries += _agreements(of_boards, first, until)
    return sorted(entries, key=lambda entry: (entry.on, entry.code, entry.kind))


def _month(first: date, entries: list[Entry]) -> Month:
    return Month(first, [entry for entry in entries if month_of(entry.on) == first])


def _entry(row, on: date, kind: str, what: str, tone: str, key: str, last: date | None = None) -> Entry:
    where = row if isinstance(row, BoardEvent | BoardTerm) else row.board
    url = where.get_absolute_url()
    return Entry(on, row.board.region_id, str(row.board), kind, what, url, tone, f"{key}-{row.pk}", last)


def _terms(of_boards: Q, first: date, until: date):
    """Planned ends of terms without a successor, and the first days of terms to come."""
    terms = BoardTerm.objects.filter(of_boards).select_related("board__region")
    for term in terms.filter(closed_on__isnull=True, ends_on__gte=first, ends_on__lt=until):
        yield _entry(term, term.ends_on, _("Masa bakti berakhir"), str(term), "warning", "masa-bakti-akhir")
    for term in terms.filter(starts_on__gte=first, starts_on__lt=until):
        yield _entry(term, term.starts_on, _("Masa bakti mulai"), str(term), "ok", "masa-bakti-mulai")


def _events(of_boards: Q, first: date, until: date):
    events = BoardEvent.objects.filter(of_boards, starts_on__gte=first, starts_on__lt=until, cancelled_reason="")
    for event in events.select_related("board__region"):
        what = ", ".join(part for part in (event.title, event.place) if part)
        kind = str(event.get_kind_display())
        yield _entry(event, event.starts_on, kind, what, "stage", "kegiatan", event.ends_on)


def _agreements(of_boards: Q, first: date, until: date):
    rows = Agreement.objects.filter(of_boards, ends_on__gte=first, ends_on__lt=until)
    for row in rows.select_related("board__region", "partner"):
        what = f"{row.partner}: {row.subject}"
        yield _entry(row, row.ends_on, _("Kerja sama berakhir"), what, "warning", "kerja-sama-akhir")
