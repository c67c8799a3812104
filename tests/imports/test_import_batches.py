"""A register file from sending to history: checked, stored once, whole or in part, and private to its sender."""

import threading
from contextlib import nullcontext, suppress
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from psycopg.errors import DeadlockDetected

from accounts.models import AuditEntry, Territory, User
from accounts.roles import Role
from groups.models import CapitalRecord, EnterpriseGroup
from imports.actions.register import ask_commit, choose_meanings, discard, receive_file
from imports.models import BatchState, ImportBatch, ImportIssue, ImportPart
from imports.reading import Limits
from imports.register import chunks, content, jobs
from imports.register.content import content_of
from jobs.kinds import tidy
from jobs.models import Job, JobLine, JobState
from jobs.running import retry_job, run_job
from members.actions.many import MemberPlanner
from members.models import Membership, Person
from tests import factories
from tests.at_once import at_once
from tests.factories import BUMIAYU, DARMA, SENTANI
from tests.imports import whole_files
from tests.imports.test_reading import OLE
from tests.imports.whole_files import (
    GROUPS,
    MEMBERS,
    at_work,
    clean_book,
    counted,
    group_line,
    member_line,
    messy_book,
    sent,
    stored,
)
from tests.imports.workbooks import cell, raw_workbook, workbook

NOON = "2026-11-21T03:00:00Z"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def staff(cast) -> User:
    return cast.regency


def on_record() -> tuple[int, int, int]:
    """How many groups, memberships and observations there are."""
    return EnterpriseGroup.objects.count(), Membership.objects.count(), CapitalRecord.objects.count()


# --- The way of a file ------------------------------------------------------------------------------------------------
def test_a_file_is_checked_stored_and_stands_in_the_history(staff):
    """IE05, IE11: hash, user, counts, mapping; one entry in the trail tells of all rows."""
    batch = sent(staff, clean_book())
    assert (batch.state, on_record()) == (BatchState.CHECKED, (0, 0, 0))
    assert (batch.job.pulse.done_count, batch.job.pulse.total_count) == (15, 17)
    assert [counted(batch, part)[0] for part in ("groups", "members", "capital")] == [3, 12, 3]
    batch = at_work(ask_commit(by=staff, batch=batch, valid_only=False))
    assert (batch.state, on_record()) == (BatchState.COMMITTED, (3, 12, 3))
    assert (batch.by, len(batch.sha256), batch.kind, batch.stored["members"]["new"]) == (staff, 64, "xlsx", 12)
    assert [sheet["columns"]["0"] for sheet in batch.sheets] == ["kode_lama", "kode_lama"]
    assert (batch.job.state, batch.job.pulse.percent) == (JobState.DONE, 100)
    assert batch.job.result_url == batch.get_absolute_url()
    entry = AuditEntry.objects.filter(object_repr__contains=f"#{batch.pk}").get()
    assert (entry.actor, entry.region_code, "12 anggota" in entry.object_repr) == (staff, "7604", True)
    person = Person.objects.first()
    assert (person.source_system, person.source_id.split(":")[0]) == ("impor", str(batch.pk))


def test_all_or_nothing_is_refused_before_and_in_the_worker(staff):
    """IE02: also where the register has changed between the check and the commit."""
    batch = sent(staff, messy_book())
    with pytest.raises(ValidationError, match="6 baris"):
        ask_commit(by=staff, batch=batch, valid_only=False)
    batch = sent(staff, clean_book())
    ask_commit(by=staff, batch=batch, valid_only=False)
    nik = whole_files.member_line(1, 0)[1]
    factories.make_person(SENTANI, nik=nik)
    batch = at_work(ImportBatch.objects.get(pk=batch.pk))
    assert (batch.state, on_record(), batch.job.state) == (BatchState.CHECKED, (0, 0, 0), JobState.FAILED)
    assert "ditolak" in batch.job.problem
    assert list(batch.issues.values_list("code", flat=True)) == ["nik_elsewhere"]


