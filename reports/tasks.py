"""What the worker does for the read side."""

from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from regions.codes import NATION_CODE
from reports.monthly import refresh_all_months, regencies_with_due_months
from reports.totals import due_regencies, refresh_all


@task()
def refresh_totals() -> int:
    """Recompute every regency that is due, one transaction each; gives the number recomputed."""
    codes = list(due_regencies([NATION_CODE]).values_list("code", flat=True))
    return max(refresh_all(codes), default=0)


@task()
def refresh_month_totals() -> int:
    """Recompute every regency whose months are due, one transaction each; gives the number recomputed."""
    codes = list(regencies_with_due_months([NATION_CODE]).values_list("code", flat=True))
    return max(refresh_all_months(codes), default=0)


def queue_refresh() -> None:
    """Ask the worker to recompute what is due; once is enough however many pages ask."""
    _queue_once(refresh_totals)


def queue_month_refresh() -> None:
    """Ask the worker to recompute the months that are due, once."""
    _queue_once(refresh_month_totals)


def _queue_once(wanted) -> None:
    """Only a task still waiting counts: one that is running may have passed the regency that became due since."""
    waiting = DBTaskResult.objects.filter(task_path=wanted.module_path, status=TaskResultStatus.READY)
    if not waiting.exists():
        wanted.enqueue()
