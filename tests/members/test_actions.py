"""Joining, leaving, moving and holding office, each one transaction (DM01, DM02, DM07)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry
from groups.models import GroupStatus
from members.actions import (
    add_member,
    appoint,
    change_person,
    end_membership,
    record_kb_status,
    record_welfare,
    register_member,
    transfer,
)
from members.models import Membership, MembershipRole
from regions.clock import local_today
from regions.models import TouchedRegion
from tests.factories import BUMIAYU, DARMA, SENTANI, make_group, make_membership, make_person, make_user

CHAIR, MEMBER, SECRETARY = MembershipRole.CHAIR, MembershipRole.MEMBER, MembershipRole.SECRETARY
MAY = date(2026, 5, 1)


@pytest.fixture
def officer(country):
    return make_user("petugas-uji", "officer", "7604")


@pytest.fixture
def group(country):
    return make_group(BUMIAYU, "Melati")


def current(group, role=None, on=None):
    rows = Membership.objects.of_group(group).current(on or local_today(group))
    return rows.filter(role=role) if role else rows


def test_a_member_joins_in_the_groups_village_and_the_regency_is_touched(officer, group):
    """DM01: a membership carries group, role, start; its village is the group's, wherever the person lives."""
    person = make_person(DARMA)
    membership = add_member(by=officer, group=group, person=person, role=MEMBER, started_on=MAY)
    assert (membership.village_id, membership.role, membership.started_on) == (BUMIAYU, MEMBER, MAY)
    assert membership.created_by == officer
    touched = TouchedRegion.objects.get()
    assert (touched.regency_code, touched.due_on) == ("7604", local_today(group))


def test_a_new_chair_ends_the_old_chairs_term_the_same_day(officer, group):
    """DM02: the old chair goes on as a plain member, and there is one chair on every day."""
    old = make_membership(group, role=CHAIR)
    heir = make_membership(group)
    new = appoint(by=officer, membership=heir, role=CHAIR, on=MAY, reason="Musyawarah", version=1, replaces=old.pk)
    assert current(group, CHAIR).get() == new
    assert current(group, CHAIR, MAY - timedelta(days=1)).get() == old
    assert current(group, MEMBER).get().person == old.person
    assert current(group).count() == 2
    old.refresh_from_db()
    assert old.ended_on == MAY


@pytest.mark.parametrize("role", [CHAIR, SECRETARY, MembershipRole.TREASURER])
def test_a_newcomer_can_take_a_single_role_only_from_the_holder_who_was_seen(officer, group, role):
    holder = make_membership(group, role=role)
    newcomer = make_person()
    for seen in (None, holder.pk + 1):
        with pytest.raises(ValidationError) as refused:
            add_member(by=officer, group=group, person=newcomer, role=role, started_on=MAY, replaces=seen)
        assert holder.person.name in str(refused.value.message_dict["replaces"])
    assert not current(group).filter(person=newcomer).exists()
    add_member(by=officer, group=group, person=newcomer, role=role, started_on=MAY, replaces=holder.pk)
    assert current(group, role).get().person == newcomer


def test_cadres_may_be_many(officer, group):
    for _turn in range(2):
        add_member(by=officer, group=group, person=make_person(), role=MembershipRole.CADRE, started_on=MAY)
    assert current(group, MembershipRole.CADRE).count() == 2


def test_a_chair_leaves_the_office_and_stays_a_member(officer, group):
    chair = make_membership(group, role=CHAIR)
    appoint(by=officer, membership=chair, role=MEMBER, on=MAY, reason="Minta berhenti", version=1)
    assert not current(group, CHAIR).exists()
    assert current(group).get().role == MEMBER


def test_an_appointment_keeps_a_leave_that_is_already_dated(officer, group):
    leaves = local_today(group) + timedelta(days=30)
    old = make_membership(group, role=CHAIR, ended_on=leaves)
    heir = make_membership(group)
    appoint(by=officer, membership=heir, role=CHAIR, on=MAY, reason="Musyawarah", version=1, replaces=old.pk)
    assert current(group).get(person=old.person).ended_on == leaves


