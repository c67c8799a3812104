"""What real files look like, and what happens: one test for each line of the list, from the bytes to the entries.

IE01 IE02 IE03 IE04 IE06 IE09
"""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from imports.reading import FileRefused
from imports.register.layout import SheetKind, settled
from tests.imports.register_sheets import HEADER, VILLAGE, csv_of, member, sheet_of, sheets_of
from tests.imports.workbooks import raw_workbook, workbook, zipped

GROUPS = ["kode_lama", "nama_kelompok", "kode_desa", "tanggal_berdiri", "modal_sendiri"]
CAPITAL = ["kode_lama", "per_tanggal", "modal_sendiri", "modal_pinjaman"]


# A cell's time of day belongs to no zone.
WITH_TIME = datetime(1998, 8, 17, 7, 30)  # noqa: DTZ001


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# --- The heading ------------------------------------------------------------------------------------------------------
def test_titles_and_merged_cells_stand_above_the_heading_and_numbers_below_it():
    """IE02"""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["DAFTAR ANGGOTA KELOMPOK UPPKA"], ["DESA BUMIAYU"], [], HEADER, [*range(1, 14)], member()):
        sheet.append(row)
    sheet.merge_cells("A1:M2")
    told = sheet_of(saved(book))
    assert told.layout.header_rows == (4,)
    assert [row.row for row in told.rows] == [6]
    assert told.skipped == [5]
    assert told.errors == []


@pytest.mark.parametrize("before", [0, 1, 12, 19])
def test_a_heading_is_found_as_late_as_row_twenty(before):
    titles = [[f"Baris judul {number}"] for number in range(before)]
    told = sheet_of(workbook([*titles, HEADER, member()]))
    assert told.layout.header_rows == (before + 1,)
    assert told.errors == []


