"""Counting the ends of past months from the rows: the one definition in code of "Riwayat" in `docs/figures.md`.

People are never read one by one: who comes and who goes is grouped by group and month in the database, and added up
along the months. Groups are few, and their status and capital histories are walked here.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from groups.models import CapitalRecord
from groups.tiers import BandHistory, published_bands, tier_of
from regions.codes import LENGTH_BY_LEVEL, Level
from regions.months import last_day, month_key
from regions.scoping import in_region
from reports.figures import NO_BAND, NO_CAPITAL
from reports.history.figures import PastFigures
from reports.history.people_events import MEMBERS, PARTICIPANTS, Event, people_events
from reports.monthly_counting import months_worked

Past = dict[tuple[str, date], PastFigures]
Capitals = dict[int, tuple[list[date], list[int]]]


def counted_history(code: str, level: int, months: Sequence[date]) -> Past:
    """The figures at the end of these months (in order, without gaps) inside a region, per region of `level` and month.

    Only pairs in which at least one group was active are in the answer.
    """
    if not months:
        return {}
    first, last = last_day(months[0]), last_day(months[-1])
    worked = months_worked([code], months)
    events = people_events(code, first, last)
    members, participants = _along(months, events[MEMBERS]), _along(months, events[PARTICIPANTS])
    capitals, bands = _capitals(code, last), published_bands()
    length = LENGTH_BY_LEVEL[Level(level)]
    found: dict[tuple[str, date], Counter] = defaultdict(Counter)
    for group, (village, held) in worked.items():
        for month in held:
            place = found[village[:length], month]
            place["groups_active"] += 1
            place["members"] += members[group, month]
            place["kb_taking_part"] += participants[group, month]
            capital = _capital_on(capitals, group, last_day(month))
            place["capital"] += capital or 0
            place["tier", _tier(capital, bands, month)] += 1
    return {key: _figures(counts) for key, counts in found.items()}


def _figures(counts: Counter) -> PastFigures:
    tiers = {key[1]: counts.pop(key) for key in list(counts) if isinstance(key, tuple)}
    return PastFigures(**counts, tiers=tiers)


def _along(months: Sequence[date], events: Iterable[Event]) -> Counter:
    """What events add up to at the end of each month, by group and month."""
    place = {month_key(month): month for month in months}
    changes: dict[int, Counter] = defaultdict(Counter)
    for group, key, change in events:
        changes[group][place[key]] += change
    found: Counter = Counter()
    for group, changed in changes.items():
        standing = 0
        for month in months:
            standing += changed[month]
            found[group, month] = standing
    return found


def _capitals(code: str, last: date) -> Capitals:
    """The valid records of each group, oldest first, as days and amounts; the last of one day stands for that day."""
    records = CapitalRecord.objects.valid().filter(in_region("group__village_id", code), on__lte=last)
    found: Capitals = defaultdict(lambda: ([], []))
    for group, on, total in records.order_by("group_id", "on", "id").values_list("group_id", "on", "total"):
        days, amounts = found[group]
        days.append(on)
        amounts.append(total)
    return found


def _capital_on(capitals: Capitals, group: int, day: date) -> int | None:
    days, amounts = capitals.get(group, ([], []))
    place = bisect_right(days, day)
    return amounts[place - 1] if place else None


def _tier(capital: int | None, bands: BandHistory, month: date) -> str:
    """The code of the tier under the bands in force at the end of the month."""
    if capital is None:
        return NO_CAPITAL
    band = tier_of(capital, bands.at(last_day(month)))
    return band.code if band else NO_BAND
