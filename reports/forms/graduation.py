"""What can be asked of the graduation matrix: a region and two days."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from regions.clock import local_today
from regions.dates import LocalDateField, set_today
from regions.models import Region
from reports.forms.recap import indented, regions_near
from reports.graduation.stored import a_year_before

WRITTEN = "%d/%m/%Y"


class GraduationForm(forms.Form):
    """Which region between which days. An empty box stands for its usual day: a year ago, and today."""

    wilayah = forms.ChoiceField(label=_("Wilayah"), help_text=_("Kelompok dihitung di tempatnya sekarang."))
    dari = LocalDateField(label=_("Dari tanggal"), required=False, example="")
    sampai = LocalDateField(label=_("Sampai tanggal"), required=False, example="")

    def __init__(self, *, user, region: Region, asked):
        today = local_today(region)
        self.usual = {"dari": a_year_before(today), "sampai": today}
        typed = {name: asked.get(name) or day.strftime(WRITTEN) for name, day in self.usual.items()}
        super().__init__({"wilayah": region.pk, **typed})
        set_today(self, today)
        self.fields["wilayah"].choices = [(found.pk, indented(found)) for found in regions_near(user, region)]
        self.full_clean()
        for name in self.usual:
            if self.cleaned_data.get(name):
                self.data[name] = self.cleaned_data[name].strftime(WRITTEN)

    @property
    def span(self) -> tuple[date, date]:
        """The two days; what was typed wrongly is shown as such, and the usual day stands in for it."""
        return self._day("dari"), self._day("sampai")

    def _day(self, name: str) -> date:
        return self.cleaned_data.get(name) or self.usual[name]


@dataclass(frozen=True)
class Preset:
    """A span that people ask for, ready to be clicked."""

    label: str
    from_on: date
    to_on: date


def presets(today: date) -> list[Preset]:
    """The usual spans as of a day."""
    new_year, last = date(today.year, 1, 1), today.year - 1
    return [
        Preset(_("Setahun terakhir"), a_year_before(today), today),
        Preset(_("Sejak 1 Januari"), new_year, today),
        Preset(_("Tahun %(year)d") % {"year": last}, date(last, 1, 1), date(last, 12, 31)),
        Preset(_("Lima tahun"), _years_before(today, 5), today),
    ]


def _years_before(day: date, years: int) -> date:
    """The same day some years ago; the last of February for a 29th."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return date(day.year - years, day.month, 28 if is_leap_day else day.day)
