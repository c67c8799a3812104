"""The catalogue (RP02, RP04, DB03): which reports for whom, the question in the address, heavy ones, what is kept."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AccessEntry
from accounts.roles import Role
from groups.models import EnterpriseGroup
from jobs.models import Job, JobState
from jobs.running import run_job
from regions.codes import Level
from reports.catalogue import registry
from reports.catalogue.asking import address_of
from reports.catalogue.first import RECAP
from reports.catalogue.registry import REPORTS
from reports.catalogue.report import Asked, Choice, Dated
from reports.models import ReportRun
from reports.monthly import distrust_months
from tests import factories
from tests.reports.example import NOON, make_example
from tests.reports.kept import question

WITH_CHOICE = Choice("status", "Status", lambda: [("", "Semua"), ("aktif", "Aktif")])


@pytest.fixture
def example(cast):
    make_example()
    with time_machine.travel(NOON, tick=False):
        yield cast


@pytest.fixture
def offered(monkeypatch):
    """Give reports; they are the whole catalogue for one test."""
    return lambda *reports: monkeypatch.setattr(registry, "REPORTS", reports)


def recap(**changes):
    return replace(RECAP, **changes)


def ask(sign_in, user, slug: str = "rekap", **query):
    return sign_in(user).get(reverse("catalogue_report", args=[slug]), query)


def test_the_catalogue_lists_what_the_role_may_make_and_says_what_each_answers(example, sign_in, offered):
    offered(recap(about="Berapa kelompok?"), recap(slug="audit", name="Untuk pemeriksa", permission="audit_view"))
    page = sign_in(example.regency).get(reverse("catalogue")).content.decode()
    assert "Berapa kelompok?" in page and "Untuk pemeriksa" not in page
    assert ask(sign_in, example.regency, "audit").status_code == 403
    assert ask(sign_in, example.regency, "tidak-ada").status_code == 404


def test_the_slugs_name_one_report_each_and_no_other_page():
    slugs = [report.slug for report in REPORTS]
    assert len(set(slugs)) == len(slugs) and not {"tersimpan", "jadwal"} & set(slugs)


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.slug)
def test_the_whole_question_stands_in_the_address(example, report):
    """DB03: the address of a question asks the same question again."""
    _report, asked = question(example.province, report.slug, "7604")
    address = address_of(report, asked)
    given = dict(pair.split("=") for pair in address.partition("?")[2].split("&"))
    assert question(example.province, report.slug, given.pop("wilayah"), **given)[1] == asked


@pytest.mark.parametrize(
    ("dated", "given", "since", "on"),
    [
        (Dated.TODAY, {}, None, date(2026, 8, 15)),
        (Dated.DAY, {}, None, date(2026, 8, 15)),
        (Dated.DAY, {"tanggal": "31 Desember 2025"}, None, date(2025, 12, 31)),
        (Dated.MONTH, {}, date(2026, 7, 1), date(2026, 7, 31)),
        (Dated.MONTH, {"bulan": "2026-02"}, date(2026, 2, 1), date(2026, 2, 28)),
        (Dated.MONTH, {"bulan": "2999-01"}, date(2026, 7, 1), date(2026, 7, 31)),
        (Dated.YEAR, {}, date(2026, 1, 1), date(2026, 12, 31)),
        (Dated.YEAR, {"tahun": "2024"}, date(2024, 1, 1), date(2024, 12, 31)),
        (Dated.SPAN, {}, date(2026, 1, 1), date(2026, 8, 15)),
        (Dated.SPAN, {"dari": "2025-03-01", "sampai": "1/4/2025"}, date(2025, 3, 1), date(2025, 4, 1)),
    ],
)
def test_the_date_asked_for_is_understood(example, offered, dated, given, since, on):
    offered(recap(dated=dated, choices=(WITH_CHOICE,)))
    _report, asked = question(example.regency, "rekap", **given, status="aktif", tingkat="kecamatan")
    assert asked == Asked(example.regency, asked.region, Level.DISTRICT, on, since, {"status": "aktif"})


@pytest.mark.parametrize(
    ("dated", "given", "words"),
    [
        (Dated.DAY, {"tanggal": "kemarin"}, "Tanggal tidak terbaca"),
        (Dated.DAY, {"tanggal": "16/8/2026"}, "belum tiba"),
        (Dated.SPAN, {"dari": "2/3/2026", "sampai": "1/3/2026"}, "mendahului"),
    ],
)
def test_a_date_that_cannot_be_is_refused_with_its_reason_and_nothing_is_made(
    example, sign_in, offered, dated, given, words
):
    offered(recap(dated=dated))
    answer = ask(sign_in, example.regency, **given)
    assert words in answer.content.decode() and "table" not in answer.context


def test_a_region_outside_is_not_found_and_a_level_that_cannot_be_is_the_usual_one(example, sign_in):
    assert ask(sign_in, example.regency, wilayah="91").status_code == 404
    assert ask(sign_in, example.regency, tingkat="provinsi").context["form"].asked().level == Level.DISTRICT
    lost = ask(sign_in, example.lost[Role.REGENCY])
    assert "Belum ada wilayah binaan" in lost.content.decode()


def test_the_files_need_the_permission_and_each_is_noted(example, sign_in):
    for kind in ("xlsx", "csv", "pdf"):
        assert ask(sign_in, example.officer, format=kind).status_code == 403
    assert not AccessEntry.objects.exists()
    ask(sign_in, example.regency, format="csv")
    entry = AccessEntry.objects.get()
    assert (entry.region_code, "rekap" in entry.detail, "CSV" in entry.detail) == ("7604", True, True)


def test_a_page_costs_the_same_for_any_number_of_regions(example, sign_in):
    client = sign_in(example.province)

    def queries() -> int:
        client.get(reverse("catalogue_report", args=["rekap"]), {"tingkat": "kecamatan"})
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("catalogue_report", args=["rekap"]), {"tingkat": "kecamatan"})
        return len(seen)

    few = queries()
    for number in range(12):
        factories.make_region(f"7604{50 + number}", f"Kecamatan {number}")
    assert queries() == few <= 30


# --- What is kept by itself -------------------------------------------------------------------------------------------
def test_a_report_of_a_day_that_is_over_is_kept_once_and_a_changed_one_says_so(example, sign_in):
    """RP04"""
    client, address = sign_in(example.regency), reverse("catalogue_report", args=["kelengkapan"])
    client.get(address)
    client.get(address)
    run = ReportRun.objects.get()
    assert (run.on, run.by, run.expires_at is None) == (date(2026, 7, 31), example.regency, False)
    factories.make_report(EnterpriseGroup.objects.get(name="Melati"), date(2026, 7, 1))
    distrust_months(["7604"])
    page = client.get(address)
    assert page.context["differs_from"] == run
    assert reverse("report_run_again", args=[run.pk]) in page.content.decode()
    assert ReportRun.objects.count() == 2


def test_every_filter_stands_in_words_on_the_table(example, sign_in, offered):
    """RP02, DB03"""
    offered(recap(choices=(WITH_CHOICE,), dated=Dated.DAY))
    table = ask(sign_in, example.regency, status="aktif", tanggal="31/12/2025").context["table"]
    assert table.said == "31 Desember 2025, per Kecamatan, Status: Aktif"
    assert ask(sign_in, example.regency, status="").context["table"].filters == ["per Kecamatan"]


def test_a_report_of_today_is_kept_only_at_a_wish(example, sign_in):
    client = sign_in(example.regency)
    client.get(reverse("catalogue_report", args=["rekap"]))
    assert not ReportRun.objects.exists()
    address = reverse("report_keep", args=["rekap"]) + "?tingkat=desa"
    answers = [client.post(address)["Location"] for _time in range(2)]
    run = ReportRun.objects.get()
    assert answers == [run.get_absolute_url()] * 2
    assert (run.level, run.expires_at) == (Level.VILLAGE, None)


# --- Heavy reports ----------------------------------------------------------------------------------------------------
@pytest.fixture
def heavy(example, offered):
    """The recap, too much for a page from districts on; the regency has a mail address."""
    offered(recap(is_heavy=lambda asked: asked.level >= Level.DISTRICT))
    example.regency.email = "kabupaten@example.id"
    example.regency.save()
    return example


def test_a_heavy_report_is_made_by_the_worker_and_its_maker_is_told(heavy, sign_in):
    """RP07"""
    client = sign_in(heavy.regency)
    page = client.get(reverse("catalogue_report", args=["rekap"]))
    assert "Siapkan rekap" in page.content.decode() and "table" not in page.context
    address = reverse("report_keep", args=["rekap"])
    first, again = client.post(address)["Location"], client.post(address)["Location"]
    job = Job.objects.get()
    assert first == again == job.get_absolute_url()
    run = ReportRun.objects.get()
    assert "masih disusun" in client.get(run.get_absolute_url()).content.decode()
    run_job.call(job.pk)
    job.refresh_from_db()
    run.refresh_from_db()
    assert (job.state, job.result_url, run.is_ready) == (JobState.DONE, run.get_absolute_url(), True)
    assert [message.to for message in mail.outbox] == [["kabupaten@example.id"]]
    assert f"https://uppks.example.id{run.get_absolute_url()}" in mail.outbox[0].body
    assert run.get_absolute_url() in client.get(reverse("catalogue")).content.decode()
    assert client.get(run.get_absolute_url()).context["table"].total.values["groups_active"] == 4


def test_the_link_of_a_heavy_report_needs_its_maker_and_expires(heavy, sign_in, settings):
    """RP07"""
    settings.REPORT_KEPT_DAYS = 30
    sign_in(heavy.regency).post(reverse("report_keep", args=["rekap"]))
    run_job.call(Job.objects.get().pk)
    address = ReportRun.objects.get().get_absolute_url()
    assert sign_in().get(address).status_code == 302
    assert sign_in(heavy.province).get(address).status_code == 404
    with time_machine.travel(datetime(2026, 9, 15, tzinfo=UTC)):
        late = sign_in(heavy.regency).get(address)
    assert late.status_code == 410 and "sudah dihapus" in late.content.decode()


def test_who_moved_between_asking_and_making_gets_nothing(heavy, sign_in):
    sign_in(heavy.regency).post(reverse("report_keep", args=["rekap"]))
    heavy.regency.territory_set.update(region="9103")
    job = Job.objects.get()
    run_job.call(job.pk)
    job.refresh_from_db()
    assert (job.state, mail.outbox) == (JobState.FAILED, [])
    assert "Peran atau wilayah" in job.problem and ReportRun.objects.get().content is None
