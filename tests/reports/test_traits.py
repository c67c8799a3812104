"""The counts beside the headline figures ("Hitungan lain" of docs/figures.md), by hand and by the code."""

from collections import Counter
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups.models import EnterpriseGroup
from groups.tiers import bands_as_at
from members.actions.facts import record_kb_status
from members.actions.persons import change_person
from members.models import KbStatus, MembershipRole, Person
from regions.codes import Level
from regions.models import TouchedRegion
from reports.counting import counted
from reports.models import RefreshState, RegionCount
from reports.totals import differences, due_regencies, refresh_due
from reports.traits import COUNTED_WARNINGS, counted_traits, may_see, next_trait_change, stored_traits
from tests import factories
from tests.reports.example import DAY, NOON, POLEWALI, REGENCY, WONOMULYO, make_example, make_traits

IN_WONOMULYO = {
    "stage:berkembang": 1,
    "stage:dasar": 1,
    "stage:": 1,
    "reach:export": 1,
    "reach:province": 1,
    "reach:": 1,
    "export": 1,
    "country:JP": 1,
    "country:MY": 1,
    "sector:makanan-olahan": 2,
    "sector:kerajinan": 1,
    "products": 1,
    "online": 1,
    "licence:pirt": 1,
    "licence:halal": 1,
    "warning:ketua": 2,
    "warning:kb-ketua": 1,
    "warning:anggota": 3,
    "warning:sk": 1,
    "warning:modal": 1,
    "warning:modal-lama": 1,
    "kb:active": 2,
    "kb:never": 1,
    "kb:": 1,
    "kb:long_term": 1,
    "welfare:ii": 2,
    "welfare:i": 1,
    "welfare:": 2,
    "no_nik": 3,
}
IN_POLEWALI = {
    "stage:mandiri": 1,
    "reach:regency": 1,
    "warning:anggota": 1,
    "jump": 1,
    "kb:paused": 1,
    "kb:new": 1,
    "welfare:": 2,
    "no_nik": 2,
}
TOGETHER = dict(Counter(IN_WONOMULYO) + Counter(IN_POLEWALI))


@pytest.fixture
def example(country):
    make_example()
    make_traits()
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def on(day: date, level: int = Level.DISTRICT) -> dict:
    return counted_traits([REGENCY], level, day, bands_as_at(day))


def test_the_worked_example_counts_as_written(example):
    """UP04, DB07: every count of the example, per district and per village."""
    assert on(DAY) == {WONOMULYO: IN_WONOMULYO, POLEWALI: IN_POLEWALI}
    villages = on(DAY, Level.VILLAGE)
    assert set(villages) == {factories.BUMIAYU, factories.SUGIHWARAS, factories.DARMA}
    assert sum((Counter(counts) for counts in villages.values()), Counter()) == TOGETHER


def test_what_is_stored_is_what_is_counted_at_every_level(example):
    """DB01"""
    refresh_due(["0"])
    assert stored_traits(["76"], Level.DISTRICT) == {WONOMULYO: IN_WONOMULYO, POLEWALI: IN_POLEWALI}
    assert stored_traits([WONOMULYO], Level.DISTRICT) == {WONOMULYO: IN_WONOMULYO}
    for level, code in ((Level.REGENCY, REGENCY), (Level.PROVINCE, "76")):
        assert stored_traits(["0"], level) == {code: TOGETHER}


def test_the_counts_hold_together_with_the_figures(example):
    figures = counted([REGENCY], Level.DISTRICT, DAY, bands_as_at(DAY))
    for code, counts in on(DAY).items():
        for start, whole in (
            ("stage:", "groups_active"),
            ("reach:", "groups_active"),
            ("kb:", "members"),
            ("welfare:", "members"),
        ):
            parts = sum(count for what, count in counts.items() if what.startswith(start))
            assert parts == getattr(figures[code], whole), (code, start)
        assert counts.get("kb:", 0) == figures[code].kb_unknown
        assert counts.get("warning:modal", 0) == figures[code].groups_without_capital
        assert counts.get("warning:modal-lama", 0) == figures[code].groups_stale


