"""A stored file taken back: every table as before, as long as nobody has worked on with what it brought (IE11)."""

import threading
from datetime import date

import pytest
import time_machine
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connections, transaction

from accounts.models import AuditEntry, Territory, User
from accounts.roles import Role
from groups.actions import change_group, record_capital
from groups.models import CapitalRecord, EnterpriseGroup, GroupLicence, LicenceKind, StatusChange
from imports.actions.undo import ask_undo
from imports.models import BatchState, ImportBatch
from imports.register.undo import Touched, undo_batch
from jobs.models import JobState
from jobs.running import run_job
from members.actions.facts import record_kb_status
from members.actions.persons import change_person
from members.models import DuplicatePair, KbRecord, Membership, PairState, Person
from regions.models import ErasePass, TouchedMonth, TouchedRegion
from tests import factories
from tests.factories import BUMIAYU
from tests.imports.whole_files import (
    GROUPS,
    MEMBERS,
    at_work,
    clean_book,
    counted,
    group_line,
    member_line,
    sent,
    stored,
)
from tests.imports.workbooks import workbook

pytestmark = pytest.mark.django_db
TABLES = (
    "groups.EnterpriseGroup",
    "groups.StatusChange",
    "groups.StageAssessment",
    "groups.CapitalRecord",
    "groups.Product",
    "members.Person",
    "members.Membership",
    "members.KbRecord",
    "members.WelfareRecord",
)
# An undo is one more version of a row that stays.
LEFT_OUT = {"version", "changed_at", "changed_by_id"}


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel("2026-11-21T03:00:00Z", tick=False):
        yield


@pytest.fixture
def staff(cast) -> User:
    return cast.regency


def everything() -> dict:
    """Every row of the register, column by column, with the kinds of business of each group."""
    found = {}
    for label in TABLES:
        rows = apps.get_model(label)._base_manager.order_by("pk").values()
        found[label] = [{name: value for name, value in row.items() if name not in LEFT_OUT} for row in rows]
    links = EnterpriseGroup.sectors.through.objects.order_by("enterprisegroup_id", "sector_id")
    return found | {"sectors": list(links.values_list("enterprisegroup_id", "sector_id"))}


def changing_book() -> bytes:
    """Two groups that `clean_book(2, 3)` has brought told otherwise, a third that is new, and people of all kinds."""
    groups = [
        group_line(1, tahapan="Mandiri", status="tidak aktif", jenis_usaha="kerajinan", own="9 juta"),
        group_line(2, factories.DARMA, own="12 juta", modal_per_tanggal="31/10/2026"),
        group_line(3, own="12 juta"),
    ]
    people = [
        member_line(1, 0, metode_kb="pil", tahapan_ks="KS II"),
        member_line(1, 1, tanggal_lahir="18/05/1990"),
        member_line(1, 2, jabatan="anggota"),
        member_line(2, 0),
        member_line(2, 5),
        member_line(3, 0),
    ]
    return workbook([GROUPS, *groups], [MEMBERS, *people], names=("Kelompok", "Anggota"))


def test_an_undo_leaves_every_table_as_it_was(staff):
    """IE11: new rows are gone, changed ones stand as before, the groups' newest capital too; the totals are marked."""
    stored(staff, clean_book(2, 3))
    before = everything()
    batch = stored(staff, changing_book(), valid_only=True)
    assert counted(batch, "groups") == (1, 1, 1, 0), list(batch.issues.values())
    assert counted(batch, "capital") == (2, 1, 0, 0)
    assert counted(batch, "members") == (2, 3, 1, 0), list(batch.issues.values())
    assert everything() != before
    TouchedRegion.objects.all().delete()
    TouchedMonth.objects.all().delete()
    batch = at_work(ask_undo(by=staff, batch=batch))
    assert (batch.state, batch.undone_by, batch.job.state) == (BatchState.UNDONE, staff, JobState.DONE)
    after = everything()
    for name, rows in before.items():
        assert after[name] == rows, name
    assert set(TouchedRegion.objects.values_list("regency_code", flat=True)) == {"7604"}
    assert min(TouchedMonth.objects.values_list("since", flat=True)) <= date(2026, 6, 1)
    assert not ErasePass.objects.exists()
    entry = AuditEntry.objects.order_by("pk").last()
    assert (entry.actor, entry.region_code, entry.reason) == (staff, "7604", "Impor dibatalkan")


