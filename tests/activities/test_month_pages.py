"""The month of one group on its pages: meeting and attendance on one screen, capital, hand-in (FE06, FE10, UP07)."""

import re
import uuid
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Receipt
from activities.actions import open_register, send_back, submit_register
from activities.models import Attendance, Meeting, MonthlyReport, SubmissionStatus
from groups.actions import record_capital, set_status, void_capital
from groups.models import CapitalRecord, GroupStatus
from tests import factories

OCTOBER = date(2026, 10, 1)
TOPIC = {"on": "12/10/2026", "mode": "face", "presenter": "Nurhayati, PKB", "topic_finance": "on"}


@pytest.fixture(autouse=True)
def second_of_november():
    with time_machine.travel("2026-11-02T03:00:00Z", tick=False):
        yield


@pytest.fixture
def group(cast):
    made = factories.make_group(name="Melati")
    factories.make_capital(made)
    return made


@pytest.fixture
def members(group):
    names = ("Aminah", "Bunga", "Citra")
    return [factories.make_membership(group, factories.make_person(name=name, name_key=name.lower())) for name in names]


@pytest.fixture
def officer(cast, sign_in):
    return sign_in(cast.officer)


@pytest.fixture
def september(group, members):
    """The month before: Aminah and Citra came."""
    report = factories.make_report(group, date(2026, 9, 1))
    return factories.make_meeting(report, members[0], members[2])


def at(group, more: str = "", month: str = "2026-10") -> str:
    return f"/kegiatan/{group.number}/{month}/{more}"


def form(*present, **typed) -> dict:
    """A posted meeting with a fresh token; `present` are memberships."""
    return {"token": str(uuid.uuid4()), "version": 1, "present": [row.pk for row in present]} | TOPIC | typed


def text_of(answer) -> str:
    return answer.content.decode()


def ticked(page: str) -> set[int]:
    boxes = re.findall(r'<input type="checkbox" name="present"[^>]*>', page)
    return {int(re.search(r'value="(\d+)"', box)[1]) for box in boxes if " checked" in box}


# --- The hub ----------------------------------------------------------------------------------------------------------


def test_looking_at_a_month_writes_nothing(officer, group, members):
    for page in ("", "pertemuan/tambah/", "modal/", "kirim/", "tanpa-pertemuan/"):
        assert officer.get(at(group, page)).status_code == 200, page
    assert not MonthlyReport.objects.exists()


@pytest.mark.parametrize(
    "month", ["2026-13", "2026-00", "0001-01", "1978-12", "2101-01", "9999-12", "2026-1", "okt-2026"]
)
def test_a_month_that_cannot_be_is_no_page(officer, group, month):
    assert officer.get(at(group, month=month)).status_code == 404


@pytest.mark.parametrize(
    ("month", "said"),
    [
        ("2026-10", "Sisa 1 hari"),
        ("2026-11", "paling lambat 3 Desember 2026"),
        ("2026-12", "Bulan ini belum dibuka"),
        ("2026-08", "Dikunci sejak 1 Oktober 2026"),
    ],
)
def test_the_month_says_where_it_stands(officer, group, month, said):
    assert said in text_of(officer.get(at(group, month=month)))


def test_after_the_due_day_the_days_late_are_counted(cast, sign_in, group):
    with time_machine.travel("2026-11-21T03:00:00Z", tick=False):
        page = text_of(sign_in(cast.officer).get(at(group)))
    assert "Terlambat 18 hari" in page and "sampai 30 November 2026" in page


def test_at_half_past_midnight_in_jayapura_the_local_day_decides(cast, sign_in):
    """DM07: in the west it is still the 3rd, the day it is due."""
    group = factories.make_group(factories.SENTANI)
    with time_machine.travel("2026-11-03T15:30:00Z", tick=False):
        page = text_of(sign_in(cast.outside["officer"]).get(at(group)))
    assert "Terlambat 1 hari" in page


