"""Nothing in the picture of a group's capital covers anything else."""

from datetime import date

import pytest

from groups.capital_chart import WIDTH, capital_chart
from groups.tiers import Band

EDGES = ((0, 20), (20, 50), (50, 100), (100, None))
BANDS = [
    Band(f"b{place}", f"Jenjang {place}", lower * 10**6, upper and upper * 10**6, place)
    for place, (lower, upper) in enumerate(EDGES, 1)
]
AMOUNT_WIDTH = 58


@pytest.mark.parametrize("millions", [1, 19, 20, 21, 49, 51, 99, 101, 400])
@pytest.mark.parametrize("number", [1, 2, 5])
def test_the_amounts_of_the_edges_stand_where_no_point_lies(millions, number):
    """A single point close to an edge used to cover what the edge says."""
    days = [(date(2020 + year, 1, 1), millions * 10**6) for year in range(number)]
    chart = capital_chart(days, BANDS)
    assert max(point.x for point in chart.points) <= WIDTH - AMOUNT_WIDTH - 6


def test_the_name_of_a_band_gives_way_to_the_line():
    """A first observation in the upper left corner sends the name to the lower edge of the band."""
    falling = [(date(2020, 1, 1), 48 * 10**6), (date(2024, 1, 1), 30 * 10**6)]
    band = next(band for band in capital_chart(falling, BANDS).bands if band.name == "Jenjang 2")
    assert band.name_y > (band.y_top + band.y_bottom) / 2
    level = capital_chart([(on, 35 * 10**6) for on, _total in falling], BANDS)
    band = next(band for band in level.bands if band.name == "Jenjang 2")
    assert band.name_y < (band.y_top + band.y_bottom) / 2


def test_the_latest_amount_stands_below_a_line_that_comes_down():
    high, low = (date(2020, 1, 1), 48 * 10**6), (date(2024, 1, 1), 30 * 10**6)
    assert capital_chart([high, low], BANDS).latest_is_below
    assert not capital_chart([high], BANDS).latest_is_below
    assert not capital_chart([(high[0], low[1]), (low[0], high[1])], BANDS).latest_is_below
