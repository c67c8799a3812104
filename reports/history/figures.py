"""A region's figures at the end of one month as a value that can be added up. Pure: no database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class PastFigures:
    """What `docs/figures.md`, "Riwayat", keeps of a month. Money is whole rupiah; tiers count active groups."""

    groups_active: int = 0
    members: int = 0
    kb_taking_part: int = 0
    capital: int = 0
    tiers: dict[str, int] = field(default_factory=dict)

    def __add__(self, other: PastFigures) -> PastFigures:
        sums = {name: getattr(self, name) + getattr(other, name) for name in PAST_COUNTED}
        codes = {**self.tiers, **other.tiers}
        return PastFigures(**sums, tiers={code: self.tiers.get(code, 0) + other.tiers.get(code, 0) for code in codes})

    @property
    def kb_share(self) -> Decimal | None:
        """Participants among all members, 0 to 1; None where there are no members."""
        return Decimal(self.kb_taking_part) / self.members if self.members else None


PAST_COUNTED = ("groups_active", "members", "kb_taking_part", "capital")
NO_PAST = PastFigures()


def past_total(parts: Iterable[PastFigures]) -> PastFigures:
    """The figures of regions that do not overlap, of one month."""
    return sum(parts, start=NO_PAST)
