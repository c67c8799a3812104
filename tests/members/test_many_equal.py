"""One rule set on two paths: a row planned among many is refused exactly where the form's actions refuse it (DM05)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from members.actions import add_member, change_person, end_membership, record_kb_status, record_welfare, register_member
from members.actions.many import REFUSED, MemberPlanner
from members.drafts import MemberDraft
from members.models import KbMethod, KbStatus, Membership, MembershipRole, Person, WelfareStage
from members.models.person import NikMissingReason
from members.nik_vault import open_sealed
from members.rules import holds_after
from regions.clock import local_today
from tests.factories import BUMIAYU, DARMA, make_group, make_membership, make_nik, make_person, make_user
from tests.members.test_many import SOURCE, TOLD, place_of

BORN = date(1990, 5, 17)
FOREVER = date(1700, 1, 1)
NAMES = [
    "",
    "…",
    "Siti  Aminah ",
    "Hj. Siti Aminah, S.Pd",
    "A" * 120,
    "b" * 121,
    "123",
    "O\0m",
    "\ud800x",
    "名前",
    "Ð",
    "sè",
]
PHONES = ["", "0812 3456 7890", "+62812345678", "08", "0812-x", "0" * 21, "08123456789\n", "0812\x003456"]
TEXTS = ["", "Dusun II", " x ", "y" * 200, "z" * 201, "a\0b", "=1+1", "'; DROP TABLE x", "\udfff", "é" * 300, "w" * 301]
DAYS = [BORN, date(1990, 5, 16), date(2020, 1, 1), date(2024, 2, 29), date(2126, 1, 1), date(1890, 1, 1), date(1, 1, 1)]
AROUND = st.integers(-3, 400).map(lambda days: ("today", days))


def codes(kind):
    return st.sampled_from(["", *kind.values, *kind.values, "lain", "x" * 30])


def mostly(usual, hostile):
    """The usual value four times in five, so that whole rows pass often enough."""
    return st.integers(0, 4).flatmap(lambda turn: hostile if turn == 0 else usual)


DRAFTS = st.fixed_dictionaries(
    {
        "name": mostly(st.just("Siti Aminah"), st.sampled_from(NAMES) | st.text(max_size=130)),
        "sex": mostly(st.sampled_from("PL"), st.sampled_from(["", "X", "PP"])),
        "birth_on": mostly(st.sampled_from([None, BORN]), st.none() | st.sampled_from(DAYS) | AROUND),
        "nik": st.sampled_from(["", "own", "other"]),
        "nik_missing_reason": codes(NikMissingReason),
        "nik_warning_reason": st.sampled_from(["", "Salah cetak", *TEXTS]),
        "role": codes(MembershipRole),
        "kb_status": codes(KbStatus),
        "kb_method": mostly(st.just(""), codes(KbMethod)),
        "welfare_stage": mostly(st.sampled_from(["", *WelfareStage.values]), st.just("lain")),
        "started_on": mostly(st.sampled_from([None, date(2024, 2, 29)]), st.sampled_from(DAYS) | AROUND),
        "ended_on": mostly(st.none(), st.sampled_from(DAYS) | AROUND),
        "phone": mostly(st.sampled_from(["", "0812 3456 7890"]), st.sampled_from(PHONES) | st.text(max_size=25)),
        "address": mostly(st.sampled_from(["", "Dusun II"]), st.sampled_from(TEXTS) | st.text(max_size=210)),
        "second_group_reason": st.sampled_from(["", "Dua usaha", *TEXTS]),
    }
)
quick = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Undone(Exception):
    """Ends an example: whatever it wrote is taken back."""


@pytest.fixture
def officer(country):
    return make_user("petugas-impor", "officer", "7604")


@pytest.fixture
def groups(country):
    """One free, one with a chair, one dissolved."""
    free, led, gone = (
        make_group(BUMIAYU, "Melati"),
        make_group(BUMIAYU, "Mawar"),
        make_group(BUMIAYU, status="dissolved"),
    )
    make_membership(led, role="chair", started_on=date(2024, 1, 1))
    return [free, led, gone]


def drawn(values: dict, today: date, niks: dict) -> MemberDraft:
    """A draft with the days told against today, and one of the numbers of this run."""
    days = {
        name: today + timedelta(days=day[1]) if isinstance(day := values[name], tuple) else day
        for name in ("birth_on", "started_on", "ended_on")
    }
    return MemberDraft(**{**values, **days, "nik": niks.get(values["nik"], "")})


def stored(member_ids) -> tuple | None:
    """Everything stored of the memberships' people, without what must differ: ids, instants, versions, the source."""
    left_out = {"id", "person_id", "created_at", "changed_at", "recorded_at", "version", "source_system", "source_id"}
    found = []
    for membership in Membership.objects.filter(pk__in=member_ids).select_related("person"):
        person = membership.person
        rows = [person, membership, *person.kb_records.all(), *person.welfare_records.all()]
        for row in rows:
            columns = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
            if columns.get("nik_sealed"):
                columns["nik_sealed"] = open_sealed(columns["nik_sealed"])
            found.append({name: value for name, value in columns.items() if name not in left_out})
    return tuple(str(row) for row in found)


def taken_back(write) -> tuple | None:
    """What writing stores, or None where it is refused; the registry is as before."""
    before = set(Membership.objects.values_list("pk", flat=True))
    found = None
    try:
        with transaction.atomic():
            write()
            found = stored(set(Membership.objects.values_list("pk", flat=True)) - before)
            raise Undone
    except (Undone, ValidationError):
        return found


