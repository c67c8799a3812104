"""DM05: one rule set, whichever way a value comes in. The same bad value through the form and through a file."""

from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from groups.models import CapitalRecord, EnterpriseGroup
from imports.models import BatchState
from members.models import Membership, Person
from tests import factories
from tests.factories import BUMIAYU, SENTANI, make_nik
from tests.imports.whole_files import counted, sent
from tests.imports.workbooks import workbook

BORN = date(1990, 5, 17)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel("2026-11-21T03:00:00Z", tick=False):
        yield


def refused_codes(user, header: list[str], row: list) -> set[str]:
    """The rules that a file of one row breaks; it is refused, and nothing is stored."""
    batch = sent(user, workbook([header, row]))
    assert batch.state == BatchState.CHECKED, batch.refusal
    codes = set(batch.issues.filter(level="error").values_list("code", flat=True))
    assert sum(counted(batch, part)[3] for part in ("groups", "members", "capital")) == bool(codes)
    return codes


# --- Members ----------------------------------------------------------------------------------------------------------
# By rule: what is told wrongly, in the form's field and in the template's column.
MEMBER_RULES = {
    "short": ({"nik": "123"}, {"nik": "123"}),
    "characters": ({"nik": "76049957059O0001"}, {"nik": "76049957059O0001"}),
    "dummy": ({"nik": "0" * 16}, {"nik": "0" * 16}),
    "place": ({"nik": "00" + make_nik(born=BORN, serial=1)[2:]}, {"nik": "00" + make_nik(born=BORN, serial=1)[2:]}),
    "serial": (
        {"nik": make_nik(born=BORN, serial=1)[:12] + "0000"},
        {"nik": make_nik(born=BORN, serial=1)[:12] + "0000"},
    ),
    "name": ({"name": "…"}, {"nama": "…"}),
    "sex": ({"sex": "X"}, {"jenis_kelamin": "X"}),
    "date": ({"birth_on": "31/02/1990"}, {"tanggal_lahir": "31/02/1990"}),
    "future": ({"birth_on": "01/01/2126"}, {"tanggal_lahir": "01/01/2126"}),
    "role": ({"role": "raja"}, {"jabatan": "raja"}),
    "before_birth": ({"started_on": "1990-05-16"}, {"tanggal_masuk": "16/05/1990"}),
    "joined_future": ({"started_on": "2026-11-23"}, {"tanggal_masuk": "23/11/2026"}),
    "nik_twice_on_record": ({"nik": make_nik(born=BORN, serial=77)}, {"nik": make_nik(born=BORN, serial=77)}),
    "holder": ({"role": "chair"}, {"jabatan": "ketua"}),
    "phone": ({"phone": "abc"}, {"no_hp": "abc"}),
    "too_long": ({"address": "x" * 301}, {"alamat": "x" * 301}),
}


@pytest.mark.parametrize("rule", MEMBER_RULES)
def test_a_rule_for_members_holds_in_the_form_and_in_a_file(cast, sign_in, rule):
    """DM05"""
    told_by_form, told_by_file = MEMBER_RULES[rule]
    group = factories.make_group(BUMIAYU, "Melati")
    factories.make_membership(group, role="chair")
    factories.make_person(SENTANI, nik=make_nik(born=BORN, serial=77))
    before = Membership.objects.count(), Person.objects.count()
    nik = make_nik(born=BORN, serial=5)
    form = {"token": str(uuid4()), "nik": nik, "name": "Nurhayati Daeng", "sex": "P", "birth_on": "17/05/1990"}
    form |= {"role": "member", "started_on": "2026-05-01"}
    answer = sign_in(cast.officer).post(reverse("member_add", args=[group.number]), form | told_by_form)
    assert answer.status_code == 200, rule
    row = {"kode_kelompok": group.number, "nik": nik, "nama": "Nurhayati Daeng", "jenis_kelamin": "P"}
    row |= {
        "tanggal_lahir": "17/05/1990",
        "jabatan": "anggota",
        "tanggal_masuk": "01/05/2026",
        "no_hp": "",
        "alamat": "",
    }
    row |= told_by_file
    assert refused_codes(cast.officer, list(row), list(row.values()))
    assert (Membership.objects.count(), Person.objects.count()) == before


