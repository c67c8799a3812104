"""The start page of each role: what is owed, who is late, how fresh the registry is (FE07, NX06, NX16, DB02)."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from activities.models import ReviewStep, StepKind, SubmissionStatus
from regions.touching import touch, touch_months
from tests import factories
from tests.factories import BINANGA, BUMIAYU, DARMA, SENTANI, SUGIHWARAS

pytestmark = pytest.mark.django_db
OCTOBER, NOVEMBER, TODAY = date(2026, 10, 1), date(2026, 11, 1), date(2026, 11, 21)
MANAGERS = [Role.COORDINATOR, Role.REGENCY, Role.PROVINCE, Role.ADMIN]
# What no page of a nation reads: the rows themselves.
ROWS = (
    "members_membership",
    "members_person",
    "groups_enterprisegroup",
    "activities_monthlyreport",
    "activities_annualcard",
    "groups_statuschange",
)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel("2026-11-21T04:00:00Z", tick=False):
        yield


@pytest.fixture
def registers(cast):
    """Bumiayu: one in time, one late, one draft, one returned; Darma, Binanga and Sentani: one silent group each."""
    factories.make_tiers()
    factories.make_report(factories.make_group(BUMIAYU, "Tepat"), OCTOBER)
    factories.make_report(factories.make_group(BUMIAYU, "Telat"), OCTOBER, SubmissionStatus.SUBMITTED, is_late=True)
    factories.make_report(factories.make_group(BUMIAYU, "Draf"), OCTOBER, SubmissionStatus.DRAFT)
    back = factories.make_report(factories.make_group(BUMIAYU, "Kembali"), OCTOBER, SubmissionStatus.RETURNED)
    ReviewStep.objects.create(report=back, kind=StepKind.RETURNED, note="Tanggal keliru", by=cast.coordinator)
    for village in (DARMA, BINANGA, SENTANI):
        factories.make_capital(factories.make_group(village, f"Sepi {village}"), on=date(2026, 1, 5))
    changed()
    return cast


def changed() -> None:
    """Rows were written without the actions: leave the marks that these would have left."""
    for village in (BUMIAYU, DARMA, BINANGA, SENTANI):
        touch(village, on=TODAY)
        touch_months(village, since=OCTOBER)


def home(sign_in, user):
    return sign_in(user).get("/")


def listed(sign_in, user, url: str) -> int:
    answer = sign_in(user).get(url)
    assert answer.status_code == 200, url
    return answer.context["page"].total


# --- The officer ------------------------------------------------------------------------------------------------------
def test_an_officer_finds_what_is_owed_in_the_order_of_doing(registers, sign_in):
    """FE07: returned with its note, then the late month, then the running one, then drafts, then what is missing."""
    text = home(sign_in, registers.officer).content.decode()
    words = ["Terlambat 18 hari", "Tinggal 12 hari", "Dikembalikan, perlu diperbaiki", "Tanggal keliru"]
    words += [
        "Belum diisi November 2026: 4 kelompok",
        "Draf, belum dikirim",
        "Perlu dilengkapi",
        "Terakhir Anda simpan",
    ]
    places = [text.index(word) for word in words]
    assert places == sorted(places)


def test_each_line_leads_to_the_month_itself(registers, sign_in):
    """FE07: one tap to act."""
    work = home(sign_in, registers.officer).context["work"]
    lines = [*work.returned, *work.drafts, *(line for one in work.months for line in one.lines)]
    assert len(lines) == 2 + 4
    client = sign_in(registers.officer)
    assert {client.get(line.url).status_code for line in lines} == {200}


def test_an_officer_sees_nothing_of_a_neighbour(registers, sign_in):
    """FE07: for that officer's territory only."""
    assert "Sepi" not in home(sign_in, registers.officer).content.decode()


def test_a_month_that_is_done_is_worth_seeing(cast, sign_in):
    """FE07"""
    group = factories.make_group()
    factories.make_report(group, OCTOBER)
    factories.make_report(group, NOVEMBER, SubmissionStatus.SUBMITTED, visited_on=TODAY, submitted_on=TODAY)
    page = home(sign_in, cast.officer)
    assert page.context["work"].is_done
    assert "Semua laporan Oktober 2026 sudah masuk" in page.content.decode()
    assert "Belum diisi" not in page.content.decode()


def test_an_officer_without_groups_has_no_months(cast, sign_in):
    text = home(sign_in, cast.officer).content.decode()
    assert "Register bulanan" not in text


def test_who_has_not_reported_is_not_told_twice(registers, sign_in):
    """The warning `lapor` marks lists; on the start page the months say it."""
    warnings = home(sign_in, registers.regency).context["warnings"]
    assert "lapor" not in {item.warning.code for item in warnings}


# --- Those who look after others --------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", MANAGERS)
def test_every_number_of_the_months_equals_its_list(registers, sign_in, role):
    """DB02, NX16: ADA, LAPOR, on time, missing."""
    user = registers.inside[role]
    watch = home(sign_in, user).context["watch"]
    assert [line.month for line in watch.months] == [OCTOBER, NOVEMBER]
    for line in watch.months:
        found = {name: listed(sign_in, user, url) for name, url in line.urls.items()}
        assert found == {name: getattr(line.figures, name) for name in found}, line.month
    october = watch.months[0].figures
    assert (october.reporting, october.on_time) == (2, 1)


