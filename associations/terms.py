"""How a term of office stands on a day, and from it the state of its board. Pure: dates in, words out.

A term holds office from its start up to (not including) its actual end, `closed_on`. The planned end, `ends_on`, closes
nothing: a board past its planned end goes on acting until its successor begins. Both are half-open, so a term that ends
on 1 March has its last planned day on 28 February and is one day past its end on 2 March.

Source: the registry's domain rules for AKU boards (terms of 4 or 5 years; alerts at 180, 90 and 30 days).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.db import models
from django.utils.translation import gettext_lazy as _

TERM_YEARS = (4, 5)
# Longest first: each is told once, and the shortest that holds is the one that counts.
ALERT_DAYS = (180, 90, 30)


class TermPhase(models.TextChoices):
    """Where one term is in its life on a day."""

    PLANNED = "planned", _("Direncanakan")
    ELECTED = "elected", _("Terpilih, belum dilantik")
    RUNNING = "running", _("Berjalan")
    ENDING = "ending", _("Segera berakhir")
    EXPIRED = "expired", _("Lewat masa bakti, tetap bertugas")
    CLOSED = "closed", _("Selesai")


class BoardState(models.TextChoices):
    """The state of a board at a glance (UP05), worst first."""

    NONE = "none", _("Belum ada pengurus")
    EXPIRED = "expired", _("Lewat masa bakti")
    ENDING = "ending", _("Segera berakhir")
    AWAITING = "awaiting", _("Belum dilantik")
    RUNNING = "running", _("Berjalan")


_STATE_OF_PHASE = {
    TermPhase.PLANNED: BoardState.AWAITING,
    TermPhase.ELECTED: BoardState.AWAITING,
    TermPhase.RUNNING: BoardState.RUNNING,
    TermPhase.ENDING: BoardState.ENDING,
    TermPhase.EXPIRED: BoardState.EXPIRED,
}


class Term(Protocol):
    """The dates of a term, from whatever carries them."""

    starts_on: date
    ends_on: date
    elected_on: date | None
    inaugurated_on: date | None
    closed_on: date | None


@dataclass(frozen=True)
class Standing:
    """The state of a board on a day.

    `days`: left until the planned end (running, ending), past it (expired), waiting since the election or the start
    (awaiting), else None. `alert` is the threshold that holds: 180, 90, 30 or None. `term` is the one it speaks of.
    """

    state: BoardState
    days: int | None = None
    alert: int | None = None
    term: Term | None = None


def holds_on(term: Term, day: date) -> bool:
    """True if the term holds office on the day, acting past its planned end included."""
    return term.starts_on <= day and (term.closed_on is None or day < term.closed_on)


def phase_on(term: Term, day: date) -> TermPhase:
    """Where the term is in its life on the day."""
    if term.closed_on is not None and term.closed_on <= day:
        return TermPhase.CLOSED
    if day < term.starts_on:
        return TermPhase.ELECTED if _came(term.elected_on, day) else TermPhase.PLANNED
    if day >= term.ends_on:
        return TermPhase.EXPIRED
    if (term.ends_on - day).days <= ALERT_DAYS[0]:
        return TermPhase.ENDING
    return TermPhase.RUNNING if _came(term.inaugurated_on, day) else TermPhase.ELECTED


def standing_on(terms: Iterable[Term], day: date) -> Standing:
    """The state of a board with these terms on the day: of the term that holds office, else of the next to come."""
    terms = list(terms)
    holding = next((term for term in terms if holds_on(term, day)), None)
    if holding is not None:
        return _standing_of(holding, day)
    coming = sorted((term for term in terms if _is_coming(term, day)), key=lambda term: term.starts_on)
    return _standing_of(coming[0], day) if coming else Standing(BoardState.NONE)


def alert_for(days_left: int) -> int | None:
    """The smallest threshold (180, 90, 30) not below the days left; None where none is reached."""
    reached = [threshold for threshold in ALERT_DAYS if days_left <= threshold]
    return reached[-1] if reached else None


def whole_years(starts_on: date, ends_on: date) -> int | None:
    """The length of a term in years if it is a whole number of them, else None.

    Decrees name the last day or the day after it: `1 Jan 2022 – 31 Dec 2026` and `… – 1 Jan 2027` are both five years.
    """
    for years in range(1, ends_on.year - starts_on.year + 2):
        if abs((ends_on - years_after(starts_on, years)).days) <= 1:
            return years
    return None


def years_after(day: date, years: int) -> date:
    """The same calendar day some years later; 29 February becomes 1 March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _standing_of(term: Term, day: date) -> Standing:
    state = _STATE_OF_PHASE[phase_on(term, day)]
    if state is BoardState.AWAITING:
        since = term.elected_on if _came(term.elected_on, day) else term.starts_on
        return Standing(state, max((day - since).days, 0) if since else None, None, term)
    left = (term.ends_on - day).days
    if state is BoardState.EXPIRED:
        return Standing(state, -left, None, term)
    return Standing(state, left, alert_for(left), term)


def _is_coming(term: Term, day: date) -> bool:
    return day < term.starts_on and (term.closed_on is None or term.closed_on > term.starts_on)


def _came(event_on: date | None, day: date) -> bool:
    return event_on is not None and event_on <= day
