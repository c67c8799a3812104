"""The rows of a file that were refused, as a workbook of the template with a column that says why (IE05).

They are read anew from the sealed content; nothing of them is kept elsewhere. The workbook is made in memory alone: it
holds NIK in the clear, and no disk shall.
"""

from collections.abc import Iterator
from io import BytesIO

import xlsxwriter
from django.utils.translation import gettext as _

from accounts.csv_cells import neutral, plain
from imports.models import ImportBatch, IssueLevel
from imports.register.content import content_of
from imports.register.layout import FIELDS, SheetLayout
from imports.register.rows import SheetKind
from imports.register.survey import Survey
from imports.register.synonyms import MONEY, is_scaled
from imports.register.template import Looks, begin_sheet

REASON = "alasan_ditolak"
MOST_ROWS = 20_000
"""So many refused rows fit into one workbook; the first of them are written."""
_NAME_LENGTH = 120
_LONGEST_CELL = 32_000
RowKey = tuple[str, int]


def refused_book(batch: ImportBatch) -> tuple[bytes, int]:
    """The workbook and how many rows it holds. Raises FileRefused where the content has been let go."""
    reasons = _reasons(batch)
    survey = Survey(content_of(batch), _as_it_was_read(batch))
    scaled = _scaled_columns(survey)
    out, count = BytesIO(), 0
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        looks = Looks(book)
        sheets = {kind: begin_sheet(book, kind, looks, (REASON,), scaled[kind]) for kind in SheetKind}
        next_row = dict.fromkeys(SheetKind, 1)
        for layout, cells, reason in _refused_rows(survey, reasons):
            for place, text in enumerate([*_in_template_order(layout, cells), reason]):
                if text:
                    sheets[layout.kind].write_string(next_row[layout.kind], place, text[:_LONGEST_CELL])
            next_row[layout.kind] += 1
            count += 1
    return out.getvalue(), count


def _reasons(batch: ImportBatch) -> dict[RowKey, list[str]]:
    """Why each row was refused, by sheet and number of the row."""
    reasons: dict[RowKey, list[str]] = {}
    errors = batch.issues.filter(level=IssueLevel.ERROR).order_by("id")
    for sheet, row, column, message in errors.values_list("sheet", "row", "column", "message").iterator(2_000):
        if (sheet, row) not in reasons and len(reasons) == MOST_ROWS:
            break
        reasons.setdefault((sheet, row), []).append(f"{column}: {message}" if column else message)
    return reasons


def _as_it_was_read(batch: ImportBatch) -> dict:
    """The columns as they were when the file was checked, whatever the sender has chosen since."""
    read = [told for told in batch.sheets if told["kind"] and told["layout"]]
    return {told["layout"]: {"kind": told["kind"], "columns": told["columns"]} for told in read}


def _scaled_columns(survey: Survey) -> dict[SheetKind, frozenset[str]]:
    """Columns of money whose heading speaks of thousands or millions, so that the workbook's heading does too."""
    found: dict[SheetKind, set[str]] = {kind: set() for kind in SheetKind}
    for layout in filter(None, survey.layouts):
        for place, field in layout.columns.items():
            if field in MONEY and is_scaled(layout.headers[place]):
                found[layout.kind].add(field)
    return {kind: frozenset(fields) for kind, fields in found.items()}


def _refused_rows(survey: Survey, reasons: dict[RowKey, list[str]]) -> Iterator[tuple[SheetLayout, list[str], str]]:
    for kinds in survey.passes():
        for told, layout, (number, cells) in survey.rows(kinds):
            why = reasons.get((told.name[:_NAME_LENGTH], number))
            if why:
                yield layout, cells, _("Baris %(row)s. %(why)s") % {"row": number, "why": " ".join(why)}


def _in_template_order(layout: SheetLayout, cells: list[str]) -> list[str]:
    """The cells under the template's columns. A formula's sign is guarded as in every file that leaves."""
    written = {field: cells[place] for place, field in layout.columns.items() if place < len(cells)}
    return [neutral(plain(written.get(field, ""))) for field in FIELDS[layout.kind]]
