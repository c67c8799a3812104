"""What was entered after a report was made and speaks of days the report covers: that can explain why it differs."""

from dataclasses import dataclass
from datetime import date, datetime

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEntry
from accounts.roles import Permission
from activities.models import AnnualCard, MonthlyReport
from groups.models import CapitalRecord, EnterpriseGroup, StageAssessment, StatusChange
from members.models import KbRecord, Membership, WelfareRecord
from regions.models import Region
from regions.scoping import in_region

# Nobody needs more than the magnitude, and the count of a nation's import must not hold up the page.
MOST = 10_000


@dataclass(frozen=True)
class Entered:
    """How many records of one kind were entered since; `is_more` where there are more than were counted."""

    label: str | Promise
    count: int
    is_more: bool


def entered_since(user, region: Region, on: date, since: datetime) -> list[Entered]:
    """The kinds of records entered in a region since an instant that can change what held on a day; without zeros."""
    dated = [
        (_("catatan modal"), CapitalRecord, "group__village_id", Permission.REPORT_VIEW),
        (_("perubahan status kelompok"), StatusChange, "group__village_id", Permission.REPORT_VIEW),
        (_("penilaian tahapan"), StageAssessment, "group__village_id", Permission.REPORT_VIEW),
        (_("catatan status KB"), KbRecord, "person__village_id", Permission.KB_STATUS_VIEW),
        (_("catatan tahapan keluarga sejahtera"), WelfareRecord, "person__village_id", Permission.KB_STATUS_VIEW),
    ]
    found = [
        _counted(label, model.objects.filter(in_region(field, region.pk), recorded_at__gt=since, on__lte=on))
        for label, model, field, permission in dated
        if user.allows(permission)
    ]
    changed = [
        (_("kelompok didaftarkan atau diubah"), EnterpriseGroup, Permission.REPORT_VIEW),
        (_("keanggotaan dimulai, berakhir, atau diubah"), Membership, Permission.MEMBER_VIEW),
        (_("register R/I diisi, dikirim, atau diputus"), MonthlyReport, Permission.ACTIVITY_VIEW),
        (_("kartu K/0 diisi, dikirim, atau diputus"), AnnualCard, Permission.ACTIVITY_VIEW),
    ]
    trail = AuditEntry.objects.in_region(region.pk).filter(timestamp__gt=since)
    found += [
        _counted(label, _of_kind(trail, model)) for label, model, permission in changed if user.allows(permission)
    ]
    return [entered for entered in found if entered.count]


def _of_kind(trail: QuerySet, model) -> QuerySet:
    """The changes of one kind of record; these carry no instant of their own, so the audit trail tells."""
    kind = ContentType.objects.get_for_model(model)
    return trail.filter(content_type=kind).exclude(action=LogEntry.Action.ACCESS)


def _counted(label: str | Promise, rows: QuerySet) -> Entered:
    count = rows.order_by()[: MOST + 1].count()
    return Entered(label, min(count, MOST), count > MOST)
