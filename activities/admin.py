"""The calendar for the national administrator: months and years whose days differ from the rule.

Cards and registers are not edited here: officers write them and reviewers decide, each on their own pages.
"""

from datetime import date

from django.contrib import admin
from django.db.models import Count, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.admin_base import RegistryModelAdmin
from activities.forms.period import EARLIEST_YEAR, LATEST_YEAR, PeriodForm, rule_of, rule_text
from activities.models import (
    HANDED_IN,
    AnnualCard,
    MonthlyReport,
    PeriodKind,
    ReportingPeriod,
    SubmissionStatus,
)
from regions.clock import local_today
from regions.months import month_of


@admin.register(ReportingPeriod)
class ReportingPeriodAdmin(RegistryModelAdmin):
    """Periods prolonged or moved, each with its reason. To undo one, put the rule's days back."""

    form = PeriodForm
    list_display = ["__str__", "opens_on", "due_on", "locks_on", "note"]
    list_filter = ["kind"]
    ordering = ["-start", "kind"]
    fields = ["kind", "start", "opens_on", "due_on", "locks_on", "note", "rule", "entries"]

    def get_readonly_fields(self, request, obj=None):
        """What the rule would be and what is in; of a row on record also which period it is."""
        return [*super().get_readonly_fields(request, obj), "rule", "entries", *(["kind", "start"] if obj else [])]

    def get_changeform_initial_data(self, request):
        """A new row begins with the rule's days of the period asked for (`?kind=month&start=2026-10-01`)."""
        kind = PeriodKind.YEAR if request.GET.get("kind") == PeriodKind.YEAR else PeriodKind.MONTH
        start = _asked_start(request.GET.get("start", ""), local_today(request.user), kind)
        rule = rule_of(kind, start)
        return {
            "kind": kind,
            "start": start,
            "opens_on": rule.opens_on,
            "due_on": rule.due_on,
            "locks_on": rule.locks_on,
        }

    @admin.display(description=_("aturan"))
    def rule(self, period) -> str:
        """The days this period would have without the row."""
        if period is None or period.pk is None:
            return gettext("Hari di atas sudah diisi menurut aturan. Ubah yang berbeda saja.")
        return rule_text(rule_of(period.kind, period.start))

    @admin.display(description=_("isi masa ini"))
    def entries(self, period) -> str:
        """How many are being written, handed in and late; what is late stays late whatever days are set."""
        if period is None or period.pk is None:
            return "–"
        counts = _rows_of(period).aggregate(
            open=Count("pk", filter=Q(status__in=[SubmissionStatus.DRAFT, SubmissionStatus.RETURNED])),
            handed_in=Count("pk", filter=Q(status__in=HANDED_IN)),
            late=Count("pk", filter=Q(is_late=True)),
        )
        text = gettext(
            "%(open)d sedang diisi atau dikembalikan, %(handed_in)d dikirim, %(late)d tercatat terlambat. "
            "Catatan terlambat tidak berubah bila hari di atas diubah."
        )
        return text % counts


def _rows_of(period: ReportingPeriod):
    if period.kind == PeriodKind.YEAR:
        return AnnualCard.objects.filter(year=period.start.year)
    return MonthlyReport.objects.filter(month=period.start)


def _asked_start(typed: str, today: date, kind: str) -> date:
    """The first day of the period in the address, else of the one that runs today."""
    try:
        asked = date.fromisoformat(typed)
        asked = asked if EARLIEST_YEAR <= asked.year <= LATEST_YEAR else today
    except ValueError:
        asked = today
    return asked.replace(month=1, day=1) if kind == PeriodKind.YEAR else month_of(asked)
