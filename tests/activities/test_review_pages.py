"""The pages of those who review: the queue, the decision, several at once (FE10, NX12, DM07)."""

import re
import uuid
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.editing import StaleEdit
from accounts.models import Receipt
from activities.actions import approve, send_back, submit_card, submit_register, withdraw
from activities.models import AnnualCard, MonthlyReport, ReportingPeriod, ReviewStep, StepKind, SubmissionStatus
from activities.queues import Queue, next_waiting
from groups.actions import record_capital, void_capital
from groups.models import EnterpriseGroup
from tests import factories
from tests.at_once import at_once

OCTOBER, SEPTEMBER = date(2026, 10, 1), date(2026, 9, 1)
LIST = "/kegiatan/tinjau/"


@pytest.fixture(autouse=True)
def tenth_of_november():
    with time_machine.travel("2026-11-10T03:00:00Z", tick=False):
        yield


def waiting(cast, village: str = factories.BUMIAYU, month: date = OCTOBER, name: str = "", **columns):
    """A register that the officer has sent."""
    columns = {"submitted_by": cast.officer} | columns
    return factories.make_report(factories.make_group(village, name), month, SubmissionStatus.SUBMITTED, **columns)


def decide(client, submission, step: str, **typed):
    typed = {"version": submission.version, "token": str(uuid.uuid4()), "langkah": step} | typed
    return client.post(page_of(submission), typed)


def page_of(submission) -> str:
    return reverse("review_card" if isinstance(submission, AnnualCard) else "review_report", args=[submission.pk])


def status_of(submission) -> str:
    submission.refresh_from_db()
    return submission.status


def steps_of(submission) -> list[tuple]:
    return [(step.kind, step.by_id, step.note) for step in submission.steps.all()]


def listed(answer) -> list[int]:
    return [row.submission.pk for row, _url in answer.context["rows"]]


# --- The queue --------------------------------------------------------------------------------------------------------


def test_what_waits_longest_stands_first_by_month_village_and_number(cast, sign_in):
    late = waiting(cast, factories.BUMIAYU, OCTOBER)
    other_village = waiting(cast, factories.SUGIHWARAS, SEPTEMBER)
    first = waiting(cast, factories.BUMIAYU, SEPTEMBER)
    second = waiting(cast, factories.BUMIAYU, SEPTEMBER)
    for status in (SubmissionStatus.DRAFT, SubmissionStatus.RETURNED, SubmissionStatus.APPROVED):
        factories.make_report(factories.make_group(), OCTOBER, status)
    answer = sign_in(cast.coordinator).get(LIST)
    assert listed(answer) == [first.pk, second.pk, other_village.pk, late.pk]


def test_a_row_shows_visit_and_entry_days_late_mark_who_came_officer_and_days_waiting(cast, sign_in):
    """FE10: the day of the visit beside the day of entry."""
    report = waiting(
        cast, visited_on=date(2026, 10, 29), submitted_on=date(2026, 11, 6), is_late=True, name="Melati Sejati"
    )
    members = [factories.make_membership(report.group) for _place in range(3)]
    factories.make_meeting(report, *members[:2])
    factories.make_meeting(report, *members[1:], on=date(2026, 10, 22))
    answer = sign_in(cast.coordinator).get(LIST)
    text = " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())
    for shown in ("29 Okt 2026", "6 Nov 2026", "Terlambat", "3 orang", "2 pertemuan", "4 hari", str(cast.officer)):
        assert shown in text, shown


def test_a_coordinator_sees_the_district_and_a_regency_the_whole_regency(cast, sign_in):
    here, next_door = waiting(cast), waiting(cast, factories.DARMA)
    elsewhere = waiting(cast, factories.BINANGA)
    assert listed(sign_in(cast.coordinator).get(LIST)) == [here.pk]
    assert listed(sign_in(cast.regency).get(LIST)) == [here.pk, next_door.pk]
    assert elsewhere.pk in listed(sign_in(cast.admin).get(LIST))
    assert sign_in(cast.officer).get(LIST).status_code == 403
    assert sign_in(cast.province).get(LIST).status_code == 403


