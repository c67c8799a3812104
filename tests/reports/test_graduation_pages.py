"""The pages of naik kelas: each number opens its groups, and what lies outside is not found (NX01, DB02, UP03)."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from reports.graduation.moves import Graduation, Move
from reports.graduation.stored import Most, matrix_of
from reports.graduation.tasks import keep_graduation
from reports.models import StoredMatrix
from tests import factories
from tests.reports.example import NOON
from tests.reports.graduation_example import A, B, make_graduation_example
from tests.reports.test_graduation import at

PAGE, GROUPS = reverse("graduation"), reverse("graduation_groups")
DAYS = {"dari": "15/08/2025", "sampai": "15/08/2026"}


@pytest.fixture
def example(cast):
    with time_machine.travel(NOON, tick=False):
        yield make_graduation_example()


def numbers_of(matrix: Graduation):
    """Every number of the matrix as what is asked of the list, with the count it shows."""
    for before in matrix.rows:
        yield {"awal": before.code}, matrix.row_total(before).groups
        for after in matrix.columns:
            yield {"awal": before.code, "akhir": after.code}, matrix.cell(before, after).groups
    for after in matrix.columns:
        yield {"akhir": after.code}, matrix.column_total(after).groups
    for move in Move:
        yield {"gerak": move.value}, matrix.moved(move).groups


def test_every_number_of_the_matrix_opens_as_many_groups(cast, example, sign_in):
    """DB02: cells, sums of rows and columns, and the three moves."""
    client = sign_in(cast.regency)
    for asked, count in numbers_of(matrix_of(at("7604"), A, B)):
        page = client.get(GROUPS, DAYS | asked).context["page"]
        assert page.total == count, asked
    lines = client.get(GROUPS, DAYS | {"gerak": "naik"}).context["lines"]
    assert [(line.group.name, line.before.capital, line.after.capital, line.gained) for line in lines] == [
        ("Melati", 15_000_000, 25_000_000, 10_000_000),
        ("Kenanga", 60_000_000, 120_000_000, 60_000_000),
    ]


def test_the_page_links_to_what_it_counts(cast, example, sign_in, django_assert_max_num_queries):
    """NX01, DB03: the state of the page stands in its address, and the addresses behind the numbers carry it on."""
    client = sign_in(cast.province)
    client.get(PAGE, DAYS)
    with django_assert_max_num_queries(24):
        answer = client.get(PAGE, DAYS)
    text = answer.content.decode()
    links = {link.replace("&amp;", "&") for link in re.findall(rf'href="({GROUPS}[^"]+)"', text)}
    shown = [cell.url for line in answer.context["matrix"].lines for cell in line.cells if cell.url]
    assert len(shown) == 8 and set(shown) <= links
    assert {"wilayah": ["76"], "dari": ["2025-08-15"], "sampai": ["2026-08-15"]}.items() <= parse_qs(
        urlsplit(shown[0]).query
    ).items()
    values = {row.code: row.values for row in answer.context["table"].rows}
    assert [values["7604"][move.value] for move in Move] == [2, 1, 1] and values["7602"]["naik"] == 0
    assert "dari Rintisan ke Tumbuh: naik kelas" in text


def test_a_group_without_state_is_told_in_words(cast, example, sign_in):
    """The capital of who was not active does not count, so it does not show either."""
    line = sign_in(cast.regency).get(GROUPS, DAYS | {"akhir": "inactive"}).context["lines"][0]
    assert (line.group.name, line.before.capital, line.after.capital, line.gained) == ("Dahlia", 60_000_000, None, None)


def test_days_are_checked_and_can_be_swapped(cast, example, sign_in):
    client = sign_in(cast.regency)
    usual = client.get(PAGE).context["form"]
    assert usual.span == (A, B) and not usual.errors
    ahead = client.get(PAGE, {"sampai": "16/08/2026"}).context["form"]
    assert "sampai" in ahead.errors and ahead.span == (A, B)
    backwards = client.get(PAGE, {"dari": "2026-08-15", "sampai": "2025-08-15"})
    assert backwards.context["is_backwards"] and "Tukar tanggalnya" in backwards.content.decode()
    assert backwards.context["found"].whole == matrix_of(at("7604"), A, B).transposed


def test_outside_the_territory_there_is_nothing(cast, example, sign_in):
    """AC02: neither the matrix nor the list of another place, and no state that is in no matrix."""
    client = sign_in(cast.regency)
    factories.make_group(factories.SENTANI, "Rahasia")
    for address in (PAGE, GROUPS):
        assert client.get(address, DAYS | {"wilayah": "9103"}).status_code == 404
        assert client.get(address, DAYS | {"wilayah": "76"}).status_code == 404
    for wrong in ({"awal": "rintisan"}, {"akhir": "tier.lain"}, {"gerak": "hilang"}):
        assert client.get(GROUPS, DAYS | wrong).status_code == 404
    nation = sign_in(cast.admin).get(GROUPS, DAYS | {"wilayah": "0"})
    assert nation.context["page"].total == 9 and "Rahasia" in nation.content.decode()


@pytest.mark.parametrize(("asked", "words"), [({"tabel": "matriks"}, "Kenanga"), ({"tabel": "wilayah"}, "Naik kelas")])
def test_both_tables_leave_as_files(cast, example, sign_in, asked, words):
    """RP03: the same rows; who may not take figures away gets none."""
    answer = sign_in(cast.regency).get(PAGE, DAYS | asked | {"format": "csv"})
    lines = answer.content.decode("utf-8-sig").splitlines()
    expected = {"matriks": ("Rintisan;0;1;0;0;1;0;0;0;0;2;20000000", 11), "wilayah": ("Wonomulyo;760403;1;1;0", 4)}
    start, count = expected[asked["tabel"]]
    assert len(lines) == count and any(line.startswith(start) for line in lines)
    assert sign_in(cast.officer).get(PAGE, DAYS | asked | {"format": "csv"}).status_code == 403


def test_the_list_leaves_as_a_file(cast, example, sign_in):
    answer = sign_in(cast.regency).get(GROUPS, DAYS | {"gerak": "turun", "format": "xlsx"})
    assert answer["Content-Disposition"].startswith('attachment; filename="kelompok-naik-kelas-7604-')
    text = sign_in(cast.regency).get(GROUPS, DAYS | {"gerak": "turun", "format": "csv"}).content.decode("utf-8-sig")
    assert text.splitlines()[1].startswith("Cempaka;") and text.splitlines()[1].endswith(";-12000000")


def test_a_matrix_too_large_for_a_page_is_asked_of_the_worker_once(cast, example, sign_in, monkeypatch):
    """The page says so; the worker keeps it, and then it is there."""
    monkeypatch.setattr("reports.graduation.stored.PAGE", Most(groups=3))
    client = sign_in(cast.province)
    for _again in range(2):
        assert "sedang dihitung di latar" in client.get(PAGE, DAYS).content.decode()
    asked = DBTaskResult.objects.get(task_path=keep_graduation.module_path)
    keep_graduation.func(*asked.args_kwargs["args"])
    assert StoredMatrix.objects.filter(code="7604").exists()
    assert client.get(PAGE, DAYS).context["found"].whole == matrix_of(at("76"), A, B)