def test_a_group_that_was_not_active_owes_nothing(cast, officer, group):
    set_status(by=cast.officer, group=group, status=GroupStatus.INACTIVE, on=date(2026, 10, 20), reason="Panen")
    page = text_of(officer.get(at(group)))
    assert "Tidak wajib lapor" in page and "Tambah pertemuan" not in page
    answer = officer.post(at(group, "pertemuan/tambah/"), form())
    assert answer.url == at(group) and not MonthlyReport.objects.exists()


def test_those_who_only_look_get_no_button(cast, sign_in, group, members):
    report = factories.make_report(group, status=SubmissionStatus.DRAFT)
    factories.make_meeting(report, members[0])
    page = text_of(sign_in(cast.coordinator).get(at(group)))
    assert "Aminah" in page and "1 hadir" in page
    assert "Tambah pertemuan" not in page and "/pertemuan/" not in page
    assert sign_in(cast.coordinator).get(at(group, "pertemuan/tambah/")).status_code == 403


def test_a_returned_note_stands_on_top_until_it_is_handed_in_anew(cast, officer, group, members):
    report = factories.make_report(group, status=SubmissionStatus.DRAFT)
    factories.make_meeting(report, members[0])
    sent = submit_register(by=cast.officer, report=report, version=1, visited_on=date(2026, 10, 30))
    back = send_back(by=cast.coordinator, submission=sent, version=sent.version, note="Hadir belum lengkap")
    page = text_of(officer.get(at(group)))
    assert page.index("Dikembalikan untuk diperbaiki") < page.index("Yang diisi")
    assert page.count("Hadir belum lengkap") == 2  # on top, and in the history
    again = {"token": str(uuid.uuid4()), "version": back.version, "visited_on": "31/10/2026"}
    assert officer.post(at(group, "kirim/"), again).status_code == 302
    assert "Dikembalikan untuk diperbaiki" not in text_of(officer.get(at(group)))


# --- A meeting with its attendance ------------------------------------------------------------------------------------


def test_a_meeting_and_who_came_are_saved_together(officer, group, members):
    """FE06, NX12: the first save makes the draft of the month, and shows its receipt."""
    answer = officer.post(at(group, "pertemuan/tambah/"), form(members[0], members[2]))
    assert answer.url == at(group)
    report = MonthlyReport.objects.get()
    assert (report.group, report.month, report.status) == (group, OCTOBER, SubmissionStatus.DRAFT)
    assert set(Attendance.objects.values_list("membership_id", flat=True)) == {members[0].pk, members[2].pk}
    page = text_of(officer.get(at(group)))
    assert Receipt.objects.get().display in page and "2 hadir" in page


def test_a_coaching_session_needs_agency_and_target_and_keeps_them(officer, group, members):
    """UP07"""
    page = text_of(officer.post(at(group, "pertemuan/tambah/"), form(members[0], coaching="marketing")))
    assert page.count("Isi ini untuk sesi pembinaan.") == 4  # in the summary and beside each field
    assert '<details class="more meeting-coaching" open>' in page
    coached = form(members[0], coaching="marketing", agency="Dinas UMKM", target="Pengurus")
    assert officer.post(at(group, "pertemuan/tambah/"), coached).status_code == 302
    meeting = Meeting.objects.get()
    assert (meeting.coaching, meeting.agency, meeting.target) == ("marketing", "Dinas UMKM", "Pengurus")
    assert "Pemasaran, Dinas UMKM, Pengurus" in text_of(officer.get(at(group)))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"on": "30/09/2026"}, "di luar bulan laporan"),
        ({"on": "03/11/2026"}, "belum tiba"),
        ({"on": "2026"}, "Baru ada tahunnya"),
        ({"topic_finance": ""}, "Pilih paling sedikit satu materi."),
        ({"agency": "Dinas"}, "Pilih jenis pembinaannya"),
        ({"mode": "telepon"}, "telepon"),
        ({"presenter": ""}, "wajib"),
    ],
)
def test_after_an_error_everything_typed_and_ticked_is_still_there(officer, group, members, wrong, said):
    """FE09"""
    posted = {name: value for name, value in form(members[1], **wrong).items() if value != ""}
    page = text_of(officer.post(at(group, "pertemuan/tambah/"), posted))
    assert said in page and "error-summary" in page
    assert ticked(page) == {members[1].pk}
    assert wrong.get("presenter") == "" or "Nurhayati, PKB" in page
    assert not MonthlyReport.objects.exists() and not Receipt.objects.exists()


