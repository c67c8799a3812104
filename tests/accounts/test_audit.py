"""Every change leaves who, when, what it was before, what after, and why; nothing can take that away (AU01, AU03)."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.audit import log_access, log_batch
from accounts.authorship import acting, use_reason
from accounts.models import AccessEntry, AccessKind, AuditEntry, Receipt, Territory, User
from accounts.receipts import form_token, spend
from tests import factories


def test_a_change_keeps_before_and_after_author_request_reason_and_region(cast):
    """AU01"""
    territory = cast.officer.territory_set.get()
    with acting(cast.admin, address="10.0.0.9", request_id="abc"), use_reason("Pindah tugas"):
        territory.ended_on = date(2026, 8, 1)
        territory.save()
    entry = AuditEntry.objects.get_for_object(territory).latest("id")
    assert entry.changes == {"ended_on": [None, "2026-08-01"]}
    assert (entry.actor, entry.cid, entry.remote_addr) == (cast.admin, "abc", "10.0.0.9")
    assert (entry.reason, entry.region_code) == ("Pindah tugas", "7604032004")


def test_a_save_that_changes_nothing_leaves_no_entry(cast):
    before = AuditEntry.objects.count()
    cast.officer.save()
    assert AuditEntry.objects.count() == before


def test_a_password_is_never_in_the_trail(country):
    user = factories.make_user("rahasia")
    user.set_password("kata-sandi-lain-77")
    user.save()
    entries = AuditEntry.objects.get_for_object(user)
    assert [entry.changes["password"] for entry in entries] == [["••••", "••••"], ["", "••••"]]
    assert user.password not in str([entry.changes for entry in entries])


def test_entries_are_scoped_by_region(cast):
    factories.make_territory(cast.coordinator, "9103011001")
    factories.make_territory(cast.coordinator, "760404")
    seen = AuditEntry.objects.visible_to(cast.auditor).values_list("region_code", flat=True)
    assert seen and all(code.startswith("76") for code in seen)


def test_outside_a_block_nobody_is_named_as_author(country):
    with acting(factories.make_user("sebentar")):
        pass
    user = factories.make_user("sistem")
    assert AuditEntry.objects.get_for_object(user).get().actor is None


def test_a_bulk_path_leaves_one_entry_with_its_reason(cast):
    entry = log_batch(by=cast.admin, model=User, region_code="7604", reason="Impor awal", detail="120 baris")
    assert (entry.actor, entry.reason, entry.object_repr) == (cast.admin, "Impor awal", "120 baris")
    assert AuditEntry.objects.visible_to(cast.regency).contains(entry)
    assert not AuditEntry.objects.visible_to(cast.outside["regency"]).contains(entry)


def test_a_look_at_personal_data_is_kept_with_the_region_of_the_person(cast):
    """AU02"""
    person = factories.make_person()
    entry = log_access(cast.officer, AccessKind.NIK_SHOWN, person=person, reason="Cocokkan dengan KK")
    assert (entry.person_id, entry.region_code) == (person.pk, "7604032004")


@pytest.mark.parametrize("change", ["update", "delete"])
@pytest.mark.parametrize("model", [AuditEntry, AccessEntry, Receipt])
def test_the_database_itself_refuses_to_change_or_remove_a_log_row(cast, model, change):
    """AU03: also when the application asks."""
    factories.make_territory(cast.officer, "760404")
    log_access(cast.officer, AccessKind.PERSON_OPENED)
    spend(token=form_token(), user=cast.officer, action="x")
    rows = model.objects.all()
    assert rows.exists()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(region_code="11") if change == "update" else rows.delete()


def test_a_user_who_has_changed_something_cannot_be_erased_from_the_trail(cast):
    with acting(cast.admin):
        factories.make_territory(cast.officer, "7602")
    with pytest.raises(DatabaseError), transaction.atomic():
        User.objects.filter(pk=cast.admin.pk).delete()
    assert Territory.objects.filter(region_id="7602").exists()


@pytest.mark.parametrize("model", [AuditEntry, AccessEntry, Receipt])
def test_a_log_row_is_not_replaced_by_inserting_another_in_its_place(cast, model):
    """AU03: SQLite's REPLACE removes rows without asking a delete trigger, unless the connection says otherwise."""
    factories.make_territory(cast.officer, "760404")
    log_access(cast.officer, AccessKind.PERSON_OPENED)
    spend(token=form_token(), user=cast.officer, action="x")
    row = model.objects.latest("pk")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        _replace(row)


def _replace(row) -> None:
    """Insert the row again under its own key, in the way the database has for it."""
    table = connection.ops.quote_name(row._meta.db_table)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")  # noqa: S608 (our own table's name)
        return
    changed = [field.name for field in row._meta.concrete_fields if not field.primary_key]
    type(row)._base_manager.bulk_create([row], update_conflicts=True, unique_fields=["pk"], update_fields=changed)
