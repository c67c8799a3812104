"""Who stood where on two days, as a value that can be added up. Pure; defined in words in `docs/figures.md`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property, lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groups.models import GroupStatus
from groups.tiers import Band, Bands

ABSENT = "absent"
NO_CAPITAL = "no_capital"
STALE = "stale"
NO_BAND = "no_band"
# Codes of tiers are words without a dot, so none can be taken for one of the states above.
_TIER = "tier."


@dataclass(frozen=True)
class State:
    """Where a group can stand on a day; `band` only for a tier."""

    code: str
    name: str | Promise
    band: Band | None = None


OUTSIDE_TIERS = (
    State(NO_BAND, _("Belum ada susunan jenjang")),
    State(STALE, _("Catatan modal terlalu lama")),
    State(NO_CAPITAL, _("Belum ada catatan modal")),
    State(GroupStatus.INACTIVE.value, _("Tidak aktif")),
    State(GroupStatus.DISSOLVED.value, _("Bubar")),
    State(ABSENT, _("Belum ada")),
)


class Move(StrEnum):
    """What became of a group that stood in a tier on both days."""

    UP = "naik"
    SAME = "tetap"
    DOWN = "turun"


MOVES = {Move.UP: _("Naik kelas"), Move.SAME: _("Tetap"), Move.DOWN: _("Turun kelas")}


@dataclass(frozen=True)
class Share:
    """Groups of one cell, and their capital on both days in whole rupiah."""

    groups: int = 0
    capital_from: int = 0
    capital_to: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(
            self.groups + other.groups,
            self.capital_from + other.capital_from,
            self.capital_to + other.capital_to,
        )


NOTHING = Share()
Cells = Mapping[tuple[str, str], Share]


def tier_state(code: str) -> str:
    """The state of a group in the tier with this code."""
    return f"{_TIER}{code}"


def states_of(bands: Bands) -> list[State]:
    """Every state on a day with these bands: the tiers from the lowest, then what is outside them."""
    return [*(State(tier_state(band.code), band.name, band) for band in bands), *OUTSIDE_TIERS]


def move_of(before: State, after: State) -> Move | None:
    """Naik, tetap or turun; None unless both states are tiers."""
    if before.band is None or after.band is None:
        return None
    if before.code == after.code or before.band.lower == after.band.lower:
        return Move.SAME
    return Move.UP if after.band.lower > before.band.lower else Move.DOWN


def added(many: Iterable[Cells]) -> dict[tuple[str, str], Share]:
    """Add up the cells of regions that do not overlap."""
    found: dict[tuple[str, str], Share] = {}
    for cells in many:
        for pair, share in cells.items():
            found[pair] = found.get(pair, NOTHING) + share
    return found


@dataclass(frozen=True)
class Span:
    """Two days and the bands in force on each."""

    from_on: date
    to_on: date
    bands_from: Bands
    bands_to: Bands

    @property
    def swapped(self) -> Span:
        """The same read backwards."""
        return Span(self.to_on, self.from_on, self.bands_to, self.bands_from)


@dataclass(frozen=True)
class Graduation:
    """The matrix of one region: groups by their state on the first day and their state on the second."""

    span: Span
    cells: Cells = field(default_factory=dict)

    @property
    def rows(self) -> list[State]:
        """The states on the first day; a day always has bands unless a group says otherwise."""
        return self._shown(self.span.bands_from, {before for before, _after in self.cells})

    @property
    def columns(self) -> list[State]:
        """The states on the second day."""
        return self._shown(self.span.bands_to, {after for _before, after in self.cells})

    @property
    def total(self) -> Share:
        """Every group on record."""
        return sum(self.cells.values(), NOTHING)

    def cell(self, before: State, after: State) -> Share:
        """The groups that stood in `before` and then in `after`."""
        return self.cells.get((before.code, after.code), NOTHING)

    def row_total(self, before: State) -> Share:
        """The groups in this state on the first day."""
        return sum((share for (own, _after), share in self.cells.items() if own == before.code), NOTHING)

    def column_total(self, after: State) -> Share:
        """The groups in this state on the second day."""
        return sum((share for (_before, own), share in self.cells.items() if own == after.code), NOTHING)

    def moved(self, move: Move) -> Share:
        """The groups that rose, stayed or fell."""
        return self._moves[move]

    @cached_property
    def _moves(self) -> dict[Move, Share]:
        """All three at once: a table of regions asks for them several times, and there are eighty pairs of states."""
        return {move: sum((self.cell(*pair) for pair in pairs), NOTHING) for move, pairs in _pairs(self.span).items()}

    def pairs(self, move: Move) -> Iterator[tuple[State, State]]:
        """The pairs of states that are this move."""
        yield from _pairs(self.span)[move]

    @property
    def comparable(self) -> int:
        """The groups in a tier on both days."""
        return sum(self.moved(move).groups for move in Move)

    def share(self, move: Move) -> Decimal | None:
        """The part of the comparable groups that rose, stayed or fell, 0 to 1; None where there are none."""
        return Decimal(self.moved(move).groups) / self.comparable if self.comparable else None

    @property
    def transposed(self) -> Graduation:
        """The matrix with the days swapped."""
        cells = {
            (after, before): Share(share.groups, share.capital_to, share.capital_from)
            for (before, after), share in self.cells.items()
        }
        return Graduation(self.span.swapped, cells)

    def _shown(self, bands: Bands, seen: set[str]) -> list[State]:
        return [state for state in states_of(bands) if state.code != NO_BAND or state.code in seen]


@lru_cache(maxsize=64)
def _pairs(span: Span) -> dict[Move, list[tuple[State, State]]]:
    """The pairs of states by move; the same for every region of a span."""
    found: dict[Move, list[tuple[State, State]]] = {move: [] for move in Move}
    for before in states_of(span.bands_from):
        for after in states_of(span.bands_to):
            move = move_of(before, after)
            if move:
                found[move].append((before, after))
    return found
