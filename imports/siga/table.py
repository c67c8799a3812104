"""Table 6A as SIGA hands it out, row by row. Pure: no database.

The header row is found by its words, wherever it stands; columns that are not ours are named and left. A row counts
once: where it can not be read, it is kept as a problem with its row number, never as a nought.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from imports.reading import FileRefused, Sheets
from imports.siga.months import month_number
from imports.siga.problems import Problem, ProblemCode
from regions.names import search_words

# The columns of the table, by the words of their heading; the first that fits.
COLUMNS = {
    "province": ("provinsi", "nama provinsi"),
    "regency": ("kabupaten", "kabupaten kota", "kab kota", "nama kabupaten", "kota"),
    "district": ("kecamatan", "nama kecamatan"),
    "code": ("kode", "kode desa", "kode kelurahan", "kode desa kelurahan", "kode kel desa"),
    "village": ("kelurahan", "desa kelurahan", "kelurahan desa", "desa", "nama desa", "nama kelurahan"),
    "existing": ("yang ada", "ada", "jumlah yang ada"),
    "reporting": ("yang lapor", "lapor", "jumlah yang lapor"),
    "percent": ("persentase lapor", "persen lapor", "lapor persen"),
    "topic_business": ("materi usaha ekonomi keluarga", "usaha ekonomi keluarga"),
    "topic_finance": ("materi pengelolaan keuangan keluarga", "pengelolaan keuangan keluarga"),
    "topic_health": ("materi kb kespro", "kb kespro", "materi kb dan kesehatan reproduksi"),
    "month": ("bulan",),
}
# As SIGA writes them, for the one who has to find the right file.
HEADINGS = {
    "province": "PROVINSI",
    "regency": "KABUPATEN",
    "district": "KECAMATAN",
    "code": "KODE",
    "village": "KELURAHAN",
    "existing": "YANG ADA",
    "reporting": "YANG LAPOR",
    "topic_business": "MATERI USAHA EKONOMI KELUARGA",
    "topic_finance": "MATERI PENGELOLAAN KEUANGAN KELUARGA",
    "topic_health": "MATERI KB KESPRO",
}
NO_HEADER = _("Tabel 6A tidak ditemukan. Berkas perlu kolom %(columns)s.")
NO_VILLAGES = _("Tabel 6A ini tidak berisi satu desa pun.")
REQUIRED = ("province", "regency", "district", "code", "village", "existing", "reporting")
TOPICS = ("topic_business", "topic_finance", "topic_health")
_PLACES = ("province", "regency", "district", "village")
# The header stands in one of the first rows; a file without it is another file.
_HEADER_WITHIN = 30
_TOTAL_WORDS = {"jumlah", "jml", "total", "grand", "sub", "subtotal"}
_MOST = 1_000_000
# A heading that is not ours is shown and kept no further than this: a cell can hold a book.
_HEADING_LENGTH = 120


@dataclass(frozen=True)
class SigaRow:
    """One village as SIGA has it. `month` is the number of the month it names, None where it names none."""

    row: int
    province: str
    regency: str
    district: str
    code: str
    village: str
    existing: int
    reporting: int
    topic_business: int = 0
    topic_finance: int = 0
    topic_health: int = 0
    month: int | None = None


@dataclass
class SigaFile:
    """What a file held: its rows, what was skipped and not read, and what is wrong with it."""

    rows: list[SigaRow] = field(default_factory=list)
    row_count: int = 0
    skipped_rows: int = 0
    columns_not_read: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def months(self) -> set[int]:
        """The months that its rows name."""
        return {row.month for row in self.rows if row.month}


def read_siga(table: Sheets) -> SigaFile:
    """The rows of every sheet that has the header. Raises FileRefused where no sheet has it, or no row follows."""
    found, has_header = SigaFile(), False
    for sheet in table:
        rows = iter(sheet.rows)
        header = None if sheet.is_hidden else find_header(rows)
        if header is not None:
            has_header = True
            _read_rows(found, header, rows)
    if not has_header:
        raise FileRefused("no_header", NO_HEADER % {"columns": ", ".join(HEADINGS[name] for name in REQUIRED)})
    if not found.row_count:
        raise FileRefused("no_villages", NO_VILLAGES)
    return found


def find_header(rows: Iterable[tuple[int, list[str]]]) -> dict[int, str] | None:
    """What each column is, from the row whose words name every column needed; that row is used up. None without one.

    A column that is not ours has its own heading in front of a question mark.
    """
    for _count, (_number, cells) in zip(range(_HEADER_WITHIN), rows, strict=False):
        found = _columns_of(cells)
        if set(REQUIRED) <= set(found.values()):
            return found
    return None


def _columns_of(cells: list[str]) -> dict[int, str]:
    found: dict[int, str] = {}
    for place, cell in enumerate(cells):
        words = search_words(cell)
        name = next((name for name, known in COLUMNS.items() if words in known and name not in found.values()), "")
        if name or words:
            found[place] = name or f"?{' '.join(cell.split())}"[:_HEADING_LENGTH]
    return found


def _read_rows(found: SigaFile, header: dict[int, str], rows: Iterator[tuple[int, list[str]]]) -> None:
    found.columns_not_read += [name[1:] for name in header.values() if name.startswith("?")]
    for number, cells in rows:
        texts = {name: " ".join(cells[place].split()) for place, name in header.items() if place < len(cells)}
        if _is_numbering(texts):
            continue
        if _is_village(texts):
            _take(found, number, texts)
        else:
            found.skipped_rows += 1


def _is_village(texts: dict[str, str]) -> bool:
    """False for totals and notes: a village has its code, or at least a name that is no word for a sum."""
    if village_digits(texts.get("code", "")):
        return True
    names = [search_words(texts.get(name, "")).split()[:1] for name in _PLACES]
    is_total = any(name and name[0] in _TOTAL_WORDS for name in names)
    return not is_total and bool(texts.get("village")) and bool(texts.get("district"))


def _is_numbering(texts: dict[str, str]) -> bool:
    """True for the row 1, 2, 3 … that stands under some headers."""
    return texts.get("province", "").isdigit() and texts.get("village", "").isdigit()


def _take(found: SigaFile, number: int, texts: dict[str, str]) -> None:
    found.row_count += 1
    counts, wrong = _counts(number, texts)
    if wrong:
        found.problems.append(wrong)
        return
    row = SigaRow(
        number,
        **{name: texts.get(name, "")[:120] for name in _PLACES},
        code=village_digits(texts.get("code", "")),
        month=month_number(texts.get("month", "")),
        **counts,
    )
    if row.reporting > row.existing:
        found.problems.append(
            Problem(ProblemCode.MORE_REPORTING, number, f"{row.reporting} > {row.existing}", row.village)
        )
    found.rows.append(row)


def _counts(number: int, texts: dict[str, str]) -> tuple[dict[str, int], Problem | None]:
    """The counts of a row, or what is wrong with the first that is none. Topics left empty are nought."""
    counts = {}
    for name in ("existing", "reporting", *TOPICS):
        typed = texts.get(name, "") or ("0" if name in TOPICS else "")
        value = whole_number(typed)
        if value is None:
            return {}, Problem(
                ProblemCode.NOT_A_COUNT, number, typed[:60], texts.get("village", "")[:120], HEADINGS[name]
            )
        counts[name] = value
    return counts, None


def whole_number(text: str) -> int | None:
    """A count as spreadsheets write it: `2`, `2.0`, `2,00`, `1.234`; None for what is none, or below nought."""
    whole, sign, rest = text.replace(" ", "").replace(",", ".").rpartition(".")
    if sign and len(rest) == 3 and whole.isascii() and whole.isdigit():
        whole, rest = whole + rest, "0"
    elif not sign:
        whole, rest = rest, "0"
    if not (whole.isascii() and whole.isdigit() and rest and not rest.strip("0")):
        return None
    return int(whole) if len(whole) <= 7 and int(whole) <= _MOST else None


def village_digits(text: str) -> str:
    """The last four digits of a village code: `2001`, `2001.0`, `76.04.03.2001` and `'2001` all give `2001`."""
    plain = text.strip().lstrip("'")
    if plain.endswith(".0"):
        plain = plain[:-2]
    digits = "".join(sign for sign in plain if sign in "0123456789")
    return digits[-4:] if len(digits) >= 4 and len(digits) in (4, 10) else ""