def test_the_filters_narrow_by_region_month_kind_and_state(cast, sign_in):
    client = sign_in(cast.regency)
    here, there = waiting(cast), waiting(cast, factories.DARMA, SEPTEMBER)
    back = factories.make_report(factories.make_group(), OCTOBER, SubmissionStatus.RETURNED)
    done = factories.make_report(factories.make_group(), OCTOBER, SubmissionStatus.APPROVED)
    card = factories.make_card(factories.make_group(), 2026, SubmissionStatus.SUBMITTED)
    asked = {
        "wilayah=760404": [there.pk],
        "bulan=2026-10": [here.pk],
        "keadaan=dikembalikan": [back.pk],
        "keadaan=disetujui": [done.pk],
        "jenis=kartu": [card.pk],
        "jenis=kartu&bulan=2025": [],
        "bulan=2019-03": [],
    }
    assert {query: listed(client.get(f"{LIST}?{query}")) for query in asked} == asked
    assert client.get(f"{LIST}?wilayah=9103").status_code == 404
    assert "Saringan ini tidak dikenal" in client.get(f"{LIST}?bulan=13-2026").content.decode()
    tabs = client.get(LIST).context["tabs"]
    assert [(tab["count"], tab["is_current"]) for tab in tabs] == [(2, True), (1, False)]


def test_an_empty_queue_says_that_all_is_reviewed(cast, sign_in):
    assert "Semua sudah ditinjau" in sign_in(cast.coordinator).get(LIST).content.decode()
    assert "Belum ada wilayah binaan" in sign_in(cast.lost["coordinator"]).get(LIST).content.decode()


def test_the_queue_is_paged_by_key(cast, sign_in):
    rows = [waiting(cast) for _place in range(33)]
    client = sign_in(cast.coordinator)
    first = client.get(LIST)
    second = client.get(first.context["page"].next_url)
    assert listed(first) + listed(second) == [row.pk for row in rows]


