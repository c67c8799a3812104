"""A table as XLSX and as CSV, both safe to open in a spreadsheet (IE10).

XLSX: text is written as text, never as a formula or a link, so it needs no mark and is read back unchanged.
CSV: UTF-8 with a byte order mark, fields separated by `;`, numbers with a decimal comma and no thousands separator, as
a spreadsheet set to Indonesian expects; shares in percent, dates as 2026-12-31. A text that a spreadsheet would take
for a formula gets an apostrophe in front, and so does one that begins with an apostrophe: taking one leading
apostrophe away always gives the text back. The last line is the total where the table has one.
"""

import csv
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.csv_cells import neutral
from reports.table import HIDDEN, Column, Kind, Row, Table

NUMBER_FORMATS = {
    Kind.INTEGER: "#,##0",
    Kind.RUPIAH: '"Rp" #,##0',
    Kind.PERCENT: "0.0%",
    Kind.DATE: "dd/mm/yyyy",
}
PERCENT_PLACES = 1


def hidden_word() -> str:
    """What stands in a cell whose value the viewer may not see."""
    return _("disembunyikan")


def as_csv(table: Table) -> bytes:
    """The table as a CSV file: a line of headings, the rows, the total."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(neutral(_csv_label(column)) for column in table.columns)
    for row in _all_rows(table):
        writer.writerow(_csv_value(column, row.values.get(column.key)) for column in table.columns)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_xlsx(table: Table) -> bytes:
    """The table as one sheet: what it is, then headings that repeat on every printed page, the rows, the total."""
    out = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(_("Rekap"))
        first = _write_head(book, sheet, table)
        _set_up_page(sheet, table, first)
        formats = {kind: book.add_format({"num_format": text}) for kind, text in NUMBER_FORMATS.items()}
        for number, row in enumerate(table.rows, start=first + 1):
            _write_row(sheet, number, table.columns, row, formats)
        if table.total:
            strong = {kind: {"num_format": text, "bold": True, "top": 1} for kind, text in NUMBER_FORMATS.items()}
            formats = {kind: book.add_format(form) for kind, form in strong.items()}
            formats[Kind.TEXT] = book.add_format({"bold": True, "top": 1})
            _write_row(sheet, first + 1 + len(table.rows), table.columns, table.total, formats)
    return out.getvalue()


def about(table: Table) -> list[tuple[str, str]]:
    """What stands above the rows, on paper and in a file: region, filters, instant, who and when (RP02)."""
    return [
        (_("Wilayah"), table.region),
        *([(_("Keadaan"), table.period)] if table.period else []),
        (_("Saringan"), ", ".join(table.filters) or _("tanpa saringan")),
        (_("Data per"), _instant(table.as_at)),
        (_("Dibuat oleh"), table.made_by),
        (_("Dibuat pada"), _instant(table.made_at)),
    ]


def _all_rows(table: Table) -> list[Row]:
    return [*table.rows, *([table.total] if table.total else [])]


def _csv_label(column: Column) -> str:
    return f"{column.label} (%)" if column.kind is Kind.PERCENT and "%" not in column.label else column.label


def _csv_value(column: Column, value: Any) -> str:
    if value is None:
        return ""
    if value is HIDDEN:
        return hidden_word()
    if column.kind is Kind.PERCENT:
        return f"{float(value * 100):.{PERCENT_PLACES}f}".replace(".", ",")
    if column.kind is Kind.DATE:
        return value.isoformat()
    return neutral(str(value)) if column.kind is Kind.TEXT else str(value)


def _write_head(book, sheet, table: Table) -> int:
    """Write title, facts and headings; give the number of the line of headings."""
    sheet.write_string(0, 0, table.title, book.add_format({"bold": True, "font_size": 14}))
    facts = about(table)
    for number, (label, text) in enumerate(facts, start=1):
        sheet.write_string(number, 0, label)
        sheet.write_string(number, 1, text)
    line = len(facts) + 2
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 2})
    for place, column in enumerate(table.columns):
        sheet.write_string(line, place, column.label, heading)
    return line


def _set_up_page(sheet, table: Table, heading_line: int) -> None:
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, {Kind.TEXT: 28, Kind.RUPIAH: 20}.get(column.kind, 13))
    sheet.freeze_panes(heading_line + 1, 1)
    sheet.repeat_rows(heading_line)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&R&P / &N")


def _write_row(sheet, number: int, columns: list[Column], row: Row, formats: dict) -> None:
    for place, column in enumerate(columns):
        value, form = row.values.get(column.key), formats.get(column.kind)
        if value is None:
            sheet.write_blank(number, place, None, form)
        elif value is HIDDEN:
            sheet.write_string(number, place, hidden_word(), form)
        elif column.kind is Kind.TEXT:
            sheet.write_string(number, place, str(value), form)
        elif column.kind is Kind.DATE:
            sheet.write_datetime(number, place, value, form)
        else:
            sheet.write_number(number, place, float(value), form)


def _instant(moment) -> str:
    return timezone.localtime(moment).strftime("%d/%m/%Y %H.%M %Z") if moment else "–"