def test_each_row_says_what_the_last_meeting_was(officer, group, members, september):
    """FE06"""
    newcomer = factories.make_membership(group, started_on=date(2026, 10, 1))
    page = text_of(officer.get(at(group, "pertemuan/tambah/")))
    assert page.count("bulan lalu: hadir") == 2 and page.count("bulan lalu: tidak hadir") == 1
    assert "anggota baru" in page and "Bulan lalu: pertemuan 15 September 2026" in page
    assert f'value="{newcomer.pk}"' in page
    assert ticked(page) == set()


def test_same_as_last_month_fills_the_ticks_without_javascript_and_saves_nothing(officer, group, members, september):
    """FE06, OF06"""
    posted = form(members[1], presenter="Narasumber tamu", sama="1")
    page = text_of(officer.post(at(group, "pertemuan/tambah/"), posted))
    assert ticked(page) == {members[0].pk, members[2].pk}
    assert "Narasumber tamu" in page and "error-summary" not in page
    assert "Centang diisi sama seperti pertemuan 15 September 2026" in page
    assert not MonthlyReport.objects.filter(month=OCTOBER).exists()


def test_same_as_last_month_knows_a_person_whose_office_changed(officer, group, members, september):
    members[0].ended_on = date(2026, 10, 1)
    members[0].save()
    chair = factories.make_membership(group, members[0].person, "chair", started_on=date(2026, 10, 1))
    page = text_of(officer.post(at(group, "pertemuan/tambah/"), form(sama="1")))
    assert ticked(page) == {chair.pk, members[2].pk}


def test_a_second_meeting_of_the_month_says_so(officer, group, members):
    factories.make_meeting(
        factories.make_report(group, status=SubmissionStatus.DRAFT), members[0], on=date(2026, 10, 5)
    )
    page = text_of(officer.get(at(group, "pertemuan/tambah/")))
    assert "Sama seperti pertemuan lalu" in page and "pertemuan lalu: hadir" in page


def test_another_date_brings_its_own_roster_and_loses_nothing_typed(officer, group, members):
    """FE06: who came and who left since is said, before anything is saved."""
    left = factories.make_membership(group, factories.make_person(name="Dewi"), ended_on=date(2026, 10, 20))
    new = factories.make_membership(group, factories.make_person(name="Endang"), started_on=date(2026, 10, 20))
    page = text_of(officer.get(at(group, "pertemuan/tambah/")))
    assert 'name="roster_on" value="2026-10-31"' in page and "Endang" in page and "Dewi" not in page
    posted = form(members[0], new, roster_on="2026-10-31", presenter="Narasumber tamu")
    page = text_of(officer.post(at(group, "pertemuan/tambah/"), posted))
    assert "Ditambahkan: Dewi." in page and "Tidak ada lagi: Endang." in page
    assert ticked(page) == {members[0].pk} and "Narasumber tamu" in page and "error-summary" not in page
    assert not Meeting.objects.exists()
    answer = officer.post(at(group, "pertemuan/tambah/"), form(members[0], left, roster_on="2026-10-12"))
    assert answer.status_code == 302
    assert Attendance.objects.filter(membership=left).exists()


def test_the_list_of_a_date_can_be_asked_for(officer, group, members):
    """OF06: without JavaScript."""
    posted = form(members[1], daftar="1", roster_on="2026-10-31", presenter="")
    page = text_of(officer.post(at(group, "pertemuan/tambah/"), posted))
    assert "sama dengan daftar di bawah ini" in page and ticked(page) == {members[1].pk}
    assert "error-summary" not in page and not Meeting.objects.exists()


def test_the_meeting_of_a_running_month_is_proposed_for_today(officer, group, members):
    assert 'value="02/11/2026"' in text_of(officer.get(at(group, "pertemuan/tambah/", "2026-11")))
    assert 'name="on" value' not in text_of(officer.get(at(group, "pertemuan/tambah/")))


