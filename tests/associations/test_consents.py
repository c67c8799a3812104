"""Consent (BD08, NX13): only groups that agreed, only agreed fields, only until the second, and nothing left behind."""

import io
import logging
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import AuditEntry
from associations.actions.consents import give_consent, renew_link, withdraw_consent
from associations.actions.partners import retire_partner
from associations.consenting import FIELDS, digest_of
from associations.models import Consent, ConsentVisit, Partner
from groups.actions import set_status
from tests import factories
from tests.associations.partner_rows import make_consent, make_partner
from uppks.logs import json_formatter

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 8, 17, 3, tzinfo=UTC)
# The group is in WITA (UTC+8): the end of 31 August there is 16.00 UTC.
END = datetime(2026, 8, 31, 16, tzinfo=UTC)


@pytest.fixture
def clock(time_machine):
    """Put the clock on an instant."""

    def moved(instant):
        time_machine.move_to(instant, tick=False)

    moved(NOW)
    return moved


@pytest.fixture
def group(cast, clock):
    factories.make_tiers()
    group = factories.make_group(factories.BUMIAYU, "Kenanga Jaya", address="Jalan Melati 4")
    factories.make_capital(group, 30_000_000)
    nik = factories.make_nik()
    chair = factories.make_person(name="Rosmini Basri", nik=nik, phone="0812 1111 2222", kb_status="active")
    factories.make_membership(group, chair, "chair")
    factories.make_membership(group, factories.make_person(name="Wulandari Rahasia"))
    group.nik = nik
    return group


def give(cast, group, **columns):
    wanted = {"agreed_fields": ["name", "members"], "given_on": date(2026, 8, 17), "given_by": "Rosmini, ketua"}
    wanted |= {"partner": make_partner(), "until": date(2026, 8, 31)} | columns
    return give_consent(by=cast.officer, group=group, **wanted)


def open_link(client, secret):
    return client.get(reverse("consent_open", args=[secret]))


def test_the_link_holds_to_the_last_second_and_not_at_its_end(cast, group, client, clock):
    consent, secret = give(cast, group)
    assert consent.expires_at == END
    for instant, status in ((END - timedelta(seconds=1), 200), (END, 404), (END + timedelta(seconds=1), 404)):
        clock(instant)
        assert open_link(client, secret).status_code == status
    assert ConsentVisit.objects.get().shown == ["name", "members"]


def test_withdrawal_and_renewal_kill_the_old_link_at_once(cast, group, client):
    consent, secret = give(cast, group)
    consent, fresh = renew_link(by=cast.officer, consent=consent, version=consent.version)
    assert open_link(client, secret).status_code == 404
    assert open_link(client, fresh).status_code == 200
    withdraw_consent(by=cast.officer, consent=consent, reason="Kelompok berubah pikiran")
    assert open_link(client, fresh).status_code == 404
    with pytest.raises(ValidationError):
        renew_link(by=cast.officer, consent=consent, version=consent.version)


def test_wrong_expired_and_withdrawn_look_the_same(cast, group, client, clock):
    _consent, old = make_consent(group, make_partner(), expires_at=NOW)
    _consent, gone = make_consent(group, make_partner(), withdrawn_at=NOW)
    answers = [open_link(client, secret) for secret in ("salah", old, gone)]
    assert len({(answer.status_code, answer.content) for answer in answers}) == 1
    assert ConsentVisit.objects.count() == 0


def test_nobody_looks_at_a_dissolved_group_or_after_the_partnership(cast, group, client, clock):
    """BD08: the list says that the link is closed; it opens again when the group comes back."""
    secrets = [give(cast, group, partner=make_partner(name=name))[1] for name in ("Bank Uji", "Gadai Uji")]
    set_status(by=cast.officer, group=group, status="dissolved", on=date(2026, 8, 16), reason="Anggota pindah")
    assert [open_link(client, secret).status_code for secret in secrets] == [404, 404]
    client.force_login(cast.officer)
    assert client.get(reverse("consent_list", args=[group.number])).content.decode().count("Tautan ditutup") == 2
    with pytest.raises(ValidationError, match="sudah bubar"):
        give(cast, group)
    set_status(by=cast.officer, group=group, status="active", on=date(2026, 8, 17), reason="Aktif kembali")
    retire_partner(by=cast.aku, partner=Partner.objects.get(name="Bank Uji"), on=date(2026, 8, 18), reason="Tutup")
    assert [open_link(client, secret).status_code for secret in secrets] == [200, 200]
    clock(NOW + timedelta(days=1))
    assert [open_link(client, secret).status_code for secret in secrets] == [404, 200]


