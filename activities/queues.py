"""The queue of those who review: which registers or cards wait, in which order, and which one comes next."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, Q

from activities.models import AnnualCard, Attendance, MonthlyReport, ReviewStep, StepKind, Submission, SubmissionStatus
from regions.codes import NATION_CODE
from regions.keyset import CAP


@dataclass(frozen=True)
class Queue:
    """Registers, or cards, in one state; `region` and `period` (a month, or 1 January) narrow them where given."""

    is_card: bool = False
    status: str = SubmissionStatus.SUBMITTED
    region: str = ""
    period: date | None = None

    @property
    def model(self) -> type[Submission]:
        """The table."""
        return AnnualCard if self.is_card else MonthlyReport

    @property
    def period_name(self) -> str:
        """The column that says which month or year a row is of."""
        return "year" if self.is_card else "month"

    @property
    def order(self) -> tuple[str, ...]:
        """What waits longest comes first; what was decided is looked up from the newest."""
        is_waiting = self.status == SubmissionStatus.SUBMITTED
        return (self.period_name if is_waiting else f"-{self.period_name}", "village_id", "group__number")

    def rows(self, user):
        """The rows in the user's territory."""
        found = self.model.objects.visible_to(user).filter(status=self.status)
        if self.region and self.region != NATION_CODE:
            found = found.in_region(self.region)
        if self.period:
            found = found.filter(**{self.period_name: self.period.year if self.is_card else self.period})
        return found

    def waiting(self, user):
        """The same for what waits, whatever state is looked at."""
        return replace(self, status=SubmissionStatus.SUBMITTED).rows(user)

    def count_waiting(self, user) -> int:
        """How many wait, counted as far as a list counts."""
        return self.waiting(user).order_by().values("pk")[:CAP].count()


def next_waiting(user, queue: Queue, seen: Submission) -> Submission | None:
    """What this reviewer looks at after `seen`: the one behind it, else the first that is left; never her own."""
    name = queue.period_name
    period = getattr(seen, name)
    same = {name: period}
    behind = Q(**{f"{name}__gt": period}) | Q(**same, village_id__gt=seen.village_id)
    behind |= Q(**same, village_id=seen.village_id, group__number__gt=seen.group.number)
    others = queue.waiting(user).exclude(pk=seen.pk).exclude(submitted_by=user)
    others = others.order_by(name, "village_id", "group__number")
    return others.filter(behind).first() or others.first()


@dataclass(frozen=True)
class QueueRow:
    """One row of the list: what was handed in, how long it waits, who came, and the last decision on it."""

    submission: Submission
    days: int
    meetings: int
    present: int
    decision: ReviewStep | None
    is_own: bool

    @property
    def is_sent_again(self) -> bool:
        """True for what waits once more after it was returned."""
        return self.submission.status == SubmissionStatus.SUBMITTED and self.decision is not None


def queue_rows(submissions: Iterable[Submission], *, user, today: date) -> list[QueueRow]:
    """The rows of one page, in two more queries whatever their number."""
    submissions = list(submissions)
    came = _attendance([one.pk for one in submissions if isinstance(one, MonthlyReport)])
    decisions = _decisions(submissions)
    return [
        QueueRow(
            submission=one,
            # The group's day may have begun while the reviewer's has not.
            days=max((today - one.submitted_on).days, 0),
            meetings=came.get(one.pk, (0, 0))[0],
            present=came.get(one.pk, (0, 0))[1],
            decision=decisions.get(one.pk),
            is_own=one.submitted_by_id == user.pk,
        )
        for one in submissions
    ]


def _attendance(report_ids: list[int]) -> dict[int, tuple[int, int]]:
    """For each register: its meetings, and the people who came to at least one of them."""
    if not report_ids:
        return {}
    ticks = Attendance.objects.filter(meeting__report_id__in=report_ids).order_by().values("meeting__report_id")
    counted = ticks.annotate(
        meetings=Count("meeting_id", distinct=True), present=Count("membership__person_id", distinct=True)
    )
    return {row["meeting__report_id"]: (row["meetings"], row["present"]) for row in counted}


def _decisions(submissions: list[Submission]) -> dict[int, ReviewStep]:
    """The newest decision of a reviewer on each of these, which are all of one table."""
    if not submissions:
        return {}
    owner = "report" if isinstance(submissions[0], MonthlyReport) else "card"
    steps = ReviewStep.objects.filter(
        **{f"{owner}__in": [one.pk for one in submissions]}, kind__in=[StepKind.RETURNED, StepKind.APPROVED]
    )
    return {getattr(step, f"{owner}_id"): step for step in steps.select_related("by").order_by("id")}
