"""Small numbers of people in tables by region, for those who may not see the people themselves (DB06).

The rule in words stands in `docs/figures.md`, "Angka kecil"; which cells it hides is decided in
`reports/suppression.py`. It is applied to the values of a table, so that page, paper and every file show the same.
"""

from collections.abc import Iterable, Mapping, Sequence

from accounts.roles import Permission
from regions.clock import local_today
from regions.codes import Level, level_of, parent_of
from regions.models import Region
from reports.counting import counted
from reports.figures import NOTHING, Figures, total
from reports.suppression import SUM, hidden_in_blocks
from reports.table import HIDDEN
from reports.totals import stored

SEXES = ("members_female", "members_male")

Lines = Mapping[str, dict]


def sees_people(user) -> bool:
    """True for those who may see the members one by one, and so every number of them."""
    return user.allows(Permission.MEMBER_VIEW)


def without_small(
    rows: Lines, whole: dict, divisions: Sequence[Sequence[str]], sum_key: str, hidden_above: Iterable[str] = ()
) -> tuple[dict[str, dict], dict]:
    """The rows of a table by region code and its line of sums, with `HIDDEN` where people could be told apart.

    Each of the `divisions` names columns that together make up the one under `sum_key`. The line of sums is always that
    of all the rows; `hidden_above` names what of it is hidden already in the table around the region (`hidden_around`).
    """
    seeds = {(SUM, SUM if key == sum_key else key) for key in hidden_above}
    hidden = _hidden(rows, divisions, sum_key, seeds)
    masked = {code: {**row, **_mask(code, hidden, sum_key)} for code, row in rows.items()}
    return masked, {**whole, **_mask(SUM, hidden, sum_key)}


def people_of(user, region: Region, figures: Figures) -> dict:
    """Members, women and men of one region as this user may see them, hidden as in the table of the region around it.

    The figures beside it are read from what is stored: one query, and only for those who may not see everyone.
    """
    if sees_people(user) or not figures.members:
        return _numbers(figures)
    return _as_around(region.pk, figures)


def hidden_around(user, region: Region, figures: Figures) -> set[str]:
    """Which numbers of people of a region are hidden in the table around it, and so in the last line of its own."""
    return {key for key, value in people_of(user, region, figures).items() if value is HIDDEN}


def _as_around(code: str, figures: Figures | None = None) -> dict:
    """The numbers of a region as the tables around it show them, from the nation down: what one of them hides, the
    last line of the next hides too, and so its parts."""
    above = parent_of(code)
    beside = _beside(code, above) | ({code: figures} if figures else {})
    hidden_above = [key for key, value in _as_around(above).items() if value is HIDDEN] if above else []
    rows = {each: _numbers(found) for each, found in beside.items()}
    masked, _whole = without_small(rows, _numbers(total(beside.values())), [SEXES], "members", hidden_above)
    return masked.get(code, _numbers(NOTHING))


def _beside(code: str, above: str | None) -> dict[str, Figures]:
    """The regions under the same parent; villages, whose figures are not stored, are counted."""
    level = level_of(code)
    if above is None:
        return {code: total(stored([code], Level.PROVINCE).values())}
    if level == Level.VILLAGE:
        return counted([above], level, local_today(Region.objects.get(pk=above)), ())
    return stored([above], level)


def _numbers(figures: Figures) -> dict[str, int]:
    return {"members": figures.members, "members_female": figures.members_female, "members_male": figures.members_male}


def _hidden(
    rows: Lines, divisions: Sequence[Sequence[str]], sum_key: str, seeds: set[tuple[str, str]]
) -> set[tuple[str, str]]:
    """What is hidden in any of the divisions; a sum hidden in one is hidden in all, until nothing more has to be."""
    if not rows:
        return set()
    blocks = {code: parent_of(code) for code in rows}
    sums = {cell for cell in seeds if cell[1] == SUM}
    while True:
        found: set[tuple[str, str]] = set()
        for keys in divisions:
            cells = {(code, key): row[key] for code, row in rows.items() for key in keys}
            found |= hidden_in_blocks(cells, blocks, sums | {cell for cell in seeds if cell[1] in keys})
        hidden_sums = {cell for cell in found if cell[1] == SUM}
        if hidden_sums == sums:
            return found
        sums = hidden_sums


def _mask(line: str, hidden: set[tuple[str, str]], sum_key: str) -> dict:
    return {sum_key if column == SUM else column: HIDDEN for row, column in hidden if row == line}
