"""The watch page, the calendar, the start page's alerts, the letter and the reports behind them (BD04, BD05, NX04)."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AccessEntry
from accounts.roles import Role
from associations import watch
from associations.actions.watching import raise_alerts
from associations.models import AlertNotice, BoardEvent
from associations.views import boards as board_views
from regions.models import Region
from reports.catalogue.board_gaps import BOARD_COVERAGE, ENDING_TERMS
from reports.catalogue.report import Asked
from reports.paper.letter import reminder_letter
from tests import factories
from tests.associations.rows import make_board, make_seat, make_term
from tests.reading import one_line, text_in

TODAY = date(2026, 8, 17)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel("2026-08-17 03:00:00+00:00", tick=False):
        yield


@pytest.fixture
def boards(country):
    """The worked example of docs/figures.md: 76 days left, 77 days past, none, and one whose successor is known."""
    make_seat(make_term("76", date(2021, 11, 1), date(2026, 11, 1), decree_number="12/KEP/AKU/2021"), name="Rosmini")
    make_term("7604", date(2021, 6, 1), date(2026, 6, 1))
    make_term("9103", date(2019, 1, 1), date(2024, 1, 1))
    make_term("91", date(2021, 7, 1), date(2026, 7, 1), closed_on=date(2026, 9, 1))
    make_term("91", date(2026, 9, 1), date(2031, 9, 1), elected_on=date(2026, 8, 1), inaugurated_on=None)
    factories.make_group(factories.BINANGA)
    factories.make_group(factories.BUMIAYU)


def rows_of(page) -> dict[str, list[str]]:
    """The codes of the boards shown, by the part of the watch they stand in."""
    return {part.word: [row.region.pk for row in part.rows] for part in page["parts"]}


def test_the_watch_page_tells_days_thresholds_and_gaps(cast, boards, sign_in):
    """BD04, BD05"""
    page = sign_in(cast.admin).get("/aku/pantau/").context
    assert [(row.region.pk, row.state.days) for row in page["parts"][0].rows] == [("9103", 959), ("7604", 77)]
    expected = {"lewat": ["9103", "7604"], "30": [], "90": ["76"], "180": [], "terganti": ["91"]}
    assert rows_of(page) == expected and list(rows_of(page)) == list(expected)
    assert [(row.province.pk, row.missing, row.regencies, row.groups) for row in page["missing"]] == [("76", 1, 2, 1)]


def test_each_count_of_the_watch_leads_to_its_list_and_filters_narrow_it(cast, boards, sign_in):
    client = sign_in(cast.admin)
    row = client.get("/aku/pantau/").context["missing"][0]
    assert len(client.get(row.url).context["rows"]) == row.missing
    page = client.get("/aku/pantau/", {"wilayah": "76", "tingkat": "2"}).context
    assert rows_of(page) == {"lewat": ["7604"], "30": [], "90": [], "180": []}


def test_a_long_part_shows_its_most_urgent_and_leads_to_all_of_it(cast, boards, sign_in, monkeypatch):
    """BD04: the number beside a part is that of its list, page by page or whole to be printed."""
    make_term("0", date(2021, 1, 1), date(2026, 1, 1))
    monkeypatch.setitem(watch.FIRST, "lewat", 1)
    monkeypatch.setattr(watch, "PART_SIZE", 2)
    client = sign_in(cast.admin)
    past = client.get("/aku/pantau/", {"tingkat": ""}).context["parts"][0]
    assert (past.count, [row.region.pk for row in past.rows]) == (3, ["9103"])
    first = client.get(past.url).context
    assert rows_of(first) == {"lewat": ["9103", "0"]} and first["parts"][0].count == first["page"].total == 3
    assert rows_of(client.get(first["page"].next_url).context) == {"lewat": ["7604"]}
    assert rows_of(client.get(first["whole_url"]).context) == {"lewat": ["9103", "0", "7604"]}
    for wrong in ({"hal": "99999"}, {"hal": "-1"}, {"hal": "²"}, {"bagian": "x"}, {"hal": "9" * 5000}):
        assert client.get("/aku/pantau/", {"bagian": "lewat"} | wrong).status_code == 200
    assert "9103" not in rows_of(client.get(past.url, {"bagian": "lewat", "wilayah": "76"}).context)["lewat"]


def test_the_list_of_boards_past_their_end_is_paged_by_days(cast, boards, sign_in, monkeypatch):
    """BD04: each board once, those longest past first."""
    monkeypatch.setattr(board_views, "_PAGE_SIZE", 1)
    client, found, url = sign_in(cast.admin), [], "/aku/?keadaan=expired"
    while url:
        page = client.get(url).context
        found += [row.region.pk for row in page["rows"]]
        url = page["page"].next_url
    assert found == ["9103", "7604", "91"] and page["page"].total == 3


def test_a_province_keeper_sees_nothing_of_another_and_acts_only_inside(cast, boards, sign_in):
    """AC01"""
    html = sign_in(cast.aku).get("/aku/pantau/").content.decode()
    assert "Jayapura" not in html
    assert "/cetak/pengingat/7604/" in html
    assert "/cetak/pengingat/" not in sign_in(cast.province).get("/aku/pantau/").content.decode()


def test_the_watch_asks_as_often_for_two_boards_as_for_many(cast, boards, sign_in):
    """SD08"""
    client = sign_in(cast.admin)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get("/aku/pantau/")
        return len(captured)

    first = queries()
    make_term("0", date(2021, 6, 1), date(2026, 12, 1))
    assert queries() == first


def test_the_calendar_tells_what_falls_when(cast, boards, sign_in):
    """BD04, UP09"""
    board = make_board("76")
    BoardEvent.objects.create(board=board, kind="musda", starts_on=date(2026, 10, 20), place="Mamuju")
    BoardEvent.objects.create(board=board, kind="training", starts_on=date(2026, 10, 21), cancelled_reason="Sakit")
    months = sign_in(cast.aku).get("/aku/kalender/").context["months"]
    assert [month.first for month in months[:2]] == [date(2026, 8, 1), date(2026, 9, 1)] and len(months) == 18
    found = [(entry.on, entry.code, entry.what) for month in months for entry in month.entries]
    assert found == [(date(2026, 10, 20), "76", "Mamuju"), (date(2026, 11, 1), "76", "2021–2026")]


def entries_of(answer) -> list[dict[str, str]]:
    """The entries of a calendar file as a calendar reads them: lines unfolded, then name and value."""
    text = answer.content.decode()
    assert text.endswith("END:VCALENDAR\r\n") and "\n" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    whole = text.replace("\r\n ", "").split("BEGIN:VEVENT\r\n")[1:]
    return [dict(line.partition(":")[::2] for line in part.split("END:VEVENT")[0].splitlines()) for part in whole]


def test_the_calendar_is_taken_away_as_a_file_that_calendars_read(cast, boards, sign_in):
    """BD04, UP09: RFC 5545: whole days, the day after the last one ends them, and no typed text becomes a line."""
    nasty = "Rapat\\; kerja, 1\r\nATTENDEE:mailto:x@contoh.id " + "é" * 40
    on = {"starts_on": date(2026, 10, 20), "ends_on": date(2026, 10, 22)}
    event = BoardEvent.objects.create(board=make_board("76"), kind="musda", title=nasty, **on)
    BoardEvent.objects.create(board=make_board("91"), kind="musda", starts_on=date(2026, 10, 1))
    answer = sign_in(cast.aku).get("/aku/kalender.ics")
    assert answer["Content-Type"].startswith("text/calendar") and "no-store" in answer["Cache-Control"]
    first, second = entries_of(answer)
    assert (first["DTSTART;VALUE=DATE"], first["DTEND;VALUE=DATE"]) == ("20261020", "20261023")
    assert first["DESCRIPTION"] == "Rapat\\\\\\; kerja\\, 1\\nATTENDEE:mailto:x@contoh.id " + "é" * 40
    assert first["UID"] == f"kegiatan-{event.pk}@testserver" and first["URL"].endswith(f"/aku/kegiatan/{event.pk}/")
    assert second["SUMMARY"] == "Masa bakti berakhir: BPD AKU Sulawesi Barat"
    assert (second["DTSTART;VALUE=DATE"], second["DTEND;VALUE=DATE"]) == ("20261101", "20261102")
    noted = AccessEntry.objects.get()
    assert (noted.kind, noted.region_code, noted.detail) == ("exported", "76", "Kalender AKU, 2 isian")
    assert "kalender.ics" not in sign_in(cast.officer).get("/aku/kalender/").content.decode()


def test_the_start_page_shows_alerts_until_they_are_put_away(cast, boards, sign_in):
    """NX04: for keepers alone, each for herself; another territory's alert is not found."""
    raise_alerts()
    client = sign_in(cast.aku)
    alerts = client.get("/").context["alerts"]
    assert [(item.name, item.left) for item in alerts] == [
        ("BPC AKU Kabupaten Polewali Mandar", -77),
        ("BPD AKU Sulawesi Barat", 76),
    ]
    url = f"/aku/pantau/{alerts[0].alert.pk}/singkirkan/"
    assert sign_in(cast.outside[Role.AKU]).post(url).status_code == 404
    assert client.post(url).status_code == 302
    assert [item.left for item in client.get("/").context["alerts"]] == [76]
    assert AlertNotice.objects.count() == 1
    assert "alerts" not in sign_in(cast.province).get("/").context


