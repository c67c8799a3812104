"""This year against last beside the headline figures, and what was aimed at (DB08)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.roles import Permission
from regions.models import Region
from reports.few_people import sees_people
from reports.history.reading import History, Point, year_before
from reports.models import Measure, Target
from reports.table import Kind

Number = int | Decimal
# What has a year before: how it is written, and its value at a point in time.
MEASURED: dict[Measure, tuple[Kind, Callable[[Point], Number | None]]] = {
    Measure.GROUPS: (Kind.INTEGER, lambda point: point.groups_active),
    Measure.MEMBERS: (Kind.INTEGER, lambda point: point.members),
    Measure.KB_SHARE: (Kind.PERCENT, lambda point: point.kb_share),
    Measure.CAPITAL: (Kind.RUPIAH, lambda point: point.capital),
}


@dataclass(frozen=True)
class Trend:
    """A headline figure today, a year before (`last_on`: the nearest end of a month), and its target for the year."""

    kind: Kind
    now: Number | None
    before: Number | None
    last_on: date | None
    target: Number | None

    @property
    def change(self) -> Number | None:
        """By how much it has grown; None where one of the two is not known."""
        return None if self.now is None or self.before is None else self.now - self.before

    @property
    def way(self) -> str:
        """The direction: up, down or same."""
        change = self.change or 0
        return "up" if change > 0 else "down" if change < 0 else "same"

    @property
    def sign(self) -> str:
        """The direction for the eye."""
        return {"up": "▲", "down": "▼", "same": "="}[self.way]

    @property
    def growth(self) -> Decimal | None:
        """By which part of last year's figure it has changed, without its sign; None for shares, or from nought."""
        if self.kind is Kind.PERCENT or not self.before or self.change is None:
            return None
        return abs(Decimal(self.change) / Decimal(self.before))

    @property
    def points(self) -> Decimal | None:
        """The change of a share in points, without its sign."""
        if self.kind is not Kind.PERCENT or self.change is None:
            return None
        return abs(Decimal(self.change) * 100)

    @property
    def share(self) -> Decimal | None:
        """The part of the target reached."""
        return Decimal(self.now) / Decimal(self.target) if self.target and self.now is not None else None


def trends(user, region: Region, history: History, today: date) -> dict[str, Trend]:
    """The trends this user may see, by measure; left out where neither a year before nor a target is known."""
    before = history.on(year_before(today))
    targets = dict(Target.objects.filter(region=region, year=today.year).values_list("measure", "value"))
    found = {
        measure.value: Trend(
            kind,
            value(history.today),
            value(before) if before else None,
            before.on if before else None,
            _as_told(kind, targets.get(measure)),
        )
        for measure, (kind, value) in MEASURED.items()
        if _is_seen(user, measure)
    }
    return {measure: trend for measure, trend in found.items() if trend.change is not None or trend.target}


def _is_seen(user, measure: Measure) -> bool:
    """Only where the figure itself is shown in full."""
    needed = {Measure.MEMBERS: sees_people(user), Measure.KB_SHARE: user.allows(Permission.KB_STATUS_VIEW)}
    return needed.get(measure, True)


def _as_told(kind: Kind, target: Decimal | None) -> Decimal | None:
    """A target in the unit of its figure: shares are typed in percent."""
    return target / 100 if target is not None and kind is Kind.PERCENT else target
