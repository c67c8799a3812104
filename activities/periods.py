"""The periods as they stand: the rule of `calendar.py`, or what the administrator has set for one of them."""

from datetime import date

from django.conf import settings

from activities.calendar import Period, month_period, year_period
from activities.models import PeriodKind, ReportingPeriod
from regions.months import month_of, shift
from regions.once import once


def period_of_month(month: date) -> Period:
    """The period of one month's registers."""
    return periods_of_months([month])[month_of(month)]


def periods_of_months(months) -> dict[date, Period]:
    """The periods of these months, by month, in one query."""
    own = _own_months()
    return {month: own.get(month) or month_period(month) for month in map(month_of, months)}


def period_of_year(year: int) -> Period:
    """The period of one year's cards."""
    row = ReportingPeriod.objects.filter(kind=PeriodKind.YEAR, start=date(year, 1, 1)).first()
    return row.period if row else year_period(year)


def periods_of_years(years) -> dict[int, Period]:
    """The periods of the cards of these years, by year, in one query."""
    starts = {date(year, 1, 1): year for year in years}
    rows = ReportingPeriod.objects.filter(kind=PeriodKind.YEAR, start__in=starts)
    return {year: year_period(year) for year in years} | {starts[row.start]: row.period for row in rows}


def open_months(today: date) -> list[Period]:
    """The months whose registers can be written on a local day, oldest first; usually two."""
    present = month_of(today)
    # One further back an unset month is locked, whatever day it is.
    recent = [shift(present, -back) for back in range(max(settings.REPORT_CORRECTION_MONTHS, 0) + 1, -1, -1)]
    periods = periods_of_months({*recent, *_own_months()})
    return [period for _month, period in sorted(periods.items()) if period.is_open(today)]


def open_years(today: date) -> list[Period]:
    """The years whose cards can be written on a local day, oldest first; often none."""
    prolonged = ReportingPeriod.objects.filter(kind=PeriodKind.YEAR, locks_on__gt=today).values_list("start", flat=True)
    years = sorted({today.year, today.year + 1, *(start.year for start in prolonged)})
    return [period for _year, period in sorted(periods_of_years(years).items()) if period.is_open(today)]


@once
def _own_months() -> dict[date, Period]:
    """The months for which the administrator has set days of their own: a dozen a year at the most."""
    return {row.start: row.period for row in ReportingPeriod.objects.filter(kind=PeriodKind.MONTH)}
