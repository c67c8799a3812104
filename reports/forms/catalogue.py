"""What can be asked of a report: a form built from its description, read from the address alone."""

from datetime import date

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from regions.clock import local_today
from regions.codes import Level
from regions.dates import DateError, LocalDateField, parse_date, set_today
from regions.models import Level as LevelNames
from regions.models import Region
from regions.months import last_day, month_key, shift
from reports.catalogue.asking import levels_of
from reports.catalogue.report import Asked, Dated, Report
from reports.completeness import month_asked, months_offered
from reports.forms.recap import indented, regions_near
from reports.regional import level_below

# The programme's first year; nothing can be on record before.
FIRST_YEAR = 1979
DATES = {
    Dated.DAY: ("tanggal",),
    Dated.MONTH: ("bulan",),
    Dated.YEAR: ("tahun",),
    Dated.SPAN: ("dari", "sampai"),
    Dated.TODAY: (),
}


def words_of(report: Report) -> tuple[str, ...]:
    """What can be asked of a report, by the words in its address."""
    level = ["tingkat"] if report.levels else []
    return ("wilayah", *level, *DATES[report.dated], *(choice.name for choice in report.choices))


class ReportForm(forms.Form):
    """The question to one report. What an address leaves out, or asks in a way that cannot be, takes its usual value;
    only a typed date that cannot be read is refused."""

    wilayah = forms.ChoiceField(label=_("Wilayah"))
    tingkat = forms.ChoiceField(label=_("Dirinci per"))
    tanggal = LocalDateField(label=_("Keadaan tanggal"), example="31/12/2025")
    bulan = forms.ChoiceField(label=_("Bulan"))
    tahun = forms.ChoiceField(label=_("Tahun"))
    dari = LocalDateField(label=_("Dari tanggal"), example="01/01/2026")
    sampai = LocalDateField(label=_("Sampai tanggal"), example="31/03/2026")
    urut = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, given, *, report: Report, user, region: Region):
        self.report, self.user, self.region = report, user, region
        self.today = local_today(region)
        self.levels = levels_of(report, region)
        super().__init__(given)
        self._keep_fields()
        self._offer()
        set_today(self, self.today)
        self.data = {name: self._understood(name, given.get(name, "")) for name in self.fields}

    def clean(self):
        """A span that ends before it begins is none."""
        cleaned = super().clean()
        first, last = cleaned.get("dari"), cleaned.get("sampai")
        if first and last and last < first:
            self.add_error("sampai", _("Tanggal akhir mendahului tanggal awal. Tukar keduanya."))
        return cleaned

    def asked(self) -> Asked:
        """The question, once the form is valid."""
        since, on = self._days()
        chosen = {choice.name: self.cleaned_data[choice.name] for choice in self.report.choices}
        level = self.levels.get(self.cleaned_data.get("tingkat", ""), Level(self.region.level))
        return Asked(self.user, self.region, level, on, since, chosen)

    def _days(self) -> tuple[date | None, date]:
        cleaned = self.cleaned_data
        if self.report.dated is Dated.DAY:
            return None, cleaned["tanggal"]
        if self.report.dated is Dated.SPAN:
            return cleaned["dari"], cleaned["sampai"]
        if self.report.dated is Dated.MONTH:
            month = month_asked(cleaned["bulan"], self.months)
            return month, last_day(month)
        if self.report.dated is Dated.YEAR:
            year = int(cleaned["tahun"])
            return date(year, 1, 1), date(year, 12, 31)
        return None, self.today

    def _keep_fields(self) -> None:
        """Keep the fields this report has, with its own filters after them."""
        needed = {*words_of(self.report), "urut"} - set([] if self.levels else ["tingkat"])
        for name in set(self.fields) - needed:
            del self.fields[name]
        for choice in self.report.choices:
            self.fields[choice.name] = forms.ChoiceField(label=choice.label, choices=choice.options, required=False)

    def _offer(self) -> None:
        self.fields["wilayah"].choices = [(near.pk, indented(near)) for near in regions_near(self.user, self.region)]
        if "tingkat" in self.fields:
            offered = [(slug, LevelNames(level).label) for slug, level in self.levels.items()]
            self.fields["tingkat"].choices = offered
        if "bulan" in self.fields:
            self.months = months_offered(self.region)
            self.fields["bulan"].choices = [(month_key(one), date_format(one, "F Y")) for one in reversed(self.months)]
        if "tahun" in self.fields:
            years = range(self.today.year, FIRST_YEAR - 1, -1)
            self.fields["tahun"].choices = [(str(year), str(year)) for year in years]

    def _understood(self, name: str, text: str) -> str:
        """What was given for a field, where it can be; else its usual value."""
        field = self.fields[name]
        if isinstance(field, LocalDateField):
            return _as_typed(text, self.today) if text else f"{self._usual_day(name):%d/%m/%Y}"
        if isinstance(field, forms.ChoiceField):
            offered = [str(value) for value, _label in field.choices]
            return text if text in offered else self._usual_choice(name, offered)
        return text

    def _usual_choice(self, name: str, offered: list[str]) -> str:
        if name == "wilayah":
            return self.region.pk
        if name == "tingkat":
            below = [slug for slug, level in self.levels.items() if level >= level_below(self.region)]
            return below[0] if below else offered[0]
        if name == "bulan":
            return month_key(shift(self.months[-1], -1))
        return offered[0] if offered else ""

    def _usual_day(self, name: str) -> date:
        return date(self.today.year, 1, 1) if name == "dari" else self.today


def _as_typed(text: str, today: date) -> str:
    """A date of an address as people write it; what is none stays, to be refused with its reason."""
    try:
        return f"{parse_date(text, today):%d/%m/%Y}"
    except DateError:
        return text[:40]
