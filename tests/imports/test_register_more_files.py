"""Files of offices beyond the plain ones, from the bytes to what is told of each row (IE02, IE03, IE04, IE06)."""

import io
import json

import openpyxl
import pytest
import time_machine
from django.core.management import call_command

from imports.register.cells import Refused
from imports.register.places import Places
from imports.register.rows import SheetKind, VillageWritten
from imports.register.skipping import is_numbering
from imports.register.synonyms import field_of
from imports.register.wordlists import read_role
from tests import factories
from tests.factories import BUMIAYU, SUGIHWARAS
from tests.imports.register_sheets import sheet_of
from tests.imports.workbooks import workbook

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel("2026-11-21T03:00:00Z", tick=False):
        yield


@pytest.fixture
def told(cast, tmp_path, capsys):
    """What the command tells of a file with this content."""

    def run(content: bytes, *more: str) -> dict:
        path = tmp_path / "berkas.xlsx"
        path.write_bytes(content)
        try:
            call_command("import_register", str(path), "--user", cast.regency.username, "--json", *more)
        except SystemExit:
            pass
        return json.loads(capsys.readouterr().out)

    return run


def issues(answer: dict, *keys: str) -> list[tuple]:
    return [tuple(one[key] for key in keys) for one in answer["issues"]]


# --- What is told of a row --------------------------------------------------------------------------------------------
def test_problems_found_against_the_register_stand_under_the_headings_of_the_file(told, cast):
    """IE02: the column is called as the file calls it, the value is as people write it, and nothing is said twice."""
    factories.make_tiers()
    groups = [["Kode Lama", "Nama Klp", "Kode Desa", "Tgl Berdiri", "Modal Sendiri (Rp)", "Posisi Modal"]]
    groups += [["Q1", "Satu", BUMIAYU, "17/08/2030", "", ""], ["Q2", "Dua", BUMIAYU, "17/08/2019", "1 jt", "1/2/2018"]]
    groups += [
        ["Q3", "", BUMIAYU, "", "", ""],
        ["Q4", "Empat", "7604039999", "", "", ""],
        ["Q5", "5", "123", "", "", ""],
    ]
    capital = [["Kode Lama", "Tanggal", "Sendiri", "Ket"], ["X", "30/06/2026", "1 jt", ""]]
    answer = told(workbook(groups, capital, names=("Kelompok", "Modal")))
    assert issues(answer, "sheet", "row", "column", "value", "code") == [
        ("Kelompok", 2, "Tgl Berdiri", "17/08/2030", "future"),
        ("Kelompok", 3, "Posisi Modal", "01/02/2018", "before_founding"),
        ("Kelompok", 4, "Nama Klp", "", "name"),
        ("Kelompok", 5, "Kode Desa", "7604039999", "village"),
        ("Kelompok", 6, "Kode Desa", "123", "village"),
        ("Modal", 2, "Kode Lama", "X", "group"),
    ]


def test_a_problem_of_a_column_the_file_lacks_stands_beside_the_nearest_one(told):
    head = ["Nama Klp", "Kode Desa", "NO. KTP", "Nama Anggota", "L/P", "Jabatan"]
    rows = [["Melati", BUMIAYU, "", "Ani", "P", "Ketua"], ["Melati", BUMIAYU, "", "Sri", "P", "ketua"]]
    rows += [["", BUMIAYU, "", "Tuti", "P", ""], ["Mawar", "", "", "Rina", "P", ""]]
    assert issues(told(workbook([head, *rows])), "row", "column", "value", "code") == [
        (4, "Nama Klp", "", "group_missing"),
        (5, "Kode Desa", "", "village"),
        (2, "NO. KTP", "", "nik_missing_reason"),
        (3, "NO. KTP", "", "nik_missing_reason"),
        (3, "Jabatan", "Ketua", "holder"),
    ]


# --- Groups that stand once per block ---------------------------------------------------------------------------------
HEAD = ["Nama Klp", "Kode Desa", "Nama Anggota", "L/P"]


