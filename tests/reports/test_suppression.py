"""Small numbers of people cannot be worked out from what a table shows (DB06)."""

import csv
from fractions import Fraction
from io import StringIO

from hypothesis import given, settings
from hypothesis import strategies as st

from regions.codes import Level
from reports import few_people
from reports.columns import FigureSheet
from reports.figures import Figures, total
from reports.headline import headline
from reports.models import RegionTotal
from reports.recap import recap_table
from reports.regional import Overview
from reports.spreadsheets import as_csv
from reports.suppression import FEWEST, SUM, hidden_cells, hidden_in_tables, with_sums
from reports.table import HIDDEN
from reports.totals import now_fresh
from tests import factories

TABLES = st.tuples(st.integers(1, 6), st.integers(1, 5)).flatmap(
    lambda size: st.lists(
        st.lists(st.sampled_from([0, 0, 1, 2, 4, 5, 9, 40, 300]), min_size=size[1], max_size=size[1]),
        min_size=size[0],
        max_size=size[0],
    )
)


def cells_of(rows: list[list[int]]) -> dict:
    return {(row, column): number for row, line in enumerate(rows) for column, number in enumerate(line)}


def equations(table: dict, hidden: set) -> list[dict]:
    """What a reader knows of the hidden cells: one equation for every row and column, sums included."""
    found = []
    for place in (0, 1):
        for name in {cell[place] for cell in table}:
            line = {cell: Fraction(-1 if cell[1 - place] == SUM else 1) for cell in hidden if cell[place] == name}
            if line:
                found.append(line)
    return found


def worked_out(table: dict, hidden: set) -> set:
    """The hidden cells that the equations leave one value only: rows of the reduced system with a single unknown."""
    return solved(equations(table, hidden), hidden)


def solved(left: list[dict], hidden: set) -> set:
    """The cells that so many equations leave one value only."""
    done: list[dict] = []
    for cell in sorted(hidden, key=str):
        with_cell = next((row for row in left if row.get(cell)), None)
        if with_cell is None:
            continue
        left.remove(with_cell)
        pivot = {key: value / with_cell[cell] for key, value in with_cell.items()}
        left = [_less(row, pivot, row.get(cell, 0)) for row in left]
        done = [_less(row, pivot, row.get(cell, 0)) for row in done] + [pivot]
    return {next(iter(row)) for row in done if len(row) == 1}


def _less(row: dict, pivot: dict, times) -> dict:
    found = {key: row.get(key, 0) - times * pivot.get(key, 0) for key in {*row, *pivot}}
    return {key: value for key, value in found.items() if value}


@settings(max_examples=150)
@given(TABLES)
def test_no_hidden_cell_follows_from_the_sums_of_rows_and_columns(rows):
    """DB06: linear algebra over everything that is shown leaves every hidden cell open."""
    table = with_sums(cells_of(rows))
    hidden = hidden_cells(cells_of(rows))
    assert {cell for cell, number in table.items() if 0 < number < FEWEST} <= hidden
    assert worked_out(table, hidden) == set()


@settings(max_examples=150)
@given(TABLES)
def test_where_a_sum_is_shown_two_cells_or_more_are_hidden_and_five_people_or_more(rows):
    """DB06: every row and column, the line of sums among them; zeros are shown, and nothing is hidden without need."""
    table, hidden = with_sums(cells_of(rows)), hidden_cells(cells_of(rows))
    assert all(table[cell] for cell in hidden)
    for place in (0, 1):
        for name in {cell[place] for cell in table}:
            line = {cell for cell in table if cell[place] == name}
            inside = {cell for cell in line & hidden if cell[1 - place] != SUM}
            assert len(line & hidden) != 1
            if inside and inside == line & hidden:
                assert sum(table[cell] for cell in inside) >= FEWEST
    if not any(0 < number < FEWEST for number in table.values()):
        assert hidden == set()


def test_one_small_cell_takes_three_others_with_it():
    """DB06: docs/figures.md, "Angka kecil", by hand."""
    cells = cells_of([[3, 40], [20, 30], [50, 60]])
    assert hidden_cells(cells) == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_a_table_of_one_row_hides_its_sums_too():
    """DB06: the line of sums says the same as the only row."""
    assert hidden_cells(cells_of([[3, 50]])) == {(0, 0), (0, 1), (SUM, 0), (SUM, 1)}


NUMBERS = st.sampled_from([0, 0, 1, 2, 3, 5, 6, 20, 40])
NATIONS = st.dictionaries(
    st.tuples(*(st.integers(1, size) for size in (2, 3, 3))), st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=12
)


def tables_of(nation: dict) -> list[tuple[tuple, int]]:
    """Every table of a nation: of which region (a tuple of its numbers), and how much further down its rows are."""
    inner = {way[:depth] for way in nation for depth in range(3)}
    return [(region, depth) for region in sorted(inner) for depth in range(len(region) + 1, 4)]


def table_of(nation: dict, region: tuple, depth: int) -> dict:
    """The numbers of one table."""
    cells: dict = {}
    for way, numbers in nation.items():
        if way[: len(region)] == region:
            for column, number in enumerate(numbers):
                cells[way[:depth], column] = cells.get((way[:depth], column), 0) + number
    return cells


