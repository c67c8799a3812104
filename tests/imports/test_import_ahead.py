"""A long file is planned ahead of what is written: the same comes of it, and what changes meanwhile stops it."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from imports.actions.register import receive_file
from imports.models import BatchState
from imports.register import chunks, steps
from imports.register.ahead import ahead
from imports.register.steps import check_batch, commit_batch
from members.models import Membership, Person
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
HEADER = ["kode_kelompok", "nama_kelompok", "kode_desa", "nama", "jenis_kelamin", "tanggal_lahir", "alasan_tanpa_nik"]
only_postgresql = pytest.mark.skipif(connection.vendor == "sqlite", reason="Di SQLite yang menulis membaca sendiri.")


@pytest.fixture
def office(country, monkeypatch):
    monkeypatch.setattr(steps, "LONG_FROM", 1)
    monkeypatch.setattr(chunks, "CHUNK", 2)
    return factories.make_user("staf-impor", "regency", "7604")


def batch_of(office, group, *, names=9):
    rows = [[group.number, "", "", f"Siti {chr(65 + place)}", "P", "01/02/1980", ""] for place in range(names)]
    rows += [
        ["", "Mawar Baru", factories.BUMIAYU, f"Wati {chr(65 + place)}", "P", "03/04/1981", ""] for place in range(5)
    ]
    rows += [[group.number, "", "", "Tanpa Kelamin", "X", "01/02/1980", ""]]
    content = "\n".join(";".join(row) for row in [HEADER, *rows]).encode()
    batch = receive_file(by=office, file=BytesIO(content), name="panjang.csv", queued=False)
    batch.valid_only = True
    check_batch(batch)
    return batch


def test_what_is_planned_ahead_is_stored_like_the_rest(office):
    """IE05, IE03: groups and members over several chunks, a group that the file itself brings, a refused row."""
    batch = batch_of(office, factories.make_group(factories.BUMIAYU, "Melati"))
    outcome = commit_batch(batch)
    assert (outcome.members["new"], outcome.members["refused"], outcome.groups["new"]) == (14, 1, 1)
    assert batch.state == BatchState.COMMITTED
    assert Membership.objects.values("group__name").distinct().count() == 2
    assert Person.objects.count() == 14
    again = batch_of(office, Membership.objects.filter(group__name="Melati").first().group)
    assert commit_batch(again).members["same"] == 14


@only_postgresql
def test_a_group_that_the_check_did_not_see_stops_the_commit(office):
    """SD06: only what is under lock from the start is planned ahead."""
    group = factories.make_group(factories.BUMIAYU, "Melati")
    batch = batch_of(office, group)
    factories.make_group(factories.BUMIAYU, "Mawar Baru")
    with pytest.raises(ValidationError, match="Periksa berkas ini sekali lagi"):
        commit_batch(batch)
    assert not Person.objects.exists()


def test_what_goes_wrong_ahead_is_raised_where_the_pieces_are_taken():
    def pieces():
        yield 1
        raise ZeroDivisionError

    taken = ahead(pieces())
    assert next(taken) == 1
    with pytest.raises(ZeroDivisionError):
        next(taken)


def test_who_takes_no_more_ends_the_thread_and_what_it_held():
    ended = []

    def pieces():
        try:
            yield from range(10)
        finally:
            ended.append(True)

    taken = ahead(pieces())
    assert next(taken) == 0
    taken.close()
    assert ended == [True]
