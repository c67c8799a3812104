"""Reports by the calendar (RP05): each recipient's own territory at the time of sending, a link and no figure, once."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse

from accounts.models import User
from accounts.receipts import form_token
from accounts.roles import Role
from jobs import daily
from jobs.daily import run_duties
from jobs.models import Job, JobState
from jobs.running import run_job
from reports.models import ReportRun, ReportSchedule, ReportSending, Rhythm
from reports.schedules.calendar import next_day
from reports.schedules.sending import queue_due
from tests import factories
from tests.at_once import at_once
from tests.reports.example import make_example

MONDAY = datetime(2026, 8, 17, 4, 0, tzinfo=UTC)
DUE = date(2026, 8, 17)
Outcome = ReportSending.Outcome


@pytest.fixture
def example(cast):
    make_example()
    for user in (cast.regency, cast.coordinator, cast.province):
        user.email = f"{user.username}@example.id"
        user.save()
    with time_machine.travel(MONDAY, tick=False):
        yield cast


@pytest.fixture
def scheduled(example):
    """Give recipients; gives a schedule of the regency's that is due today."""

    def made(*recipients, **columns) -> ReportSchedule:
        given = {"report": "rekap", "rhythm": Rhythm.WEEKLY, "next_on": DUE, "owner": example.regency}
        schedule = ReportSchedule.objects.create(**given | columns)
        schedule.recipients.set(recipients or [example.regency])
        return schedule

    return made


@pytest.fixture
def refused(monkeypatch):
    """A mail server that takes nothing until it is told to."""
    state = {"refuses": True}
    take = EmailBackend.send_messages

    def send_messages(self, messages):
        if state["refuses"]:
            raise ConnectionRefusedError
        return take(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send_messages)
    return state


def send_what_is_due(day: date = DUE) -> None:
    queue_due(day)
    for job in Job.objects.filter(state=JobState.WAITING):
        run_job.call(job.pk)


def outcomes() -> list[tuple]:
    return list(ReportSending.objects.order_by("id").values_list("recipient__username", "outcome", "due_on"))


def posted(sign_in, user, **data):
    given = {"report": "rekap", "rhythm": "monthly", "token": form_token()}
    return sign_in(user).post(reverse("report_schedule_add"), given | data)


# --- Sent -------------------------------------------------------------------------------------------------------------
def test_each_recipient_gets_a_link_to_the_report_of_the_own_territory(example, scheduled, sign_in):
    """RP05: no figure, no name of a group or of a person in the mail; nobody else opens the link."""
    schedule = scheduled(example.regency, example.coordinator)
    send_what_is_due()
    assert {to for message in mail.outbox for to in message.to} == {example.regency.email, example.coordinator.email}
    runs = {run.by: run for run in ReportRun.objects.all()}
    assert {user.username: run.region_id for user, run in runs.items()} == {
        "dalam-regency": "7604",
        "dalam-coordinator": "760403",
    }
    for message in mail.outbox:
        assert "17 Agustus 2026" in message.body and "Rp" not in message.body
        assert not any(char.isdigit() for char in message.subject)
        assert not any(name in message.body for name in ("Melati", "Aminah", "Wonomulyo", "Polewali"))
    own = runs[example.coordinator].get_absolute_url()
    assert any(f"https://uppks.example.id{own}\n" in message.body for message in mail.outbox)
    assert sign_in(example.coordinator).get(own).context["table"].total.values["groups_active"] == 3
    assert sign_in(example.regency).get(own).status_code == 404
    assert sign_in().get(own).status_code == 302
    schedule.refresh_from_db()
    assert (schedule.next_on, schedule.is_active) == (date(2026, 8, 24), True)


def test_the_territory_at_the_time_of_sending_counts_and_several_come_in_one_mail(example, scheduled):
    """RP05"""
    scheduled(example.coordinator)
    example.coordinator.territory_set.update(region="760404")
    factories.make_territory(example.coordinator, "760403")
    send_what_is_due()
    assert set(ReportRun.objects.values_list("region_id", flat=True)) == {"760403", "760404"}
    assert [message.body.count("/laporan/tersimpan/") for message in mail.outbox] == [2]


