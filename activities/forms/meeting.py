"""One meeting with its attendance, on one screen (FE06, UP07)."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.editing import VERSION_FIELD, VersionedForm
from activities.attendance import RosterChange, carried_over, change_of_roster, roster_of
from activities.models import TOPICS, Coaching, Meeting, MeetingMode
from regions.clock import local_today
from regions.dates import DateError, LocalDateField, parse_date, set_today
from regions.months import last_day, month_of

ENTRIES = ("on", "mode", "presenter", *TOPICS, "coaching", "agency", "target")
SEEN, SHOWN_ON = "seen", "roster_on"
"""Hidden with the form: who was ticked when it was opened, and the day whose roster it shows."""


class MeetingForm(VersionedForm):
    """A meeting of a month. The instance must know its register, and the register its group and month."""

    on = LocalDateField(label=_("Tanggal pertemuan"), help_text=_("Hari kelompok berkumpul."), example="12/10/2026")
    mode = forms.ChoiceField(label=_("Cara"), choices=MeetingMode.choices, widget=forms.RadioSelect)
    coaching = forms.ChoiceField(
        label=_("Jenis pembinaan"), choices=[("", _("Bukan pembinaan")), *Coaching.choices], required=False
    )
    present = forms.MultipleChoiceField(
        label=_("Daftar hadir"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Daftar anggota berubah. Periksa lagi siapa yang hadir.")},
    )

    class Meta:
        model = Meeting
        fields = [*ENTRIES]
        help_texts = {
            "presenter": _("Siapa yang membawakan materi."),
            "topic_other": _("Isi bila materinya tidak ada di atas."),
            "agency": _("Dinas, bank, atau lembaga yang membina."),
            "target": _("Untuk siapa pembinaan ini."),
        }
        widgets = {
            name: forms.TextInput(attrs={"autocomplete": "off"})
            for name in ("presenter", "topic_other", "agency", "target")
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.report = self.instance.report
        self.group, self.today = self.report.group, local_today(self.report.group)
        set_today(self, self.today)
        self.fields["presenter"].example = _("Nurhayati, PKB Kecamatan Wonomulyo")
        self.fields["agency"].example = _("Dinas Koperasi dan UKM")
        self.fields["target"].example = _("Pengurus dan 10 anggota")
        self._set_initial(kwargs.get("initial") or {})
        self.roster = roster_of(self.group, self._roster_day(), self.instance.pk)
        self.fields["present"].choices = [(str(row.pk), row.person.name) for row in self.roster.memberships]

    def _set_initial(self, given: dict) -> None:
        """A new meeting is today's, where today lies in the month; one on record shows its ticks."""
        self.stored = self._stored_ticks()
        self.initial.setdefault("present", self.stored)
        if self.instance.pk is None and "on" not in given and month_of(self.today) == self.report.month:
            self.initial["on"] = self.today

    def _stored_ticks(self) -> list[str]:
        if self.instance.pk is None:
            return []
        return [str(pk) for pk in self.instance.attendances.values_list("membership_id", flat=True)]

    def _roster_day(self) -> date:
        """The day typed, where it can be a meeting's; else the one shown; else the last day there is."""
        typed = self.data.get("on", "") if self.is_bound else self.initial.get("on")
        day = typed if isinstance(typed, date) else self._read(str(typed or ""))
        latest = min(last_day(self.report.month), self.today)
        if day is not None and self.report.month <= day <= latest:
            return day
        return self.shown_on or latest

    def _read(self, text: str) -> date | None:
        try:
            return parse_date(text, self.today)
        except DateError:
            return None

    @property
    def shown_on(self) -> date | None:
        """The day whose roster the posted page showed."""
        try:
            return date.fromisoformat(self.data.get(SHOWN_ON, "")) if self.is_bound else None
        except ValueError:
            return None

    @property
    def roster_change(self) -> RosterChange | None:
        """What the typed date has changed in the list since it was shown."""
        return change_of_roster(self.group, self.shown_on, self.roster) if self.shown_on else None

    def typed_again(self, ticks: list[str] | None = None) -> dict:
        """What was posted, as the start of a fresh form with the roster of its date; `ticks` replaces those typed."""
        typed = {name: self[name].data for name in (*ENTRIES, VERSION_FIELD)}
        kept = carried_over(self.group, self.data.getlist("present"), self.roster)
        return typed | {"present": kept if ticks is None else ticks, SEEN: self.seen}

    def opened_with(self) -> dict:
        """The ticks at the time the form was opened: they have no entry of their own in the audit trail."""
        seen = self.data.get(SEEN)
        return {} if seen is None else {"present": [key for key in seen.split(",") if key]}

    def clean(self):
        """A meeting has a topic; a coaching session has its agency and its target, and nothing else has."""
        cleaned = super().clean()
        if not any(cleaned.get(name) for name in TOPICS) and not any(name in self.errors for name in TOPICS):
            self.add_error("topic_business", ValidationError(_("Pilih paling sedikit satu materi."), code="topic"))
        coaching = cleaned.get("coaching")
        for name in ("agency", "target"):
            if coaching and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, ValidationError(_("Isi ini untuk sesi pembinaan."), code="coaching"))
        if not coaching and "coaching" not in self.errors and (cleaned.get("agency") or cleaned.get("target")):
            message = _("Pilih jenis pembinaannya, atau kosongkan instansi dan sasarannya.")
            self.add_error("coaching", ValidationError(message, code="coaching"))
        return cleaned

    def entries(self) -> dict:
        """What the actions take."""
        return {name: self.cleaned_data[name] for name in ENTRIES} | {
            "present": [int(key) for key in self.cleaned_data["present"]]
        }

    @cached_property
    def rows(self) -> list[dict]:
        """The roster as the page shows it: the member, the tick, and what is known of the last time."""
        ticked = set(self["present"].value() or [])
        last = self.roster.last
        return [
            {
                "membership": row,
                "ticked": str(row.pk) in ticked,
                "came": last.came(row.person_id) if last else None,
                "words": last.words_of(row.person_id) if last else "",
            }
            for row in self.roster.memberships
        ]

    @property
    def ticked_count(self) -> int:
        """How many of those shown are ticked."""
        return sum(row["ticked"] for row in self.rows)

    @property
    def seen(self) -> str:
        """Who was ticked when the form was opened; kept while it goes back and forth."""
        return self.data.get(SEEN, "") if self.is_bound else self.initial.get(SEEN, ",".join(self.stored))

    @property
    def is_coaching(self) -> bool:
        """True if anything about coaching is filled in or wrong."""
        return any(self[name].value() or self[name].errors for name in ("coaching", "agency", "target"))
