"""The month of one group: opened, filled in, and handed in (FE04, FE10)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.editing import check_version
from activities.actions.deciding import hand_in
from activities.actions.rows import check_open, hold_writable, mark, save
from activities.models import MonthlyReport
from activities.periods import period_of_month
from groups.actions import record_capital
from groups.actions.rows import hold_group
from groups.models import CapitalRecord, CapitalSource, EnterpriseGroup
from regions.clock import local_today
from regions.months import last_day, month_of


@transaction.atomic
def open_register(*, by, group: EnterpriseGroup, month: date) -> MonthlyReport:
    """The register of a group and month, made as a draft where there is none yet: two who open it get the same one.

    Raises ValidationError where the month is not open or the group owes nothing that month.
    """
    held = hold_group(group, by)
    found = MonthlyReport.objects.filter(group=held, month=month_of(month)).first()
    if found is not None:
        found.group = held
        return found
    check_open(period_of_month(month), local_today(held))
    if not owes_month(held, month):
        message = _("Kelompok ini tidak aktif pada bulan itu, jadi tidak perlu melapor.")
        raise ValidationError(message, code="owes_nothing")
    report = MonthlyReport(group=held, village_id=held.village_id, month=month_of(month), created_by=by, changed_by=by)
    report.full_clean(exclude=["group", "village"])
    report.save(force_insert=True)
    mark(report)
    return report


def owes_month(group: EnterpriseGroup, month: date) -> bool:
    """True if the group existed in the month: active on its last day, or today where that is still to come."""
    day = min(last_day(month), local_today(group))
    return EnterpriseGroup.objects.filter(pk=group.pk).working_on(day).exists()


@transaction.atomic
def change_register(*, by, report: MonthlyReport, version: int, **entries) -> MonthlyReport:
    """Change columns of a register that is being written: visited_on, note, no_meeting_reason.

    Raises ValidationError, StaleEdit. An unchanged save writes nothing.
    """
    held = hold_writable(report, by)
    check_version(held, version)
    changed = [name for name, value in entries.items() if getattr(held, name) != value]
    if not changed:
        return held
    for name in changed:
        setattr(held, name, entries[name])
    if held.no_meeting_reason and held.meetings.exists():
        message = _("Bulan ini mempunyai pertemuan. Kosongkan alasan tidak ada pertemuan.")
        raise ValidationError({"no_meeting_reason": ValidationError(message, code="has_meetings")})
    save(held, by, changed)
    return held


@transaction.atomic
def record_visit_capital(*, by, report: MonthlyReport, **entries) -> CapitalRecord:
    """Record the capital seen on the month's visit (arguments of `record_capital`) and keep it with the register.

    The day must lie in the month or after it, up to today. Raises ValidationError.
    """
    held = hold_writable(report, by)
    if entries["on"] < held.month:
        message = _("Modal ini dilihat sebelum bulan laporan. Catat dari halaman kelompok, atau periksa tanggalnya.")
        raise ValidationError({"on": ValidationError(message, code="before_month")})
    entries.setdefault("source", CapitalSource.REGISTER)
    record = record_capital(by=by, group=held.group, **entries)
    held.capital_record = record
    save(held, by, ["capital_record"])
    return record


@transaction.atomic
def submit_register(*, by, report: MonthlyReport, version: int, visited_on: date) -> MonthlyReport:
    """Hand in a month. It needs a meeting with someone present, or the reason why there was none.

    Raises ValidationError, StaleEdit.
    """
    held = hold_writable(report, by)
    check_version(held, version)
    if not owes_month(held.group, held.month):
        message = _("Kelompok ini tidak aktif pada bulan itu, jadi tidak perlu melapor.")
        raise ValidationError(message, code="owes_nothing")
    problems = missing_in(held)
    if problems:
        raise ValidationError(problems)
    hand_in(held, by, visited_on)
    return held


def missing_in(report: MonthlyReport) -> list[ValidationError]:
    """What keeps a register from being handed in; empty when it is whole."""
    meetings = list(report.meetings.with_present_count())
    if not meetings and not report.no_meeting_reason:
        message = _("Tambahkan pertemuan bulan ini, atau tulis alasan mengapa tidak ada pertemuan.")
        return [ValidationError(message, code="no_meeting")]
    empty = [meeting for meeting in meetings if not meeting.present_count]
    message = _("Centang anggota yang hadir pada pertemuan %(on)s.")
    return [ValidationError(message % {"on": f"{meeting.on:%d/%m/%Y}"}, code="nobody") for meeting in empty]
