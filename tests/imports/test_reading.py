"""Any file that people send: read as rows of text, or refused by one name, in bounded memory and time (IE06, IE09)."""

import codecs
import io
import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imports.reading import FileRefused, Limits, read_table
from imports.reading.first_look import surely_fits
from imports.reading.refusal import MESSAGES
from tests.imports.workbooks import cell, raw_workbook, workbook, zipped

TEXT = "desa;ada\nBumiayu;2\nSugihwaras;3\n"


def rows_of(content: bytes, **limits) -> list[tuple[int, list[str]]]:
    with read_table(io.BytesIO(content), limits=Limits(**limits)) as table:
        return [row for sheet in table for row in sheet.rows]


def refusal_of(content: bytes, **limits) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        rows_of(content, **limits)
    return caught.value


# --- CSV --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("content", "encoding", "delimiter"),
    [
        (TEXT.encode(), "utf-8", ";"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8-sig", ";"),
        (TEXT.replace(";", ",").encode(), "utf-8", ","),
        (TEXT.replace(";", "\t").encode(), "utf-8", "\t"),
        (TEXT.replace("Bumiayu", "Bumi–ayu").encode("windows-1252"), "windows-1252", ";"),
        (TEXT.replace("Bumiayu", "Bumi–ayu").encode(), "utf-8", ";"),
        (TEXT.encode("utf-16"), "utf-16", ";"),
        (b"sep=,\r\n" + TEXT.replace(";", ",").encode(), "utf-8", ","),
        (("Rekap, dibuat, oleh\n" + TEXT).encode(), "utf-8", ";"),
    ],
)
def test_encoding_and_delimiter_are_found_and_named(content, encoding, delimiter):
    """IE06"""
    with read_table(io.BytesIO(content)) as table:
        assert (table.kind, table.encoding, table.delimiter) == ("csv", encoding, delimiter)
        rows = [cells for sheet in table for _number, cells in sheet.rows]
    assert rows[-1] == ["Sugihwaras", "3"]
    assert rows[-2][0] in ("Bumiayu", "Bumi–ayu")


def test_rows_carry_the_numbers_a_spreadsheet_gives_them():
    content = b'judul;\n\n"desa\nkelurahan";ada\n;;\nBumiayu;2\n'
    assert [number for number, _cells in rows_of(content)] == [1, 3, 5]


def test_a_quote_that_is_never_closed_is_named_with_its_row():
    wrong = refusal_of(TEXT.encode() + b'"Darma;4\nBinanga;1\n')
    assert (wrong.code, wrong.values["row"]) == ("broken_quotes", 4)


# --- XLSX -------------------------------------------------------------------------------------------------------------
def test_a_workbook_is_read_as_the_text_its_cells_show():
    """Numbers plain, a formula as its shown value, and a number a spreadsheet has damaged as damaged."""
    content = raw_workbook(
        '<row r="3"><c r="B3"><v>2001</v></c><c r="C3"><v>16.5</v></c><c r="D3"><v>7604995705900001</v></c>'
        '<c r="E3" t="str"><f>HYPERLINK("http://x.invalid")</f><v>=tampil</v></c><c r="F3" t="b"><v>1</v></c></row>'
    )
    assert rows_of(content) == [(3, ["", "2001", "16.5", "7604995705900001.0", "=tampil", "TRUE"])]


def test_signs_that_no_text_has_are_left_out_of_a_workbook():
    """IE06: a workbook can spell out a nought sign, which no database takes; a line break stays a blank."""
    content = raw_workbook(cell("A1", "Bumi_x0000_ayu_x0007_") + cell("A2", "satu_x000D_dua"))
    assert rows_of(content) == [(1, ["Bumiayu"]), (2, ["satu\rdua"])]


def test_a_row_of_signs_that_no_text_has_is_no_row():
    content = raw_workbook(cell("A1", "_x001F_") + cell("A2", "a_x001E_b_x001F_c") + cell("A3", "tiga"))
    assert rows_of(content) == [(2, ["abc"]), (3, ["tiga"])]


PLAIN = "".join(f'<row r="{n}"><c r="A{n}" t="str"><v>a</v></c><c r="B{n}"><v>{n}</v></c></row>' for n in range(1, 40))
NOT_PLAIN = {
    "a cell far to the right": (cell("XFD40"), "far_cell"),
    "a cell far below": ('<row r="40"><c r="A1048576"><v>1</v></c></row>', "far_cell"),
    "a row far below": ('<row r="1048576"><c r="A1048576"><v>1</v></c></row>', "far_cell"),
    "a cell named with its prefix": ('<row r="40"><x:c r="XFD40"><x:v>1</x:v></x:c></row>', "far_cell"),
    "a cell after the end of a comment": (
        f'<!-- <row r="40"><c r="A40"><v>--></v></c></row>{cell("XFD41")}',
        "damaged",
    ),
    "a comment before plain rows": (f'<!-- <row r="40"><c r="A40"><v>1</v></c></row> -->{cell("XFD41")}', "far_cell"),
    "an entity nobody knows": ('<row r="40"><c r="A40" t="str"><v>&b;</v></c></row>', "damaged"),
    "a tag that is not closed": ('<row r="40"><c r="A40"><v>1</c></row>', "damaged"),
}


