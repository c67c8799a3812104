"""The completeness page and the matrix: every number is its list, nothing from outside, at a flat cost (RP01, UP11)."""

import csv
from datetime import UTC, date, datetime
from io import BytesIO, StringIO

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AccessEntry
from accounts.roles import Permission, Role
from activities.models import SubmissionStatus
from regions.models import Region
from regions.months import months_ending, shift
from regions.touching import touch_months
from reports.matrix import AHEAD, FULL, NONE, PART, VOID, matrix, percent_of, tone_of
from reports.month_figures import MonthFigures
from reports.table import Kind
from tests import factories
from tests.reports.month_example import NOON, OCTOBER, REGENCY, SEPTEMBER, WONOMULYO, make_month

# What adds up to the list of groups behind it, and not to its number of rows.
SUMS = {"meetings"}


@pytest.fixture
def example(cast):
    with time_machine.travel(NOON, tick=False):
        cast.groups = make_month()
        yield cast


def shown(sign_in, user, **query):
    answer = sign_in(user).get("/rekap/lapor/", query)
    assert answer.status_code == 200, query
    return answer


def rows_listed(client, url: str) -> int:
    return client.get(url).context["page"].total


# --- Every number is a link to an equal list --------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("role", "query"),
    [
        (Role.ADMIN, {"wilayah": "0"}),
        (Role.ADMIN, {"wilayah": "0", "tingkat": "kecamatan"}),
        (Role.PROVINCE, {}),
        (Role.REGENCY, {}),
        (Role.REGENCY, {"tingkat": "desa"}),
        (Role.REGENCY, {"bulan": "2026-09"}),
        (Role.COORDINATOR, {}),
        (Role.OFFICER, {}),
    ],
)
def test_every_linked_number_equals_its_list(example, sign_in, role, query):
    """DB02, RP01"""
    user = example.inside[role]
    client, table = sign_in(user), shown(sign_in, user, **query).context["table"]
    cells = [cell for line in [*table.lines, table.total_line] for cell in line]
    linked = {cell.url: cell.value for cell in cells if cell.url and cell.column.kind is Kind.INTEGER}
    assert len(linked) >= 11
    assert linked == {url: rows_listed(client, url) for url in linked}
    assert not [cell for cell in cells if cell.column.key in SUMS and cell.url]


@pytest.mark.parametrize(("role", "code"), [(Role.ADMIN, "0"), (Role.PROVINCE, "76"), (Role.COORDINATOR, WONOMULYO)])
def test_every_cell_of_a_matrix_equals_its_lists(example, sign_in, role, code):
    """DB02: ADA is the list of the cell, LAPOR the same list narrowed to those that reported."""
    user, client = example.inside[role], sign_in(example.inside[role])
    found = matrix(user, Region.objects.get(pk=code))
    cells = [cell for row in [*found.rows, found.total] for cell in row.cells if cell.url]
    assert len(cells) > 20
    for cell in cells:
        assert rows_listed(client, cell.url) == cell.existing
        assert rows_listed(client, f"{cell.url}&keadaan=lapor") == cell.reporting


def test_a_parent_is_the_sum_of_its_parts_at_every_level_and_in_every_month(example, sign_in):
    """A province's numbers equal the sums of its parts; LAPOR never exceeds ADA."""
    for month in ("2026-09", "2026-10", "2026-11"):
        totals = set()
        for code in ("0", "76", REGENCY):
            context = shown(sign_in, example.admin, wilayah=code, bulan=month).context
            rows, sums = context["table"].rows, context["table"].total.values
            for key in ("existing", "reporting", "on_time", "late", "missing", "approved", "met", "meetings"):
                assert sum(row.values[key] for row in rows) == sums[key], (code, month, key)
            assert all(row.values["reporting"] <= row.values["existing"] for row in rows)
            totals.add((sums["existing"], sums["reporting"], sums["topic_business"]))
        assert len(totals) == 1


