"""Long lists: prepared by the worker, kept sealed, taken by who asked, gone after a day, whole after a death (IE09)."""

import csv
import random
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import pairwise

import pytest
import time_machine
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from accounts.models import AccessEntry
from accounts.roles import Role
from jobs.kinds import tidy
from jobs.models import Job, JobPulse, JobState
from jobs.running import run_job, sweep
from reports.exports import keeping, making
from reports.exports.as_csv import csv_pieces
from reports.exports.as_xlsx import xlsx_pieces
from reports.exports.lists import LISTS
from reports.exports.sheet import SheetColumn
from reports.models import ExportFile, ExportPart
from reports.table import Kind
from tests import factories

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
PERSONAL = {"personal": "on", "reason": "pengajuan KUR bersama bank"}


@pytest.fixture(autouse=True)
def long_from_four_rows(settings):
    """A list of more than three rows is a long one."""
    settings.EXPORT_DIRECT_ROWS = 3


@pytest.fixture
def register(cast):
    """Seven groups with a member each."""
    factories.make_tiers()
    for number in range(7):
        group = factories.make_group(name=f"Melati {number}")
        factories.make_membership(group, factories.make_person(name=f"Siti {number}", nik=factories.make_nik()))


def ask(client, slug: str = "kelompok", query: str = "", **posted) -> Job:
    """Ask for a long list; gives its job."""
    answer = client.post(f"{reverse('export_start', args=[slug])}?{query}", {"format": "csv", **posted})
    job = Job.objects.latest("id")
    assert (answer.status_code, answer["Location"]) == (302, job.get_absolute_url())
    return job


def made(job: Job) -> ExportFile:
    """The job done, and its file."""
    run_job.call(job.pk)
    job.refresh_from_db()
    file = ExportFile.objects.get(job=job)
    assert (job.state, job.result_url) == (JobState.DONE, file.get_absolute_url()), job.problem
    return file


def lines_of(answer) -> list[list[str]]:
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline=""), delimiter=";"))


def content_address(file: ExportFile) -> str:
    return reverse("export_file", args=[file.pk])


def test_a_long_list_is_prepared_and_taken_from_its_own_link(cast, register, sign_in):
    """IE09: the job's page leads to the file, which has all rows; both making and taking are noted."""
    client = sign_in(cast.regency)
    file = made(ask(client, "kelompok", "q=melati"))
    assert (file.row_count, file.format, file.is_switched) == (7, "csv", False)
    assert "Ambil berkas" in client.get(file.get_absolute_url()).content.decode()
    answer = client.get(content_address(file))
    assert "no-store" in answer["Cache-Control"] and answer["Content-Disposition"].endswith('.csv"')
    assert [line[2] for line in lines_of(answer)[1:]] == [f"Melati {number}" for number in range(7)]
    details = list(AccessEntry.objects.order_by("id").values_list("detail", flat=True))
    assert details == ["kelompok, CSV, 7 baris; q", "kelompok, CSV, 7 baris: berkas yang disiapkan diambil"]
    assert "Siap diambil" in client.get(reverse("export_list")).content.decode()


def test_a_list_of_three_rows_is_answered_at_once(cast, register, sign_in):
    answer = sign_in(cast.regency).post("/ekspor/kelompok/?q=melati+1", {"format": "csv"})
    assert len(lines_of(answer)) == 2
    assert not Job.objects.exists()


def test_neither_title_nor_parameters_nor_pieces_tell_what_was_sought(cast, register, sign_in):
    """AU04: what was typed is sealed, and so is the content."""
    job = ask(sign_in(cast.regency), "anggota", **PERSONAL)
    sealed = ask(sign_in(cast.regency), "kelompok", "q=melati")
    file = made(job)
    kept = b"".join(bytes(part.sealed) for part in ExportPart.objects.filter(file=file))
    assert b"Siti" not in kept and b"nama" not in kept
    assert (job.title, set(job.params)) == ("Unduhan: Anggota (CSV)", {"file"})
    assert "melati" not in f"{sealed.title}{sealed.params}{ExportFile.objects.get(job=sealed).asked}"


def test_the_same_list_asked_for_twice_is_prepared_once(cast, register, sign_in):
    """Two taps, one job; another filter or another format is another one."""
    client = sign_in(cast.regency)
    first = ask(client, "kelompok", "q=melati")
    assert ask(client, "kelompok", "q=melati") == first
    assert ask(client, "kelompok", "status=semua") != first
    assert ask(client, "kelompok", "q=melati", format="xlsx") != first


def test_nobody_else_finds_the_file(cast, register, sign_in):
    """IE09: another user, also the national administrator who sees the job, gets 404; nobody is sent to sign in."""
    file = made(ask(sign_in(cast.regency)))
    for address in (file.get_absolute_url(), content_address(file)):
        for user in (cast.admin, cast.province, cast.outside[Role.REGENCY]):
            assert sign_in(user).get(address).status_code == 404
        assert sign_in(cast.officer).get(address).status_code == 403
        assert sign_in().get(address).status_code == 302