def test_nothing_goes_to_a_closed_account_or_one_without_territory_role_or_address(example, scheduled):
    """RP05"""
    names = [f"penerima{place}" for place in range(4)]
    users = [factories.make_user(name, Role.COORDINATOR, "760403", email=f"{name}@example.id") for name in names]
    scheduled(*users)
    users[0].is_active = False
    users[1].territory_set.all().delete()
    users[2].role, users[3].email = Role.AUDITOR, ""
    for user in users:
        user.save()
    send_what_is_due()
    assert sorted(outcomes()) == [
        ("penerima0", Outcome.CLOSED, DUE),
        *((f"penerima{place}", Outcome.NOTHING, DUE) for place in (1, 2, 3)),
    ]
    assert (mail.outbox, ReportRun.objects.count()) == ([], 0)


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": Role.AUDITOR}])
def test_a_schedule_stops_when_its_owner_is_gone(example, scheduled, change):
    """RP05"""
    schedule = scheduled(example.coordinator)
    for name, value in change.items():
        setattr(example.regency, name, value)
    example.regency.save()
    send_what_is_due()
    schedule.refresh_from_db()
    assert (schedule.is_active, outcomes(), mail.outbox) == (False, [], [])


def test_a_mail_that_was_refused_is_kept_and_tried_again_without_sending_others_twice(example, scheduled, refused):
    schedule = scheduled(example.regency)
    send_what_is_due()
    schedule.refresh_from_db()
    assert (outcomes(), schedule.next_on) == ([("dalam-regency", Outcome.FAILED, DUE)], DUE)
    refused["refuses"] = False
    send_what_is_due(DUE + timedelta(days=1))
    send_what_is_due(DUE + timedelta(days=1))
    schedule.refresh_from_db()
    assert (outcomes(), schedule.next_on) == ([("dalam-regency", Outcome.SENT, DUE)], date(2026, 8, 24))
    assert (len(mail.outbox), ReportRun.objects.count()) == (1, 1)


@pytest.mark.parametrize("address", ["koor@contoh.id\nBcc: lain@contoh.id", f"koor@{'a' * 64}é.id"])
def test_an_address_no_mail_can_go_to_keeps_nothing_from_the_others(example, scheduled, caplog, address):
    """RP05: it is on record as failed, tried again, and stands in no log."""
    User.objects.filter(pk=example.coordinator.pk).update(email=address)
    schedule = scheduled(example.coordinator, example.regency)
    send_what_is_due()
    schedule.refresh_from_db()
    assert sorted(outcomes()) == [
        ("dalam-coordinator", Outcome.FAILED, DUE),
        ("dalam-regency", Outcome.SENT, DUE),
    ]
    assert (schedule.next_on, [sent.to for sent in mail.outbox]) == (DUE, [["dalam-regency@example.id"]])
    assert "koor@" not in caplog.text


def test_after_some_days_of_refusal_the_next_date_counts(example, scheduled, refused):
    schedule = scheduled(example.regency)
    for days in range(4):
        send_what_is_due(DUE + timedelta(days=days))
    schedule.refresh_from_db()
    assert (schedule.next_on, len(outcomes())) == (date(2026, 8, 24), 1)


def test_what_was_begun_by_a_worker_that_died_is_not_sent_a_second_time(example, scheduled):
    schedule = scheduled(example.regency)
    ReportSending.objects.create(schedule=schedule, recipient=example.regency, due_on=DUE, outcome=Outcome.SENT)
    send_what_is_due()
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one_mail(example, scheduled, monkeypatch):
    monkeypatch.setattr(daily, "_duties", {"report_schedules": queue_due})
    scheduled(example.regency)
    assert sorted(at_once(run_duties, run_duties)) == [[], ["report_schedules"]]
    job = Job.objects.get()
    assert sorted(at_once(lambda: run_job.call(job.pk), lambda: run_job.call(job.pk))) == ["selesai", "sudah diambil"]
    assert (len(mail.outbox), len(outcomes())) == (1, 1)