@pytest.fixture
def meeting(group, members):
    report = factories.make_report(group, status=SubmissionStatus.DRAFT)
    return factories.make_meeting(report, members[0])


def test_an_unchanged_save_gives_no_receipt(officer, group, members, meeting):
    same = form(members[0], on="15/10/2026", presenter="Petugas lapangan", topic_business="on")
    del same["topic_finance"]
    officer.post(at(group, f"pertemuan/{meeting.pk}/"), same)
    meeting.refresh_from_db()
    assert meeting.version == 1 and not Receipt.objects.exists()


def test_a_stale_change_shows_what_the_other_saved_ticks_included(cast, officer, sign_in, group, members, meeting):
    """FE05"""
    page = at(group, f"pertemuan/{meeting.pk}/")
    opened = {"seen": str(members[0].pk), "on": "15/10/2026", "topic_business": "on"}
    other = sign_in(cast.admin)
    assert other.post(page, form(*members[:2], **opened, presenter="Bu Camat")).status_code == 302
    answer = officer.post(page, form(members[0], members[2], **opened, presenter="Pak Lurah"))
    text = text_of(answer)
    assert answer.status_code == 409
    assert all(part in text for part in ("Bu Camat", "Pak Lurah", "Aminah, Bunga", "Aminah, Citra"))
    assert 'name="keep_present"' in text
    meeting.refresh_from_db()
    chosen = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', text))
    chosen |= {"present": [members[0].pk, members[2].pk], "keep_present": "theirs", "keep_presenter": "yours"}
    assert officer.post(page, chosen).status_code == 302
    meeting.refresh_from_db()
    assert meeting.presenter == "Pak Lurah"
    assert set(meeting.attendances.values_list("membership_id", flat=True)) == {members[0].pk, members[1].pk}


def test_a_meeting_entered_by_mistake_goes_with_a_reason(officer, group, meeting):
    page = at(group, f"pertemuan/{meeting.pk}/hapus/")
    token = {"token": str(uuid.uuid4()), "version": meeting.version}
    assert "wajib" in text_of(officer.post(page, token | {"reason": ""}))
    assert officer.post(page, token | {"reason": "Milik kelompok lain"}).url == at(group)
    assert not Meeting.objects.exists()
    assert officer.get(page).status_code == 404


def test_a_meeting_is_reached_only_through_its_own_month_and_group(officer, group, meeting):
    """AC02"""
    other = factories.make_group()
    assert officer.get(at(other, f"pertemuan/{meeting.pk}/")).status_code == 404
    assert officer.get(at(group, f"pertemuan/{meeting.pk}/", "2026-11")).status_code == 404


# --- No meeting, capital ----------------------------------------------------------------------------------------------


def test_a_month_without_meeting_says_why_and_can_be_handed_in(officer, group):
    reason = {"token": str(uuid.uuid4()), "version": 1, "no_meeting_reason": "Panen raya"}
    assert officer.post(at(group, "tanpa-pertemuan/"), reason).url == at(group)
    report = MonthlyReport.objects.get()
    sent = {"token": str(uuid.uuid4()), "version": report.version, "visited_on": "30/10/2026"}
    assert officer.post(at(group, "kirim/"), sent).status_code == 302
    report.refresh_from_db()
    assert (report.status, report.no_meeting_reason) == (SubmissionStatus.SUBMITTED, "Panen raya")


def test_a_stale_reason_is_compared(cast, officer, group, members):
    """FE05: somebody wrote a reason into the month that looked untouched."""
    open_register(by=cast.officer, group=group, month=OCTOBER)
    reason = {"version": 1, "no_meeting_reason": "Panen raya"}
    officer.post(at(group, "tanpa-pertemuan/"), reason | {"token": str(uuid.uuid4())})
    late = {"token": str(uuid.uuid4()), "version": 1, "no_meeting_reason": "Ketua sakit"}
    answer = officer.post(at(group, "tanpa-pertemuan/"), late)
    assert answer.status_code == 409 and "Panen raya" in text_of(answer) and "Ketua sakit" in text_of(answer)


