"""Register files for tests: written as people write them, read as the register reads them."""

import io
from dataclasses import dataclass
from datetime import date

from imports.reading import read_table
from imports.register.layout import HEADER_WITHIN, SheetLayout, find_layout, is_skipped
from imports.register.parsing import ParseContext, ParsedRow, parse_rows

CONTEXT = ParseContext(today=date(2026, 11, 22), district_codes=frozenset({"760403"}))
VILLAGE = ["Bumiayu", "Wonomulyo", "Polewali Mandar", "Sulawesi Barat"]
# A member sheet as officers head it; the village stands in every row.
HEADER = ["No", "Nama Klp", "Desa/Kel.", "Kec.", "Kab/Kota", "Prov.", "NO. KTP", "Nama Anggota", "L/P", "Tgl Lahir"]
HEADER += ["Jabatan", "Kesertaan KB", "Tahapan KS"]


def member(nik: str = "7604995909770130", name: str = "Kartini Anggraini", number: int = 1, **told: str) -> list:
    """A row of such a sheet."""
    row = {"sex": "P", "birth": "19/09/1977", "role": "Anggota", "kb": "Suntik", "welfare": "Pra S"} | told
    return [number, "UPPKA Harapan", *VILLAGE, nik, name, *row.values()]


@dataclass
class Told:
    """One sheet: its layout, the entries read, and the numbers of the rows skipped."""

    name: str
    layout: SheetLayout | None
    rows: list[ParsedRow]
    skipped: list[int]

    @property
    def errors(self) -> list[tuple[int, str]]:
        """Row and rule of every refusal."""
        return [(row.row, one.code) for row in self.rows for one in row.issues if one.level == "error"]

    @property
    def drafts(self) -> list:
        """What the rows tell."""
        return [row.draft for row in self.rows]


def sheets_of(content: bytes, chosen: dict | None = None) -> list[Told]:
    """Every sheet of a file through the reader, the search for its heading, and the parser."""
    with read_table(io.BytesIO(content)) as table:
        return [_told(sheet.name, [] if sheet.is_hidden else list(sheet.shown()), chosen) for sheet in table]


def _told(name: str, rows: list[tuple[int, list[str]]], chosen: dict | None) -> Told:
    layout = find_layout(rows[:HEADER_WITHIN], chosen)
    if layout is None:
        return Told(name, None, [], [])
    below = [row for row in rows if row[0] > max(layout.header_rows)]
    entries = [row for row in below if not is_skipped(row[1], layout)]
    taken = {number for number, _cells in entries}
    return Told(
        name,
        layout,
        parse_rows(layout.kind, layout, entries, CONTEXT),
        [number for number, _cells in below if number not in taken],
    )


def sheet_of(content: bytes, chosen: dict | None = None) -> Told:
    """The only sheet of a file."""
    (told,) = sheets_of(content, chosen)
    return told


def csv_of(*rows: list, delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    """Rows as CSV; nothing is quoted."""
    return "".join(delimiter.join(map(str, row)) + "\n" for row in rows).encode(encoding)
