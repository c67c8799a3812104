"""What a reviewer narrows the queue by, ticks, and writes to the officer."""

import re
from datetime import date

from django import forms
from django.db.models import BigIntegerField
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from activities.models import ReviewStep, SubmissionStatus
from activities.queues import Queue
from regions.fields import RegionCodeField
from regions.months import month_key, month_of, months_ending, parse_month

REGISTER, CARD = "register", "kartu"
STATES = {
    "menunggu": SubmissionStatus.SUBMITTED,
    "dikembalikan": SubmissionStatus.RETURNED,
    "disetujui": SubmissionStatus.APPROVED,
}
WAITING = "menunggu"
MONTHS_OFFERED = 24
YEARS_OFFERED = 6
_TICK = re.compile(r"([0-9]{1,19})-([0-9]{1,9})")


class ReviewFilterForm(forms.Form):
    """The queue asked for. `bulan` is a month (2026-10), for cards a year (2026)."""

    jenis = forms.ChoiceField(
        required=False, choices=[(REGISTER, _("Register R/I")), (CARD, _("Kartu K/0"))], widget=forms.HiddenInput
    )
    wilayah = RegionCodeField()
    keadaan = forms.ChoiceField(
        label=_("Keadaan"),
        required=False,
        choices=[
            (WAITING, _("Menunggu")),
            ("dikembalikan", _("Dikembalikan")),
            ("disetujui", _("Disetujui")),
        ],
    )
    bulan = forms.ChoiceField(label=_("Bulan"), required=False)

    def __init__(self, data, *, today: date):
        super().__init__(data, auto_id="saring_%s")
        self.is_card = data.get("jenis") == CARD
        field = self.fields["bulan"]
        field.choices = [("", _("Semua tahun") if self.is_card else _("Semua bulan")), *self._periods(data, today)]
        if self.is_card:
            field.label = _("Tahun")

    def _periods(self, data, today: date) -> list[tuple[str, str]]:
        """The newest periods, and the one asked for, so that a link to an older one works."""
        if self.is_card:
            offered = [date(year, 1, 1) for year in range(today.year + 1, today.year + 1 - YEARS_OFFERED, -1)]
        else:
            offered = months_ending(month_of(today), MONTHS_OFFERED)[::-1]
        asked = _period_of(data.get("bulan", ""), self.is_card)
        periods = [*offered, *([asked] if asked and asked not in offered else [])]
        return [(period_key(one, self.is_card), _period_text(one, self.is_card)) for one in periods]

    def clean_keadaan(self):
        """What waits, unless asked otherwise."""
        return self.cleaned_data["keadaan"] or WAITING

    def queue(self) -> Queue:
        """The queue this asks for; with a filter that means nothing, everything of its kind that waits."""
        if not self.is_valid():
            return Queue(is_card=self.is_card)
        chosen = self.cleaned_data
        return Queue(
            is_card=self.is_card,
            status=STATES[chosen["keadaan"]],
            region=chosen["wilayah"],
            period=_period_of(chosen["bulan"], self.is_card),
        )


def _period_of(typed: str, is_card: bool) -> date | None:
    try:
        if is_card:
            return date(int(typed), 1, 1) if re.fullmatch(r"(?:19|20)[0-9]{2}", typed) else None
        return parse_month(typed)
    except ValueError:
        return None


def period_key(period: date, is_card: bool) -> str:
    """A month or a year as the address carries it."""
    return str(period.year) if is_card else month_key(period)


def _period_text(period: date, is_card: bool) -> str:
    return str(period.year) if is_card else date_format(period, "F Y")


def ticked_versions(values: list[str]) -> dict[int, int]:
    """Ticked rows with the version they were seen in, from `12-3`; what is none of these is left out."""
    found = (_TICK.fullmatch(value) for value in values)
    pairs = {int(tick[1]): int(tick[2]) for tick in found if tick}
    return {pk: version for pk, version in pairs.items() if pk <= BigIntegerField.MAX_BIGINT}


class ApproveForm(forms.Form):
    """Only the version that was looked at: there is nothing to type."""

    version = forms.IntegerField(min_value=0, max_value=10**9, widget=forms.HiddenInput)


class SendBackForm(ApproveForm):
    """The version that was looked at, and what the officer should mend."""

    note = forms.CharField(
        label=_("Catatan untuk petugas"),
        max_length=ReviewStep._meta.get_field("note").max_length,
        help_text=_("Apa yang perlu diperbaiki, supaya petugas dapat langsung mengerjakannya."),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Tulis apa yang perlu diperbaiki.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].example = _("Pertemuan 12 Oktober: yang hadir baru 3 orang, periksa daftar hadirnya")
