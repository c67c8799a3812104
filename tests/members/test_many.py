"""Many members at once, from a file: the rules of one row, counted, written in bulk (IE01, IE03, IE04, AC07, DM05)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import roles
from accounts.models import AuditEntry
from accounts.roles import Permission
from groups.models import GroupStatus
from members.actions.many import CHANGED, NEW, REFUSED, SAME, MemberPlanner
from members.actions.many.seen import Seen
from members.actions.many.writing import KB_COLUMNS, MEMBERSHIP_COLUMNS, PERSON_COLUMNS, WELFARE_COLUMNS
from members.drafts import GroupPlace, MemberDraft
from members.models import KbRecord, Membership, Person, WelfareRecord
from members.nik_vault import index_of, open_sealed
from regions.clock import local_today
from regions.models import TouchedRegion
from tests.factories import (
    BUMIAYU,
    DARMA,
    SENTANI,
    make_group,
    make_kb_record,
    make_membership,
    make_nik,
    make_person,
    make_user,
)

BORN = date(1990, 5, 17)
JOINED = date(2024, 3, 1)
SOURCE = "berkas anggota.xlsx"
TOLD = f"Tercantum dalam {SOURCE}"


@pytest.fixture
def officer(country):
    return make_user("petugas-impor", "officer", "7604")


@pytest.fixture
def group(country):
    return make_group(BUMIAYU, "Melati")


def place_of(group, **changes) -> GroupPlace:
    values = {
        "pk": group.pk,
        "village_code": group.village_id,
        "today": local_today(group),
        "founded_on": group.founded_on,
        "is_dissolved": group.status == GroupStatus.DISSOLVED,
        "name": group.name,
        "key": ("number", group.number),
        **changes,
    }
    return GroupPlace(**values)


def draft(name="Nurhayati", **columns) -> MemberDraft:
    return MemberDraft(**{"name": name, "sex": "P", "birth_on": BORN, "started_on": JOINED, **columns})


def run(officer, *rows, write=True, planner=None):
    """Plan (and write) rows given as (group, draft); returns the plans."""
    planner = planner or MemberPlanner(officer, SOURCE, trace="7")
    labelled = [
        (("Anggota", number), group if isinstance(group, GroupPlace) else place_of(group), told)
        for number, (group, told) in enumerate(rows, start=2)
    ]
    plans = planner.plan(labelled)
    if write:
        planner.write(plans)
    return plans


def outcomes(plans) -> list[str]:
    return [plan.outcome for plan in plans]


def codes(plan) -> list[str]:
    return [problem.code for problem in plan.problems]


# --- New --------------------------------------------------------------------------------------------------------------
def test_a_new_member_is_stored_whole(officer, group):
    """AP03: person, membership and facts, signed, traced to the file, the regency marked once."""
    nik = make_nik(born=BORN)
    row = draft(nik=nik, role="chair", kb_status="active", kb_method="pill", welfare_stage="ii", phone="0812 3456 7890")
    (plan,) = run(officer, (group, row))
    assert (plan.outcome, plan.problems) == (NEW, [])
    person = Person.objects.get(pk=plan.person_pk)
    assert open_sealed(person.nik_sealed) == nik and person.nik_index == index_of(nik)
    assert (person.village_id, person.name_key, person.created_by) == (BUMIAYU, "nurhayati", officer)
    assert (person.source_system, person.source_id) == ("impor", "7:2")
    assert (person.kb_status, person.kb_method, person.kb_on) == ("active", "pill", local_today(group))
    membership = Membership.objects.get(pk=plan.membership_pk)
    assert (membership.role, membership.started_on, membership.village_id) == ("chair", JOINED, BUMIAYU)
    assert KbRecord.objects.get().recorded_by == WelfareRecord.objects.get().recorded_by == officer
    assert [(mark.regency_code, mark.due_on) for mark in TouchedRegion.objects.all()] == [("7604", local_today(group))]


def test_a_file_that_is_sent_again_changes_nothing(officer, group):
    """IE03: with and without days told, with and without NIK, for those who have left as well."""
    today = local_today(group)
    rows = [
        draft("Aminah", nik=make_nik(born=BORN), role="chair", kb_status="active", kb_method="iud", welfare_stage="i"),
        draft("Barokah", started_on=None, birth_on=None),
        draft("Cahaya", started_on=date(2020, 1, 1), ended_on=date(2023, 5, 1), role="secretary"),
        draft("Dewi", started_on=None, ended_on=today + timedelta(days=30), nik_missing_reason="damaged"),
        draft("Endang", nik=make_nik(born=BORN), birth_on=date(1991, 1, 1), address="Dusun II", phone="081234567890"),
    ]
    first = run(officer, *[(group, row) for row in rows])
    assert outcomes(first) == [NEW] * 5
    assert codes(first[1]) == ["nik_missing_reason"] and codes(first[4]) == ["nik_birth"]
    before = [list(model.objects.order_by("pk").values()) for model in (Person, Membership, KbRecord, WelfareRecord)]
    again = run(officer, *[(group, row) for row in rows])
    assert outcomes(again) == [SAME] * 5
    assert before == [
        list(model.objects.order_by("pk").values()) for model in (Person, Membership, KbRecord, WelfareRecord)
    ]


def test_who_has_left_is_not_brought_back_by_an_old_file(officer, group):
    """IE03: a row without a new start tells nothing new; one with it brings her back."""
    run(officer, (group, draft(nik=(nik := make_nik(born=BORN)))))
    Membership.objects.update(ended_on=date(2025, 1, 1), leave_reason="Pindah")
    for started_on in (JOINED, None):
        (plan,) = run(officer, (group, draft(nik=nik, started_on=started_on)))
        assert (plan.outcome, codes(plan)) == (SAME, ["left"])
    (dated,) = run(officer, (group, draft(nik=nik, ended_on=date(2025, 2, 1))))
    assert codes(dated) == ["ended"]
    (back,) = run(officer, (group, draft(nik=nik, started_on=date(2026, 1, 1))))
    assert back.outcome == NEW and Membership.objects.count() == 2 and Person.objects.count() == 1


# --- Who is meant -----------------------------------------------------------------------------------------------------
def test_a_nik_stands_in_one_row_of_a_file(officer, group):
    """IE01: the second row names the first, across chunks too."""
    planner, nik = MemberPlanner(officer, SOURCE), make_nik(born=BORN)
    run(officer, (group, draft("Aminah", nik=nik)), planner=planner)
    (second,) = run(officer, (make_group(BUMIAYU), draft("Aminah", nik=nik)), planner=planner)
    assert (second.outcome, codes(second)) == (REFUSED, ["nik_twice"])
    assert "baris 2" in second.problems[0].message and "Anggota" in second.problems[0].message
    assert Person.objects.count() == 1


def test_who_is_in_two_groups_stands_in_two_rows_of_our_own_list(officer, group):
    """IE07: what was taken out comes back the same; a third row, or one twice in a group, is still refused."""
    other, third, nik = make_group(BUMIAYU), make_group(BUMIAYU), make_nik(born=BORN)
    person = make_person(BUMIAYU, "Aminah", nik=nik, birth_on=BORN)
    for one in (group, other):
        make_membership(one, person)
    rows = [(one, draft("Aminah", nik=nik, started_on=None)) for one in (group, other, other, third)]
    plans = run(officer, *rows)
    assert outcomes(plans) == [SAME, SAME, REFUSED, REFUSED]
    assert codes(plans[2]) == codes(plans[3]) == ["nik_twice"]


def test_a_masked_nik_means_the_one_member_of_that_name_and_never_a_new_one(officer, group):
    """IE07: a list without personal columns comes back and doubles nobody."""
    for name in ("Aminah", "Siti", "Siti"):
        make_membership(group, make_person(BUMIAYU, name, nik=make_nik(born=BORN), birth_on=BORN))
    names = ("AMINAH", "Siti", "Wati")
    rows = [(group, draft(name, nik_masked=True, birth_on=None, started_on=None)) for name in names]
    plans = run(officer, *rows)
    assert outcomes(plans) == [SAME, REFUSED, REFUSED]
    assert codes(plans[1]) == codes(plans[2]) == ["nik_masked"]
    assert Person.objects.count() == 3


def test_one_name_and_birth_in_one_group_is_two_people_only_with_two_niks(officer, group):
    """DM10: for want of a NIK nobody is called a duplicate; for the same name and birth in the same group she is."""
    other = make_group(BUMIAYU)
    plans = run(
        officer,
        (group, draft("Siti Aminah", nik=make_nik(born=BORN))),
        (group, draft("SITI AMINAH", nik=make_nik(born=BORN))),
        (group, draft("Siti Aminah")),
        (other, draft("Siti Aminah")),
        (group, draft("Siti Aminah", birth_on=None)),
        (other, draft("Hj. Siti Aminah")),
    )
    assert outcomes(plans) == [NEW, NEW, REFUSED, NEW, NEW, REFUSED]
    assert codes(plans[2]) == ["twice"] and "baris 2" in plans[2].problems[0].message


def test_a_nik_from_elsewhere_tells_only_that_it_exists(officer, group):
    """IE04, NX11: neither name nor place; counted for the log."""
    nik = make_nik(born=BORN)
    make_person(SENTANI, "Orang Sentani", nik=nik)
    planner = MemberPlanner(officer, SOURCE)
    (plan,) = run(officer, (group, draft("Orang Sentani", nik=nik)), planner=planner)
    assert codes(plan) == ["nik_elsewhere"] and planner.elsewhere == 1
    assert "Sentani" not in plan.problems[0].message and not Membership.objects.exists()


def test_a_mistyped_nik_never_renames_anyone(officer, group):
    nik = make_nik(born=BORN)
    person = make_person(BUMIAYU, "Sutarmi Handayani", nik=nik)
    (stranger,) = run(officer, (group, draft("Kartini", nik=nik)))
    assert codes(stranger) == ["nik_other_person"] and "Sutarmi" not in stranger.problems[0].message
    (corrected,) = run(officer, (group, draft("Sutarni Handayani", nik=nik)))
    person.refresh_from_db()
    assert (corrected.outcome, person.name, person.name_key) == (NEW, "Sutarni Handayani", "sutarni handayani")


def test_a_nik_is_put_on_the_member_who_had_none(officer, group):
    """Matched by group, name and birth date; the reason for its absence goes."""
    person = make_membership(group, make_person(BUMIAYU, "Siti Aminah")).person
    nik = make_nik(born=BORN)
    (plan,) = run(officer, (group, draft("siti aminah", nik=nik)))
    person.refresh_from_db()
    assert (plan.outcome, plan.person_pk) == (CHANGED, person.pk)
    assert open_sealed(person.nik_sealed) == nik and person.nik_missing_reason == ""
    assert run(officer, (group, draft("Siti Aminah")))[0].outcome == SAME


# --- Changed ----------------------------------------------------------------------------------------------------------
def test_what_is_told_otherwise_is_changed_and_what_is_not_told_stays(officer, group):
    """IE04: through the one-row actions, so each change leaves its entry; the planner tells what stood before."""
    nik = make_nik(born=BORN)
    person = make_person(BUMIAYU, "Siti Aminah", nik=nik, address="Dusun I", phone="081200000000")
    make_kb_record(person, "active", method="pill")
    member = make_membership(group, person)
    row = draft("Siti Aminah", birth_on=None, nik=nik, phone="081299999999", kb_method="iud", role="cadre")
    planner = MemberPlanner(officer, SOURCE)
    plans = planner.plan([(("Anggota", 2), place_of(group), row)])
    written = planner.write(plans)
    person.refresh_from_db(), member.refresh_from_db()
    assert plans[0].outcome == CHANGED
    assert (person.address, person.phone, person.birth_on) == ("Dusun I", "081299999999", BORN)
    assert (person.kb_status, person.kb_method) == ("active", "iud")
    assert (member.ended_on, person.memberships.get(role="cadre").started_on) == (JOINED, JOINED)
    before = {change.model: change for change in written.changed}
    assert before["members.Person"].before["phone"] == "081200000000"
    assert before["members.Membership"].before == {"ended_on": None, "leave_reason": ""}
    assert before["members.Person"].version == person.version == 2
    assert sorted(written.added) == ["members.KbRecord", "members.Membership"]
    assert AuditEntry.objects.get_for_object(person).first().reason == TOLD
    assert run(officer, (group, row))[0].outcome == SAME


def test_a_leave_is_dated_once(officer, group):
    """DM07: a day ahead too; the regency is marked for both days."""
    member = make_membership(group, make_person(BUMIAYU, "Siti Aminah"))
    leaves = local_today(group) + timedelta(days=20)
    (plan,) = run(officer, (group, draft("Siti Aminah", role="", ended_on=leaves)))
    member.refresh_from_db()
    assert (plan.outcome, member.ended_on, member.leave_reason) == (CHANGED, leaves, TOLD)
    assert {mark.due_on for mark in TouchedRegion.objects.all()} == {local_today(group), leaves}
    assert run(officer, (group, draft("Siti Aminah", ended_on=leaves)))[0].outcome == SAME
    (early,) = run(officer, (group, draft("Siti Aminah", started_on=None, ended_on=date(2019, 1, 1))))
    assert codes(early) == ["period"]


# --- Refused as by hand -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", ["chair", "secretary", "treasurer"])
def test_a_file_takes_no_single_role_from_its_holder(officer, group, role):
    """DM02: on record or in the file; the role is named, the holder never."""
    holder = make_membership(group, role=role)
    (plan,) = run(officer, (group, draft("Aminah", role=role)))
    assert codes(plan) == ["nik_missing_reason", "holder"] and holder.person.name not in plan.problems[1].message
    free = make_group(BUMIAYU)
    plans = run(officer, (free, draft("Aminah", role=role)), (free, draft("Barokah", role=role)))
    assert outcomes(plans) == [NEW, REFUSED]
    other = make_group(BUMIAYU)
    ended = draft("Aminah", role=role, ended_on=date(2025, 1, 1))
    follows = draft("Barokah", role=role, started_on=date(2025, 1, 1))
    assert outcomes(run(officer, (other, ended), (other, follows))) == [NEW, NEW]


def test_a_role_given_up_in_a_row_is_free_for_the_next(officer, group):
    """The same in one chunk as in two, so that check and commit agree."""
    for name, chunks in (("Satu", 1), ("Dua", 2)):
        place = make_group(BUMIAYU, name)
        make_membership(place, make_person(BUMIAYU, "Ketua Lama"), role="chair")
        rows = [
            (place, draft("Ketua Lama", role="member")),
            (place, draft("Ketua Baru", role="chair", started_on=JOINED)),
        ]
        planner = MemberPlanner(officer, SOURCE)
        plans = run(officer, *rows, planner=planner) if chunks == 1 else []
        for row in rows if chunks == 2 else []:
            plans += run(officer, row, planner=planner)
        assert outcomes(plans) == [CHANGED, NEW]


def test_a_second_group_is_told_or_refused_as_the_setting_says(officer, group, settings):
    """SD06: named inside the territory only; the reason of the file is kept."""
    near, far = make_nik(born=BORN), make_nik(born=BORN)
    make_membership(make_group(DARMA, "Mawar Dekat"), make_person(DARMA, "Aminah", nik=near))
    make_membership(make_group(SENTANI, "Mawar Jauh"), make_person(DARMA, "Barokah", nik=far))
    settings.SECOND_GROUP_RULE = "error"
    rows = [(group, draft("Aminah", nik=near)), (group, draft("Barokah", nik=far, second_group_reason="Dua usaha"))]
    assert outcomes(run(officer, *rows)) == [REFUSED, REFUSED]
    settings.SECOND_GROUP_RULE = "warning"
    plans = run(officer, *rows)
    assert outcomes(plans) == [NEW, NEW] and codes(plans[0]) == codes(plans[1]) == ["second_group"]
    assert "Mawar Dekat" in plans[0].problems[0].message and "Jauh" not in plans[1].problems[0].message
    reasons = Membership.objects.of_group(group).order_by("person__name").values_list("second_group_reason", flat=True)
    assert list(reasons) == [TOLD, "Dua usaha"]


def test_a_method_is_left_out_for_who_may_not_know_it(officer, group, monkeypatch):
    """AC07, AU07: told, not stored."""
    without = roles.ROLE_PERMISSIONS["officer"] - {Permission.KB_METHOD_VIEW}
    monkeypatch.setitem(roles.ROLE_PERMISSIONS, "officer", without)
    (plan,) = run(officer, (group, draft(nik=make_nik(born=BORN), kb_status="active", kb_method="pill")))
    assert (plan.outcome, codes(plan)) == (NEW, ["method_not_allowed"])
    assert KbRecord.objects.get().method == Person.objects.get().kb_method == ""


def test_who_may_not_edit_members_imports_none(country):
    """AC07."""
    with pytest.raises(ValidationError) as refused:
        MemberPlanner(make_user("koordinator-uji", "coordinator", "7604"), SOURCE)
    assert refused.value.code == "forbidden"


def test_a_group_that_moves_out_of_reach_meanwhile_stops_the_batch(officer, group):
    """AC07: between plan and write the group is dissolved, or was never the user's."""
    for place in (group, make_group(SENTANI)):
        planner = MemberPlanner(officer, SOURCE)
        plans = planner.plan([(("Anggota", 2), place_of(place), draft())])
        type(group).objects.filter(pk=place.pk).update(status="dissolved")
        with pytest.raises(ValidationError) as refused:
            planner.write(plans)
        assert refused.value.code == "stale"
    assert not Person.objects.exists()