def test_valid_rows_only_stores_the_others_and_keeps_the_content_for_the_refused(staff):
    book = messy_book()
    batch = stored(staff, book, valid_only=True)
    assert (batch.state, counted(batch, "members"), Person.objects.count()) == (BatchState.COMMITTED, (5, 0, 0, 6), 5)
    assert content_of(batch).read() == book
    assert batch.issues.filter(level="error").count() == 6


def test_the_same_file_twice_is_all_the_same_for_another_person_a_day_later_too(cast):
    """IE03: the clocks of two people, a day and two hours apart, make nothing of it new."""
    bare = [[*group_line(1)[:-1], None], *[group_line(number, modal_per_tanggal=None) for number in (2, 3)]]
    people = [member_line(number, place, tanggal_masuk=None) for number in (1, 2, 3) for place in range(2)]
    book = workbook([GROUPS, *bare], [MEMBERS, *people], names=("Kelompok", "Anggota"))
    assert counted(stored(cast.regency, book), "members") == (6, 0, 0, 0)
    with time_machine.travel("2026-11-22T16:30:00Z", tick=False):
        again = sent(cast.admin, book)
        assert [counted(again, part) for part in ("groups", "members", "capital")] == [
            (0, 0, 3, 0),
            (0, 0, 6, 0),
            (0, 0, 3, 0),
        ]
        assert not again.issues.exists()
        with pytest.raises(ValidationError, match="sudah sama"):
            ask_commit(by=cast.admin, batch=again, valid_only=False)
    assert on_record() == (3, 6, 3)


def test_a_changed_row_changes_what_is_on_record_and_a_third_time_nothing(staff):
    stored(staff, clean_book(1, 2))
    book = workbook(
        [GROUPS, group_line(1, tahapan="Mandiri", own="9 juta", modal_per_tanggal="31/07/2026")],
        [MEMBERS, member_line(1, 0, metode_kb="pil"), member_line(1, 1, tahapan_ks="KS II")],
        names=("Kelompok", "Anggota"),
    )
    batch = stored(staff, book)
    assert (counted(batch, "groups"), counted(batch, "members")) == ((0, 1, 0, 0), (0, 2, 0, 0))
    group = EnterpriseGroup.objects.get()
    assert (group.stage.code, group.capital_total) == ("mandiri", 11_000_000)
    again = sent(staff, book)
    assert (counted(again, "groups"), counted(again, "members")) == ((0, 0, 1, 0), (0, 0, 2, 0))


def test_a_file_of_many_pieces_is_stored_whole_and_in_its_order(staff, monkeypatch):
    """IE05: rows keep their order and number."""
    monkeypatch.setattr(chunks, "CHUNK", 2)
    batch = stored(staff, clean_book(3, 5))
    assert (counted(batch, "members"), Person.objects.count()) == ((15, 0, 0, 0), 15)
    rows = sorted(int(source.split(":")[1]) for source in Person.objects.values_list("source_id", flat=True))
    assert rows == list(range(2, 17))


def test_queries_do_not_grow_with_the_rows(staff):
    """IE05"""

    def queries(members: int) -> int:
        batch = receive_file(by=staff, file=BytesIO(clean_book(1, members)), name="a.xlsx")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            at_work(batch)
        return len(seen)

    queries(2)
    assert queries(3) == queries(8)


def test_where_a_record_came_from_finds_it(cast, sign_in):
    """AP03: the sender's own number in the list of groups, the import and its row in the admin."""
    batch = stored(cast.regency, clean_book(2, 2))
    client = sign_in(cast.regency)
    page = client.get("/kelompok/", {"q": "S-002"})
    assert [row.group.source_id for row in page.context["rows"]] == ["S-002"]
    assert sign_in(cast.outside[Role.REGENCY]).get("/kelompok/", {"q": "S-002"}).context["rows"] == []
    found = sign_in(cast.admin).get("/kelola/members/person/", {"q": f"{batch.pk}:3"}).context["cl"]
    assert [person.source_id for person in found.result_list] == [f"{batch.pk}:3"]


