"""An officer's villages pass to another in one dated action; none is without an officer the day after (NX14, AC05)."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from accounts.models import AuditEntry, Territory, User
from accounts.roles import Role
from activities.actions import cancel_hand_over, change_register, hand_over, open_register
from activities.handover_day import apply_due
from activities.handover_plan import plan_hand_over, units_of
from activities.handover_preview import preview_of
from activities.models import HandOver, HandOverState, SubmissionStatus
from activities.spans import uncovered
from activities.tasks import apply_hand_overs
from activities.village_officers import officer_spans, unowned_villages
from groups.models import EnterpriseGroup
from regions.models import Region
from tests import factories
from tests.at_once import at_once
from tests.factories import BUMIAYU, DARMA, SENTANI, SUGIHWARAS, make_group, make_region, make_territory, make_user

TODAY, TOMORROW, DECEMBER = date(2026, 11, 21), date(2026, 11, 22), date(2026, 12, 1)
REASON = "SK mutasi 12/2026"
WONOMULYO = "760403"


@pytest.fixture(autouse=True)
def noon():
    """Noon in Jakarta on 21 November 2026."""
    with time_machine.travel("2026-11-21T05:00:00Z", tick=False):
        yield


@pytest.fixture
def heir(country):
    return make_user("penerus", Role.OFFICER, DARMA, full_name="Burhan Latif")


def region(code: str) -> Region:
    return Region.objects.get(pk=code)


def hand(cast, heir, *codes, on=TODAY, officer="", by=None, reason=REASON):
    """The cast's regency hands Bumiayu of the cast's officer to the heir, unless told otherwise."""
    return hand_over(
        by=by or cast.regency,
        officer=cast.officer if officer == "" else officer,
        successor=heir,
        regions=[region(code) for code in codes or [BUMIAYU]],
        on=on,
        reason=reason,
    )


def again(user: User) -> User:
    """The user as a new request sees him."""
    return User.objects.get(pk=user.pk)


def territories(user) -> list[tuple]:
    rows = Territory.objects.filter(user=user).order_by("region_id", "started_on", "pk")
    return list(rows.values_list("region_id", "started_on", "ended_on"))


def codes_of(error) -> set[str]:
    wrong = error.value
    errors = wrong.error_list if hasattr(wrong, "error_list") else [e for m in wrong.error_dict.values() for e in m]
    return {one.code for one in errors}


def refused(cast, heir, *codes, **words) -> set[str]:
    before = HandOver.objects.count(), list(Territory.objects.order_by("pk").values())
    with pytest.raises(ValidationError) as error:
        hand(cast, heir, *codes, **words)
    assert (HandOver.objects.count(), list(Territory.objects.order_by("pk").values())) == before
    return codes_of(error)


# --- Today --------------------------------------------------------------------------------------------------
def test_villages_pass_today_with_their_groups(cast, heir):
    """NX14"""
    own, foreign = make_group(mentor=cast.officer), make_group(mentor=cast.coordinator)
    row = hand(cast, heir)
    assert territories(cast.officer) == [(BUMIAYU, factories.LONG_AGO, TODAY)]
    assert (BUMIAYU, TODAY, None) in territories(heir)
    own.refresh_from_db()
    foreign.refresh_from_db()
    assert (own.mentor, foreign.mentor) == (heir, cast.coordinator)
    assert (again(cast.officer).territory_codes, BUMIAYU in again(heir).territory_codes) == ((), True)
    assert (row.state, row.region_id, row.applied_at is None) == (HandOverState.IN_FORCE, BUMIAYU, False)
    assert list(row.regions.values_list("code", flat=True)) == [BUMIAYU]


def test_a_change_of_mentor_is_signed_by_who_ordered_it_and_says_why(cast, heir):
    group = make_group(mentor=cast.officer)
    hand(cast, heir)
    entry = AuditEntry.objects.get_for_object(group).latest("id")
    assert (entry.actor, entry.reason, set(entry.changes)) == (cast.regency, REASON, {"mentor"})
    group.refresh_from_db()
    assert (group.version, group.changed_by) == (2, cast.regency)


def test_the_trail_names_the_hand_over_and_its_territories(cast, heir):
    row = hand(cast, heir, on=DECEMBER)
    made = AuditEntry.objects.get_for_object(row).filter(action=AuditEntry.Action.CREATE).get()
    assert made.object_repr == f"Serah terima {cast.officer} kepada Burhan Latif sejak 1 Desember 2026"
    assert (made.reason, made.region_code) == (REASON, BUMIAYU)
    ended = Territory.objects.get(user=cast.officer)
    assert AuditEntry.objects.get_for_object(ended).latest("id").reason == REASON


# --- On a day ahead -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("village", "midnight"),
    [
        (BUMIAYU, "2026-11-30T16:00:00+00:00"),
        (SENTANI, "2026-11-30T15:00:00+00:00"),
        ("3374011001", "2026-11-30T17:00:00+00:00"),
    ],
)
def test_at_local_midnight_the_villages_the_drafts_and_the_groups_change_hands(cast, village, midnight, sign_in):
    """NX14, AC05, DM07: in WITA, WIT and WIB; the open session of the old officer loses the villages of itself."""
    for code, name in (("33", "Jawa Tengah"), ("3374", "Kota Semarang"), ("337401", "Semarang Tengah")):
        make_region(code, name)
    make_region("3374011001", "Miroto")
    regency = make_user("staf", Role.REGENCY, village[:4])
    old, new = make_user("lama", Role.OFFICER, village), make_user("baru", Role.OFFICER, village)
    Territory.objects.filter(user=new).update(ended_on=date(2025, 1, 1))
    group = make_group(village, mentor=old)
    draft = open_register(by=old, group=group, month=date(2026, 11, 1))
    row = hand(None, new, village, on=DECEMBER, officer=old, by=regency)
    url = reverse("group_detail", args=[group.number])
    with time_machine.travel(datetime.fromisoformat(midnight) - timedelta(minutes=1), tick=False):
        assert apply_due() == 0
        session = sign_in(old)
        assert session.get(url).status_code == 200
        assert change_register(by=again(old), report=draft, version=1, note="Masih saya").version == 2
        assert again(new).territory_codes == ()
        assert row.state == HandOverState.AHEAD
    with time_machine.travel(midnight, tick=False):
        assert session.get(url).status_code == 404
        assert sign_in(new).get(url).status_code == 200
        with pytest.raises(ValidationError):
            change_register(by=again(old), report=draft, version=2, note="Bukan saya lagi")
        assert change_register(by=again(new), report=draft, version=2, note="Sekarang saya").note == "Sekarang saya"
        assert row.state == HandOverState.IN_FORCE
        assert (apply_due(), apply_due()) == (1, 0)
        group.refresh_from_db()
        assert group.mentor == new
    assert draft.status == SubmissionStatus.DRAFT


@pytest.mark.parametrize(("village", "hour"), [(BUMIAYU, 16), (SENTANI, 15)])
def test_the_worker_is_asked_for_midnight_of_the_villages(cast, heir, village, hour):
    """WITA is eight hours ahead of UTC, WIT nine."""
    here = village == BUMIAYU
    by, officer = (cast.regency, cast.officer) if here else (cast.outside["regency"], cast.outside["officer"])
    taker = heir if here else make_user("papua", Role.OFFICER, "9103011002")
    group = make_group(village, mentor=officer)
    hand(None, taker, village, on=DECEMBER, officer=officer, by=by)
    queued = DBTaskResult.objects.get(task_path=apply_hand_overs.module_path)
    assert queued.run_after.isoformat() == f"2026-11-30T{hour}:00:00+00:00"
    with time_machine.travel(queued.run_after, tick=False):
        assert apply_hand_overs.func() == 1
        group.refresh_from_db()
        assert group.mentor == taker


def test_until_its_day_nothing_changes_and_a_lost_task_does_no_harm(cast, heir):
    group = make_group(mentor=cast.officer)
    row = hand(cast, heir, on=DECEMBER)
    DBTaskResult.objects.all().delete()
    assert (row.applied_at, apply_due()) == (None, 0)
    with time_machine.travel("2027-02-01T05:00:00Z", tick=False):
        assert apply_due() == 1
    group.refresh_from_db()
    row.refresh_from_db()
    assert (group.mentor, row.applied_at is None) == (heir, False)


# --- What holds ---------------------------------------------------------------------------------------------
def test_a_territory_still_to_begin_passes_before_it_has_begun(cast, heir):
    make_territory(cast.officer, SUGIHWARAS, started_on=DECEMBER)
    hand(cast, heir, SUGIHWARAS, on=TOMORROW)
    assert (SUGIHWARAS, DECEMBER, DECEMBER) in territories(cast.officer)
    assert (SUGIHWARAS, DECEMBER, None) in territories(heir)


def test_the_successor_gets_nothing_twice(cast, heir):
    """A village that the successor has already, by itself or by its district, is not given again."""
    make_territory(heir, WONOMULYO)
    hand(cast, heir)
    assert territories(heir) == [(WONOMULYO, factories.LONG_AGO, None), (DARMA, factories.LONG_AGO, None)]


def test_a_gap_in_what_the_successor_has_is_closed(cast, heir):
    make_territory(heir, BUMIAYU, started_on=date(2026, 1, 1), ended_on=date(2026, 12, 24))
    make_territory(heir, BUMIAYU, started_on=date(2027, 2, 1))
    hand(cast, heir, on=DECEMBER)
    assert (BUMIAYU, date(2026, 12, 24), date(2027, 2, 1)) in territories(heir)
    assert len(territories(heir)) == 4


@pytest.mark.parametrize(
    ("spans", "gaps"),
    [
        ([], [(TODAY, None)]),
        ([(date(2020, 1, 1), None)], []),
        ([(date(2020, 1, 1), TODAY)], [(TODAY, None)]),
        ([(date(2020, 1, 1), DECEMBER), (DECEMBER, None)], []),
        ([(DECEMBER, None)], [(TODAY, DECEMBER)]),
        ([(DECEMBER, DECEMBER)], [(TODAY, None)]),
        ([(TODAY, DECEMBER), (TODAY, TOMORROW)], [(DECEMBER, None)]),
    ],
)
def test_which_days_no_stretch_covers(spans, gaps):
    assert uncovered(spans, TODAY) == gaps
    assert uncovered(spans, TODAY, TODAY) == []


def test_a_district_handed_over_whole_stays_a_district(cast, heir):
    holder = make_user("pemegang", Role.OFFICER, WONOMULYO)
    assert [unit.code for unit in units_of(cast.regency, holder)] == [BUMIAYU, SUGIHWARAS]
    hand(cast, heir, BUMIAYU, SUGIHWARAS, officer=holder, on=DECEMBER)
    assert territories(holder) == [(WONOMULYO, factories.LONG_AGO, DECEMBER)]
    assert (WONOMULYO, DECEMBER, None) in territories(heir)


def test_a_district_is_divided_when_only_some_villages_pass(cast, heir):
    holder = make_user("pemegang", Role.OFFICER, WONOMULYO)
    hand(cast, heir, BUMIAYU, officer=holder, on=DECEMBER)
    assert territories(holder) == [(WONOMULYO, factories.LONG_AGO, DECEMBER), (SUGIHWARAS, DECEMBER, None)]
    assert (BUMIAYU, DECEMBER, None) in territories(heir)
    for code in (BUMIAYU, SUGIHWARAS):
        assert uncovered(officer_spans([code])[code], TODAY) == []


def test_a_retired_village_that_still_has_groups_is_divided_like_the_others(cast, heir):
    Region.objects.filter(pk=SUGIHWARAS).update(retired_on=date(2026, 1, 1))
    holder = make_user("pemegang", Role.OFFICER, WONOMULYO)
    assert [unit.code for unit in units_of(cast.regency, holder)] == [BUMIAYU]
    make_group(SUGIHWARAS)
    assert [unit.code for unit in units_of(cast.regency, holder)] == [BUMIAYU, SUGIHWARAS]


def test_above_a_district_it_is_all_or_nothing(cast, heir):
    holder = make_user("pemegang", Role.OFFICER, "7604")
    assert [unit.code for unit in units_of(cast.regency, holder)] == ["7604"]
    assert refused(cast, heir, BUMIAYU, officer=holder) == {"whole_only"}


# --- What is refused ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"on": TODAY - timedelta(days=1)}, "past"),
        ({"on": date(2027, 11, 22)}, "too_far"),
        ({"reason": "  "}, "required"),
    ],
)
def test_a_day_or_reason_that_cannot_be_is_refused(cast, heir, words, code):
    assert refused(cast, heir, **words) == {code}


def test_half_past_midnight_in_jayapura_is_the_new_day_there(cast):
    """DM07: still 30 November in Sulawesi and in Jakarta."""
    taker = make_user("papua", Role.OFFICER, "9103011002")
    words = {"officer": cast.outside["officer"], "by": cast.outside["regency"]}
    with time_machine.travel("2026-11-30T15:30:00Z", tick=False):
        assert refused(None, taker, SENTANI, on=date(2026, 11, 30), **words) == {"past"}
        assert hand(None, taker, SENTANI, on=DECEMBER, **words).applied_at


def test_who_may_not_or_cannot_is_refused(cast, heir):
    retired = make_user("pensiun", Role.OFFICER, DARMA, is_active=False)
    elsewhere = cast.outside["officer"]
    assert refused(cast, retired) == {"successor"}
    assert refused(cast, cast.coordinator) == {"successor"}
    assert refused(cast, elsewhere) == {"successor"}
    assert refused(cast, cast.officer) == {"same"}
    assert refused(cast, heir, DARMA, officer=retired) == {"officer"}
    assert refused(cast, heir, by=cast.coordinator) == {"not_allowed"}
    assert refused(cast, heir, by=cast.lost["regency"]) == {"outside"}
    assert refused(cast, heir, by=cast.outside["regency"]) == {"outside"}
    assert refused(cast, heir, SUGIHWARAS) == {"not_held"}


def test_a_regency_cannot_reach_into_another(cast, heir):
    make_territory(cast.officer, factories.BINANGA)
    assert refused(cast, heir, factories.BINANGA) == {"outside"}
    assert refused(cast, heir, BUMIAYU, factories.BINANGA, by=cast.admin) == {"many_regencies"}


def test_an_officer_who_once_worked_here_can_come_back(cast, heir):
    hand(cast, heir)
    hand(cast, cast.officer, officer=heir, on=TOMORROW)
    assert (BUMIAYU, TOMORROW, None) in territories(cast.officer)


def test_days_are_handed_on_in_their_order(cast, heir):
    third = make_user("ketiga", Role.OFFICER, DARMA)
    hand(cast, heir, on=DECEMBER)
    assert refused(cast, third, on=TOMORROW) == {"later"}
    assert refused(cast, third, officer=heir, on=TOMORROW) == {"later"}
    assert refused(cast, third, on=date(2026, 12, 5)) == {"not_held"}
    group = make_group(mentor=cast.officer)
    hand(cast, third, officer=heir, on=DECEMBER)
    with time_machine.travel("2026-12-03T05:00:00Z", tick=False):
        assert apply_due() == 2
    group.refresh_from_db()
    assert group.mentor == third


# --- Cancelled ----------------------------------------------------------------------------------------------
def test_what_has_not_begun_is_put_back_exactly(cast, heir):
    holder = make_user("pemegang", Role.OFFICER)
    make_territory(holder, WONOMULYO, ended_on=date(2027, 6, 30))
    before = list(Territory.objects.order_by("pk").values())
    row = hand(cast, heir, BUMIAYU, officer=holder, on=DECEMBER)
    cancel_hand_over(by=cast.regency, hand_over=row, reason="Mutasi batal")
    assert list(Territory.objects.order_by("pk").values()) == before
    row.refresh_from_db()
    assert (row.state, row.cancel_reason, row.cancelled_by) == (HandOverState.CANCELLED, "Mutasi batal", cast.regency)
    assert AuditEntry.objects.get_for_object(row).latest("id").reason == "Mutasi batal"
    with time_machine.travel("2026-12-03T05:00:00Z", tick=False):
        assert apply_due() == 0


def test_what_has_begun_or_was_changed_since_is_not_undone(cast, heir):
    third = make_user("ketiga", Role.OFFICER, DARMA)
    first = hand(cast, heir, on=DECEMBER)
    second = hand(cast, third, officer=heir, on=date(2026, 12, 15))
    for row, by, code in ((first, cast.regency, "changed"), (second, cast.coordinator, "outside")):
        with pytest.raises(ValidationError) as error:
            cancel_hand_over(by=by, hand_over=row, reason="x")
        assert codes_of(error) == {code}
    cancel_hand_over(by=cast.regency, hand_over=second, reason="x")
    cancel_hand_over(by=cast.regency, hand_over=first, reason="x")
    today = hand(cast, heir)
    for row in (first, today):
        with pytest.raises(ValidationError) as error:
            cancel_hand_over(by=cast.regency, hand_over=row, reason="x")
        assert codes_of(error) == {"not_ahead"}


def test_cancelling_gives_no_village_to_an_officer_who_has_left(cast, heir):
    row = hand(cast, heir, on=DECEMBER)
    User.objects.filter(pk=cast.officer.pk).update(is_active=False)
    with pytest.raises(ValidationError) as error:
        cancel_hand_over(by=cast.regency, hand_over=row, reason="x")
    assert codes_of(error) == {"officer"}


# --- Villages without an officer ----------------------------------------------------------------------------
def test_villages_without_an_officer_are_found_today_and_from_a_coming_day(cast):
    """NX14: by the rows, whether an officer has left, was deactivated, or has a territory that runs out."""
    for village in (BUMIAYU, SUGIHWARAS, DARMA, factories.BINANGA):
        make_group(village)
    make_group("7604032004", status="inactive")
    leaving = make_user("pergi", Role.OFFICER)
    make_territory(leaving, SUGIHWARAS, ended_on=DECEMBER)
    make_user("nonaktif", Role.OFFICER, DARMA, is_active=False)
    found = unowned_villages(cast.regency)
    assert [(one.region.code, one.since, one.is_now) for one in found] == [
        (SUGIHWARAS, DECEMBER, False),
        (DARMA, TODAY, True),
    ]
    make_territory(cast.officer, SUGIHWARAS, started_on=DECEMBER)
    assert [one.region.code for one in unowned_villages(cast.regency)] == [DARMA]


def test_villages_that_have_an_officer_take_no_place_of_those_that_have_none(cast, monkeypatch):
    """The list is capped; an officer counts whether she has the village, its district, or more."""
    monkeypatch.setattr("activities.village_officers.SHOWN", 1)
    for village in (BUMIAYU, SUGIHWARAS, DARMA):
        make_group(village)
    assert [one.region.code for one in unowned_villages(cast.admin)] == [SUGIHWARAS]
    make_user("kecamatan", Role.OFFICER, WONOMULYO)
    assert [one.region.code for one in unowned_villages(cast.admin)] == [DARMA]
    for code in ("0", "76", "7604"):
        holder = make_user(f"luas{code}", Role.OFFICER, code)
        assert unowned_villages(cast.admin) == []
        User.objects.filter(pk=holder.pk).update(is_active=False)


def test_a_village_without_an_officer_gets_one(cast, heir):
    left = make_user("pergi", Role.OFFICER, SUGIHWARAS, is_active=False)
    group, none = make_group(SUGIHWARAS, mentor=left), make_group(SUGIHWARAS)
    row = hand(cast, heir, SUGIHWARAS, officer=None)
    assert unowned_villages(cast.regency) == []
    for one in (group, none):
        one.refresh_from_db()
        assert one.mentor == heir
    assert row.audit_name() == "Penetapan petugas Burhan Latif sejak 21 November 2026"
    assert refused(cast, heir, SUGIHWARAS, officer=None) == {"has_officer"}
    assert refused(cast, heir, BUMIAYU, officer=None) == {"has_officer"}


# --- What the successor will find ---------------------------------------------------------------------------
def test_the_preview_counts_what_passes_and_what_is_owed(cast, heir, django_assert_max_num_queries):
    """AC05: drafts, returned registers, and the open months."""
    groups = [make_group(mentor=cast.officer) for _place in range(3)]
    make_group(SUGIHWARAS)
    october, november = date(2026, 10, 1), date(2026, 11, 1)
    factories.make_report(groups[0], october, SubmissionStatus.APPROVED)
    factories.make_report(groups[1], october, SubmissionStatus.RETURNED)
    factories.make_report(groups[0], november, SubmissionStatus.DRAFT)
    plan = plan_hand_over(by=cast.regency, officer=cast.officer, successor=heir, regions=[region(BUMIAYU)], on=DECEMBER)
    with django_assert_max_num_queries(12):
        shown = preview_of(plan, cast.officer)
    total = shown.total
    assert (total.group_count, total.draft_count, total.returned_count, shown.mentored_count) == (3, 1, 1, 3)
    owed = [(one.period.start, one.count, one.is_late) for one in shown.owed if not one.is_year]
    assert owed == [(october, 2, True), (november, 3, False)]


def test_a_preview_costs_the_same_for_one_village_and_for_two(cast, heir):
    holder = make_user("pemegang", Role.OFFICER, BUMIAYU, SUGIHWARAS)
    costs, _known = [], cast.regency.territory_codes
    for codes in ([BUMIAYU], [BUMIAYU, SUGIHWARAS]):
        make_group(codes[-1], mentor=holder)
        chosen = [region(code) for code in codes]
        with CaptureQueriesContext(connection) as queries:
            plan = plan_hand_over(by=cast.regency, officer=holder, successor=heir, regions=chosen, on=DECEMBER)
            preview_of(plan, holder)
        costs.append(len(queries))
    assert costs[0] == costs[1]


# --- At once ------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("has_officer", [True, False])
def test_of_two_who_hand_over_the_same_village_at_once_one_wins(cast, has_officer):
    """NX14: whether an officer hands it over or it has none; the other is told what to do."""
    officer, village = (cast.officer, BUMIAYU) if has_officer else (None, SUGIHWARAS)
    heirs = [make_user(f"penerus{place}", Role.OFFICER, DARMA) for place in range(2)]
    answers = at_once(*[lambda heir=heir: hand(cast, heir, village, officer=officer) for heir in heirs])
    won = [answer for answer in answers if isinstance(answer, HandOver)]
    lost = [answer for answer in answers if isinstance(answer, ValidationError)]
    assert (len(won), len(lost), HandOver.objects.count()) == (1, 1, 1)
    assert "Muat ulang" in str(lost[0]) or "mempunyai petugas" in str(lost[0])
    assert Territory.objects.filter(region_id=village, ended_on=None, user__role=Role.OFFICER).count() == 1
    assert EnterpriseGroup.objects.count() == 0
