"""Duties of the day (OP04): each done once whoever comes first, tried again where it fails, never kept by the dead."""

import logging
import time
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command

from jobs import daily
from jobs.daily import CLAIM, KEPT, TRY_AGAIN, every_day, office_day, run_duties
from jobs.models import DutyDay
from tests.at_once import at_once

MORNING = datetime(2026, 11, 21, 1, tzinfo=UTC)  # 08.00 WIB
TODAY = date(2026, 11, 21)


@pytest.fixture
def duty(monkeypatch):
    """One duty alone: give the function."""
    monkeypatch.setattr(daily, "_duties", {})
    return every_day("uji")


@pytest.mark.django_db(transaction=True)
def test_of_three_workers_at_once_one_does_the_duty(duty):
    """OP04"""
    done = []

    @duty
    def work(day):
        time.sleep(0.05)
        done.append(day)

    answers = at_once(run_duties, run_duties, run_duties)
    assert (sorted(answers), done) == ([[], [], ["uji"]], [office_day()])
    assert run_duties() == []


@pytest.mark.django_db
def test_a_duty_is_done_again_on_the_next_day_of_the_office(duty):
    """The day changes at midnight in western Indonesia, 17.00 UTC; what is long past is not kept."""
    done = []
    duty(done.append)
    DutyDay.objects.create(name="uji", day=TODAY - KEPT - timedelta(days=1), free_at=MORNING)
    with time_machine.travel(MORNING, tick=False) as clock:
        run_duties()
        clock.move_to(datetime(2026, 11, 21, 16, 59, tzinfo=UTC))
        run_duties()
        clock.move_to(datetime(2026, 11, 21, 17, 0, tzinfo=UTC))
        run_duties()
    assert done == [TODAY, date(2026, 11, 22)]
    assert DutyDay.objects.count() == 2


@pytest.mark.django_db
def test_a_failing_duty_is_logged_without_its_words_and_tried_an_hour_later(duty, caplog):
    tries = []

    @duty
    def work(day):
        tries.append(day)
        if len(tries) == 1:
            raise ValueError("NIK 7604014107800001")

    other = []
    every_day("lain")(other.append)
    with time_machine.travel(MORNING, tick=False) as clock, caplog.at_level(logging.ERROR):
        assert (run_duties(), run_duties(), other) == (["lain"], [], [TODAY])
        row = DutyDay.objects.get(name="uji")
        assert (row.problem, row.done_at) == ("ValueError", None)
        clock.shift(TRY_AGAIN)
        assert (run_duties(), tries) == (["uji"], [TODAY, TODAY])
    assert "uji" in caplog.text and "7604014107800001" not in caplog.messages[0]
    row.refresh_from_db()
    assert (row.problem, row.attempt, row.done_at is None) == ("", 2, False)


@pytest.mark.django_db
def test_the_claim_of_a_killed_worker_expires_and_it_can_no_longer_finish(duty):
    """A worker that was thought dead and wakes up marks nothing as done."""
    with time_machine.travel(MORNING, tick=False) as clock:

        @duty
        def work(day):
            clock.shift(CLAIM)
            assert DutyDay.objects.get().done_at is None
            daily._claimed("uji", TODAY)

        assert run_duties() == []
        assert DutyDay.objects.get().done_at is None
        clock.shift(CLAIM - timedelta(seconds=1))
        duty(lambda day: None)
        assert run_duties() == []
        clock.shift(timedelta(seconds=1))
        assert run_duties() == ["uji"]


@pytest.mark.django_db
def test_cron_does_the_duties_and_says_which(duty, capsys):
    duty(lambda day: None)
    call_command("run_duties")
    call_command("run_duties")
    assert capsys.readouterr().out.splitlines()[0] == "uji"


def test_mail_comes_from_the_office_and_waits_for_no_server_for_ever(settings):
    mail.send_mail("Judul", "Isi", None, ["a@example.id"])
    assert mail.outbox[0].from_email == settings.DEFAULT_FROM_EMAIL
    assert 0 < settings.EMAIL_TIMEOUT <= 30