# --- Who may ----------------------------------------------------------------------------------------------------------
def test_a_file_is_private_to_its_sender_and_the_national_administrator(cast, sign_in):
    batch = sent(cast.regency, clean_book(1, 1))
    for user in (cast.officer, cast.outside[Role.REGENCY], cast.outside[Role.ADMIN]):
        client = sign_in(user)
        assert client.get(batch.get_absolute_url()).status_code == 404
        assert client.post(f"{batch.get_absolute_url()}simpan/").status_code == 404
        assert f"Impor {batch.pk}" not in client.get("/impor/").content.decode()
        with pytest.raises(ValidationError):
            ask_commit(by=user, batch=batch, valid_only=False)
    assert sign_in(cast.admin).get(batch.get_absolute_url()).status_code == 200
    for act in (
        lambda by: ask_commit(by=by, batch=batch, valid_only=False),
        lambda by: choose_meanings(by=by, batch=batch),
    ):
        with pytest.raises(ValidationError, match="pengirim"):
            act(cast.admin)
    assert on_record() == (0, 0, 0)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.PROVINCE, Role.AKU, Role.AUDITOR])
def test_who_may_not_import_can_neither_send_nor_store(cast, role):
    """IE04, AC07"""
    with pytest.raises(PermissionDenied):
        receive_file(by=cast.inside[role], file=BytesIO(clean_book()), name="a.xlsx")
    batch = sent(cast.regency, clean_book(1, 1))
    with pytest.raises(PermissionDenied):
        ask_commit(by=cast.inside[role], batch=batch, valid_only=False)
    assert ImportBatch.objects.count() == 1


@pytest.mark.parametrize("gone", ["role", "territory"])
def test_what_the_sender_may_no_longer_do_is_not_done_for_him(staff, gone):
    """IE04, AC07: the worker asks as the sender stands when it writes, not as he stood when he sent."""
    batch = ask_commit(by=staff, batch=sent(staff, clean_book(1, 2)), valid_only=True)
    if gone == "role":
        User.objects.filter(pk=staff.pk).update(role=Role.COORDINATOR)
    else:
        Territory.objects.filter(user=staff).update(region_id="9103")
    batch = at_work(batch)
    assert (on_record(), Person.objects.count()) == ((0, 0, 0), 0)
    assert batch.job.state == JobState.FAILED or counted(batch, "members") == (0, 0, 0, 2)


# --- Wrong files ------------------------------------------------------------------------------------------------------
WRONG = {
    "no_header": workbook([["Catatan rapat"], ["Tidak ada tabel"]]),
    "no_rows": workbook([GROUPS]),
    "image": b"\x89PNG\r\n\x1a\n" + b"gambar" * 100,
    "old_excel": OLE,
    "password": OLE + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 100,
    "zip_bomb": raw_workbook(cell("A1"), extra={"xl/media/x.bin": b"\x00" * 60_000_000}),
    "far_cell": raw_workbook(cell("A1") + cell("XFD1048576")),
    "zeros": b"\x00" * 5_000,
    "empty": b"",
}


@pytest.mark.parametrize("code", WRONG)
def test_a_wrong_file_is_refused_by_name_and_nothing_of_it_is_kept(staff, code):
    """IE06"""
    batch = sent(staff, WRONG[code])
    assert (batch.state, batch.refusal, batch.refusal_text != "") == (BatchState.REFUSED, code, True)
    assert not (ImportPart.objects.exists() or ImportIssue.objects.exists())
    assert (batch.counts["rows_read"], batch.counts["status"], batch.job.state) == (0, "refused", JobState.DONE)
    with pytest.raises(ValidationError):
        ask_commit(by=staff, batch=batch, valid_only=True)


