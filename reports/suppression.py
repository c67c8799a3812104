"""Small numbers of people in a table whose sums are shown (DB06): which cells to hide. Pure.

The rule in words stands in `docs/figures.md`, "Angka kecil". A cell of a table with sums, one of its sums included,
stands in exactly two sums: that of its row and that of its column. Drawn as a graph, rows and columns are points and
each hidden cell a line between two of them; a hidden cell can be worked out from what is shown exactly where its line
lies on no closed round of hidden cells. So every hidden cell is closed into such a round, through cells that are not
zero: then each of them could be one more and one less, and every sum would still be as shown.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from heapq import heappop, heappush
from typing import Any

FEWEST = 5
# Stands for the sum: the name of the last row and of the last column.
SUM = "Σ"
# A sum of a row is hidden only where no cell inside will do, and one of a column, which stands in the table around this
# one too, only where no sum of a row will.
_SUM_COST, _LAST_LINE_COST = 10**9, 10**15

Cell = tuple[Any, Any]
Point = tuple[str, Hashable]
Numbers = Mapping[Cell, int]


def with_sums(cells: Numbers) -> dict[Cell, int]:
    """The cells of a table by (row, column), and the sums of its rows and columns under `SUM`."""
    found: dict[Cell, int] = defaultdict(int)
    for (row, column), number in cells.items():
        for cell in ((row, column), (row, SUM), (SUM, column), (SUM, SUM)):
            found[cell] += number
    return dict(found)


def hidden_cells(cells: Numbers, seeds: Iterable[Cell] = (), fewest: int = FEWEST) -> set[Cell]:
    """Which cells and sums are not shown: those of 1 to `fewest` - 1 people, `seeds`, and what protects them.

    Zeros are shown. Where a sum is shown, the cells hidden in it are two or more and together `fewest` people or more.
    """
    table = with_sums(cells)
    hidden = {cell for cell, number in table.items() if 0 < number < fewest} | set(seeds)
    before = None
    while before != len(hidden):
        before = len(hidden)
        # In this order: what closes a round through the column of sums needs no more beside it in its row.
        _close(table, hidden)
        _enlarge(table, hidden, fewest)
    return hidden


def hidden_in_tables(
    cells: Numbers, around: Mapping[Any, Sequence[Any]], seeds: Iterable[Cell] = (), fewest: int = FEWEST
) -> set[Cell]:
    """The same where rows stand in tables inside tables, as districts in their regencies and these in provinces.

    `around` names for each row the tables between it and the sum of all, the outermost first. From the outermost in,
    what a table hides of a line is hidden in the sums of that line's own table, so each table is hidden alike whatever
    stands beside it, and all of them together tell no more than each. The answer holds cells, sums of rows, and sums of
    all. Every sum stands in one column of sums, through which a round can always be closed: none is hidden further in
    that was shown further out.
    """
    tables: dict[tuple[Any, ...], dict[Cell, int]] = defaultdict(lambda: defaultdict(int))
    for (row, column), number in cells.items():
        way = (*around[row], row)
        for depth, name in enumerate(way):
            tables[way[:depth]][name, column] += number
    hidden: dict[tuple[Any, ...], set[Cell]] = {}
    for way in sorted(tables, key=len):
        outside = hidden[way[:-1]] if way else set()
        wanted = {(SUM, cell[1]) for cell in outside if cell[0] == way[-1]} if way else set(seeds)
        hidden[way] = hidden_cells(tables[way], wanted, fewest)
    rows = {cell for found in hidden.values() for cell in found if cell[0] in around}
    return rows | {cell for cell in hidden.get((), ()) if cell[0] == SUM}


def _enlarge(table: Numbers, hidden: set[Cell], fewest: int) -> None:
    """Hide more in every line whose sum is shown and whose hidden cells are too few people together, smallest first."""
    lines: dict[Point, list[Cell]] = defaultdict(list)
    for cell in table:
        for point in _ends(cell):
            lines[point].append(cell)
    for point, line in lines.items():
        inside = [cell for cell in line if not _is_sum_of(cell, point)]
        if hidden.issuperset(set(line) - set(inside)) or hidden.isdisjoint(inside):
            continue
        kept = sorted((cell for cell in inside if cell not in hidden and table[cell]), key=lambda cell: table[cell])
        while kept and sum(table[cell] for cell in inside if cell in hidden) < fewest:
            hidden.add(kept.pop(0))


def _close(table: Numbers, hidden: set[Cell]) -> None:
    """Close every hidden cell that lies on no round into one, along the cheapest way."""
    while bridges := _bridges(hidden):
        cell = min(bridges, key=lambda bridge: (table[bridge], str(bridge)))
        hidden.update(_way_round(table, hidden, cell))


def _ends(cell: Cell) -> tuple[Point, Point]:
    """The row and the column of a cell as points of the graph."""
    return ("row", cell[0]), ("column", cell[1])


def _is_sum_of(cell: Cell, point: Point) -> bool:
    """True if this cell is the sum of the line."""
    return bool(cell[1 if point[0] == "row" else 0] == SUM)


def _bridges(hidden: set[Cell]) -> list[Cell]:
    """The hidden cells that lie on no closed round of hidden cells, by one walk without recursion."""
    near: dict[Point, list[tuple[Point, Cell]]] = defaultdict(list)
    for cell in hidden:
        row, column = _ends(cell)
        near[row].append((column, cell))
        near[column].append((row, cell))
    found: list[Cell] = []
    order: dict[Point, int] = {}
    low: dict[Point, int] = {}
    for start in near:
        if start in order:
            continue
        order[start] = low[start] = len(order)
        trail: list[tuple[Point, Cell | None, Any]] = [(start, None, iter(near[start]))]
        while trail:
            point, came_by, ways = trail[-1]
            for other, cell in ways:
                if cell == came_by:
                    continue
                if other in order:
                    low[point] = min(low[point], order[other])
                    continue
                order[other] = low[other] = len(order)
                trail.append((other, cell, iter(near[other])))
                break
            else:
                trail.pop()
                if trail and came_by is not None:
                    above = trail[-1][0]
                    low[above] = min(low[above], low[point])
                    if low[point] > order[above]:
                        found.append(came_by)
    return found


def _cost(cell: Cell, number: int) -> int:
    """How dear it is to hide one more cell."""
    return number + (_LAST_LINE_COST if cell[0] == SUM else _SUM_COST if cell[1] == SUM else 0)


def _way_round(table: Numbers, hidden: set[Cell], around: Cell) -> list[Cell]:
    """The cheapest cells that lead from a cell's row to its column without it.

    Those hidden already cost nothing, zeros lead nowhere. There is always one: over the sum of the row,
    the sum of all and the sum of the column.
    """
    near: dict[Point, list[tuple[Point, Cell]]] = defaultdict(list)
    for cell, number in table.items():
        if cell != around and (number or cell in hidden):
            row, column = _ends(cell)
            near[row].append((column, cell))
            near[column].append((row, cell))
    start, goal = _ends(around)
    queue: list[tuple[int, str, Point, Point | None, Cell | None]] = [(0, "", start, None, None)]
    came: dict[Point, tuple[Point | None, Cell | None]] = {}
    while queue:
        cost, _name, point, before, by = heappop(queue)
        if point in came:
            continue
        came[point] = (before, by)
        if point == goal:
            break
        for other, cell in near[point]:
            if other not in came:
                step = 0 if cell in hidden else _cost(cell, table[cell])
                heappush(queue, (cost + step, str(cell), other, point, cell))
    way: list[Cell] = []
    step_back: Point | None = goal
    while step_back is not None:
        step_back, by = came[step_back]
        if by is not None:
            way.append(by)
    return way
