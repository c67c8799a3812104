"""What is typed for a letter."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.paper.pdf import PAPERS


class LetterForm(forms.Form):
    """The number the letter bears, and the paper it is printed on."""

    nomor = forms.CharField(
        label=_("Nomor surat"),
        required=False,
        max_length=60,
        help_text=_("Kosongkan untuk menulisnya dengan tangan."),
    )
    kertas = forms.ChoiceField(
        label=_("Kertas"), required=False, choices=[(paper.code, paper.name) for paper in PAPERS.values()]
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["nomor"].example = "12/AKU/XI/2026"
