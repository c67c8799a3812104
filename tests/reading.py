"""What stands in an answer: the text of a page, and that of a PDF or a workbook as a reader takes it out."""

from io import BytesIO
from zipfile import ZipFile

from pypdf import PdfReader

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Where long words may be broken; nobody sees it, and a reader gives it back or not.
_BREAK = "\u200b"


def text_in(answer) -> str:
    """The words of an answer, whatever it is made of."""
    if answer.headers.get("Content-Type") == PDF:
        return "\n".join(pages_of(answer))
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer.headers.get("Content-Type") == XLSX:
        with ZipFile(BytesIO(content)) as packed:
            return "\n".join(packed.read(name).decode() for name in packed.namelist())
    return content.decode()


def pages_of(answer) -> list[str]:
    """The words of each page of a PDF."""
    return [page.extract_text().replace(_BREAK, "") for page in PdfReader(BytesIO(answer.content)).pages]


def one_line(text: str) -> str:
    """The text without its line breaks, since a reader breaks lines where the paper does."""
    return " ".join(text.split())