def test_the_example_stands_on_the_page(example, sign_in):
    page = shown(sign_in, example.regency).content.decode()
    for words in ("ADA dan LAPOR Kabupaten Polewali Mandar, Oktober 2026", "60% dari yang ada", "40% dari yang ada"):
        assert words in page
    assert "Data per 10 November 2026 pukul 12.00 WITA" in page


def test_a_save_is_seen_on_the_next_page(example, sign_in):
    shown(sign_in, example.province)
    factories.make_report(factories.make_group(factories.DARMA), OCTOBER)
    touch_months(factories.DARMA, since=OCTOBER)
    figures = shown(sign_in, example.province).context["found"].figures
    assert (figures.existing, figures.reporting) == (6, 4)


# --- Files ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", list(Role))
def test_a_file_is_for_those_who_may_take_figures_away_and_is_logged(example, sign_in, role):
    user = example.inside[role]
    answer = sign_in(user).get("/rekap/lapor/", {"format": "csv"})
    assert answer.status_code == (200 if user.allows(Permission.EXPORT) else 403)
    assert AccessEntry.objects.count() == int(user.allows(Permission.EXPORT))


def test_page_and_files_hold_the_same_totals(example, sign_in):
    """RP03"""
    client = sign_in(example.regency)
    table = client.get("/rekap/lapor/").context["table"]
    lines = list(
        csv.reader(StringIO(client.get("/rekap/lapor/?format=csv").content.decode("utf-8-sig")), delimiter=";")
    )
    sheet = openpyxl.load_workbook(BytesIO(client.get("/rekap/lapor/?format=xlsx").content)).active
    last = [cell for cell in list(sheet.iter_rows(values_only=True))[-1] if cell is not None]
    wanted = [table.total.values["existing"], table.total.values["reporting"]]
    assert [int(text) for text in lines[-1][2:4]] == wanted == [int(number) for number in last[1:3]]
    assert lines[-1][4] == "60,0"


# --- Who sees what ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ADMIN, Role.AUDITOR)])
@pytest.mark.parametrize("code", ["0", "91", "9103", factories.SENTANI, "x", "99"])
def test_outside_the_territory_there_is_nothing(example, sign_in, role, code):
    """DB04: the page and its files are 404."""
    client = sign_in(example.inside[role])
    assert client.get("/rekap/lapor/", {"wilayah": code}).status_code == 404
    assert client.get("/rekap/lapor/", {"wilayah": code, "format": "csv"}).status_code == 404


def test_a_stranger_with_the_same_role_sees_none_of_these_figures(example, sign_in):
    """DB04: two territories; nothing of the one can be read from the other."""
    answer = shown(sign_in, example.outside[Role.REGENCY])
    assert answer.context["found"].figures == MonthFigures()
    assert "Melati" not in answer.content.decode()
    assert {cell.tone for row in answer.context["matrix"].rows for cell in row.cells} == {VOID}


def test_a_board_keeper_reads_the_numbers_without_lists(example, sign_in):
    """AKU may see figures and no registers: plain numbers, no links into the month."""
    page = shown(sign_in, example.aku)
    assert page.context["found"].figures.existing == 5
    assert {cell.url for row in page.context["matrix"].rows for cell in row.cells} == {""}
    assert "/kegiatan/" not in page.content.decode()


def test_without_territory_there_is_a_way_on(example, sign_in):
    assert "administrator nasional" in shown(sign_in, example.lost[Role.PROVINCE]).content.decode()


# --- Months -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("asked", ["", "2026-12", "2001-01", "x", "2026-13", "0000-00"])
def test_a_month_that_is_not_kept_gives_the_newest_that_has_ended(example, sign_in, asked):
    assert shown(sign_in, example.regency, bulan=asked).context["month"] == OCTOBER


