"""`manage.py import_register`: what a file of each kind comes to, as people read it and as programs do (IE01-IE06)."""

import json

import pytest
import time_machine
from django.core.management import call_command

from accounts.models import AccessEntry, AccessKind
from groups.models import CapitalRecord, EnterpriseGroup
from imports.models import ImportBatch
from members.models import Membership, Person
from tests import factories
from tests.factories import DARMA, SENTANI
from tests.imports.whole_files import GROUPS, MEMBERS, capital_csv, clean_book, group_line, member_line, messy_book
from tests.imports.workbooks import workbook

PARTS = ("groups", "members", "capital")
NOTHING = {"new": 0, "changed": 0, "same": 0, "refused": 0}
ISSUE_KEYS = {"sheet", "row", "column", "value", "level", "code", "message"}


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel("2026-11-21T03:00:00Z", tick=False):
        yield


@pytest.fixture
def importing(cast, tmp_path, capsys):
    """Run the command on a file with this content; gives its exit status and what it printed."""

    def run(content: bytes, *more: str, user=None, name="berkas.xlsx") -> tuple[int, str, str]:
        path = tmp_path / name
        path.write_bytes(content)
        status = 0
        try:
            call_command("import_register", str(path), "--user", (user or cast.regency).username, *more)
        except SystemExit as end:
            status = end.code
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


@pytest.fixture
def told(importing):
    """The same with `--json`: the exit status and the one object."""

    def run(*given, **how):
        status, out, err = importing(*given, "--json", **how)
        assert err == ""
        return status, json.loads(out)

    return run


def refused_rows(answer: dict) -> set[tuple]:
    return {(one["sheet"], one["row"], one["code"]) for one in answer["issues"] if one["level"] == "error"}


def test_a_clean_workbook_is_checked_without_a_trace(told):
    status, answer = told(clean_book(), "--check")
    assert status == 0
    assert {part: answer[part] for part in PARTS} == {
        "groups": NOTHING | {"new": 3},
        "members": NOTHING | {"new": 12},
        "capital": NOTHING | {"new": 3},
    }
    assert (answer["status"], answer["rows_read"], answer["rows_skipped"], answer["issues"]) == ("checked", 15, 0, [])
    assert not (Person.objects.exists() or EnterpriseGroup.objects.exists() or ImportBatch.objects.exists())


def test_a_clean_workbook_is_stored_and_the_second_time_all_the_same(told):
    """IE03"""
    assert told(clean_book(), "--commit")[0] == 0
    assert (EnterpriseGroup.objects.count(), Membership.objects.count(), CapitalRecord.objects.count()) == (3, 12, 3)
    person = Person.objects.get(name="Sulastri BB")
    assert (person.kb_status, person.kb_method, person.welfare_stage) == ("active", "injection", "i")
    for option in ("--check", "--commit"):
        status, answer = told(clean_book(), option)
        assert (status, answer["issues"]) == (0, [])
        assert [answer[part] for part in PARTS] == [NOTHING | {"same": count} for count in (3, 12, 3)]
    assert (EnterpriseGroup.objects.count(), Membership.objects.count(), CapitalRecord.objects.count()) == (3, 12, 3)


def test_a_messy_workbook_names_each_wrong_row_with_its_rule(told):
    """IE01: sheet, row, column, value and rule of every error; what is no entry is skipped and counted."""
    status, answer = told(messy_book())
    assert status == 1
    assert refused_rows(answer) == {
        ("Bumiayu", 10, "number"),
        ("Bumiayu", 12, "short"),
        ("Sugihwaras", 6, "date"),
        ("Sugihwaras", 7, "dummy"),
        ("Sugihwaras", 8, "sex"),
        ("Sugihwaras", 9, "name"),
    }
    assert answer["members"] == NOTHING | {"new": 5, "refused": 6}
    assert answer["groups"] == NOTHING | {"new": 2}
    assert answer["rows_read"] == 11
    assert all(set(one) == ISSUE_KEYS for one in answer["issues"])
    wrong_day = next(one for one in answer["issues"] if one["code"] == "date")
    assert (wrong_day["column"], wrong_day["value"]) == ("Tgl Lahir", "31/02/1980")
    assert answer["unread_sheets"] == ["Catatan"]
    assert [sheet["name"] for sheet in answer["sheets"] if not sheet["kind"]] == ["Catatan"]


