"""Rows as a workbook, a batch at a time and straight into the answer (IE09, IE10). Pure.

The library that draws the recaps keeps the rows in a file on the server's disk until the last one is known; people's
data shall lie on no disk, and a long list shall start at once. So the few parts of a one-sheet workbook are written
here: text as text (never a formula), dates and numbers as such, the headings bold and fixed.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import count
from xml.sax.saxutils import escape

from accounts.csv_cells import neutral
from reports.exports.sheet import SheetColumn
from reports.table import Kind

# Quick, and within a tenth of the smallest.
_PRESSING = 2
# So many characters has one cell at most.
_LONGEST = 32_767
_FIRST_SURE_DAY = date(1900, 3, 1)
_DAY_ZERO = date(1899, 12, 30).toordinal()
# Above so many cells a sheet may pass two gigabytes, which its place in the archive must know beforehand.
_MANY_CELLS = 20_000_000
_SPECIAL = re.compile("[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>'
)
_ROOT = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
_BOOK_LINKS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_LINKS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_LINKS}/styles" Target="styles.xml"/></Relationships>'
)
_BOOK = (
    f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}">'
    '<sheets><sheet name="%s" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
# Cell formats by number: 0 plain, 1 heading, 2 text, 3 whole number, 4 rupiah, 5 date, 6 text that looks like a formula
# (marked so that it stays text when somebody edits the cell).
_HEADING, _TEXT, _QUOTED = 1, 2, 6
_NUMBERS = {Kind.INTEGER: 3, Kind.RUPIAH: 4, Kind.DATE: 5}
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="2"><numFmt numFmtId="164" formatCode="&quot;Rp&quot;\\ #,##0"/>'
    '<numFmt numFmtId="165" formatCode="dd/mm/yyyy"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="7">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="3" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" quotePrefix="1"/>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


class _Pipe:
    """What the archive writes into: keeps the bytes until they are taken. It cannot be sought, like an answer."""

    def __init__(self) -> None:
        self.kept: list[bytes] = []

    def write(self, content) -> int:
        """Take bytes from the archive."""
        self.kept.append(bytes(content))
        return len(content)

    def flush(self) -> None:
        """Nothing lies between."""

    def take(self) -> bytes:
        """All bytes since the last time."""
        taken, self.kept = b"".join(self.kept), []
        return taken


def xlsx_pieces(
    sheet_name: str, columns: Sequence[SheetColumn], batches: Iterable[list[Sequence]], rows_expected: int
) -> Iterator[bytes]:
    """The file in pieces, one or more for each batch; `rows_expected` is near enough to how many rows there are."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED, compresslevel=_PRESSING) as archive:
        for name, text in _parts(sheet_name).items():
            archive.writestr(name, text)
        huge = rows_expected * len(columns) > _MANY_CELLS
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=huge) as sheet:
            sheet.write(_sheet_head(columns).encode())
            line = _Line(columns)
            for rows in batches:
                sheet.write("".join([line.drawn(row) for row in rows]).encode("utf-8", "replace"))
                if piece := pipe.take():
                    yield piece
            sheet.write(b"</sheetData></worksheet>")
    yield pipe.take()


def _parts(sheet_name: str) -> dict[str, str]:
    return {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _ROOT,
        "xl/workbook.xml": _BOOK % escape(sheet_name, {'"': "&quot;"}),
        "xl/_rels/workbook.xml.rels": _BOOK_LINKS,
        "xl/styles.xml": _STYLES,
    }


def _sheet_head(columns: Sequence[SheetColumn]) -> str:
    widths = "".join(
        f'<col min="{place}" max="{place}" width="{column.width}" customWidth="1"/>'
        for place, column in enumerate(columns, start=1)
    )
    headings = "".join(
        f'<c r="{_letters(place)}1" s="{_HEADING}" t="inlineStr"><is><t>{_text(column.heading)}</t></is></c>'
        for place, column in enumerate(columns)
    )
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<cols>{widths}</cols><sheetData><row r="1">{headings}</row>'
    )


class _Line:
    """Draws rows, one after the other, below the headings."""

    def __init__(self, columns: Sequence[SheetColumn]) -> None:
        self.numbers = count(2)
        self.places = [(_letters(place), _NUMBERS.get(column.kind, _TEXT)) for place, column in enumerate(columns)]

    def drawn(self, row: Sequence) -> str:
        """One row; empty cells are left out."""
        number = next(self.numbers)
        cells = [
            _cell(f"{letters}{number}", style, value)
            for (letters, style), value in zip(self.places, row, strict=True)
            if value is not None and value != ""
        ]
        return f'<row r="{number}">{"".join(cells)}</row>'


def _cell(place: str, style: int, value) -> str:
    if value.__class__ is str:
        mark = _TEXT if value[0].isalnum() or neutral(value) is value else _QUOTED
        blanks = ' xml:space="preserve"' if value[0].isspace() or value[-1].isspace() or "\n" in value else ""
        return f'<c r="{place}" s="{mark}" t="inlineStr"><is><t{blanks}>{_text(value)}</t></is></c>'
    if value.__class__ is date:
        if value < _FIRST_SURE_DAY:
            return f'<c r="{place}" s="{_TEXT}" t="inlineStr"><is><t>{value.isoformat()}</t></is></c>'
        value = value.toordinal() - _DAY_ZERO
    return f'<c r="{place}" s="{style}"><v>{value}</v></c>'


def _text(value: str) -> str:
    """A text inside XML. What XML cannot hold is spelled as spreadsheets do (`_x0001_`)."""
    if not _SPECIAL.search(value) and len(value) <= _LONGEST:
        return value
    spelled = _NO_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", value[:_LONGEST])
    return escape(spelled).replace("\r", "&#13;")


def _letters(place: int) -> str:
    """The name of a column: A, B, …, Z, AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name
