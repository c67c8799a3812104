"""Where the table of a sheet begins and what its columns are (IE02)."""

import pickle

import pytest

from imports.register.layout import FIELDS, SheetKind, find_layout, is_skipped
from imports.register.skipping import is_numbering
from imports.register.synonyms import field_of, is_scaled
from tests.imports.register_sheets import HEADER, member


def layout_of(*rows: list):
    return find_layout([(number, [str(cell) for cell in row]) for number, row in enumerate(rows, start=1)])


@pytest.mark.parametrize("kind", list(SheetKind))
def test_the_template_itself_is_known_in_any_order(kind):
    for headings in (FIELDS[kind], FIELDS[kind][::-1], [f"{name.upper()} *" for name in FIELDS[kind]]):
        found = layout_of(list(headings))
        assert (found.kind, found.unknown_required, found.not_read) == (kind, [], [])
        assert [name.strip(" *").lower() for name in headings] == list(found.columns.values())


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        *[("NIK / No. KTP", "nik"), ("Nomor Induk Kependudukan", "nik"), ("No.KTP", "nik"), ("NIK (16 digit)", "nik")],
        *[("Jenis Kelamin (L/P)", "jenis_kelamin"), ("J.K.", "jenis_kelamin"), ("Lk/Pr", "jenis_kelamin")],
        *[("Tempat/Tgl. Lahir", "tanggal_lahir"), ("TGL\nLAHIR", "tanggal_lahir"), ("TglLahir", "tanggal_lahir")],
        *[
            ("Jabatan dlm Kelompok", "jabatan"),
            ("Nama Kelompok UPPKS/UPPKA", "nama_kelompok"),
            ("UPPKS", "nama_kelompok"),
        ],
        *[
            ("Desa/Kel.", "desa_kelurahan"),
            ("Kab./Kota", "kabupaten_kota"),
            ("PROPINSI", "provinsi"),
            ("Kec", "kecamatan"),
        ],
        *[
            ("No. HP / WA", "no_hp"),
            ("Kesertaan ber-KB", "status_kb"),
            ("Alat Kontrasepsi", "metode_kb"),
            ("KS", "tahapan_ks"),
        ],
        *[("Nama (sesuai KTP)", "nama"), ("NamaKelompok", "nama_kelompok")],
    ],
)
def test_headings_of_members_in_other_words(heading, field):
    assert field_of(SheetKind.MEMBERS, heading) == field


@pytest.mark.parametrize(
    "heading",
    [
        *["Nama Suami", "Nama (suami)", "NIK Pasangan", "NIK (istri)", "Tgl Lahir (anak)", "No", "No. Urut", "Umur"],
        *["Pendidikan", "Nama Ibu", "No. KK", "Laki-laki", "", "   ", "Anggota", "Jumlah", "x" * 5000],
    ],
)
def test_a_heading_that_only_resembles_one_is_not_guessed(heading):
    assert field_of(SheetKind.MEMBERS, heading) == ""


def test_headings_of_groups_and_amounts():
    kind = SheetKind.GROUPS
    known = {"Tgl. SK": "tanggal_sk", "No. SK": "nomor_sk", "Tahapan": "tahapan", "RT/RW": "rt", "UEP": "jenis_usaha"}
    known |= {"Modal Sendiri (Rp)": "modal_sendiri", "Nama": "", "Jumlah Anggota": "", "Nama Ketua": "", "Modal": ""}
    assert {heading: field_of(kind, heading) for heading in known} == known
    scaled = ["Modal (Rp 000)", "Modal (Rp. ,000)", "Modal (juta rupiah)", "Modal dalam ribuan"]
    assert all(map(is_scaled, scaled))
    assert not any(map(is_scaled, ["Modal Sendiri (Rp)", "Modal 2026", "modal_sendiri"]))


def test_of_two_columns_that_mean_the_same_the_first_is_read():
    found = layout_of(["kode_lama", "Nama", "Nama Lengkap", "L/P", "NIK"])
    assert found.columns[1] == "nama"
    assert found.not_read == ["Nama Lengkap"]


