"""A person's page and the search for people cost the same queries whatever there is to show (SD08)."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.models import WelfareRecord
from tests import factories

DAY = date(2021, 1, 1)


@pytest.fixture
def queries():
    """Counts the queries of one answer."""

    def count(ask) -> int:
        with CaptureQueriesContext(connection) as captured:
            response = ask()
        assert response.status_code == 200
        return len(captured)

    return count


def give_history(person, years: range) -> None:
    """For each year a KB status, a welfare stage, and a membership in a group of its own that has ended."""
    for year in years:
        on = DAY + timedelta(days=30 * year)
        factories.make_kb_record(person, on=on)
        WelfareRecord.objects.create(person=person, stage="ii", on=on)
        factories.make_membership(factories.make_group(), person, started_on=on, ended_on=on + timedelta(days=20))
        factories.make_membership(factories.make_group(), person, started_on=on)


@pytest.mark.parametrize("role", ["officer", "coordinator", "admin"])
def test_a_persons_page_costs_the_same_for_a_long_life(cast, sign_in, queries, role):
    person = factories.make_membership(factories.make_group(), role="chair").person
    address = reverse("person_detail", args=[person.pk])
    client = sign_in(getattr(cast, role))
    give_history(person, range(2))
    client.get(address)
    few = queries(lambda: client.get(address))
    give_history(person, range(2, 20))
    page = client.get(address)
    assert len(page.context["dossier"].present) == 21 and len(page.context["dossier"].past) == 20
    assert queries(lambda: client.get(address)) == few
    assert few <= 25


def test_a_search_costs_the_same_for_many_hits(cast, sign_in, queries):
    """Each hit shows her masked NIK and her present groups. Where few are found, misspelt names are sought as well."""
    client = sign_in(cast.officer)

    def search():
        return client.post(reverse("person_search"), {"q": "kartika melati"})

    def make(number: int) -> None:
        for _ in range(number):
            person = factories.make_person(name="Kartika Melati", nik=factories.make_nik())
            for _group in range(2):
                factories.make_membership(factories.make_group(), person)

    make(10)
    search()
    few = queries(search)
    make(10)
    rows = search().context["rows"]
    assert len(rows) == 20 and all(len(row["memberships"]) == 2 for row in rows)
    assert queries(search) == few
    assert few <= 20