def test_a_file_that_is_too_big_or_holds_too_much_leaves_nothing(staff, monkeypatch):
    """IE06"""
    from imports.reading import FileRefused  # noqa: PLC0415

    monkeypatch.setattr(content, "LIMITS", Limits(size=0))
    monkeypatch.setattr(content, "PIECE", 1_000)
    with pytest.raises(FileRefused) as refusal:
        receive_file(by=staff, file=BytesIO(clean_book()), name="a.xlsx")
    assert refusal.value.code == "too_big"
    assert not (ImportBatch.objects.exists() or ImportPart.objects.exists() or Job.objects.exists())
    monkeypatch.undo()
    with time_machine.travel(NOON, tick=False):
        monkeypatch.setattr("imports.register.survey.LIMITS", Limits(rows=3))
        assert sent(staff, clean_book()).refusal == "too_many_rows"
    assert not ImportPart.objects.exists()


# --- What is kept, and for how long -----------------------------------------------------------------------------------
def test_no_nik_stands_anywhere_in_the_clear(staff, caplog):
    """AU05: neither in the content, nor in problems, titles, logs or the trail."""
    at_work(ask_commit(by=staff, batch=sent(staff, messy_book()), valid_only=True))
    niks = [factories.make_nik(born=whole_files.BORN, serial=serial) for serial in range(1, 11)]
    for model in (ImportPart, ImportBatch, ImportIssue, Job, JobLine, AuditEntry, Person, Membership):
        for row in model.objects.values_list():
            text = " ".join(str(bytes(value) if isinstance(value, memoryview) else value) for value in row)
            assert not any(one in text for one in niks), model
    assert not any(one in caplog.text for one in niks)


def test_content_goes_once_all_is_stored_and_when_a_file_is_let_go(staff):
    stored(staff, clean_book(1, 1))
    assert not ImportPart.objects.exists()
    batch = sent(staff, messy_book())
    discard(by=staff, batch=batch)
    assert not (ImportPart.objects.exists() or batch.issues.exists())
    assert ImportBatch.objects.filter(pk=batch.pk, state=BatchState.DISCARDED).exists()


def test_content_that_nobody_decided_on_goes_after_thirty_days(staff):
    batch = sent(staff, clean_book(1, 1))
    with time_machine.travel(timezone.now() + timedelta(days=29), tick=False):
        tidy()
        assert batch.parts.exists()
    with time_machine.travel(timezone.now() + timedelta(days=30, minutes=1), tick=False):
        tidy()
        assert not batch.parts.exists()
        batch = at_work(ask_commit(by=staff, batch=batch, valid_only=False))
    assert (batch.state, batch.refusal, batch.job.state) == (BatchState.REFUSED, "gone", JobState.FAILED)
    assert "Kirim lagi" in batch.job.problem
    assert on_record() == (0, 0, 0)


# --- What goes wrong in the worker ------------------------------------------------------------------------------------
def broken(monkeypatch, where: str):
    def break_down(*_args, **_more):
        raise KeyError("rahasia")

    monkeypatch.setattr(where, break_down)


def test_a_commit_that_breaks_down_can_be_tried_again(staff, monkeypatch):
    """SD: neither the file nor the job hangs; another try of the job stores it, once."""
    batch = ask_commit(by=staff, batch=sent(staff, clean_book()), valid_only=False)
    with monkeypatch.context() as patch:
        broken(patch, "imports.register.steps.log_batch")
        with pytest.raises(KeyError):
            run_job.call(batch.job_id)
    assert (on_record(), Job.objects.get(pk=batch.job_id).state) == ((0, 0, 0), JobState.FAILED)
    retry_job(by=staff, job=batch.job)
    batch = at_work(batch)
    assert (batch.state, on_record(), batch.job.state) == (BatchState.COMMITTED, (3, 12, 3), JobState.DONE)


