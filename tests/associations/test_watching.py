"""The watch over terms (BD04, NX04): each threshold once, on the region's own day, told to each keeper once."""

from datetime import UTC, date, datetime, timedelta
from smtplib import SMTPServerDisconnected

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError

from accounts.roles import Role
from associations.actions import amend_term, open_term
from associations.actions.alert_mails import watch_boards
from associations.actions.watching import dismiss, keepers, raise_alerts
from associations.models import AlertNotice, BoardAlert
from associations.watch import alerts_for
from jobs import daily
from tests import factories
from tests.associations.rows import make_term
from tests.at_once import at_once

END = date(2027, 3, 1)
# The first instant of 2 September 2026, which is 180 days before the end, in each time zone.
MIDNIGHTS = {"13": 17, "76": 16, "91": 15}


def raised() -> list[tuple[str, int, bool]]:
    """Every alert so far: board, threshold, whether it is open."""
    rows = BoardAlert.objects.order_by("pk").select_related("term__board")
    return [(alert.term.board.region_id, alert.threshold, alert.closed_on is None) for alert in rows]


def noon_before_end(days: int) -> datetime:
    return datetime(END.year, END.month, END.day, 4, tzinfo=UTC) - timedelta(days=days)


def test_each_threshold_is_raised_once_on_its_day(country):
    """BD04, NX04: nothing at 181 days; 180, 90, 30 and the end each once; nothing new on the days between."""
    make_term("76", date(2022, 3, 1), END)
    seen = {}
    for days in (181, 180, 179, 91, 90, 89, 31, 30, 29, 1, 0, -1, -400):
        with time_machine.travel(noon_before_end(days), tick=False):
            seen[days] = [alert.threshold for alert in raise_alerts() + raise_alerts()]
    assert {days: found for days, found in seen.items() if found} == {180: [180], 90: [90], 30: [30], 0: [0]}
    assert raised() == [("76", 180, False), ("76", 90, False), ("76", 30, False), ("76", 0, True)]


@pytest.mark.parametrize(("code", "hour"), MIDNIGHTS.items())
def test_the_day_is_that_of_the_board_in_each_time_zone(country, code, hour):
    """DM07, NX04: WIB, WITA, WIT: not a minute before midnight there, and from midnight on."""
    factories.make_region("13", "Sumatera Barat")
    make_term(code, date(2022, 3, 1), END)
    midnight = datetime(2026, 9, 1, hour, tzinfo=UTC)
    with time_machine.travel(midnight - timedelta(minutes=1), tick=False):
        assert raise_alerts() == []
    with time_machine.travel(midnight, tick=False):
        assert [(alert.threshold, alert.raised_on) for alert in raise_alerts()] == [(180, date(2026, 9, 2))]


def test_a_term_recorded_late_alerts_once_with_its_smallest_threshold(country):
    make_term("76", date(2022, 3, 1), END)
    with time_machine.travel(noon_before_end(20), tick=False):
        raise_alerts()
    assert raised() == [("76", 30, True)]


def test_a_successor_on_record_closes_the_alert_at_once(cast):
    """NX04: the start page forgets it with the save; the watch closes it on its next round."""
    make_term("76", date(2022, 3, 1), END)
    with time_machine.travel(noon_before_end(10), tick=False):
        raise_alerts()
        assert len(alerts_for(cast.aku)) == 1
        region = factories.Region.objects.get(pk="76")
        open_term(by=cast.admin, region=region, starts_on=END, ends_on=date(2032, 3, 1))
        assert alerts_for(cast.aku) == []
        raise_alerts()
    assert raised() == [("76", 30, False)]


def test_a_moved_end_is_watched_anew(cast):
    term = make_term("76", date(2022, 3, 1), END)
    with time_machine.travel(noon_before_end(30), tick=False):
        raise_alerts()
        moved = END + timedelta(days=40)
        columns = {"ends_on": moved, "unusual_length_reason": "Diperpanjang"}
        amend_term(by=cast.admin, term=term, version=term.version, **columns)
        raise_alerts()
        assert raised() == [("76", 30, False), ("76", 90, True)]
    with time_machine.travel(noon_before_end(-10), tick=False):
        raise_alerts()
    assert raised()[-1] == ("76", 30, True)