def test_counts_change_by_themselves_on_their_day(example):
    """A licence that ends on 25 August counts that day for the last time; a jump is forgotten after 365 days."""
    assert next_trait_change(REGENCY, DAY) == date(2026, 8, 26)
    assert [on(date(2026, 8, day))[WONOMULYO].get("licence:halal") for day in (25, 26)] == [1, None]
    assert next_trait_change(REGENCY, date(2026, 8, 26)) == date(2027, 1, 11)
    refresh_due(["0"])
    seen = []
    while (state := RefreshState.objects.get(pk=REGENCY)).next_on and len(seen) < 9:
        seen.append(state.next_on)
        example.move_to(f"{state.next_on}T04:00:00+00:00")
        assert list(due_regencies([REGENCY]).values_list("code", flat=True)) == [REGENCY]
        refresh_due(["0"])
        assert differences(REGENCY) == []
    assert seen == [date(2026, 8, 20), date(2026, 8, 26), date(2026, 9, 1), date(2027, 1, 11), date(2027, 3, 2)]


def test_a_refresh_moves_only_the_rows_that_changed(example):
    refresh_due(["0"])
    before = dict(RegionCount.objects.values_list("pk", "count"))
    person = Person.objects.get(name="Citra")
    factories.make_kb_record(person, KbStatus.ACTIVE)
    RefreshState.objects.update(rules="")
    refresh_due(["0"])
    after = dict(RegionCount.objects.values_list("pk", "count"))
    # kb: and kb:active of the district, and of its regency, where Citra was the only one without a record.
    assert (len(before.items() - after.items()), len(after.items() - before.items())) == (4, 2)
    assert stored_traits(["76"], Level.DISTRICT)[WONOMULYO]["kb:active"] == 3


def test_totals_from_before_the_counts_become_due_once(example):
    """Old totals were kept under rules that did not name the counts."""
    refresh_due(["0"])
    RegionCount.objects.all().delete()
    assert differences(REGENCY) == [REGENCY, WONOMULYO, POLEWALI]
    RefreshState.objects.update(rules="aturan lama")
    refresh_due(["0"])
    assert stored_traits(["76"], Level.PROVINCE) == {"76": TOGETHER}


def test_fewer_members_than_the_limit_is_a_rule_of_the_totals(example, settings):
    refresh_due(["0"])
    settings.MIN_MEMBERS = 3
    assert due_regencies([REGENCY]).exists()
    refresh_due(["0"])
    assert stored_traits(["76"], Level.DISTRICT)[WONOMULYO]["warning:anggota"] == 2


def test_questions_do_not_grow_with_the_rows(example):
    with CaptureQueriesContext(connection) as few:
        on(DAY)
    for _ in range(12):
        group = factories.make_group(factories.DARMA)
        factories.make_capital(group, unlikely_reason="Hibah", on=DAY)
        factories.make_membership(group, role=MembershipRole.CHAIR)
    with CaptureQueriesContext(connection) as many:
        assert on(DAY)[POLEWALI]["jump"] == 13
    assert len(many) == len(few) <= 10


def test_the_kb_of_a_spouse_elsewhere_marks_the_regency_of_the_chair(example, cast):
    """UP02: her husband is in no group; that he took part takes the warning of her group away."""
    refresh_due(["0"])
    husband = factories.make_person(factories.SENTANI, name="Hasan", sex="L")
    chair = Person.objects.get(name="Budi")
    change_person(by=cast.admin, person=chair, version=chair.version, spouse=husband)
    refresh_due(["0"])
    assert TouchedRegion.objects.count() == 0
    record_kb_status(by=cast.admin, person=husband, on=DAY, status=KbStatus.FORMER)
    assert list(due_regencies(["0"]).values_list("code", flat=True)) == [REGENCY]
    refresh_due(["0"])
    assert "warning:kb-ketua" not in stored_traits(["76"], Level.DISTRICT)[WONOMULYO]
    husband.refresh_from_db()
    # He marries another: the chair is alone again, and her group is warned about again.
    other = factories.make_person(factories.SENTANI)
    chair.refresh_from_db()
    change_person(by=cast.admin, person=chair, version=chair.version, spouse=other)
    refresh_due(["0"])
    assert stored_traits(["76"], Level.DISTRICT)[WONOMULYO]["warning:kb-ketua"] == 1
    assert differences(REGENCY) == []


