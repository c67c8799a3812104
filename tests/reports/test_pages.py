"""Dashboards, recaps and start pages: what stands on them, for whom, and at what cost."""

import csv
import re
from datetime import UTC, datetime
from io import BytesIO, StringIO

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AccessEntry, AccessKind
from accounts.roles import Permission, Role
from regions.codes import Level
from regions.models import TouchedRegion
from regions.touching import touch
from reports.regional import overview
from reports.table import Kind
from tests import factories
from tests.reports.example import DAY, NOON, make_example

READERS = [Role.OFFICER, Role.COORDINATOR, Role.REGENCY, Role.PROVINCE, Role.AKU, Role.ADMIN]
EXPORTERS = [Role.REGENCY, Role.PROVINCE, Role.AKU, Role.ADMIN]


@pytest.fixture
def example(cast):
    make_example()
    with time_machine.travel(NOON, tick=False):
        yield cast


def page(sign_in, user, path: str, **query):
    return sign_in(user).get(path, query)


def dashboard(sign_in, user, code: str, **query):
    return page(sign_in, user, f"/dasbor/{code}/", **query)


def rows_listed(sign_in, user, url: str) -> int:
    answer = sign_in(user).get(url)
    assert answer.status_code == 200, url
    return answer.context["page"].total


# --- Every number is a link to an equal list --------------------------------------------------------------------------
@pytest.mark.parametrize("role", [Role.REGENCY, Role.PROVINCE, Role.ADMIN])
@pytest.mark.parametrize("level", ["kabupaten", "kecamatan"])
def test_every_linked_count_of_a_recap_equals_its_list(example, sign_in, role, level):
    """DB02"""
    user = example.inside[role]
    table = page(sign_in, user, "/rekap/", tingkat=level).context["table"]
    linked = [
        cell
        for line in [*table.lines, table.total_line]
        for cell in line
        if cell.url and cell.column.kind is Kind.INTEGER
    ]
    assert len(linked) > 20
    assert {cell.url: cell.value for cell in linked} == {
        cell.url: rows_listed(sign_in, user, cell.url) for cell in linked
    }


@pytest.mark.parametrize(
    ("role", "code"), [(Role.OFFICER, factories.BUMIAYU), (Role.PROVINCE, "76"), (Role.ADMIN, "0")]
)
def test_every_headline_count_equals_its_list(example, sign_in, role, code):
    """DB02"""
    user = example.inside[role]
    context = dashboard(sign_in, user, code).context
    figures, urls = context["figures"], context["headline"].urls
    counts = {
        "active": figures.groups_active,
        "inactive": figures.groups_inactive,
        "dissolved": figures.groups_dissolved,
        "members": figures.members,
        "female": figures.members_female,
        "male": figures.members_male,
        "kb": figures.kb_taking_part,
        "kb_unknown": figures.kb_unknown,
        "stale": figures.groups_stale,
        "capital": figures.groups_with_capital,
        "verified": figures.groups_verified,
        "no_capital": figures.groups_without_capital,
    }
    assert {name: rows_listed(sign_in, user, url) for name, url in urls.items()} == counts


def test_every_tier_count_equals_its_list(example, sign_in):
    """DB02, UP03"""
    bars = dashboard(sign_in, example.province, "76").context["tiers"]
    assert [bar.groups for bar in bars] == [1, 1, 0, 1, 1]
    assert [rows_listed(sign_in, example.province, bar.url) for bar in bars] == [1, 1, 0, 1, 1]


def test_every_warning_on_the_start_page_equals_its_list(example, sign_in):
    """DB02"""
    warnings = page(sign_in, example.regency, "/").context["warnings"]
    assert {"ketua", "modal", "modal-lama"} <= {item.warning.code for item in warnings}
    assert [item.count for item in warnings] == [rows_listed(sign_in, example.regency, item.url) for item in warnings]


def test_warnings_of_villages_and_larger_territories_add_up_to_their_list(example, sign_in):
    """DB01, DB02: a village is counted from its rows, the others from what is stored, one inside another once."""
    user = example.coordinator
    for code in ("7604", factories.SUGIHWARAS, factories.BINANGA):
        factories.make_territory(user, code)
    found = page(sign_in, user, "/").context["warnings"]
    assert {"ketua", "modal"} <= {item.warning.code for item in found}
    assert [item.count for item in found] == [rows_listed(sign_in, user, item.url) for item in found]