def test_a_commit_that_breaks_down_can_be_asked_for_anew_or_let_go(staff, monkeypatch):
    batch = ask_commit(by=staff, batch=sent(staff, clean_book()), valid_only=False)
    with monkeypatch.context() as patch:
        broken(patch, "imports.register.steps.log_batch")
        with pytest.raises(KeyError):
            run_job.call(batch.job_id)
    first = batch.job
    batch = at_work(ask_commit(by=staff, batch=batch, valid_only=False))
    assert (batch.state, on_record()) == (BatchState.COMMITTED, (3, 12, 3))
    retry_job(by=staff, job=first)
    run_job.call(first.pk)
    assert (on_record(), Job.objects.get(pk=first.pk).state) == ((3, 12, 3), JobState.DONE)


def test_a_check_that_breaks_down_can_be_tried_again_or_let_go(staff, monkeypatch):
    batch = receive_file(by=staff, file=BytesIO(clean_book(1, 1)), name="a.xlsx")
    with pytest.raises(ValidationError):
        discard(by=staff, batch=batch)
    with monkeypatch.context() as patch:
        broken(patch, "imports.register.steps.Survey")
        with pytest.raises(KeyError):
            run_job.call(batch.job_id)
    retry_job(by=staff, job=batch.job)
    batch = at_work(batch)
    assert (batch.state, batch.job.state) == (BatchState.CHECKED, JobState.DONE)
    discard(by=staff, batch=batch)


def test_a_job_that_failed_for_a_row_stores_it_once_the_row_is_sound(staff):
    """The same job, tried again after what stood in the way is gone, stores the file."""
    batch = ask_commit(by=staff, batch=sent(staff, clean_book(1, 2)), valid_only=False)
    blocker = factories.make_person(SENTANI, nik=member_line(1, 0)[1])
    batch = at_work(batch)
    assert (batch.state, on_record()) == (BatchState.CHECKED, (0, 0, 0))
    Person.objects.filter(pk=blocker.pk).delete()
    retry_job(by=staff, job=batch.job)
    batch = at_work(batch)
    assert (batch.state, on_record()) == (BatchState.COMMITTED, (1, 2, 1))


def test_a_file_let_go_meanwhile_is_not_stored_by_an_old_job(staff):
    batch = ask_commit(by=staff, batch=sent(staff, clean_book(1, 1)), valid_only=False)
    Job.objects.filter(pk=batch.job_id).update(state=JobState.FAILED)
    discard(by=staff, batch=batch)
    retry_job(by=staff, job=batch.job)
    batch = at_work(batch)
    assert (batch.state, batch.job.state, on_record()) == (BatchState.DISCARDED, JobState.FAILED, (0, 0, 0))


@pytest.mark.parametrize(("times", "state"), [(2, JobState.DONE), (3, JobState.FAILED)])
def test_a_deadlock_with_another_file_is_waited_out(staff, monkeypatch, times, state):
    """SD06: the database lets one of two go; it begins again by itself, but not for ever."""
    batch = ask_commit(by=staff, batch=sent(staff, clean_book(1, 2)), valid_only=False)
    storing, turns = jobs.commit_batch, []

    def store(*given, **more):
        answer = storing(*given, **more)
        turns.append(1)
        if len(turns) <= times:
            raise OperationalError from DeadlockDetected()
        return answer

    monkeypatch.setattr(jobs, "commit_batch", store)
    with nullcontext() if state == JobState.DONE else pytest.raises(OperationalError):
        run_job.call(batch.job_id)
    assert (len(turns), Job.objects.get(pk=batch.job_id).state) == (3, state)
    assert on_record() == ((1, 2, 1) if state == JobState.DONE else (0, 0, 0))


# --- At once ----------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_five_taps_at_once_make_one_job_and_five_workers_store_once(country):
    """FE04: "simpan" five times, and the one job given to five workers."""
    user = factories.make_user("staf", Role.REGENCY, "7604")
    batch = sent(user, clean_book(1, 2))
    asked = at_once(*[lambda: ask_commit(by=user, batch=batch, valid_only=False)] * 5)
    assert {one.job_id for one in asked} == {Job.objects.exclude(pk=batch.job_id).get().pk}
    job = asked[0].job_id
    ends = at_once(*[lambda: run_job.call(job)] * 5)
    assert sorted(ends) == ["selesai"] + ["sudah diambil"] * 4
    assert on_record() == (1, 2, 1)


