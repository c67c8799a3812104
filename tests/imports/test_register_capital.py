"""Capital of a register file: observed, the same, or a correction that says so (IE01, IE04, DM03, DM06)."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import AuditEntry
from accounts.roles import Role
from groups.actions import record_capital
from groups.actions.many import NewCapital, record_capitals
from groups.models import CapitalRecord, CapitalSource, EnterpriseGroup
from groups.money import MAX_RUPIAH
from imports.register.rows import CapitalDraft
from regions.clock import local_today
from tests import factories
from tests.factories import BUMIAYU, DARMA, SENTANI
from tests.imports.register_rows import SOURCE, Planners, capital_row, group_row, told, written

pytestmark = pytest.mark.django_db
JUNE, JULY = date(2026, 6, 30), date(2026, 7, 31)
MILLION = 1_000_000


@pytest.fixture
def officer(cast):
    factories.make_tiers()
    return cast.officer


@pytest.fixture
def melati(officer):
    return factories.make_group(BUMIAYU, "Melati", source_id="S-1")


def observed(user, *rows):
    """What becomes of rows in a file of their own."""
    return told(Planners(user).observe(*rows))


def test_a_new_observation_goes_on_record_and_the_group_carries_the_newest(officer, melati):
    rows = [
        capital_row(written("", "", "S-1"), day, own, loan=MILLION, note="kas")
        for day, own in ((JULY, 6 * MILLION), (JUNE, 5 * MILLION))
    ]
    planners = Planners(officer)
    assert told(planners.observe(*rows)) == [("new",), ("new",)]
    melati.refresh_from_db()
    assert (melati.capital_total, melati.capital_on, melati.version, melati.changed_by) == (
        7 * MILLION,
        JULY,
        2,
        officer,
    )
    record = melati.capital_records.first()
    assert (record.source, record.source_system, record.note, record.recorded_by) == ("import", "impor", "kas", officer)
    assert planners.written_capital.changes == [
        ("groups.EnterpriseGroup", melati.pk, {"capital_total": None, "capital_on": None}, 2)
    ]
    assert sorted(planners.written_capital.added["groups.CapitalRecord"]) == sorted(
        melati.capital_records.values_list("pk", flat=True)
    )


def test_the_same_file_again_is_all_the_same(officer, melati):
    rows = [capital_row(written("", "", "S-1"), JUNE), capital_row(written(number=melati.number), JULY, 200 * MILLION)]
    assert observed(officer, *rows) == [("new",), ("new", "unlikely")]
    assert observed(officer, *rows) == [("same",), ("same",)]


def test_other_amounts_on_a_day_correct_it_and_say_so(officer, melati):
    old = factories.make_capital(melati, 5 * MILLION, JUNE, loan=MILLION)
    row = capital_row(written("", "", "S-1"), JUNE, 6 * MILLION)
    assert observed(officer, row) == [("changed", "capital_corrected")]
    new = CapitalRecord.objects.get(replaces=old)
    assert (new.own, new.loan, new.correction_reason) == (6 * MILLION, MILLION, f"Tercantum dalam {SOURCE}")
    melati.refresh_from_db()
    assert melati.capital_total == 7 * MILLION
    assert observed(officer, row) == [("same",)]


def test_two_rows_for_one_day_agree_or_are_refused(officer, melati):
    ref = written("", "", "S-1")
    rows = [capital_row(ref, JUNE), capital_row(ref, JUNE), capital_row(ref, JUNE, 6 * MILLION)]
    assert observed(officer, *rows) == [("new",), ("same",), ("refused", "capital_twice")]
    # The file again: what was right the first time is not "corrected" by the row that was refused.
    assert observed(officer, *rows) == [("same",), ("same",), ("refused", "capital_twice")]


def test_without_a_day_what_the_group_carries_is_the_same_and_other_amounts_are_of_today(officer, melati):
    factories.make_capital(melati, 5 * MILLION, JUNE)
    same, other = (group_row(written("", "", "S-1"), capital=CapitalDraft(None, own * MILLION)) for own in (5, 6))
    assert told(Planners(officer).commit(same)[1]) == [("same",)]
    assert told(Planners(officer).commit(other)[1]) == [("new",)]
    melati.refresh_from_db()
    assert melati.capital_on == local_today(melati)


def test_an_unlikely_amount_is_taken_with_a_warning_and_a_reason(officer, melati):
    """DM06"""
    factories.make_capital(melati, 5 * MILLION, JUNE)
    ref = written("", "", "S-1")
    rows = [
        capital_row(ref, JULY, 60 * MILLION),
        capital_row(ref, date(2026, 8, 31), MILLION, unlikely_reason="Dibagi"),
    ]
    assert observed(officer, *rows) == [("new", "unlikely"), ("new", "unlikely")]
    reasons = melati.capital_records.order_by("on").values_list("unlikely_reason", flat=True)
    assert list(reasons) == ["", f"Tercantum dalam {SOURCE}", "Dibagi"]


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"on": date(2999, 1, 1)}, "future"),
        ({"on": date(2019, 12, 31)}, "before_founding"),
        ({"own": MAX_RUPIAH + 1}, "money"),
        ({"own": -1}, "money"),
        ({"note": "a" * 301}, "too_long"),
        ({"source": "angin"}, "source"),
    ],
)
def test_a_breach_refuses_the_row(officer, melati, columns, code):
    assert observed(officer, capital_row(written("", "", "S-1"), **columns)) == [("refused", code)]
    assert not CapitalRecord.objects.exists()


def test_who_records_no_capital_imports_none(melati):
    """AC07, IE04"""
    user = factories.make_user("", Role.COORDINATOR, "76")
    assert observed(user, capital_row(written("", "", "S-1"))) == [("refused", "forbidden")]


def test_the_bulk_write_refuses_a_group_outside_the_territory(officer):
    """AC07: also where a caller forgot to ask."""
    group = factories.make_group(SENTANI, "Mawar")
    record = CapitalRecord(group=group, on=JUNE, own=1, recorded_by=officer)
    with pytest.raises(ValidationError):
        record_capitals(by=officer, observed=[NewCapital(record, SENTANI, JULY, None)], reason=SOURCE)
    assert not CapitalRecord.objects.exists()


def test_groups_of_the_same_file_keep_their_first_version(officer):
    planners = Planners(officer)
    planners.commit(group_row(written("Melati", BUMIAYU, "S-1"), capital=CapitalDraft(JUNE, 5 * MILLION)))
    assert told(planners.observe(capital_row(written("", "", "S-1"), JULY, 6 * MILLION))) == [("new",)]
    group = EnterpriseGroup.objects.get()
    assert (group.version, group.capital_total, group.capital_on) == (1, 6 * MILLION, JULY)
    assert planners.written_capital.changes == []


def test_queries_do_not_grow_with_the_rows(cast):
    def queries(number: int, village: str) -> tuple[int, int]:
        groups = [factories.make_group(village, f"Melati {n}") for n in range(number)]
        planners = Planners(cast.regency)
        rows = [capital_row(written(number=group.number), JUNE, 30 * MILLION) for group in groups]
        with CaptureQueriesContext(connection) as planning:
            pairs = list(zip(rows, planners.groups.place_of([row.group for row in rows]), strict=True))
            planned = planners.capital.plan(pairs)
        with CaptureQueriesContext(connection) as writing:
            planners.capital.write(planned)
        return len(planning), len(writing)

    assert queries(2, BUMIAYU) == queries(14, DARMA)


def test_a_bulk_write_leaves_one_entry_in_the_trail(officer, melati):
    observed(officer, capital_row(written("", "", "S-1"), JUNE), capital_row(written("", "", "S-1"), JULY))
    entry = AuditEntry.objects.get(reason=SOURCE)
    assert (entry.region_code, entry.object_repr) == ("7604", "2 catatan modal")


AMOUNTS = st.one_of(st.integers(-1, 200 * MILLION), st.sampled_from([0, MAX_RUPIAH, MAX_RUPIAH + 1, 2**63 - 1, 2**63]))
TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=8)


# One database for all examples: each group is its own.
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {
                "on": st.dates(date(2019, 12, 1), date(2027, 1, 31)),
                "own": AMOUNTS,
                "loan": AMOUNTS,
                "grant": st.just(0),
                "source": st.sampled_from([*CapitalSource.values, "angin"]),
                "note": st.one_of(TEXTS, st.just("a" * 301)),
            }
        ),
        min_size=1,
        max_size=3,
        unique_by=lambda row: row["on"],
    )
)
def test_many_and_one_write_equal_rows_and_refuse_the_same(officer, rows):
    """DM05, DM06: the file's way is held against the one-row action, unlikely jumps included."""
    one, many = (factories.make_group(BUMIAYU) for _ in range(2))
    results = []
    for row in rows:
        reason = f"Tercantum dalam {SOURCE}"
        try:
            record_capital(by=officer, group=one, unlikely_reason=reason, origin=("impor", ""), **row)
            results.append("new")
        except ValidationError:
            results.append("refused")
    planned = Planners(officer).observe(*(capital_row(written(number=many.number), **row) for row in rows))
    assert [plan.outcome for plan in planned] == results
    columns = ("on", "own", "loan", "grant", "source", "note", "unlikely_reason", "recorded_by", "source_system")
    kept = [list(group.capital_records.values_list(*columns)) for group in (one, many)]
    assert kept[0] == kept[1]
    carried = [EnterpriseGroup.objects.values_list("capital_total", "capital_on").get(pk=g.pk) for g in (one, many)]
    assert carried[0] == carried[1]
