"""The questions asked of groups and their capital, as querysets."""

from bisect import bisect_right
from datetime import date

from django.apps import apps
from django.db import models
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.lookups import Exact

from regions.scoping import RegionScopedQuerySet


def was_active(day: date) -> Q:
    """A condition on groups: active on the day."""
    changes = apps.get_model("groups", "StatusChange").objects.filter(group_id=OuterRef("pk"), on__lte=day)
    then = Subquery(changes.order_by("-on", "-id").values("status")[:1])
    # Most groups are active and have long been: their own row answers, and the history is read for the others.
    return Q(status="active", status_on__lte=day) | Q(Exact(then, Value("active")))


def was_active_with(day: date, status: str, since: date | None, history: list[tuple[date, str]]) -> bool:
    """`was_active` of one group whose status, its day and its changes (day and status, oldest first) are at hand."""
    if status == "active" and since is not None and since <= day:
        return True
    place = bisect_right(history, day, key=lambda change: change[0])
    return place > 0 and history[place - 1][1] == "active"


class GroupQuerySet(RegionScopedQuerySet):
    """Groups, scoped by their village."""

    region_field = "village_id"

    def active(self):
        """Groups that work now."""
        return self.filter(status="active")

    def working_on(self, day: date):
        """Groups that were active on the day: their newest status change not later than it says so."""
        return self.filter(was_active(day))

    def of_stage(self, code: str):
        """Groups whose newest assessment is this stage."""
        return self.filter(stage__code=code)

    def with_capital_between(self, lower: int, upper: int | None):
        """Groups whose newest capital lies in a band: lower bound inclusive, no upper bound for the highest."""
        found = self.filter(capital_total__gte=lower)
        return found if upper is None else found.filter(capital_total__lt=upper)


class CapitalQuerySet(RegionScopedQuerySet):
    """Capital observations, scoped by their group's village."""

    region_field = "group__village_id"

    def valid(self):
        """Records that no correction has replaced and that do not cancel another."""
        return self.filter(replaced_by__isnull=True, is_void=False)

    def as_at(self, day: date):
        """Valid records not later than the day, newest first; the first one of a group is its capital then."""
        return self.valid().filter(on__lte=day).order_by("-on", "-id")


class TierScheduleQuerySet(models.QuerySet):
    """Sets of bands by date."""

    def published(self):
        """Schedules that hold or will hold; drafts are left out."""
        return self.filter(is_published=True)

    def as_at(self, day: date):
        """The schedule that holds on the day, as the first row."""
        return self.published().filter(Q(valid_from__lte=day)).order_by("-valid_from")
