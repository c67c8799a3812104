"""SIGA's table 6A as people pass it on: the header found by its words, each row read or named (UP11, IE06)."""

from datetime import date

import pytest

from imports.reading import FileRefused
from imports.siga.months import month_number
from imports.siga.opening import open_siga
from imports.siga.placing import rows_of_month
from imports.siga.problems import ProblemCode
from imports.siga.table import village_digits, whole_number
from tests.imports.siga_files import HEADER, line, opened, table
from tests.imports.workbooks import workbook

BUMIAYU, SUGIHWARAS = "7604032004", "7604032008"
PLACE = ["Sulawesi Barat", "Polewali Mandar", "Wonomulyo"]


def read(content: bytes):
    return open_siga(opened(content))


def test_a_table_as_siga_hands_it_out():
    found = read(table(line(BUMIAYU, 3, 2), line(SUGIHWARAS, 1, 0)))
    assert (found.row_count, found.skipped_rows, found.columns_not_read, found.problems) == (2, 0, [], [])
    first = found.rows[0]
    assert (first.row, first.code, first.village, first.existing, first.reporting) == (2, "2004", "BUMIAYU", 3, 2)
    assert (first.topic_business, first.topic_finance, first.topic_health, first.month) == (2, 0, 0, 1)


def test_the_header_is_found_under_titles_in_any_case_and_order():
    content = table(
        "LAPORAN 6A;;;;;;;;",
        ";;;;;;;;",
        "No;Kab/Kota;provinsi;Kecamatan;Desa/Kelurahan;Kode;Yang Lapor;Yang Ada;Petugas",
        "1;2;3;4;5;6;7;8;9",
        "1;Polewali Mandar;Sulawesi Barat;Wonomulyo;Bumiayu;2004;1;2;Ani",
        header="BADAN KEPENDUDUKAN;;;;;;;;",
    )
    found = read(content)
    assert found.columns_not_read == ["No", "Petugas"]
    assert [(row.row, row.village, row.existing, row.reporting, row.month) for row in found.rows] == [
        (6, "Bumiayu", 2, 1, None)
    ]


def test_a_heading_as_long_as_a_book_is_kept_as_a_heading():
    """IE09: it is stored with the table and shown on its page."""
    found = read(table(line(BUMIAYU), header=f"{HEADER};{'buku ' * 20_000}"))
    assert [len(heading) for heading in found.columns_not_read] == [119]


def test_sums_and_notes_are_skipped_and_counted_but_a_village_is_never_a_sum():
    content = table(
        line(BUMIAYU),
        "SULAWESI BARAT;POLEWALI MANDAR;WONOMULYO;;JUMLAH;5;4;80.00;;;;",
        "SULAWESI BARAT;POLEWALI MANDAR;;;;5;4;80.00;;;;",
        "TOTAL;;;;;5;4;80.00;;;;",
        "Dicetak 3 Februari 2026;;;;;;;;;;;",
        line(SUGIHWARAS, village="TOTAL INDAH"),
    )
    found = read(content)
    assert (found.row_count, found.skipped_rows) == (2, 4)


def test_a_workbook_that_made_numbers_of_the_codes():
    """Excel keeps 2001 as the number 2001.0; nothing is lost, as villages begin with 1 or 2."""
    rows = [HEADER.split(";"), [*PLACE, 2004.0, "Bumiayu", 2.0, 1, 50.0, 1, 0, 0, "Januari"]]
    notes, hidden = [["Catatan"]], [HEADER.split(";"), [*PLACE, 2008, "Sugihwaras", 1, 1, 100, 0, 0, 0, "Januari"]]
    found = read(workbook(notes, rows, hidden, names=("Sampul", "Tabel", "Lama"), hidden=("Lama",)))
    assert [(row.row, row.code, row.existing, row.reporting) for row in found.rows] == [(2, "2004", 2, 1)]


@pytest.mark.parametrize(("existing", "reporting"), [("-1", 0), ("dua", 0), ("", 0), (2, "1,5"), (2, "٣"), (10**9, 0)])
def test_what_is_no_count_is_named_and_not_compared(existing, reporting):
    found = read(
        table(line(BUMIAYU, existing, reporting) if isinstance(reporting, int) else _typed(existing, reporting))
    )
    assert found.rows == []
    assert [(one.code, one.row, one.village) for one in found.problems] == [(ProblemCode.NOT_A_COUNT, 2, "BUMIAYU")]


def _typed(existing, reporting) -> str:
    return f"SULAWESI BARAT;POLEWALI MANDAR;WONOMULYO;2004;BUMIAYU;{existing};{reporting};0;0;0;0;JANUARI"


def test_more_reporting_than_existing_is_named_and_kept_as_siga_has_it():
    found = read(table(line(BUMIAYU, 1, 3)))
    assert [(one.code, one.row, one.value) for one in found.problems] == [(ProblemCode.MORE_REPORTING, 2, "3 > 1")]
    assert (found.rows[0].existing, found.rows[0].reporting) == (1, 3)


def test_rows_of_other_months_are_left_and_counted():
    found = read(table(line(BUMIAYU), line(BUMIAYU, month="FEBRUARI"), line(SUGIHWARAS, month="FEB")))
    rows, problems = rows_of_month(found, date(2026, 2, 1))
    assert [row.row for row in rows] == [3, 4]
    assert [(one.code, one.value) for one in problems] == [(ProblemCode.OTHER_MONTH, "1")]
    rows, problems = rows_of_month(found, date(2026, 5, 1))
    assert len(rows) == 3
    assert [(one.code, one.value) for one in problems] == [(ProblemCode.MONTH_DIFFERS, "Januari, Februari")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"kode;nama;ada\n1;x;2\n", "no_header"),
        (table(header=HEADER), "no_villages"),
        (table("JUMLAH;;;;;5;4;80.00;;;;"), "no_villages"),
    ],
)
def test_another_table_is_refused_by_name(content, code):
    """IE06: zero rows are never success."""
    with pytest.raises(FileRefused) as caught:
        read(content)
    assert caught.value.code == code
    assert caught.value.message


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("JANUARI", 1),
        ("Peb", 2),
        ("agustus 2026", 8),
        ("Nopember", 11),
        ("01", 1),
        ("12", 12),
        ("13", None),
        ("", None),
    ],
)
def test_months_in_indonesian(text, number):
    assert month_number(text) == number


@pytest.mark.parametrize(
    ("text", "digits"),
    [("2001", "2001"), ("2001.0", "2001"), ("76.04.03.2004", "2004"), ("'2001", "2001"), ("201", ""), ("x", "")],
)
def test_village_codes_however_they_are_written(text, digits):
    assert village_digits(text) == digits


@pytest.mark.parametrize(
    ("text", "value"),
    [("2", 2), ("2.0", 2), ("2,00", 2), ("1.234", 1234), ("1 234", 1234), ("2.5", None), ("-2", None), ("1e3", None)],
)
def test_counts_however_they_are_written(text, value):
    assert whole_number(text) == value
