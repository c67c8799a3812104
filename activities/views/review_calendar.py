"""The calendar of the months and years: when each opens, is due and locks, and where it stands today."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.decorators import require
from accounts.roles import Permission
from activities.calendar import Period
from activities.models import PeriodKind, ReportingPeriod
from activities.periods import periods_of_months, periods_of_years
from regions.clock import local_now, local_today
from regions.months import month_of, months_ending, shift

MONTHS_BACK = 12


@dataclass(frozen=True)
class CalendarRow:
    """One period as it stands today; `changed` holds the administrator's own days for it, if there are any."""

    period: Period
    phase: str
    days_left: int
    days_open: int
    changed: ReportingPeriod | None
    kind: str

    @property
    def change_url(self) -> str:
        """Where the administrator changes its days: the row on record, or a new one filled with the rule's days."""
        if self.changed:
            return reverse("admin:activities_reportingperiod_change", args=[self.changed.pk])
        asked = urlencode({"kind": self.kind, "start": self.period.start.isoformat()})
        return f"{reverse('admin:activities_reportingperiod_add')}?{asked}"


@require(Permission.ACTIVITY_VIEW)
@require_safe
def period_list(request):
    """The last twelve months, this one and the next, and the cards of last year, this year and the next."""
    today = local_today(request.user)
    present = month_of(today)
    months = periods_of_months(months_ending(shift(present, 1), MONTHS_BACK + 2)).values()
    years = periods_of_years([today.year - 1, today.year, today.year + 1]).values()
    changed = {(row.kind, row.start): row for row in ReportingPeriod.objects.filter(start__in=_starts(months, years))}
    context = {
        "today": today,
        "zone": local_now(request.user).tzname(),
        "months": [_row(PeriodKind.MONTH, period, today, changed) for period in _newest(months)],
        "years": [_row(PeriodKind.YEAR, period, today, changed) for period in _newest(years)],
        "can_change": request.user.allows(Permission.REFERENCE_EDIT),
    }
    return render(request, "activities/period_list.html", context)


def _starts(*periods) -> list[date]:
    return [period.start for some in periods for period in some]


def _newest(periods) -> list[Period]:
    return sorted(periods, key=lambda period: period.start, reverse=True)


def _row(kind: str, period: Period, today: date, changed: dict) -> CalendarRow:
    return CalendarRow(
        period=period,
        phase=period.phase(today).value,
        days_left=period.days_left(today),
        days_open=(period.locks_on - today).days,
        changed=changed.get((kind, period.start)),
        kind=kind.value,
    )
