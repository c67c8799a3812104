"""The day of a hand-over has come: the groups of its villages get the successor as their mentor.

Territories need nothing: they carry their dates. This is done once per hand-over, by the worker at midnight of the
villages and by whoever looks first if the worker has not: `apply_due` may be called as often as one likes.
"""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.audit import use_reason
from accounts.authorship import acting
from accounts.models import User
from accounts.roles import Role
from activities.models import HandOver
from groups.actions.rows import save_group
from groups.models import EnterpriseGroup
from regions.clock import local_today
from regions.codes import WIT
from regions.scoping import in_any_region


class _East:
    """Where a day begins first; beyond its day nothing can be due."""

    time_zone = WIT


def apply_due() -> int:
    """Give the groups of every hand-over whose day has come to the successor; gives the number of hand-overs."""
    waiting = HandOver.objects.waiting().filter(on__lte=local_today(_East())).select_related("region")
    return sum(apply_hand_over(row.pk) for row in waiting if row.on <= local_today(row.region))


@transaction.atomic
def apply_hand_over(pk: int) -> bool:
    """Give the groups of one hand-over to the successor, unless it was done, cancelled, or its day is still to come."""
    rows = HandOver.objects.select_for_update(of=("self",)).select_related("region", "officer", "successor")
    row = rows.select_related("recorded_by").get(pk=pk)
    if row.applied_at or row.cancelled_at or local_today(row.region) < row.on:
        return False
    with acting(row.recorded_by), use_reason(row.reason):
        for group in _groups_of(row):
            group.mentor = row.successor
            save_group(group, row.recorded_by, ["mentor"])
        row.applied_at = timezone.now()
        row.save(update_fields=["applied_at"])
    return True


def mentored_by(officer: User | None) -> Q:
    """The old officer's groups; where there was no officer, those that have no mentor or another officer as one."""
    return Q(mentor=officer) if officer else Q(mentor__isnull=True) | Q(mentor__role=Role.OFFICER)


def _groups_of(row: HandOver):
    villages = in_any_region("village_id", row.regions.values_list("code", flat=True))
    groups = EnterpriseGroup.objects.filter(villages, mentored_by(row.officer)).exclude(mentor_id=row.successor_id)
    held = EnterpriseGroup.objects.filter(pk__in=groups.order_by().values("pk")).select_for_update(of=("self",))
    return held.select_related("village").order_by("pk")
