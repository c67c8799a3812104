"""The month of one group as its pages need it: the register where there is one, and what may be done with it today."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.roles import Permission
from activities.actions.registers import missing_in, owes_month
from activities.calendar import Period, Phase
from activities.models import Meeting, MonthlyReport
from activities.periods import period_of_month
from groups.models import CapitalRecord, EnterpriseGroup
from regions.clock import local_today
from regions.months import month_key


@dataclass
class GroupMonth:
    """A group and a month. `report` is None until the first save: looking at a month writes nothing."""

    group: EnterpriseGroup
    month: date
    report: MonthlyReport | None
    period: Period
    today: date

    @property
    def url(self) -> str:
        """The page of the month."""
        return reverse("report_detail", args=[self.group.number, month_key(self.month)])

    @property
    def register(self) -> MonthlyReport:
        """The register, or an unsaved one in its place."""
        return self.report or MonthlyReport(group=self.group, village_id=self.group.village_id, month=self.month)

    @property
    def phase(self) -> Phase:
        """Where the month stands today."""
        return self.period.phase(self.today)

    @property
    def is_open(self) -> bool:
        """True while it can be written."""
        return self.period.is_open(self.today)

    @cached_property
    def is_owed(self) -> bool:
        """True if the group has to report this month."""
        return owes_month(self.group, self.month)

    @property
    def is_writable(self) -> bool:
        """True if entries can be made now."""
        return self.is_open and (self.report.is_writable if self.report else self.is_owed)

    @property
    def is_handed_in(self) -> bool:
        """True while it counts as reported."""
        return bool(self.report and self.report.is_handed_in)

    @property
    def days_left(self) -> int:
        """Days until it is due; negative once it is late."""
        return self.period.days_left(self.today)

    @property
    def days_late(self) -> int:
        """Days since it was due."""
        return -self.days_left

    @cached_property
    def meetings(self) -> list[Meeting]:
        """Its meetings in the order of the register, with how many came."""
        if self.report is None:
            return []
        found = list(self.report.meetings.with_present_count())
        for meeting in found:
            meeting.report = self.report
        return found

    @cached_property
    def missing(self) -> list[str]:
        """What keeps it from being handed in, in sentences."""
        if self.report is None:
            return [_("Tambahkan pertemuan bulan ini, atau tulis alasan mengapa tidak ada pertemuan.")]
        return [message for error in missing_in(self.report) for message in error.messages]

    @cached_property
    def capital(self) -> CapitalRecord | None:
        """What was seen on the visit, as it stands; None if nothing was."""
        return self.report.capital_seen if self.report else None

    @property
    def why_closed(self) -> str:
        """Why no entry can be made now, and what to do instead; empty where one can."""
        if self.is_writable:
            return ""
        if self.phase == Phase.AHEAD:
            return _("Bulan ini belum dibuka.")
        if self.phase == Phase.LOCKED:
            return _("Bulan ini sudah dikunci. Minta administrator nasional bila laporan harus diperbaiki.")
        if self.report is None:
            return _("Kelompok ini tidak aktif pada bulan ini, jadi tidak perlu melapor.")
        return _("Laporan ini sudah dikirim. Tarik kembali, atau minta dikembalikan, sebelum mengubahnya.")


def month_or_404(user, number: str, month: date) -> GroupMonth:
    """A month of a group the user may see."""
    groups = EnterpriseGroup.objects.visible_to(user).select_related("village")
    group = get_object_or_404(groups, number=number)
    reports = MonthlyReport.objects.visible_to(user).of_group(group).filter(month=month)
    report = reports.select_related("capital_record", "submitted_by", "changed_by").first()
    if report is not None:
        report.group = group
    return GroupMonth(group, month, report, period_of_month(month), local_today(group))


def to_month(request, place: GroupMonth, said: str = "") -> HttpResponseRedirect:
    """Back to the month, with why the page that was asked for cannot be opened."""
    messages.info(request, said or place.why_closed)
    return HttpResponseRedirect(place.url)


def about(place: GroupMonth) -> dict:
    """What every page of the month shows around its own content."""
    return {"place": place, "group": place.group, "month": place.month, "month_url": place.url}


def may_write(user, place: GroupMonth) -> bool:
    """True if this user can make entries in this month now."""
    return user.allows(Permission.ACTIVITY_EDIT) and place.is_writable
