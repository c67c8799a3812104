"""When a card or register may be written, and when it is late: pure, by local days.

A month has an entry phase (from its first day through the day it is due), a correction phase (still open, and what is
handed in for the first time is late) and then it is locked. Source: R/I/UPPKA is due on the 3rd of the next month,
K/0/UPPKA on 3 January. How long corrections stay open the programme does not say: the defaults are ours
(REPORT_CORRECTION_MONTHS, CARD_LOCK_MONTH), and the administrator can set other days for any one period.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.conf import settings

from regions.months import last_day, month_of, shift

CARD_OPENS = (12, 1)  # of the year before: cards are prepared in December
CARD_DUE = (1, 3)
CARD_LOCK_MONTH = 4


class Phase(StrEnum):
    """Where a period stands on a local day."""

    AHEAD = "ahead"
    ENTRY = "entry"
    CORRECTION = "correction"
    LOCKED = "locked"


@dataclass(frozen=True)
class Period:
    """One month of registers or one year of cards: open from `opens_on`, due on `due_on`, locked from `locks_on` on."""

    start: date
    opens_on: date
    due_on: date
    locks_on: date

    def phase(self, today: date) -> Phase:
        """The phase on a local day."""
        if today < self.opens_on:
            return Phase.AHEAD
        if today >= self.locks_on:
            return Phase.LOCKED
        return Phase.ENTRY if today <= self.due_on else Phase.CORRECTION

    def is_open(self, today: date) -> bool:
        """True while entries can be written, handed in and returned."""
        return self.phase(today) in (Phase.ENTRY, Phase.CORRECTION)

    def is_late(self, on: date) -> bool:
        """True if what is handed in for the first time on this day is late."""
        return on > self.due_on

    def days_left(self, today: date) -> int:
        """Days until it is due: 0 on that day, negative once it is late."""
        return (self.due_on - today).days

    @property
    def last_open_on(self) -> date:
        """The last day before the lock."""
        return self.locks_on - timedelta(days=1)


def month_period(month: date) -> Period:
    """The days of a month's register where the administrator has set no others."""
    after = shift(month_of(month), 1)
    due_on = after.replace(day=min(max(settings.REPORT_DUE_DAY, 1), last_day(after).day))
    return Period(
        start=month_of(month),
        opens_on=month_of(month),
        due_on=due_on,
        # Whatever the settings are, the day it is due is a day on which it can be handed in.
        locks_on=max(shift(after, settings.REPORT_CORRECTION_MONTHS), due_on + timedelta(days=1)),
    )


def year_period(year: int) -> Period:
    """The days of a year's card where the administrator has set no others."""
    return Period(
        start=date(year, 1, 1),
        opens_on=date(year - 1, *CARD_OPENS),
        due_on=date(year, *CARD_DUE),
        locks_on=date(year, CARD_LOCK_MONTH, 1),
    )
