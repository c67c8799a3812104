"""`manage.py compare_siga`: a table 6A beside the registry's ADA and LAPOR (UP11)."""

import json
from datetime import date
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from activities.models import MonthlyReport
from groups.models import EnterpriseGroup, GroupStatus, StatusChange
from imports.models import SigaTable
from imports.siga.registry import Counts, registry_counts
from tests import factories
from tests.imports.siga_files import line, table

JANUARY = date(2026, 1, 1)
B, S, D, N, P = factories.BUMIAYU, factories.SUGIHWARAS, factories.DARMA, factories.BINANGA, factories.SENTANI


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel("2026-11-21T03:00:00Z", tick=False):
        yield


@pytest.fixture
def register(cast):
    """Bumiayu: two groups, one reported. Sugihwaras: one that stopped in January. Darma, Binanga, Sentani: one each."""
    first, _second = factories.make_group(B), factories.make_group(B)
    factories.make_report(first, JANUARY)
    factories.make_report(first, date(2026, 2, 1))
    stopped = factories.make_group(S, status=GroupStatus.INACTIVE, status_on=date(2026, 1, 20))
    StatusChange.objects.create(group=stopped, status=GroupStatus.ACTIVE, on=factories.LONG_AGO, reason="awal")
    StatusChange.objects.create(group=stopped, status=GroupStatus.INACTIVE, on=date(2026, 1, 20), reason="berhenti")
    factories.make_report(stopped, JANUARY)
    factories.make_report(factories.make_group(D), JANUARY)
    factories.make_report(factories.make_group(N), JANUARY, status="returned")
    factories.make_group(P)
    return cast


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "siga_6a.csv"
    path.write_bytes(table(line(B, 3, 2), line(S, 1, 1), line(N, 1, 0), line(P, 5, 5), line(D, village="KHAYALAN")))
    return path


def run(path, user, month="2026-01", *flags) -> tuple[str, str, int]:
    out, err, status = StringIO(), StringIO(), 0
    try:
        call_command("compare_siga", str(path), "--user", str(user), "--month", month, *flags, stdout=out, stderr=err)
    except SystemExit as end:
        status = end.code
    return out.getvalue(), err.getvalue(), status


def answer(path, user, month="2026-01") -> dict:
    out, err, status = run(path, user.username, month, "--json")
    assert (err, status) == ("", 0)
    return json.loads(out)


def test_each_village_of_the_file_stands_beside_the_registry(register, file):
    """UP11: ADA on the last day of the month, LAPOR of those that were active on it and handed in."""
    found = answer(file, register.province)
    assert (found["rows"], found["matched"], found["outside"]) == (5, 3, 1)
    by_village = {one["region"]: one for one in found["villages"]}
    assert by_village[B] == {
        "region": B, "siga_existing": 3, "siga_reporting": 2, "existing": 2, "reporting": 1,
    }  # fmt: skip
    assert (by_village[S]["existing"], by_village[S]["reporting"]) == (0, 0)
    assert (by_village[N]["existing"], by_village[N]["reporting"]) == (1, 0)
    assert found["siga"] == {"existing": 5, "reporting": 3}
    assert found["registry"] == {"existing": 3, "reporting": 1}


def test_a_row_that_is_not_certain_is_named_and_the_groups_there_are_counted_apart(register, file):
    found = answer(file, register.province)
    [row] = found["unmatched"]
    assert (row["row"], row["code"], row["village"], row["reason"]) == (6, "1001", "KHAYALAN", "name_differs")
    assert row["message"]
    assert row["candidates"][0] == {"region": D, "name": "Darma"}
    assert found["not_in_file"] == {"villages": 1, "existing": 1, "reporting": 1}


def test_a_user_compares_the_own_territory_and_learns_nothing_of_others(register, file):
    """AC01, AC07: rows outside are counted, and no number of the registry stands beside them."""
    regency = answer(file, register.regency)
    assert (regency["matched"], regency["outside"], len(regency["unmatched"])) == (2, 2, 1)
    assert {one["region"] for one in regency["villages"]} == {B, S}
    elsewhere = answer(file, register.outside[Role.PROVINCE])
    assert [one["region"] for one in elsewhere["villages"]] == [P]
    assert elsewhere["registry"] == {"existing": 1, "reporting": 0}
    lost = answer(file, register.lost[Role.PROVINCE])
    assert (lost["matched"], lost["outside"], lost["villages"], lost["unmatched"]) == (0, 5, [], [])


