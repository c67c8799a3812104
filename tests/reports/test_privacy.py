"""KB figures for those who may not see the KB status of people (AU07)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regions.codes import Level
from reports.columns import FigureSheet
from reports.figures import Figures
from reports.privacy import FEWEST, rounded_share, withheld
from reports.table import HIDDEN
from tests import factories


def people(members: int, kb: int = 0) -> Figures:
    return Figures(members=members, kb_taking_part=kb)


@pytest.mark.parametrize(
    ("members", "hidden"),
    [
        ({"a": 50, "b": 60}, set()),
        ({"a": 0, "b": 60}, set()),
        ({"a": 3, "b": 60, "c": 9}, {"a", "c"}),
        ({"a": 3, "b": 4, "c": 60}, {"a", "b"}),
        ({"a": 1, "b": 2, "c": 60, "d": 0}, {"a", "b", "c"}),
        ({"a": 3}, {"a"}),
    ],
)
def test_a_small_region_takes_the_next_smallest_with_it(members, hidden):
    assert withheld({code: people(number) for code, number in members.items()}) == hidden


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(0, 30), max_size=8))
def test_what_is_left_out_of_a_table_never_narrows_down_to_a_few_people(members):
    """The total minus what is shown: nobody, or at least five people in at least two regions, or every region."""
    rows = {code: people(number) for code, number in members.items()}
    hidden = withheld(rows)
    peopled = {code for code, number in members.items() if number}
    assert {code for code in peopled if members[code] < FEWEST} <= hidden
    if hidden and hidden != peopled:
        assert len(hidden) > 1
        assert sum(members[code] for code in hidden) >= FEWEST


def test_a_share_is_rounded_to_whole_percent():
    assert rounded_share(people(7, 4)) == Decimal("0.57")
    assert rounded_share(people(0)) is None


def test_who_may_not_see_kb_gets_a_rounded_share_of_large_regions_only(country):
    """AU07: AKU boards see no count, and nothing of a district or village."""
    aku = factories.make_user("aku-uji", "aku", "76")
    values = FigureSheet(aku, Level.REGENCY, ()).values({"7602": people(100, 33), "7604": people(3, 3)})
    assert values["7602"].get("kb_taking_part") is None
    assert values["7604"]["kb_share"] is HIDDEN
    assert "kb_share" not in FigureSheet(aku, Level.DISTRICT, ()).values_of(people(100, 33))
    columns = {level: {column.key for column in FigureSheet(aku, level, ()).columns()} for level in Level}
    assert not any(key.startswith("kb_") for key in columns[Level.DISTRICT] | columns[Level.VILLAGE])
    assert {key for key in columns[Level.PROVINCE] if key.startswith("kb_")} == {"kb_share"}


def test_who_may_see_kb_sees_every_count(country):
    officer = factories.make_user("petugas-uji", "officer", factories.BUMIAYU)
    values = FigureSheet(officer, Level.VILLAGE, ()).values({factories.BUMIAYU: people(3, 2)})
    assert values[factories.BUMIAYU]["kb_taking_part"] == 2
