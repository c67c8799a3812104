"""The month and the year: registers with meetings and attendance, cards, their review, and the officers' hand-over."""

from accounts.audit import audited
from activities.models.card import AnnualCard
from activities.models.handover import HandOver, HandOverState
from activities.models.period import PeriodKind, ReportingPeriod
from activities.models.register import TOPICS, Attendance, Coaching, Meeting, MeetingMode, MonthlyReport
from activities.models.review import ReviewStep, StepKind
from activities.models.submission import HANDED_IN, WRITABLE, Submission, SubmissionStatus

__all__ = [
    "HANDED_IN",
    "TOPICS",
    "WRITABLE",
    "AnnualCard",
    "Attendance",
    "Coaching",
    "HandOver",
    "HandOverState",
    "Meeting",
    "MeetingMode",
    "MonthlyReport",
    "PeriodKind",
    "ReportingPeriod",
    "ReviewStep",
    "StepKind",
    "Submission",
    "SubmissionStatus",
]

# Ticks are written by the dozen and leave one entry a meeting (actions/meetings.py); steps are a history themselves.
audited(AnnualCard, exclude=["content"])
audited(HandOver, exclude=["territories"], m2m=["regions"])
for _model in (MonthlyReport, Meeting, ReportingPeriod):
    audited(_model)
