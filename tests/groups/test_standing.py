"""Status and stage change on a day, with a reason, and can change back (DM09)."""

from datetime import UTC, date, datetime
from unittest.mock import patch

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from accounts.models import AuditEntry
from groups.actions import assess_stage, set_status
from groups.models import GroupStage, GroupStatus, StatusChange
from tests import factories
from tests.factories import SENTANI

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(cast):
    made = factories.make_group(founded_on=date(2010, 1, 1))
    StatusChange.objects.create(group=made, status=GroupStatus.ACTIVE, on=date(2010, 1, 1), reason="Didaftarkan")
    return made


def test_a_group_is_dissolved_with_a_reason_and_comes_back(cast, group):
    group = set_status(
        by=cast.officer, group=group, status=GroupStatus.DISSOLVED, on=date(2020, 5, 1), reason="Anggota pindah"
    )
    assert (group.status, group.status_on) == (GroupStatus.DISSOLVED, date(2020, 5, 1))
    assert AuditEntry.objects.get_for_object(group).first().reason == "Anggota pindah"
    group = set_status(
        by=cast.officer, group=group, status=GroupStatus.ACTIVE, on=date(2021, 2, 1), reason="Dihidupkan kembali"
    )
    assert group.status == GroupStatus.ACTIVE
    assert group.status_changes.count() == 3


def test_a_change_found_out_later_does_not_undo_a_newer_one(cast, group):
    set_status(by=cast.officer, group=group, status=GroupStatus.DISSOLVED, on=date(2022, 1, 1), reason="Bubar")
    held = set_status(by=cast.officer, group=group, status=GroupStatus.INACTIVE, on=date(2021, 1, 1), reason="Pandemi")
    assert (held.status, held.status_on) == (GroupStatus.DISSOLVED, date(2022, 1, 1))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"reason": "  "}, "reason"),
        ({"status": "asleep"}, "status"),
        ({"status": GroupStatus.ACTIVE}, "status"),
        ({"on": date(2999, 1, 1)}, "on"),
        ({"on": date(2009, 12, 31)}, "on"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(cast, group, change, field):
    """DM06."""
    given = {"status": GroupStatus.INACTIVE, "on": date(2020, 5, 1), "reason": "Tidak ada kegiatan"} | change
    with pytest.raises(ValidationError) as caught:
        set_status(by=cast.officer, group=group, **given)
    assert list(caught.value.error_dict) == [field]
    group.refresh_from_db()
    assert group.status == GroupStatus.ACTIVE and group.status_changes.count() == 1


def test_half_past_midnight_in_jayapura_is_today_there(cast, country):
    """DM07."""
    group = factories.make_group(SENTANI)
    with patch("django.utils.timezone.now", return_value=datetime(2026, 8, 16, 15, 30, tzinfo=UTC)):
        held = set_status(
            by=cast.admin, group=group, status=GroupStatus.INACTIVE, on=date(2026, 8, 17), reason="Tidak ada kegiatan"
        )
        assert held.status == GroupStatus.INACTIVE
        here = factories.make_group()
        with pytest.raises(ValidationError):
            set_status(by=cast.admin, group=here, status=GroupStatus.INACTIVE, on=date(2026, 8, 17), reason="Sepi")


def test_the_newest_assessment_is_the_stage(cast, group):
    basic, grown = GroupStage.objects.get(code="dasar"), GroupStage.objects.get(code="berkembang")
    assess_stage(by=cast.officer, group=group, stage=grown, on=date(2022, 1, 1), reason="Kartu K/0")
    held = assess_stage(by=cast.officer, group=group, stage=basic, on=date(2019, 1, 1), reason="Kartu K/0 lama")
    assert (held.stage, held.stage_on) == (grown, date(2022, 1, 1))
    grown.retired_on = date(2023, 1, 1)
    grown.save()
    with pytest.raises(ValidationError, match="tidak dipakai"):
        assess_stage(by=cast.officer, group=group, stage=grown, on=date(2023, 1, 1), reason="Kartu K/0")


def test_history_cannot_be_rewritten(group):
    """AU03."""
    with pytest.raises(DatabaseError), transaction.atomic():
        StatusChange.objects.filter(group=group).update(reason="lain")
    with pytest.raises(DatabaseError), transaction.atomic():
        StatusChange.objects.filter(group=group).delete()
