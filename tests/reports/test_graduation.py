"""Naik kelas: who stood where on two days, worked by hand, and true for every history (NX01, UP03)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from groups.actions import record_capital
from groups.models import CapitalRecord, CapitalTier, EnterpriseGroup, GroupStatus, TierSchedule
from groups.tiers import published_bands, tier_of
from regions.codes import Level
from regions.models import Region
from reports.graduation.counting import counted_graduation, span_of
from reports.graduation.moves import Graduation, Move, Share, added, states_of
from reports.graduation.stored import (
    PAGE,
    Most,
    a_year_before,
    graduation_of,
    keep_matrices_of_the_day,
    matrix_of,
    stored_matrix_of,
)
from reports.models import StoredMatrix
from tests import factories
from tests.reports.example import NOON
from tests.reports.graduation_example import ACTIVE, MILLION, A, B, make_graduation_example, make_history, void_record

REGENCY, WONOMULYO, POLEWALI = "7604", "760403", "760404"


def counts(matrix: Graduation) -> dict:
    return {pair: share.groups for pair, share in matrix.cells.items()}


def at(code: str) -> Region:
    return Region.objects.get(pk=code)


def test_the_worked_example_by_hand(country):
    """NX01: the matrix of the documents, its sums, and the moves in it."""
    make_graduation_example()
    matrix = matrix_of(at(REGENCY), A, B)
    assert counts(matrix) == {
        ("tier.rintisan", "tier.tumbuh"): 1,
        ("tier.rintisan", "stale"): 1,
        ("tier.tumbuh", "tier.rintisan"): 1,
        ("tier.tumbuh", "tier.tumbuh"): 1,
        ("tier.berkembang", "tier.naik-kelas"): 1,
        ("tier.berkembang", "inactive"): 1,
        ("dissolved", "no_capital"): 1,
        ("absent", "tier.rintisan"): 1,
    }
    assert [matrix.moved(move).groups for move in (Move.UP, Move.SAME, Move.DOWN)] == [2, 1, 1]
    assert matrix.share(Move.UP) == Decimal("0.5") and matrix.comparable == 4
    assert matrix.total == Share(8, 192 * MILLION, 197 * MILLION)
    assert matrix.moved(Move.UP) == Share(2, 75 * MILLION, 145 * MILLION)


def test_a_district_has_its_own_and_the_regency_is_their_sum(country):
    make_graduation_example()
    west, east = matrix_of(at(WONOMULYO), A, B), matrix_of(at(POLEWALI), A, B)
    assert [west.moved(move).groups for move in Move] == [1, 1, 0]
    assert [east.moved(move).groups for move in Move] == [1, 0, 1]
    assert (west.total, east.total) == (
        Share(4, 42 * MILLION, 59 * MILLION),
        Share(4, 150 * MILLION, 138 * MILLION),
    )
    assert added([west.cells, east.cells]) == dict(matrix_of(at(REGENCY), A, B).cells)


def test_moved_bands_move_groups_and_a_new_name_alone_does_not(country):
    """UP03, DM04: rows by the bands of the first day, columns by those of the second."""
    factories.make_tiers()
    make_history(factories.BUMIAYU, [(factories.LONG_AGO, ACTIVE)], [(date(2026, 1, 1), 22)])
    make_history(factories.BUMIAYU, [(factories.LONG_AGO, ACTIVE)], [(date(2026, 1, 1), 60)])
    later = TierSchedule.objects.create(valid_from=date(2026, 7, 1), is_published=True)
    for code, lower in (("rintisan", 0), ("tumbuh", 25 * MILLION), ("maju", 50 * MILLION)):
        CapitalTier.objects.create(schedule=later, code=code, name=code.title(), lower=lower)
    matrix = matrix_of(at(REGENCY), date(2026, 6, 30), date(2026, 7, 1))
    assert counts(matrix) == {("tier.tumbuh", "tier.rintisan"): 1, ("tier.berkembang", "tier.maju"): 1}
    assert [matrix.moved(move).groups for move in Move] == [0, 1, 1]
    assert [state.code for state in matrix.columns if state.band] == ["tier.rintisan", "tier.tumbuh", "tier.maju"]


def test_before_any_bands_capital_is_in_no_tier(country):
    factories.make_tiers()
    TierSchedule.objects.update(valid_from=date(2026, 1, 1))
    make_history(factories.BUMIAYU, [(factories.LONG_AGO, ACTIVE)], [(date(2025, 12, 1), 22)])
    matrix = matrix_of(at(REGENCY), date(2025, 12, 31), date(2026, 1, 1))
    assert counts(matrix) == {("no_band", "tier.tumbuh"): 1}
    assert next(state.code for state in matrix.rows) == "no_band"
    assert "no_band" not in [state.code for state in matrix.columns]


# --- Every history ----------------------------------------------------------------------------------------------------
DAY_ZERO = date(2024, 1, 1)
days = st.integers(0, 1000).map(lambda number: DAY_ZERO + timedelta(days=number))
changes = st.lists(st.tuples(days, st.sampled_from(GroupStatus.values)), min_size=1, max_size=3)
records = st.lists(
    st.tuples(days, st.sampled_from([0, 19, 20, 49, 50, 99, 100, 700]), st.sampled_from(["", "void", "corrected"])),
    max_size=4,
)
villages = st.sampled_from([factories.BUMIAYU, factories.DARMA, factories.BINANGA, factories.SENTANI])
histories = st.lists(st.tuples(villages, changes, records), min_size=1, max_size=5)


def make_any(village: str, changed, recorded) -> None:
    """A group as the actions would have left it."""
    group = make_history(village, sorted(changed, key=lambda change: change[0]), [])
    for on, amount, fate in recorded:
        record = CapitalRecord.objects.create(group=group, on=on, own=amount * MILLION)
        if fate == "void":
            void_record(record)
        if fate == "corrected":
            again = {"replaces": record, "correction_reason": "Uji", "own": (amount + 1) * MILLION}
            CapitalRecord.objects.create(group=group, on=on, **again)
    newest = group.capital_records.valid().order_by("-on", "-id").first()
    group.capital_total, group.capital_on = (newest.total, newest.on) if newest else (None, None)
    group.save(update_fields=["capital_total", "capital_on"])


def state_by_hand(group, day: date) -> str:
    """The definition, read off the rows one by one."""
    done = sorted((change.on, change.pk, change.status) for change in group.status_changes.all() if change.on <= day)
    if not done:
        return "absent"
    if done[-1][2] != ACTIVE:
        return done[-1][2]
    replaced = {record.replaces_id for record in group.capital_records.all()}
    valid = [one for one in group.capital_records.all() if not one.is_void and one.pk not in replaced]
    valid = sorted((one.on, one.pk, one.own) for one in valid if one.on <= day)
    if not valid:
        return "no_capital"
    on, _pk, amount = valid[-1]
    if (day - on).days > 365:
        return "stale"
    return f"tier.{tier_of(amount, published_bands().at(day)).code}"


@pytest.mark.django_db
@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(made=histories, first=days, second=days)
def test_rows_and_columns_add_up_and_swapping_transposes(made, first, second):
    """NX01: for random histories, any two days and each region, against the definition read off row by row.

    Groups pile up from example to example: histories are append-only.
    """
    factories.make_country()
    factories.make_tiers()
    for village, changed, recorded in made:
        make_any(village, changed, recorded)
    groups = list(EnterpriseGroup.objects.prefetch_related("status_changes", "capital_records"))
    for code in ("0", "76", REGENCY, POLEWALI, factories.SENTANI):
        matrix = matrix_of(at(code), first, second)
        inside = [group for group in groups if code == "0" or group.village_id.startswith(code)]
        by_hand = {}
        for group in inside:
            pair = (state_by_hand(group, first), state_by_hand(group, second))
            by_hand[pair] = by_hand.get(pair, 0) + 1
        assert counts(matrix) == by_hand
        assert sum(matrix.row_total(state).groups for state in matrix.rows) == len(inside)
        for state in states_of(matrix.span.bands_to):
            there = [group for group in inside if state_by_hand(group, second) == state.code]
            assert matrix.column_total(state).groups == len(there)
        assert matrix_of(at(code), second, first) == matrix.transposed
    nation = matrix_of(at("0"), first, second)
    parts = counted_graduation(["0"], Level.REGENCY, span_of(first, second))
    assert added(parts.values()) == dict(nation.cells)


# --- What is kept -----------------------------------------------------------------------------------------------------
def test_what_is_kept_is_made_again_when_a_regency_changes(cast, django_assert_num_queries):
    """NX01: a save shows at once, and touches the matrix of its own regency alone."""
    with time_machine.travel(NOON, tick=False):
        groups = make_graduation_example()
        make_history(factories.SENTANI, [(factories.LONG_AGO, ACTIVE)], [(date(2026, 1, 1), 22)])
        assert graduation_of(at("0"), A, B).whole == matrix_of(at("0"), A, B)
        made = dict(StoredMatrix.objects.values_list("code", "computed_at"))
        assert set(made) == {"76", "91", "7602", "7604", "9103"}
        with django_assert_num_queries(6):
            again = graduation_of(at("0"), A, B)
        assert again.whole == matrix_of(at("0"), A, B) and set(again.parts) >= {"76", "91"}
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        record_capital(by=cast.admin, group=groups["Teratai"], on=B, own=60 * MILLION)
        found = graduation_of(at("0"), A, B)
        assert found.whole == matrix_of(at("0"), A, B) and found.whole.moved(Move.UP).groups == 3
        changed = {code for code, when in StoredMatrix.objects.values_list("code", "computed_at") if when != made[code]}
        assert changed == {"76", "7604"}
        with_old = a_year_before(B)
        CapitalTier.objects.filter(code="tumbuh").update(lower=30 * MILLION)
        assert with_old == A and graduation_of(at("0"), A, B).whole == matrix_of(at("0"), A, B)


def test_a_dashboard_gets_it_only_where_it_is_at_hand(country, monkeypatch):
    """DB01: a landing page never counts a nation."""
    with time_machine.travel(NOON, tick=False):
        make_graduation_example()
        monkeypatch.setattr("reports.graduation.stored.LANDING", Most(regencies=1))
        assert stored_matrix_of(at("0"), A, B) is None
        assert stored_matrix_of(at(REGENCY), A, B) == matrix_of(at(REGENCY), A, B)
        keep_matrices_of_the_day(B)
        assert stored_matrix_of(at("0"), A, B) == matrix_of(at("0"), A, B)
    with time_machine.travel(NOON + timedelta(days=5), tick=False):
        keep_matrices_of_the_day(B)
        assert not StoredMatrix.objects.filter(to_on=B).exists()


def test_what_is_too_much_for_a_page_is_left_to_the_worker(country, monkeypatch):
    with time_machine.travel(NOON, tick=False):
        make_graduation_example()
        assert PAGE.groups > 91_748
        monkeypatch.setattr("reports.graduation.stored.PAGE", Most(groups=3))
        assert graduation_of(at("76"), A, B) is None