def test_the_figures_of_the_example_stand_on_the_page(example, sign_in):
    text = dashboard(sign_in, example.province, "76").content.decode()
    for words in ("57,1%", "4 dari 7 anggota", "Rp 150.000.000", "96,7%", "Data per 15 Agustus 2026 pukul 12.00 WITA"):
        assert words in text


def test_a_parent_is_the_sum_of_its_parts_at_every_level(example, sign_in):
    """DB03: nation, province, regency, district, village."""
    for code in ("0", "76", "7604"):
        found = dashboard(sign_in, example.admin, code).context
        assert (found["figures"].members, found["figures"].capital) == (7, 150_000_000), code
        assert sum(row.values["members"] for row in found["table"].rows) == 7
    assert dashboard(sign_in, example.admin, "760403").context["figures"].members == 5
    assert dashboard(sign_in, example.admin, factories.BUMIAYU).context["figures"].members == 5


def test_a_save_is_seen_on_the_next_dashboard(example, sign_in):
    """DB01: the mark of a write is enough."""
    dashboard(sign_in, example.province, "76")
    factories.make_membership(factories.make_group(factories.SUGIHWARAS))
    touch(factories.SUGIHWARAS, on=DAY)
    assert dashboard(sign_in, example.province, "76").context["figures"].members == 8
    assert not TouchedRegion.objects.exists()


def test_a_dashboard_never_counts_members_when_nothing_changed(example, sign_in):
    """DB01: only stored totals are read."""
    dashboard(sign_in, example.province, "76")
    with CaptureQueriesContext(connection) as queries:
        dashboard(sign_in, example.province, "76")
    tables = " ".join(query["sql"] for query in queries)
    assert "reports_regiontotal" in tables
    assert "members_membership" not in tables
    assert "members_person" not in tables


def test_a_dashboard_says_when_too_much_is_being_recomputed(example, sign_in, monkeypatch):
    """DB01: with more due than a page can wait for, the stored figures are shown with the time they hold for."""
    dashboard(sign_in, example.province, "76")
    monkeypatch.setattr("reports.totals.AT_ONCE", 0)
    with time_machine.travel(datetime(2026, 8, 15, 6, 0, tzinfo=UTC), tick=False):
        touch(factories.BUMIAYU, on=DAY)
        text = dashboard(sign_in, example.province, "76").content.decode()
    assert "sedang dihitung ulang; yang terlama masih per 15 Agustus 2026 pukul 12.00 WITA" in text


# --- Who sees what ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", READERS)
def test_each_role_lands_on_its_own_dashboard(example, sign_in, role):
    user = example.inside[role]
    answer = sign_in(user).get("/dasbor/", follow=True)
    assert answer.status_code == 200
    assert answer.context["region"].pk == user.territory_codes[0]


@pytest.mark.parametrize("role", [role for role in READERS if role != Role.ADMIN])
@pytest.mark.parametrize("code", ["0", "91", "9103", "910301", factories.SENTANI])
def test_outside_the_territory_there_is_nothing(example, sign_in, role, code):
    """DB04: 404 for dashboard, recap and file alike."""
    user = example.inside[role]
    if code in user.territory_codes:
        pytest.skip("dalam wilayah")
    assert dashboard(sign_in, user, code).status_code == 404
    assert page(sign_in, user, "/rekap/", wilayah=code).status_code == 404
    assert page(sign_in, user, "/rekap/", wilayah=code, format="csv").status_code == 404


def test_a_part_of_the_country_never_shows_the_whole(example, sign_in):
    """DB04: a coordinator of one district sees neither the regency's figures nor a way to them."""
    answer = dashboard(sign_in, example.coordinator, "760403")
    assert answer.context["figures"].members == 5
    assert all(not crumb["url"] for crumb in answer.context["crumbs"])
    assert "/dasbor/7604/" not in answer.content.decode()


@pytest.mark.parametrize("path", ["/dasbor/", "/rekap/", "/"])
def test_without_territory_there_is_no_figure_but_a_way_on(example, sign_in, path):
    """AC01"""
    answer = page(sign_in, example.lost[Role.PROVINCE], path)
    assert answer.status_code == 200
    assert "administrator nasional" in answer.content.decode()
    assert "Kelompok aktif" not in answer.content.decode()


@pytest.mark.parametrize("path", ["/dasbor/", "/dasbor/76/", "/rekap/"])
def test_an_auditor_has_no_reports(example, sign_in, path):
    assert page(sign_in, example.auditor, path).status_code == 403


