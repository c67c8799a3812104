"""KB figures for viewers without *Melihat status KB*: a whole percentage, of regions large enough (AU07). Pure.

The rule in words stands in `docs/figures.md`.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from regions.codes import Level
from reports.figures import Figures, total

# A share built from fewer members than this could be traced to a person.
FEWEST = 5
DEEPEST = Level.REGENCY


def rounded_share(figures: Figures) -> Decimal | None:
    """The share in whole percent, from which no count can be worked out; None where there are no members."""
    share = figures.kb_share
    return None if share is None else share.quantize(Decimal("0.01"))


def is_small(figures: Figures) -> bool:
    """True if a share of these members could be traced to a person."""
    return 0 < figures.members < FEWEST


def withheld(rows: Mapping[str, Figures]) -> set[str]:
    """Which regions of one table are not shown: the small ones, and more until their sum tells nothing either."""
    peopled = sorted((figures.members, code) for code, figures in rows.items() if figures.members)
    hidden = [item for item in peopled if item[0] < FEWEST]
    if not hidden:
        return set()
    for item in peopled[len(hidden) :]:
        if len(hidden) > 1 and sum(members for members, _code in hidden) >= FEWEST:
            break
        hidden.append(item)
    return {code for _members, code in hidden}


def withheld_inside(rows: Mapping[str, Figures], around: Mapping[str, Sequence[str]]) -> set[str]:
    """The same of a table whose rows stand in tables of their own, named in `around`, the outermost first.

    Each of these tables withholds alike wherever it stands; of a region that is withheld itself, every part is.
    """
    blocks: dict[str, dict[str, Figures]] = {}
    for code, figures in rows.items():
        if around[code]:
            blocks.setdefault(around[code][0], {})[code] = figures
    if not blocks:
        return withheld(rows)
    hidden_blocks = withheld({name: total(block.values()) for name, block in blocks.items()})
    found: set[str] = set()
    for name, block in blocks.items():
        inner = {code: around[code][1:] for code in block}
        found |= set(block) if name in hidden_blocks else withheld_inside(block, inner)
    return found