@pytest.mark.parametrize("name", NOT_PLAIN)
def test_between_plain_rows_nothing_is_overlooked(name):
    """IE09: rows of one plain shape are passed over quickly; whatever else there is, is looked at as ever."""
    rows, code = NOT_PLAIN[name]
    assert refusal_of(raw_workbook(PLAIN + rows), cells=5_000).code == code


def test_plain_rows_after_a_comment_and_beside_hidden_and_styled_ones_are_read():
    hidden = '<row r="40" spans="1:2" hidden="1"><c r="A40" t="str"><v>tak tampak</v></c></row>'
    styled = '<row r="900000" ht="12.8" hidden="false"><c r="A900000" s="1"/></row>'
    wrong = '<row r="41"><c r="A41" t="e"><f>A9</f><v>#REF!</v></c><c r="B41"><f>1+1</f><v>2</v></c></row>'
    content = raw_workbook(f"<!-- <row --> {PLAIN}{hidden}{wrong}{styled}")
    with read_table(io.BytesIO(content), limits=Limits(cells=500)) as table:
        (sheet,) = [(list(sheet.rows), sheet.hidden_rows) for sheet in table]
    assert (sheet[0][0], sheet[0][38:]) == (
        (1, ["a", "1"]),
        [(39, ["a", "39"]), (40, ["tak tampak", ""]), (41, ["#ERROR!", "2"])],
    )
    assert sheet[1] == [[40, 40]]


@pytest.mark.parametrize(
    ("rows", "fits"),
    [
        (PLAIN, True),
        (PLAIN + NOT_PLAIN["a cell far to the right"][0], False),
        (PLAIN + NOT_PLAIN["a cell far below"][0], False),
        (PLAIN + NOT_PLAIN["a row far below"][0], False),
        (PLAIN + NOT_PLAIN["a cell named with its prefix"][0], False),
        (PLAIN + '<row r="40"><c t="str"><v>tanpa tempat</v></c></row>', False),
        (PLAIN + "<row r='40'><c s='1' r='XFD40'><v>1</v></c></row>", False),
    ],
)
def test_a_workbook_is_opened_meanwhile_only_if_every_cell_surely_fits(rows, fits):
    """IE09: the first look may be wrong about a file that fits, never about one that does not."""
    assert surely_fits(io.BytesIO(raw_workbook(rows)), Limits(cells=5_000)) is fits


def test_too_many_texts_never_surely_fit():
    texts = {"xl/sharedStrings.xml": "<sst>" + "<si/>" * 50 + "</sst>"}
    assert not surely_fits(io.BytesIO(raw_workbook(PLAIN, extra=texts)), Limits(strings=20))


def test_every_sheet_comes_with_its_name_and_whether_it_is_hidden():
    content = workbook([["a", "b"]], [["c"]], [["d"]], names=("Satu", "Dua", "Tiga"), hidden=("Dua",))
    with read_table(io.BytesIO(content)) as table:
        assert table.kind == "xlsx"
        # What is not read of a sheet is read past.
        assert [(sheet.name, sheet.is_hidden) for sheet in table] == [("Satu", False), ("Dua", True), ("Tiga", False)]


def test_styled_but_empty_cells_far_away_are_no_fault():
    content = raw_workbook(cell("A1") + '<row r="9"><c r="XFD9" s="1"/></row>')
    assert rows_of(content) == [(1, ["x"])]


def test_a_child_does_not_outlive_its_reader():
    with read_table(io.BytesIO(workbook([["x"] * 5 for _row in range(4000)]))) as table:
        next(iter(next(iter(table)).rows))
        child = table._child.process
    assert child.poll() is not None