def test_several_territories_are_offered_as_a_choice(example, sign_in):
    factories.make_territory(example.officer, factories.SUGIHWARAS)
    factories.make_territory(example.officer, "760404")
    lines = page(sign_in, example.officer, "/dasbor/").context["territories"]
    assert {line.region.pk: line.figures.members for line in lines} == {
        factories.BUMIAYU: 5,
        factories.SUGIHWARAS: 0,
        "760404": 2,
    }


def test_kb_counts_are_kept_from_aku(example, sign_in):
    """AU07: a whole percentage of the province, nothing small, and no count in any drawing."""
    answer = dashboard(sign_in, example.aku, "76")
    text = answer.content.decode()
    assert "57%" in text
    assert "4 dari 7" not in text
    assert "57,1" not in text
    assert {cell.value for line in answer.context["table"].lines for cell in line if cell.column.key == "kb_share"} >= {
        None
    }
    assert "Peserta KB" not in page(sign_in, example.aku, "/rekap/", format="csv").content.decode()
    assert "Peserta KB" not in dashboard(sign_in, example.inside[Role.AKU], "760403").content.decode()


# --- One table, three drawings ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("level", ["kabupaten", "kecamatan"])
def test_page_xlsx_and_csv_hold_the_same_rows_and_totals(example, sign_in, level):
    """RP03"""
    client, query = sign_in(example.province), {"wilayah": "76", "tingkat": level}
    table = client.get("/rekap/", query).context["table"]
    text = client.get("/rekap/", {**query, "format": "csv"}).content.decode("utf-8-sig")
    in_csv = list(csv.reader(StringIO(text, newline=""), delimiter=";"))[1:]
    sheet = openpyxl.load_workbook(BytesIO(client.get("/rekap/", {**query, "format": "xlsx"}).content)).active
    in_xlsx = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=9)]
    assert len(in_csv) == len(in_xlsx) == len(table.rows) + 1
    for place, column in enumerate(table.columns):
        if column.kind in (Kind.INTEGER, Kind.RUPIAH):
            shown = [row.values[column.key] for row in [*table.rows, table.total]]
            assert [int(row[place]) for row in in_csv] == shown, column.key
            assert [row[place] for row in in_xlsx] == shown, column.key


@pytest.mark.parametrize("role", READERS)
def test_files_are_for_those_who_may_take_figures_away(example, sign_in, role):
    answer = page(sign_in, example.inside[role], "/rekap/", format="xlsx")
    assert answer.status_code == (200 if role in EXPORTERS else 403)
    shows_button = "format=xlsx" in page(sign_in, example.inside[role], "/rekap/").content.decode()
    assert shows_button == example.inside[role].allows(Permission.EXPORT) == (role in EXPORTERS)


def test_taking_a_file_is_noted_with_region_filter_and_rows(example, sign_in):
    """AU04"""
    page(sign_in, example.province, "/rekap/", tingkat="kecamatan", format="csv")
    entry = AccessEntry.objects.get(kind=AccessKind.EXPORTED)
    assert (entry.user, entry.region_code) == (example.province, "76")
    assert "kecamatan" in entry.detail
    assert "3 baris" in entry.detail


def test_looking_at_a_recap_is_not_noted(example, sign_in):
    page(sign_in, example.province, "/rekap/")
    assert not AccessEntry.objects.exists()


def test_the_name_of_a_file_says_region_level_and_day(example, sign_in):
    answer = page(sign_in, example.province, "/rekap/", tingkat="kecamatan", format="xlsx")
    assert answer["Content-Disposition"] == 'attachment; filename="rekap-76-kecamatan-2026-08-15.xlsx"'


def test_villages_are_listed_inside_one_regency_only(example, sign_in):
    assert "tingkat" in page(sign_in, example.regency, "/rekap/").context["form"].fields
    inside = page(sign_in, example.regency, "/rekap/", tingkat="desa").context["table"]
    assert [row.code for row in inside.rows] == ["7604032004", "7604032008", "7604041001"]
    above = page(sign_in, example.province, "/rekap/", tingkat="desa").context["table"]
    assert [row.code for row in above.rows] == ["7602", "7604"]


def test_a_long_recap_is_cut_on_the_page_and_never_in_its_total(example, sign_in, monkeypatch):
    monkeypatch.setattr("reports.views.recap.ROWS_ON_PAGE", 1)
    answer = page(sign_in, example.province, "/rekap/", tingkat="kecamatan")
    assert len(answer.context["shown_lines"]) == 1
    assert answer.context["table"].total.values["members"] == 7
    assert "Ditampilkan 1 baris pertama dari 3" in answer.content.decode()


