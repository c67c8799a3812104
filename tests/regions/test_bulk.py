"""Many rows at once stand in the table as rows saved one by one do."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from groups.models import EnterpriseGroup, GroupStatus
from members.models import Person
from members.nik_vault import index_of
from regions.bulk import add_rows, among, take_ids
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 3, 4, 5, 678_901, tzinfo=UTC)
HOSTILE = 'Siti "Mia" \\N\\t;\ttab\nbaris – é 你 \\'


def test_every_kind_of_value_comes_back_as_it_was(country):
    """Texts that COPY writes in a special way, nothing, dates, instants, numbers and truth."""
    nik = index_of("7604034107900001")
    names = ("id", "name", "name_key", "sex", "birth_on", "village_id", "address", "phone", "nik_index")
    names += ("nik_sealed", "nik_missing_reason", "created_at", "changed_at", "version")
    (pk,) = take_ids(Person, 1)
    row = (pk, HOSTILE, "", "P", date(1990, 1, 2), factories.BUMIAYU, "", "", nik, "x", "", NOW, NOW, 3)
    rest = (
        "nik_warning_reason",
        "family_code",
        "kb_status",
        "kb_method",
        "welfare_stage",
        "source_system",
        "source_id",
    )
    add_rows(Person, [*names, *rest], [(*row, *[""] * len(rest))])
    stored = Person.objects.get(pk=pk)
    assert [getattr(stored, name) for name in names] == list(row)
    assert stored.created_by is None


def test_the_next_ids_are_nobody_elses(country):
    first = take_ids(EnterpriseGroup, 3)
    assert first == sorted(set(first))
    names = ("id", "number", "name", "name_key", "village_id", "has_decree", "status", "status_on", "version")
    names += ("address", "rt", "rw", "decree_number", "decree_issuer", "market_reach", "source_system", "source_id")
    names += ("created_at", "changed_at")
    rows = [
        (
            *(pk, f"{factories.BUMIAYU}{900 + place:04d}", "Melati", "melati", factories.BUMIAYU, False),
            *(GroupStatus.ACTIVE, date(2026, 1, 1), 1, *[""] * 8, NOW, NOW),
        )
        for place, pk in enumerate(first)
    ]
    add_rows(EnterpriseGroup, names, rows)
    assert factories.make_group(factories.BUMIAYU, "Mawar").pk not in first
    assert EnterpriseGroup.objects.filter(pk__in=first, status=GroupStatus.ACTIVE).count() == 3


def test_what_the_database_refuses_is_djangos_error(country):
    person = factories.make_person()
    columns = [field.attname for field in Person._meta.concrete_fields]
    row = [getattr(person, name) for name in columns]
    with pytest.raises(IntegrityError), transaction.atomic():
        add_rows(Person, columns, [row])
    with pytest.raises(ValueError, match="no column"):
        add_rows(Person, ["nama"], [])


@pytest.mark.parametrize("count", [0, 3, 300])
def test_a_long_list_is_asked_for_like_a_short_one(country, count):
    people = [factories.make_person() for _number in range(3)]
    wanted = [person.pk for person in people][: min(count, 3)] + list(range(10**9, 10**9 + count - 3))
    assert set(Person.objects.filter(pk__in=among(wanted, "bigint"))) == set(people[: min(count, 3)])
