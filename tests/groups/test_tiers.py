"""Tiers are derived from capital by the bands of the day (DM04, UP03)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from groups.actions import check_schedule, publish_schedule
from groups.models import CapitalTier, TierSchedule
from groups.reference import load_reference
from groups.tiers import Band, BandHistory, bands_as_at, check_bands, published_bands, tier_moves, tier_of, why_tier

JUTA = 1_000_000
OLD = (Band("rintisan", "Rintisan", 0, 20 * JUTA, 1), Band("tumbuh", "Tumbuh", 20 * JUTA, None, 2))
NEW = (Band("rintisan", "Rintisan", 0, 40 * JUTA, 1), Band("tumbuh", "Tumbuh", 40 * JUTA, None, 2))
HISTORY = BandHistory(((date(1994, 1, 1), OLD), (date(2025, 1, 1), NEW)))


def make_draft(valid_from, *lowers, **columns):
    schedule = TierSchedule.objects.create(valid_from=valid_from, **columns)
    for number, lower in enumerate(lowers):
        CapitalTier.objects.create(schedule=schedule, code=f"j{number}", name=f"Jenjang {number}", lower=lower)
    return schedule


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("total", "code"),
    [
        (0, "rintisan"),
        (19_999_999, "rintisan"),
        (20_000_000, "tumbuh"),
        (49_999_999, "tumbuh"),
        (50_000_000, "berkembang"),
        (99_999_999, "berkembang"),
        (100_000_000, "naik-kelas"),
        (10**15, "naik-kelas"),
    ],
)
def test_a_lower_bound_belongs_to_its_band(total, code, django_assert_num_queries):
    """UP03: the bands a registry starts with."""
    with django_assert_num_queries(1):
        bands = bands_as_at(date(2026, 1, 1))
    assert tier_of(total, bands).code == code


@pytest.mark.django_db
def test_the_reference_rows_can_be_loaded_again_without_undoing_changes():
    CapitalTier.objects.filter(code="tumbuh").update(name="Bertumbuh")
    load_reference()
    assert TierSchedule.objects.count() == 1 and CapitalTier.objects.get(code="tumbuh").name == "Bertumbuh"


@pytest.mark.django_db
def test_without_capital_or_before_any_bands_there_is_no_tier():
    assert tier_of(None, OLD) is None
    assert bands_as_at(date(1980, 1, 1)) == () and tier_of(5, ()) is None


@pytest.mark.django_db
def test_moved_edges_hold_from_their_day_without_a_change_of_code():
    """DM04."""
    make_draft(date(2026, 6, 1), 0, 30 * JUTA, is_published=True)
    make_draft(date(2026, 7, 1), 0, 99 * JUTA)
    history = published_bands()
    assert tier_of(25 * JUTA, history.at(date(2026, 5, 31))).code == "tumbuh"
    assert tier_of(25 * JUTA, history.at(date(2026, 6, 1))).code == "j0"
    assert tier_of(35 * JUTA, history.at(date(2026, 12, 1))).code == "j1"


def test_why_a_tier_names_the_record_the_band_and_the_way_up():
    reason = why_tier(15 * JUTA, date(2024, 3, 1), HISTORY, date(2024, 6, 1))
    assert (reason.band.code, reason.on, reason.valid_from) == ("rintisan", date(2024, 3, 1), date(1994, 1, 1))
    assert (reason.next_band.code, reason.missing) == ("tumbuh", 5 * JUTA)
    assert why_tier(50 * JUTA, date(2024, 3, 1), HISTORY, date(2024, 6, 1)).missing is None
    assert why_tier(None, None, HISTORY, date(2024, 6, 1)) is None


def test_moves_come_from_new_capital_and_from_moved_bands():
    """UP03: naik kelas is derived, whatever the cause."""
    points = [(date(2020, 1, 1), 10 * JUTA), (date(2022, 1, 1), 30 * JUTA), (date(2026, 1, 1), 45 * JUTA)]
    moves = tier_moves(points, HISTORY, date(2026, 6, 1))
    shown = [(move.on.year, move.to.code, move.is_up, move.is_down, move.by_bands) for move in moves]
    assert shown == [
        (2020, "rintisan", False, False, False),
        (2022, "tumbuh", True, False, False),
        (2025, "rintisan", False, True, True),
        (2026, "tumbuh", True, False, False),
    ]
    assert [move.on.year for move in tier_moves(points, HISTORY, date(2024, 6, 1))][:2] == [2020, 2022]
    assert tier_moves([], HISTORY, date(2026, 6, 1)) == []


@pytest.mark.parametrize(
    ("tiers", "code"),
    [
        ([("a", 0)], "too_few"),
        ([("a", 1), ("b", 2)], "gap"),
        ([("a", 0), ("b", 0)], "same_lower"),
        ([("a", 0), ("a", 5)], "same_code"),
        ([], "too_few"),
    ],
)
def test_bands_with_a_gap_or_an_overlap_are_refused(tiers, code):
    with pytest.raises(ValidationError) as caught:
        check_bands(tiers)
    assert caught.value.code == code


@pytest.mark.django_db
def test_a_set_is_published_ahead_of_its_day_and_then_cannot_change(cast):
    """DM04."""
    ahead = date.fromisoformat("2100-01-01")
    draft = make_draft(ahead, 0, 30 * JUTA)
    assert published_bands().at(ahead) == published_bands().at(ahead - timedelta(1))
    publish_schedule(by=cast.admin, schedule=draft)
    assert [band.lower for band in published_bands().at(ahead)] == [0, 30 * JUTA]
    with pytest.raises(ValidationError, match="sudah diterbitkan"):
        publish_schedule(by=cast.admin, schedule=draft)


@pytest.mark.django_db
def test_a_set_for_a_day_that_has_come_or_with_faults_is_not_published(cast):
    with pytest.raises(ValidationError, match="setelah hari ini"):
        publish_schedule(by=cast.admin, schedule=make_draft(date(2020, 1, 1), 0, 30 * JUTA))
    faulty = make_draft(date(2100, 1, 1), 5, 30 * JUTA)
    with pytest.raises(ValidationError, match="Rp 0"):
        check_schedule(by=cast.admin, schedule=faulty)