def test_an_undo_of_changes_alone_marks_the_totals_too(staff):
    """A group that only changed its status, and a person who only changed her KB, counted elsewhere before."""
    stored(staff, clean_book(1, 1))
    book = workbook([GROUPS, group_line(1, status="tidak aktif")], names=("Kelompok",))
    batch = stored(staff, book)
    for model in (TouchedRegion, TouchedMonth):
        model.objects.all().delete()
    undo_batch(by=staff, batch=batch)
    assert TouchedRegion.objects.filter(regency_code="7604").exists()
    assert TouchedMonth.objects.filter(regency_code="7604").exists()
    batch = stored(
        staff, workbook([MEMBERS, member_line(1, 0, status_kb="pernah", metode_kb=None)], names=("Anggota",))
    )
    assert counted(batch, "members") == (0, 1, 0, 0)
    TouchedRegion.objects.all().delete()
    undo_batch(by=staff, batch=batch)
    assert TouchedRegion.objects.filter(regency_code="7604").exists()
    assert Person.objects.get().kb_status == "active"


def test_after_an_undo_the_same_file_is_all_new_again(staff):
    batch = stored(staff, clean_book(2, 3))
    first = set(EnterpriseGroup.objects.values_list("number", flat=True))
    undo_batch(by=staff, batch=batch)
    assert not (Person.objects.exists() or EnterpriseGroup.objects.exists() or CapitalRecord.objects.exists())
    again = stored(staff, clean_book(2, 3))
    assert (counted(again, "groups"), counted(again, "members")) == ((2, 0, 0, 0), (6, 0, 0, 0))
    assert not first & set(EnterpriseGroup.objects.values_list("number", flat=True))


# --- Once somebody has worked on --------------------------------------------------------------------------------------
def _edit_person(staff):
    person = Person.objects.first()
    change_person(by=staff, person=person, version=person.version, reason="Salah ketik", phone="081234567890")


def _edit_group(staff):
    group = EnterpriseGroup.objects.first()
    change_group(by=staff, group=group, version=group.version, address="Dusun Mekar")


def _end_membership(staff):
    row = Membership.objects.first()
    row.ended_on, row.leave_reason, row.version = date(2026, 11, 1), "Pindah", row.version + 1
    row.save()


def _record_capital(staff):
    group = EnterpriseGroup.objects.first()
    amounts = {"own": 7_000_000, "loan": 0, "grant": 0}
    record_capital(by=staff, group=group, on=date(2026, 11, 1), source="visit", **amounts)


def _record_kb(staff):
    record_kb_status(by=staff, person=Person.objects.first(), on=date(2026, 11, 20), status="former")


def _report(staff):
    factories.make_report(EnterpriseGroup.objects.first())


def _meet(staff):
    report = factories.make_report(EnterpriseGroup.objects.first(), status="draft")
    factories.make_meeting(report, Membership.objects.first())


def _licence(staff):
    kind = LicenceKind.objects.first() or LicenceKind.objects.create(code="nib", name="NIB")
    GroupLicence.objects.create(group=EnterpriseGroup.objects.first(), kind=kind, number="1")


def _join(staff):
    factories.make_membership(EnterpriseGroup.objects.first())


def _join_elsewhere(staff):
    factories.make_membership(factories.make_group(BUMIAYU), Person.objects.first())


def _decide_pair(staff):
    first, second = Person.objects.order_by("pk")[:2]
    factories.make_pair(first, second, state=PairState.NOT_DUPLICATE)


USES = [_edit_person, _edit_group, _end_membership, _record_capital, _record_kb, _report, _meet, _licence, _join]
USES += [_join_elsewhere, _decide_pair]


@pytest.mark.parametrize("use", USES, ids=[use.__name__.strip("_") for use in USES])
def test_what_was_worked_on_since_is_not_taken_back(staff, use):
    """IE11: neither the row nor anything else of the file goes."""
    batch = stored(staff, clean_book(1, 2))
    use(staff)
    before = everything()
    with pytest.raises(Touched):
        undo_batch(by=staff, batch=batch)
    assert everything() == before
    batch = at_work(ask_undo(by=staff, batch=batch))
    assert (batch.state, batch.job.state) == (BatchState.COMMITTED, JobState.FAILED)
    assert "tidak dapat dibatalkan" in batch.job.problem


@pytest.mark.parametrize("use", [_edit_person, _edit_group, _record_capital, _record_kb], ids=lambda use: use.__name__)
def test_a_row_that_was_only_changed_and_then_worked_on_is_not_taken_back(staff, use):
    stored(staff, clean_book(1, 1))
    book = workbook(
        [GROUPS, group_line(1, own="9 juta")],
        [MEMBERS, member_line(1, 0, metode_kb="pil")],
        names=("Kelompok", "Anggota"),
    )
    batch = stored(staff, book)
    assert (counted(batch, "capital"), counted(batch, "members")) == ((0, 1, 0, 0), (0, 1, 0, 0))
    with time_machine.travel("2026-11-21T04:00:00Z", tick=False):
        use(staff)
        before = everything()
        with pytest.raises(Touched):
            undo_batch(by=staff, batch=batch)
    assert everything() == before


