"""What the worker does for the month."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django_tasks import task

from activities.handover_day import apply_due
from activities.models import HandOver


@task()
def apply_hand_overs() -> int:
    """Give the groups of every hand-over whose day has come to the successor; gives the number of hand-overs."""
    return apply_due()


def queue_hand_over(row: HandOver) -> None:
    """Ask the worker to apply a hand-over when its day begins in its villages."""
    midnight = datetime.combine(row.on, time.min, ZoneInfo(row.time_zone))
    apply_hand_overs.using(run_after=midnight).enqueue()
