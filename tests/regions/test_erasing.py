"""Append-only tables give rows back to an undo alone, and only while it lasts."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts.models import AuditEntry
from groups.models import CapitalRecord, StatusChange
from regions.erasing import erasing
from regions.models import ErasePass
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(country):
    return factories.make_group()


def test_inside_the_pass_rows_of_that_table_go_and_no_others(group):
    """IE11, DM03"""
    own = StatusChange.objects.create(group=group, status="active", on=date(2026, 1, 1), reason="Uji")
    capital = CapitalRecord.objects.create(group=group, on=date(2026, 1, 1), own=1)
    with erasing(StatusChange):
        StatusChange.objects.filter(pk=own.pk).delete()
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            CapitalRecord.objects.filter(pk=capital.pk).delete()
    assert not StatusChange.objects.filter(pk=own.pk).exists()
    assert not ErasePass.objects.exists()


def test_after_the_pass_nothing_goes_any_more(group):
    own = StatusChange.objects.create(group=group, status="active", on=date(2026, 1, 1), reason="Uji")
    with erasing(StatusChange):
        pass
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        StatusChange.objects.filter(pk=own.pk).delete()


def test_even_inside_the_pass_nothing_is_changed(group):
    own = StatusChange.objects.create(group=group, status="active", on=date(2026, 1, 1), reason="Uji")
    with erasing(StatusChange), pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        StatusChange.objects.filter(pk=own.pk).update(reason="Lain")


def test_the_trail_can_never_be_erased(db):
    """AU03"""
    with pytest.raises(IntegrityError), erasing(AuditEntry):
        raise AssertionError("never reached")
