"""Which report is sent by the calendar, how often, and to whom."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from reports.catalogue.registry import report_of, reports_for
from reports.models import Rhythm
from reports.schedules.recipients import lies_inside, who_could_receive

MOST_RECIPIENTS = 100
_BETWEEN = re.compile(r"[\s,;]+")


class ScheduleForm(forms.Form):
    """A new schedule. Recipients are named by their account; the owner is one of them unless that is not wanted."""

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

    def __init__(self, *args, owner, **kwargs):
        super().__init__(*args, **kwargs)
        self.owner = owner
        self.fields["report"].choices = [(report.slug, report.name) for report in reports_for(owner)]
        self.fields["others"].example = "bumiayu.pkb, wonomulyo.koordinator"

    def clean(self):
        """There is somebody to send to, and each may receive this report."""
        cleaned = super().clean()
        if "report" not in cleaned or "others" not in cleaned:
            return cleaned
        cleaned["recipients"] = self._recipients(report_of(cleaned["report"]), cleaned["others"], cleaned.get("to_me"))
        return cleaned

    def _recipients(self, report, typed: str, to_me: bool) -> list:
        names = {name.lower() for name in _BETWEEN.split(typed) if name}
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
