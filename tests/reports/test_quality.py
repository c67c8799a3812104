"""The data-quality board: what is missing, by region and by officer, each number beside its list (DB07)."""

from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from groups.models import EnterpriseGroup
from members.models import MembershipRole
from regions.codes import Level
from regions.models import Region
from reports.catalogue.quality import QUALITY
from reports.catalogue.report import Asked
from reports.quality import quality_of, quality_table
from reports.table import Kind
from tests import factories
from tests.reports.example import DAY, NOON, POLEWALI, REGENCY, WONOMULYO, make_example, make_traits

PAGE = "/dasbor/mutu/"


@pytest.fixture
def example(cast):
    make_example()
    make_traits()
    EnterpriseGroup.objects.filter(name__in=["Melati", "Kenanga"]).update(mentor=cast.officer)
    EnterpriseGroup.objects.filter(name="Mawar").update(mentor=cast.coordinator)
    with time_machine.travel(NOON, tick=False):
        yield cast


def table_of(sign_in, user, **asked):
    return sign_in(user).get(PAGE, asked).context["table"]


@pytest.mark.parametrize(("by", "region"), [("wilayah", "76"), ("petugas", REGENCY), ("wilayah", WONOMULYO)])
def test_every_number_of_the_board_equals_its_list(example, sign_in, by, region):
    """DB02, DB07: also by officer, where a list is narrowed to that officer's groups."""
    table = table_of(sign_in, example.province, wilayah=region, menurut=by)
    cells = [
        cell for line in table.lines for cell in line if cell.url and cell.column.kind is Kind.INTEGER and cell.value
    ]
    assert len(cells) >= 8
    client = sign_in(example.province)
    assert {cell.url: cell.value for cell in cells} == {
        cell.url: client.get(cell.url).context["page"].total for cell in cells
    }


def test_the_board_of_the_example(example, sign_in):
    """DB07: stored for districts, and the same counted live by village and by officer."""
    table = table_of(sign_in, example.regency, wilayah=REGENCY)
    found = {row.code: row.values for row in table.rows}
    wonomulyo = found[WONOMULYO]
    assert [wonomulyo[f"warning:{code}"] for code in ("ketua", "kb-ketua", "anggota", "sk", "modal", "modal-lama")] == [
        *(2, 1, 3, 1, 1, 1)
    ]
    assert (wonomulyo["groups"], wonomulyo["no_nik"], wonomulyo["kb:"], found[POLEWALI]["jump"]) == (3, 3, 1, 1)
    whole = table.total.values
    for level, by in ((Level.VILLAGE, "wilayah"), (Level.DISTRICT, "petugas")):
        asked = {"wilayah": REGENCY, "menurut": by, "tingkat": {Level.VILLAGE: "desa"}.get(level, "kecamatan")}
        assert table_of(sign_in, example.regency, **asked).total.values == whole


def test_the_worst_comes_first_and_another_order_stands_in_the_address(example, sign_in):
    """DB07: gaps for each hundred groups, not how many groups there are."""
    rows = table_of(sign_in, example.regency, wilayah=REGENCY).rows
    assert [row.code for row in rows][:2] == [WONOMULYO, POLEWALI]
    # Three groups: 2 + 3 + 1 + 1 + 1 gaps, and those of freshness and of the late month.
    assert rows[0].values["score"] > rows[1].values["score"] > 100
    shown = sign_in(example.regency).get(PAGE, {"wilayah": REGENCY, "urut": "-jump"}).context["shown_lines"]
    assert shown[0][0].value == "Polewali"


def test_shares_are_of_groups_and_of_members(example, sign_in):
    rows = {row.code: row.values for row in table_of(sign_in, example.regency, wilayah=REGENCY, tampil="bagian").rows}
    assert rows[WONOMULYO]["warning:ketua"] == Decimal(2) / 3
    assert rows[WONOMULYO]["no_nik"] == Decimal(3) / 5
    text = sign_in(example.regency).get(PAGE, {"wilayah": WONOMULYO}).content.decode()
    assert "60% anggota" in text and "66,7% kelompok" in text


def test_the_board_of_one_officer(example, sign_in):
    """DB07: filter by officer; and groups that nobody looks after are a line of their own."""
    rows = {row.values["name"]: row.values for row in table_of(sign_in, example.regency, menurut="petugas").rows}
    assert {name: values["groups"] for name, values in rows.items()} == {
        str(example.officer): 2,
        str(example.coordinator): 1,
        "Tanpa pembina": 1,
    }
    one = table_of(sign_in, example.regency, pembina=example.officer.pk)
    assert one.total.values["groups"] == 2
    assert any(str(example.officer) in words for words in one.filters)


def test_numbers_of_people_are_for_those_who_may_see_them(example, sign_in):
    """DB06, AU07: an AKU board reads of groups alone."""
    keys = {column.key for column in table_of(sign_in, example.aku, wilayah="76").columns}
    assert {"warning:ketua", "jump"} <= keys
    assert not keys & {"no_nik", "kb:", "warning:kb-ketua"}
    assert "tanpa NIK" not in sign_in(example.aku).get(PAGE, {"wilayah": "76"}).content.decode()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_board_leaves_as_a_file_for_those_who_may(example, sign_in, kind):
    asked = {"wilayah": REGENCY, "format": kind}
    assert sign_in(example.regency).get(PAGE, asked).status_code == 200
    assert sign_in(example.officer).get(PAGE, {"wilayah": factories.BUMIAYU, "format": kind}).status_code == 403


def test_officers_are_counted_inside_one_regency_alone(example, sign_in):
    """DB01: no landing page reads the members of a province."""
    answer = sign_in(example.province).get(PAGE, {"wilayah": "76", "menurut": "petugas", "pembina": example.officer.pk})
    assert answer.context["needs_regency"]
    assert [row.code for row in answer.context["table"].rows][:1] == [REGENCY]
    assert answer.context["table"].total.values["groups"] == 4


def test_an_empty_region_and_an_account_without_territory_say_so(example, sign_in):
    assert "Belum ada kelompok aktif" in sign_in(example.admin).get(PAGE, {"wilayah": "91"}).content.decode()
    assert sign_in(example.lost[Role.OFFICER]).get(PAGE).status_code == 200
    assert sign_in(example.regency).get(PAGE, {"wilayah": "91"}).status_code == 404


def test_questions_do_not_grow_with_officers_and_rows(example, sign_in):
    client = sign_in(example.regency)
    client.get(PAGE, {"menurut": "petugas"})
    with CaptureQueriesContext(connection) as few:
        client.get(PAGE, {"menurut": "petugas"})
    for number in range(6):
        mentor = factories.make_user(f"pembina{number}", Role.OFFICER, factories.DARMA)
        for _ in range(2):
            group = factories.make_group(factories.DARMA, mentor=mentor)
            factories.make_membership(group, role=MembershipRole.CHAIR)
    with CaptureQueriesContext(connection) as many:
        assert len(client.get(PAGE, {"menurut": "petugas"}).context["table"].rows) == 9
    assert len(many) <= len(few) <= 45


def test_the_report_of_the_catalogue_is_the_same_table(example):
    """RP03"""
    region = Region.objects.get(pk=REGENCY)
    asked = Asked(user=example.regency, region=region, level=Level.DISTRICT, on=DAY, chosen={"tampil": "jumlah"})
    page = quality_table(example.regency, quality_of(region, Level.DISTRICT))
    assert [row.values for row in QUALITY.make(asked).rows] == [row.values for row in page.rows]