@pytest.mark.parametrize("is_looked_at", [True, False])
def test_after_a_day_the_file_is_gone(cast, register, sign_in, is_looked_at):
    """IE09: the content goes at the next look, or by the worker if nobody looks."""
    with time_machine.travel(NOON, tick=False) as clock:
        file = made(ask(sign_in(cast.regency)))
        clock.shift(timedelta(hours=23, minutes=59))
        tidy()
        assert sign_in(cast.regency).get(content_address(file)).status_code == 200
        clock.shift(timedelta(minutes=1))
        if is_looked_at:
            page = sign_in(cast.regency).get(content_address(file), follow=True)
            assert (page.status_code, "sudah dihapus" in page.content.decode()) == (410, True)
        else:
            tidy()
        assert not ExportPart.objects.exists()


def test_who_has_another_territory_or_role_by_now_gets_nothing(cast, register, sign_in):
    """AC05: at the link, and in the job itself."""
    waiting = ask(sign_in(cast.regency), "anggota")
    file = made(ask(sign_in(cast.regency), "kelompok"))
    factories.make_territory(cast.regency, "91")
    assert sign_in(cast.regency).get(content_address(file)).status_code == 404
    assert "wilayah Anda sudah berubah" in sign_in(cast.regency).get(file.get_absolute_url()).content.decode()
    run_job.call(waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.state, "sudah berubah" in waiting.problem) == (JobState.FAILED, True)
    assert not ExportPart.objects.filter(file__job=waiting).exists()


class Killed(SystemExit):
    """The worker is told to stop, or killed: nothing after this is done."""


@pytest.mark.parametrize(("form", "after"), [("csv", 0), ("csv", 1), ("csv", 3), ("xlsx", 1)])
def test_a_worker_killed_in_the_middle_leaves_a_whole_file_to_the_next(
    cast, register, sign_in, monkeypatch, after, form
):
    """IE09: the next attempt makes the file anew; nothing stands in it twice, nothing is missing, one note is kept."""
    monkeypatch.setattr(keeping, "PIECE", 40)
    monkeypatch.setattr(LISTS["kelompok"], "size", 2)
    job = ask(sign_in(cast.regency), format=form)
    real, written = keeping.seal_bytes, []

    def dying(piece):
        if len(written) == after:
            raise Killed
        written.append(piece)
        return real(piece)

    monkeypatch.setattr(keeping, "seal_bytes", dying)
    with pytest.raises(Killed):
        run_job.call(job.pk)
    monkeypatch.setattr(keeping, "seal_bytes", real)
    assert ExportPart.objects.count() == after and not AccessEntry.objects.exists()
    old = timezone.now() - timedelta(minutes=1)
    JobPulse.objects.filter(job=job).update(at=old)
    DBTaskResult.objects.filter(pk=job.task_id).update(status=TaskResultStatus.RUNNING)
    assert sweep() == 1
    file = made(job)
    content = b"".join(keeping.kept_pieces(file))
    assert len(content) == file.size and file.row_count == 7
    assert content.count(b"Melati") == 7 if form == "csv" else content.startswith(b"PK")
    assert AccessEntry.objects.count() == 1


def test_a_worker_that_was_taken_for_dead_adds_nothing(cast, register, sign_in, monkeypatch):
    """The fence: a sleeper wakes up in the middle of its file, which another one has finished meanwhile."""
    monkeypatch.setattr(keeping, "PIECE", 40)
    job, real = ask(sign_in(cast.regency)), keeping.seal_bytes
    taken_over = []

    def sleeping(piece):
        if not taken_over:
            taken_over.append(True)
            Job.objects.filter(pk=job.pk).update(attempt=9)
        return real(piece)

    monkeypatch.setattr(keeping, "seal_bytes", sleeping)
    run_job.call(job.pk)
    assert ExportPart.objects.count() == 1
    assert not AccessEntry.objects.exists()


def test_a_list_longer_than_a_sheet_leaves_as_csv_and_says_so(cast, register, sign_in, settings):
    """IE09"""
    settings.EXPORT_XLSX_ROWS = 6
    client = sign_in(cast.regency)
    file = made(ask(client, format="xlsx"))
    assert (file.format, file.is_switched, file.row_count) == ("csv", True, 7)
    assert "dibuat sebagai CSV" in client.get(file.get_absolute_url()).content.decode()
    assert len(lines_of(client.get(content_address(file)))) == 8
    assert AccessEntry.objects.earliest("id").detail.startswith("kelompok, CSV, 7 baris")


def test_a_workbook_of_exactly_a_sheet_stays_one(cast, register, sign_in, settings):
    settings.EXPORT_XLSX_ROWS = 7
    assert made(ask(sign_in(cast.regency), format="xlsx")).format == "xlsx"


@pytest.mark.parametrize("draw", [csv_pieces, lambda *given: xlsx_pieces("Uji", *given, 10**6)])
def test_a_file_begins_before_its_last_row_is_read(draw):
    """IE09: each batch leaves before the next one is read, so the memory is that of one batch."""
    read, dice = [], random.Random(5)

    def batches():
        for number in range(50):
            read.append(number)
            yield [(dice.randbytes(100).hex(), place) for place in range(200)]

    columns = [SheetColumn("nama"), SheetColumn("angka", Kind.INTEGER)]
    seen = [len(read) for _piece in draw(columns, batches())]
    assert len(seen) > 25 and seen[0] < 5
    largest = max(later - earlier for earlier, later in pairwise(seen))
    assert largest <= 4


def test_the_limits_are_the_office_s_own():
    with override_settings(EXPORT_DIRECT_ROWS=10, EXPORT_XLSX_ROWS=4):
        assert (making.rows_at_once("csv"), making.rows_at_once("xlsx")) == (10, 4)
