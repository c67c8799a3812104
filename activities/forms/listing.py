"""What the list of a month can be narrowed by. The names of the fields are the parameters of the address."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from activities.listing import STATES, TOPIC_FILTERS
from groups.forms.filters import MentorField
from regions.fields import RegionCodeField
from regions.months import month_key, month_of, months_ending, parse_month, shift

MONTHS_OFFERED = 24
FIRST_YEAR = 1979


class MonthFilterForm(forms.Form):
    """The month, and which of its groups; without a month in the address the newest that has ended."""

    wilayah = RegionCodeField()
    bulan = forms.CharField(label=_("Bulan"), required=False, widget=forms.Select)
    keadaan = forms.ChoiceField(
        label=_("Keadaan register"),
        required=False,
        choices=[("", _("Semua keadaan")), *((slug, label) for slug, (label, _condition) in STATES.items())],
    )
    materi = forms.ChoiceField(
        label=_("Kegiatan yang dilaporkan"),
        required=False,
        choices=[("", _("Semua kegiatan")), *((slug, label) for slug, (label, _condition) in TOPIC_FILTERS.items())],
    )

    # Not chosen here: the address of a number that counts one officer's groups.
    pembina = MentorField()

    def __init__(self, asked, *, today: date):
        self.present = month_of(today)
        newest = shift(self.present, -1)
        super().__init__(asked | {"bulan": asked.get("bulan") or month_key(newest)}, auto_id="saring_%s")
        self.fields["bulan"].widget.choices = [
            (month_key(month), date_format(month, "F Y")) for month in reversed(self._offered())
        ]

    def clean_bulan(self) -> date:
        """A month that has begun."""
        try:
            month = parse_month(self.cleaned_data["bulan"])
        except ValueError:
            raise ValidationError(_("Bulan ditulis seperti 2026-10."), code="month") from None
        if month > self.present or month.year < FIRST_YEAR:
            raise ValidationError(_("Pilih bulan yang sudah dimulai."), code="month")
        return month

    def _offered(self) -> list[date]:
        """The last two years, and the month asked for where it lies before them."""
        months = months_ending(self.present, MONTHS_OFFERED)
        try:
            asked = parse_month(self.data["bulan"])
        except ValueError:
            return months
        return months if asked >= months[0] else [asked, *months]