def test_a_link_without_its_last_stroke_is_answered_and_sent_nowhere(cast, group, client):
    address = reverse("consent_open", args=[give(cast, group)[1]])
    answer = client.get(address.rstrip("/"))
    assert address.endswith("/") and answer.status_code == 200 and answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("agreed", [["name"], ["members", "chair"], list(FIELDS)])
def test_only_agreed_fields_are_shown_and_never_those_of_others(cast, group, client, agreed):
    _consent, secret = give(cast, group, agreed_fields=agreed)
    text = open_link(client, secret).content.decode()
    for code, words in {"name": "Kenanga Jaya", "chair": "Rosmini Basri", "contact": "0812 1111 2222"}.items():
        assert (words in text) == (code in agreed)
    assert ("Rp 30.000.000" in text) == ("capital" in agreed)
    for never in (group.nik, "Wulandari", "KB", "Aktif ber-KB"):
        assert never not in text


def test_nobody_agrees_to_other_fields_longer_than_a_year_or_for_yesterday(cast, group):
    for columns in (
        {"agreed_fields": ["nik"]},
        {"agreed_fields": ["name", "kb"]},
        {"agreed_fields": []},
        {"until": date(2027, 8, 18)},
        {"until": date(2026, 8, 16)},
    ):
        with pytest.raises(ValidationError):
            give(cast, group, **columns)
    assert give(cast, group, until=date(2027, 8, 17))


def test_the_page_needs_no_cookie_and_leaves_nothing_behind(cast, group, client):
    _consent, secret = give(cast, group)
    for answer in (open_link(client, secret), open_link(client, "salah")):
        assert not answer.cookies
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer["X-Robots-Tag"]


def test_the_secret_stands_in_no_table_no_trail_and_no_log(cast, group, client, settings):
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(json_formatter())
    logging.getLogger().addHandler(handler)
    try:
        consent, secret = give(cast, group)
        open_link(client, secret)
        logging.getLogger("django.request").error("Internal Server Error: %s", f"/mitra/lihat/{secret}/")
    finally:
        logging.getLogger().removeHandler(handler)
    assert secret not in lines.getvalue() and "/mitra/lihat/***" in lines.getvalue()
    kept = Consent.objects.values_list().get(pk=consent.pk)
    assert secret not in str(kept) and digest_of(secret) in kept
    trail = str(list(AuditEntry.objects.values_list("changes", "object_repr", "additional_data")))
    assert secret not in trail and digest_of(secret) not in trail


def test_the_trail_keeps_nobody_s_name(cast, group, sign_in):
    """AU03: who agreed for the group is a member; an auditor may not see members."""
    consent, _secret = give(cast, group, given_by="Wulandari Rahasia, ketua")
    entry = AuditEntry.objects.get_for_object(consent).get()
    shown = sign_in(cast.auditor).get(reverse("audit_detail", args=[entry.pk]))
    assert shown.status_code == 200 and "Wulandari" not in shown.content.decode() + str(entry.changes)


def test_guessing_is_slowed(group, client, settings):
    settings.CONSENT_OPENINGS_A_MINUTE = 3
    assert [open_link(client, "salah").status_code for _time in range(5)] == [404, 404, 404, 429, 429]


def test_the_link_is_shown_once_and_a_second_tap_does_not_show_it(cast, group, sign_in):
    client, url = sign_in(cast.officer), reverse("consent_add", args=[group.number])
    token = str(client.get(url).context["token"])
    typed = {"partner": make_partner().pk, "agreed_fields": ["name"], "given_by": "Rosmini", "token": token}
    typed |= {"given_on": "17/08/2026", "until": "31/08/2026"}
    first = client.post(url, typed)
    link = first.context["link"]
    assert link in first.content.decode()
    again = client.post(url, typed)
    assert again.status_code == 302 and Consent.objects.count() == 1
    page = client.get(again.url).content.decode()
    assert link not in page and "Pegadaian Polewali" in page
    assert client.get(link.removeprefix("http://127.0.0.1:8000")).status_code == 200


def test_a_group_that_moves_takes_its_consent_and_only_its_keepers_see_it(cast, group, sign_in):
    _consent, _secret = give(cast, group)
    outside = sign_in(cast.outside["officer"]).get(reverse("consent_list", args=[group.number]))
    assert outside.status_code == 404
    with pytest.raises(ValidationError):
        give(type(cast)(officer=cast.outside["officer"]), group)
