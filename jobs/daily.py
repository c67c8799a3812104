"""Duties of the day: each done once, by whichever worker comes first, and tried again where it fails.

    @every_day("history")
    def keep_history(day: date) -> None: ...

A duty may be begun again after a worker was killed in it: what it finds done it must not do twice. One that takes
longer than the claim lasts queues a job instead. The day is that of the office's server (`settings.TIME_ZONE`).
"""

import logging
from collections.abc import Callable
from datetime import date, timedelta

from django.db.models import F
from django.utils import timezone

from jobs.models import DutyDay

Duty = Callable[[date], object]
# A worker that was killed gives its duty free after so long; one that failed is tried again after as long.
CLAIM = TRY_AGAIN = timedelta(hours=1)
KEPT = timedelta(days=90)
_duties: dict[str, Duty] = {}
_log = logging.getLogger(__name__)


def every_day(name: str):
    """Register a function as a duty of every day; it gets the day it is done for."""

    def register(function: Duty) -> Duty:
        _duties[name] = function
        return function

    return register


def office_day() -> date:
    """The calendar day it is now where the server stands."""
    return timezone.localtime(timezone=timezone.get_default_timezone()).date()


def run_duties() -> list[str]:
    """Do what is still to be done today and nobody is doing; gives the names of what was done."""
    day = office_day()
    finished = set(DutyDay.objects.filter(day=day, done_at__isnull=False).values_list("name", flat=True))
    return [name for name in _duties if name not in finished and _do(name, day)]


def _do(name: str, day: date) -> bool:
    claim = _claimed(name, day)
    if claim is None:
        return False
    with _Ending(claim) as ending:
        _duties[name](day)
    return ending.is_done


def _claimed(name: str, day: date) -> DutyDay | None:
    """The duty's row with a claim on it; None where it is done, or another worker is at it, or it waits for its hour.

    One UPDATE takes it, so of many workers one gets it on either database.
    """
    now = timezone.now()
    made = DutyDay.objects.filter(name=name, day=day)
    if not made.exists():
        DutyDay.objects.filter(day__lt=day - KEPT).delete()
        DutyDay.objects.bulk_create([DutyDay(name=name, day=day, free_at=now)], ignore_conflicts=True)
    free = made.filter(done_at__isnull=True, free_at__lte=now)
    return made.get() if free.update(free_at=now + CLAIM, attempt=F("attempt") + 1) else None


class _Ending:
    """Notes how a duty ended. A failure is logged by its kind alone and leaves the duty to a later hour."""

    def __init__(self, claim: DutyDay):
        self.claim = claim
        self.is_done = False

    def __enter__(self) -> "_Ending":
        return self

    def __exit__(self, kind, error, _trace) -> bool:
        own = DutyDay.objects.filter(pk=self.claim.pk, attempt=self.claim.attempt)
        if kind is None:
            self.is_done = bool(own.update(done_at=timezone.now(), problem=""))
            return False
        if not issubclass(kind, Exception):
            return False
        own.update(free_at=timezone.now() + TRY_AGAIN, problem=kind.__name__[:80])
        _log.error("duty_failed %s", self.claim.name, exc_info=error)
        return True