def test_capital_is_recorded_in_the_same_flow(officer, group):
    """NX02, DM06: typed as people say it, and asked about where it is unlikely."""
    page = text_of(officer.get(at(group, "modal/")))
    assert "Catatan terakhir: Rp 5.000.000 per 30 Juni 2026" in page
    typed = {"token": str(uuid.uuid4()), "on": "30/10/2026", "own": "6,5 jt", "source": "register"}
    assert officer.post(at(group, "modal/"), typed).url == at(group)
    report = MonthlyReport.objects.get()
    assert (report.capital_record.total, report.capital_record.source) == (6_500_000, "register")
    assert "Rp 6.500.000" in text_of(officer.get(at(group)))
    unlikely = text_of(officer.post(at(group, "modal/"), typed | {"token": str(uuid.uuid4()), "own": "650 jt"}))
    assert "Nilai ini tidak biasa" in unlikely
    assert CapitalRecord.objects.count() == 2


def test_a_corrected_capital_is_shown_as_it_stands(cast, officer, group):
    typed = {"token": str(uuid.uuid4()), "on": "30/10/2026", "own": "6 jt", "source": "register"}
    officer.post(at(group, "modal/"), typed)
    wrong = MonthlyReport.objects.get().capital_record
    right = record_capital(
        by=cast.officer, group=group, on=wrong.on, own=7_000_000, replaces=wrong, correction_reason="Salah"
    )
    assert "Rp 7.000.000" in text_of(officer.get(at(group)))
    void_capital(by=cast.officer, record=right, reason="Milik kelompok lain")
    assert "Tidak dilihat bulan ini" in text_of(officer.get(at(group)))


# --- Handing in, one after the other ----------------------------------------------------------------------------------


def test_the_day_of_the_visit_is_apart_from_the_day_of_entry(officer, group, meeting):
    """FE10, NX12"""
    page = text_of(officer.get(at(group, "kirim/")))
    assert "15 Oktober 2026" in page and "Tanggal pengetikan dicatat sendiri: 2 November 2026" in page
    sent = {"token": str(uuid.uuid4()), "version": 1, "visited_on": "30/10/2026"}
    assert officer.post(at(group, "kirim/"), sent).url == at(group)
    report = MonthlyReport.objects.get()
    assert (report.visited_on, report.submitted_on, report.is_late) == (date(2026, 10, 30), date(2026, 11, 2), False)
    page = text_of(officer.get(at(group)))
    assert Receipt.objects.get().display in page and "tepat waktu" in page and "Kunjungan 30 Oktober 2026" in page


def test_a_month_that_is_not_whole_says_what_is_missing(officer, group):
    sent = {"token": str(uuid.uuid4()), "version": 1, "visited_on": "30/10/2026"}
    page = text_of(officer.post(at(group, "kirim/"), sent))
    assert "Tambahkan pertemuan bulan ini" in page
    assert not MonthlyReport.objects.exists() and not Receipt.objects.exists()


def test_what_changed_since_the_page_was_opened_is_seen_before_it_is_sent(
    cast, officer, sign_in, group, members, meeting
):
    """FE05"""
    other = sign_in(cast.admin)
    other.post(at(group, "pertemuan/tambah/"), form(members[1], on="20/10/2026", presenter="Bu Camat"))
    sent = {"token": str(uuid.uuid4()), "version": 1, "visited_on": "30/10/2026"}
    page = text_of(officer.post(at(group, "kirim/"), sent))
    assert "sesudah Anda membukanya" in page and "Bu Camat" in page
    assert MonthlyReport.objects.get().status == SubmissionStatus.DRAFT
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    assert officer.post(at(group, "kirim/"), sent | {"version": version}).status_code == 302
    assert MonthlyReport.objects.get().status == SubmissionStatus.SUBMITTED