def test_counts_of_people_are_for_those_who_may_see_the_records(cast):
    """AU07: AKU boards know no KB status."""
    guarded = ["kb:", "kb:active", "welfare:", "welfare:ii", "warning:kb-ketua"]
    assert [may_see(cast.aku, what) for what in guarded] == [False] * 5
    assert all(may_see(cast.regency, what) for what in guarded)
    assert all(may_see(cast.aku, what) for what in ("stage:", "no_nik", "warning:ketua", "export", "products"))


def test_the_late_month_is_left_to_the_months():
    """A register is late by month: MonthTotal counts it, and no regency becomes due when a deadline passes."""
    assert "lapor" not in {warning.code for warning in COUNTED_WARNINGS}


# --- Every count equals the list behind it ----------------------------------------------------------------------------
BEHIND_GROUPS = {
    "stage:": "tahapan",
    "reach:": "pasar",
    "country:": "negara",
    "sector:": "usaha",
    "licence:": "izin",
    "warning:": "peringatan",
}
WHOLE = {"export": "pasar=export", "products": "produk=ada", "online": "daring=ada", "jump": "lonjakan=ada"}
BEHIND_MEMBERS = {"kb:": "kb", "welfare:": "ks"}


def address_of(what: str, code: str) -> str:
    """The list behind a count."""
    kind, _sign, value = what.partition(":")
    if what == "no_nik":
        return f"/anggota/?wilayah={code}&nik=belum"
    if what in WHOLE:
        return f"/kelompok/?wilayah={code}&{WHOLE[what]}"
    page, behind = ("/kelompok/", BEHIND_GROUPS) if f"{kind}:" in BEHIND_GROUPS else ("/anggota/", BEHIND_MEMBERS)
    return f"{page}?wilayah={code}&{behind[f'{kind}:']}={value or 'belum'}"


def test_every_count_equals_the_list_behind_it(example, cast, sign_in):
    """DB02, UP04: for a district, and for the groups that have none of it."""
    client = sign_in(cast.province)
    listed = {what: client.get(address_of(what, WONOMULYO)).context["page"].total for what in IN_WONOMULYO}
    assert listed == IN_WONOMULYO
    assert client.get(address_of("jump", REGENCY)).context["page"].total == 1
    for name, groups in (("produk", 2), ("daring", 2), ("izin", 2)):
        found = client.get(f"/kelompok/?wilayah={WONOMULYO}&{name}=belum")
        assert found.context["page"].total == groups, name
        assert found.context["form"].rare_is_used
    assert client.get(f"/kelompok/?wilayah={WONOMULYO}&izin=ada").context["page"].total == 1


def test_lists_can_be_narrowed_to_the_groups_of_one_mentor(example, cast, sign_in):
    """DB07: the numbers of an officer lead to that officer's groups and their members, in one's own territory alone."""
    EnterpriseGroup.objects.filter(name__in=["Melati", "Kenanga"]).update(mentor=cast.officer)
    client, mentor = sign_in(cast.province), cast.officer.pk
    assert client.get(f"/kelompok/?pembina={mentor}").context["page"].total == 2
    assert client.get("/kelompok/?pembina=belum").context["page"].total == 2
    assert client.get(f"/anggota/?pembina={mentor}&nik=belum").context["page"].total == 4
    assert str(cast.officer) in client.get(f"/kelompok/?pembina={mentor}").context["chips"][0]["label"]
    outside = sign_in(cast.outside["province"]).get(f"/kelompok/?pembina={mentor}")
    assert outside.context["page"].total == 0
    assert str(cast.officer) not in outside.context["chips"][0]["label"]