@pytest.mark.parametrize(
    ("rhythm", "after", "then"),
    [
        ("weekly", date(2026, 8, 17), date(2026, 8, 24)),
        ("weekly", date(2026, 8, 23), date(2026, 8, 24)),
        ("monthly", date(2026, 8, 1), date(2026, 9, 1)),
        ("monthly", date(2026, 12, 31), date(2027, 1, 1)),
    ],
)
def test_the_next_date_is_the_next_monday_or_first(rhythm, after, then):
    assert next_day(rhythm, after) == then


# --- Asked for --------------------------------------------------------------------------------------------------------
def test_a_schedule_is_added_once_and_stopped(example, sign_in):
    answer = posted(sign_in, example.regency, to_me="on", others="DALAM-COORDINATOR")
    assert answer["Location"] == reverse("report_schedule_list")
    schedule = ReportSchedule.objects.get()
    assert (schedule.next_on, schedule.owner) == (date(2026, 9, 1), example.regency)
    assert set(schedule.recipients.all()) == {example.regency, example.coordinator}
    client = sign_in(example.regency)
    assert "Rekap per wilayah" in client.get(answer["Location"]).content.decode()
    address = reverse("report_schedule_stop", args=[schedule.pk])
    assert sign_in(example.province).post(address, {"token": form_token()}).status_code == 404
    client.post(address, {"token": form_token()})
    schedule.refresh_from_db()
    assert schedule.is_active is False


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"others": "dalam-province"}, "others"),  # above
        ({"others": "luar-coordinator"}, "others"),  # elsewhere
        ({"others": "dalam-auditor"}, "others"),  # a role that sees no report
        ({"others": "dalam-officer"}, "others"),  # without an address
        ({"others": "tidak.ada"}, "others"),
        ({}, "others"),
        ({"report": "tidak-ada", "to_me": "on"}, "report"),
        ({"rhythm": "hourly", "to_me": "on"}, "rhythm"),
    ],
)
def test_who_may_not_receive_it_is_refused_by_name(example, sign_in, data, field):
    """RP05"""
    answer = posted(sign_in, example.regency, **data)
    assert answer.status_code == 200 and field in answer.context["form"].errors
    assert not ReportSchedule.objects.exists()


def test_an_owner_without_an_address_is_told(example, sign_in):
    answer = posted(sign_in, example.aku, to_me="on")
    assert "surel" in str(answer.context["form"].errors["to_me"])


@pytest.mark.parametrize("words", ["coordin", "wonomulyo dalam", "DALAM-C"])
def test_recipients_are_looked_for_by_name_or_region_and_ticked(example, sign_in, words):
    """RP05: only those who could receive it are offered; what was typed stays, and nothing is saved by looking."""
    answer = posted(sign_in, example.regency, rhythm="weekly", others="x", seek=words, cari="1")
    form = answer.context["form"]
    assert [name for name, _label in form.fields["picked"].choices] == ["dalam-coordinator"]
    assert "Wonomulyo" in answer.content.decode()
    assert [form[name].value() for name in ("rhythm", "others", "to_me")] == ["weekly", "x", False]
    assert not ReportSchedule.objects.exists()
    posted(sign_in, example.regency, seek=words, picked=["dalam-coordinator"])
    assert list(ReportSchedule.objects.get().recipients.all()) == [example.coordinator]


@pytest.mark.parametrize("words", ["luar", "province", "auditor", "officer", "jayapura"])
def test_nobody_is_offered_or_taken_who_could_not_receive_it(example, sign_in, words):
    """RP05, AC02: elsewhere, above, without the right or without an address: neither found nor taken when picked."""
    answer = posted(sign_in, example.regency, seek=words, cari="1")
    assert "picked" not in answer.context["form"].fields
    assert "Tidak ada akun di wilayah Anda dengan kata itu" in answer.content.decode()
    for name in ("luar-coordinator", "dalam-province", "tidak-ada", "\0"):
        refused = posted(sign_in, example.regency, picked=[name], to_me="on")
        assert refused.status_code == 200 and not ReportSchedule.objects.exists(), name
