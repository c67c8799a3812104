"""The text of a reminder, ready to be pasted into a chat; and the month of a group that waits."""

from datetime import date
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.decorators import require
from accounts.roles import Permission, Role
from activities.calendar import Period
from activities.listing import groups_of_month
from activities.models import ReportingPeriod
from activities.periods import open_months
from activities.reminder import reminder_for, reminder_for_area, reminders_for_officers, silent_villages
from groups.listing import OutsideTerritory, Place, place_of
from groups.models import EnterpriseGroup
from regions.clock import local_today
from regions.codes import CodeError, Level, clean_code, is_inside
from regions.months import month_key, month_of, parse_month


@require(Permission.ACTIVITY_VIEW)
@require_safe
def reminder(request):
    """Reminders about one open month: for each officer of a regency or less, and one for the whole area.

    An officer gets her own. Above a regency one chooses where.
    """
    place = _place(request)
    today = local_today(place.region or request.user)
    months = open_months(today)
    period = _chosen(months, request.GET.get("bulan", ""))
    context = {
        "place": place.region,
        "period": period,
        "months": [(one, _url(place, one), one == period) for one in months],
        "above": [(region, _url(Place(region, [], []), period)) for region in place.above],
        "below": [(region, _url(Place(region, [], []), period)) for region in place.below],
    }
    is_own = request.user.role == Role.OFFICER
    if request.user.territories and (is_own or (place.region and place.region.level >= Level.REGENCY)):
        context |= _texts(request.user, place, period, today) | {"is_own": is_own}
    return render(request, "activities/reminder.html", context)


@require(Permission.ACTIVITY_VIEW)
@require_safe
def report_due(request, number):
    """To the month of a group that is late and can still be handed in; where there is none, to the running month."""
    group = get_object_or_404(EnterpriseGroup.objects.visible_to(request.user), number=number)
    today = local_today(group)
    month = ReportingPeriod.objects.late_month(today) or month_of(today)
    return redirect("report_detail", number, month_key(month))


def _texts(user, place: Place, period: Period, today: date) -> dict:
    groups = EnterpriseGroup.objects.visible_to(user)
    if place.region:
        groups = groups.in_region(place.region.pk)
    villages = silent_villages(groups, period.start)
    if user.role == Role.OFFICER:
        return {"reminders": [reminder_for(user, villages, period, today)] if villages else []}
    if not villages:
        return {"reminders": []}
    existing = groups_of_month(groups, period.start).count()
    return {
        "area": reminder_for_area(place.region.name, villages, existing, period, today),
        "reminders": reminders_for_officers(place.region.pk, villages, period, today),
    }


def _place(request) -> Place:
    """The region asked for, else the one of the whole territory; 404 outside it, and also above it."""
    asked = request.GET.get("wilayah", "")
    try:
        place = place_of(request.user, clean_code(asked) if asked else "")
    except (OutsideTerritory, CodeError) as outside:
        raise Http404 from outside
    if place.region and not any(is_inside(place.region.pk, own) for own in request.user.territory_codes):
        raise Http404
    return place


def _chosen(months: list[Period], asked: str) -> Period:
    """The open month asked for, else the oldest one: the running month is always open."""
    try:
        month = parse_month(asked)
    except ValueError:
        return months[0]
    return next((period for period in months if period.start == month), months[0])


def _url(place: Place, period: Period) -> str:
    query = {"bulan": month_key(period.start)} | ({"wilayah": place.region.pk} if place.region else {})
    return f"{reverse('reminder')}?{urlencode(query)}"