def test_pairs_that_only_the_search_has_found_do_not_hinder(staff):
    """SD05: nobody has decided anything about them; they go with the people."""
    batch = stored(staff, clean_book(1, 2))
    first, second = Person.objects.order_by("pk")
    factories.make_pair(first, second)
    undo_batch(by=staff, batch=batch)
    assert not (DuplicatePair.objects.exists() or Person.objects.exists())


# --- Who and when -----------------------------------------------------------------------------------------------------
def test_an_undo_is_for_the_sender_inside_the_territory(cast, staff):
    """AC07"""
    batch = stored(staff, clean_book(1, 1))
    for user in (cast.officer, cast.outside[Role.REGENCY]):
        with pytest.raises((ValidationError, ImportBatch.DoesNotExist)):
            ask_undo(by=user, batch=batch)
        with pytest.raises(ValidationError):
            undo_batch(by=user, batch=batch)
    for act in (ask_undo, undo_batch):
        with pytest.raises(PermissionDenied):
            act(by=cast.coordinator, batch=batch)
    Territory.objects.filter(user=staff).update(region_id="9103")
    moved = User.objects.get(pk=staff.pk)
    with pytest.raises(ValidationError, match="luar wilayah"):
        undo_batch(by=moved, batch=batch)
    assert Person.objects.count() == 1
    undo_batch(by=cast.admin, batch=batch)
    assert not Person.objects.exists()


def test_members_and_capital_of_a_group_that_was_there_are_out_of_reach_too(cast, staff):
    """AC07: a sender who works elsewhere now takes nothing back here, whatever the file had brought."""
    stored(staff, clean_book(1, 1))
    batch = stored(staff, workbook([MEMBERS, member_line(1, 4)], names=("Anggota",)))
    Territory.objects.filter(user=staff).update(region_id="9103")
    with pytest.raises(ValidationError, match="luar wilayah"):
        undo_batch(by=User.objects.get(pk=staff.pk), batch=batch)


def test_an_undo_asked_for_twice_is_one(staff):
    batch = stored(staff, clean_book(1, 1))
    jobs = {ask_undo(by=staff, batch=batch).job_id for _tap in range(2)}
    assert len(jobs) == 1
    batch = at_work(ImportBatch.objects.get(pk=batch.pk))
    assert batch.state == BatchState.UNDONE
    with pytest.raises(ValidationError):
        ask_undo(by=staff, batch=batch)
    with pytest.raises(ValidationError):
        undo_batch(by=staff, batch=batch)


def test_only_a_stored_file_is_taken_back(staff):
    batch = sent(staff, clean_book(1, 1))
    with pytest.raises(ValidationError):
        ask_undo(by=staff, batch=batch)


def test_append_only_tables_are_so_before_and_after(staff):
    """DM03, ADR 8"""
    batch = stored(staff, clean_book(1, 1))
    kept = stored(staff, clean_book(2, 1))
    undo_batch(by=staff, batch=kept)
    for model in (CapitalRecord, StatusChange, KbRecord):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all()._raw_delete(model.objects.db)
        assert model.objects.exists()
    assert batch.ranges.exists()


@pytest.mark.django_db(transaction=True)
def test_an_undo_at_once_with_another_and_with_an_edit_is_one_or_the_other(country):
    """IE11: either the file is gone, or it stands whole with the edit."""
    user = factories.make_user("staf", Role.REGENCY, "7604")
    batch = stored(user, clean_book(1, 2))
    job = ask_undo(by=user, batch=batch).job_id
    start, ends = threading.Barrier(3), []

    def run(act):
        start.wait()
        try:
            ends.append(act())
        except (ValidationError, Person.DoesNotExist) as error:
            ends.append(error)
        finally:
            connections.close_all()

    person = Person.objects.first()

    def editing():
        return change_person(by=user, person=person, version=1, reason="Salah ketik", phone="081234567890")

    acts = [lambda: run_job.call(job), lambda: undo_batch(by=user, batch=batch), editing]
    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ends) == 3
    state = ImportBatch.objects.get(pk=batch.pk).state
    phones = list(Person.objects.values_list("phone", flat=True))
    if state == BatchState.UNDONE:
        assert (phones, EnterpriseGroup.objects.count(), KbRecord.objects.count()) == ([], 0, 0)
    else:
        assert sorted(phones) == ["", "081234567890"]
