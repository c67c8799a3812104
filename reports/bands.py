"""The capital bands in force on a day, and the rules under which totals were made."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.conf import settings
from django.db.models import Min

from groups.models import TierSchedule


@dataclass(frozen=True)
class Band:
    """One capital tier: from its lower bound (whole rupiah, inclusive) up to the next band's. `step` counts from 1."""

    code: str
    name: str
    lower: int
    step: int


def bands_on(day: date) -> list[Band]:
    """The bands in force on the local day, lowest first; empty where none is published yet."""
    schedule = TierSchedule.objects.as_at(day).prefetch_related("tiers").first()
    tiers = sorted(schedule.tiers.all(), key=lambda tier: tier.lower) if schedule else []
    return [Band(tier.code, tier.name, tier.lower, step) for step, tier in enumerate(tiers, start=1)]


def rules_of(bands: list[Band]) -> str:
    """A short name of everything besides the rows that the totals depend on. Other bands, other name; never empty."""
    text = "|".join([str(settings.CAPITAL_STALE_DAYS), *(f"{band.code}:{band.lower}" for band in bands)])
    return sha256(text.encode()).hexdigest()


def next_bands_after(day: date) -> date | None:
    """The next day on which other bands come into force, if one is set."""
    coming = TierSchedule.objects.published().filter(valid_from__gt=day)
    return coming.aggregate(first=Min("valid_from"))["first"]
