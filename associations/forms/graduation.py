"""What is typed when graduation is decided, and the filters of its list."""

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from associations.models import GraduationOutcome


class GraduationForm(forms.Form):
    """What was decided, and why. `seen` is the newest decision on the page when it was opened."""

    outcome = forms.ChoiceField(
        label=_("Keputusan"),
        choices=GraduationOutcome.choices,
        widget=forms.RadioSelect,
        help_text=_("Naik kelas hanya dapat dinyatakan bila semua syarat terpenuhi."),
    )
    reason = forms.CharField(
        label=_("Pertimbangan"), max_length=300, help_text=_("Mengapa diputuskan demikian. Ikut tercetak.")
    )
    seen = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].example = _("Modal dan pembukuan sudah diperiksa bersama ketua")


class DossierState(models.TextChoices):
    """Which dossiers a list shows."""

    WAITING = "menunggu", _("Memenuhi syarat, belum diputus")
    GRADUATED = "naik", _("Dinyatakan naik kelas")
    NOT_YET = "belum", _("Belum dinyatakan naik kelas")


class GraduationFilterForm(forms.Form):
    """Which dossiers are asked for. What is not understood is left out."""

    keadaan = forms.ChoiceField(label=_("Keadaan"), required=False)

    def __init__(self, *args, may_see_all: bool, **kwargs):
        super().__init__(*args, **kwargs)
        states = DossierState.choices if may_see_all else DossierState.choices[1:]
        self.fields["keadaan"].choices = states
        self._first = states[0][0]

    @property
    def state(self) -> str:
        """The state asked for, else the first one this reader may see."""
        self.is_valid()
        return self.cleaned_data.get("keadaan") or self._first
