"""What the worker does for matrices that are too much for a page."""

from datetime import date

from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from regions.models import Region
from reports.graduation.stored import WORKER, graduation_of


@task()
def keep_graduation(code: str, from_on: str, to_on: str) -> None:
    """Count and keep the matrix of a region between two days, written as 2026-12-31."""
    graduation_of(Region.objects.get(pk=code), date.fromisoformat(from_on), date.fromisoformat(to_on), most=WORKER)


def queue_graduation(region: Region, from_on: date, to_on: date) -> None:
    """Ask the worker for a matrix; once is enough however many pages ask."""
    asked = [region.pk, from_on.isoformat(), to_on.isoformat()]
    waiting = DBTaskResult.objects.filter(
        task_path=keep_graduation.module_path, status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING)
    )
    if not any(result.args_kwargs["args"] == asked for result in waiting):
        keep_graduation.enqueue(*asked)
