"""A schedule that is due: for each recipient the report of the recipient's own territory, and one mail with its links.

The duty of the day only queues; the worker makes. A sending's row stands before its mail leaves, so that none is sent
twice whatever dies in between; only a mail that could not leave is tried again.
"""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Permission
from jobs.daily import every_day
from jobs.kinds import runs
from jobs.models import UNFINISHED, Job
from jobs.running import Run, queue_job
from regions.models import Region
from reports.catalogue.asking import made_in_indonesian
from reports.catalogue.registry import report_of
from reports.catalogue.report import Report
from reports.forms.catalogue import ReportForm
from reports.mails import MailFailed, mail_runs, note_failure
from reports.models import ReportRun, ReportSchedule, ReportSending
from reports.runs.keeping import keep
from reports.schedules.calendar import next_day
from reports.schedules.recipients import lies_inside

JOB_KIND = "report_send"
# A mail that could not leave is tried on so many days; then the next date counts.
TRY_DAYS = 3
Outcome = ReportSending.Outcome


@every_day("report_schedules")
def queue_due(day: date) -> None:
    """Queue every schedule that is due; one that is being sent already is not queued again."""
    due = ReportSchedule.objects.filter(is_active=True, next_on__lte=day).select_related("owner")
    for schedule in due:
        _queue(schedule, day)


@transaction.atomic
def _queue(schedule: ReportSchedule, day: date) -> None:
    held = ReportSchedule.objects.select_for_update().get(pk=schedule.pk)
    params = {"schedule": held.pk, "day": day.isoformat()}
    unfinished = Job.objects.filter(kind=JOB_KIND, state__in=UNFINISHED, params__schedule=held.pk)
    if not unfinished.exists():
        queue_job(kind=JOB_KIND, by=schedule.owner, title=_("Kirim rekap terjadwal"), params=params)


@runs(JOB_KIND)
def send(run: Run) -> None:
    """Send one schedule to all its recipients, then set its next date; or stop it where its owner is gone."""
    schedule = ReportSchedule.objects.select_related("owner").get(pk=run.job.params["schedule"])
    day = date.fromisoformat(run.job.params["day"])
    report = report_of(schedule.report)
    if not schedule.is_active or schedule.next_on > day:
        return
    if report is None or not _may_send(schedule.owner, report):
        stop_schedule(schedule)
        run.log("Jadwal dihentikan: akun pemiliknya ditutup atau tidak lagi berhak.")
        return
    recipients = list(schedule.recipients.order_by("pk"))
    for number, recipient in enumerate(recipients, start=1):
        send_once(schedule, report, recipient)
        run.tell(done=number, total=len(recipients), phase=_("Mengirim rekap"))
    _move_on(schedule, day)


def stop_schedule(schedule: ReportSchedule) -> None:
    """Send nothing by this schedule any more."""
    schedule.is_active = False
    schedule.save(update_fields=["is_active"])


def send_once(schedule: ReportSchedule, report: Report, recipient: User) -> str:
    """Send the report to one recipient for the date that is due, unless that is done; gives the outcome."""
    about = {"schedule": schedule, "recipient": recipient, "due_on": schedule.next_on}
    known = ReportSending.objects.filter(**about).first()
    if known is not None and known.outcome != Outcome.FAILED:
        return known.outcome
    outcome, kept = _prepared(report, schedule.owner, recipient)
    sending = _claimed(about, outcome, kept)
    if sending is None or outcome != Outcome.SENT:
        return outcome
    try:
        mail_runs(recipient, kept)
    except MailFailed as error:
        note_failure(error)
        ReportSending.objects.filter(pk=sending.pk).update(outcome=Outcome.FAILED)
        return Outcome.FAILED
    return Outcome.SENT


def _prepared(report: Report, owner: User, recipient: User) -> tuple[str, list[ReportRun]]:
    """What can be sent to this account as it is now: a report for each of its territories, or why nothing."""
    if not recipient.is_active:
        return Outcome.CLOSED, []
    regions = [territory.region for territory in recipient.territories]
    may = recipient.allows(Permission.REPORT_VIEW) and recipient.allows(report.permission)
    if not may or not recipient.email or not lies_inside(owner, recipient):
        return Outcome.NOTHING, []
    return Outcome.SENT, [_made_for(report, recipient, region) for region in regions]


def _made_for(report: Report, recipient: User, region: Region) -> ReportRun:
    """The report with its usual question, made for this account, and kept for it."""
    form = ReportForm({}, report=report, user=recipient, region=region)
    form.full_clean()
    asked = form.asked()
    return keep(report, asked, made_in_indonesian(report, asked))


def _claimed(about: dict, outcome: str, kept: list[ReportRun]) -> ReportSending | None:
    """The row of this sending, held by this attempt alone; None where another has it."""
    columns = {"outcome": outcome, "run": kept[0] if kept else None}
    sending, is_new = ReportSending.objects.get_or_create(**about, defaults=columns)
    failed = ReportSending.objects.filter(pk=sending.pk, outcome=Outcome.FAILED)
    return sending if is_new or failed.update(**columns) else None


def _may_send(owner: User, report: Report) -> bool:
    return owner.allows(Permission.REPORT_VIEW) and owner.allows(report.permission) and bool(owner.territory_codes)


def _move_on(schedule: ReportSchedule, day: date) -> None:
    """Set the next date, unless some mail failed and there is still time to try again."""
    failed = schedule.sendings.filter(due_on=schedule.next_on, outcome=Outcome.FAILED).exists()
    if failed and day - schedule.next_on < timedelta(days=TRY_DAYS):
        return
    schedule.next_on = next_day(schedule.rhythm, day)
    schedule.save(update_fields=["next_on"])
