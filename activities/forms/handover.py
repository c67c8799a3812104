"""The forms of a hand-over: which officer, which villages to whom from when, and why one is cancelled."""

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from regions.clock import local_today
from regions.dates import LocalDateField, set_today
from regions.models import Region


class OfficerSearchForm(forms.Form):
    """Part of the officer's name."""

    q = forms.CharField(label=_("Nama petugas"), required=False, max_length=60)


class OfficerField(forms.ModelChoiceField):
    """An officer by name; two may share one, so the account name stands beside it."""

    def label_from_instance(self, obj):
        """`Burhan Latif (burhan)`."""
        return f"{obj} ({obj.username})" if obj.full_name else obj.username


class HandOverForm(forms.Form):
    """The villages, the successor, the day and the reason. What holds between them is the action's to say."""

    regions = forms.MultipleChoiceField(
        label=_("Desa yang diserahkan"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Centang paling sedikit satu desa.")},
    )
    successor = OfficerField(
        User.objects.none(),
        label=_("Petugas baru"),
        empty_label=_("Pilih petugas"),
        error_messages={"required": _("Pilih petugas yang menerima desanya.")},
        help_text=_("Petugas lapangan yang aktif di kabupaten/kota ini."),
    )
    on = LocalDateField(
        label=_("Berlaku sejak"),
        ahead=1,
        help_text=_("Mulai pukul 00.00 waktu setempat. Hari ini, atau paling jauh satu tahun ke depan."),
        example="01/12/2026",
    )
    reason = forms.CharField(
        label=_("Dasar atau alasan"),
        max_length=300,
        help_text=_("Dicatat dalam jejak perubahan."),
        error_messages={"required": _("Tulis dasar atau alasannya.")},
    )

    def __init__(self, *args, units: list[Region], labels: dict[str, str], successors, **kwargs):
        super().__init__(*args, **kwargs)
        self.units = {unit.code: unit for unit in units}
        self.fields["regions"].choices = [(code, labels[code]) for code in self.units]
        self.fields["successor"].queryset = successors
        self.fields["reason"].example = _now("SK mutasi 821.2/114/2026")
        set_today(self, local_today(units[0]))

    def entries(self) -> dict:
        """What the action asks for."""
        cleaned = self.cleaned_data
        return cleaned | {"regions": [self.units[code] for code in cleaned["regions"]]}

    def kept(self) -> list[tuple[str, str]]:
        """What was typed, to be posted again by the page that asks for confirmation."""
        return [(name, value) for name in self.fields for value in self.data.getlist(name)]


class CancelForm(forms.Form):
    """Why a hand-over does not happen."""

    reason = forms.CharField(
        label=_("Alasan pembatalan"),
        max_length=300,
        help_text=_("Dicatat bersama serah terima ini."),
        error_messages={"required": _("Tulis alasannya.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].example = _now("SK mutasi ditunda")