def test_the_reminder_names_board_term_decree_and_days(cast, boards):
    """BD04: by the name of the day; without a board in office it says so."""
    make_board("76").names.create(name="BPD Asosiasi UPPKS Sulbar", from_on=date(2020, 1, 1))
    letter = reminder_letter(Region.objects.get(pk="76"), TODAY, "7/AKU/VIII/2026")
    assert "BPD Asosiasi UPPKS Sulbar berakhir pada 1 November 2026, yaitu 76 hari lagi" in letter["opening"]
    assert ["Nomor SK", "12/KEP/AKU/2021"] in letter["facts"] and ["Ketua", "Rosmini"] in letter["facts"]
    assert letter["sender"] == "BPP AKU" and "Musda" in letter["subject"]
    past = reminder_letter(Region.objects.get(pk="7604"), TODAY, "")
    assert "yaitu 77 hari sebelum" in past["opening"] and "Muscab" in past["subject"]
    assert past["sender"] == "BPD Asosiasi UPPKS Sulbar" and past["signer_name"] == "Rosmini"
    assert reminder_letter(Region.objects.get(pk="7602"), TODAY, "")["facts"] == []


def test_the_letter_is_asked_its_number_and_comes_as_pdf(cast, boards, sign_in):
    client = sign_in(cast.aku)
    assert client.get("/cetak/pengingat/7604/").status_code == 200
    answer = client.get("/cetak/pengingat/7604/", {"nomor": "7/AKU/VIII/2026"})
    assert answer["Content-Type"] == "application/pdf" and "no-store" in answer["Cache-Control"]
    text = one_line(text_in(answer))
    assert "7/AKU/VIII/2026" in text and "77 hari" in text and "Halaman 1 dari 1" in text


