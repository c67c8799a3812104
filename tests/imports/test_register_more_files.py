"""Files of offices beyond the plain ones, from the bytes to what is told of each row (IE02, IE03, IE04, IE06)."""

import json

import pytest
import time_machine
from django.core.management import call_command

from tests import factories
from tests.factories import BUMIAYU
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
