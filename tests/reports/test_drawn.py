"""What is drawn once is shown again only to those with the same rights, and only while the stored figures hold."""

from datetime import date

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from activities.actions import add_meeting, open_register, submit_register
from regions.touching import touch_months
from tests import factories

LOCMEM = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
OCTOBER = date(2026, 10, 1)


@pytest.fixture(autouse=True)
def kept(settings):
    """Keep what is drawn, as the product does and the other tests do not."""
    settings.CACHES = settings.CACHES | {"drawn": LOCMEM}
    caches["drawn"].clear()
    with time_machine.travel("2026-11-02T03:00:00Z", tick=False):
        yield
    caches["drawn"].clear()


@pytest.fixture
def group(cast):
    group = factories.make_group()
    factories.make_membership(group)
    return group


def drawn_for(sign_in, user, path: str) -> str:
    return sign_in(user).get(path).content.decode()


def hand_in(cast, group):
    report = open_register(by=cast.officer, group=group, month=OCTOBER)
    present = [membership.pk for membership in group.memberships.all()]
    entries = {"on": date(2026, 10, 12), "presenter": "Petugas", "topic_finance": True}
    add_meeting(by=cast.officer, report=report, present=present, **entries)
    report.refresh_from_db()
    submit_register(by=cast.officer, report=report, version=report.version, visited_on=date(2026, 10, 30))


@pytest.mark.parametrize("path", ["/rekap/lapor/?wilayah=76&bulan=2026-10", "/"])
def test_the_second_visitor_costs_less_and_sees_the_same(cast, group, sign_in, path):
    twin = factories.make_user("provinsi-lain", "province", "76")
    drawn_for(sign_in, twin, path)
    caches["drawn"].clear()
    with CaptureQueriesContext(connection) as first:
        page = drawn_for(sign_in, cast.province, path)
    with CaptureQueriesContext(connection) as second:
        again = drawn_for(sign_in, twin, path)
    assert len(second) < len(first)
    start = page.index('class="matrix-box"')
    end = page.index("matrix-legend")
    assert page[start:end] in again


def test_a_write_shows_at_once(cast, group, sign_in):
    path = "/rekap/lapor/?wilayah=76&bulan=2026-10"
    assert "0 dari 1 lapor" in drawn_for(sign_in, cast.province, path)
    hand_in(cast, group)
    assert "1 dari 1 lapor" in drawn_for(sign_in, cast.province, path)


def test_what_one_may_open_is_never_shown_to_one_who_may_not(cast, group, sign_in):
    """A board administrator gets no links to registers, however the page was drawn before."""
    path = "/rekap/lapor/?wilayah=76&bulan=2026-10"
    assert "/kegiatan/?wilayah" in drawn_for(sign_in, cast.province, path)
    assert "/kegiatan/?wilayah" not in drawn_for(sign_in, cast.aku, path)
    assert "/kegiatan/?wilayah" in drawn_for(sign_in, cast.province, path)


def test_languages_do_not_mix(cast, group, sign_in):
    path = "/rekap/lapor/?wilayah=76&bulan=2026-10"
    indonesian = drawn_for(sign_in, cast.province, path)
    client = sign_in(cast.province)
    client.cookies["django_language"] = "en"
    english = client.get(path).content.decode()
    assert ("Belum lapor" in indonesian, "Belum lapor" in english) == (True, False)


def test_villages_are_counted_each_time(cast, group, sign_in):
    """They come from the rows: a mark is not waited for."""
    path = "/rekap/lapor/?wilayah=760403&bulan=2026-10"
    drawn_for(sign_in, cast.coordinator, path)
    User.objects.filter(pk=cast.coordinator.pk).update(full_name="x")
    factories.make_report(group, OCTOBER)
    assert "1 dari 1 lapor" in drawn_for(sign_in, cast.coordinator, path)


def test_a_new_month_is_drawn_anew(cast, group, sign_in):
    path = "/rekap/lapor/?wilayah=76"
    with time_machine.travel("2026-11-30T03:00:00Z", tick=False):
        before = drawn_for(sign_in, cast.province, path)
    with time_machine.travel("2026-12-01T03:00:00Z", tick=False):
        touch_months(factories.BUMIAYU, since=date(2026, 12, 1))
        after = drawn_for(sign_in, cast.province, path)
    assert ("Oktober 2026" in before, "ADA dan LAPOR Sulawesi Barat, November 2026" in after) == (True, True)
