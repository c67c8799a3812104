"""The days of one month or year, set by the national administrator."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from activities.calendar import Period, month_period, year_period
from activities.models import PeriodKind, ReportingPeriod
from regions.months import shift

EARLIEST_YEAR, LATEST_YEAR = 1985, 2100
LONGEST_MONTHS = 24


def rule_of(kind: str, start: date) -> Period:
    """The days the rule gives."""
    return year_period(start.year) if kind == PeriodKind.YEAR else month_period(start)


class PeriodForm(forms.ModelForm):
    """Other days than the rule's, which must still be days of that very month or year."""

    class Meta:
        model = ReportingPeriod
        fields = ["kind", "start", "opens_on", "due_on", "locks_on", "note"]

    def clean(self):
        """Refuse days of another month, left over from the one the form was filled for, and periods without end."""
        cleaned = super().clean()
        kind = cleaned.get("kind") or self.instance.kind
        start = cleaned.get("start") or self.instance.start
        if not start or "start" in self.errors:
            return cleaned
        if not EARLIEST_YEAR <= start.year <= LATEST_YEAR:
            self.add_error("start" if "start" in self.fields else None, ValidationError(_("Periksa tahunnya."), "year"))
        elif kind in PeriodKind.values:
            self._check_days(cleaned, rule_of(kind, start))
        return cleaned

    def _check_days(self, cleaned, rule: Period) -> None:
        opens_on, due_on, locks_on = (cleaned.get(name) for name in ("opens_on", "due_on", "locks_on"))
        if opens_on and opens_on > rule.due_on:
            self._refuse("opens_on", _("Dibuka sesudah batas menurut aturan. %(rule)s"), rule)
        if due_on and due_on < rule.start:
            self._refuse("due_on", _("Batas ini sebelum masanya dimulai. %(rule)s"), rule)
        if locks_on and locks_on > shift(rule.start, LONGEST_MONTHS):
            self._refuse("locks_on", _("Dikunci lebih dari dua tahun sesudah masanya dimulai. %(rule)s"), rule)

    def _refuse(self, name: str, message: str, rule: Period) -> None:
        self.add_error(name, ValidationError(message % {"rule": rule_text(rule)}, code="other_period"))


def rule_text(rule: Period) -> str:
    """The rule's days in a sentence."""
    days = {name: date_format(getattr(rule, f"{name}_on"), "j F Y") for name in ("opens", "due", "locks")}
    return _("Menurut aturan: dibuka %(opens)s, batas %(due)s, dikunci %(locks)s.") % days