def test_a_group_that_stands_once_per_block_is_taken_from_above_and_says_so(told):
    """IE02: one warning per block; `sda` and a ditto mark say the same."""
    rows = [["Mekar", BUMIAYU, "Ani", "P"], ["", "", "Sri", "P"], [], ["", "", "Tuti", "P"], ["JUMLAH", "", 3]]
    rows += [["Sari", BUMIAYU, "Rina", "P"], ["Sari", '"', "Dewi", "P"], ["sda", "sda", "Nur", "P"]]
    answer = told(workbook([HEAD, *rows]))
    assert (answer["groups"]["new"], answer["members"]["new"], answer["members"]["refused"]) == (2, 6, 0)
    above = [one for one in issues(answer, "row", "column", "value", "code") if one[-1] == "group_from_above"]
    assert above == [(3, "Nama Klp", "Mekar", "group_from_above"), (9, "Nama Klp", "Sari", "group_from_above")]


def test_a_group_forgotten_in_one_row_is_not_taken_from_above(told):
    """Neither below a sum, nor where the group stands in every row, nor where the village is another one."""
    rows = [["Mekar", BUMIAYU, "Ani", "P"], ["JUMLAH", "", 1, ""], ["", "", "Sri", "P"]]
    rows += [["Sari", BUMIAYU, "Rina", "P"], ["Sari", BUMIAYU, "Dewi", "P"], ["", "", "Nur", "P"]]
    rows += [["Melati", BUMIAYU, "Tuti", "P"], ["", SUGIHWARAS, "Murni", "P"], ["", "", "Ratna", "P"]]
    answer = told(workbook([HEAD, *rows]))
    refused = [one[:2] for one in issues(answer, "row", "code", "level") if one[-1] == "error"]
    assert refused == [(row, "group_missing") for row in (4, 7, 9, 10)]


def test_a_block_of_capital_goes_on_without_its_group(told, cast):
    factories.make_tiers()
    head = ["kode_lama", "nama_kelompok", "kode_desa", "per_tanggal", "modal_sendiri"]
    rows = [["K1", "Mekar", BUMIAYU, "30/06/2026", "5 jt"], ["", "", "", "31/07/2026", "6 jt"]]
    answer = told(workbook([head, *rows]))
    assert (answer["groups"]["new"], answer["capital"]["new"]) == (1, 2)


# --- Words ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("written", "role", "is_whole"),
    [
        *[
            ("Ketua/Kader", "chair", False),
            ("Anggota merangkap bendahara", "treasurer", False),
            ("Wkl. Ketua", "member", False),
        ],
        *[
            ("Ket. Kelompok", "chair", True),
            ("Anggota / Anggota", "member", False),
            ("Ketua Seksi Usaha", "member", False),
        ],
    ],
)
def test_of_two_offices_in_one_cell_the_higher_is_kept(written, role, is_whole):
    """IE03: a lesser office is none that the registry keeps."""
    assert read_role(written) == (role, is_whole)


def test_an_office_nobody_knows_is_refused_beside_one_that_is_known():
    with pytest.raises(Refused):
        read_role("Anggota/Pemandu")


def test_a_village_whose_province_is_short_or_missing(cast):
    """IE03: a regency has a name that no other has, so it tells its province; a district does not."""
    paths = [
        ("Sulbar", "Polewali Mandar", "Wonomulyo"),
        ("", "Kab. Polewali Mandar", "Wonomulyo"),
        ("", "", "Wonomulyo"),
    ]
    paths += [("Sulawesi Selatan", "Polewali Mandar", "Wonomulyo"), ("", "Kota Polewali Mandar", "Wonomulyo")]
    places = Places(cast.admin, {})
    found = [places.find(VillageWritten("", *path, "Bumiayu")).code for path in paths]
    assert found == [BUMIAYU, BUMIAYU, "", "", ""]


# --- Rows that are no entries -----------------------------------------------------------------------------------------
SHORT = ["kode_lama", "NIK", "nama", "jenis_kelamin", "tanggal_lahir", "jabatan", "alamat"]


