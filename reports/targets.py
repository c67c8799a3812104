"""What a region aims at in a year, how far it has come, and how it stood a year before (DB08).

Shares run from 0 to 1 here, as in every table; the administrator types them in percent.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from groups.tiers import published_bands
from regions.clock import local_today
from regions.codes import Level
from regions.models import Region
from regions.months import month_of, month_range, shift
from reports.history.reading import History, Point, end_of, history_of, year_before
from reports.models import Measure, Target
from reports.month_figures import month_total
from reports.monthly import kept_since, month_figures
from reports.regional import months_made_true
from reports.table import Kind

FIRST_YEAR, LAST_YEAR = 1979, 2100
KINDS = {
    Measure.GROUPS: Kind.INTEGER,
    Measure.MEMBERS: Kind.INTEGER,
    Measure.KB_SHARE: Kind.PERCENT,
    Measure.CAPITAL: Kind.RUPIAH,
    Measure.TOP_TIER: Kind.INTEGER,
    Measure.REPORTING_SHARE: Kind.PERCENT,
}

Number = int | Decimal | None


@dataclass(frozen=True)
class Standing:
    """How a region stood on the day `on`, measure by measure; a measure that is not known then is None."""

    on: date | None
    values: dict[str, Number]


@dataclass(frozen=True)
class Achievement:
    """One measure of a region and year. None: not known, or no target."""

    measure: Measure
    now: Number
    last_year: Number
    target: Number
    on: date | None
    last_on: date | None

    @property
    def kind(self) -> Kind:
        """Whether it counts, is money or a share."""
        return KINDS[self.measure]

    @property
    def change(self) -> Number:
        """By how much it has grown in the year; of shares the difference in points."""
        return None if self.now is None or self.last_year is None else self.now - self.last_year

    @property
    def points(self) -> Decimal | None:
        """The change of a share in points of percent; None for what is no share."""
        change = self.change
        return None if change is None or self.kind is not Kind.PERCENT else Decimal(change) * 100

    @property
    def share(self) -> Decimal | None:
        """The part of the target reached; None without a target, with one of nought, or without a figure."""
        return Decimal(self.now) / Decimal(self.target) if self.target and self.now is not None else None


def clean_year(text: str, default: int) -> int:
    """The year of an address between 1979 and 2100; anything else gives the default."""
    year = int(text) if len(text) == 4 and text.isascii() and text.isdigit() else default
    return year if FIRST_YEAR <= year <= LAST_YEAR else default


def achieved(region: Region, year: int, history: History | None = None) -> list[Achievement]:
    """Every measure of a region: today, or at the end of a year that is over, beside a year before and the target.

    A year before today means the nearest end of a month. Give `history` where the caller has it. Raises ValueError for
    a year outside 1979 to 2100.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(year)
    now, before = _standings(region, year, history)
    found = Target.objects.filter(region=region, year=year).values_list("measure", "value")
    targets = {measure: _as_told(measure, value) for measure, value in found}
    return [
        Achievement(
            measure,
            now.values.get(measure),
            before.values.get(measure),
            targets.get(measure),
            now.on,
            before.on,
        )
        for measure in Measure
    ]


def in_top_tier(point: Point) -> int | None:
    """Groups in the highest band in force on the day of the point; None where there were no bands."""
    bands = published_bands().at(point.on)
    return point.tiers.get(bands[-1].code, 0) if bands else None


def _as_told(measure: str, value: Decimal) -> Number:
    """A target in the unit of its measure: what was typed in percent as a share, a count without decimals."""
    if KINDS[Measure(measure)] is Kind.PERCENT:
        return value / 100
    return int(value) if value == int(value) else value


def _standings(region: Region, year: int, history: History | None) -> tuple[Standing, Standing]:
    """The day that counts for the year, and the same day a year before."""
    day = local_today(region)
    if year < day.year:
        ends = [date(number, 12, 1) for number in (year, year - 1)]
        points = [end_of(region, month) for month in ends]
        months = month_range(date(year, 1, 1), ends[0])
    else:
        history = history or history_of(region)
        points = [history.today, history.on(year_before(day))]
        months = month_range(date(day.year, 1, 1), shift(month_of(day), -1))
    reporting = _reporting_shares(region, months)
    now, before = (_standing(*pair) for pair in zip(points, reporting, strict=True))
    return now, before


def _standing(point: Point | None, reporting: Decimal | None) -> Standing:
    if point is None:
        return Standing(None, {Measure.REPORTING_SHARE: reporting})
    values: dict[str, Number] = {
        Measure.GROUPS: point.groups_active,
        Measure.MEMBERS: point.members,
        Measure.KB_SHARE: point.kb_share,
        Measure.CAPITAL: point.capital,
        Measure.TOP_TIER: in_top_tier(point),
        Measure.REPORTING_SHARE: reporting,
    }
    return Standing(point.on, values)


def _reporting_shares(region: Region, months: list[date]) -> tuple[Decimal | None, Decimal | None]:
    """LAPOR among ADA over all these months together, and over the same months a year before."""
    earlier = [shift(month, -12) for month in months]
    return _reporting_share(region, months), _reporting_share(region, earlier)


def _reporting_share(region: Region, months: list[date]) -> Decimal | None:
    """None where a month is not kept: a share over some of them would pass for the whole."""
    if not months:
        return None
    if region.level != Level.VILLAGE:
        months_made_true([region.pk])
        first = kept_since([region.pk])
        if first is None or first > months[0]:
            return None
    rows = month_figures([region.pk], region.level, months)
    return month_total(rows.values()).share
