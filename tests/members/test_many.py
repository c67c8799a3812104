"""Many members at once, from a file: the rules of one row, counted, written in bulk (IE01, IE03, IE04, AC07, DM05)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

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