def test_all_or_nothing_stores_nothing_and_valid_rows_only_the_rest(told):
    """IE02"""
    status, answer = told(messy_book(), "--commit")
    assert (status, answer["status"], Person.objects.count(), EnterpriseGroup.objects.count()) == (1, "checked", 0, 0)
    status, answer = told(messy_book(), "--commit", "--valid-only")
    assert (status, answer["status"], Person.objects.count(), EnterpriseGroup.objects.count()) == (0, "committed", 5, 2)
    assert answer["members"] == NOTHING | {"new": 5, "refused": 6}
    assert len(refused_rows(answer)) == 6


def test_amounts_are_read_as_people_write_them_and_doubtful_ones_are_refused(told):
    told(clean_book(groups=9, members=1), "--commit")
    amounts = ("25 juta", "Rp 25.000.000,-", "1,5 jt", "750 rb", "25.000.000", "1.500", "25", "1.5 juta", "-5 juta")
    status, answer = told(capital_csv(*amounts), "--commit", "--valid-only", name="modal.csv")
    assert (status, answer["capital"]) == (0, NOTHING | {"new": 5, "refused": 4})
    assert refused_rows(answer) == {("", row, "money") for row in (7, 8, 9, 10)}
    found = CapitalRecord.objects.filter(on="2026-07-30").order_by("group__source_id")
    assert [record.own for record in found] == [25_000_000, 25_000_000, 1_500_000, 750_000, 25_000_000]
    doubtful = next(one for one in answer["issues"] if one["row"] == 8)
    assert doubtful["message"].count("Rp") >= 2


def test_as_text_it_says_the_same_in_sentences(importing):
    status, out, _err = importing(messy_book())
    assert status == 1
    assert "Anggota: baru 5, berubah 0, sama 0, ditolak 6" in out
    assert "Lembar tidak dibaca: Catatan" in out
    assert "error [date] Sugihwaras baris 6 Tgl Lahir:" in out


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n" + b"gambar" * 100, "image"),
        (workbook([["Catatan rapat"], ["Tidak ada tabel"]]), "no_header"),
        (workbook([GROUPS]), "no_rows"),
    ],
)
@pytest.mark.parametrize("step", ["--check", "--commit"])
def test_a_wrong_file_is_one_named_error_and_never_a_success(told, content, code, step):
    """IE06"""
    status, answer = told(content, step)
    assert (status, answer["status"], answer["rows_read"]) == (1, "refused", 0)
    assert [(one["code"], one["level"], one["row"]) for one in answer["issues"]] == [(code, "error", 0)]
    assert answer["issues"][0]["message"]


def test_a_table_without_a_needed_column_says_which(told):
    """IE06"""
    at = MEMBERS.index("nama")
    lines = [[*line[:at], *line[at + 1 :]] for line in (MEMBERS, member_line(1, 0))]
    status, answer = told(workbook(lines, names=("Anggota",)), "--commit")
    assert (status, answer["status"]) == (1, "unmapped")
    assert [(one["code"], one["sheet"], one["row"]) for one in answer["issues"]] == [("columns", "Anggota", 1)]
    assert "nama" in answer["issues"][0]["message"]


def test_who_may_not_import_is_told_so_and_a_missing_file_too(cast, importing, told):
    for user, words in ((cast.coordinator, "tidak boleh mengimpor"), (cast.auditor, "tidak boleh mengimpor")):
        status, out, err = importing(clean_book(), "--json", user=user)
        assert (status, out) == (1, "")
        assert words in err
    with pytest.raises(SystemExit):
        call_command("import_register", "/tidak/ada.xlsx", "--user", cast.regency.username)
    with pytest.raises(SystemExit):
        call_command("import_register", "/tidak/ada.xlsx", "--user", "siapa")