def asked(user, region: str, on: date = TODAY, **chosen) -> Asked:
    place = Region.objects.get(pk=region)
    return Asked(user=user, region=place, level=place.level, on=on, chosen=chosen)


def test_the_coverage_report_counts_regencies_and_groups(cast, boards):
    """BD05"""
    table = BOARD_COVERAGE.make(asked(cast.admin, "0"))
    assert [(row.code, row.values["groups"]) for row in table.rows] == [("7602", 1)]
    assert table.total.values == {"name": "Jumlah", "province": "1 dari 3 kabupaten/kota", "groups": 1}
    table = BOARD_COVERAGE.make(asked(cast.admin, "0", keadaan="lewat"))
    assert {row.code: row.values["groups"] for row in table.rows} == {"7602": 1, "7604": 1, "9103": 0}


def test_the_report_of_ending_terms_holds_for_any_day(cast, boards):
    """BD04: today as on the watch page; a year ago Polewali Mandar was running."""
    rows = {row.code: row.values for row in ENDING_TERMS.make(asked(cast.admin, "0")).rows}
    assert {code: (values["past"], values["left"]) for code, values in rows.items()} == {
        "9103": (959, None),
        "7604": (77, None),
        "91": (47, None),
        "76": (None, 76),
    }
    assert rows["91"]["successor"] == date(2026, 9, 1)
    table = ENDING_TERMS.make(asked(cast.admin, "0", ambang="30"))
    assert table.rows == []
    then = ENDING_TERMS.make(asked(cast.admin, "0", on=TODAY - timedelta(days=365)))
    assert [row.code for row in then.rows] == ["9103"]
