"""The questions asked of cards, registers and meetings, as querysets."""

from datetime import date

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from activities.calendar import Phase, month_period
from regions.months import month_of, shift
from regions.scoping import RegionScopedQuerySet

_HANDED_IN = ("submitted", "approved")


class SubmissionQuerySet(RegionScopedQuerySet):
    """Cards or registers, scoped by the village they carry."""

    region_field = "village_id"

    def handed_in(self):
        """Those that count as reported: submitted or approved."""
        return self.filter(status__in=_HANDED_IN)

    def waiting(self):
        """Those submitted and not yet decided on."""
        return self.filter(status="submitted")

    def returned(self):
        """Those that lie with the officer again, with a note."""
        return self.filter(status="returned")

    def of_group(self, group):
        """Those of one group."""
        return self.filter(group=group)


class MeetingQuerySet(RegionScopedQuerySet):
    """Meetings, scoped by their register's village."""

    region_field = "report__village_id"

    def with_present_count(self):
        """Annotate `present_count`: how many members were ticked."""
        ticks = self.model._meta.get_field("attendances").related_model.objects.filter(meeting_id=OuterRef("pk"))
        counted = ticks.order_by().values("meeting_id").annotate(number=Count("pk")).values("number")
        return self.annotate(present_count=Coalesce(Subquery(counted, output_field=IntegerField()), 0))


class AttendanceQuerySet(RegionScopedQuerySet):
    """Ticks, scoped by their register's village."""

    region_field = "meeting__report__village_id"


class HandOverQuerySet(RegionScopedQuerySet):
    """Hand-overs, scoped by the region around the villages that change hands."""

    region_field = "region_id"

    def waiting(self):
        """Those whose groups have not been given to the successor yet, in the order in which they take effect."""
        return self.filter(applied_at__isnull=True, cancelled_at__isnull=True).order_by("on", "id")


class PeriodQuerySet(QuerySet):
    """The periods for which the administrator has set days of their own."""

    def late_month(self, today: date) -> date | None:
        """The newest month that is past its due day and can still be written; None in the days between two."""
        recent = [shift(month_of(today), -back) for back in range(4)]
        rows = self.filter(Q(start__in=recent) | Q(locks_on__gt=today), kind="month")
        periods = {month: month_period(month) for month in recent} | {row.start: row.period for row in rows}
        return max((one.start for one in periods.values() if one.phase(today) == Phase.CORRECTION), default=None)
