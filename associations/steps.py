"""The life of a term as a line of steps: what happened when, and what is next. Pure: dates in, steps out.

Planned, elected, inaugurated, in office, about to end, past its end and acting, succeeded or ended; each with its day.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from associations.terms import ALERT_DAYS


@dataclass(frozen=True)
class Step:
    """One step of a term: its name, its day (None: not known yet), whether it has come, and whether it is the next."""

    code: str
    label: str | Promise
    on: date | None
    is_done: bool
    is_next: bool = False


def steps_of(term, day: date, planned_on: date | None = None) -> list[Step]:
    """The steps of a term on a day, in their order; `planned_on` is the day it was put on record.

    A step that was skipped on record stands undone between the others. An inauguration still to come is the next one;
    an election without a day has been held all the same once the term is in office.
    """
    dated = [Step(code, label, on, on is not None and on <= day) for code, label, on in _days(term, planned_on)]
    is_begun = any(step.code == "running" and step.is_done for step in dated)
    waiting = [step for step in dated if not step.is_done and not (is_begun and step.code == "elected")]
    return [replace(step, is_next=step is waiting[0]) if waiting else step for step in dated]


def _days(term, planned_on: date | None) -> Iterator[tuple[str, str | Promise, date | None]]:
    begun = term.elected_on or term.starts_on
    if planned_on is not None and planned_on < begun:
        yield "planned", _("Direncanakan"), planned_on
    yield "elected", _("Terpilih"), term.elected_on
    early = term.inaugurated_on is None or term.inaugurated_on <= term.starts_on
    if early:
        yield "inaugurated", _("Dilantik"), term.inaugurated_on
    yield "running", _("Mulai bertugas"), term.starts_on
    if not early:
        yield "inaugurated", _("Dilantik"), term.inaugurated_on
    yield from _end(term)


def _end(term) -> Iterator[tuple[str, str | Promise, date | None]]:
    """The last steps; a term that was closed early has none of those it did not live to see."""
    soon = term.ends_on - timedelta(days=ALERT_DAYS[0])
    if term.starts_on < soon and (term.closed_on is None or soon < term.closed_on):
        yield "ending", _("Segera berakhir"), soon
    if term.closed_on is None or term.ends_on < term.closed_on:
        yield "expired", _("Masa bakti habis, tetap bertugas"), term.ends_on
    yield "closed", _("Selesai, diganti"), term.closed_on