def test_what_is_right_in_the_form_is_right_in_a_file(cast, sign_in):
    """DM05: so that the refusals above are for the value, not for the path."""
    group = factories.make_group(BUMIAYU, "Melati")
    form = {"token": str(uuid4()), "nik": make_nik(born=BORN, serial=5), "name": "Nurhayati Daeng", "sex": "P"}
    form |= {"birth_on": "17/05/1990", "role": "member", "started_on": "2026-05-01"}
    assert sign_in(cast.officer).post(reverse("member_add", args=[group.number]), form).status_code == 302
    header = ["kode_kelompok", "nik", "nama", "jenis_kelamin", "tanggal_lahir", "jabatan", "tanggal_masuk"]
    row = [group.number, make_nik(born=BORN, serial=6), "Kartini", "P", "17/05/1990", "anggota", "01/05/2026"]
    assert refused_codes(cast.officer, header, row) == set()


# --- Groups -----------------------------------------------------------------------------------------------------------
GROUP_RULES = {
    "founded_future": ({"founded_on": "2026-11-23"}, {"tanggal_berdiri": "23/11/2026"}),
    "founded_no_day": ({"founded_on": "31/02/2020"}, {"tanggal_berdiri": "31/02/2020"}),
    "name_missing": ({"name": " "}, {"nama_kelompok": " "}),
    "name_too_long": ({"name": "Melati " * 30}, {"nama_kelompok": "Melati " * 30}),
    "rt": ({"rt": "dua"}, {"rt": "dua"}),
    "village_outside": ({"village": SENTANI}, {"kode_desa": SENTANI}),
}


@pytest.mark.parametrize("rule", GROUP_RULES)
def test_a_rule_for_groups_holds_in_the_form_and_in_a_file(cast, sign_in, rule):
    """DM05"""
    told_by_form, told_by_file = GROUP_RULES[rule]
    form = {"token": str(uuid4()), "name": "Melati", "village": BUMIAYU, "founded_on": "2020-01-01", "rt": "", "rw": ""}
    answer = sign_in(cast.officer).post(reverse("group_register"), form | told_by_form)
    assert answer.status_code == 200, rule
    row = {"nama_kelompok": "Melati", "kode_desa": BUMIAYU, "tanggal_berdiri": "01/01/2020", "rt": ""} | told_by_file
    assert refused_codes(cast.officer, list(row), list(row.values()))
    assert not EnterpriseGroup.objects.exists()


# --- Capital ----------------------------------------------------------------------------------------------------------
CAPITAL_RULES = {
    "negative": ({"own": "-5 juta"}, {"modal_sendiri": "-5 juta"}),
    "ambiguous": ({"own": "1.500"}, {"modal_sendiri": "1.500"}),
    "no_amount": ({"own": "banyak"}, {"modal_sendiri": "banyak"}),
    "too_large": ({"own": "9" * 30}, {"modal_sendiri": "9" * 30}),
    "future": ({"on": "23/11/2026"}, {"per_tanggal": "23/11/2026"}),
    "before_founding": ({"on": "31/12/2019"}, {"per_tanggal": "31/12/2019"}),
    "no_day": ({"on": "31/02/2026"}, {"per_tanggal": "31/02/2026"}),
}


@pytest.mark.parametrize("rule", CAPITAL_RULES)
def test_a_rule_for_capital_holds_in_the_form_and_in_a_file(cast, sign_in, rule):
    """DM05"""
    told_by_form, told_by_file = CAPITAL_RULES[rule]
    group = factories.make_group(BUMIAYU, "Melati", founded_on=date(2020, 1, 1))
    form = {"token": str(uuid4()), "on": "30/06/2026", "own": "25 juta", "source": "visit"}
    answer = sign_in(cast.officer).post(reverse("capital_add", args=[group.number]), form | told_by_form)
    assert answer.status_code == 200, rule
    row = {"kode_kelompok": group.number, "per_tanggal": "30/06/2026", "modal_sendiri": "25 juta"} | told_by_file
    assert refused_codes(cast.officer, list(row), list(row.values()))
    assert not CapitalRecord.objects.exists()
