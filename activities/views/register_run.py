"""A stack of paper registers entered in a run: the day of the visit typed last, and the group that comes next (FE10).

The session keeps two days and nothing else. The order is the one in which blank forms print: village, then number.
"""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from activities.models import MonthlyReport
from activities.views.register_month import GroupMonth
from groups.models import EnterpriseGroup
from regions.clock import local_today
from regions.months import last_day, month_of

VISITED = "kunjungan_terakhir"


def remember_visit(request, place: GroupMonth, visited_on: date) -> None:
    """Keep the day of the visit for the next form of the same day."""
    request.session[VISITED] = [visited_on.isoformat(), place.today.isoformat()]


def proposed_visit(request, place: GroupMonth) -> date | None:
    """The day to propose: the one typed last today where it fits this month; else today while the month runs."""
    visited_on = _remembered(request, place)
    if visited_on and place.period.opens_on <= visited_on <= place.today:
        return visited_on
    return place.today if month_of(place.today) == place.month else None


def next_group(user, place: GroupMonth) -> EnterpriseGroup | None:
    """The next group of the territory that owes this month; after the last one it begins again at the first."""
    handed_in = MonthlyReport.objects.handed_in().filter(group_id=OuterRef("pk"), month=place.month)
    groups = EnterpriseGroup.objects.visible_to(user).working_on(min(last_day(place.month), local_today(user)))
    owed = groups.filter(~Exists(handed_in.order_by())).select_related("village").order_by("village_id", "number")
    here = place.group
    after = Q(village_id__gt=here.village_id) | Q(village_id=here.village_id, number__gt=here.number)
    return owed.filter(after).first() or owed.exclude(pk=here.pk).first()


def _remembered(request, place: GroupMonth) -> date | None:
    visited_on, typed_on = request.session.get(VISITED, ["", ""])
    return date.fromisoformat(visited_on) if typed_on == place.today.isoformat() else None
