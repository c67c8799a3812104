"""Small numbers of people in tables by region, for those who may not see the people themselves (DB06).

The rule in words stands in `docs/figures.md`, "Angka kecil"; which cells it hides is decided in
`reports/suppression.py`. It is applied to the values of a table, so that page, paper and every file show the same.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from accounts.roles import Permission
from regions.clock import local_today
from regions.codes import Level, ancestors_of, level_of, parent_of
from regions.models import Region
from reports import privacy
from reports.counting import counted
from reports.figures import Figures, total
from reports.suppression import SUM, hidden_in_tables
from reports.table import HIDDEN
from reports.totals import stored

SEXES = ("members_female", "members_male")
SHARE = "kb_share"

Lines = Mapping[str, dict]


def sees_people(user) -> bool:
    """True for those who may see the members one by one, and so every number of them."""
    return user.allows(Permission.MEMBER_VIEW)


def without_small(
    rows: Lines, whole: dict, keys: Sequence[str], sum_key: str, level: int, hidden_above: Iterable[str] = ()
) -> tuple[dict[str, dict], dict]:
    """The rows of a table by region code and its line of sums, with `HIDDEN` where people could be told apart.

    The columns `keys` together make up the one under `sum_key`. The line of sums is always that of all the rows, and of
    a region of `level`; `hidden_above` names what of it is hidden already in the table around the region
    (`hidden_around`).
    """
    seeds = {(SUM, SUM if key == sum_key else key) for key in hidden_above if key in (*keys, sum_key)}
    cells = {(code, key): row[key] for code, row in rows.items() for key in keys}
    hidden = hidden_in_tables(cells, around(rows, level), seeds)
    masked = {code: {**row, **_mask(code, hidden, sum_key)} for code, row in rows.items()}
    return masked, {**whole, **_mask(SUM, hidden, sum_key)}


def around(codes: Iterable[str], level: int) -> dict[str, list[str]]:
    """For each region those between it and one of `level` around all of them, the outermost first."""
    return {code: [outer for outer in reversed(ancestors_of(code)) if level_of(outer) > level] for code in codes}


def people_of(user, region: Region, figures: Figures) -> dict:
    """Members, women and men of one region as this user may see them, hidden as in the tables around it.

    The figures beside it are read from what is stored: one query, and only for those who may not see everyone.
    """
    return shown_people(figures, hidden_around(user, region, figures))


def shown_people(figures: Figures, hidden: Collection[str]) -> dict:
    """The same where it is known what is hidden around the region."""
    return {key: HIDDEN if key in hidden else number for key, number in _numbers(figures).items()}


def hidden_around(user, region: Region, figures: Figures) -> set[str]:
    """Which numbers of people of a region are hidden in the tables around it, and so in the last line of its own."""
    return set() if sees_people(user) or not figures.members else _hidden_of(region.pk, figures)


def share_is_withheld(region: Region) -> bool:
    """True if the tables around a region do not show its KB share, to who may not see the status of people."""
    return SHARE in _hidden_of(region.pk)


def _hidden_of(code: str, figures: Figures | None = None) -> set[str]:
    """What the tables around a region hide of it, from the nation down: what one of them hides, the last line of the
    next hides too, and so its parts. The KB share goes the same way, as far down as it is shown."""
    above = parent_of(code)
    beside = _beside(code, above) | ({code: figures} if figures else {})
    hidden_above = _hidden_of(above) if above else set()
    rows = {each: _numbers(found) for each, found in beside.items()}
    level = level_of(above) if above else Level.NATION
    masked, _whole = without_small(rows, _numbers(total(beside.values())), SEXES, "members", level, hidden_above)
    hidden = {key for key, value in masked.get(code, {}).items() if value is HIDDEN}
    if level_of(code) <= privacy.DEEPEST and (SHARE in hidden_above or code in privacy.withheld(beside)):
        hidden.add(SHARE)
    return hidden


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


def _mask(line: str, hidden: set[tuple[str, str]], sum_key: str) -> dict:
    return {sum_key if column == SUM else column: HIDDEN for row, column in hidden if row == line}