@pytest.mark.django_db(transaction=True)
def test_the_form_sent_five_times_at_once_makes_one_file(country, sign_in):
    """FE04"""
    user = factories.make_user("staf", Role.REGENCY, "7604")
    client = sign_in(user)
    token = client.get("/impor/baru/").context["token"]
    clients = [sign_in(user) for _turn in range(5)]
    book = clean_book(1, 1)

    def posting(one):
        return lambda: one.post("/impor/baru/", {"token": token, "file": SimpleUploadedFile("a.xlsx", book)}).url

    assert len(set(at_once(*[posting(one) for one in clients]))) == 1
    assert ImportBatch.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_known", [True, False])
def test_of_two_files_with_one_nik_stored_at_once_one_wins_and_the_other_is_told(country, is_known):
    """SD06: the loser stores nothing at all, and its page says which row stands in the way."""
    users = [factories.make_user(name, Role.REGENCY, "7604") for name in ("satu", "dua")]
    if is_known:
        factories.make_group(BUMIAYU, "Anggrek")
        factories.make_group(DARMA, "Mawar")
    nik = factories.make_nik(serial=77)
    header = ["nama_kelompok", "kode_desa", "nik", "nama", "jenis_kelamin", "tanggal_lahir"]

    def book(group, village, name):
        return workbook([header, [group, village, nik, name, "P", "17/05/1990"]], names=("Anggota",))

    books = [book("Anggrek", BUMIAYU, "Sulastri"), book("Mawar", DARMA, "Kartini Wahyuningsih")]
    batches = [
        ask_commit(by=user, batch=sent(user, content), valid_only=False)
        for user, content in zip(users, books, strict=True)
    ]
    at_once(*[lambda one=one: run_job.call(one.job_id) for one in batches])
    batches = [ImportBatch.objects.get(pk=one.pk) for one in batches]
    won, lost = sorted(batches, key=lambda one: one.state != BatchState.COMMITTED)
    assert (won.state, lost.state, Person.objects.count()) == (BatchState.COMMITTED, BatchState.CHECKED, 1)
    assert (lost.job.state, lost.job.problem != "") == (JobState.FAILED, True)
    assert list(lost.issues.values_list("code", flat=True)) == ["nik_other_person"]
    assert EnterpriseGroup.objects.count() == (2 if is_known else 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_known", [True, False])
def test_one_file_without_nik_stored_twice_at_once_doubles_nobody(country, is_known, monkeypatch):
    """IE03, SD06: no number tells the rows apart; the second waits, and sees what the first has stored."""
    planned, meeting = MemberPlanner.plan, threading.Barrier(2)

    def plan_and_wait(*given):
        """Give the other worker time to plan as well, if nothing keeps it from doing so."""
        answer = planned(*given)
        with suppress(threading.BrokenBarrierError):
            meeting.wait(timeout=0.5)
        return answer

    users = [factories.make_user(name, Role.REGENCY, "7604") for name in ("satu", "dua")]
    header = ["nama_kelompok", "kode_desa", "nama", "jenis_kelamin", "tanggal_lahir", "alasan_tanpa_nik"]
    rows = [["Anggrek", BUMIAYU, f"Kartini {sign * 3}", "P", "17/05/1990", "KTP tidak dibawa"] for sign in "ABC"]
    book = workbook([header, *rows], names=("Anggota",))
    if is_known:
        factories.make_group(BUMIAYU, "Anggrek")
    batches = [ask_commit(by=user, batch=sent(user, book), valid_only=False) for user in users]
    monkeypatch.setattr(MemberPlanner, "plan", plan_and_wait)
    at_once(*[lambda one=one: run_job.call(one.job_id) for one in batches])
    assert (EnterpriseGroup.objects.count(), Person.objects.count(), Membership.objects.count()) == (1, 3, 3)
    assert all(one.job.state in (JobState.DONE, JobState.FAILED) for one in ImportBatch.objects.all())
