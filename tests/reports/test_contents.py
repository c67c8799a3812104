"""The reports of the catalogue, by hand on the worked examples of docs/figures.md (RP03, RP04, RP08, UP04, UP07)."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities.models import SubmissionStatus
from groups.models import EnterpriseGroup, StatusChange
from members.models import Membership
from regions.codes import Level
from regions.models import Region
from reports.catalogue import silent
from reports.catalogue.boards import BOARDS_AND_TERMS
from reports.catalogue.business import BUSINESS_AND_EXPORT
from reports.catalogue.capital import CAPITAL_AND_TIERS
from reports.catalogue.coaching import COACHING, COACHING_BY_AGENCY
from reports.catalogue.first import RECAP
from reports.catalogue.founding import FOUNDED_AND_DISSOLVED
from reports.catalogue.people import MEMBERS_BY_KB
from reports.catalogue.report import Asked
from reports.catalogue.silent import SILENT_BY_REGION, SILENT_GROUPS
from reports.table import HIDDEN, Kind
from tests import factories
from tests.associations.rows import make_seat, make_term
from tests.reports.example import DAY, NOON, POLEWALI, WONOMULYO, make_example, make_traits

NEW_YEAR = date(2025, 12, 31)
REPORTS = (
    RECAP,
    MEMBERS_BY_KB,
    CAPITAL_AND_TIERS,
    COACHING,
    COACHING_BY_AGENCY,
    BUSINESS_AND_EXPORT,
    SILENT_GROUPS,
    SILENT_BY_REGION,
    FOUNDED_AND_DISSOLVED,
    BOARDS_AND_TERMS,
)


@pytest.fixture
def example(cast):
    make_example()
    with time_machine.travel(NOON, tick=False):
        yield cast


def table_of(report, user, code: str = "7604", level: Level = Level.DISTRICT, on: date = DAY, since=None, **chosen):
    return report.make(Asked(user, Region.objects.get(pk=code), level, on, since, chosen))


def lines(table, *keys: str) -> dict:
    """The values under some columns, by region code; the line of sums under "sum"."""
    found = {row.code: tuple(row.values.get(key) for key in keys) for row in table.rows}
    return found | ({"sum": tuple(table.total.values.get(key) for key in keys)} if table.total else {})


def test_the_recap_of_a_past_day_says_its_day_and_leads_to_no_list_of_today(example):
    """RP04, RP08: figures and the name of the programme as at that day."""
    table = table_of(RECAP, example.regency, on=NEW_YEAR)
    assert lines(table, "groups_active", "members", "capital") == {
        WONOMULYO: (3, 6, 5_000_000),
        POLEWALI: (1, 2, 0),
        "sum": (4, 8, 5_000_000),
    }
    assert not any(cell.url for line in table.lines for cell in line if cell.column.is_number)
    assert "UPPKA" in table.title
    assert "UPPKS" in table_of(RECAP, example.regency, on=date(2015, 12, 31)).title


def test_todays_recap_is_the_recap(example):
    """RP03: stored totals, with the lists behind them."""
    table = table_of(RECAP, example.regency)
    assert lines(table, "members", "kb_taking_part") == {WONOMULYO: (5, 3), POLEWALI: (2, 1), "sum": (7, 4)}
    assert any(cell.url for cell in table.lines[0] if cell.column.key == "members")


@pytest.mark.parametrize("level", [Level.DISTRICT, Level.VILLAGE])
def test_members_by_kb_status_today_and_on_a_past_day(example, level):
    """UP02, RP04: by hand: Dewi counts on the last day of 2025, her status was the same."""
    keys = ("members", "is:active", "is:long_term", "is:new", "is:paused", "is:never", "is:", "taking_part")
    today = table_of(MEMBERS_BY_KB, example.regency, level=level, menurut="kb")
    assert lines(today, *keys)["sum"] == (7, 2, 1, 1, 1, 1, 1, 4)
    assert today.total.values["share"] == Decimal(4) / 7
    past = table_of(MEMBERS_BY_KB, example.regency, level=level, on=NEW_YEAR, menurut="kb")
    assert lines(past, *keys)["sum"] == (8, 3, 1, 1, 1, 1, 1, 5)


def test_members_by_welfare_stage(example):
    make_traits()
    keys = ("members", "is:pre", "is:i", "is:ii", "is:")
    assert lines(table_of(MEMBERS_BY_KB, example.regency, menurut="ks"), *keys) == {
        WONOMULYO: (5, 0, 1, 2, 2),
        POLEWALI: (2, 0, 0, 0, 2),
        "sum": (7, 0, 1, 2, 4),
    }


def test_small_numbers_by_kb_status_are_hidden_from_those_without_the_permission(example):
    """DB06: also where the report is made for somebody whose role has changed since it was ordered."""
    table = table_of(MEMBERS_BY_KB, example.aku, menurut="kb")
    assert {"taking_part", "share"}.isdisjoint(column.key for column in table.columns)
    shown = [value for row in (*table.rows, table.total) for value in row.values.values() if isinstance(value, int)]
    assert all(not 0 < number < 5 for number in shown)
    assert table.rows[0].values["is:active"] is HIDDEN


def test_capital_by_source_tier_and_middle(example):
    """UP03, NX06: Melati 25, Mawar 5, Kenanga 120 million; the middle of 5 and 25 is the lower of the two."""
    keys = (
        "groups_active",
        "missing",
        "capital",
        "own",
        "median",
        "tier:rintisan",
        "tier:naik-kelas",
        "verified",
        "stale",
    )
    assert lines(table_of(CAPITAL_AND_TIERS, example.regency), *keys) == {
        WONOMULYO: (3, 1, 30_000_000, 30_000_000, 5_000_000, 1, 0, 25_000_000, 1),
        POLEWALI: (1, 0, 120_000_000, 120_000_000, 120_000_000, 0, 1, 120_000_000, 0),
        "sum": (4, 1, 150_000_000, 150_000_000, 25_000_000, 1, 1, 145_000_000, 1),
    }
    past = table_of(CAPITAL_AND_TIERS, example.regency, on=NEW_YEAR)
    assert lines(past, "missing", "capital", "median", "stale")["sum"] == (3, 5_000_000, 5_000_000, 0)


def make_coaching() -> None:
    """Three sessions of July in two registers handed in; one in a draft, one of August, one plain meeting."""
    melati, kenanga = (EnterpriseGroup.objects.get(name=name) for name in ("Melati", "Kenanga"))
    members = list(Membership.objects.filter(group=melati)[:3])
    first, other = factories.make_report(melati, date(2026, 7, 1)), factories.make_report(kenanga, date(2026, 7, 1))
    draft = factories.make_report(kenanga, date(2026, 6, 1), SubmissionStatus.DRAFT)
    given = {"agency": "Dinas Koperasi", "target": "Semua anggota"}
    factories.make_meeting(first, *members, on=date(2026, 7, 5), coaching="training", **given)
    factories.make_meeting(first, on=date(2026, 7, 6), coaching="marketing", agency="Dekranasda", target="Pengurus")
    factories.make_meeting(other, on=date(2026, 7, 20), coaching="training", **given)
    factories.make_meeting(draft, on=date(2026, 6, 20), coaching="training", **given)
    factories.make_meeting(first, *members, on=date(2026, 7, 9))
    august = factories.make_report(melati, date(2026, 8, 1))
    factories.make_meeting(august, on=date(2026, 8, 2), coaching="management", **given)


def test_coaching_by_region_and_by_agency(example):
    """UP07: docs/figures.md, "Pembinaan": sessions of registers handed in, in the span, both days included."""
    make_coaching()
    span = {"since": date(2026, 6, 1), "on": date(2026, 7, 20)}
    keys = ("sessions", "groups", "training", "marketing", "management", "present")
    assert lines(table_of(COACHING, example.regency, **span), *keys) == {
        WONOMULYO: (2, 1, 1, 1, 0, 3),
        POLEWALI: (1, 1, 1, 0, 0, 0),
        "sum": (3, 2, 2, 1, 0, 3),
    }
    agencies = table_of(COACHING_BY_AGENCY, example.regency, **span)
    found = [(row.values["name"], row.values["sessions"], row.values["groups"]) for row in agencies.rows]
    assert found == [("Dinas Koperasi", 2, 2), ("Dekranasda", 1, 1)]


@pytest.mark.parametrize("level", [Level.DISTRICT, Level.VILLAGE])
def test_business_and_export(example, level):
    """UP04: licences that hold, the farthest market, countries; only active groups."""
    make_traits()
    table = table_of(BUSINESS_AND_EXPORT, example.regency, level=level, rincian="usaha")
    keys = ("active", "products", "licence:pirt", "licence:halal", "reach:export", "online")
    assert lines(table, *keys)["sum"] == (4, 1, 1, 1, 1, 1)
    countries = table_of(BUSINESS_AND_EXPORT, example.regency, level=level, rincian="negara")
    assert [column.label for column in countries.columns][-2:] == ["Jepang", "Malaysia"]
    assert lines(countries, "export", "country:JP", "country:MY")["sum"] == (1, 1, 1)


def test_ghost_groups_with_when_they_were_seen_and_why(example, monkeypatch):
    """NX06: Mawar was seen on 1 June 2025, fourteen months ago; Anggrek has no capital; none has a register."""
    long_ago = NOON.replace(year=2024)
    EnterpriseGroup.objects.update(created_at=long_ago)
    table = table_of(SILENT_GROUPS, example.regency, alasan="senyap")
    assert [(row.values["name"], row.values["seen_on"]) for row in table.rows] == [
        ("Anggrek", date(2024, 8, 15)),
        ("Mawar", date(2025, 6, 1)),
    ]
    assert [row.values["months"] for row in table.rows] == [24, 14]
    assert "belum ada catatan modal" in table.rows[0].values["reasons"]
    assert lines(table_of(SILENT_BY_REGION, example.regency), "active", "dormant", "no_capital", "no_report") == {
        WONOMULYO: (3, 2, 1, 3),
        POLEWALI: (1, 0, 0, 1),
        "sum": (4, 2, 1, 4),
    }
    monkeypatch.setattr(silent, "GROUPS_SHOWN", 1)
    capped = table_of(SILENT_GROUPS, example.regency, alasan="semua")
    assert len(capped.rows) == 1 and "dari 4 kelompok" in capped.filters[-1]


def test_groups_that_came_went_and_came_back(country, cast):
    """DM09: before + new + back - stopped - dissolved = after, and each move by hand."""
    histories = {
        "Lama": [("active", date(2020, 1, 1)), ("inactive", date(2026, 2, 1)), ("dissolved", date(2026, 3, 1))],
        "Bangkit": [("active", date(2020, 1, 1)), ("inactive", date(2025, 2, 1)), ("active", date(2026, 1, 1))],
        "Baru": [("active", date(2026, 3, 31))],
        "Nanti": [("active", date(2026, 4, 1))],
        "Bubar": [("active", date(2020, 1, 1)), ("dissolved", date(2026, 1, 1))],
    }
    for name, changes in histories.items():
        status, on = changes[-1]
        group = factories.make_group(factories.BUMIAYU, name, status=status, status_on=on, founded_on=changes[0][1])
        StatusChange.objects.bulk_create(
            StatusChange(group=group, status=status, on=on, reason="Uji") for status, on in changes
        )
    factories.make_group(factories.DARMA, "Tetap")
    table = table_of(FOUNDED_AND_DISSOLVED, cast.regency, since=date(2026, 1, 1), on=date(2026, 3, 31))
    keys = ("before", "new", "back", "stopped", "dissolved", "after", "dissolved_later", "founded")
    assert lines(table, *keys) == {
        WONOMULYO: (2, 1, 1, 1, 1, 2, 1, 1),
        POLEWALI: (1, 0, 0, 0, 0, 1, 0, 0),
        "sum": (3, 1, 1, 1, 1, 3, 1, 1),
    }


@pytest.mark.parametrize(
    ("village", "first", "last"),
    [
        (factories.SENTANI, "2026-07-31T15:00Z", "2026-08-01T14:59Z"),
        (factories.DARMA, "2026-07-31T16:00Z", "2026-08-01T15:59Z"),
    ],
)
def test_a_group_is_registered_on_the_day_of_its_own_region(cast, village, first, last):
    """DM09: 1 August in Papua and in Sulawesi, from its first minute to its last, whatever day it is in Jakarta."""
    instants = [datetime.fromisoformat(text) for text in (first, last)]
    for instant in (instants[0] - timedelta(minutes=1), *instants, instants[1] + timedelta(minutes=1)):
        group = factories.make_group(village, f"Didaftarkan {instant}")
        EnterpriseGroup.objects.filter(pk=group.pk).update(created_at=instant)
    table = table_of(FOUNDED_AND_DISSOLVED, cast.admin, code="0", since=date(2026, 8, 1), on=date(2026, 8, 1))
    assert table.total.values["registered"] == 2


def test_boards_and_their_terms_on_a_day(cast):
    """UP05, RP04: running on one day, past its term on another; a vacant chair is said in words."""
    term = make_term("7604", date(2021, 1, 1), date(2026, 1, 1), inaugurated_on=date(2021, 1, 2), decree_number="SK 1")
    make_seat(term, starts_on=date(2021, 1, 1), ends_on=date(2025, 1, 1))
    found = {
        on: {row.code: row.values for row in table_of(BOARDS_AND_TERMS, cast.province, "76", on=on).rows}["7604"]
        for on in (date(2024, 6, 1), date(2026, 1, 11))
    }
    assert [values["state"] for values in found.values()] == ["Berjalan", "Lewat masa bakti"]
    assert [values["chair"] for values in found.values()] == ["Rosmini Basri", "kosong"]
    assert found[date(2026, 1, 11)]["days"] == "lewat 10 hari"
    expired = table_of(BOARDS_AND_TERMS, cast.province, "76", on=date(2026, 1, 11), keadaan="expired")
    assert [row.code for row in expired.rows] == ["7604"]


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.slug)
def test_every_report_takes_few_queries_and_its_sums_cover_its_rows(example, report):
    """SD07, RP03: bounded for a province; every count of the line of sums is the sum of the rows."""
    make_traits()
    make_coaching()
    asked = {"since": date(2026, 1, 1)}
    table_of(report, example.admin, "76", Level.REGENCY, **asked)
    with CaptureQueriesContext(connection) as queries:
        table = table_of(report, example.admin, "76", Level.REGENCY, **asked)
    assert len(queries) <= 20
    assert [row.code for row in table.rows] == sorted(row.code for row in table.rows) or report in LISTS
    for column in table.columns:
        if table.total and column.kind in (Kind.INTEGER, Kind.RUPIAH) and column.key != "median":
            assert table.total.values[column.key] == sum(row.values[column.key] for row in table.rows), column.key


LISTS = (COACHING_BY_AGENCY, SILENT_GROUPS, BOARDS_AND_TERMS)


@pytest.mark.parametrize("report", [CAPITAL_AND_TIERS, BUSINESS_AND_EXPORT, MEMBERS_BY_KB, SILENT_BY_REGION])
def test_every_number_of_today_leads_to_a_list_of_as_many_rows(example, sign_in, report):
    """DB02"""
    make_traits()
    client, counted = sign_in(example.regency), 0
    table = table_of(report, example.regency)
    for line in [*table.lines, table.total_line]:
        for cell in line:
            if cell.column.kind is Kind.INTEGER and cell.url and cell.value:
                answer = client.get(cell.url)
                assert answer.context["page"].total == cell.value, cell.url
                counted += 1
    assert counted >= 5
