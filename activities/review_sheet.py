"""A register as its reviewer reads it: what was handed in, in the order of the R/I card, beside the month before."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, Prefetch, Subquery

from activities.attendance import members_of_month
from activities.models import Attendance, Meeting, MonthlyReport
from members.models import Membership
from regions.months import shift


@dataclass(frozen=True)
class MonthSheet:
    """One month of a group in figures. `report` is None where nothing was handed in.

    `members` are those of the days it met, so that never more came than there were.
    """

    month: date
    report: MonthlyReport | None
    meetings: list[Meeting]
    members: int

    @property
    def came(self) -> set[int]:
        """The people ticked at one meeting at least; an office taken in between makes nobody another person."""
        return {tick.membership.person_id for meeting in self.meetings for tick in meeting.attendances.all()}

    @property
    def topics(self) -> list[str]:
        """What was talked about, each topic once, in the order in which it came up."""
        return list(dict.fromkeys(label for meeting in self.meetings for label in meeting.topic_labels))

    @property
    def coachings(self) -> list[str]:
        """The coaching sessions: what about, and by whom."""
        held = [meeting for meeting in self.meetings if meeting.coaching]
        return [f"{meeting.get_coaching_display()} ({meeting.agency})" for meeting in held]

    @property
    def capital(self):
        """The capital seen on the visit as it stands, or None."""
        return self.report.capital_seen if self.report else None


@dataclass(frozen=True)
class ReviewSheet:
    """The month under review and the one before."""

    now: MonthSheet
    before: MonthSheet

    @property
    def same_people(self) -> bool:
        """True if exactly the same members came as the month before: worth a question, and often right."""
        return bool(self.now.came) and self.now.came == self.before.came

    @property
    def columns(self) -> list[MonthSheet]:
        """Both months, the one under review first."""
        return [self.now, self.before]


def review_sheet(report: MonthlyReport) -> ReviewSheet:
    """Both months of the report's group, with meetings and who came; six queries, however many meetings there were."""
    previous = MonthlyReport.objects.filter(group=report.group, month=shift(report.month, -1))
    previous = previous.exclude(submitted_on=None).select_related("capital_record").first()
    meetings = _meetings([report, previous])
    return ReviewSheet(
        now=_sheet(report.group, report.month, report, meetings),
        before=_sheet(report.group, shift(report.month, -1), previous, meetings),
    )


def _sheet(group, month: date, report, meetings: list[Meeting]) -> MonthSheet:
    own = [meeting for meeting in meetings if report and meeting.report_id == report.pk]
    ticked = {tick.membership_id for meeting in own for tick in meeting.attendances.all()}
    members = {row.person_id for row in members_of_month(group, own, ticked)}
    return MonthSheet(month, report, own, len(members))


def _meetings(reports) -> list[Meeting]:
    """The meetings with those who came by name, and how many were on the roster of the day."""
    roster = Membership.objects.of_group(OuterRef("report__group_id")).current(OuterRef("on")).order_by()
    counted = roster.values("group_id").annotate(number=Count("pk")).values("number")
    ticks = Attendance.objects.select_related("membership__person").order_by("membership__person__name_key", "id")
    found = Meeting.objects.filter(report__in=[one.pk for one in reports if one])
    return list(found.annotate(roster_count=Subquery(counted)).prefetch_related(Prefetch("attendances", ticks)))
