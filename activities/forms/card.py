"""What is typed when a K/0 card is handed in, and what a list of cards is narrowed by."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.editing import VersionedForm
from activities.models import AnnualCard
from regions.clock import local_today
from regions.dates import LocalDateField, set_today
from regions.fields import RegionCodeField

# What is not handed in and not returned: nothing begun, or taken back.
NOT_HANDED_IN = "belum"
STATES = {"dikembalikan": "returned", "terkirim": "submitted", "disetujui": "approved"}
STATE_WORDS = {
    "": _("Semua keadaan"),
    NOT_HANDED_IN: _("Belum diserahkan"),
    "dikembalikan": _("Dikembalikan"),
    "terkirim": _("Terkirim"),
    "disetujui": _("Disetujui"),
}
YEARS_BACK = 5


class CardForm(VersionedForm):
    """The visit on which the card was filled in, and a remark; all else is counted (FE10)."""

    visited_on = LocalDateField(
        label=_("Tanggal kunjungan"),
        help_text=_("Hari Anda menemui kelompok atau menerima kartunya, bukan hari pengetikan."),
        example="02/01/2027",
    )

    class Meta:
        model = AnnualCard
        fields = ["visited_on", "note"]
        labels = {"note": _("Keterangan")}
        help_texts = {"note": _("Hal yang perlu diketahui peninjau.")}
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        set_today(self, local_today(self.instance))
        self.fields["note"].example = _("Kartu kertas disimpan di balai desa")

    def entries(self) -> dict:
        """What the action takes."""
        return {name: self.cleaned_data[name] for name in ("version", "visited_on", "note")}


class CardWithdrawForm(forms.Form):
    """Only that it is this version of the card that is taken back."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class CardFilterForm(forms.Form):
    """Year, region and state of a list of cards. The names of the fields are the parameters of the address."""

    tahun = forms.TypedChoiceField(label=_("Tahun"), required=False, coerce=int, empty_value=None)
    keadaan = forms.ChoiceField(label=_("Keadaan"), required=False, choices=list(STATE_WORDS.items()))
    wilayah = RegionCodeField()

    def __init__(self, *args, year: int, newest: int, **kwargs):
        super().__init__(*args, auto_id="saring_%s", **kwargs)
        self.default_year = year
        years = range(newest, newest - YEARS_BACK - 1, -1)
        self.fields["tahun"].choices = [(number, str(number)) for number in years]
        self.fields["tahun"].initial = year

    def clean_tahun(self):
        """The year of the calendar, unless asked otherwise."""
        return self.cleaned_data["tahun"] or self.default_year
