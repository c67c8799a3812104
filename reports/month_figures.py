"""One region's month as a value that can be added up. Pure: no database. Defined in words in `docs/figures.md`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal


@dataclass(frozen=True)
class MonthFigures:
    """ADA, LAPOR and what was reported, of one region and month. All are groups, but for `meetings`."""

    existing: int = 0
    reporting: int = 0
    on_time: int = 0
    approved: int = 0
    met: int = 0
    meetings: int = 0
    topic_business: int = 0
    topic_finance: int = 0
    topic_health: int = 0
    coaching: int = 0

    def __add__(self, other: MonthFigures) -> MonthFigures:
        return MonthFigures(**{name: getattr(self, name) + getattr(other, name) for name in MONTH_COUNTED})

    @property
    def missing(self) -> int:
        """Groups that exist and have not handed in their register."""
        return self.existing - self.reporting

    @property
    def late(self) -> int:
        """Groups that reported, the first time after the due date."""
        return self.reporting - self.on_time

    @property
    def share(self) -> Decimal | None:
        """LAPOR among ADA; None where no group exists."""
        return _share(self.reporting, self.existing)

    @property
    def on_time_share(self) -> Decimal | None:
        """On time among ADA, so that it can only be too low; None where no group exists."""
        return _share(self.on_time, self.existing)


MONTH_COUNTED = tuple(field.name for field in fields(MonthFigures))
NO_MONTH = MonthFigures()


def month_total(parts: Iterable[MonthFigures]) -> MonthFigures:
    """The figures of several regions, or of several months, together."""
    return sum(parts, start=NO_MONTH)


def _share(part: int, whole: int) -> Decimal | None:
    return Decimal(part) / whole if whole else None
