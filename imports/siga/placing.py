"""A table of SIGA as one user may compare it: rows with their village, rows without, and what lies elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from imports.siga.matching import Place, Unmatched, match_rows
from imports.siga.months import month_name
from imports.siga.places import common_region, gazetteer_for
from imports.siga.problems import Problem, ProblemCode
from imports.siga.table import SigaFile, SigaRow
from regions.codes import is_inside


@dataclass
class PlacedTable:
    """The rows of a file for one month and one territory.

    `row_count` = matched + unmatched + outside + refused + those of other months. A row that is refused has a problem.
    """

    month: date
    row_count: int = 0
    matched: list[tuple[SigaRow, Place]] = field(default_factory=list)
    unmatched: list[Unmatched] = field(default_factory=list)
    outside_count: int = 0
    refused_count: int = 0
    other_month_count: int = 0
    skipped_count: int = 0
    columns_not_read: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def region_code(self) -> str:
        """The smallest region around every village that was matched."""
        return common_region(place.code for _row, place in self.matched)


def place_rows(file: SigaFile, month: date, codes: Iterable[str]) -> PlacedTable:
    """Match the rows of a month to villages, and keep those inside the regions with these codes."""
    codes = tuple(codes)
    rows, month_problems = rows_of_month(file, month)
    matched, unmatched = match_rows(rows, gazetteer_for(rows))
    placed = PlacedTable(
        month,
        row_count=file.row_count,
        refused_count=file.row_count - len(file.rows),
        other_month_count=len(file.rows) - len(rows),
        skipped_count=file.skipped_rows,
        columns_not_read=file.columns_not_read,
    )
    _keep_matched(placed, matched, codes)
    placed.unmatched = [one for one in unmatched if _concerns(one.place, codes)]
    placed.outside_count += len(unmatched) - len(placed.unmatched)
    kept = {row.row for row, _place in placed.matched} | {one.row.row for one in placed.unmatched}
    read = {row.row for row in file.rows}
    # What is wrong with a row that lies elsewhere, or in another month, is no news here.
    of_rows = [problem for problem in file.problems if problem.row in kept or problem.row not in read]
    placed.problems = [*month_problems, *of_rows, *placed.problems]
    return placed


def rows_of_month(file: SigaFile, month: date) -> tuple[list[SigaRow], list[Problem]]:
    """The rows of this month. A file that names other months only is compared whole, and that is said."""
    if not file.months:
        return file.rows, [Problem(ProblemCode.MONTH_UNKNOWN)]
    if month.month not in file.months:
        named = ", ".join(month_name(number) for number in sorted(file.months))
        return file.rows, [Problem(ProblemCode.MONTH_DIFFERS, value=named)]
    rows = [row for row in file.rows if row.month in (month.month, None)]
    left = len(file.rows) - len(rows)
    return rows, [Problem(ProblemCode.OTHER_MONTH, value=str(left))] if left else []


def _keep_matched(placed: PlacedTable, matched: list[tuple[SigaRow, Place]], codes: tuple[str, ...]) -> None:
    """The first row of each village inside; a second one is a problem, whichever is right."""
    seen: set[str] = set()
    for row, place in matched:
        if not any(is_inside(place.code, code) for code in codes):
            placed.outside_count += 1
        elif place.code in seen:
            placed.refused_count += 1
            placed.problems.append(
                Problem(ProblemCode.TWICE, row.row, f"{row.code} {row.village}".strip(), row.village)
            )
        else:
            seen.add(place.code)
            placed.matched.append((row, place))


def _concerns(place: str, codes: tuple[str, ...]) -> bool:
    """True for a row that lies, or may lie, in one of the regions."""
    return any(is_inside(place, code) or is_inside(code, place) for code in codes)
