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
from reports.suppression import FEWEST, SUM, hidden_cells, hidden_in_blocks, with_sums
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
    left, solved = equations(table, hidden), []
    for cell in sorted(hidden, key=str):
        with_cell = next((row for row in left if row.get(cell)), None)
        if with_cell is None:
            continue
        left.remove(with_cell)
        pivot = {key: value / with_cell[cell] for key, value in with_cell.items()}
        left = [_less(row, pivot, row.get(cell, 0)) for row in left]
        solved = [_less(row, pivot, row.get(cell, 0)) for row in solved] + [pivot]
    return {next(iter(row)) for row in solved if len(row) == 1}


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


@settings(max_examples=40)
@given(TABLES, TABLES)
def test_blocks_are_hidden_alike_whatever_stands_beside_them(first, second):
    """DB06: districts under their regencies: what the table of a regency hides, that of its province hides too."""
    width = min(len(first[0]), len(second[0]))
    cells = {("a", *cell): number for cell, number in cells_of(first).items() if cell[1] < width}
    cells |= {("b", *cell): number for cell, number in cells_of(second).items() if cell[1] < width}
    keyed = {((block, row), column): number for (block, row, column), number in cells.items()}
    blocks = {row: row[0] for row, _column in keyed}
    hidden = hidden_in_blocks(keyed, blocks)
    assert worked_out(with_sums(keyed), hidden) == set()
    for block in "ab":
        alone = hidden_cells({cell: number for cell, number in keyed.items() if cell[0][0] == block})
        assert {cell for cell in alone if cell[0] != SUM} <= hidden


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