@pytest.mark.parametrize(
    "signature",
    [
        *[
            ["", "NIP. 19700101 199003 1 001"],
            ["", "", "", "Pelaksana,"],
            ["H. Ahmad, S.Sos", "", "", "", "Siti Aminah"],
        ],
        *[["", "Polewali, 30/06/2026"], ["", "", "", "Pendamping", "30 Juni 2026"], ["Kepala Desa", "", "", "Ketua"]],
        *[["", "JUMLAH", "", "2"], ["", "Total anggota: 12 orang", "", "2", "10"], ["Sub Jumlah", "", "12 orang", "2"]],
    ],
)
def test_signatures_and_sums_are_skipped_wherever_they_stand(signature):
    """IE02"""
    row = ["S-1", "7604995909770130", "Kartini", "P", "19/09/1977", "", ""]
    told = sheet_of(workbook([SHORT, row, signature]))
    assert ([row.row for row in told.rows], told.skipped) == ([2], [3])


@pytest.mark.parametrize(
    "row",
    [
        *[["", "", "Ani", "P", "Polewali, 17 Agustus 1998"], ["", "", "Ani", "P", "", "Ketua kelompok"]],
        *[["", "", "Ani", "X", "", "Petugas"], ["", "7604995909770130"], ["", "NIK 7604995909770130"]],
    ],
)
def test_a_short_row_with_a_person_is_an_entry_whatever_else_it_says(row):
    assert len(sheet_of(workbook([SHORT, row])).rows) == 1


def test_a_short_row_with_a_group_and_a_day_or_amount_is_an_entry():
    capital = ["kode_lama", "per_tanggal", "modal_sendiri", "sumber"]
    told = sheet_of(workbook([capital, ["S-1", "30/06/2026", "", "Petugas"], ["H. Ahmad", "", "", "30 Juni 2026"]]))
    assert ([row.row for row in told.rows], told.skipped) == ([2], [3])


# --- What disagrees ---------------------------------------------------------------------------------------------------
def test_a_nik_that_disagrees_is_a_warning_and_refuses_nothing(told):
    """IE03, NX03: birth date, sex and district each once, with the NIK masked; the same when the file comes again."""
    head = ["Nama Klp", "Kode Desa", "NO. KTP", "Nama Anggota", "L/P", "Tgl Lahir"]
    rows = [["7604995305800011", "Ani", "L", "13/05/1980"], ["7604995305800012", "Sri", "P", "14/05/1980"]]
    rows += [["7604885305800013", "Tuti", "P", "13/05/1980"], ["7604995305800014", "Rina", "P", "13/05/1980"]]
    content = workbook([head, *(["Mekar", BUMIAYU, *row] for row in rows)])
    for new, *step in ((4, "--check"), (4, "--commit"), (0, "--commit")):
        answer = told(content, *step)
        assert (answer["members"]["new"], answer["members"]["refused"]) == (new, 0)
        assert issues(answer, "row", "column", "value", "level", "code") == [
            (2, "NO. KTP", "7604••••••••0011", "warning", "nik_sex"),
            (3, "NO. KTP", "7604••••••••0012", "warning", "nik_birth"),
            (4, "NO. KTP", "7604••••••••0013", "warning", "nik_region"),
        ]


# --- What stands elsewhere than in the template -----------------------------------------------------------------------
@pytest.mark.parametrize(
    "heading",
    [
        [["No", "Nama Klp", "Kode Desa", "Nama", "Jenis Kelamin", "", "NIK"], ["", "", "", "", "L", "P", ""]],
        [["No", "Nama Klp", "Kode Desa", "Nama", "Lk", "Pr", "NIK"]],
    ],
)
def test_sex_marked_under_one_of_two_columns(told, heading):
    """IE02, IE03: none or both marked is refused like any sex that cannot be read."""
    rows = [[1, "Mekar", BUMIAYU, "Siti", "", "√", "7604995305800011"], [2, "Mekar", BUMIAYU, "Budi", "v", "", ""]]
    rows += [[3, "Mekar", BUMIAYU, "Rina", "", "", ""], [4, "Mekar", BUMIAYU, "Dewi", "v", "v", ""]]
    rows += [[5, "Mekar", BUMIAYU, "Sri", "0", "1", ""], ["", "JUMLAH", "", "", 1, 4, ""]]
    answer = told(workbook([*heading, *rows]))
    first = len(heading) + 1
    assert answer["members"]["new"] == 3
    errors = [one[:2] for one in issues(answer, "row", "code", "level") if one[-1] == "error"]
    assert errors == [(first + 2, "sex"), (first + 3, "sex")]
    assert answer["sheets"][0]["not_read"] == ["No"]


