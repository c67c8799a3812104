"""What the worker does for the read side."""

from datetime import date

from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from jobs.daily import every_day
from regions.codes import NATION_CODE
from reports.history.keeping import refresh_all_history, regencies_with_due_history
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


@task()
def refresh_history() -> int:
    """Make the history of every regency anew that is due, one transaction each; gives the number made."""
    codes = list(regencies_with_due_history([NATION_CODE]).values_list("code", flat=True))
    return max(refresh_all_history(codes), default=0)


def queue_refresh() -> None:
    """Ask the worker to recompute what is due; once is enough however many pages ask."""
    _queue_once(refresh_totals)


def queue_month_refresh() -> None:
    """Ask the worker to recompute the months that are due, once."""
    _queue_once(refresh_month_totals)


def queue_history_refresh() -> None:
    """Ask the worker to make the history anew that is due, once."""
    _queue_once(refresh_history)


@every_day("history")
def ask_for_history(day: date) -> None:
    """Take up the month that has ended, also where nobody opens a page."""
    queue_history_refresh()


def _queue_once(wanted) -> None:
    """Only a task still waiting counts: one that is running may have passed the regency that became due since."""
    waiting = DBTaskResult.objects.filter(task_path=wanted.module_path, status=TaskResultStatus.READY)
    if not waiting.exists():
        wanted.enqueue()
