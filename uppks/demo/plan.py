"""How many groups and members stand in which village, decided before a single row is made.

Ids are handed out here, so that every regency can be made by itself, in any order and by any process, and come out
equal.
"""

import math
import random
from dataclasses import dataclass
from datetime import date

from regions.models import Level, Region


@dataclass(frozen=True)
class Scale:
    """One size of register: which provinces, how many groups, and how many members a group has on average."""

    name: str
    groups: int
    members: int
    provinces: tuple[str, ...] = ()
    # Average members per group where a province is known to differ.
    sizes: tuple[tuple[str, int], ...] = ()
    years: int = 2


SCALES = {
    # Two whole provinces: Sulawesi Barat (about ten members a group) and DI Yogyakarta.
    "small": Scale("small", 1_000, 15_000, ("76", "34"), (("76", 10), ("34", 22))),
    "2019": Scale("2019", 12_479, 190_000),
    "2015": Scale("2015", 91_748, 1_400_000),
    "1994": Scale("1994", 91_748, 13_000_000),
    # A tenth of that, to see whether an answer takes as long whatever the size.
    "tenth": Scale("tenth", 9_175, 1_300_000),
}


@dataclass(frozen=True)
class GroupPlan:
    """One group to be made: its ids are final."""

    id: int
    village: str
    serial: int
    size: int
    first_person: int


@dataclass(frozen=True)
class RegencyPlan:
    """Everything one process needs to make one regency."""

    code: str
    seed: str
    day: date
    years: int
    groups: tuple[GroupPlan, ...]
    # People of the whole register: ids of further memberships begin after them.
    people: int = 0


def make_plan(scale: Scale, seed: int, day: date, villages: list[str] | None = None) -> list[RegencyPlan]:
    """Decide every group and its size. Equal arguments give an equal plan."""
    rng = random.Random(f"{seed}:{scale.name}:plan")
    villages = villages if villages is not None else _villages(scale)
    homes = _homes(rng, villages, scale.groups)
    sizes = _sizes(rng, homes, scale)
    return _number(homes, sizes, scale, seed, day)


def _villages(scale: Scale) -> list[str]:
    found = Region.objects.at_level(Level.VILLAGE).current()
    codes = found.order_by("code").values_list("code", flat=True)
    return [code for code in codes if not scale.provinces or code[:2] in scale.provinces]


def _homes(rng: random.Random, villages: list[str], count: int) -> list[str]:
    """About one group a village; some villages have several and some none."""
    weights = [rng.lognormvariate(0, 0.6) for _ in villages]
    return sorted(rng.choices(villages, weights, k=count))


def _sizes(rng: random.Random, homes: list[str], scale: Scale) -> list[int]:
    """Skewed sizes whose sum is the scale's number of members exactly."""
    means = dict(scale.sizes)
    raw = [rng.lognormvariate(0, 0.55) * means.get(home[:2], 1) for home in homes]
    factor = scale.members / sum(raw)
    sizes = [max(1, math.floor(value * factor)) for value in raw]
    short = scale.members - sum(sizes)
    for place in rng.sample(range(len(sizes)), abs(short)):
        sizes[place] = max(1, sizes[place] + (1 if short > 0 else -1))
    return sizes


def _number(homes, sizes, scale, seed, day) -> list[RegencyPlan]:
    by_regency: dict[str, list[GroupPlan]] = {}
    serials: dict[str, int] = {}
    next_person = 1
    for place, (home, size) in enumerate(zip(homes, sizes, strict=True), start=1):
        serials[home] = serials.get(home, 0) + 1
        group = GroupPlan(place, home, serials[home], size, next_person)
        by_regency.setdefault(home[:4], []).append(group)
        next_person += size
    return [
        RegencyPlan(code, f"{seed}:{scale.name}:{code}", day, scale.years, tuple(groups), next_person - 1)
        for code, groups in sorted(by_regency.items())
    ]
