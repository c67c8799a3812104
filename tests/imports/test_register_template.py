"""The template and the workbook of refused rows: what is filled in is read back, nothing is lost (IE01, IE05, IE10)."""

import io
from datetime import date

import openpyxl
import pytest

from accounts.models import AccessEntry, AccessKind
from imports.actions.register import receive_file
from imports.models import BatchState, ImportBatch
from imports.reading import read_table
from imports.register.family import read_kb, read_welfare
from imports.register.layout import FIELDS, find_layout
from imports.register.refused import REASON
from imports.register.rows import SheetKind
from imports.register.steps import check_batch
from imports.register.template import allowed_words, template_book
from imports.register.values import read_date
from imports.register.wordlists import (
    read_group_status,
    read_issuer,
    read_nik_missing,
    read_role,
    read_sex,
    read_source,
    read_stage,
)
from tests import factories
from tests.imports.workbooks import workbook

NIK = factories.make_nik(serial=4_321)
SEALED = "'=1+1"


@pytest.fixture
def officer(country):
    return factories.make_user("", "officer", factories.BUMIAYU)


def filled(rows: dict[str, dict[str, str]]) -> bytes:
    """The template as a person saves it, with one row typed into some of its sheets."""
    book = openpyxl.load_workbook(io.BytesIO(template_book()))
    for name, cells in rows.items():
        headers = [cell.value for cell in book[name][1]]
        for header, text in cells.items():
            book[name].cell(row=2, column=headers.index(header) + 1, value=text)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def checked(user, content: bytes, name: str = "templat.xlsx") -> ImportBatch:
    batch = receive_file(by=user, file=io.BytesIO(content), name=name, queued=False)
    check_batch(batch)
    return batch


def sheets_in(content: bytes) -> dict[str, list[list[str]]]:
    with read_table(io.BytesIO(content)) as table:
        return {sheet.name: [cells for _number, cells in sheet.rows] for sheet in table}


def test_the_template_has_the_three_sheets_and_every_column_is_known():
    """IE01: its own headers are read without asking anything; the instructions are no table."""
    sheets = sheets_in(template_book())
    assert list(sheets) == ["Kelompok", "Anggota", "Modal", "Petunjuk"]
    for kind in SheetKind:
        layout = find_layout([(1, sheets[kind][0])])
        assert (layout.kind, list(layout.columns.values())) == (kind, list(FIELDS[kind]))
        assert (layout.not_read, layout.unknown_required) == ([], [])
    assert find_layout(list(enumerate(sheets["Petunjuk"], start=1))) is None


def test_columns_that_a_spreadsheet_would_spoil_are_text():
    """IE04: a NIK typed into the template stays sixteen figures, a date stays as it was typed."""
    book = openpyxl.load_workbook(io.BytesIO(template_book()))
    sheet = book["Anggota"]
    as_text = [part for part in sheet.column_dimensions.values() if part.number_format == "@"]
    for name in ("nik", "kode_desa", "tanggal_lahir", "no_hp"):
        place = [cell.value for cell in sheet[1]].index(name) + 1
        assert any(part.min <= place <= part.max for part in as_text), name
    bold = {cell.value for cell in book["Anggota"][1] if cell.font.b}
    assert {"nama", "jenis_kelamin"} <= bold
    assert "alamat" not in bold


READERS = {
    "penerbit_sk": read_issuer,
    "tahapan": read_stage,
    "status": read_group_status,
    "sumber": lambda word: read_source(word)[0],
    "sumber_modal": lambda word: read_source(word)[0],
    "jenis_kelamin": read_sex,
    "jabatan": lambda word: read_role(word)[0],
    "status_kb": lambda word: read_kb(word, "").status,
    "metode_kb": lambda word: read_kb("aktif", word).method,
    "tahapan_ks": read_welfare,
    "alasan_tanpa_nik": read_nik_missing,
}


@pytest.mark.parametrize("field", READERS)
def test_each_word_that_the_template_offers_is_read(field):
    words = allowed_words(field)
    assert words
    assert all(READERS[field](word) for word in words), [word for word in words if not READERS[field](word)]
    assert len({READERS[field](word) for word in words}) == len(words)
    # A spreadsheet takes no longer list.
    assert len(",".join(words)) <= 255


def test_only_columns_with_a_list_offer_words():
    fields = {field for kind in SheetKind for field in FIELDS[kind]}
    assert {field for field in fields if allowed_words(field)} == set(READERS)


def test_a_row_typed_into_the_template_is_read_back(officer):
    """IE01"""
    village = {"kode_desa": "76.04.03.2004", "nama_kelompok": "Melati Baru"}
    member = {**village, "nik": NIK, "nama": "Siti Aminah", "jenis_kelamin": "Perempuan", "tanggal_lahir": "17/05/1990"}
    capital = {**village, "per_tanggal": "30/06/2026", "modal_sendiri": "25 juta"}
    batch = checked(officer, filled({"Kelompok": village, "Anggota": member, "Modal": capital}))
    assert (batch.state, list(batch.issues.filter(level="error"))) == (BatchState.CHECKED, [])
    assert [batch.counts[part]["new"] for part in ("groups", "members", "capital")] == [1, 1, 1]
    assert [told["name"] for told in batch.sheets if not told["kind"]] == ["Petunjuk"]
    assert read_date("17/05/1990", date(2026, 11, 22)) == date(1990, 5, 17)


