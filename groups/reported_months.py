"""The last months of a group: whether each was reported, in a sign and a word, and which one is to be filled in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from groups.models import EnterpriseGroup, StatusChange
from groups.queries import was_active_with
from regions.months import last_day, month_key, month_of, months_ending

SHOWN = 6
# By status of the register: the kind of badge, and its sign where the kind's own would mislead.
SIGNS = {"draft": ("none", "○"), "submitted": ("ok", "➤"), "returned": ("warning", ""), "approved": ("ok", "")}


@dataclass(frozen=True)
class MonthSign:
    """One month: what the badge says, and whether something is still owed for it."""

    month: date
    kind: str
    sign: str
    label: str
    is_late: bool = False
    is_owed: bool = False

    @property
    def key(self) -> str:
        """The month as addresses carry it."""
        return month_key(self.month)


def months_of(group: EnterpriseGroup, today: date, status_changes: Iterable[StatusChange]) -> list[MonthSign]:
    """The last months with the running one, newest first; one query beside the changes of the group's status."""
    months = months_ending(month_of(today), SHOWN)
    reports = {report.month: report for report in group.monthlyreports.filter(month__in=months)}
    changes = [(one.on, one.status) for one in sorted(status_changes, key=lambda one: (one.on, one.pk))]

    def existed(month: date) -> bool:
        return was_active_with(min(last_day(month), today), group.status, group.status_on, changes)

    return [_sign(month, reports.get(month), existed(month), month_of(today)) for month in reversed(months)]


def month_to_fill(signs: list[MonthSign]) -> MonthSign | None:
    """Last month while it is owed, since it is due first; else the running one."""
    return next((sign for sign in reversed(signs[:2]) if sign.is_owed), None)


def _sign(month: date, report, was_active: bool, running: date) -> MonthSign:
    if report is not None:
        kind, sign = SIGNS[report.status]
        return MonthSign(month, kind, sign, report.get_status_display(), bool(report.is_late), not report.is_handed_in)
    if not was_active:
        return MonthSign(month, "none", "", _("Tidak wajib lapor"))
    if month == running:
        return MonthSign(month, "none", "○", _("Berjalan"), is_owed=True)
    return MonthSign(month, "error", "", _("Belum lapor"), is_owed=True)