@pytest.mark.parametrize("rule", ["nik", "chair", "changed"])
def test_what_somebody_else_wrote_meanwhile_comes_back_as_a_sentence(officer, group, rule):
    """The rules of the database and the versions of rows hold against the batch too."""
    nik = make_nik(born=BORN)
    person = make_membership(group, make_person(BUMIAYU, "Siti Aminah")).person
    row = draft("Siti Aminah", phone="081234567890") if rule == "changed" else draft("Aminah", nik=nik, role="chair")
    planner = MemberPlanner(officer, SOURCE)
    plans = planner.plan([(("Anggota", 2), place_of(group), row)])
    if rule == "nik":
        make_person(BUMIAYU, nik=nik)
    elif rule == "chair":
        make_membership(group, role="chair")
    else:
        Person.objects.filter(pk=person.pk).update(version=5)
    count = Person.objects.count()
    with pytest.raises(ValidationError):
        planner.write(plans)
    assert Person.objects.count() == count


# --- Cost -------------------------------------------------------------------------------------------------------------
def test_a_chunk_costs_the_same_queries_whatever_it_holds(officer, country):
    """IE05: new members, members who are the same, and those who join a second group."""
    known = [make_nik(born=BORN) for _number in range(60)]
    old, new = make_group(DARMA), [place_of(make_group(BUMIAYU)) for _number in range(20)]
    for number, nik in enumerate(known):
        make_membership(old, make_person(DARMA, f"Anggota {number}", nik=nik))

    def cost(rows: int) -> int:
        told = [(new[row % 20], draft(f"Anggota {row}", nik=known[row])) for row in range(rows)]
        told += [
            (new[row % 20], draft(f"Baru {rows} {row}", kb_status="active", welfare_stage="i", role="member"))
            for row in range(rows)
        ]
        with CaptureQueriesContext(connection) as captured:
            plans = run(officer, *told)
        assert outcomes(plans) == [NEW] * len(plans)
        Membership.objects.exclude(group=old).delete()
        return len(captured)

    few = cost(3)
    assert cost(60) <= few <= 24


@pytest.mark.parametrize(
    ("model", "columns"),
    [
        (Person, PERSON_COLUMNS),
        (Membership, MEMBERSHIP_COLUMNS),
        (KbRecord, KB_COLUMNS),
        (WelfareRecord, WELFARE_COLUMNS),
    ],
)
def test_the_bulk_path_gives_every_column_that_needs_a_value(model, columns):
    """A column added later that may not be empty must not be forgotten here."""
    needed = {field.attname for field in model._meta.concrete_fields if not field.null}
    assert needed <= set(columns)


def test_what_a_file_has_named_is_remembered_in_little_room():
    """IE09: twenty bytes a name; the first position is kept, growth included."""
    seen, first = Seen(), {}
    for position in range(5000):
        key = (position * 2654435761 % 3001) << 40 | position % 7
        assert seen.put(key, position) == first.get(key)
        first.setdefault(key, position)
    assert len(seen) == len(first) and all(seen.has(key) for key in first) and not seen.has(12345)
    assert seen.put(1 << 63, 9) is None and seen.put(1 << 63, 10) == 9
