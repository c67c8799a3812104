"""One table, drawn as a page, XLSX and CSV (RP03), safe to open in a spreadsheet (IE10)."""

import csv
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO

import openpyxl
import pytest

from reports.spreadsheets import as_csv, as_xlsx, neutral
from reports.table import HIDDEN, Column, Kind, Row, Table

DANGEROUS = [
    "＝HYPERLINK(1)",
    "＋1",
    "＠SUM(1)",
    "=1+1",
    "+62811",
    "-5",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "'sudah berkutip",
]


def make_table(*rows: Row) -> Table:
    return Table(
        title="Rekap uji",
        columns=[
            Column("name", "Wilayah", Kind.TEXT),
            Column("groups", "Kelompok"),
            Column("capital", "Modal", Kind.RUPIAH),
            Column("share", "Bagian", Kind.PERCENT),
            Column("on", "Per", Kind.DATE),
        ],
        rows=list(rows),
        total=Row("76", {"name": "Jumlah", "groups": 3, "capital": 25_000_000, "share": Decimal("0.5")}),
        region="Sulawesi Barat",
        as_at=datetime(2026, 8, 15, 4, 0, tzinfo=UTC),
        made_by="Ratna",
        made_at=datetime(2026, 8, 15, 4, 0, tzinfo=UTC),
    )


def read_csv(table: Table) -> list[list[str]]:
    text = as_csv(table).decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline=""), delimiter=";"))


def read_xlsx(table: Table):
    return openpyxl.load_workbook(BytesIO(as_xlsx(table))).active


ROW = Row(
    "7604", {"name": "Polewali", "groups": 2, "capital": 1_500, "share": Decimal("0.412"), "on": date(2026, 1, 2)}
)


def test_csv_has_headings_rows_and_the_total():
    assert read_csv(make_table(ROW)) == [
        ["Wilayah", "Kelompok", "Modal", "Bagian (%)", "Per"],
        ["Polewali", "2", "1500", "41,2", "2026-01-02"],
        ["Jumlah", "3", "25000000", "50,0", ""],
    ]


def test_csv_begins_with_the_mark_that_spreadsheets_need():
    assert as_csv(make_table()).startswith(b"\xef\xbb\xbf")


def test_xlsx_says_what_it_is_and_repeats_its_headings():
    """RP02: region, filters, who and when stand above the rows; headings on every printed page."""
    sheet = read_xlsx(make_table(ROW))
    texts = [cell.value for row in sheet.iter_rows(max_row=6) for cell in row if cell.value]
    assert {"Rekap uji", "Sulawesi Barat", "Ratna", "15/08/2026 11.00 WIB"} <= set(texts)
    assert sheet.print_title_rows == "$8:$8"
    assert [cell.value for cell in sheet[9]][:4] == ["Polewali", 2, 1500, 0.412]
    assert sheet.cell(9, 5).value.date() == date(2026, 1, 2)
    assert [cell.value for cell in sheet[10]][:4] == ["Jumlah", 3, 25_000_000, 0.5]


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_becomes_a_formula_in_csv(text):
    """IE10: an apostrophe in front; taking one away gives the text back."""
    written = read_csv(make_table(replace(ROW, values={"name": text})))[1][0]
    assert written == f"'{text}"


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_becomes_a_formula_in_xlsx(text):
    """IE10: text stays text, and is read back unchanged."""
    cell = read_xlsx(make_table(replace(ROW, values={"name": text}))).cell(9, 1)
    assert cell.data_type == "s"
    assert cell.value.replace("_x000D_", "\r") == text


@pytest.mark.parametrize("text", ["Wonomulyo", "3 kelompok", "a=b", ""])
def test_harmless_text_is_left_alone(text):
    assert neutral(text) == text


def test_a_negative_number_stays_a_number_in_csv():
    assert read_csv(make_table(replace(ROW, values={"name": "x", "capital": -5})))[1][2] == "-5"


def test_a_withheld_value_is_a_word_in_every_file():
    table = make_table(replace(ROW, values={"name": "x", "share": HIDDEN}))
    assert read_csv(table)[1][3] == "disembunyikan"
    assert read_xlsx(table).cell(9, 4).value == "disembunyikan"


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("groups", ["sedikit", "banyak", "tidak ada", "rahasia"]),
        ("-groups", ["banyak", "sedikit", "tidak ada", "rahasia"]),
        ("name", ["banyak", "rahasia", "sedikit", "tidak ada"]),
        ("", ["banyak", "tidak ada", "rahasia", "sedikit"]),
        ("-", ["banyak", "tidak ada", "rahasia", "sedikit"]),
        ("'; DROP", ["banyak", "tidak ada", "rahasia", "sedikit"]),
    ],
)
def test_rows_in_another_order_put_what_is_not_known_last(order, names):
    values = {"banyak": 9, "tidak ada": None, "rahasia": HIDDEN, "sedikit": 1}
    rows = [Row(name, {"name": name, "groups": number}) for name, number in values.items()]
    assert [row.values["name"] for row in make_table(*rows).sorted_by(order).rows] == names