def test_rows_outside_the_territory_are_refused_row_by_row(cast, told):
    """IE04, AC07: an officer of Bumiayu stores what lies in Bumiayu, whatever else the file holds."""
    status, answer = told(clean_book(), user=cast.officer)
    assert (status, answer["groups"]) == (1, NOTHING | {"new": 1, "refused": 2})
    assert answer["members"] == NOTHING | {"new": 4, "refused": 8}
    status, answer = told(clean_book(), "--commit", "--valid-only", user=cast.officer)
    assert (status, set(EnterpriseGroup.objects.values_list("village_id", flat=True))) == (0, {factories.BUMIAYU})
    outside = workbook([GROUPS, group_line(7, SENTANI)], names=("Kelompok",))
    assert told(outside, user=cast.regency)[1]["groups"] == NOTHING | {"refused": 1}


def test_rows_on_record_elsewhere_are_not_changed_by_their_number(cast, told):
    """IE04: naming a group by its number or by the sender's own opens nothing outside the territory."""
    factories.make_group(SENTANI, "Cenderawasih", number=f"{SENTANI}0001", source_id="S-009", source_system="impor")
    header = ["kode_kelompok", "kode_lama", "nama_kelompok", "alamat"]
    for row in ([f"{SENTANI}0001", None, "Cenderawasih", "Jalan lain"], [None, "S-009", "Cenderawasih", "Jalan lain"]):
        _status, answer = told(workbook([header, row], names=("Kelompok",)), "--commit", "--valid-only")
        assert answer["groups"] == NOTHING | {"refused": 1}, answer
    assert EnterpriseGroup.objects.get().address == ""


def test_a_nik_that_leads_elsewhere_is_refused_without_a_name_and_noted(cast, told):
    """IE04, NX11, AU02"""
    nik = factories.make_nik(born=factories.LONG_AGO.replace(year=1990, month=5, day=17), serial=10)
    factories.make_person(SENTANI, "Orang Sentani", nik=nik)
    status, answer = told(clean_book(groups=1, members=2))
    assert status == 1
    issue = next(one for one in answer["issues"] if one["code"] == "nik_elsewhere")
    assert "Sentani" not in json.dumps(issue)
    assert nik not in json.dumps(answer)
    entry = AccessEntry.objects.get()
    assert (entry.kind, entry.user, entry.detail.endswith(": 1")) == (AccessKind.PERSON_SEARCHED, cast.regency, True)


def test_a_group_that_only_members_name_comes_with_its_first_sound_row(told):
    header = ["nama_kelompok", "kode_desa", *MEMBERS[1:]]
    rows = [["Anggrek", DARMA, *member_line(1, 0)[1:]], ["Mawar", DARMA, *member_line(2, 0, nama="")[1:]]]
    status, answer = told(workbook([header, *rows], names=("Anggota",)), "--commit", "--valid-only")
    assert (status, answer["groups"], answer["members"]["refused"]) == (0, NOTHING | {"new": 1}, 1)
    assert EnterpriseGroup.objects.get().name == "Anggrek"


def test_a_group_that_only_refused_capital_names_stays_out(told):
    header = ["nama_kelompok", "kode_desa", "per_tanggal", "modal_sendiri"]
    rows = [["Anggrek", DARMA, "30/07/2099", "25 juta"], ["Mawar", DARMA, "30/07/2026", "25 juta"]]
    status, answer = told(workbook([header, *rows], names=("Modal",)), "--commit", "--valid-only")
    assert (status, answer["groups"], answer["capital"]) == (
        0,
        NOTHING | {"new": 1},
        NOTHING | {"new": 1, "refused": 1},
    )
    assert EnterpriseGroup.objects.get().name == "Mawar"
