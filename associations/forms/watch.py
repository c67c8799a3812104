"""Filters of the watch and of the calendar."""

from django import forms
from django.utils.translation import gettext_lazy as _

from associations.models import BoardLevel


class WatchFilterForm(forms.Form):
    """Which boards: of one level, of one province. What is not understood is left out and said beside the filter."""

    tingkat = forms.ChoiceField(label=_("Tingkat"), required=False)
    wilayah = forms.ChoiceField(label=_("Provinsi"), required=False)

    def __init__(self, *args, provinces=(), **kwargs):
        super().__init__(*args, **kwargs)
        every = _("Semua")
        self.fields["tingkat"].choices = [("", every), *[(str(code), label) for code, label in BoardLevel.choices]]
        self.fields["wilayah"].choices = [("", every), *provinces]

    @property
    def in_use(self) -> dict[str, str]:
        """The filters that were understood and are not empty."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def words(self, name: str, value: str) -> str:
        """What a chosen value is called."""
        return str(dict(self.fields[name].choices)[value])


class WatchPartForm(WatchFilterForm):
    """The filters of the watch; which part of it is open goes along unseen."""

    bagian = forms.ChoiceField(label=_("Bagian"), required=False, widget=forms.HiddenInput)

    def __init__(self, *args, parts=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["bagian"].choices = [("", ""), *parts]