def test_the_order_of_rows_stands_in_the_address(example, sign_in):
    """DB03"""
    rows = page(sign_in, example.province, "/rekap/", tingkat="kecamatan", urut="-members").context["table"].rows
    assert [row.code for row in rows] == ["760403", "760404", "760201"]


def test_paper_says_what_it_is(example, sign_in):
    """RP02, DB03: region, division, who and when are printed."""
    text = page(sign_in, example.province, "/rekap/", tingkat="kecamatan").content.decode()
    head = re.search(r'<div class="print-head">.*?</div>', text, re.DOTALL).group()
    for words in ("Sulawesi Barat", "per Kecamatan", "15 Agustus 2026 pukul 12.00 WITA", str(example.province)):
        assert words in head


# --- Hostile addresses ------------------------------------------------------------------------------------------------
HOSTILE = [
    "",
    " ",
    "0' OR 1=1--",
    "\x00",
    "９９",
    "99999999999999",
    "-1",
    "../",
    "<script>",
    "ا",
    "76\n",
    "%00",
    "a" * 5000,
]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_region_is_not_found_or_ignored(example, sign_in, value):
    assert page(sign_in, example.province, "/rekap/", wilayah=value).status_code in (200, 404)


@pytest.mark.parametrize("name", ["tingkat", "urut", "format"])
@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_choices_change_nothing(example, sign_in, name, value):
    plain = page(sign_in, example.province, "/rekap/").context["table"]
    answer = page(sign_in, example.province, "/rekap/", **{name: value})
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()
    assert [row.code for row in answer.context["table"].rows] == [row.code for row in plain.rows]


@pytest.mark.parametrize("code", ["00", "760", "99", "12345", "7604032999", "٠"])
def test_a_code_of_no_region_is_not_found(example, sign_in, code):
    assert dashboard(sign_in, example.admin, code).status_code == 404


# --- Cost -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("role", "path", "most"),
    [
        (Role.PROVINCE, "/dasbor/76/", 26),
        (Role.PROVINCE, "/rekap/", 11),
        (Role.PROVINCE, "/", 17),
        (Role.OFFICER, "/", 17),
        (Role.OFFICER, f"/dasbor/{factories.BUMIAYU}/", 24),
        (Role.AUDITOR, "/", 6),
        (Role.ADMIN, "/", 23),
        (Role.AKU, "/", 12),
    ],
)
def test_pages_take_the_same_few_queries_however_many_rows_there_are(example, sign_in, role, path, most):
    client = sign_in(example.inside[role])
    few = queries_of(client, path)
    for village in (factories.BUMIAYU, factories.SUGIHWARAS, factories.DARMA, factories.BINANGA) * 5:
        factories.make_capital(factories.make_membership(factories.make_group(village)).group)
        touch(village, on=DAY)
    assert queries_of(client, path) == few
    assert few <= most


def queries_of(client, path: str) -> int:
    """Queries of a page that finds nothing due."""
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_the_overview_of_a_village_is_the_village_itself(example, country):
    found = overview(country[factories.BUMIAYU], Level.VILLAGE)
    assert [region.pk for region, _figures in found.parts] == [factories.BUMIAYU]


PARTS = ("work", "watch", "waiting", "headline", "warnings", "receipts", "boards", "changes")


def test_start_page_of_each_role_has_what_it_needs(example, sign_in):
    pages = {role: page(sign_in, user, reverse("home")).context for role, user in example.inside.items()}
    has = {role: {name for name in PARTS if name in context} for role, context in pages.items()}
    assert has == {
        Role.OFFICER: {"work", "headline", "warnings", "receipts"},
        Role.COORDINATOR: {"watch", "waiting", "headline", "warnings"},
        Role.REGENCY: {"watch", "waiting", "headline", "warnings", "receipts"},
        Role.PROVINCE: {"watch", "headline"},
        Role.AKU: {"headline", "boards"},
        Role.ADMIN: {"watch", "headline", "receipts", "boards", "changes"},
        Role.AUDITOR: {"changes"},
    }


def test_a_user_without_role_is_told_whom_to_ask(example, sign_in):
    assert "belum diberi peran" in page(sign_in, example.jobless, "/").content.decode()
