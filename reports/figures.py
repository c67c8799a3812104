"""One region's figures as a value that can be added up. Pure: no database. Defined in words in `docs/figures.md`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from decimal import Decimal

NO_CAPITAL = ""
# Capital on record, but no bands are published that could hold it.
NO_BAND = "-"


@dataclass(frozen=True)
class TierShare:
    """Active groups in one capital tier and their capital in whole rupiah."""

    groups: int = 0
    capital: int = 0

    def __add__(self, other: TierShare) -> TierShare:
        return TierShare(self.groups + other.groups, self.capital + other.capital)


@dataclass(frozen=True)
class Figures:
    """What is known of one region on one day. Counts are people or groups, money is whole rupiah."""

    groups_active: int = 0
    groups_inactive: int = 0
    groups_dissolved: int = 0
    members: int = 0
    members_female: int = 0
    kb_taking_part: int = 0
    kb_unknown: int = 0
    capital: int = 0
    groups_verified: int = 0
    capital_verified: int = 0
    tiers: dict[str, TierShare] = field(default_factory=dict)

    def __add__(self, other: Figures) -> Figures:
        sums = {name: getattr(self, name) + getattr(other, name) for name in COUNTED}
        codes = {**self.tiers, **other.tiers}
        return Figures(**sums, tiers={code: self.tier(code) + other.tier(code) for code in codes})

    def tier(self, code: str) -> TierShare:
        """The share of one tier; nothing where no group is in it."""
        return self.tiers.get(code, TierShare())

    @property
    def groups_total(self) -> int:
        """Every group ever registered."""
        return self.groups_active + self.groups_inactive + self.groups_dissolved

    @property
    def members_male(self) -> int:
        """Members who are men."""
        return self.members - self.members_female

    @property
    def kb_not_taking_part(self) -> int:
        """Members whose newest KB status is known and is not taking part."""
        return self.members - self.kb_taking_part - self.kb_unknown

    @property
    def kb_share(self) -> Decimal | None:
        """Participants among all members, 0 to 1; None where there are no members."""
        return Decimal(self.kb_taking_part) / self.members if self.members else None

    @property
    def groups_without_capital(self) -> int:
        """Active groups without any valid capital record."""
        return self.tier(NO_CAPITAL).groups

    @property
    def groups_with_capital(self) -> int:
        """Active groups with a capital record, old or new."""
        return self.groups_active - self.groups_without_capital

    @property
    def groups_stale(self) -> int:
        """Active groups whose newest capital record is older than the limit."""
        return self.groups_with_capital - self.groups_verified

    @property
    def capital_verified_share(self) -> Decimal | None:
        """Verified capital among all capital, 0 to 1; None where there is no capital."""
        return Decimal(self.capital_verified) / self.capital if self.capital else None


COUNTED = tuple(item.name for item in fields(Figures) if item.name != "tiers")
NOTHING = Figures()


def total(rows: Iterable[Figures]) -> Figures:
    """Add up the figures of regions that do not overlap."""
    return sum(rows, NOTHING)
