"""Numbers against lists for random people, places, days and filters, and stored figures after storms (DB01-DB04, RP03).

A world is made by random writes through the actions. Hypothesis then chooses who looks, where and at what; every
number that is a link is held against the list behind it, and every sum against its rows.
"""

import csv
import html
import re
import threading
from datetime import date, timedelta
from io import BytesIO, StringIO

import openpyxl
import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from accounts.models import User
from accounts.roles import ROLE_PERMISSIONS, Permission, Role
from groups.actions import record_capital, set_status
from groups.models import EnterpriseGroup, GroupStatus, StatusChange
from members.actions.facts import record_kb_status
from members.actions.joining import register_member
from members.models import KbStatus, Membership, MembershipRole, Sex
from regions.codes import is_inside
from regions.models import Region
from regions.touching import touch
from reports.catalogue.registry import REPORTS
from reports.graduation.stored import WORKER, graduation_of, matrix_of
from reports.history.keeping import distrust_history, history_differences, refresh_history
from reports.monthly import month_differences, refresh_months_due
from reports.table import HIDDEN, Kind
from reports.totals import differences, refresh, refresh_due
from tests import factories
from tests.at_once import at_once
from tests.reports.example import DAY, NOON, make_example, make_traits
from tests.reports.test_month_storm import MonthStorm
from tests.reports.test_storm import Storm

REGENCIES = ("7602", "7604", "9103")
PLACES = ("0", "76", "7602", "7604", "760403", "760404", "7604032004", "7604041001", "91", "9103", "9103011001")
LOOKERS = [role for role, held in ROLE_PERMISSIONS.items() if Permission.REPORT_VIEW in held]
LISTS = ("group_list", "membership_list", "report_list", "graduation_groups")
# A link that is a number of rows, perhaps with the word for them; shares and rupiah are none.
LINK = re.compile(r'<a [^>]*href="([^"]+)"[^>]*>\s*([\d.]+)(?: (?:kelompok|anggota|perempuan|laki-laki)[^<%]*)?\s*<')
# Neither a middle nor a score can be added up.
NOT_ADDED = {"median", "score"}
# The same examples every time; a failing one is told as it is, for each takes many pages.
DEEP = settings(derandomize=True, phases=[Phase.generate], database=None)


@pytest.fixture
def world(cast):
    """The worked example, blown about by seventy random writes and a few weeks."""
    with time_machine.travel(NOON, tick=False) as traveller:
        make_example()
        make_traits()
        for group in EnterpriseGroup.objects.all():
            StatusChange.objects.create(group=group, status=group.status, on=group.status_on)
        storm = Storm(cast.admin, 11)
        months = MonthStorm(cast.admin, factories.make_user("peninjau", Role.ADMIN, "0"), 12)
        for _ in range(35):
            storm.blow()
            months.blow()
        traveller.shift(timedelta(days=3))
        for number, group in enumerate(EnterpriseGroup.objects.order_by("pk")):
            mentor = (None, cast.officer, cast.coordinator)[number % 3]
            EnterpriseGroup.objects.filter(pk=group.pk).update(mentor=mentor)
        yield cast


def numbers_behind(client, address: str) -> dict[str, int]:
    """Every number of a page that leads to a list, by the address of the list."""
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    starts = tuple(reverse(name) for name in LISTS)
    found = LINK.findall(answer.content.decode())
    return {html.unescape(url): int(number.replace(".", "")) for url, number in found if url.split("?")[0] in starts}


def pages_of(code: str) -> list[str]:
    """The pages of figures of one region, with their filters."""
    slugs = "rekap anggota-kb modal-jenjang usaha-ekspor kelompok-diam-wilayah mutu-data naik-kelas kelengkapan"
    levels = ("kabupaten", "kecamatan", "desa")
    return [
        "/",
        "/dasbor/",
        f"/dasbor/{code}/",
        f"/dasbor/{code}/?peta=anggota&kelas=kuantil&banding=tahun",
        f"/rekap/lapor/?wilayah={code}&bulan=2026-06",
        *(f"/rekap/?wilayah={code}&tingkat={level}" for level in levels),
        *(f"/dasbor/mutu/?wilayah={code}&menurut={by}" for by in ("wilayah", "petugas")),
        f"/dasbor/mutu/?wilayah={code}&pembina=kosong&tingkat=desa",
        f"/dasbor/naik-kelas/?wilayah={code}&dari=1/2/2026&sampai=17/8/2026",
        f"/dasbor/naik-kelas/?wilayah={code}&dari=29/2/2024",
        *(f"/laporan/{slug}/?wilayah={code}&tingkat={levels[len(slug) % 3]}" for slug in slugs.split()),
        f"/laporan/anggota-kb/?wilayah={code}&menurut=ks",
        f"/laporan/usaha-ekspor/?wilayah={code}&rincian=negara",
    ]


