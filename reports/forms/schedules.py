"""Which report is sent by the calendar, how often, and to whom."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from reports.catalogue.registry import report_of, reports_for
from reports.models import Rhythm
from reports.schedules.recipients import MOST_RECIPIENTS, lies_inside, recipients_found, who_could_receive

_BETWEEN = re.compile(r"[\s,;]+")


class ScheduleForm(forms.Form):
    """A new schedule. Recipients are named by their account, or looked for by name and region and ticked.

    The owner is one of them unless that is not wanted.
    """

    report = forms.ChoiceField(label=_("Rekap"))
    rhythm = forms.ChoiceField(
        label=_("Irama"),
        choices=Rhythm.choices,
        widget=forms.RadioSelect,
        initial=Rhythm.MONTHLY,
        help_text=_("Setiap minggu: hari Senin. Setiap bulan: tanggal 1."),
    )
    to_me = forms.BooleanField(label=_("Kirim juga kepada saya"), required=False, initial=True)
    others = forms.CharField(
        label=_("Penerima lain"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "autocapitalize": "none", "spellcheck": "false"}),
        help_text=_(
            "Nama pengguna, dipisahkan koma. Hanya akun aktif di dalam wilayah Anda yang boleh melihat rekap ini."
        ),
    )

    seek = forms.CharField(
        label=_("Cari penerima"),
        required=False,
        max_length=60,
        help_text=_("Nama orang atau wilayahnya. Setelah dicari, centang yang dipilih."),
    )
    picked = forms.MultipleChoiceField(
        label=_("Penerima dari hasil pencarian"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, owner, **kwargs):
        super().__init__(*args, **kwargs)
        self.owner = owner
        self.fields["report"].choices = [(report.slug, report.name) for report in reports_for(owner)]
        self.fields["others"].example = "bumiayu.pkb, wonomulyo.koordinator"
        self._offer_recipients()

    @classmethod
    def looking(cls, typed, owner):
        """The same form as typed so far, with whom the search finds; nothing is checked or saved yet."""
        asked = {name: typed.get(name, "") for name in ("report", "rhythm", "others", "seek")}
        asked |= {"to_me": "to_me" in typed, "picked": typed.getlist("picked")}
        return cls(owner=owner, initial=asked)

    def _offer_recipients(self) -> None:
        """Put those picked already and those who match under the search; without any there is nothing to tick."""
        typed = self.data if self.is_bound else self.initial
        picked = typed.getlist("picked") if self.is_bound else typed.get("picked", [])
        seek = str(typed.get("seek", "")).replace("\0", "")
        known = [name for name in picked if "\0" not in name]
        found, has_more = recipients_found(self.owner, report_of(str(typed.get("report", ""))), seek, known)
        self.fields["picked"].choices = [(user.username, _named(user)) for user in found]
        if has_more:
            self.fields["seek"].help_text = _("Masih ada akun lain yang cocok. Tambahkan kata untuk mempersempit.")
        elif seek and not found:
            self.fields["seek"].help_text = _("Tidak ada akun di wilayah Anda dengan kata itu yang boleh menerima.")
        if not found and not picked:
            del self.fields["picked"]

    def clean(self):
        """There is somebody to send to, and each may receive this report."""
        cleaned = super().clean()
        if "report" not in cleaned or "others" not in cleaned:
            return cleaned
        named = {name.lower() for name in _BETWEEN.split(cleaned["others"]) if name} | {*cleaned.get("picked", ())}
        cleaned["recipients"] = self._recipients(report_of(cleaned["report"]), named, cleaned.get("to_me"))
        return cleaned

    def _recipients(self, report, names: set[str], to_me: bool) -> list:
        if len(names) > MOST_RECIPIENTS:
            self.add_error("others", _("Paling banyak 100 penerima untuk satu jadwal."))
            return []
        able = who_could_receive(self.owner, report)
        found = [user for user in able.filter(username__in=names) if lies_inside(self.owner, user)]
        unknown = sorted(names - {user.username for user in found})
        if unknown:
            text = _("Tidak ada di wilayah Anda, tidak aktif, tidak berhak, atau tanpa alamat surel: %(names)s.")
            self.add_error("others", ValidationError(text, params={"names": ", ".join(unknown)[:300]}))
        if to_me and not self.owner.email:
            self.add_error("to_me", _("Akun Anda belum punya alamat surel. Minta administrator mengisinya."))
        if not names and not to_me:
            self.add_error("others", _("Tulis paling sedikit satu penerima, atau centang kirim kepada saya."))
        return [*found, *([self.owner] if to_me and self.owner not in found else [])]


def _named(user) -> str:
    """`Sitti Rahma (bumiayu.pkb), Bumiayu`."""
    where = ", ".join(territory.region.name for territory in user.territories)
    return f"{user} ({user.username}), {where}"