def test_what_was_sent_can_be_taken_back_once(cast, officer, group, meeting):
    submit_register(by=cast.officer, report=meeting.report, version=1, visited_on=date(2026, 10, 30))
    report = MonthlyReport.objects.get()
    back = {"token": str(uuid.uuid4()), "version": report.version}
    assert "Tarik kembali" in text_of(officer.get(at(group, "tarik/")))
    assert officer.post(at(group, "tarik/"), back).url == at(group)
    report.refresh_from_db()
    assert (report.status, report.first_submitted_on) == (SubmissionStatus.DRAFT, date(2026, 11, 2))
    assert officer.get(at(group, "tarik/")).url == at(group)


def test_a_stack_of_paper_is_entered_in_a_run(cast, officer, group):
    """FE10: village by village in the order of the numbers, and the day of the visit is proposed again."""
    second, first = factories.make_group(number="76040320040009"), factories.make_group(number="76040320040008")
    done = factories.make_group(number="76040320040007")
    factories.make_report(done)
    factories.make_group(number="76040320040006", status="inactive")
    factories.make_group(factories.SUGIHWARAS)
    order, here = [], first
    for turn in range(3):
        reason = {"token": str(uuid.uuid4()), "version": 1, "no_meeting_reason": "Panen raya"}
        officer.post(at(here, "tanpa-pertemuan/"), reason)
        page = text_of(officer.get(at(here, "kirim/")))
        assert ('value="29/10/2026"' in page) is (turn > 0)
        sent = {"token": str(uuid.uuid4()), "version": 2, "visited_on": "29/10/2026"}
        officer.post(at(here, "kirim/"), sent)
        page = text_of(officer.get(at(here)))
        found = re.search(r'<a class="button" href="(/kegiatan/\d{14}/2026-10/)">Kelompok berikutnya', page)
        order.append(found and found[1])
        here = {at(one): one for one in (first, second, group)}.get(order[-1])
    assert order == [at(second), at(group), None]
    assert "Semua kelompok di wilayah Anda sudah melapor" in page


def test_the_proposed_day_is_forgotten_after_midnight_and_in_another_month(cast, sign_in, group, meeting):
    other = factories.make_group()
    with time_machine.travel("2026-11-02T15:00:00Z", tick=False) as clock:
        officer = sign_in(cast.officer)
        officer.post(at(group, "kirim/"), {"token": str(uuid.uuid4()), "version": 1, "visited_on": "30/10/2026"})
        assert 'value="30/10/2026"' in text_of(officer.get(at(other, "modal/")))
        assert 'value="02/11/2026"' in text_of(officer.get(at(other, "kirim/", "2026-11")))
        clock.shift(timedelta(hours=2))
        page = text_of(officer.get(at(other, "kirim/")))
        assert "Tanggal kunjungan" in page and 'value="30/10/2026"' not in page


def test_no_name_stands_in_an_address_or_a_session(officer, group, members, meeting):
    """SD08: the session keeps two days."""
    officer.post(at(group, "kirim/"), {"token": str(uuid.uuid4()), "version": 1, "visited_on": "30/10/2026"})
    assert officer.session["kunjungan_terakhir"] == ["2026-10-30", "2026-11-02"]


@pytest.mark.parametrize("page", ["", "pertemuan/tambah/", "kirim/"])
def test_a_page_asks_as_much_for_forty_members_as_for_three(officer, group, members, september, page):
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert officer.get(at(group, page)).status_code == 200
        return len(queries)

    report = factories.make_report(group, status=SubmissionStatus.DRAFT)
    factories.make_meeting(report, *members)
    few = asked()
    more = [factories.make_membership(group) for _place in range(37)]
    for day in range(2, 8):
        factories.make_meeting(report, *more, on=date(2026, 10, day))
    assert asked() == few <= 25


def test_twenty_members_are_ticked_on_one_screen(officer, group):
    """FE06"""
    members = [factories.make_membership(group) for _place in range(20)]
    page = text_of(officer.get(at(group, "pertemuan/tambah/")))
    assert page.count('name="present"') == 20
    assert officer.post(at(group, "pertemuan/tambah/"), form(*members)).status_code == 302
    assert Attendance.objects.count() == 20