def looker(data) -> User:
    """Somebody with a role and one to three territories, which may lie inside each other."""
    role = data.draw(st.sampled_from(LOOKERS))
    codes = data.draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=3, unique=True))
    user = factories.make_user("", role, codes[0])
    for code in codes[1:]:
        user.territory_set.create(region_id=code, started_on=factories.LONG_AGO)
    return User.objects.get(pk=user.pk)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_every_number_equals_what_the_same_person_can_list(world):
    """DB02, DB04: dashboards, recaps, data quality, naik kelas, start page; any role, any territories, any filter."""
    held = []

    @settings(DEEP, max_examples=8)
    @given(st.data())
    def check(data):
        user = looker(data)
        client = signed_in(user)
        inside = [code for code in PLACES if any(is_inside(code, own) for own in user.territory_codes)]
        address = data.draw(st.sampled_from(pages_of(data.draw(st.sampled_from(inside)))))
        if address == "/dasbor/" and len(user.territory_codes) == 1:
            address = f"/dasbor/{user.territory_codes[0]}/"
        for url, number in numbers_behind(client, address).items():
            answer = client.get(url)
            assert answer.status_code == 200, (address, url)
            assert answer.context["page"].total == number, (user.role, user.territory_codes, address, url)
            held.append(number)

    check()
    assert sum(1 for number in held if number) > 40
    # Territories inside each other are counted once.
    client = signed_in(factories.make_user("bersusun", Role.COORDINATOR, "91", "9103", "7604", "760403"))
    found = numbers_behind(client, "/")
    assert found and {url: client.get(url).context["page"].total for url in found} == found


def added_up(table) -> dict[str, int]:
    """The sums of the columns that can be added, where nothing in them is withheld."""
    columns = {}
    for column in table.columns:
        values = [row.values.get(column.key) for row in table.rows]
        is_number = column.kind in (Kind.INTEGER, Kind.RUPIAH) and column.key not in NOT_ADDED
        if is_number and HIDDEN not in (*values, table.total.values.get(column.key)):
            columns[column.key] = sum(value or 0 for value in values)
    return columns


def read_back(client, address: str, asked: dict, table) -> None:
    """The sheet and the CSV say what the page says, line by line."""
    sheet = openpyxl.load_workbook(BytesIO(client.get(address, asked | {"format": "xlsx"}).content)).active
    lines = list(
        csv.reader(StringIO(client.get(address, asked | {"format": "csv"}).content.decode("utf-8-sig")), delimiter=";")
    )
    rows = [*table.rows, *([table.total] if table.total else [])]
    below = list(sheet.iter_rows(values_only=True))[-len(rows) :] if rows else []
    assert len(lines) == 1 + len(rows)
    for row, cells, words in zip(rows, below, lines[1:], strict=True):
        for place, column in enumerate(table.columns):
            value = row.values.get(column.key)
            if column.kind in (Kind.INTEGER, Kind.RUPIAH) and value not in (None, HIDDEN):
                assert cells[place] == int(words[place]) == value, (address, asked, column.key)


def test_every_sum_is_that_of_its_rows_in_every_drawing(world):
    """RP03, RP04: any report, region, level and day, for anybody who may make it."""
    tried = []

    @settings(DEEP, max_examples=20)
    @given(st.data())
    def check(data):
        report = data.draw(st.sampled_from(REPORTS))
        user = world.inside[data.draw(st.sampled_from([Role.ADMIN, Role.PROVINCE, Role.REGENCY, Role.AKU]))]
        if not user.allows(report.permission):
            return
        code = data.draw(
            st.sampled_from([code for code in PLACES if any(is_inside(code, own) for own in user.territory_codes)])
        )
        day = DAY - timedelta(days=data.draw(st.integers(0, 900)))
        asked = {"wilayah": code, "tanggal": day.isoformat(), "dari": "2024-02-29", "sampai": day.isoformat()}
        asked["tingkat"] = data.draw(st.sampled_from(["provinsi", "kabupaten", "kecamatan", "desa"]))
        asked |= {choice.name: data.draw(st.sampled_from(choice.options()))[0] for choice in report.choices}
        client, address = signed_in(user), reverse("catalogue_report", args=[report.slug])
        table = client.get(address, asked).context.get("table")
        if table is None:
            return
        if table.total and asked.get("tampil") != "bagian":
            found = added_up(table)
            assert {key: table.total.values.get(key) or 0 for key in found} == found, (report.slug, asked)
        read_back(client, address, asked, table)
        tried.append(report.slug)

    check()
    assert len(set(tried)) >= 8