# --- Refused, by name -------------------------------------------------------------------------------------------------
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
GOOD = workbook([["desa", "ada"], ["Bumiayu", 2]])
REFUSED = {
    "empty": b"",
    "empty-spaces": b"  \r\n\r\n",
    "zeros": b"\x00" * 5000,
    "image": b"\x89PNG\r\n\x1a\n" + b"\x00\x01" * 300,
    "image-jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x01" * 300,
    "image-pdf": b"%PDF-1.7\n1 0 obj\n",
    "web_page": b"<html><body><table><tr><td>desa</td></tr></table>",
    "old_excel": OLE,
    "password": OLE + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 100,
    "other_zip": zipped({"word/document.xml": "<w/>"}),
    "other_zip-nothing": zipped({}),
    "binary": b"desa;ada\n\x01\x02\x03\x00;2\n",
    "encoding": b"desa;ada\n\x81\x8d;2\n",
    "delimiter": b"hanya satu kolom\nsaja\n",
    "damaged-cut": GOOD[: len(GOOD) // 2],
    "damaged-start": GOOD[:40],
    "damaged-middle": GOOD[:200] + b"\xff" * 60 + GOOD[260:],
    "damaged-doctype": raw_workbook(cell("A1", "&b;"), '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'),
    "damaged-xml": raw_workbook("<row><c"),
    "far_cell": raw_workbook(cell("A1") + cell("XFD1048576")),
    "far_cell-row": raw_workbook(cell("A1") + cell("Z1048576")),
    "zip_bomb": raw_workbook(cell("A1"), extra={"xl/media/x.bin": b"\x00" * 60_000_000}),
    "zip_bomb-parts": zipped({"xl/workbook.xml": "<w/>"} | {f"p{number}": "" for number in range(2_100)}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_every_wrong_file_is_refused_by_its_own_name(name):
    """IE06: one Indonesian sentence that says what to do, and never a row."""
    wrong = refusal_of(REFUSED[name])
    assert wrong.code == name.partition("-")[0]
    assert wrong.message.endswith(".")
    assert "%" not in wrong.message


HEAVY = f'<row><c t="inlineStr"><is><t>{"x" * 2_000}</t></is></c></row>'


@pytest.mark.parametrize(
    ("code", "content", "limits"),
    [
        ("too_big", b"a;b\n" * 2000, {"size": 1000}),
        ("too_many_rows", b"a;b\n" * 20, {"rows": 10}),
        ("too_many_rows", workbook([["a"]] * 6, [["b"]] * 6), {"rows": 10}),
        ("too_many_columns", b"a;b\n" + b";".join([b"x"] * 30) + b"\n", {"columns": 20}),
        ("too_many_sheets", workbook(*[[["a"]]] * 5), {"sheets": 4}),
        (
            "too_heavy",
            raw_workbook(cell("A1"), extra={"xl/sharedStrings.xml": "<sst>" + "<si/>" * 50 + "</sst>"}),
            {"strings": 20},
        ),
        ("zip_bomb", raw_workbook(cell("A1"), extra={"a.xml": "<a>" + " " * 900_000 + "</a>"}), {"unpacked": 500_000}),
        ("too_heavy", raw_workbook(HEAVY * 20_000), {"memory": 60_000_000, "ratio": 10_000}),
    ],
)
def test_more_than_the_limits_allow_is_refused(code, content, limits):
    """IE09"""
    wrong = refusal_of(content, **limits)
    assert wrong.code == code
    assert wrong.message


def test_a_workbook_that_takes_too_long_is_given_up():
    """IE09: the child is ended, and nobody waits for it."""
    content = raw_workbook('<row><c t="inlineStr"><is><t>x</t></is></c></row>' * 400_000)
    began = time.monotonic()
    wrong = refusal_of(content, seconds=1, rows=1_000_000)
    assert wrong.code in ("too_slow", "too_heavy")
    assert time.monotonic() - began < 15


def test_every_refusal_has_its_sentence():
    named = {name.partition("-")[0] for name in REFUSED} | {"too_big", "too_many_rows", "too_many_columns"}
    # Told of a register file that can be read: tests/imports/test_import_batches.py.
    of_registers = {"gone", "no_header", "no_rows"}
    assert set(MESSAGES) - named - of_registers - {"too_many_sheets", "too_heavy", "too_slow", "broken_quotes"} == set()


def test_rows_stream_and_are_not_held():
    """IE09: reading 100,000 rows keeps a small part of them in memory."""
    content = b"desa;ada;lapor\n" + b"Bumiayu yang panjang namanya;2;1\n" * 100_000
    tracemalloc.start()
    with read_table(io.BytesIO(content)) as table:
        count = sum(1 for sheet in table for _row in sheet.rows)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 100_001
    assert most < len(content) + 2_000_000


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(content):
    """IE06: whatever it is, it is rows or a named refusal."""
    if content.startswith(b"PK\x03\x04"):
        return
    try:
        assert all(isinstance(number, int) for number, _cells in rows_of(content))
    except FileRefused as wrong:
        assert wrong.message
