"""The cast and the little country are what the other tests take them for."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, transaction

from accounts.models import AuditEntry, Receipt
from accounts.roles import Role
from groups.models import EnterpriseGroup
from members.models import Membership, Person
from tests import factories


def test_each_role_sees_bumiayu_from_inside_only(cast):
    group = factories.make_group(factories.BUMIAYU)
    visible = {user.username: EnterpriseGroup.objects.visible_to(user).contains(group) for user in everyone(cast)}
    assert {name for name, seen in visible.items() if seen} == {
        *(f"dalam-{role}" for role in Role),
        "tanpa-peran",
    }


def test_a_role_without_territory_sees_nothing(cast):
    factories.make_group(factories.SENTANI)
    factories.make_group(factories.BUMIAYU)
    for user in cast.lost.values():
        assert not EnterpriseGroup.objects.visible_to(user).exists()


def test_factories_make_rows_that_satisfy_every_constraint(country):
    group = factories.make_group(stage=factories.make_stage(), stage_on=factories.LONG_AGO)
    group.sectors.add(factories.make_sector())
    factories.make_tiers()
    factories.make_capital(group, own=25_000_000, loan=1_000_000)
    person = factories.make_person(nik=factories.make_nik())
    factories.make_membership(group, person, role="chair")
    factories.make_kb_record(person, method="pill")
    group.refresh_from_db()
    person.refresh_from_db()
    assert (group.capital_total, person.kb_status, person.kb_method) == (26_000_000, "active", "pill")
    assert Membership.objects.of_group(group).count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_a_test_that_commits_leaves_the_database_as_new(turn):
    """Twice: the second turn fails if the first left append-only rows behind or took the migrations' rows away."""
    assert not Receipt.objects.exists()
    assert not AuditEntry.objects.exists()
    assert not Person.objects.exists()
    assert ContentType.objects.filter(app_label="accounts", model="user").exists()
    factories.make_country()
    user = factories.make_user("tetap")
    Receipt.objects.create(code="AAAAAAA", token="00000000-0000-0000-0000-000000000001", user=user, action="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        Receipt.objects.all().delete()


def everyone(cast):
    return [*cast.inside.values(), *cast.outside.values(), *cast.lost.values(), cast.jobless]
