"""Pictures as values: where things lie, which class a number is in, and that each picture says what its table says."""

from datetime import date
from decimal import Decimal
from itertools import combinations

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from associations.tiles import TILES
from reports.pictures.choropleth import Measured, choropleth
from reports.pictures.classes import METHODS, classified, natural_breaks
from reports.pictures.flows import State, flow_picture
from reports.pictures.mosaic import province_map
from reports.pictures.scale import marks_up_to
from reports.pictures.series import Observation, series_picture, sparkline, this_year_and_last
from reports.pictures.shares import Part, shares_picture
from reports.table import HIDDEN, Kind


def bounds(values, method: str) -> list[tuple]:
    return [(each.lower, each.upper, each.count) for each in classified(values, method).classes]


# --- Classes ----------------------------------------------------------------------------------------------------------
def test_equal_intervals_are_as_wide_as_each_other_and_may_be_empty():
    """DB05"""
    found = bounds([0, 7, 13, 100, 55, 1], "sama")
    assert found == [(0, 20, 4), (21, 40, 0), (41, 60, 1), (61, 80, 0), (81, 100, 1)]


def test_quantiles_hold_as_many_each_and_never_part_equal_numbers():
    """DB05: eight zeros stay together, whatever that does to the sizes."""
    assert bounds(list(range(1, 11)), "kuantil") == [(1, 2, 2), (3, 4, 2), (5, 6, 2), (7, 8, 2), (9, 10, 2)]
    assert bounds([0] * 8 + [1, 2, 3, 4, 5, 6], "kuantil") == [(0, 0, 8), (1, 1, 1), (2, 4, 3), (5, 6, 2)]


def test_natural_breaks_lie_in_the_widest_gaps():
    """DB05"""
    values = [1, 2, 3, 10, 11, 12, 50, 51, 100, 200]
    assert bounds(values, "alami") == [(1, 3, 3), (10, 12, 3), (50, 51, 2), (100, 100, 1), (200, 200, 1)]


def test_the_worked_example_of_the_classes():
    """DB05: the table in docs/figures.md."""
    values = [1, 2, 3, 10, 12, 50, 100]
    assert {method: [each[:2] for each in bounds(values, method)] for method in METHODS} == {
        "alami": [(1, 3), (10, 10), (12, 12), (50, 50), (100, 100)],
        "kuantil": [(1, 2), (3, 3), (10, 12), (50, 50), (100, 100)],
        "sama": [(1, 20), (21, 40), (41, 60), (61, 80), (81, 100)],
    }


@given(st.lists(st.integers(0, 60), min_size=7, max_size=11).filter(lambda values: len(set(values)) > 5))
def test_natural_breaks_are_the_best_there_are(values):
    """DB05: no other way to cut into five classes has less spread inside them."""
    known, few = sorted(values), sorted(set(values))
    ways = [[few[cut - 1] for cut in cuts] + [few[-1]] for cuts in combinations(range(1, len(few)), 4)]
    assert spread(known, natural_breaks(known, 5)) == pytest.approx(min(spread(known, way) for way in ways))


def spread(known, uppers) -> float:
    parts = [[v for v in known if low < v <= high] for low, high in zip([-1, *uppers], uppers, strict=False)]
    return sum(sum((v - sum(part) / len(part)) ** 2 for v in part) for part in parts)


@pytest.mark.parametrize("method", METHODS)
@given(values=st.lists(st.none() | st.integers(0, 10**12), max_size=40))
def test_every_number_is_in_the_one_class_that_holds_it(method, values):
    found = classified(values, method)
    assert sum(each.count for each in found.classes) + found.missing == len(values)
    assert found.missing == values.count(None)
    for value in values:
        number = found.number_of(value)
        assert (number is None) == (value is None)
        if number:
            each = found.classes[number - 1]
            assert each.lower <= value <= each.upper


@pytest.mark.parametrize("method", METHODS)
def test_fewer_numbers_than_classes_are_a_class_each(method):
    assert bounds([5, 5, 0, None], method) == [(0, 0, 1), (5, 5, 2)]
    assert bounds([None, None], method) == []
    assert bounds([], method) == []


def test_shares_are_classed_as_they_are_written():
    """A bound and a value that read alike are alike: both to the tenth of a percent."""
    values = [Decimal(part) / 700 for part in range(0, 700, 70)]
    found = choropleth(
        [Measured(str(p), str(p), value, "", "") for p, value in enumerate(values)], Kind.PERCENT, "sama"
    )
    assert {each.upper.as_tuple().exponent for each in found.classes.classes} == {-3}


# --- Map and ranking --------------------------------------------------------------------------------------------------
def places(**values):
    return [Measured(code, f"Provinsi {code}", value, f"/d/{code}/", f"/k/{code}/") for code, value in values.items()]


def test_the_largest_comes_first_and_what_is_unknown_or_hidden_last():
    found = choropleth(places(**{"11": 3, "12": None, "13": 9, "14": HIDDEN}), Kind.INTEGER, "alami")
    assert [row.measured.code for row in found.rows] == ["13", "11", "12", "14"]
    assert [row.number for row in found.rows] == [2, 1, None, None]
    assert [row.length for row in found.rows] == [100.0, 33.3, 0.0, 0.0]
    assert found.has_hidden
    assert found.classes.missing == 2


