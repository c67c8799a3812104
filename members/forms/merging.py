"""What is decided about two people who may be one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from members.actions.merging import CHOICES
from members.models import PairState

KEPT = "kept"


class PairFilterForm(forms.Form):
    """What narrows the list of pairs."""

    keadaan = forms.ChoiceField(label=_("Keadaan"), choices=PairState.choices, required=False)

    def state(self) -> str | None:
        """The state asked for; the open ones without a wish, None for a wish that means nothing."""
        if not self.is_valid():
            return None
        return self.cleaned_data["keadaan"] or PairState.OPEN


class DismissForm(forms.Form):
    """Why two people are not the same."""

    reason = forms.CharField(
        label=_("Alasan bukan orang yang sama"),
        max_length=300,
        help_text=_("Disimpan di jejak perubahan. Contoh: kakak beradik, sudah ditanyakan kepada ketua kelompok."),
    )


class MergeForm(forms.Form):
    """Who is kept, whose value is taken for each field, and why; with the versions both were opened on."""

    nik_warning_reason = forms.CharField(
        label=_("Alasan NIK berbeda dengan data"),
        max_length=300,
        required=False,
        help_text=_("Isi hanya bila NIK memang tidak cocok dengan tanggal lahir atau jenis kelamin menurut KTP."),
    )
    reason = forms.CharField(
        label=_("Alasan digabung"),
        max_length=300,
        help_text=_(
            "Disimpan di jejak perubahan. Contoh: terdaftar dua kali di dua kelompok, sudah dicocokkan dengan KTP."
        ),
    )

    def __init__(self, *args, pair, sides, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = (pair.first, pair.second)
        both = [(person.pk, person.name) for person in self.people]
        self.fields[KEPT] = forms.TypedChoiceField(label=_("Dipertahankan"), choices=both, coerce=int)
        for name in CHOICES:
            self.fields[name] = forms.TypedChoiceField(choices=both, coerce=int, required=False, empty_value=None)
        for person in self.people:
            hidden = forms.IntegerField(widget=forms.HiddenInput, initial=person.version)
            self.fields[f"version_{person.pk}"] = hidden
        for name, pk in sides.items():
            self.fields[name].initial = pk

    @property
    def versions(self) -> list:
        """The hidden fields that say on which versions the page was opened."""
        return [self[f"version_{person.pk}"] for person in self.people]

    @property
    def asks_nik(self) -> bool:
        """True if the page must ask why the NIK disagrees with the rest."""
        return bool(self["nik_warning_reason"].errors or (self.is_bound and self["nik_warning_reason"].value()))

    def merge(self) -> dict:
        """What `merge_people` gets."""
        typed = self.cleaned_data
        return {
            "kept_id": typed[KEPT],
            "versions": {person.pk: typed[f"version_{person.pk}"] for person in self.people},
            "choices": {name: typed[name] for name in CHOICES if typed[name]},
            "reason": typed["reason"],
            "nik_warning_reason": typed["nik_warning_reason"],
        }

    def renew_versions(self, pair) -> None:
        """Take the versions of today, after someone else has changed one of the two."""
        self.data = self.data.copy()
        for person in (pair.first, pair.second):
            self.data[f"version_{person.pk}"] = str(person.version)
