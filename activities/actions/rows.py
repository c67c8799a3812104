"""What every action on a card or register begins and ends with: the rows held, the phase asked, the months marked."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.editing import sign
from activities.calendar import Period, Phase
from activities.models import AnnualCard, MonthlyReport, Submission, SubmissionStatus
from activities.periods import period_of_month, period_of_year
from groups.actions.rows import hold_group
from groups.models import EnterpriseGroup
from regions.clock import local_today
from regions.touching import touch_months


def hold(submission: Submission, by) -> Submission:
    """The present row of a card or register, locked behind its group's, so that two writers come one after the other.

    Raises ValidationError if it lies outside the territory of `by`.
    """
    group = hold_group(submission.group, by)
    held = type(submission).objects.visible_to(by).select_for_update(of=("self",)).filter(pk=submission.pk).first()
    if held is None:
        raise ValidationError(_("Laporan ini di luar wilayah Anda."), code="outside")
    held.group = group
    return held


def hold_writable(submission: Submission, by) -> Submission:
    """The row held, if the officer may write it now. Raises ValidationError with what to do instead."""
    held = hold(submission, by)
    if not held.is_writable:
        message = _("Laporan ini sudah %(status)s. Tarik kembali, atau minta dikembalikan, sebelum mengubahnya.")
        status = SubmissionStatus(held.status).label.lower()
        raise ValidationError(message % {"status": status}, code="not_writable")
    check_open(period_of(held), local_today(held))
    return held


def period_of(submission: Submission) -> Period:
    """The period a card or register belongs to."""
    if isinstance(submission, MonthlyReport):
        return period_of_month(submission.month)
    return period_of_year(submission.year)


def check_open(period: Period, today: date) -> None:
    """Raise ValidationError unless entries can be written on the local day."""
    phase = period.phase(today)
    if phase == Phase.AHEAD:
        raise ValidationError(_("Masa ini belum dibuka."), code="ahead")
    if phase == Phase.LOCKED:
        message = _("Masa ini sudah dikunci. Minta administrator nasional bila laporan harus diperbaiki.")
        raise ValidationError(message, code="locked")


def save(submission: Submission, by, fields: list[str]) -> None:
    """Store these columns of a held row, with who did it, and mark its months for the read side."""
    sign(submission, by)
    submission.full_clean(exclude=["group", "village", "capital_record", "submitted_by"])
    submission.save(update_fields=[*fields, "changed_by", "changed_at", "version"])
    mark(submission)


def mark(submission: Submission) -> None:
    """Tell the read side which month of which regency has changed; a card only shows that the group was seen."""
    month = submission.month if isinstance(submission, MonthlyReport) else local_today(submission)
    touch_months(submission.village_id, since=month, until=month)


def keep_reported_on(group: EnterpriseGroup) -> None:
    """Let the held group carry the newest visit of all it has handed in (NX06)."""
    visits = [
        model.objects.of_group(group).handed_in().aggregate(newest=Max("visited_on"))["newest"]
        for model in (MonthlyReport, AnnualCard)
    ]
    newest = max(filter(None, visits), default=None)
    if newest != group.reported_on:
        group.reported_on = newest
        # A copy of what the register says, not an edit of the group: its version stays, nobody's form grows stale.
        EnterpriseGroup.objects.filter(pk=group.pk).update(reported_on=newest)
