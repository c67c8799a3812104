"""The list of a month: who exists, how far each register has come, and nothing from elsewhere (DB02, FE10, RP01)."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from activities.models import SubmissionStatus
from tests import factories
from tests.reports.month_example import NOON, OCTOBER, make_month


@pytest.fixture
def example(cast):
    with time_machine.travel(NOON, tick=False):
        make_month()
        yield cast


def listed(sign_in, user, **query):
    answer = sign_in(user).get("/kegiatan/", query)
    assert answer.status_code == 200
    return answer


def names(sign_in, user, **query) -> set[str]:
    return {row.group.name for row in listed(sign_in, user, **query).context["rows"]}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"Melati", "Mawar", "Anggrek", "Kenanga", "Cempaka"}),
        ({"keadaan": "lapor"}, {"Melati", "Mawar", "Kenanga"}),
        ({"keadaan": "belum"}, {"Anggrek", "Cempaka"}),
        ({"keadaan": "tepat"}, {"Melati", "Kenanga"}),
        ({"keadaan": "terlambat"}, {"Mawar"}),
        ({"keadaan": "disetujui"}, {"Melati", "Kenanga"}),
        ({"keadaan": "terkirim"}, {"Mawar"}),
        ({"keadaan": "dikembalikan"}, {"Anggrek"}),
        ({"keadaan": "draf"}, {"Cempaka"}),
        ({"keadaan": "kosong"}, set()),
        ({"materi": "pertemuan"}, {"Melati", "Mawar"}),
        ({"materi": "usaha"}, {"Melati"}),
        ({"materi": "keuangan"}, {"Mawar"}),
        ({"materi": "kb"}, {"Melati"}),
        ({"materi": "pembinaan"}, {"Melati"}),
        ({"materi": "usaha", "keadaan": "terlambat"}, set()),
        ({"bulan": "2026-09"}, {"Melati", "Mawar", "Anggrek", "Dahlia", "Kenanga", "Cempaka"}),
        ({"bulan": "2026-11"}, {"Melati", "Mawar", "Anggrek", "Kenanga", "Cempaka", "Flamboyan"}),
        ({"wilayah": "760403"}, {"Melati", "Mawar", "Anggrek"}),
    ],
)
def test_each_filter_shows_its_groups(example, sign_in, query, found):
    """DB02: ADA, LAPOR and their parts; Dahlia had stopped, Flamboyan not begun in October."""
    assert names(sign_in, example.regency, **query) == found


def test_visit_and_entry_are_two_dates_and_late_is_said(example, sign_in):
    """FE10"""
    page = listed(sign_in, example.regency, keadaan="terlambat").content.decode()
    assert "31 Okt 2026" in page
    assert "4 Nov 2026" in page
    assert '<span class="table-sub">Terlambat</span>' in page


def test_without_a_month_the_newest_that_has_ended_is_shown(example, sign_in):
    answer = listed(sign_in, example.regency)
    assert answer.context["month"] == OCTOBER
    assert "bulan=2026-09" in answer.context["earlier_url"]
    assert "bulan=2026-11" in answer.context["later_url"]
    assert listed(sign_in, example.regency, bulan="2026-11").context["later_url"] == ""


@pytest.mark.parametrize(
    ("moment", "papua", "sulawesi", "nation"),
    [
        # 14.59 UTC: still 31 October everywhere; then the month turns in WIT, in WITA, in WIB.
        (datetime(2026, 10, 31, 14, 59, tzinfo=UTC), 9, 9, 9),
        (datetime(2026, 10, 31, 15, 30, tzinfo=UTC), 10, 9, 9),
        (datetime(2026, 10, 31, 16, 30, tzinfo=UTC), 10, 10, 9),
        (datetime(2026, 10, 31, 17, 0, tzinfo=UTC), 10, 10, 10),
    ],
)
def test_the_month_turns_with_the_local_day_of_the_place(cast, sign_in, moment, papua, sulawesi, nation):
    """DM07: 00.30 in Jayapura is still October in Jakarta."""
    with time_machine.travel(moment, tick=False):
        shown = [listed(sign_in, cast.admin, wilayah=code).context["month"].month for code in ("91", "76", "0")]
    assert shown == [papua, sulawesi, nation]


@pytest.mark.parametrize("query", [{"bulan": "2026-12"}, {"bulan": "1066-01"}, {"bulan": "x"}, {"keadaan": "x"}])
def test_what_is_no_list_says_so(example, sign_in, query):
    assert "Saringan ini tidak dikenal" in listed(sign_in, example.regency, **query).content.decode()


@pytest.mark.parametrize("role", [Role.OFFICER, Role.COORDINATOR, Role.REGENCY, Role.PROVINCE, Role.ADMIN])
def test_nothing_from_outside_can_be_inferred(example, sign_in, role):
    """DB04: neither a name nor a count from another territory, and no page of it."""
    stranger = example.outside[role]
    if "0" in stranger.territory_codes:
        pytest.skip("seluruh negeri")
    answer = listed(sign_in, stranger)
    assert (answer.context["rows"], answer.context["page"].total) == ([], 0)
    assert "Melati" not in answer.content.decode()
    for code in ("76", "7604", factories.BUMIAYU):
        found = sign_in(stranger).get("/kegiatan/", {"wilayah": code})
        assert found.status_code == 404 or found.context["page"].total == 0


def test_a_page_costs_the_same_however_many_groups_and_meetings(example, sign_in):
    client = sign_in(example.regency)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/kegiatan/")
        return len(captured)

    few = cost()
    for number in range(12):
        group = factories.make_group(factories.SUGIHWARAS, f"Teratai {number}")
        factories.make_meeting(factories.make_report(group, OCTOBER))
    assert cost() == few <= 12


def test_pages_follow_each_other_without_gap(example, sign_in):
    for number in range(60):
        factories.make_group(factories.SUGIHWARAS, f"Teratai {number:02d}")
    client, seen, url = sign_in(example.regency), [], "/kegiatan/"
    while url:
        answer = client.get(url)
        seen += [row.group.pk for row in answer.context["rows"]]
        following = answer.context["page"].next_url
        url = following if not following.startswith("?") else f"/kegiatan/{following}"
    assert len(seen) == len(set(seen)) == 65


def test_a_month_in_which_nobody_existed_says_when_groups_appear(example, sign_in):
    page = listed(sign_in, example.regency, bulan="2001-01").content.decode()
    assert "Belum ada kelompok pada bulan ini" in page


def test_a_register_handed_in_anew_counts_again(example, sign_in):
    report = factories.make_report(factories.make_group(name="Seroja"), OCTOBER, SubmissionStatus.RETURNED)
    assert "Seroja" in names(sign_in, example.regency, keadaan="dikembalikan")
    report.status, report.submitted_on = SubmissionStatus.SUBMITTED, date(2026, 11, 9)
    report.save()
    assert "Seroja" in names(sign_in, example.regency, keadaan="tepat")