def test_the_template_as_it_was_downloaded_is_refused_by_name(officer):
    """IE06: no rows are no success."""
    batch = checked(officer, template_book())
    assert (batch.state, batch.refusal) == (BatchState.REFUSED, "no_rows")


HEADERS = ["Nama Klp", "Kode Desa", "NO. KTP", "Nama", "L/P", "Alamat", "Hobi"]


def with_two_wrong_rows() -> bytes:
    place = ["Melati", factories.BUMIAYU]
    return workbook(
        [
            ["DAFTAR ANGGOTA"],
            HEADERS,
            [*place, NIK, "Siti Aminah", "P", "Dusun Satu", "memasak"],
            [*place, "", "Rohani", "X", SEALED, "menjahit"],
            [*place, "7604", "Murni", "?", "Dusun Dua", ""],
        ],
        names=("Anggota Bumiayu",),
    )


def test_refused_rows_come_back_as_the_template_with_their_reasons(officer, sign_in):
    """IE05, IE08: the columns of the template, what was written, why; noted with the number of rows."""
    batch = checked(officer, with_two_wrong_rows())
    answer = sign_in(officer).get(f"/impor/{batch.pk}/ditolak/")
    assert answer["Content-Disposition"] == f'attachment; filename="impor-{batch.pk}-ditolak.xlsx"'
    rows = sheets_in(answer.content)["Anggota"]
    assert rows[0] == [*FIELDS[SheetKind.MEMBERS], REASON]
    told = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    assert [one["nama"] for one in told] == ["Rohani", "Murni"]
    assert [one["nik"] for one in told] == ["", "7604"]
    assert told[0][REASON].startswith("Baris 4. L/P: ")
    assert "NO. KTP: " in told[1][REASON] and "L/P: " in told[1][REASON]
    entry = AccessEntry.objects.get(kind=AccessKind.EXPORTED)
    assert (entry.user, entry.region_code) == (officer, factories.BUMIAYU)
    assert "2 baris" in entry.detail


def test_a_formula_comes_back_guarded_and_survives_the_next_import(officer, sign_in):
    """IE10: the sign is written as text, and reading it again gives what was there."""
    batch = checked(officer, with_two_wrong_rows())
    content = sign_in(officer).get(f"/impor/{batch.pk}/ditolak/").content
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(content))["Anggota"].iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert SEALED in [cell.value for cell in cells]


def test_a_corrected_workbook_of_refused_rows_is_taken(officer, sign_in):
    """IE05: the column of reasons is told as not read, and disturbs nobody."""
    batch = checked(officer, with_two_wrong_rows())
    book = openpyxl.load_workbook(io.BytesIO(sign_in(officer).get(f"/impor/{batch.pk}/ditolak/").content))
    sheet = book["Anggota"]
    headers = [cell.value for cell in sheet[1]]
    for row in (2, 3):
        sheet.cell(row=row, column=headers.index("jenis_kelamin") + 1, value="P")
    sheet.cell(row=3, column=headers.index("nik") + 1).value = None
    out = io.BytesIO()
    book.save(out)
    again = checked(officer, out.getvalue())
    assert list(again.issues.filter(level="error").values_list("row", "column", "value", "message")) == []
    assert again.counts["members"] == {"new": 2, "changed": 0, "same": 0, "refused": 0}
    assert [told["not_read"] for told in again.sheets if told["kind"] == "Anggota"] == [[REASON]]


def test_thousands_in_a_heading_are_not_lost_on_the_way(officer, sign_in):
    """DM06: a bare figure under such a heading stays refused until somebody writes its unit."""
    rows = [["kode_desa", "nama_kelompok", "per tanggal", "Modal Sendiri (Rp 000)"]]
    rows += [[factories.BUMIAYU, "Melati", "30/06/2026", "25000"]]
    batch = checked(officer, workbook(rows))
    content = sign_in(officer).get(f"/impor/{batch.pk}/ditolak/").content
    again = checked(officer, content)
    assert set(again.issues.values_list("code", flat=True)) >= {"money"}
    assert again.counts["capital"]["refused"] == 1


def test_after_the_content_has_gone_a_sentence_says_so(officer, sign_in):
    batch = checked(officer, with_two_wrong_rows())
    batch.parts.all().delete()
    answer = sign_in(officer).get(f"/impor/{batch.pk}/ditolak/", follow=True)
    assert answer.redirect_chain == [(batch.get_absolute_url(), 302)]
    assert "sudah dihapus" in answer.content.decode()
    assert not AccessEntry.objects.filter(kind=AccessKind.EXPORTED).exists()