def queries_of(client, path: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


def with_attendance(cast):
    report = waiting(cast)
    factories.make_meeting(report, factories.make_membership(report.group), factories.make_membership(report.group))
    return report


def test_the_queue_costs_the_same_for_more_rows(cast, sign_in):
    client = sign_in(cast.coordinator)
    for _place in range(3):
        with_attendance(cast)
    few = queries_of(client, LIST)
    for _place in range(20):
        with_attendance(cast)
    assert queries_of(client, LIST) == few <= 16


# --- One register -----------------------------------------------------------------------------------------------------


def test_a_register_stands_beside_the_month_before_with_its_steps(cast, sign_in):
    report = waiting(cast, name="Melati Sejati")
    before = factories.make_report(report.group, SEPTEMBER)
    came = [factories.make_membership(report.group) for _place in range(2)]
    for one, day in ((report, date(2026, 10, 15)), (before, date(2026, 9, 15))):
        factories.make_meeting(one, *came, on=day, coaching="training", agency="Dinas UMKM", target="Pengurus")
    ReviewStep.objects.create(report=report, kind=StepKind.SUBMITTED, by=cast.officer)
    answer = sign_in(cast.coordinator).get(page_of(report))
    text = answer.content.decode()
    for shown in ("Oktober 2026", "September 2026", "Dinas UMKM", "sama persis", came[0].person.name):
        assert shown in text, shown
    assert "Melati" not in text.partition("</title>")[0]
    assert re.findall(r'<form[^>]*method="post".*?</form>', text, re.DOTALL)[-1].count("<textarea") == 1


def test_a_corrected_capital_is_reviewed_as_it_stands(cast, sign_in):
    """DM06: the reviewer reads what page and paper of the month say, and nothing that was cancelled since."""
    report = waiting(cast)
    wrong = factories.make_capital(report.group, own=9_000_000, on=date(2026, 10, 20))
    type(report).objects.filter(pk=report.pk).update(capital_record=wrong)
    right = record_capital(
        by=cast.officer, group=report.group, on=wrong.on, own=19_000_000, replaces=wrong, correction_reason="Salah"
    )
    client = sign_in(cast.coordinator)
    text = client.get(page_of(report)).content.decode()
    assert text.count("Rp 19.000.000") == 2 and "Rp 9.000.000" not in text
    void_capital(by=cast.officer, record=right, reason="Milik kelompok lain")
    text = client.get(page_of(report)).content.decode()
    assert "Rp 19.000.000" not in text and "Tidak dicatat pada kunjungan ini" in text


def test_those_who_came_are_people_among_the_members_of_the_days_it_met(cast, sign_in):
    """FE06, FE10: who leaves after the meeting was a member then, and a new office makes nobody a second person."""
    report = waiting(cast)
    before = factories.make_report(report.group, SEPTEMBER)
    leaver = factories.make_membership(report.group, ended_on=date(2026, 10, 25))
    treasurer = factories.make_membership(report.group, ended_on=date(2026, 10, 18))
    again = factories.make_membership(report.group, treasurer.person, "treasurer", started_on=date(2026, 10, 18))
    factories.make_meeting(before, leaver, treasurer, on=date(2026, 9, 15))
    factories.make_meeting(report, leaver, treasurer, on=date(2026, 10, 15))
    factories.make_meeting(report, again, on=date(2026, 10, 22))
    client = sign_in(cast.coordinator)
    sheet = client.get(page_of(report)).context["sheet"]
    assert (len(sheet.now.came), sheet.now.members, sheet.same_people) == (2, 2, True)
    assert [row.present for row, _url in client.get(LIST).context["rows"]] == [2]


def test_a_register_costs_the_same_however_many_came(cast, sign_in):
    client = sign_in(cast.coordinator)
    report = with_attendance(cast)
    few = queries_of(client, page_of(report))
    for day in (16, 17, 18):
        members = [factories.make_membership(report.group) for _place in range(10)]
        factories.make_meeting(report, *members, on=date(2026, 10, day))
        ReviewStep.objects.create(report=report, kind=StepKind.SUBMITTED, by=cast.officer)
    assert queries_of(client, page_of(report)) == few <= 24


def test_approving_leads_to_the_next_one_with_a_receipt(cast, sign_in):
    """NX12"""
    first, second = waiting(cast), waiting(cast)
    answer = decide(sign_in(cast.coordinator), first, "setujui")
    assert (answer.status_code, answer.url) == (302, page_of(second))
    assert status_of(first) == SubmissionStatus.APPROVED
    assert steps_of(first) == [(StepKind.APPROVED, cast.coordinator.pk, "")]
    receipt = Receipt.objects.get()
    assert (receipt.action, receipt.region_code, receipt.url) == ("review_setujui", first.village_id, page_of(second))


def test_the_next_one_stays_in_the_region_and_month_of_the_queue(cast, sign_in):
    seen = waiting(cast, month=SEPTEMBER)
    october = waiting(cast)
    waiting(cast, factories.DARMA, SEPTEMBER)
    later = waiting(cast, month=SEPTEMBER)
    client = sign_in(cast.regency)
    url = f"{page_of(seen)}?wilayah=760403&bulan=2026-09"
    typed = {"version": 1, "token": str(uuid.uuid4()), "langkah": "setujui"}
    assert client.post(url, typed).url == f"{page_of(later)}?wilayah=760403&bulan=2026-09"
    last = client.post(f"{page_of(later)}?wilayah=760403&bulan=2026-09", typed | {"token": str(uuid.uuid4())})
    assert last.url == f"{LIST}?wilayah=760403&bulan=2026-09&jenis=register"
    assert status_of(october) == SubmissionStatus.SUBMITTED


def test_the_next_one_goes_round_and_is_never_ones_own(cast):
    first, last = waiting(cast), waiting(cast)
    own = waiting(cast, submitted_by=cast.admin)
    assert next_waiting(cast.admin, Queue(), last) == first
    assert next_waiting(cast.coordinator, Queue(), last) == own
    assert next_waiting(cast.coordinator, Queue(is_card=True), factories.make_card(first.group)) is None


def test_returning_needs_a_note_and_keeps_what_was_typed(cast, sign_in):
    report = waiting(cast)
    client = sign_in(cast.coordinator)
    empty = decide(client, report, "kembalikan", note="   ")
    assert "Tulis apa yang perlu diperbaiki." in empty.content.decode()
    long = decide(client, report, "kembalikan", note="Hadir belum lengkap. " * 40)
    assert "Hadir belum lengkap. Hadir" in long.content.decode()
    assert status_of(report) == SubmissionStatus.SUBMITTED
    done = decide(client, report, "kembalikan", note="Hadir belum lengkap")
    assert done.status_code == 302
    assert status_of(report) == SubmissionStatus.RETURNED
    assert steps_of(report) == [(StepKind.RETURNED, cast.coordinator.pk, "Hadir belum lengkap")]


def test_what_was_withdrawn_meanwhile_is_said_and_the_note_kept(cast, sign_in):
    report = waiting(cast)
    withdraw(by=cast.officer, submission=report, version=report.version)
    answer = decide(sign_in(cast.coordinator), report, "kembalikan", note="Hadir belum lengkap")
    text = answer.content.decode()
    assert answer.status_code == 409
    for shown in ("belum tersimpan", "ditarik kembali oleh", str(cast.officer), "Hadir belum lengkap"):
        assert shown in text, shown
    assert 'value="kembalikan"' not in text and 'value="setujui"' not in text
    assert status_of(report) == SubmissionStatus.DRAFT


def test_what_was_sent_anew_meanwhile_is_decided_on_once_more_with_the_note_still_there(cast, sign_in):
    report = waiting(cast, no_meeting_reason="Panen")
    drafted = withdraw(by=cast.officer, submission=report, version=1)
    again = submit_register(by=cast.officer, report=drafted, version=drafted.version, visited_on=date(2026, 11, 9))
    client = sign_in(cast.coordinator)
    answer = decide(client, report, "kembalikan", note="Hadir belum lengkap")
    assert answer.status_code == 409
    assert answer.context["form"]["note"].value() == "Hadir belum lengkap"
    assert answer.context["version"] == again.version
    again.refresh_from_db()
    assert decide(client, again, "kembalikan", note="Hadir belum lengkap").status_code == 302


def test_a_repeated_press_decides_once(cast, sign_in):
    report = waiting(cast)
    client, token = sign_in(cast.coordinator), str(uuid.uuid4())
    answers = [decide(client, report, "setujui", token=token) for _press in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert ReviewStep.objects.count() == Receipt.objects.count() == 1


@pytest.mark.parametrize("typed", [{"version": ""}, {"version": "x"}, {"langkah": "hapus"}, {"langkah": ""}])
def test_a_mangled_post_decides_nothing(cast, sign_in, typed):
    report = waiting(cast)
    assert decide(sign_in(cast.coordinator), report, "setujui", **typed).status_code == 200
    assert status_of(report) == SubmissionStatus.SUBMITTED


def test_nobody_reviews_what_he_sent(cast, sign_in):
    report = waiting(cast, submitted_by=cast.admin)
    client = sign_in(cast.admin)
    text = client.get(page_of(report)).content.decode()
    assert "Anda kirim sendiri" in text and 'name="langkah"' not in text
    assert "ditinjau oleh orang lain" in decide(client, report, "setujui").content.decode()
    assert "ditinjau oleh orang lain" in decide(client, report, "kembalikan", note="x").content.decode()
    assert status_of(report) == SubmissionStatus.SUBMITTED


def test_a_reviewer_can_change_nothing_the_officer_wrote(cast, sign_in):
    report = waiting(cast)
    decide(sign_in(cast.coordinator), report, "setujui", visited_on="01/01/2020", no_meeting_reason="x", note="x")
    report.refresh_from_db()
    assert (report.visited_on, report.no_meeting_reason, report.note) == (date(2026, 10, 31), "", "")


def test_outside_the_territory_and_before_it_was_ever_sent_there_is_no_page(cast, sign_in):
    report, outside = waiting(cast), waiting(cast, factories.DARMA)
    draft = factories.make_report(factories.make_group(), OCTOBER, SubmissionStatus.DRAFT)
    client = sign_in(cast.coordinator)
    assert [client.get(page_of(one)).status_code for one in (report, outside, draft)] == [200, 404, 404]
    assert decide(client, outside, "setujui").status_code == 404
    assert status_of(outside) == SubmissionStatus.SUBMITTED
    officer = sign_in(cast.officer)
    assert (officer.get(page_of(report)).status_code, decide(officer, report, "setujui").status_code) == (403, 403)


# --- Late, locked, returned -------------------------------------------------------------------------------------------


def test_the_path_of_a_returned_register_is_visible_to_both_levels(cast, sign_in):
    """Approved by the coordinator, it is settled; the regency returns it while the month is open."""
    report = waiting(cast, no_meeting_reason="Panen")
    decide(sign_in(cast.coordinator), report, "setujui")
    report.refresh_from_db()
    regency = sign_in(cast.regency)
    assert "Masih dapat dikembalikan" in regency.get(page_of(report)).content.decode()
    assert decide(regency, report, "kembalikan", note="Tanggal kunjungan keliru").status_code == 302
    report.refresh_from_db()
    assert EnterpriseGroup.objects.get(pk=report.group_id).reported_on is None
    for reader in (cast.coordinator, cast.regency):
        text = sign_in(reader).get(page_of(report)).content.decode()
        assert "Tanggal kunjungan keliru" in text and str(cast.coordinator) in text and str(cast.regency) in text
    again = submit_register(by=cast.officer, report=report, version=report.version, visited_on=date(2026, 11, 9))
    rows = sign_in(cast.coordinator).get(LIST)
    assert listed(rows) == [report.pk] and "dikirim ulang" in rows.content.decode()
    assert (again.is_late, again.submitted_on) == (False, date(2026, 11, 10))
    shown = sign_in(cast.coordinator).get(f"{LIST}?keadaan=dikembalikan")
    assert listed(shown) == []


def test_a_late_register_is_marked_and_approved_like_any_other(cast, sign_in):
    report = waiting(cast, submitted_on=date(2026, 11, 8), is_late=True)
    client = sign_in(cast.coordinator)
    assert "Terlambat" in client.get(page_of(report)).content.decode()
    assert decide(client, report, "setujui").status_code == 302
    assert status_of(report) == SubmissionStatus.APPROVED
    assert report.is_late is True


def test_after_the_lock_it_can_be_approved_and_not_returned(cast, sign_in):
    report, done = waiting(cast, month=date(2026, 8, 1)), factories.make_report(factories.make_group(), SEPTEMBER)
    client = sign_in(cast.coordinator)
    text = client.get(page_of(report)).content.decode()
    assert "tidak dapat diperbaiki lagi" in text and 'value="kembalikan"' not in text
    refused = decide(client, report, "kembalikan", note="Periksa")
    assert "dikunci" in refused.content.decode() and status_of(report) == SubmissionStatus.SUBMITTED
    assert decide(client, report, "setujui").status_code == 302
    assert 'name="langkah"' not in client.get(page_of(done)).content.decode()


def test_the_lock_is_that_of_the_group_not_of_the_reader(country, sign_in):
    """DM07: half past midnight of 1 December in Jayapura, read by someone whose day is still 30 November."""
    reader = factories.make_user("peninjau", "regency", "7604", "9103")
    east = factories.make_report(factories.make_group(factories.SENTANI), OCTOBER, SubmissionStatus.SUBMITTED)
    west = factories.make_report(factories.make_group(factories.BUMIAYU), OCTOBER, SubmissionStatus.SUBMITTED)
    with time_machine.travel("2026-11-30T15:30:00Z", tick=False):
        client = sign_in(reader)
        texts = {one: client.get(page_of(one)).content.decode() for one in (east, west)}
    assert 'value="kembalikan"' not in texts[east]
    assert 'value="kembalikan"' in texts[west]


# --- Cards ------------------------------------------------------------------------------------------------------------


def test_a_card_is_reviewed_the_same_way(cast, sign_in):
    card = factories.make_card(factories.make_group(), 2027, SubmissionStatus.SUBMITTED, submitted_by=cast.officer)
    with time_machine.travel("2027-01-05T03:00:00Z", tick=False):
        client = sign_in(cast.coordinator)
        assert "K/0 tahun 2027" in client.get(page_of(card)).content.decode()
        answer = decide(client, card, "kembalikan", note="Jumlah anggota keliru")
        assert answer.url == f"{LIST}?jenis=kartu"
        assert status_of(card) == SubmissionStatus.RETURNED
    assert steps_of(card) == [(StepKind.RETURNED, cast.coordinator.pk, "Jumlah anggota keliru")]


def test_a_card_stands_beside_last_years_and_tells_only_what_changed(cast, sign_in):
    """The copy that was handed in is shown, not what the register tells today."""
    group = factories.make_group(name="Melati Sejati")
    factories.make_membership(group, role="chair")
    factories.make_capital(group, 7_500_000, on=date(2026, 6, 30))
    older = factories.make_card(group, 2026, SubmissionStatus.DRAFT)
    newer = factories.make_card(group, 2027, SubmissionStatus.DRAFT)
    with time_machine.travel("2026-01-02T03:00:00Z", tick=False):
        submit_card(by=cast.officer, card=older, version=1, visited_on=date(2026, 1, 2))
    EnterpriseGroup.objects.filter(pk=group.pk).update(name="Melati Baru")
    with time_machine.travel("2027-01-02T03:00:00Z", tick=False):
        newer.group.refresh_from_db()
        submit_card(by=cast.officer, card=newer, version=1, visited_on=date(2027, 1, 2))
        client = sign_in(cast.coordinator)
        answer = client.get(page_of(newer))
        few = queries_of(client, page_of(newer))
        for _place in range(10):
            factories.make_membership(group)
        assert queries_of(client, page_of(newer)) == few <= 24
    told = {str(line.label): (line.was.value, line.now.value) for line in answer.context["differences"]}
    assert ("Melati Sejati", "Melati Baru") in told.values()
    assert "Melati Sejati" in answer.content.decode()


# --- Several at once --------------------------------------------------------------------------------------------------


def tick(client, *ticked, token: str = "", query: str = ""):
    values = [one if isinstance(one, str) else f"{one.pk}-{one.version}" for one in ticked]
    return client.post(f"{LIST}{query}", {"pilih": values, "token": token or str(uuid.uuid4())})


def told(answer, client) -> str:
    return client.get(answer.url).content.decode()


def test_the_ticked_ones_are_approved_and_the_others_left(cast, sign_in):
    """NX12"""
    first, second, left = waiting(cast), waiting(cast), waiting(cast)
    client = sign_in(cast.coordinator)
    answer = tick(client, first, second, query="?bulan=2026-10")
    assert answer.url == f"{LIST}?bulan=2026-10"
    text = told(answer, client)
    assert "2 laporan disetujui." in text and Receipt.objects.get().display in text
    assert [status_of(one) for one in (first, second, left)] == ["approved", "approved", "submitted"]
    assert Receipt.objects.get().region_code == factories.BUMIAYU


def test_those_that_changed_or_are_ones_own_are_named_with_why_and_the_others_go_through(cast, sign_in):
    fine = waiting(cast)
    changed = waiting(cast, name="Mawar Berubah")
    decided = waiting(cast, name="Anggrek Selesai")
    own = waiting(cast, name="Dahlia Sendiri", submitted_by=cast.admin)
    withdraw(by=cast.officer, submission=changed, version=1)
    approve(by=cast.regency, submission=decided, version=1)
    client = sign_in(cast.admin)
    text = told(tick(client, fine, changed, decided, own), client)
    assert [status_of(one) for one in (fine, changed, decided, own)] == ["approved", "draft", "approved", "submitted"]
    for shown in ("1 laporan disetujui.", "Mawar Berubah (2026-10)", "sekarang draf", "Anggrek Selesai (2026-10)"):
        assert shown in text, shown
    assert "Dahlia Sendiri (2026-10). Laporan yang Anda kirim sendiri" in text
    assert not ReviewStep.objects.filter(report=own).exists()


def test_ones_own_row_has_no_tick(cast, sign_in):
    waiting(cast)
    waiting(cast, submitted_by=cast.admin)
    text = sign_in(cast.admin).get(LIST).content.decode()
    assert text.count('name="pilih"') == 1 and "Kiriman Anda" in text


def test_nothing_ticked_approves_nothing_and_says_so(cast, sign_in):
    report, outside = waiting(cast), waiting(cast, factories.DARMA)
    client = sign_in(cast.coordinator)
    forged = ("", "x", "1", f"{report.pk}", f"{report.pk}-", "-1-1", "9" * 25 + "-1", f"{outside.pk}-1", "1\x00-1")
    answer = tick(client, *forged)
    assert "Belum ada yang dicentang" in told(answer, client)
    assert status_of(report) == status_of(outside) == SubmissionStatus.SUBMITTED
    assert not Receipt.objects.exists()


def test_a_refused_bulk_shows_no_receipt(cast, sign_in):
    """NX12: a receipt means a save."""
    report = waiting(cast)
    client = sign_in(cast.coordinator)
    text = told(tick(client, f"{report.pk}-9"), client)
    assert "Tidak disetujui" in text and 'class="receipt"' not in text and not Receipt.objects.exists()


def test_a_repeated_bulk_gets_the_first_answer(cast, sign_in):
    report = waiting(cast)
    client, token = sign_in(cast.coordinator), str(uuid.uuid4())
    tick(client, report, token=token)
    text = told(tick(client, report, token=token), client)
    assert "sudah tersimpan sebelumnya" in text and "Tidak disetujui" not in text
    assert ReviewStep.objects.count() == Receipt.objects.count() == 1


def test_every_row_of_a_page_can_be_ticked_without_script(cast, sign_in):
    for _place in range(3):
        waiting(cast)
    client = sign_in(cast.coordinator)
    page = client.get(LIST)
    assert page.content.decode().count(" checked") == 0
    assert client.get(page.context["tick_all_url"]).content.decode().count(" checked") == 3


def test_thirty_at_once_cost_the_same_for_each(cast, sign_in):
    client = sign_in(cast.coordinator)

    def cost(number: int) -> int:
        rows = [waiting(cast) for _place in range(number)]
        with CaptureQueriesContext(connection) as caught:
            assert tick(client, *rows).status_code == 302
        assert {status_of(row) for row in rows} == {SubmissionStatus.APPROVED}
        return len(caught)

    # The first press of a run reads what later ones find in memory (content types).
    cost(1)
    ten, thirty = cost(10), cost(30)
    assert (thirty - ten) % 20 == 0
    # Some sixteen of them are the checks of the row's own rules and their savepoints, which read no table.
    assert (thirty - ten) // 20 <= 28


# --- Two at once ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_exactly_one_decision_stands(cast):
    report = waiting(cast)
    answers = at_once(
        lambda: approve(by=cast.coordinator, submission=report, version=1),
        lambda: send_back(by=cast.regency, submission=report, version=1, note="Hadir belum lengkap"),
    )
    standing = [answer for answer in answers if isinstance(answer, MonthlyReport)]
    assert len(standing) == 1 and sum(isinstance(answer, StaleEdit) for answer in answers) == 1
    step = ReviewStep.objects.get()
    kinds = {StepKind.APPROVED: SubmissionStatus.APPROVED, StepKind.RETURNED: SubmissionStatus.RETURNED}
    assert status_of(report) == kinds[step.kind] == standing[0].status
    assert report.version == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_pages_pressed_at_once_one_decides_and_the_other_is_told(cast):
    report = waiting(cast)

    def pressing(user, step, **typed):
        client = Client()
        client.force_login(user)
        return lambda: decide(client, report, step, **typed).status_code

    answers = at_once(pressing(cast.coordinator, "setujui"), pressing(cast.regency, "kembalikan", note="Periksa"))
    assert sorted(answers) == [302, 409]
    assert ReviewStep.objects.count() == Receipt.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_bulk_posted_five_times_at_once_approves_each_row_once(cast):
    """FE04"""
    rows, token = [waiting(cast) for _place in range(4)], str(uuid.uuid4())

    def pressing():
        client = Client()
        client.force_login(cast.coordinator)
        return lambda: tick(client, *rows, token=token).status_code

    assert at_once(*[pressing() for _press in range(5)]) == [302] * 5
    assert {status_of(row) for row in rows} == {SubmissionStatus.APPROVED}
    assert ReviewStep.objects.filter(kind=StepKind.APPROVED).count() == 4


# --- The calendar page ------------------------------------------------------------------------------------------------


def test_the_calendar_shows_a_year_back_and_the_next_month(cast, sign_in):
    answer = sign_in(cast.officer).get(reverse("period_list"))
    months = [f"{row.period.start:%Y-%m}" for row in answer.context["months"]]
    assert (months[0], months[-1], len(months)) == ("2026-12", "2025-11", 14)
    phases = {f"{row.period.start:%Y-%m}": row.phase for row in answer.context["months"]}
    assert (phases["2026-12"], phases["2026-11"], phases["2026-10"], phases["2026-09"]) == (
        "ahead",
        "entry",
        "correction",
        "locked",
    )
    assert [row.period.start.year for row in answer.context["years"]] == [2027, 2026, 2025]
    text = answer.content.decode()
    for shown in ("Dibuka", "Perbaikan", "Dikunci", "Belum dibuka", "3 Des 2026", "WITA"):
        assert shown in text, shown
    assert "Ubah masa" not in text


def test_the_calendar_is_that_of_the_readers_own_day(country, sign_in):
    """DM07: half past midnight of 4 November in Jayapura, still the 3rd in Makassar."""
    west, east = factories.make_user("barat", "officer", "7604"), factories.make_user("timur", "officer", "9103")
    with time_machine.travel("2026-11-03T15:30:00Z", tick=False):
        pages = [sign_in(user).get(reverse("period_list")) for user in (west, east)]
    october = [next(row for row in page.context["months"] if row.period.start == OCTOBER) for page in pages]
    assert [row.phase for row in october] == ["entry", "correction"]
    assert "batasnya hari ini" in pages[0].content.decode() and "WIT)" in pages[1].content.decode()


def test_the_calendar_costs_the_same_with_periods_set(cast, sign_in):
    client = sign_in(cast.officer)
    few = queries_of(client, reverse("period_list"))
    for month in (8, 9, 10):
        start = date(2026, month, 1)
        ReportingPeriod.objects.create(
            kind="month",
            start=start,
            opens_on=start,
            due_on=date(2026, 12, 5),
            locks_on=date(2027, 1, 1),
            note="Banjir",
        )
    assert queries_of(client, reverse("period_list")) == few
    assert "Diubah administrator" in client.get(reverse("period_list")).content.decode()
