"""Every report of the catalogue as page, XLSX, CSV and PDF: one table, the same totals (RP02, RP03, RP08)."""

import csv
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO, StringIO

import openpyxl
import pytest
import time_machine
from django.urls import reverse

from reports.catalogue.registry import REPORTS
from reports.paper.pdf import PAPERS
from reports.paper.table import MOST_ROWS, sideways, table_form
from reports.table import HIDDEN, Column, Kind, Row, Table
from tests.reading import one_line, pages_of
from tests.reports.example import NOON, make_example

DAY = date(2026, 12, 31)
MADE = datetime(2026, 8, 15, 4, 0, tzinfo=UTC)


@pytest.fixture
def example(cast):
    make_example()
    with time_machine.travel(NOON, tick=False):
        yield cast


def printed(value: float, kind: Kind) -> str:
    """A number as Indonesian paper writes it, worked out here anew."""
    if kind is Kind.PERCENT:
        return f"{round(value * 100, 1):g}".replace(".", ",") + "%"
    whole = f"{int(value):,}".replace(",", ".")
    return f"Rp {whole}" if kind is Kind.RUPIAH else whole


def read(kind: Kind, text: str) -> float | None:
    """A number of the CSV."""
    if not text or text == "disembunyikan":
        return None
    number = float(text.replace(",", "."))
    return number / 100 if kind is Kind.PERCENT else number


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.slug)
def test_every_drawing_of_a_report_shows_the_same_totals(example, sign_in, report):
    """RP03: the numbers of the last line of the page, read back from each of the three files."""
    client, address = sign_in(example.admin), reverse("catalogue_report", args=[report.slug])
    table = client.get(address, {"wilayah": "7604"}).context["table"]
    files = {kind: client.get(address, {"wilayah": "7604", "format": kind}) for kind in ("xlsx", "csv", "pdf")}
    sheet = list(openpyxl.load_workbook(BytesIO(files["xlsx"].content)).active.iter_rows(values_only=True))
    lines = list(csv.reader(StringIO(files["csv"].content.decode("utf-8-sig")), delimiter=";"))
    paper = one_line("\n".join(pages_of(files["pdf"])))
    assert len(lines) == 1 + len(table.rows) + bool(table.total)
    assert table.title in paper and str(table.region) in paper and "Halaman 1 dari" in paper
    last = table.total or (table.rows[-1] if table.rows else None)
    for place, column in enumerate(table.columns if last else []):
        value = last.values.get(column.key)
        if not column.is_number or value in (None, HIDDEN):
            continue
        assert float(sheet[-1][place]) == pytest.approx(float(value))
        assert read(column.kind, lines[-1][place]) == pytest.approx(float(value), abs=0.0006)
        assert printed(float(value), column.kind) in paper, column.label


def make_table(columns: int = 3, rows: int = 2, **changes) -> Table:
    keys = [f"k{number}" for number in range(columns)]
    given = {
        "title": "Kelompok per wilayah",
        "columns": [
            Column("name", "Kecamatan", Kind.TEXT),
            *(Column(key, f"Modal {key}", Kind.RUPIAH) for key in keys),
            Column("day", "Tanggal", Kind.DATE),
        ],
        "rows": [
            Row(
                str(place), {"name": f"Kecamatan {place}", **dict.fromkeys(keys, 25_000_000), "day": date(2026, 12, 31)}
            )
            for place in range(rows)
        ],
        "total": Row("7604", {"name": "Jumlah", **dict.fromkeys(keys, 25_000_000 * rows)}),
        "region": "Kabupaten Polewali Mandar",
        "as_at": MADE,
        "made_by": "Staf kabupaten",
        "made_at": MADE,
        "filters": ["per kecamatan"],
        "period": "31 Desember 2025",
    }
    return Table(**given | changes)


@pytest.fixture
def pdf_of(example, sign_in, monkeypatch):
    """Give a table; get the pages of the PDF the catalogue makes of it."""

    def made(table: Table, **query) -> list[str]:
        monkeypatch.setattr("reports.views.catalogue.made_in_indonesian", lambda *_asked: table)
        answer = sign_in(example.regency).get(reverse("catalogue_report", args=["rekap"]), {"format": "pdf", **query})
        assert answer["Content-Type"] == "application/pdf"
        return pages_of(answer)

    return made


def test_paper_says_what_where_when_who_and_repeats_its_headings(pdf_of):
    """RP02, RP08"""
    pages = pdf_of(make_table(rows=120))
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        words = one_line(page)
        assert "Kecamatan Modal k0 Modal k1 Modal k2 Tanggal" in words
        assert f"Halaman {number} dari {len(pages)}" in words
        assert "Kelompok per wilayah" in words and "31 Desember 2025" in words
    first, last = one_line(pages[0]), one_line(pages[-1])
    for words in (
        "Kabupaten Polewali Mandar",
        "per kecamatan",
        "15 Agustus 2026 pukul 12.00 WITA",
        "Staf kabupaten",
        "Rp 25.000.000",
        "31/12/2026",
    ):
        assert words in first, words
    assert "Jumlah Rp 3.000.000.000" in last


def test_a_wide_table_is_split_by_columns_and_each_part_names_its_rows(pdf_of):
    pages = pdf_of(make_table(columns=24), kertas="f4")
    assert len(pages) > 1
    assert all("Kecamatan 0" in one_line(page) and "Bagian" in page for page in pages)
    words = one_line(" ".join(pages))
    assert all(f"Modal k{number}" in words for number in range(24))


def test_what_is_hidden_is_a_word_and_hostile_text_stays_text(pdf_of):
    row = Row("1", {"name": '#import "x": *, $x^2$', "k0": HIDDEN, "k1": None, "k2": 0})
    words = one_line(" ".join(pdf_of(replace(make_table(), rows=[row], total=None))))
    assert '#import "x": *, $x^2$ disembunyikan – Rp 0 –' in words


def test_an_empty_table_says_so(pdf_of):
    assert "Tidak ada baris" in " ".join(pdf_of(make_table(rows=0, total=None)))


def test_every_part_fits_its_paper():
    """No column is wider than the sheet, and none is lost."""
    table = make_table(columns=24)
    for paper in map(sideways, PAPERS.values()):
        assert paper.width > paper.height
        parts = table_form(table, paper, "Asia/Makassar")["parts"]
        assert all(sum(column["width"] for column in part["columns"]) <= paper.width - 30 for part in parts)
        assert sum(len(part["columns"]) - 1 for part in parts) == 25


def test_a_table_that_is_too_long_for_paper_is_offered_as_a_file(example, sign_in, monkeypatch):
    monkeypatch.setattr("reports.views.catalogue.made_in_indonesian", lambda *_asked: make_table(rows=MOST_ROWS + 1))
    client, address = sign_in(example.regency), reverse("catalogue_report", args=["rekap"])
    answer = client.get(address, {"format": "pdf", "tingkat": "kecamatan"}, follow=True)
    assert answer.redirect_chain == [(f"{address}?tingkat=kecamatan", 302)]
    assert "terlalu panjang untuk dicetak" in answer.content.decode()
