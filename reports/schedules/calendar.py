"""On which days a schedule is due."""

from datetime import date, timedelta

from regions.months import month_of, shift
from reports.models import Rhythm


def next_day(rhythm: str, after: date) -> date:
    """The next Monday, or the next first of a month, after a day."""
    if rhythm == Rhythm.WEEKLY:
        return after + timedelta(days=7 - after.weekday())
    return shift(month_of(after), 1)