@pytest.mark.parametrize("role", MANAGERS)
def test_the_states_of_freshness_equal_their_lists_and_add_up_to_all(registers, sign_in, role):
    """NX06, DB02: all beside verified."""
    user = registers.inside[role]
    watch = home(sign_in, user).context["watch"]
    assert {one.state.code: one.count for one in watch.seen} == {
        one.state.code: listed(sign_in, user, one.url) for one in watch.seen
    }
    assert sum(one.count for one in watch.seen) == watch.seen_total == listed(sign_in, user, watch.groups_url)
    assert "Semua kelompok aktif" in home(sign_in, user).content.decode()


def test_a_coordinator_sees_officers_with_their_villages(registers, sign_in):
    """Issue 3 point 4: the list of who is late, and the way to the reminder."""
    page = home(sign_in, registers.coordinator)
    (late,) = page.context["watch"].late_officers
    assert (late.officer, late.groups, late.shown[0].village.pk) == (registers.officer, 2, BUMIAYU)
    assert listed(sign_in, registers.coordinator, late.shown[0].url) == 2
    assert sign_in(registers.coordinator).get(page.context["watch"].reminder_url).status_code == 200


def test_villages_without_an_officer_come_last(registers, sign_in):
    late = home(sign_in, registers.regency).context["watch"].late_officers
    assert [(one.officer, one.groups) for one in late] == [(registers.officer, 2), (None, 1)]
    assert "Tanpa petugas" in home(sign_in, registers.regency).content.decode()


@pytest.mark.parametrize(("role", "codes"), [(Role.PROVINCE, ["7604", "7602"]), (Role.ADMIN, ["76", "91"])])
def test_higher_up_regions_are_late_and_nobody_is_named(registers, sign_in, role, codes):
    """Issue 3 point 4: no list of single groups, no officer by name."""
    user = registers.inside[role]
    page = home(sign_in, user)
    watch = page.context["watch"]
    assert [one.region.pk for one in watch.late_regions] == codes and not watch.late_officers
    assert [one.figures.missing for one in watch.late_regions] == [
        listed(sign_in, user, one.url) for one in watch.late_regions
    ]
    # An administrator also reads the latest changes, which name what was changed.
    text = page.content.decode().partition("Perubahan terakhir")[0]
    assert "Sepi" not in text and str(registers.officer) not in text


def test_the_queue_is_counted_for_those_who_review(registers, sign_in):
    """Issue 3 point 3: the number equals the queue."""
    page = home(sign_in, registers.coordinator)
    assert page.context["waiting"]["registers"] == 1 == listed(sign_in, registers.coordinator, "/kegiatan/tinjau/")


def test_regions_without_groups_are_not_drawn(registers, sign_in):
    drawn = home(sign_in, registers.admin).context
    assert [row.name for row in drawn["matrix"].rows] == ["Sulawesi Barat", "Papua"]
    drawn = home(sign_in, registers.coordinator).context
    assert ([row.name for row in drawn["matrix"].rows], drawn["rows_hidden"]) == (["Bumiayu"], 1)


@pytest.mark.parametrize("role", [Role.PROVINCE, Role.ADMIN])
def test_a_nation_is_shown_from_stored_totals_alone(registers, sign_in, role):
    """DB01, issue 3 point 8: no row of a group, a register or a member is read, however many there are."""
    client = sign_in(registers.inside[role])
    client.get("/")
    with CaptureQueriesContext(connection) as few:
        assert client.get("/").status_code == 200
    read = " ".join(query["sql"] for query in few)
    assert "reports_monthtotal" in read and "reports_seentotal" in read
    assert [table for table in ROWS if table in read] == []
    for village in (BUMIAYU, SUGIHWARAS, DARMA, SENTANI) * 5:
        factories.make_report(factories.make_group(village), OCTOBER)
    changed()
    client.get("/")
    with CaptureQueriesContext(connection) as many:
        client.get("/")
    assert len(many) == len(few) <= 23


@pytest.mark.parametrize("role", [Role.OFFICER, Role.COORDINATOR, Role.REGENCY])
def test_a_start_page_costs_the_same_for_many_groups(registers, sign_in, role):
    """FE07"""
    client = sign_in(registers.inside[role])
    client.get("/")
    with CaptureQueriesContext(connection) as few:
        client.get("/")
    for village in (BUMIAYU, DARMA) * 10:
        factories.make_report(factories.make_group(village), OCTOBER, SubmissionStatus.DRAFT)
    changed()
    client.get("/")
    with CaptureQueriesContext(connection) as many:
        client.get("/")
    assert len(many) == len(few) <= 38


def test_several_territories_are_summed(country, sign_in):
    user = factories.make_user("dua", Role.COORDINATOR, "760403", "760404")
    factories.make_report(factories.make_group(BUMIAYU), OCTOBER)
    factories.make_group(DARMA)
    watch = home(sign_in, user).context["watch"]
    assert (watch.months[0].figures.existing, watch.months[0].figures.reporting, watch.matrix) == (2, 1, None)
    assert listed(sign_in, user, watch.months[0].urls["missing"]) == 1


@pytest.mark.parametrize("role", [Role.AKU, Role.AUDITOR])
def test_those_who_may_not_see_activities_see_none(registers, sign_in, role):
    page = home(sign_in, registers.inside[role])
    assert "watch" not in page.context and "Register bulanan" not in page.content.decode()
