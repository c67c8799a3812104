"""What a territory owes: which groups, for which months and cards, and whose they are (FE07)."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.responsible import officer_territories, responsible_for
from accounts.roles import Role
from activities.models import MonthlyReport, PeriodKind, ReportingPeriod, ReviewStep, StepKind, SubmissionStatus
from activities.owed import SHOWN, owed, owed_by_officer
from groups.models import GroupStatus, StatusChange
from tests import factories
from tests.factories import BUMIAYU, DARMA, SENTANI, SUGIHWARAS

pytestmark = pytest.mark.django_db
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel("2026-11-21T04:00:00Z", tick=False):
        yield


@pytest.fixture
def officer(cast):
    return cast.officer


def of(user, month: date):
    return next(one for one in owed(user) if one.is_month and one.period.start == month)


def names(lines) -> list[str]:
    return [line.group.name for line in lines]


def test_months_come_oldest_first_with_their_days(officer):
    """FE07: the month that is late before the one that runs."""
    factories.make_group()
    found = [(one.period.start, one.is_late, one.days, one.owed, one.existing) for one in owed(officer)]
    assert found == [(OCTOBER, True, 18, 1, 1), (NOVEMBER, False, 12, 1, 1)]


def test_each_state_is_owed_until_it_is_handed_in(officer):
    """FE07: a draft and a returned register are owed; submitted and approved ones are not."""
    for status in SubmissionStatus.values:
        factories.make_report(factories.make_group(name=status), OCTOBER, status)
    factories.make_group(name="kosong")
    found = of(officer, OCTOBER)
    assert (found.existing, found.handed_in, found.owed, found.empty) == (5, 2, 3, 1)
    assert (names(found.lines), names(found.drafts), names(found.returned)) == (["kosong"], ["draft"], ["returned"])
    assert found.lines[0].url == f"/kegiatan/{found.lines[0].group.number}/2026-10/"


def test_a_returned_register_carries_the_newest_note(officer, cast):
    report = factories.make_report(factories.make_group(), OCTOBER, SubmissionStatus.RETURNED)
    for note in ("Tanggal keliru", "Kehadiran belum dicentang"):
        ReviewStep.objects.create(report=report, kind=StepKind.RETURNED, note=note, by=cast.coordinator)
    assert [line.note for line in of(officer, OCTOBER).returned] == ["Kehadiran belum dicentang"]


def test_groups_stand_by_village_and_number(cast):
    for village, name in ((SUGIHWARAS, "C"), (BUMIAYU, "A"), (SUGIHWARAS, "D"), (BUMIAYU, "B")):
        factories.make_group(village, name)
    assert names(of(cast.coordinator, OCTOBER).lines) == ["A", "B", "C", "D"]


def test_only_groups_that_exist_in_the_month_owe_it(officer):
    """Issue 3 point 2: a group inactive at the end of a month owes nothing that month."""
    factories.make_group(name="Sejak November", status_on=date(2026, 11, 2))
    stopped = factories.make_group(name="Sampai Oktober", status=GroupStatus.INACTIVE, status_on=date(2026, 11, 10))
    for status, on in ((GroupStatus.ACTIVE, date(2020, 1, 1)), (GroupStatus.INACTIVE, date(2026, 11, 10))):
        StatusChange.objects.create(group=stopped, status=status, on=on)
    assert names(of(officer, OCTOBER).lines) == ["Sampai Oktober"]
    assert names(of(officer, NOVEMBER).lines) == ["Sejak November"]


def test_nothing_of_another_territory_is_owed(cast):
    """FE07, AC02"""
    factories.make_group(SUGIHWARAS, "Tetangga")
    factories.make_group(SENTANI, "Papua")
    assert of(cast.officer, OCTOBER).existing == 0
    assert owed(cast.lost[Role.OFFICER]) == []


def test_the_local_day_of_the_place_decides(cast):
    """Issue 3 point 2: at 00:30 on 4 November in Jayapura October is late there, and not yet in Bumiayu."""
    factories.make_group(BUMIAYU)
    factories.make_group(SENTANI)
    with time_machine.travel("2026-11-03T15:30:00Z", tick=False):
        assert of(cast.outside[Role.OFFICER], OCTOBER).is_late
        assert not of(cast.officer, OCTOBER).is_late
        assert of(cast.officer, OCTOBER).days == 0


def test_territories_in_two_zones_get_two_answers_around_midnight(country):
    user = factories.make_user("", Role.OFFICER, BUMIAYU, SENTANI)
    factories.make_group(BUMIAYU)
    factories.make_group(SENTANI)
    with time_machine.travel("2026-11-03T15:30:00Z", tick=False):
        found = [one for one in owed(user) if one.period.start == OCTOBER]
    assert sorted((one.is_late, one.existing) for one in found) == [(False, 1), (True, 1)]


def test_a_prolonged_month_is_owed_as_long_as_it_is_open(officer):
    factories.make_group()
    september = date(2026, 9, 1)
    columns = {"opens_on": september, "due_on": date(2026, 11, 25), "locks_on": date(2026, 12, 15), "note": "Banjir"}
    ReportingPeriod.objects.create(kind=PeriodKind.MONTH, start=september, **columns)
    assert [one.period.start.month for one in owed(officer)] == [9, 10, 11]


def test_a_card_is_owed_while_its_year_is_open(officer):
    """FE07: K/0 for groups active on 1 January, from December until the lock."""
    done, _open = factories.make_group(name="Sudah"), factories.make_group(name="Belum")
    factories.make_card(done, 2027, visited_on=date(2026, 12, 2), submitted_on=date(2026, 12, 2))
    assert not [one for one in owed(officer) if not one.is_month]
    with time_machine.travel("2026-12-10T04:00:00Z", tick=False):
        (card,) = [one for one in owed(officer) if not one.is_month]
    assert (card.period.start.year, card.owed, names(card.lines)) == (2027, 1, ["Belum"])
    assert card.lines[0].url == f"/kegiatan/{card.lines[0].group.number}/kartu/2027/"


def test_the_page_names_the_first_and_the_list_has_them_all(officer, sign_in):
    """FE07, DB02: bounded lines; each count leads to a list of just as many."""
    for _place in range(SHOWN + 3):
        factories.make_group()
    factories.make_report(factories.make_group(), OCTOBER, SubmissionStatus.DRAFT)
    factories.make_report(factories.make_group(), OCTOBER, SubmissionStatus.RETURNED)
    factories.make_report(factories.make_group(), OCTOBER)
    found = of(officer, OCTOBER)
    assert len(found.lines) == SHOWN
    client = sign_in(officer)
    listed = {
        name: client.get(getattr(found, name)).context["page"].total
        for name in ("url", "empty_url", "drafts_url", "returned_url")
    }
    assert listed == {"url": found.owed, "empty_url": found.empty, "drafts_url": 1, "returned_url": 1}
    assert (found.owed, found.empty) == (SHOWN + 5, SHOWN + 3)


def test_the_cost_does_not_grow_with_the_groups(officer):
    """FE07: bounded queries whatever the number of groups."""

    def grow(times: int) -> None:
        for _place in range(times):
            factories.make_group()
            for status in (SubmissionStatus.DRAFT, SubmissionStatus.RETURNED, SubmissionStatus.APPROVED):
                factories.make_report(factories.make_group(), OCTOBER, status)

    grow(1)
    assert officer.territories
    few = queries_of(lambda: owed(officer))
    grow(15)
    assert queries_of(lambda: owed(officer)) == few <= 18


# --- Whose they are ---------------------------------------------------------------------------------------------------
def test_an_officer_is_responsible_for_what_her_territory_covers(country):
    village = factories.make_user("desa", Role.OFFICER, BUMIAYU, full_name="Ani")
    district = factories.make_user("kecamatan", Role.OFFICER, "760404", full_name="Budi")
    factories.make_user("papua", Role.OFFICER, SENTANI)
    factories.make_user("koordinator", Role.COORDINATOR, SUGIHWARAS)
    found = responsible_for([BUMIAYU, SUGIHWARAS, DARMA], officer_territories("7604"))
    assert found == {village: [BUMIAYU], district: [DARMA], None: [SUGIHWARAS]}


def test_a_village_that_two_share_stands_under_both(country):
    both = [factories.make_user(name, Role.OFFICER, BUMIAYU, full_name=name.title()) for name in ("ani", "budi")]
    assert responsible_for([BUMIAYU], officer_territories("760403")) == {user: [BUMIAYU] for user in both}


def test_only_those_who_work_there_today_are_responsible(country):
    gone = factories.make_user("lama", Role.OFFICER)
    factories.make_territory(gone, BUMIAYU, ended_on=date(2026, 11, 21))
    coming = factories.make_user("baru", Role.OFFICER)
    factories.make_territory(coming, BUMIAYU, started_on=date(2026, 11, 22))
    factories.make_user("nonaktif", Role.OFFICER, BUMIAYU, is_active=False)
    assert responsible_for([BUMIAYU], officer_territories(BUMIAYU)) == {None: [BUMIAYU]}


def test_who_has_not_reported_comes_with_villages_and_numbers(country):
    """Issue 3 point 4: most groups first; villages without an officer at the end."""
    ani = factories.make_user("ani", Role.OFFICER, BUMIAYU, full_name="Ani")
    budi = factories.make_user("budi", Role.OFFICER, DARMA, full_name="Budi")
    for village, times in ((BUMIAYU, 1), (DARMA, 2), (SUGIHWARAS, 3)):
        for _place in range(times):
            factories.make_group(village)
    factories.make_report(factories.make_group(BUMIAYU), OCTOBER)
    found = owed_by_officer("7604", OCTOBER)
    assert [(one.officer, one.groups, [place.village.pk for place in one.villages]) for one in found] == [
        (budi, 2, [DARMA]),
        (ani, 1, [BUMIAYU]),
        (None, 3, [SUGIHWARAS]),
    ]
    assert queries_of(lambda: owed_by_officer("7604", OCTOBER)) == 3


def test_nobody_is_late_where_all_have_reported(country):
    factories.make_report(factories.make_group(BUMIAYU), OCTOBER)
    assert owed_by_officer("760403", OCTOBER) == []
    assert MonthlyReport.objects.count() == 1


def queries_of(call) -> int:
    with CaptureQueriesContext(connection) as queries:
        call()
    return len(queries)