def test_extra_columns_are_told_as_not_read():
    found = layout_of([*HEADER, "Umur", "Pendidikan"])
    assert found.not_read == ["No", "Umur", "Pendidikan"]
    assert found.unknown_required == []


@pytest.mark.parametrize(
    ("headings", "missing"),
    [
        (["NIK", "Nama", "L/P"], ["nama_kelompok", "desa_kelurahan"]),
        (["Nama Kelompok", "NIK", "Nama", "L/P"], ["desa_kelurahan"]),
        (["kode_lama", "NIK", "Nama", "Tgl Lahir"], ["jenis_kelamin"]),
        (["kode_lama", "Modal Sendiri", "Pinjaman"], ["per_tanggal"]),
        (["Nama Kelompok", "Tahapan", "Status", "No SK"], ["desa_kelurahan"]),
    ],
)
def test_a_column_that_is_needed_and_not_known_is_named(headings, missing):
    assert layout_of(headings).unknown_required == missing


def test_a_group_that_has_its_number_needs_no_village():
    assert layout_of(["kode_kelompok", "nama_kelompok", "tahapan"]).unknown_required == []


@pytest.mark.parametrize(
    "rows",
    [
        [["PROVINSI", "KABUPATEN", "KECAMATAN", "KODE", "KELURAHAN", "YANG ADA", "YANG LAPOR"]],
        [["Tanggal", "Keterangan"], ["1/1/2026", "rapat"]],
        [["Nama", "Tanda tangan"]],
        [["Kartini", "Perempuan"]],
        [],
    ],
)
def test_another_table_is_no_table_of_the_register(rows):
    assert layout_of(*rows) is None


def test_a_heading_below_the_first_thirty_rows_is_not_searched_for():
    titles = [["judul", "lagi"]] * 30
    assert layout_of(*titles, HEADER) is None
    assert layout_of(*titles[:29], HEADER).header_rows == (30,)


def test_a_layout_tells_the_same_heading_again_and_another_apart():
    first, again = layout_of(HEADER, member()), layout_of(["judul"], HEADER)
    assert first.fingerprint == again.fingerprint
    assert first.fingerprint != layout_of([*HEADER, "Umur"]).fingerprint
    assert pickle.loads(pickle.dumps(first)) == first


def test_what_a_person_chose_wins_over_the_words():
    found = layout_of(HEADER)
    rows = [(1, HEADER)]
    chosen = {found.fingerprint: {"kind": "Anggota", "columns": {"10": "", "0": "no_hp", "8": "jabatan", "99": "nik"}}}
    told = find_layout(rows, chosen)
    assert (told.columns[0], told.columns[8], 10 in told.columns) == ("no_hp", "jabatan", False)
    assert told.unknown_required == ["jenis_kelamin"]
    assert "Jabatan" in told.not_read


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([*map(str, range(1, 14))], True),
        (["(1)", "(2)", "(3)", "(4)"], True),
        (["1", "2", "3=1+2"], True),
        (["1", "2"], False),
        (["3", "2", "1"], False),
        (["1", "Melati", "3"], False),
        (["S-1", "2", "3"], False),
    ],
)
def test_the_row_of_numbers_under_a_heading(cells, expected):
    assert is_numbering(cells) is expected


def test_rows_longer_and_shorter_than_the_heading():
    found = layout_of(HEADER)
    assert is_skipped([], found)
    assert is_skipped(["1"], found)
    assert not is_skipped([str(cell) for cell in member()] + ["lebih"] * 20, found)
    assert is_skipped(["", "UPPKA Harapan", "Bumiayu", "Wonomulyo"], found)


def test_a_list_of_people_without_a_known_name_is_asked_about_and_never_a_list_of_groups():
    """IE02: its people would be lost unseen."""
    layout = find_layout([(1, ["Nama Klp", "Kode Desa", "Peserta UPPKA", "Gol", "NIK"])])
    assert (str(layout.kind), layout.unknown_required) == ("Anggota", ["nama", "jenis_kelamin"])
    groups = find_layout([(1, ["Nama Klp", "Kode Desa", "Nama Ketua", "Modal Sendiri"])])
    assert (str(groups.kind), groups.unknown_required) == ("Kelompok", [])