def test_a_heading_of_two_lines_under_one_merged_word():
    """IE02: `Modal` stands above `Sendiri`, `Pinjaman` and `Hibah`; what is in one line is merged down."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["No", "Nama Kelompok", "Kode Desa", "Modal", None, None, "Per Tanggal"])
    sheet.append([None, None, None, "Sendiri", "Pinjaman", "Hibah", None])
    sheet.append([1, "Melati", "76.04.03.2008", 25_000_000, 0, "5 juta", date(2026, 6, 30)])
    for span in ("A1:A2", "B1:B2", "C1:C2", "D1:F1", "G1:G2"):
        sheet.merge_cells(span)
    told = sheet_of(saved(book))
    assert set(told.layout.columns.values()) >= {"nama_kelompok", "kode_desa", "modal_sendiri", "modal_hibah"}
    (row,) = told.rows
    capital = getattr(row.draft, "capital", row.draft)
    assert (capital.own, capital.loan, capital.grant, capital.on) == (25_000_000, 0, 5_000_000, date(2026, 6, 30))
    assert told.errors == []


def test_a_heading_of_two_lines_without_merged_cells():
    top = ["NO", "NAMA KELOMPOK", "KODE", "MODAL", "", "", "TANGGAL"]
    below = ["", "", "DESA", "SENDIRI", "PINJAMAN", "HIBAH", "BERDIRI"]
    told = sheet_of(csv_of(top, below, [1, "Melati", "7604032008", "25 juta", "0", "0", "17/08/2019"]))
    assert told.layout.header_rows == (1, 2)
    assert told.layout.headers[4] == "MODAL PINJAMAN"
    assert told.drafts[0].founded_on == date(2019, 8, 17)
    assert told.drafts[0].capital.own == 25_000_000


def test_headings_in_other_words_and_case():
    """IE02"""
    told = sheet_of(csv_of(HEADER, member()))
    assert list(told.layout.columns.values()) == [
        *["nama_kelompok", "desa_kelurahan", "kecamatan", "kabupaten_kota", "provinsi", "nik", "nama"],
        *["jenis_kelamin", "tanggal_lahir", "jabatan", "status_kb", "tahapan_ks"],
    ]
    assert told.layout.not_read == ["No"]
    (row,) = told.rows
    assert (row.group.name, row.group.village.district, row.draft.kb_method) == (
        "UPPKA Harapan",
        "Wonomulyo",
        "injection",
    )


def test_a_heading_nobody_knows_is_asked_about_and_remembered():
    """IE02: the sheet is not lost; what the person said is found again by the fingerprint of the heading."""
    heading = ["kode_lama", "Identitas", "Orangnya", "jenis_kelamin"]
    content = csv_of(heading, ["S-1", "7604995909770130", "Kartini", "P"])
    asked = sheet_of(content).layout
    assert (asked.kind, asked.unknown_required) == (SheetKind.MEMBERS, ["nama"])
    chosen = {asked.fingerprint: {"kind": "Anggota", "columns": {"1": "nik", "2": "nama"}}}
    told = sheet_of(content, chosen)
    assert told.layout.unknown_required == []
    assert (told.drafts[0].name, told.drafts[0].nik) == ("Kartini", "7604995909770130")
    assert sheet_of(content, {asked.fingerprint: {"kind": ""}}).layout is None
    assert sheet_of(csv_of([*heading, "Umur"], ["S-1"] * 5), chosen).layout.unknown_required == ["nama"]


# --- Rows that are no entries -----------------------------------------------------------------------------------------
def test_sums_empty_rows_and_notes_are_skipped():
    """IE02"""
    rows = [HEADER, member(), [], member("7604994405810131", "Sulastri", 2, birth="04/05/1981")]
    rows += [["", "JUMLAH", *[""] * 5, "2"], [], ["", "Mengetahui, PKB/PLKB", *[""] * 6, "Bumiayu, 30 Juni 2026"]]
    rows += [["", "Drs. Ahmad", *[""] * 6, "Siti Aminah"], ["NIP. 19780101"], ["* data per Juni"], HEADER]
    told = sheet_of(workbook(rows))
    assert [row.row for row in told.rows] == [2, 4]
    assert told.skipped == [5, 7, 8, 9, 10, 11]
    assert told.errors == []


def test_a_row_that_may_be_an_entry_is_never_skipped():
    rows = [member("", ""), member("760499", "Jumlahwati"), ["", "Total Karya", *VILLAGE, "", "Kartini", "P"]]
    told = sheet_of(csv_of(HEADER, *rows))
    assert [row.row for row in told.rows] == [2, 3, 4]
    assert told.errors == [(2, "name"), (3, "short")]
    groups = sheet_of(csv_of(GROUPS, ["S-1", "Total Karya", "7604032008", "", ""], ["", "TOTAL", "", "", "25 juta"]))
    assert [row.draft.ref.name for row in groups.rows] == ["Total Karya"]


def test_hidden_and_filtered_rows_are_skipped():
    """IE02"""
    book = openpyxl.Workbook()
    for row in (HEADER, *(member(name=name) for name in ("Kartini", "Sulastri", "Marni", "Dewi"))):
        book.active.append(row)
    book.active.row_dimensions[3].hidden = True
    book.active.row_dimensions[4].hidden = True
    assert [row.row for row in sheet_of(saved(book)).rows] == [2, 5]


def test_a_hidden_column_is_read_and_a_hidden_sheet_is_not():
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.active.append(member())
    book.active.column_dimensions["G"].hidden = True
    told, unseen = sheets_of(workbook([HEADER, member()], [HEADER, member()], names=("A", "B"), hidden=("B",)))
    assert sheet_of(saved(book)).drafts[0].nik == told.drafts[0].nik == "7604995909770130"
    assert (unseen.name, unseen.layout) == ("B", None)


def test_a_group_named_in_a_cell_merged_down_belongs_to_each_row():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEADER)
    for number, row in enumerate((member(), member("7604994405810131", "Sulastri", 2)), start=2):
        sheet.append(row if number == 2 else [row[0], None, *row[2:]])
    sheet.merge_cells("B2:B3")
    assert [row.group.name for row in sheet_of(saved(book)).rows] == ["UPPKA Harapan"] * 2


def test_all_sheets_with_the_heading_are_read_and_the_others_named():
    """IE02"""
    notes = [["Rekap dibuat oleh petugas"], ["Mohon dicek kembali"]]
    rest = [["No", "Nama", "Tanda tangan"], [1, "Ani", ""]]
    told = sheets_of(
        workbook(notes, [HEADER, member()], [HEADER, member()], rest, names=("Catatan", "A", "B", "Hadir"))
    )
    assert [(one.name, len(one.rows)) for one in told] == [("Catatan", 0), ("A", 1), ("B", 1), ("Hadir", 0)]
    assert [one.layout is None for one in told] == [True, False, False, True]


def test_beside_complete_sheets_nobody_is_asked_about_another_table():
    told = sheets_of(workbook([HEADER, member()], [["Nama", "NIK", "Golongan"], ["Ani", "1", "III/a"]]))
    layouts = [one.layout for one in told]
    assert layouts[1].unknown_required
    assert settled(layouts)[1] is None
    assert settled(layouts[1:]) == layouts[1:]


# --- Values, as the file holds them -----------------------------------------------------------------------------------
def test_dates_as_dates_serial_numbers_and_words():
    """IE03"""
    written = [
        *[date(1998, 8, 17), WITH_TIME, 36024, "36024", "17/08/1998", "17-8-98", "17 Agustus 1998"],
        *["1998-08-17 00:00:00", "Senin, 17 Agustus 1998", "Polewali, 17-08-1998", "'17/08/1998", "17 / 08 / 1998"],
    ]
    told = sheet_of(workbook([HEADER, *(member("", birth=text) for text in written)]))
    assert told.errors == []
    assert [draft.birth_on for draft in told.drafts] == [date(1998, 8, 17)] * len(written)


def test_what_is_no_whole_date_is_refused_with_the_reason():
    """IE03"""
    written = ["Agustus 1998", "1998", 1998, "31/02/1980", "08/17/1998", "#REF!", "kemarin", 170898]
    told = sheet_of(workbook([HEADER, *(member("", birth=text) for text in written)]))
    assert told.errors == [(number, "date") for number in range(2, len(written) + 2)]
    assert {row.issues[0].column for row in told.rows} == {"Tgl Lahir"}
    assert all(row.issues[0].message for row in told.rows)


def test_money_as_numbers_and_words():
    """IE04"""
    amounts = [
        *[(25_000_000, 25_000_000), (0, 0), (500_000, 500_000), (25e6, 25_000_000), ("25 juta", 25_000_000)],
        *[("Rp 25.000.000,-", 25_000_000), ("25,5 jt", 25_500_000), ("750 rb", 750_000), ("0", 0)],
        *[("seratus juta", 100_000_000), ("Rp\u00a025 000 000", 25_000_000), ("25000000.0", 25_000_000)],
    ]
    told = sheet_of(workbook([CAPITAL, *(["S-1", "30/06/2026", text, 0] for text, _rupiah in amounts)]))
    assert told.errors == []
    assert [draft.own for draft in told.drafts] == [rupiah for _text, rupiah in amounts]


def test_ambiguous_money_is_an_error_that_shows_its_readings():
    """IE04"""
    written = ["25", 25, "1.500", "1.5 juta", "-5 juta", -5, "banyak", "#REF!", "2,5E+07", True]
    told = sheet_of(workbook([CAPITAL, *(["S-1", "30/06/2026", text, 0] for text in written)]))
    assert told.errors == [(number, "money") for number in range(2, len(written) + 2)]
    assert all(row.issues[0].message.count("Rp ") >= 2 for row in told.rows[:4])


def test_amounts_under_a_heading_in_thousands_need_their_unit():
    told = sheet_of(csv_of(["kode_lama", "per tanggal", "Modal Sendiri (Rp 000)"], ["S-1", "30/06/2026", "25000"]))
    assert told.errors == [(2, "money")]
    assert (
        sheet_of(csv_of(["kode_lama", "per tanggal", "Modal sendiri (juta)"], ["S-1", "30/06/2026", "25 juta"])).errors
        == []
    )


def test_a_nik_with_dots_spaces_or_an_apostrophe_is_cleaned():
    """IE03"""
    written = ["7604995909770130", "760499.590977.0130", "'7604995909770130", " 7604 9959 0977 0130\u00a0"]
    told = sheet_of(workbook([HEADER, *map(member, written)]))
    assert told.errors == []
    assert [draft.nik for draft in told.drafts] == ["7604995909770130"] * len(written)
    assert len({draft.nik_index for draft in told.drafts} - {None}) == 1


def test_a_damaged_nik_is_an_error_that_says_so_and_never_shows_it():
    """IE03"""
    damaged = [
        *[(7604996609910113, "number"), ("7.60499660991E+15", "number"), ("7,6E+15", "number")],
        *[("7604996609910100.0", "number"), ("760499630288011", "short"), ("76049963028801171", "long")],
        *[("0000000000000000", "dummy"), ("7604996302880000", "serial"), ("9904996302880001", "place")],
        *[("7604993202880001", "date"), ("tidak tahu", "characters"), ("#REF!", "characters")],
    ]
    told = sheet_of(workbook([HEADER, *(member(text) for text, _code in damaged)]))
    assert told.errors == [(number, code) for number, (_text, code) in enumerate(damaged, start=2)]
    for (text, _code), row in zip(damaged, told.rows, strict=True):
        (issue,) = row.issues
        assert (issue.column, "•" in issue.value) == ("NO. KTP", True)
        assert str(text)[4:12] not in issue.value


@pytest.mark.parametrize(
    ("written", "sex"),
    [
        ("P", "P"),
        ("L", "L"),
        ("Perempuan", "P"),
        ("Wanita", "P"),
        ("Pr", "P"),
        ("Lk", "L"),
        ("laki-laki", "L"),
        ("p.", "P"),
    ],
)
def test_sex_in_letters_and_words(written, sex):
    """IE03"""
    assert sheet_of(csv_of(HEADER, member("", sex=written))).drafts[0].sex == sex


@pytest.mark.parametrize("written", ["X", "", "TRUE", "1"])
def test_any_other_sex_is_refused(written):
    assert sheet_of(csv_of(HEADER, member("", sex=written))).errors == [(2, "sex")]


@pytest.mark.parametrize(
    ("kb", "status", "method"),
    [
        *[("IUD", "active", "iud"), ("MOW", "active", "tubectomy"), ("S", "active", "injection")],
        *[("suntik", "active", "injection"), ("KB aktif", "active", ""), ("tdk KB", "never", "")],
        *[("pernah KB", "former", ""), ("hamil", "never", ""), ("-", "", "")],
    ],
)
def test_kb_codes_are_read_by_the_code_list(kb, status, method):
    """IE03"""
    told = sheet_of(csv_of(HEADER, member("", kb=kb)))
    assert (told.errors, told.drafts[0].kb_status, told.drafts[0].kb_method) == ([], status, method)


@pytest.mark.parametrize(
    ("written", "stage"), [("Pra S", "pre"), ("KPS", "pre"), ("KS-1", "i"), ("KS II", "ii"), ("KSIII+", "iii_plus")]
)
def test_welfare_stages_are_read_by_the_code_list(written, stage):
    """IE03"""
    assert sheet_of(csv_of(HEADER, member("", welfare=written))).drafts[0].welfare_stage == stage


def test_a_village_is_handed_on_as_written_code_first():
    """IE03: which village it is, is asked of the registry; nothing is guessed here."""
    head = ["nama_kelompok", "kode_desa", "Desa/Kel.", "tahapan"]
    told = sheet_of(
        csv_of(head, ["A", "76.04.03.2008", "Ds. Bumi Ayu", "dasar"], ["B", "2008", "Kel. Bumiayu", "dasar"])
    )
    assert [(row.group.village.code, row.group.village.village) for row in told.rows] == [
        ("7604032008", "Ds. Bumi Ayu"),
        ("", "Kel. Bumiayu"),
    ]
    assert [(one.code, one.level) for row in told.rows for one in row.issues] == [("village", "warning")]
    assert sheet_of(csv_of(head, ["A", "2008", "", "dasar"])).errors == [(2, "village")]


def test_the_same_nik_twice_gives_the_same_index_to_match_it_by():
    """IE03: who she is, is asked of the registry and of the rows before."""
    told = sheet_of(csv_of(HEADER, member(), member("760499.590977.0130")))
    assert len({draft.nik_index for draft in told.drafts}) == 1


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252"])
def test_csv_with_any_delimiter_and_encoding(delimiter, encoding):
    """IE06"""
    told = sheet_of(csv_of(HEADER, member(name="Ma’rifah – Sari"), delimiter=delimiter, encoding=encoding))
    assert (told.errors, told.drafts[0].name) == ([], "Ma’rifah – Sari")


# --- Wrong files ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "content",
    [
        csv_of(["a", "b"], ["1", "2"]),
        csv_of(["Nama barang", "Harga"], ["Tepung", "10.000"]),
        workbook([["Catatan saja"]]),
    ],
)
def test_a_file_without_a_heading_of_the_register_has_no_layout(content):
    """IE09"""
    assert [one.layout for one in sheets_of(content)] == [None]


def test_a_heading_without_rows_gives_no_entry():
    """IE09: no rows is never success."""
    assert sheet_of(csv_of(HEADER)).rows == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old_excel"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 90, "image"),
    ],
)
def test_a_file_of_another_kind_is_refused_by_name(content, code):
    """IE09"""
    with pytest.raises(FileRefused) as caught:
        sheets_of(content)
    assert caught.value.code == code


def test_a_formula_is_read_as_the_value_it_shows():
    """IE09"""
    cells = ["S-1", "30/06/2026"]
    texts = "".join(
        f'<c r="{place}2" t="inlineStr"><is><t>{text}</t></is></c>' for place, text in zip("AB", cells, strict=True)
    )
    head = "".join(
        f'<c r="{place}1" t="inlineStr"><is><t>{text}</t></is></c>' for place, text in zip("ABCD", CAPITAL, strict=True)
    )
    formulas = '<c r="C2"><f>HYPERLINK("http://x")</f><v>25000000</v></c><c r="D2" t="e"><f>A9</f><v>#REF!</v></c>'
    told = sheet_of(raw_workbook(f'<row r="1">{head}</row><row r="2">{texts}{formulas}</row>'))
    assert told.drafts[0].own == 25_000_000
    assert [(one.code, one.column) for one in told.rows[0].issues] == [("money", "modal_pinjaman")]


def test_a_workbook_with_macros_is_read_as_values_and_runs_nothing():
    """IE09"""
    with zipfile.ZipFile(io.BytesIO(workbook([HEADER, member()]))) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    macro = zipped({**parts, "xl/vbaProject.bin": b"\xcc\x61" * 200})
    assert sheet_of(macro).errors == []