def test_hidden_rows_at_the_end_are_counted_as_skipped_too(told):
    """IE02"""
    book = openpyxl.Workbook()
    for row in (HEAD, *(["Mekar", BUMIAYU, name, "P"] for name in ("Ani", "Sri", "Tuti", "Rina"))):
        book.active.append(row)
    for number in (3, 4, 5):
        book.active.row_dimensions[number].hidden = True
    out = io.BytesIO()
    book.save(out)
    answer = told(out.getvalue())
    assert (answer["rows_read"], answer["rows_skipped"]) == (1, 3)


@pytest.mark.parametrize(
    "summary",
    [
        [
            ["No", "Nama Kelompok", "Desa", "Kecamatan", "Jumlah Anggota", "L", "P"],
            [1, "Mekar", "Bumi", "Wono", 1, 0, 1],
        ],
        [["No", "Provinsi", "Kabupaten", "Kecamatan", "Desa", "L", "P"], [1, "Sulbar", "Polman", "Wono", "Bumi", 0, 1]],
        [["No", "Kabupaten", "Kecamatan", "Desa", "Peserta KB", "Tahapan KS"], [1, "Polman", "Wono", "Bumi", 1, 1]],
        [["No", "Desa", "Jumlah Kelompok", "Modal"], [1, "Bumiayu", 1, 25_000_000]],
    ],
)
def test_a_summary_beside_lists_of_members_is_named_as_not_read(told, summary):
    """IE02: nobody is asked about its columns, and it brings no group."""
    answer = told(workbook(summary, [HEAD, ["Mekar", BUMIAYU, "Ani", "P"]], names=("Rekap", "Bumiayu")))
    assert (answer["status"], answer["groups"]["new"], answer["members"]["new"]) == ("checked", 1, 1)
    assert [sheet["name"] for sheet in answer["sheets"] if not sheet["kind"]] == ["Rekap"]


def test_a_bare_list_of_groups_is_read_where_no_member_names_them(told):
    groups = [["Nama Kelompok", "Desa", "Kecamatan", "Jumlah Anggota"], ["Mekar", "Bumiayu", "Wonomulyo", 12]]
    answer = told(workbook(groups, names=("Rekap",)))
    assert answer["groups"]["new"] == 1


@pytest.mark.parametrize(
    ("kind", "heading", "field"),
    [
        (SheetKind.MEMBERS, "Thp. KS", "tahapan_ks"),
        (SheetKind.MEMBERS, "Tmpt/Tgl Lahir", "tanggal_lahir"),
        (SheetKind.MEMBERS, "Nama PUS", ""),
        (SheetKind.GROUPS, "Yang Mengeluarkan SK", "penerbit_sk"),
        (SheetKind.GROUPS, "Produk yg Dihasilkan", "produk"),
        (SheetKind.GROUPS, "Tahun Berdiri", ""),
        (SheetKind.GROUPS, "Jumlah Modal", ""),
        (SheetKind.CAPITAL, "Keadaan Tgl.", "per_tanggal"),
    ],
)
def test_headings_in_more_words(kind, heading, field):
    """IE02: what says less than the template's column is not taken for it."""
    assert field_of(kind, heading) == field


@pytest.mark.parametrize(
    ("row", "is_so"), [("abcde", True), ("12abc", True), ("bcd", False), ("PLPL", False), ("ab", False)]
)
def test_columns_numbered_by_letters(row, is_so):
    """IE02"""
    assert is_numbering([f"({sign})" for sign in row]) is is_so
