"""Small numbers of people in tables by region, for those who may not see the people themselves (DB06).

The rule in words stands in `docs/figures.md`, "Angka kecil"; which cells it hides is decided in
`reports/suppression.py`. It is applied to the values of a table, so that page, paper and every file show the same.
"""

from collections.abc import Mapping, Sequence

from accounts.roles import Permission
from regions.codes import Level, parent_of
from regions.models import Region
from reports.figures import Figures, total
from reports.suppression import SUM, hidden_in_blocks
from reports.table import HIDDEN
from reports.totals import stored

SEXES = ("members_female", "members_male")

Lines = Mapping[str, dict]


def sees_people(user) -> bool:
    """True for those who may see the members one by one, and so every number of them."""
    return user.allows(Permission.MEMBER_VIEW)


def without_small(
    rows: Lines, whole: dict, divisions: Sequence[Sequence[str]], sum_key: str
) -> tuple[dict[str, dict], dict]:
    """The rows of a table by region code and its line of sums, with `HIDDEN` where people could be told apart.

    Each of the `divisions` names columns that together make up the one under `sum_key`. The line of sums is always that
    of all the rows.
    """
    hidden = _hidden(rows, divisions, sum_key)
    masked = {code: {**row, **_mask(code, hidden, sum_key)} for code, row in rows.items()}
    return masked, {**whole, **_mask(SUM, hidden, sum_key)}


def people_of(user, region: Region, figures: Figures) -> dict:
    """Members, women and men of one region as this user may see them, hidden as in the table of the region around it.

    The figures beside it are read from what is stored: one query, and only for those who may not see everyone.
    """
    if sees_people(user) or not figures.members:
        return _numbers(figures)
    beside = _beside(region) | {region.pk: figures}
    rows = {code: _numbers(each) for code, each in beside.items()}
    masked, _whole = without_small(rows, _numbers(total(beside.values())), [SEXES], "members")
    return masked[region.pk]


def _beside(region: Region) -> dict[str, Figures]:
    """The regions under the same parent; of a village, whose figures are not stored, none."""
    above = parent_of(region.pk)
    if above is None or region.level == Level.VILLAGE:
        return {}
    return stored([above], region.level)


def _numbers(figures: Figures) -> dict[str, int]:
    return {"members": figures.members, "members_female": figures.members_female, "members_male": figures.members_male}


def _hidden(rows: Lines, divisions: Sequence[Sequence[str]], sum_key: str) -> set[tuple[str, str]]:
    """What is hidden in any of the divisions; a sum hidden in one is hidden in all, until nothing more has to be."""
    if not rows:
        return set()
    blocks = {code: parent_of(code) for code in rows}
    sums: set[tuple[str, str]] = set()
    while True:
        found: set[tuple[str, str]] = set()
        for keys in divisions:
            cells = {(code, key): row[key] for code, row in rows.items() for key in keys}
            found |= hidden_in_blocks(cells, blocks, sums)
        hidden_sums = {cell for cell in found if cell[1] == SUM}
        if hidden_sums == sums:
            return found
        sums = hidden_sums


def _mask(line: str, hidden: set[tuple[str, str]], sum_key: str) -> dict:
    return {sum_key if column == SUM else column: HIDDEN for row, column in hidden if row == line}
