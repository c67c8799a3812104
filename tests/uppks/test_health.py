"""`/sehat/` tells a proxy the truth: 200 when all is well, 503 and the reason otherwise."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from regions.models import Region

pytestmark = pytest.mark.django_db


def test_all_is_well_with_tables_and_regions(country, client):
    answer = client.get("/sehat/")
    assert (answer.status_code, answer.json()["status"]) == (200, "sehat")
    assert "no-cache" in answer.headers["Cache-Control"]


def test_a_registry_without_regions_is_not_well(client):
    assert not Region.objects.exists()
    answer = client.get("/sehat/")
    assert (answer.status_code, answer.json()["sebab"]) == (503, "daftar wilayah belum dimuat")


def test_a_missing_migration_is_named(country, client):
    MigrationRecorder(connection).migration_qs.filter(app="reports").delete()
    answer = client.get("/sehat/")
    assert (answer.status_code, answer.json()["sebab"]) == (503, "migrasi belum dijalankan")


def test_it_is_open_to_those_not_signed_in_and_names_no_data(country, client):
    assert set(client.get("/sehat/").json()) == {"status", "sebab"}
