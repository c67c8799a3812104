"""The meetings of a month, and who was present (FE06, UP07)."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.audit import log_batch, use_reason
from accounts.editing import check_version, sign
from activities.actions.rows import hold_writable, save
from activities.models import Attendance, Meeting, MonthlyReport
from groups.actions.rows import need_reason
from members.models import Membership
from regions.clock import local_today
from regions.months import last_day

# Stored with the audit trail, so it is not translated.
ATTENDANCE_CHANGED = "Kehadiran dicatat"


def roster_on(group, day: date):
    """The memberships of a group that hold on a day: who can be ticked as present then."""
    return Membership.objects.of_group(group).current(day).select_related("person").order_by("person__name_key", "id")


@transaction.atomic
def add_meeting(*, by, report: MonthlyReport, present: Iterable[int], **entries) -> Meeting:
    """Add a meeting of the month: on, mode, presenter, topic_*, coaching, agency, target.

    `present` holds ids of memberships that hold on its day. Raises ValidationError.
    """
    held = hold_writable(report, by)
    meeting = Meeting(report=held, created_by=by, changed_by=by, **entries)
    _check_day(held, meeting.on)
    _check_rules(meeting)
    meeting.save(force_insert=True)
    _tick(meeting, held, by, present)
    held.no_meeting_reason = ""
    save(held, by, ["no_meeting_reason"])
    return meeting


@transaction.atomic
def change_meeting(*, by, meeting: Meeting, version: int, present: Iterable[int], **entries) -> Meeting:
    """Change a meeting and its ticks. An unchanged save writes nothing. Raises ValidationError, StaleEdit."""
    report = hold_writable(meeting.report, by)
    held = Meeting.objects.select_for_update().get(pk=meeting.pk)
    held.report = report
    check_version(held, version)
    changed = [name for name, value in entries.items() if getattr(held, name) != value]
    for name in changed:
        setattr(held, name, entries[name])
    _check_day(report, held.on)
    _check_rules(held)
    ticked = _tick(held, report, by, present)
    if changed or ticked:
        sign(held, by)
        held.save(update_fields=[*changed, "changed_by", "changed_at", "version"])
        save(report, by, [])
    return held


@transaction.atomic
def remove_meeting(*, by, meeting: Meeting, version: int, reason: str) -> None:
    """Take away a meeting that was entered by mistake; the audit trail keeps it. Raises ValidationError, StaleEdit."""
    reason = need_reason(reason)
    report = hold_writable(meeting.report, by)
    held = Meeting.objects.select_for_update().get(pk=meeting.pk)
    held.report = report
    check_version(held, version)
    with use_reason(reason):
        held.delete()
        save(report, by, [])


def _check_rules(meeting: Meeting) -> None:
    """The rules of the row; its register is not typed, and still part of what there can be only one of."""
    meeting.full_clean(exclude=["report", "created_by", "changed_by"], validate_constraints=False)
    meeting.validate_constraints()


def _check_day(report: MonthlyReport, on: date) -> None:
    """A meeting lies in its month and not ahead of the group's day (DM07)."""
    if on > local_today(report):
        message = _("Tanggal ini belum tiba di tempat kelompok. Isi hari ini atau tanggal sebelumnya.")
        raise ValidationError({"on": ValidationError(message, code="future")})
    if not report.month <= on <= last_day(report.month):
        message = _("Pertemuan ini di luar bulan laporan. Periksa tanggalnya, atau buka bulan yang benar.")
        raise ValidationError({"on": ValidationError(message, code="other_month")})


def _tick(meeting: Meeting, report: MonthlyReport, by, present: Iterable[int]) -> bool:
    """Let exactly these members be ticked, all of them on the roster of the day; True if anything changed."""
    wanted = set(present)
    strangers = wanted - set(roster_on(report.group, meeting.on).filter(pk__in=wanted).values_list("pk", flat=True))
    if strangers:
        message = ngettext(
            "%(count)d orang yang dicentang bukan anggota pada tanggal ini. Buka daftar hadir lagi.",
            "%(count)d orang yang dicentang bukan anggota pada tanggal ini. Buka daftar hadir lagi.",
            len(strangers),
        )
        raise ValidationError({"present": ValidationError(message % {"count": len(strangers)}, code="not_on_roster")})
    before = set(meeting.attendances.values_list("membership_id", flat=True))
    added, gone = wanted - before, before - wanted
    if not added and not gone:
        return False
    meeting.attendances.filter(membership_id__in=gone).delete()
    Attendance.objects.bulk_create([Attendance(meeting=meeting, membership_id=pk) for pk in sorted(added)])
    log_batch(
        by=by,
        model=Attendance,
        region_code=report.village_id,
        reason=ATTENDANCE_CHANGED,
        detail=f"{meeting.audit_name()}: hadir {len(wanted)}, dicentang {len(added)}, dibatalkan {len(gone)}",
    )
    return True