# --- After storms, and at the same time -------------------------------------------------------------------------------
def assert_everything_stored_is_true() -> None:
    """Totals, counts, months, history and kept matrices are those of the rows."""
    refresh_due(["0"])
    refresh_months_due(["0"])
    distrust_history(["0"])
    for code in REGENCIES:
        refresh_history(code)
    for compared in (differences, month_differences, history_differences):
        assert [compared(code) for code in REGENCIES] == [[], [], []], compared.__name__
    for code, since in (("0", date(2024, 2, 29)), ("76", date(2026, 8, 1)), ("7604", date(2025, 12, 31))):
        region = Region.objects.get(pk=code)
        for _again in range(2):
            assert graduation_of(region, since, DAY, most=WORKER).whole == matrix_of(region, since, DAY)


def test_everything_stored_is_true_after_random_storms(world):
    """DB01, DB08, NX01: matrices are kept before the last writes, so that they must be made anew."""
    assert_everything_stored_is_true()
    storm = Storm(world.admin, 21)
    months = MonthStorm(world.admin, User.objects.get(username="peninjau"), 22)
    for _ in range(3):
        for _ in range(12):
            storm.blow()
            months.blow()
        assert_everything_stored_is_true()


OFFICERS = 20


def officers_of_one_regency() -> list[tuple[User, EnterpriseGroup, Membership]]:
    """Twenty officers of Polewali Mandar, each with a village, a group, and a woman in it."""
    factories.make_country()
    factories.make_tiers()
    codes = [f"7604032{number:03d}" for number in range(100, 100 + OFFICERS)]
    for code in codes:
        factories.make_region(code, f"Desa {code[-3:]}")
    users = factories.make_users({f"petugas-{code}": (Role.OFFICER, code) for code in codes})
    groups = [factories.make_group(code) for code in codes]
    return list(zip(users.values(), groups, map(factories.make_membership, groups), strict=True))


def work_of(user: User, group: EnterpriseGroup, membership: Membership) -> None:
    """What an officer saves in a village: capital, a newcomer, a KB status, a status of the group."""
    record_capital(by=user, group=group, on=DAY, own=25_000_000)
    person = {
        "name": f"Warga {group.pk}",
        "sex": Sex.FEMALE,
        "birth_on": date(1990, 1, 1),
        "nik_missing_reason": "not_brought",
    }
    entry = {"role": MembershipRole.MEMBER, "started_on": DAY}
    register_member(by=user, group=group, person=person, membership=entry, kb={}, welfare={})
    record_kb_status(by=user, person=membership.person, on=DAY, status=KbStatus.ACTIVE)
    if group.pk % 4 == 0:
        set_status(by=user, group=group, status=GroupStatus.INACTIVE, on=DAY, reason="Uji")


@pytest.mark.django_db(transaction=True)
def test_twenty_officers_of_one_regency_never_wait_for_each_other():
    """DB01: on PostgreSQL all twenty stand inside their transactions at once, while the totals are being made anew."""
    with time_machine.travel(NOON, tick=False):
        officers = officers_of_one_regency()
        together = threading.Barrier(OFFICERS + 1, timeout=30)
        is_postgres = connection.vendor == "postgresql"

        def save(user, group, membership):
            with transaction.atomic():
                work_of(user, group, membership)
                if is_postgres:
                    together.wait()
            refresh_due(["7604"])

        def make_anew():
            with transaction.atomic():
                refresh("7604")
                if is_postgres:
                    together.wait()

        refresh_due(["0"])
        touch("7604", on=DAY)
        answers = at_once(make_anew, *(lambda one=one: save(*one) for one in officers))
        assert answers == [None] * (OFFICERS + 1)
        assert not together.broken
        refresh_due(["0"])
        assert differences("7604") == []
        active = EnterpriseGroup.objects.active().count()
        assert Membership.objects.count() == 2 * OFFICERS
        found = graduation_of(Region.objects.get(pk="7604"), date(2026, 8, 14), DAY, most=WORKER)
        assert found.whole.total.groups == OFFICERS and active == OFFICERS - OFFICERS // 4