def by_import(officer, group, row: MemberDraft):
    """The row as one of a file."""
    planner = MemberPlanner(officer, SOURCE)
    plans = planner.plan([(("Anggota", 2), place_of(group), row)])
    if plans[0].outcome == REFUSED:
        raise ValidationError([problem.message for problem in plans[0].problems])
    planner.write(plans)


def answering(write, row: MemberDraft):
    """Write as a person does who answers each question with the file's name where the row tells no reason."""
    try:
        with transaction.atomic():
            write()
        return
    except ValidationError as asked:
        questions = {"nik_warning_reason", "second_group_reason"} & set(getattr(asked, "error_dict", {}))
        open_ones = [name for name in questions if not getattr(row, name).strip()]
        if not open_ones:
            raise
    for name in open_ones:
        setattr(row, name, TOLD)
    answering(write, row)


def by_hand_new(officer, group, row: MemberDraft) -> None:
    """Someone new, through the action behind the form."""
    today = local_today(group)
    if row.kb_method and not row.kb_status:
        raise ValidationError("The form asks for the status first")
    person = {
        name: getattr(row, name)
        for name in ("name", "sex", "birth_on", "phone", "address", "nik", "nik_warning_reason")
    }
    joined = register_member(
        by=officer,
        group=group,
        person={**person, "nik_missing_reason": row.nik_missing_reason or "not_brought"},
        membership={
            "role": row.role or "member",
            "started_on": row.started_on or today,
            "second_group_reason": row.second_group_reason,
        },
        kb={"on": today, "status": row.kb_status, "method": row.kb_method} if row.kb_status else {},
        welfare={"on": today, "stage": row.welfare_stage} if row.welfare_stage else {},
    )
    if row.ended_on:
        end_membership(by=officer, membership=joined, on=row.ended_on, reason=TOLD, version=1)


@quick
@given(values=DRAFTS, which=st.integers(0, 2))
def test_a_new_member_is_refused_or_stored_alike_on_both_paths(officer, groups, values, which):
    """DM05, AC07, DM06: random and hostile values; a second-group reason is kept only where there is a second group."""
    group, today = groups[which], local_today(groups[which])
    niks = {"own": make_nik(born=BORN, serial=7001), "other": make_nik(born=date(1985, 3, 4), sex="L", serial=7002)}
    answered = drawn(values, today, niks)
    hand = taken_back(lambda: answering(lambda: by_hand_new(officer, group, answered), answered))
    file = taken_back(lambda: by_import(officer, group, drawn(values, today, niks)))
    if hand is not None or file is not None:
        assert file == hand


def by_hand_known(officer, group, person: Person, row: MemberDraft) -> None:
    """Someone on record who joins: her details, her membership, her facts, each by its own action."""
    today = local_today(group)
    details = {name: getattr(row, name) for name in ("sex", "birth_on", "phone", "address", "nik_warning_reason")}
    told = {name: value for name, value in details.items() if value}
    if told:
        change_person(by=officer, person=person, version=person.version, **told)
    joined = add_member(
        by=officer,
        group=group,
        person=person,
        role=row.role or "member",
        started_on=row.started_on or today,
        second_group_reason=row.second_group_reason,
    )
    if row.kb_status or row.kb_method:
        if not row.kb_status:
            raise ValidationError("The form asks for the status first")
        record_kb_status(by=officer, person=person, on=today, status=row.kb_status, method=row.kb_method)
    if row.welfare_stage:
        record_welfare(by=officer, person=person, on=today, stage=row.welfare_stage)
    if row.ended_on:
        end_membership(by=officer, membership=joined, on=row.ended_on, reason=TOLD, version=1)


@quick
@given(values=DRAFTS, which=st.integers(0, 2), elsewhere=st.booleans())
def test_someone_on_record_joins_alike_on_both_paths(officer, groups, values, which, elsewhere):
    """DM05, SD06: found by NIK; a member of another group or of none."""
    group, today = groups[which], local_today(groups[which])
    nik = make_nik(born=BORN, serial=7003)
    person = Person.objects.filter(name="Siti Aminah Dua").first()
    if person is None:
        person = make_person(DARMA, "Siti Aminah Dua", nik=nik)
        make_membership(make_group(DARMA, "Kenanga"), person)
    Membership.objects.filter(person=person).update(ended_on=None if elsewhere else date(2021, 1, 1))
    values = {**values, "name": "Siti Aminah Dua", "sex": values["sex"] or "P"}
    answered = drawn(values, today, {"own": nik, "other": nik, "": nik})
    answered.nik = nik
    hand = taken_back(lambda: answering(lambda: by_hand_known(officer, group, person, answered), answered))
    row = drawn(values, today, {"own": nik, "other": nik, "": nik})
    row.nik = nik
    file = taken_back(lambda: by_import(officer, group, row))
    assert file == hand


@given(
    start=st.dates(date(2024, 1, 1), date(2024, 1, 6)),
    length=st.none() | st.integers(0, 4),
    day=st.dates(date(2024, 1, 1), date(2024, 1, 8)),
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_rule_for_periods_is_that_of_the_queries(country, start, length, day):
    """DM01: `holds_after` on values and `holding_after` on rows are one rule."""
    end = None if length is None else start + timedelta(days=length)
    member = Membership.objects.first() or make_membership(make_group(BUMIAYU))
    Membership.objects.filter(pk=member.pk).update(started_on=start, ended_on=end)
    assert holds_after(start, end, day) is Membership.objects.holding_after(day).exists()
