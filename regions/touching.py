"""Telling the read side that a regency's totals have changed."""

from datetime import date

from regions.models import TouchedMonth, TouchedRegion
from regions.months import month_of


def touch(code: str, *, on: date) -> None:
    """Mark the regency of a region code as changed, from the local day `on` (which may lie ahead: a dated leave).

    Call it in the transaction of the write itself. Codes above a regency are not touched one by one: see `touch_all`.
    """
    TouchedRegion.objects.create(regency_code=code[:4], due_on=on)


def touch_months(code: str, *, since: date, until: date | None = None) -> None:
    """Mark the month totals of a regency as changed, from the month of the day `since` through that of `until`.

    Without `until` every later month is meant: a change of status holds from then on. Call it in the transaction of
    the write.
    """
    last = month_of(until) if until else None
    TouchedMonth.objects.create(regency_code=code[:4], since=month_of(since), until=last)
