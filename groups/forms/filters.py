"""What a list of groups can be narrowed by. The names of the fields are the parameters of the address."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.freshness import STATES
from groups.models import GroupStage, Sector
from regions.fields import RegionCodeField

NONE = "belum"
RECORDED = "ada"
VERIFIED = "terverifikasi"
ANY_WARNING = "ada"
STATUSES = {"aktif": "active", "tidak-aktif": "inactive", "bubar": "dissolved", "semua": ""}
DEFAULT_STATUS = "aktif"


class GroupFilterForm(forms.Form):
    """Search and filters; `bands` and `warnings` are those the viewer can see."""

    q = forms.CharField(label=_("Nama atau nomor kelompok"), required=False, max_length=120)
    wilayah = RegionCodeField()
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[
            ("aktif", _("Aktif")),
            ("tidak-aktif", _("Tidak aktif")),
            ("bubar", _("Bubar")),
            ("semua", _("Semua status")),
        ],
    )
    tahapan = forms.ChoiceField(label=_("Tahapan"), required=False)
    jenjang = forms.ChoiceField(label=_("Jenjang modal"), required=False)
    usaha = forms.ChoiceField(label=_("Jenis usaha"), required=False)
    kesegaran = forms.ChoiceField(
        label=_("Kesegaran data"),
        required=False,
        choices=[("", _("Semua kesegaran")), *((state.code, state.label) for state in STATES)],
    )
    peringatan = forms.ChoiceField(label=_("Peringatan"), required=False)

    def __init__(self, *args, bands, warnings, **kwargs):
        super().__init__(*args, auto_id="saring_%s", **kwargs)
        self.fields["tahapan"].choices = [
            ("", _("Semua tahapan")),
            *GroupStage.objects.values_list("code", "name"),
            (NONE, _("Belum dinilai")),
        ]
        self.fields["jenjang"].choices = [
            ("", _("Semua jenjang")),
            *((band.code, band.name) for band in bands),
            (RECORDED, _("Ada catatan modal")),
            (VERIFIED, _("Modal terverifikasi 12 bulan")),
            (NONE, _("Belum ada catatan modal")),
        ]
        self.fields["usaha"].choices = [("", _("Semua jenis usaha")), *Sector.objects.values_list("code", "name")]
        self.fields["peringatan"].choices = [
            ("", _("Semua kelompok")),
            (ANY_WARNING, _("Ada peringatan")),
            *((warning.code, warning.label) for warning in warnings),
        ]

    def clean_status(self):
        """Working groups, unless asked otherwise (DM09)."""
        return self.cleaned_data["status"] or DEFAULT_STATUS

    def clean_q(self):
        """The search in one line."""
        return " ".join(self.cleaned_data["q"].split())


def typed_number(text: str) -> str:
    """The digits of a typed group number, with or without dots; empty if it is none."""
    digits = re.sub(r"[.\-–\s]", "", text)
    return digits if re.fullmatch(r"[0-9]{4,14}", digits) else ""