@pytest.mark.parametrize(
    ("role", "on", "field"),
    [(MEMBER, MAY, "role"), (CHAIR, date(2019, 1, 1), "on"), (CHAIR, date(2126, 1, 1), "on")],
)
def test_an_impossible_appointment_is_refused_on_its_field(officer, group, role, on, field):
    member = make_membership(group)
    with pytest.raises(ValidationError) as refused:
        appoint(by=officer, membership=member, role=role, on=on, reason="Musyawarah", version=1)
    assert field in refused.value.message_dict
    assert current(group).get() == member


def test_an_office_cannot_be_taken_before_its_present_holder_took_it(officer, group):
    holder = make_membership(group, role=CHAIR, started_on=date(2026, 6, 1))
    heir = make_membership(group)
    with pytest.raises(ValidationError) as refused:
        appoint(by=officer, membership=heir, role=CHAIR, on=MAY, reason="Musyawarah", version=1, replaces=holder.pk)
    assert "on" in refused.value.message_dict
    assert current(group, CHAIR).get() == holder


def test_a_leave_keeps_its_day_and_reason(officer, group):
    member = make_membership(group)
    end_membership(by=officer, membership=member, on=MAY, reason=" Pindah desa ", version=1)
    member.refresh_from_db()
    assert (member.ended_on, member.leave_reason, member.version) == (MAY, "Pindah desa", 2)
    assert not current(group).exists()
    entry = AuditEntry.objects.get_for_object(member).first()
    assert entry.reason.strip() == "Pindah desa"
    assert entry.region_code == BUMIAYU


def test_a_leave_needs_a_reason_and_cannot_precede_the_start(officer, group):
    member = make_membership(group)
    for on, reason, field in (
        (MAY, " ", "reason"),
        (date(2019, 12, 31), "Pindah", "on"),
        (date(2126, 1, 1), "x", "on"),
    ):
        with pytest.raises(ValidationError) as refused:
            end_membership(by=officer, membership=member, on=on, reason=reason, version=1)
        assert field in refused.value.message_dict
    assert current(group).count() == 1


def test_a_leave_that_has_come_is_not_dated_anew(officer, group):
    member = make_membership(group, ended_on=MAY)
    with pytest.raises(ValidationError):
        end_membership(by=officer, membership=member, on=MAY, reason="Pindah desa", version=1)


def test_a_transfer_closes_one_and_opens_another_the_same_day(officer, group):
    """DM01: both in one transaction; the regencies of both are touched."""
    other = make_group(DARMA, "Mawar")
    chair = make_membership(group, role=CHAIR)
    moved = transfer(by=officer, membership=chair, to_group=other, on=MAY, reason="Pindah rumah", version=1)
    assert (moved.group, moved.village_id, moved.role, moved.started_on) == (other, DARMA, MEMBER, MAY)
    assert not current(group).exists()
    assert chair.person.memberships.count() == 2


def test_a_transfer_that_fails_leaves_everything_as_it_was(officer, group):
    other = make_group(DARMA, "Mawar", status=GroupStatus.DISSOLVED)
    member = make_membership(group)
    with pytest.raises(ValidationError):
        transfer(by=officer, membership=member, to_group=other, on=MAY, reason="Pindah rumah", version=1)
    member.refresh_from_db()
    assert member.ended_on is None


def test_nobody_joins_a_group_twice_or_one_that_is_dissolved(officer, group):
    member = make_membership(group)
    with pytest.raises(ValidationError, match="masih tercatat"):
        add_member(by=officer, group=group, person=member.person, role=MEMBER, started_on=MAY)
    gone = make_group(BUMIAYU, "Kenanga", status=GroupStatus.DISSOLVED)
    with pytest.raises(ValidationError, match="bubar"):
        add_member(by=officer, group=gone, person=make_person(), role=MEMBER, started_on=MAY)


