"""A file that was taken away and comes back unchanged changes nothing (IE07, IE03)."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from members.models import KbStatus
from tests import factories

SAME = {"new": 0, "changed": 0, "same": 4, "refused": 0}


@pytest.fixture
def register(cast):
    """Four groups with a chair each, capital, business, and names that a spreadsheet would compute."""
    factories.make_tiers()
    stage, sector = factories.make_stage(), factories.make_sector()
    for number, name in enumerate(("Melati 1", "=Mawar", "-Anggrek", "'Kenanga")):
        group = factories.make_group(name=name, stage=stage, stage_on=factories.LONG_AGO, address="+Jl. Poros")
        group.sectors.add(sector)
        factories.make_capital(group, own=5_000_000 * (number + 1), loan=1_000_000)
        person = factories.make_person(name=f"Siti {name}", nik=factories.make_nik(), phone="+6281234567")
        factories.make_kb_record(person)
        type(person).objects.filter(pk=person.pk).update(kb_status=KbStatus.ACTIVE, kb_on=factories.LONG_AGO)
        factories.make_membership(group, person, "chair")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize(("slug", "counted"), [("kelompok", "groups"), ("anggota", "members")])
def test_what_was_taken_away_comes_back_as_the_same(cast, register, sign_in, tmp_path, slug, counted, form):
    """IE07, IE10: with the personal columns, so that each person is known again."""
    personal = {"personal": "on", "reason": "pembetulan data bersama petugas"} if slug == "anggota" else {}
    answer = sign_in(cast.regency).post(reverse("export_start", args=[slug]), {"format": form, **personal})
    file = tmp_path / f"{slug}.{form}"
    file.write_bytes(b"".join(answer.streaming_content))
    told = StringIO()
    call_command("import_register", str(file), user=cast.regency.username, check=True, json=True, stdout=told)
    found = json.loads(told.getvalue())
    assert found[counted] == SAME, found["issues"]
