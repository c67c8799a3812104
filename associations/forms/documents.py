"""What is typed about a file that is kept with a board."""

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.uploads import OversizedUpload
from associations.documents import MESSAGES, checked_file
from associations.models import Board, DocumentKind

OWNER_KINDS = ("term", "seat", "event", "agreement")
# The newest so many of each stand in the list.
_MOST = 40


class DocumentForm(forms.Form):
    """One file: what it is, what it is called, and which row of the board it belongs to."""

    file = forms.FileField(
        label=gettext_lazy("Berkas"),
        allow_empty_file=True,
        help_text=gettext_lazy("PDF atau foto JPEG, paling besar 10 MB. Lokasi dan kamera pada foto dihapus."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Jenis"), choices=DocumentKind.choices)
    title = forms.CharField(label=gettext_lazy("Judul"), max_length=160)
    untuk = forms.ChoiceField(label=gettext_lazy("Milik"), required=False)

    def __init__(self, *args, board: Board, **kwargs):
        super().__init__(*args, **kwargs)
        self.owners = owners_of(board)
        choices = [(key, label) for key, (_row, label) in self.owners.items()]
        self.fields["untuk"].choices = [("", _("Badan pengurus ini")), *choices]
        self.fields["title"].example = _("SK kepengurusan 2026–2031")
        self.fields["file"].widget.attrs["accept"] = ".pdf,.jpg,.jpeg"
        self.checked = None

    def clean_file(self):
        """The file looked through; only what may be kept goes on."""
        uploaded = self.cleaned_data["file"]
        if isinstance(uploaded, OversizedUpload):
            raise forms.ValidationError(MESSAGES["too_big"], code="too_big")
        try:
            self.checked = checked_file(uploaded.read(), uploaded.name)
        except forms.ValidationError as error:
            raise forms.ValidationError(error.error_dict["file"]) from None
        return uploaded

    @property
    def owner(self) -> dict:
        """The row it belongs to, by the name of the document's column; empty for the board itself."""
        key = self.cleaned_data["untuk"]
        return {key.partition("-")[0]: self.owners[key][0]} if key else {}


class DocumentRemoveForm(forms.Form):
    """Why a file is taken out of sight."""

    reason = forms.CharField(label=gettext_lazy("Alasan"), max_length=300)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].example = _("salah unggah, pindaian terpotong")


def owners_of(board: Board) -> dict[str, tuple]:
    """What of a board files can belong to: its row and its words, by `term-7`, `seat-3`, `event-5`, `agreement-2`."""
    terms = list(board.terms.order_by("-starts_on")[:_MOST])
    newest = [term.pk for term in terms[:2]]
    seats = board.seats.filter(term__in=newest).select_related("position").order_by("position__rank", "-starts_on")
    agreements = board.agreements.select_related("partner").order_by("-starts_on")
    found = [("term", term, _("Masa bakti %(term)s") % {"term": term}) for term in terms]
    found += [("event", event, _event_words(event)) for event in board.events.order_by("-starts_on")[:_MOST]]
    found += [("seat", seat, f"{seat.position}: {seat.holder_name}") for seat in seats]
    found += [("agreement", row, f"{row.partner}: {row.subject}") for row in agreements[:_MOST]]
    return {f"{kind}-{row.pk}": (row, words) for kind, row, words in found}


def _event_words(event) -> str:
    return f"{event.title or event.get_kind_display()}, {date_format(event.starts_on, 'j F Y')}"