def test_who_left_may_come_back(officer, group):
    member = make_membership(group, ended_on=MAY)
    add_member(by=officer, group=group, person=member.person, role=MEMBER, started_on=MAY)
    assert current(group).count() == 1


def test_a_second_group_is_asked_about_and_named_inside_the_territory_only(officer, group):
    """SD06: warning by default; both groups are named when both are in the viewer's territory."""
    near = make_membership(make_group(DARMA, "Mawar Dekat"))
    far = make_membership(make_group(SENTANI, "Mawar Jauh"), make_person())
    for member, named in ((near, True), (far, False)):
        with pytest.raises(ValidationError) as asked:
            add_member(by=officer, group=group, person=member.person, role=MEMBER, started_on=MAY)
        told = " ".join(asked.value.message_dict["second_group_reason"])
        assert (member.group.name in told) is named
        assert "Sentani" not in told
        joined = add_member(
            by=officer, group=group, person=member.person, role=MEMBER, started_on=MAY, second_group_reason="Dua usaha"
        )
        assert joined.second_group_reason == "Dua usaha"


def test_a_second_group_can_be_forbidden_by_the_setting(officer, group, settings):
    """SD06: blocked instead of asked."""
    settings.SECOND_GROUP_RULE = "error"
    elsewhere = make_membership(make_group(DARMA, "Mawar"))
    with pytest.raises(ValidationError, match="Mawar"):
        add_member(
            by=officer,
            group=group,
            person=elsewhere.person,
            role=MEMBER,
            started_on=MAY,
            second_group_reason="Dua usaha",
        )
    assert not current(group).exists()


def test_a_transfer_between_two_groups_is_no_second_group(officer, group):
    member = make_membership(group)
    moved = transfer(
        by=officer, membership=member, to_group=make_group(DARMA), on=MAY, reason="Pindah rumah", version=1
    )
    assert moved.second_group_reason == ""


def outside_writes(officer, here, there) -> dict:
    """Each write an officer of Mamuju could ask for about people and groups of Jayapura, by name."""
    stranger, far = make_membership(there), make_membership(there)
    member = make_membership(here)
    signed = {"by": officer, "on": MAY, "reason": "Uji", "version": 1}
    joins = {"by": officer, "role": MEMBER, "started_on": MAY}
    entries = {"name": "Orang Jauh", "sex": "P", "nik_missing_reason": "not_registered"}
    return {
        "join there": lambda: add_member(group=there, person=make_person(), **joins),
        "someone from there": lambda: add_member(group=here, person=stranger.person, **joins),
        "end there": lambda: end_membership(membership=far, **signed),
        "office there": lambda: appoint(membership=far, role=CHAIR, **signed),
        "move there": lambda: transfer(membership=member, to_group=there, **signed),
        "move from there": lambda: transfer(membership=far, to_group=here, **signed),
        "kb there": lambda: record_kb_status(by=officer, person=stranger.person, on=MAY, status="never"),
        "welfare there": lambda: record_welfare(by=officer, person=stranger.person, on=MAY, stage="pre"),
        "change there": lambda: change_person(by=officer, person=stranger.person, version=1, name="Lain"),
        "new there": lambda: register_member(
            by=officer,
            group=there,
            person=entries,
            membership={"role": MEMBER, "started_on": MAY},
            kb={},
            welfare={},
        ),
    }


WRITES = [
    "join there",
    "someone from there",
    "end there",
    "office there",
    "move there",
    "move from there",
    "kb there",
    "welfare there",
    "change there",
    "new there",
]


@pytest.mark.parametrize("name", WRITES)
def test_no_write_reaches_outside_the_territory_of_who_asks(officer, group, name):
    """AC07: the actions themselves refuse, so that an import or an API has no way round the pages' own scope."""
    writes = outside_writes(officer, group, make_group(SENTANI, "Jauh"))
    assert sorted(writes) == sorted(WRITES)
    before = Membership.objects.count()
    with pytest.raises(ValidationError) as refused:
        writes[name]()
    assert refused.value.code == "outside"
    assert Membership.objects.count() == before
