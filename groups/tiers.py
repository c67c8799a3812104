"""Capital tiers: bands that hold from a date, and what they make of a group's capital. A tier is derived, never typed.

Source: docs/figures.md; of the first edges only 20 and 100 million rupiah are given by the sources. All computations
here are on values; `published_bands` alone asks the database.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from groups.models import CapitalTier
from regions.once import once


@dataclass(frozen=True)
class Band:
    """One tier on a date: from `lower` (inclusive, whole rupiah) up to `upper`; the highest has no upper bound.

    `level` counts from 1, the lowest.
    """

    code: str
    name: str
    lower: int
    upper: int | None
    level: int

    def holds(self, total: int) -> bool:
        """True if this amount lies in the band."""
        return self.lower <= total and (self.upper is None or total < self.upper)


Bands = tuple[Band, ...]


@dataclass(frozen=True)
class BandHistory:
    """The published sets of bands, each with the day it holds from, oldest first."""

    sets: tuple[tuple[date, Bands], ...]

    def at(self, day: date) -> Bands:
        """The bands that hold on the day; none before the first set."""
        return next((bands for valid_from, bands in reversed(self.sets) if valid_from <= day), ())

    def since(self, day: date) -> date | None:
        """The day from which the set that holds on `day` is valid."""
        return next((valid_from for valid_from, _bands in reversed(self.sets) if valid_from <= day), None)


@dataclass(frozen=True)
class TierReason:
    """Why a group is in its tier: the observation, the band it fell into, and the way to the next."""

    total: int
    on: date
    band: Band
    valid_from: date
    next_band: Band | None

    @property
    def missing(self) -> int | None:
        """Whole rupiah up to the next tier; None in the highest."""
        return None if self.next_band is None else self.next_band.lower - self.total


@dataclass(frozen=True)
class TierMove:
    """One step of a group's history: into `to` from `origin` (None for the first), by new capital or by moved bands."""

    on: date
    origin: Band | None
    to: Band | None
    by_bands: bool

    @property
    def is_up(self) -> bool:
        """True for naik kelas."""
        return self.origin is not None and self.to is not None and self.to.lower > self.origin.lower

    @property
    def is_down(self) -> bool:
        """True for turun kelas."""
        return self.origin is not None and self.to is not None and self.to.lower < self.origin.lower


@once
def published_bands() -> BandHistory:
    """Every published set of bands, in one query."""
    rows = CapitalTier.objects.filter(schedule__is_published=True).select_related("schedule")
    rows = rows.order_by("schedule__valid_from", "schedule_id", "lower")
    sets = groupby(rows, key=lambda tier: tier.schedule.valid_from)
    return BandHistory(tuple((valid_from, bands_of(tiers)) for valid_from, tiers in sets))


def bands_as_at(day: date) -> Bands:
    """The bands that hold on the day, in one query."""
    return published_bands().at(day)


def bands_of(tiers: Iterable[CapitalTier]) -> Bands:
    """Bands from the tiers of one set; each ends where the next begins."""
    ordered = sorted(tiers, key=lambda tier: tier.lower)
    uppers = [*(tier.lower for tier in ordered[1:]), None]
    return tuple(
        Band(tier.code, tier.name, tier.lower, upper, level)
        for level, (tier, upper) in enumerate(zip(ordered, uppers, strict=False), start=1)
    )


def tier_of(total: int | None, bands: Bands) -> Band | None:
    """The band an amount lies in; None without an amount or without bands."""
    if total is None:
        return None
    return next((band for band in bands if band.holds(total)), None)


def why_tier(total: int | None, on: date | None, history: BandHistory, today: date) -> TierReason | None:
    """Why a group with this newest capital is where it is today; None without capital on record."""
    bands = history.at(today)
    band = tier_of(total, bands)
    if band is None:
        return None
    next_band = next((other for other in bands if other.level == band.level + 1), None)
    return TierReason(total, on, band, history.since(today), next_band)


def tier_moves(points: Sequence[tuple[date, int]], history: BandHistory, today: date) -> list[TierMove]:
    """Every change of tier of one group up to today, oldest first.

    `points` are its valid observations (day, whole rupiah), oldest first; of several on a day the last counts. A move
    happens where capital is observed, and also on the day new bands begin to hold.
    """
    if not points:
        return []
    changes = {day for day, _bands in history.sets if points[0][0] < day <= today}
    days = sorted(changes | {day for day, _total in points})
    moves: list[TierMove] = []
    before: Band | None = None
    for day in days:
        total = [amount for on, amount in points if on <= day][-1]
        band = tier_of(total, history.at(day))
        if (band and band.code) != (before and before.code):
            moves.append(TierMove(day, before, band, by_bands=all(on != day for on, _total in points)))
        before = band
    return moves


def check_bands(tiers: Sequence[tuple[str, int]]) -> None:
    """Raise ValidationError unless the bands, as (code, lower bound), leave no gap and no overlap.

    Only lower bounds are stored, so what is left to check is that the lowest is zero and that none repeats.
    """
    lowers = [lower for _code, lower in tiers]
    if len(tiers) < 2:
        raise ValidationError(_("Susunan jenjang berisi paling sedikit dua jenjang."), code="too_few")
    if min(lowers) != 0:
        raise ValidationError(_("Jenjang terendah harus mulai dari Rp 0 supaya tidak ada celah."), code="gap")
    if len(set(lowers)) < len(lowers):
        raise ValidationError(_("Dua jenjang tidak boleh mulai dari jumlah yang sama."), code="same_lower")
    if len({code for code, _lower in tiers}) < len(tiers):
        raise ValidationError(_("Kode jenjang tidak boleh dipakai dua kali."), code="same_code")


def check_publishable(valid_from: date, is_published: bool, today: date) -> None:
    """Raise ValidationError if a set of bands may no longer change: it is published, or its day has come."""
    if is_published:
        raise ValidationError(
            _("Susunan ini sudah diterbitkan dan tidak dapat diubah. Buat susunan baru dengan tanggal berlaku lain."),
            code="published",
        )
    if valid_from <= today:
        raise ValidationError(
            {"valid_from": ValidationError(_("Tanggal berlaku harus setelah hari ini."), code="not_ahead")}
        )
