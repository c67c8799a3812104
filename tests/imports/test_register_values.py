"""Single values of a file, read as the forms read them (IE03, IE04)."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from groups.money import RupiahError, parse_rupiah
from imports.register.cells import Refused, cleaned
from imports.register.family import read_kb, read_welfare
from imports.register.layout import FIELDS, SheetKind, find_layout
from imports.register.parsing import ParseContext, parse_rows
from imports.register.values import (
    read_date,
    read_group_number,
    read_money,
    read_name,
    read_parts,
    read_phone,
    read_rt,
    read_source_id,
    village_digits,
)
from imports.register.wordlists import (
    read_group_status,
    read_issuer,
    read_nik_missing,
    read_role,
    read_sex,
    read_source,
    read_stage,
)
from members.models import KbMethod, KbStatus, MembershipRole, NikMissingReason, Sex, WelfareStage
from members.names import has_letters
from members.nik import NikError, clean_nik, cross_check
from members.nik_vault import index_of, open_sealed
from regions.dates import DateError, parse_date
from tests.imports.register_sheets import CONTEXT, HEADER, csv_of, member, sheet_of

TODAY = CONTEXT.today
# Signs that dates, amounts and numbers are made of, and some that they are not.
HOSTILE = st.text(st.sampled_from("0123456789 .,-/'’eE+rpjutaRpmeiagustus\u00a0\u200b•\n"), max_size=24) | st.text(
    max_size=12
)
NIKS = st.from_regex(r"[1-9][1-9]0[1-4](99|0[0-9])[0-7][0-9][01][0-9][0-9]{2}000[0-9]", fullmatch=True)


def code_of(read, *given_values) -> str:
    with pytest.raises(Refused) as caught:
        read(*given_values)
    assert caught.value.message
    return caught.value.code


# --- The same as the forms --------------------------------------------------------------------------------------------
@given(HOSTILE)
@example("17-8-98")
@example("29/02/00")
def test_a_date_the_form_reads_is_the_same_date_here(text):
    try:
        expected = parse_date(cleaned(text), TODAY)
    except DateError:
        return
    assert read_date(text, TODAY) == expected


@given(HOSTILE)
@example("25 juta")
def test_an_amount_is_what_the_form_reads_or_refused_as_there(text):
    plain = cleaned(text)
    if not plain:
        assert read_money(text) is None
        return
    try:
        expected = parse_rupiah(plain)
    except RupiahError:
        assert code_of(read_money, text) == "money"
    else:
        assert read_money(text) == expected


@given(st.text(max_size=30))
@example("H., S.Pd")
@example("Ma'rang")
@example("12")
def test_a_name_is_one_where_the_form_takes_it(text):
    plain = cleaned(text)
    if plain and has_letters(plain) and plain not in ("TRUE", "FALSE") and plain[:1] != "#":
        assert read_name(text, 120) == plain
    elif not has_letters(plain):
        assert code_of(read_name, text, 120) == "name"


@given(NIKS | HOSTILE, st.dates(date(1940, 1, 1), date(2010, 1, 1)), st.sampled_from("PL"))
def test_a_nik_is_what_the_form_reads_or_refused_as_there(text, born, sex):
    head = ["kode_lama", "nik", "nama", "jenis_kelamin", "tanggal_lahir"]
    layout = find_layout([(1, head)])
    context = ParseContext(TODAY, frozenset({"760403"}), seal=True)
    (row,) = parse_rows(SheetKind.MEMBERS, layout, [(2, ["S-1", text, "Ani", sex, born.isoformat()])], context)
    plain = cleaned(text)
    if "•" in plain or not any(sign.isdigit() for sign in plain):
        assert row.draft.nik == ""
        return
    try:
        expected = clean_nik(plain)
    except NikError as wrong:
        assert [(one.code, one.message) for one in row.issues] == [(wrong.code, wrong.message)]
        return
    warnings = tuple((f"nik_{one.code}", one.message) for one in cross_check(expected, born, sex, {"760403"}))
    assert (row.draft.nik, row.draft.nik_index, row.draft.warnings) == (expected, index_of(expected), warnings)
    assert open_sealed(row.draft.nik_sealed) == expected


def test_a_nik_is_sealed_only_where_it_will_be_written():
    assert sheet_of(csv_of(HEADER, member())).drafts[0].nik_sealed is None


# --- Cells ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text", ["", "  ", "-", "–", "---", "n/a", "N/A", "tidak ada", "Tdk Ada", "\u00a0", "\u200b", "...", "…"]
)
def test_the_ways_to_write_that_there_is_nothing(text):
    assert cleaned(text) == ""


@pytest.mark.parametrize(
    ("raw", "text"),
    [("'=1+1", "=1+1"), ("'-5", "-5"), ("''x", "'x"), ("'Siti", "'Siti"), ("\ufeffSiti\u00a0 Aminah\n", "Siti Aminah")],
)
def test_a_guard_against_formulas_is_taken_away_again(raw, text):
    """IE10: what went out comes back unchanged."""
    assert cleaned(raw) == text


# --- Choices ----------------------------------------------------------------------------------------------------------
def test_every_stored_value_and_label_is_understood():
    """An export is read back whichever of the two it holds."""
    for kind, read in ((Sex, read_sex), (NikMissingReason, read_nik_missing), (WelfareStage, read_welfare)):
        for one in kind:
            assert read(one.value) == read(str(one.label)) == one.value
    for role in MembershipRole:
        assert read_role(role.value) == read_role(str(role.label)) == (role.value, True)
    for status in KbStatus:
        assert read_kb(status.value, "").status == read_kb(str(status.label), "").status == status.value
    for method in KbMethod:
        assert read_kb("aktif", method.value).method == read_kb("aktif", str(method.label)).method == method.value


@pytest.mark.parametrize(
    ("raw", "role", "is_kept"),
    [
        *[("KETUA", "chair", True), ("Sekretaris", "secretary", True), ("bendahara I", "treasurer", True)],
        *[("Kader", "cadre", True), ("anggota", "member", True), ("", "", True), ("Wakil Ketua", "member", False)],
        *[("Sekretaris II", "member", False), ("Seksi Usaha", "member", False), ("Humas", "member", False)],
    ],
)
def test_offices_that_the_registry_does_not_keep_make_a_member(raw, role, is_kept):
    assert read_role(raw) == (role, is_kept)


def test_an_office_that_no_group_has_is_refused_and_a_lesser_one_is_told():
    assert code_of(read_role, "Presiden") == code_of(read_role, "#REF!") == "role"
    (row,) = sheet_of(csv_of(HEADER, member(role="Wakil Ketua"))).rows
    assert [(one.code, one.level, one.column) for one in row.issues] == [("role", "warning", "Jabatan")]


@pytest.mark.parametrize(
    ("status", "method", "expected"),
    [
        *[("aktif", "suntik", ("active", "injection", "")), ("", "IUD", ("active", "iud", ""))],
        *[("lestari", "MOW", ("long_term", "tubectomy", "")), ("KB suntik", "", ("active", "injection", ""))],
        *[("Peserta KB aktif (IUD)", "IUD", ("active", "iud", "")), ("Implan/AKBK", "", ("active", "implant", ""))],
        *[("suntik 3 bulan", "", ("active", "injection", "")), ("PUS bukan peserta KB", "", ("never", "", ""))],
        *[("hamil", "", ("never", "", "pregnant")), ("tidak KB, IAT", "-", ("never", "", "wants_later"))],
        *[("pernah", "suntik", ("former", "", "")), ("tdk KB", "tidak", ("never", "", "")), ("", "", ("", "", ""))],
        *[("istirahat", "", ("paused", "", "")), ("calon peserta KB", "", ("prospective", "", ""))],
        *[("KB baru - pil", "", ("new", "pill", "")), ("p", "", ("active", "pill", ""))],
    ],
)
def test_status_and_method_of_two_columns_or_one(status, method, expected):
    assert read_kb(status, method)[:3] == expected


def test_kb_that_cannot_be_read_is_refused_and_a_method_out_of_use_is_told():
    assert code_of(read_kb, "suka-suka", "") == code_of(read_kb, "aktif hamil", "") == "kb_status"
    assert code_of(read_kb, "IUD", "suntik") == code_of(read_kb, "aktif", "jamu") == "kb_method"
    (row,) = sheet_of(csv_of([*HEADER, "Metode"], [*member(kb="pernah"), "suntik"])).rows
    assert [(one.code, one.level, one.column) for one in row.issues] == [("kb_method", "warning", "Metode")]


@pytest.mark.parametrize(
    ("raw", "stage"),
    [
        *[
            ("Pra-Sejahtera", "pre"),
            ("PRA KS", "pre"),
            ("ks 1", "i"),
            ("KS.I", "i"),
            ("Sejahtera II", "ii"),
            ("3", "iii"),
        ],
        *[("KS III Plus", "iii_plus"), ("KS-3 +", "iii_plus"), ("KS III+", "iii_plus"), ("KS I (alasan ekonomi)", "i")],
    ],
)
def test_welfare_stages(raw, stage):
    assert read_welfare(raw) == stage


def test_other_stages_are_refused():
    assert [code_of(read_welfare, text) for text in ("KS", "KS 4", "kaya", "+")] == ["welfare"] * 4


def test_words_about_a_group():
    assert [read_group_status(text) for text in ("Aktif", "Non-aktif", "tdk aktif", "BUBAR", "")] == [
        *["active", "inactive", "inactive", "dissolved", ""]
    ]
    assert [read_stage(text) for text in ("Dasar", "Tahap Berkembang", "MANDIRI")] == ["dasar", "berkembang", "mandiri"]
    issuers = ("Kepala Desa/Lurah", "Kades Bumiayu", "Camat Wonomulyo", "OPD-KB", "Dinas PPKB", "Bupati/Wali Kota")
    assert [read_issuer(text) for text in issuers] == ["village", "village", "district", "agency", "agency", "regent"]
    assert (code_of(read_group_status, "entah"), code_of(read_stage, "tinggi")) == ("status", "stage")
    assert code_of(read_issuer, "Presiden") == "issuer"


def test_a_source_in_other_words_is_kept_as_a_remark():
    assert read_source("Buku kas kelompok") == ("book", "")
    assert read_source("kas kelompok – iuran") == ("", "kas kelompok – iuran")
    told = sheet_of(
        csv_of(["kode_lama", "per_tanggal", "modal_sendiri", "sumber"], ["S-1", "30/06/2026", "0", "iuran"])
    )
    assert (told.errors, told.drafts[0].source, told.drafts[0].note) == ([], "", "Sumber: iuran")


# --- Numbers and codes ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("raw", "number"),
    [
        *[
            ("0812 3456 7890", "0812 3456 7890"),
            ("+62 812-3456-7890", "+62 812-3456-7890"),
            ("81234567890", "081234567890"),
        ],
        *[("6281234567890", "+6281234567890"), ("(0428) 21234", "0428 21234"), ("'081234567890", "081234567890")],
        *[("81234567890.0", "081234567890"), ("-", ""), ("0812••••7890", "")],
    ],
)
def test_phone_numbers_a_spreadsheet_has_shortened(raw, number):
    assert read_phone(raw) == (number, True)


def test_of_two_phone_numbers_the_first_is_taken_and_told():
    assert read_phone("081234567890 / 081200000000") == ("081234567890", False)
    assert code_of(read_phone, "8,12E+10") == code_of(read_phone, "tanya ketua") == "phone"


def test_codes_and_numbers_of_groups():
    assert read_group_number("33.22.01.2001.0001") == ("33220120010001", "")
    assert read_group_number("KLP-07") == ("", "KLP-07")
    assert code_of(read_group_number, "332201200100") == "group"
    assert [read_source_id(text, 60) for text in ("'007", "12.0", "S-1")] == ["007", "12", "S-1"]
    assert [village_digits(text) for text in ("76.04.03.2008", "7604032008.0", "'7604032008", "2008", "Bumiayu")] == [
        *["7604032008", "7604032008", "7604032008", "2008", ""]
    ]


def test_rt_and_rw_in_one_cell_or_two():
    assert [read_rt(text) for text in ("1", "001", "RT 02", "02/03", "RT.02 RW.03", "")] == [
        *[("1", ""), ("001", ""), ("02", ""), ("02", "03"), ("02", "03"), ("", "")]
    ]
    assert code_of(read_rt, "depan masjid") == "rt"


def test_several_products_in_one_cell():
    assert read_parts("Keripik pisang; dodol,, dodol\nKue dan roti", 120) == ("Keripik pisang", "dodol", "Kue dan roti")
    assert code_of(read_parts, "x" * 121, 120) == "too_long"


@pytest.mark.parametrize("name", ["#REF!", "TRUE", "12345", "?", "#####"])
def test_what_is_no_name_is_refused(name):
    assert code_of(read_name, name, 120) == "name"


# --- Rows -------------------------------------------------------------------------------------------------------------
def test_a_masked_nik_of_our_own_export_is_not_told():
    (row,) = sheet_of(csv_of(HEADER, member("7604••••••••0130"))).rows
    assert (row.draft.nik, row.draft.nik_index, row.issues) == ("", None, [])


def test_why_there_is_no_nik_in_a_column_of_its_own_or_in_its_place():
    head = [*HEADER, "Alasan tanpa NIK"]
    rows = [[*member(""), "belum rekam"], [*member("belum punya"), ""], [*member("entah"), ""], [*member(""), "entah"]]
    told = sheet_of(csv_of(head, *rows, [*member(), "rusak"]))
    assert [draft.nik_missing_reason for draft in told.drafts] == ["not_recorded", "not_recorded", "", "", ""]
    assert told.errors == [(4, "characters"), (5, "nik_missing")]


def test_nik_and_birth_date_that_disagree_are_a_warning():
    (row,) = sheet_of(csv_of(HEADER, member(birth="20/09/1977", sex="L"))).rows
    assert [code for code, _message in row.draft.warnings] == ["nik_birth", "nik_sex"]
    assert not [one for one in row.issues if one.level == "error"]


def test_a_row_tells_everything_that_is_wrong_with_it_at_once():
    told = sheet_of(csv_of(HEADER, ["1", "", "", "", "", "", "123", "", "X", "kapan", "Raja", "entah", "KS 9"]))
    assert {code for _row, code in told.errors} == {
        *["short", "name", "sex", "date", "role", "kb_status", "welfare", "group_missing"]
    }


@pytest.mark.parametrize("kind", list(SheetKind))
@given(cells=st.lists(HOSTILE, max_size=40))
def test_no_row_breaks_the_reading(kind, cells):
    layout = find_layout([(1, list(FIELDS[kind]))])
    (row,) = parse_rows(kind, layout, [(2, cells)], CONTEXT)
    assert row.row == 2
    for issue in row.issues:
        assert (len(issue.value) <= 120, len(issue.message) <= 500, bool(issue.message)) == (True, True, True)