def test_each_regency_begins_its_month_at_its_own_midnight(cast, sign_in):
    """DM07: at 00.30 in Jayapura on 1 November, Papua has begun a month that Jakarta has not."""
    for village in (factories.SENTANI, factories.BUMIAYU):
        factories.make_group(village)
    with time_machine.travel(datetime(2026, 10, 31, 15, 30, tzinfo=UTC), tick=False):
        papua = shown(sign_in, cast.admin, wilayah="9103").context
        nation = shown(sign_in, cast.admin, wilayah="0").context
    assert (papua["month"], nation["month"]) == (OCTOBER, SEPTEMBER)
    assert papua["matrix"].months[-1] == date(2026, 11, 1)
    assert nation["matrix"].months[-1] == OCTOBER


# --- The matrix -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("figures", "is_running", "tone"),
    [
        (MonthFigures(), False, VOID),
        (MonthFigures(), True, VOID),
        (MonthFigures(existing=3), True, AHEAD),
        (MonthFigures(existing=3), False, NONE),
        (MonthFigures(existing=3, reporting=1), True, PART),
        (MonthFigures(existing=3, reporting=1), False, PART),
        (MonthFigures(existing=3, reporting=3), False, FULL),
    ],
)
def test_the_tone_of_a_cell(figures, is_running, tone):
    assert tone_of(figures, is_running) is tone


@pytest.mark.parametrize(("reporting", "text"), [(0, "0%"), (1, "<1%"), (399, "99%"), (400, "100%")])
def test_only_a_complete_month_shows_a_hundred(reporting, text):
    assert percent_of(MonthFigures(existing=400, reporting=reporting)) == text


def test_a_cell_says_in_words_what_its_colour_and_sign_say(example, sign_in):
    page = shown(sign_in, example.regency).content.decode()
    assert '<span class="visually-hidden">2 dari 3 lapor, sebagian</span>' in page
    assert page.count("<b>◐</b>") == page.count(", sebagian</span>") > 0


def test_a_village_shows_its_groups_and_where_each_register_stands(example, sign_in):
    found = shown(sign_in, example.officer, wilayah=factories.BUMIAYU).context["matrix"]
    states = {row.name: [cell.words for cell in row.cells[-3:]] for row in found.rows}
    assert states["Melati"] == ["Belum diisi", "Disetujui", "Belum diisi"]
    assert states["Mawar"] == ["Belum diisi", "Terkirim", "Belum diisi"]
    tones = {row.name: [cell.tone for cell in row.cells[-3:]] for row in found.rows}
    assert tones["Melati"] == [NONE, FULL, AHEAD]
    village = shown(sign_in, example.admin, wilayah=factories.DARMA).context["matrix"]
    assert {row.name: row.cells[-2].tone for row in village.rows} == {
        "Kenanga": FULL,
        "Cempaka": PART,
        "Flamboyan": VOID,
    }


@pytest.mark.parametrize("code", ["0", "76", REGENCY, WONOMULYO, factories.BUMIAYU])
def test_a_page_costs_the_same_however_many_rows(example, sign_in, code):
    """RP01: the queries of a page do not grow with groups, registers or months."""
    client = sign_in(example.admin)

    def cost() -> int:
        client.get("/rekap/lapor/", {"wilayah": code})
        with CaptureQueriesContext(connection) as captured:
            client.get("/rekap/lapor/", {"wilayah": code})
        return len(captured)

    few = cost()
    for village in (factories.BUMIAYU, factories.DARMA, factories.SENTANI) * 4:
        group = factories.make_group(village)
        for month in months_ending(OCTOBER, 3):
            factories.make_meeting(factories.make_report(group, month, SubmissionStatus.SUBMITTED))
        touch_months(village, since=shift(OCTOBER, -3))
    assert cost() == few <= 22


def test_a_page_reads_what_is_stored_and_counts_no_register(example, sign_in):
    client = sign_in(example.province)
    client.get("/rekap/lapor/")
    with CaptureQueriesContext(connection) as captured:
        client.get("/rekap/lapor/")
    tables = " ".join(query["sql"] for query in captured)
    assert "reports_monthtotal" in tables
    assert 'FROM "activities_monthlyreport"' not in tables
    assert 'FROM "groups_enterprisegroup"' not in tables