def test_a_successor_taken_back_opens_the_alert_again_and_tells_nobody_twice(cast):
    """NX04"""
    term = make_term("76", date(2022, 3, 1), END)
    keeper = factories.make_user("", Role.AKU, "76", email="aku@contoh.id")
    with time_machine.travel(noon_before_end(10), tick=False):
        watch_boards(None)
        type(term).objects.filter(pk=term.pk).update(closed_on=END)
        watch_boards(None)
        type(term).objects.filter(pk=term.pk).update(closed_on=None)
        watch_boards(None)
    assert raised() == [("76", 30, True)]
    assert [message.to for message in mail.outbox] == [[keeper.email]]


def test_each_keeper_gets_one_mail_for_the_own_territory(country):
    """NX04: one digest each; not again the next day; boards, days and links, and nobody's name."""
    for code, end in (("76", date(2026, 11, 1)), ("7604", date(2026, 6, 1)), ("91", date(2026, 10, 1))):
        make_term(code, date(2022, 3, 1), end)
    people = {
        code: factories.make_user("", role, code, email=f"{role}{code}@contoh.id")
        for role, code in ((Role.AKU, "76"), (Role.ADMIN, "0"))
    }
    factories.make_user("", Role.AKU, "91")
    factories.make_user("", Role.PROVINCE, "76", email="provinsi@contoh.id")
    factories.make_user("", Role.AKU, "76", email="tutup@contoh.id", is_active=False)
    for day in (17, 18):
        with time_machine.travel(datetime(2026, 8, day, 3, tzinfo=UTC), tick=False):
            watch_boards(None)
    sent = {message.to[0]: message for message in mail.outbox}
    assert len(mail.outbox) == 2 and set(sent) == {user.email for user in people.values()}
    text = sent[people["76"].email].body
    assert "BPD AKU Sulawesi Barat: berakhir 1 November 2026, 76 hari lagi" in text
    assert "BPC AKU Kabupaten Polewali Mandar: habis 1 Juni 2026, lewat 77 hari" in text
    assert "Papua" not in text and "/aku/7604/" in text and "/aku/pantau/" in text
    assert "3 masa bakti" in sent[people["0"].email].subject


def test_a_mail_that_cannot_leave_is_sent_an_hour_later(country, monkeypatch):
    """NX04: the other keepers get theirs meanwhile, and once."""
    make_term("76", date(2022, 3, 1), date(2026, 11, 1))
    broken = factories.make_user("", Role.AKU, "76", email="rusak@contoh.id")
    fine = factories.make_user("", Role.AKU, "76", email="baik@contoh.id")
    from associations.actions import alert_mails  # noqa: PLC0415

    real = alert_mails.mail_alerts
    refused = [broken]

    def send(user, alerts):
        if user in refused:
            raise SMTPServerDisconnected
        real(user, alerts)

    monkeypatch.setattr(alert_mails, "mail_alerts", send)
    monkeypatch.setattr(daily, "_duties", {"board_watch": watch_boards})
    with time_machine.travel("2026-08-17 03:00:00+00:00", tick=False) as clock:
        assert daily.run_duties() == []
        assert [message.to for message in mail.outbox] == [[fine.email]]
        refused.clear()
        assert daily.run_duties() == []
        clock.shift(daily.TRY_AGAIN)
        assert daily.run_duties() == ["board_watch"]
    assert [message.to for message in mail.outbox] == [[fine.email], [broken.email]]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_raise_and_tell_once():
    """NX04"""
    factories.make_country()
    with time_machine.travel("2026-08-17 03:00:00+00:00", tick=False):
        make_term("76", date(2022, 3, 1), date(2026, 11, 1))
        factories.make_user("", Role.AKU, "76", email="aku@contoh.id")
        at_once(lambda: watch_boards(None), lambda: watch_boards(None))
    assert raised() == [("76", 90, True)]
    assert len(mail.outbox) == 1


def test_putting_away_is_for_oneself_and_inside_the_own_territory(cast):
    """BD04"""
    make_term("76", date(2022, 3, 1), date(2026, 11, 1))
    with time_machine.travel("2026-08-17 03:00:00+00:00", tick=False):
        raise_alerts()
        alert = BoardAlert.objects.get()
        dismiss(by=cast.aku, alert=alert)
        assert alerts_for(cast.aku) == []
        assert [one.alert for one in alerts_for(cast.admin)] == [alert]
    with pytest.raises(ValidationError):
        dismiss(by=cast.outside[Role.AKU], alert=alert)
    assert AlertNotice.objects.count() == 1


def test_the_keepers_are_found_by_permission_not_by_reading_everybody(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = keepers()
    assert {user.role for user in found} == {Role.AKU, Role.ADMIN}