def test_map_tiles_and_table_show_all_38_provinces_with_the_same_classes():
    """DB05: an equivalent table beside the map."""
    found = choropleth(places(**{code: int(code) for code in TILES}), Kind.INTEGER, "kuantil")
    drawn = province_map("peta", "Uji", found.places)
    classes = {row.measured.code: f"class-{row.number}" for row in found.rows}
    assert len(classes) == 38
    assert {shape.place.code: shape.place.tone for shape in drawn.shapes} == classes
    assert {tile.place.code: tile.place.tone for tile in drawn.tiles} == classes
    page = render_to_string("reports/pictures/mosaic.html", {"map": drawn})
    assert page.count("<a class=") == 38 + 1
    assert "bukan batas resmi" in page
    assert 'role="group"' in page
    assert "style=" not in page


# --- Series -----------------------------------------------------------------------------------------------------------
MONTHS = [date(2025, month, 1) for month in range(1, 13)] + [date(2026, month, 1) for month in range(1, 13)]


def test_marks_are_round_and_reach_the_highest_value():
    assert marks_up_to(11_800) == [0, 5_000, 10_000, 15_000]
    assert marks_up_to(3) == [0, 1, 2, 3]
    assert marks_up_to(0) == [0, 1]
    assert marks_up_to(Decimal("0.7"), is_whole=False) == [
        0,
        Decimal("0.2"),
        Decimal("0.4"),
        Decimal("0.6"),
        Decimal("0.8"),
    ]
    for highest in (1, 9, 10, 99, 101, 7 * 10**11):
        marks = marks_up_to(highest)
        assert marks[-2] < highest <= marks[-1]
        assert len(marks) <= 5


def test_a_series_leaves_a_gap_where_nothing_is_known():
    values = [10, 20, None, 40, None, 60, 70]
    found = series_picture("s", "Uji", Kind.INTEGER, [Observation(m, v) for m, v in zip(MONTHS, values, strict=False)])
    assert found.line.count("M") == 3
    assert found.area.count("z") == 2
    assert [dot.value for dot in found.dots] == [40]
    assert (found.last.value, found.last.x) == (70, found.right)
    assert found.value_y < found.last.y


def test_the_highest_value_lies_on_the_top_and_nought_on_the_floor():
    found = series_picture("s", "Uji", Kind.INTEGER, [Observation(MONTHS[0], 0), Observation(MONTHS[1], 100)])
    left, right, top, floor = map(float, (found.left, found.right, found.top, found.bottom))
    assert found.line == f"M{left} {floor}L{right} {top}"


def test_nothing_known_is_no_picture():
    assert series_picture("s", "Uji", Kind.INTEGER, [Observation(MONTHS[0], None)]) is None
    assert sparkline([None, None]) == ""
    assert sparkline([1, None, 2]).count("M") == 2


def test_this_year_stands_over_the_same_months_of_last_year():
    """DB08"""
    found = this_year_and_last([Observation(month, place) for place, month in enumerate(MONTHS)])
    assert [(each.value, each.before) for each in found] == [(place + 12, place) for place in range(12)]
    page = series_page(found)
    assert page.count('<tr><th scope="row">') == 12
    assert "bulan yang sama setahun sebelumnya" in page


def test_a_series_and_its_table_hold_the_same_values():
    values = [1_500, None, 2_500_000]
    page = series_page([Observation(m, v) for m, v in zip(MONTHS, values, strict=False)])
    for words in ("1.500", "2.500.000", "2,5 jt", "Januari 2025"):
        assert words in page
    assert "style=" not in page


def series_page(observations) -> str:
    found = series_picture("s", "Uji", Kind.INTEGER, observations)
    return render_to_string("reports/pictures/series.html", {"picture": found})


# --- Shares and flows -------------------------------------------------------------------------------------------------
def test_shares_fill_the_bar_from_end_to_end():
    found = shares_picture("b", "Uji", [Part("A", 1, "warm-1"), Part("B", 0, "warm-2"), Part("C", 2, "warm-3")])
    assert [(segment.x, segment.width) for segment in found.segments] == [(0.0, 33.33), (33.33, 0.0), (33.33, 66.67)]
    assert [segment.part.label for segment in found.drawn] == ["A", "C"]
    assert shares_picture("b", "Uji", [Part("A", 0, "none")]).drawn == []


STATES = [State("out", "Di luar"), State("low", "Rendah", 1), State("high", "Tinggi", 2)]


def test_flows_keep_their_groups_and_tell_up_from_down():
    """NX01: every group that left a state on the left arrives at one on the right."""
    flows = [("low", "high", 3), ("low", "low", 5), ("high", "low", 1), ("out", "low", 2), ("high", "high", 0)]
    found = flow_picture("f", "Uji", STATES, flows)
    assert {(band.came_from.code, band.went_to.code): band.way for band in found.bands} == {
        ("low", "high"): "up",
        ("low", "low"): "same",
        ("high", "low"): "down",
        ("out", "low"): "other",
    }
    assert sum(node.count for node in found.before) == sum(node.count for node in found.after) == 11
    assert max(node.y + node.height for node in [*found.before, *found.after]) <= found.height
    assert flow_picture("f", "Uji", STATES, [("low", "low", 0)]) is None
    page = render_to_string("reports/pictures/flows.html", {"picture": found, "before_label": "A", "after_label": "B"})
    assert page.count('<tr><th scope="row">') == len(found.bands)
