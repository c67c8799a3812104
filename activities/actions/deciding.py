"""A card or register is handed in, taken back, returned or approved. Each step leaves a row of its own.

| step      | from                | who                        | phase                  |
|-----------|---------------------|----------------------------|------------------------|
| hand in   | draft, returned     | who may write it           | entry, correction      |
| take back | submitted           | who may write it           | entry, correction      |
| return    | submitted, approved | a reviewer, not who sent it | entry, correction      |
| approve   | submitted           | a reviewer, not who sent it | also when it is locked |

Approving after the lock changes no content, so it stays possible. Nobody edits another level's entry: a reviewer says
what to mend and the officer mends it.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import use_reason
from accounts.editing import check_version
from activities.actions.rows import check_open, hold, keep_reported_on, period_of, save
from activities.models import MonthlyReport, ReviewStep, StepKind, Submission, SubmissionStatus
from regions.clock import local_today


def hand_in(held: Submission, by, visited_on: date) -> None:
    """Mark a held, complete row as submitted; whether it is late is decided the first time, for good.

    Raises ValidationError for a visit ahead of the group's day or before the period began.
    """
    today = local_today(held)
    _check_visit(held, visited_on, today)
    held.visited_on = visited_on
    held.status, held.submitted_on, held.submitted_by = SubmissionStatus.SUBMITTED, today, by
    if held.first_submitted_on is None:
        held.first_submitted_on, held.is_late = today, period_of(held).is_late(today)
    fields = ["visited_on", "status", "submitted_on", "submitted_by", "first_submitted_on", "is_late"]
    _stepped(held, by, StepKind.SUBMITTED, "", fields)


@transaction.atomic
def withdraw(*, by, submission: Submission, version: int) -> Submission:
    """Take back what was sent and not yet decided on, to write on. Raises ValidationError, StaleEdit."""
    held = hold(submission, by)
    check_version(held, version)
    _need_status(held, SubmissionStatus.SUBMITTED)
    check_open(period_of(held), local_today(held))
    held.status = SubmissionStatus.DRAFT
    _stepped(held, by, StepKind.WITHDRAWN, "", ["status"])
    return held


@transaction.atomic
def send_back(*, by, submission: Submission, version: int, note: str) -> Submission:
    """Return a card or register with a note that says what to mend; an approved one too, while the period is open.

    Raises ValidationError without a note, for one's own submission, after the lock; StaleEdit.
    """
    note = note.strip()
    if not note:
        raise ValidationError({"note": ValidationError(_("Tulis apa yang perlu diperbaiki."), code="required")})
    held = hold(submission, by)
    check_version(held, version)
    _need_status(held, SubmissionStatus.SUBMITTED, SubmissionStatus.APPROVED)
    _not_own(held, by)
    check_open(period_of(held), local_today(held))
    held.status = SubmissionStatus.RETURNED
    _stepped(held, by, StepKind.RETURNED, note, ["status"])
    return held


@transaction.atomic
def approve(*, by, submission: Submission, version: int) -> Submission:
    """Approve what was submitted by someone else, also after the lock. Raises ValidationError, StaleEdit."""
    held = hold(submission, by)
    check_version(held, version)
    _need_status(held, SubmissionStatus.SUBMITTED)
    _not_own(held, by)
    held.status = SubmissionStatus.APPROVED
    _stepped(held, by, StepKind.APPROVED, "", ["status"])
    return held


def _stepped(held: Submission, by, kind: str, note: str, fields: list[str]) -> None:
    with use_reason(note):
        save(held, by, fields)
    which = "report" if isinstance(held, MonthlyReport) else "card"
    step = ReviewStep(**{which: held}, kind=kind, note=note, by=by)
    step.full_clean(exclude=["report", "card", "by"])
    step.save(force_insert=True)
    keep_reported_on(held.group)


def _need_status(held: Submission, *wanted: str) -> None:
    if held.status not in wanted:
        message = _("Laporan ini sekarang berstatus %(status)s. Muat ulang halaman untuk melihat yang berlaku.")
        raise ValidationError(message % {"status": SubmissionStatus(held.status).label.lower()}, code="status")


def _not_own(held: Submission, by) -> None:
    if held.submitted_by_id == by.pk:
        raise ValidationError(_("Laporan yang Anda kirim sendiri ditinjau oleh orang lain."), code="own")


def _check_visit(held: Submission, visited_on: date, today: date) -> None:
    if visited_on > today:
        message = _("Tanggal ini belum tiba di tempat kelompok. Isi hari ini atau tanggal sebelumnya.")
        raise ValidationError({"visited_on": ValidationError(message, code="future")})
    if visited_on < period_of(held).opens_on:
        message = _("Tanggal kunjungan sebelum masa ini dibuka. Periksa bulan dan tahunnya.")
        raise ValidationError({"visited_on": ValidationError(message, code="before_period")})
