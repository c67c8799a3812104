"""Files as pages list them: what each is, what it belongs to, how large, and where it is handed over."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.http import urlencode

from associations.documents import PDF
from associations.models import Agreement, Board, BoardEvent, BoardSeat, BoardTerm, Document

_OWNERS = {BoardTerm: "term", BoardSeat: "seat", BoardEvent: "event", Agreement: "agreement"}


@dataclass(frozen=True)
class ShownDocument:
    """One file in a list."""

    document: Document
    form: str
    size: str
    owner: str


def documents_with(row) -> Iterable[Document]:
    """The files of a board, or of one of its terms, seats, events or agreements, newest first."""
    column = "board" if isinstance(row, Board) else _OWNERS[type(row)]
    found = Document.objects.filter(**{column: row}, removed_at__isnull=True)
    return found.select_related("term", "seat__position", "event", "agreement__partner")


def upload_url(row) -> str:
    """Where a file for this row is put in."""
    if isinstance(row, Board):
        return reverse("document_add", args=[row.region_id])
    query = urlencode({"untuk": f"{_OWNERS[type(row)]}-{row.pk}"})
    return f"{reverse('document_add', args=[row.board.region_id])}?{query}"


def shown_documents(documents: Iterable[Document]) -> list[ShownDocument]:
    """The files with the words that stand beside them."""
    return [_shown(document) for document in documents]


def _shown(document: Document) -> ShownDocument:
    owner = document.term or document.event or document.agreement
    words = str(owner) if owner else document.seat.position.name if document.seat else ""
    kilobytes = max(round(document.size / 1024), 1)
    size = f"{number_format(kilobytes, force_grouping=True)} KB"
    return ShownDocument(document, "PDF" if document.content_type == PDF else "JPEG", size, words)