def hidden_in_all_tables(nation: dict) -> dict[tuple, set[bool]]:
    """Whether each number, by region and column, is hidden, in every table in which it stands."""
    seeds: dict[tuple, set] = {(): set()}
    states: dict[tuple, set[bool]] = {}
    for region, depth in tables_of(nation):
        cells = table_of(nation, region, depth)
        around = {row: [row[:inner] for inner in range(len(region) + 1, depth)] for row, _column in cells}
        hidden = hidden_in_tables(cells, around, seeds[region])
        for row, column in with_sums(cells):
            states.setdefault((region if row == SUM else row, column), set()).add((row, column) in hidden)
        if depth == len(region) + 1:
            seeds |= {row: {(SUM, cell[1]) for cell in hidden if cell[0] == row} for row in around}
    return states


@settings(max_examples=60)
@given(NATIONS)
def test_all_tables_of_a_nation_together_tell_no_hidden_number(nation):
    """DB06: each is hidden alike in whatever table it stands, and sums of parts and wholes leave every one open."""
    states = hidden_in_all_tables(nation)
    assert {len(found) for found in states.values()} == {1}
    regions = {way[:depth] for way in nation for depth in range(4)}
    lines = [
        {(part, column): Fraction(-1 if part == region else 1) for part in _parts(regions, region)}
        for region in regions
        if len(region) < 3
        for column in (0, 1, SUM)
    ]
    lines += [{(region, 0): Fraction(1), (region, 1): Fraction(1), (region, SUM): Fraction(-1)} for region in regions]
    hidden = {cell for cell, found in states.items() if True in found}
    unknown = [{cell: factor for cell, factor in line.items() if cell in hidden} for line in lines]
    assert solved([line for line in unknown if line], hidden) == set()


def _parts(regions: set, region: tuple) -> list[tuple]:
    return [region, *(part for part in regions if len(part) == len(region) + 1 and part[:-1] == region)]


def aku_and_staff():
    return factories.make_user("aku-uji", "aku", "76"), factories.make_user("prov-uji", "province", "76")


def figures(female: int, male: int) -> Figures:
    return Figures(members=female + male, members_female=female)


def test_women_and_men_of_a_recap_are_hidden_for_who_sees_no_people_and_stand_for_others(country):
    """DB06: one small district takes another with it, in the rows and in no line of sums."""
    aku, staff = aku_and_staff()
    rows = {"760403": figures(3, 40), "760404": figures(20, 30), "760201": figures(90, 80)}
    found, whole = FigureSheet(aku, Level.DISTRICT, ()).lines(rows, total(rows.values()), Level.PROVINCE)
    hidden = {(code, key) for code, line in found.items() for key, value in line.items() if value is HIDDEN}
    assert hidden == {(code, key) for code in ("760403", "760404") for key in few_people.SEXES}
    assert (whole["members_female"], whole["members_male"], whole["members"]) == (113, 150, 263)
    seen, _whole = FigureSheet(staff, Level.DISTRICT, ()).lines(rows, total(rows.values()), Level.PROVINCE)
    assert seen["760403"]["members_female"] == 3


def test_what_is_hidden_is_in_no_file_either(country):
    """DB06, RP03: the CSV and the XLSX of the same table say "disembunyikan" where the page does."""
    aku, _staff = aku_and_staff()
    parts = [(country["7602"], figures(2, 30)), (country["7604"], figures(20, 30))]
    found = Overview(country["76"], Level.REGENCY, parts, figures(22, 60), (), now_fresh())
    table = recap_table(aku, found)
    lines = list(csv.DictReader(StringIO(as_csv(table).decode("utf-8-sig").split("\r\n\r\n")[-1]), delimiter=";"))
    assert [cell.is_hidden for cell in table.lines[0] if cell.column.key == "members_female"] == [True]
    assert b";2;" not in as_csv(table) and len(lines) >= 2


def test_a_headline_hides_what_the_table_around_it_hides(country):
    """DB06: the dashboard of the neighbour does not give away what its regency's table withholds."""
    aku, staff = aku_and_staff()
    for code, female, male in (("7602", 3, 40), ("7604", 20, 30)):
        RegionTotal.objects.create(code=code, level=2, members=female + male, members_female=female)
    found = headline(aku, country["7604"], figures(20, 30), ())
    assert found.sexes_are_hidden and not found.members_are_hidden
    assert not headline(staff, country["7602"], figures(3, 40), ()).sexes_are_hidden
    assert headline(aku, country["760403"], figures(1, 2), ()).members_are_hidden


def test_a_kb_share_is_withheld_wherever_it_would_tell_that_of_a_small_region(country):
    """DB06, AU07: on the neighbour's dashboard, in the nation's table by regency, in a province's parts."""
    aku = factories.make_user("aku-uji", "aku", "0")
    sizes = {"7602": (3, 2), "7604": (10, 4), "9103": (40, 10)}
    people = {code: Figures(members=members, kb_taking_part=kb) for code, (members, kb) in sizes.items()}
    for code, found in people.items():
        RegionTotal.objects.create(code=code, level=2, members=found.members, kb_taking_part=found.kb_taking_part)
    assert headline(aku, country["7604"], people["7604"], ()).kb_is_hidden
    assert not headline(aku, country["9103"], people["9103"], ()).kb_is_hidden
    parts = [(country[code], found) for code, found in people.items()]
    table = recap_table(aku, Overview(country["0"], Level.REGENCY, parts, total(people.values()), (), now_fresh()))
    assert [row.values["kb_share"] is HIDDEN for row in table.rows] == [True, True, False]
    RegionTotal.objects.filter(code="9103").update(members=4)
    assert headline(aku, country["7604"], people["7604"], ()).kb_is_hidden
    assert headline(aku, country["76"], total([people["7602"], people["7604"]]), ()).kb_is_hidden
