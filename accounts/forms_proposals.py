"""What is typed about proposed changes: the filters of their list, and why one is refused."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import ProposalState
from accounts.proposals import KINDS

ALL = "semua"


class ProposalFilterForm(forms.Form):
    """Which proposals are listed; those that wait, where nothing is asked."""

    keadaan = forms.ChoiceField(label=_("Keadaan"), required=False)
    jenis = forms.ChoiceField(label=_("Jenis perubahan"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        waiting, *decided = ProposalState.choices
        self.fields["keadaan"].choices = [("", waiting[1]), *decided, (ALL, _("Semua keadaan"))]
        self.fields["jenis"].choices = [("", _("Semua")), *((kind.code, kind.label) for kind in KINDS.values())]

    @property
    def in_use(self) -> dict[str, str]:
        """The filters that were understood and are not empty."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class RefusalForm(forms.Form):
    """Why a proposal is refused."""

    note = forms.CharField(
        label=_("Alasan penolakan"), max_length=300, help_text=_("Dibaca pengusul. Tulis apa yang perlu diperbaiki.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].example = _("Lampirkan berita acara rapat anggota")