@pytest.mark.parametrize(
    ("who", "month", "words"),
    [
        ("tidak-ada", "2026-01", "Tidak ada pengguna"),
        ("dalam-officer", "2026-01", "tidak boleh"),
        ("dalam-auditor", "2026-01", "tidak boleh"),
        ("dalam-province", "2026-13", "2026-01"),
        ("dalam-province", "januari", "2026-01"),
        ("dalam-province", "2026-12", "belum tiba"),
    ],
)
def test_what_cannot_be_compared_is_one_sentence_and_a_status(register, file, who, month, words):
    out, err, status = run(file, who, month, "--json")
    assert (out, status) == ("", 1)
    assert words in err
    assert len(err.strip().splitlines()) == 1


def test_a_wrong_file_is_one_sentence_and_a_status(register, tmp_path):
    """IE06"""
    wrong = tmp_path / "gambar.csv"
    wrong.write_bytes(b"\x89PNG\r\n\x1a\n\x00")
    for path, words in ((wrong, "gambar"), (tmp_path / "tiada.csv", "tidak dapat dibaca"), (tmp_path, "tidak dapat")):
        out, err, status = run(path, "dalam-province")
        assert (out, status) == ("", 1)
        assert words in err


def test_people_read_sums_of_each_level_and_what_differs(register, file):
    out, _err, status = run(file, "dalam-province")
    assert status == 0
    lines = {" ".join(row.split()) for row in out.splitlines()}
    assert "Sulawesi Barat 5 3 3 1 -2 -2" in lines
    assert "Kabupaten Polewali Mandar 4 3 2 1 -2 -2" in lines
    assert "Wonomulyo 4 3 2 1 -2 -2" in lines
    assert "Bumiayu 3 2 2 1 -1 -1" in lines
    assert "Binanga 1 0 1 0 0 0" not in lines
    assert "Di 1 desa yang tidak ada di berkas, registri mencatat 1 kelompok, 1 lapor." in lines
    assert any(row.startswith("Baris 6 tidak dikenali: 1001 KHAYALAN") for row in lines)


def test_twice_the_same_village_and_the_wrong_month_are_named(register, tmp_path):
    path = tmp_path / "dua.csv"
    path.write_bytes(table(line(B, 3, 2), line(B, 9, 9), line(S, "x")))
    found = answer(path, register.regency, "2026-02")
    assert (found["rows"], found["matched"], found["refused"]) == (3, 1, 2)
    assert found["siga"] == {"existing": 3, "reporting": 2}
    assert [(one["code"], one["row"]) for one in found["problems"]] == [
        ("month_differs", 0),
        ("not_a_count", 4),
        ("twice", 3),
    ]


def test_nothing_is_written(register, file):
    """SIGA never overwrites the registry."""
    before = (EnterpriseGroup.objects.count(), MonthlyReport.objects.count())
    answer(file, register.province)
    assert (EnterpriseGroup.objects.count(), MonthlyReport.objects.count()) == before
    assert SigaTable.objects.count() == 0


def test_the_registry_is_asked_twice_however_many_villages_there_are(register, country):
    """Two grouped queries, for two villages or for all."""
    assert register.province.territory_codes == ("76",)
    with CaptureQueriesContext(connection) as few:
        assert registry_counts(register.province, country["76"], JANUARY)[B] == Counts(2, 1)
    for _number in range(30):
        factories.make_report(factories.make_group(S), JANUARY)
    with CaptureQueriesContext(connection) as many:
        assert registry_counts(register.province, country["76"], JANUARY)[S] == Counts(30, 30)
    assert len(few) == len(many) == 2


def test_the_running_month_counts_the_groups_of_today(register, country):
    factories.make_group(B, status_on=date(2026, 11, 21))
    factories.make_group(B, status_on=date(2026, 11, 22))
    assert registry_counts(register.province, country["76"], date(2026, 11, 1))[B].existing == 3
