"""The registers of made-up groups: two years of months, as diligent or careless as their districts are.

Ids are computed from the group's own id, so that every regency can be made by itself and come out equal.
"""

import random
from datetime import UTC, date, datetime, time, timedelta

from activities.calendar import month_period
from regions.months import last_day, month_of, months_ending
from uppks.demo import pools
from uppks.demo.plan import GroupPlan

MONTHS = 24
# At most two meetings a month: their ids are handed out two by two.
MEETINGS = 2
# Months with ticks and steps in the scales made for measuring; the older ones have meetings alone.
RECENT = 2


class MonthRows:
    """Makes the registers of one group at a time and puts them into the tables of `RegencyRows`."""

    def __init__(self, rows: dict[str, list[dict]], day: date, recorded: dict, *, is_whole: bool):
        self.rows = rows
        self.day = day
        self.recorded = recorded
        self.is_whole = is_whole
        self.months = months_ending(month_of(day), MONTHS)
        self.diligence: dict[str, float] = {}

    def add(self, rng: random.Random, plan: GroupPlan, history: list[tuple[date, str]], members: list[dict]):
        """Add two years of registers and return the newest visit that was handed in, if there is one.

        `history` holds the group's status changes, oldest first, `members` its memberships with their ids.
        """
        diligence = self._diligence(plan.village[:6])
        visits = []
        # One in fourteen has fallen silent, weeks or years ago, and nobody has changed its status.
        last = self.months[-rng.randint(3, MONTHS)] if rng.random() < 0.07 else self.day
        for place, month in enumerate(self.months):
            if month <= last and works_on(history, min(last_day(month), self.day)):
                visits.append(self._month(rng, plan, place, month, diligence, members))
        return max(filter(None, visits), default=None)

    def _diligence(self, district: str) -> float:
        """How many of a district's groups report: most nearly all, some hardly any."""
        if district not in self.diligence:
            self.diligence[district] = random.Random(f"rajin:{district}").betavariate(7, 1.3)
        return self.diligence[district]

    def _month(self, rng, plan, place, month, diligence, members) -> date | None:
        is_running = month == self.months[-1]
        chance = rng.random()
        if chance > (diligence if not is_running else 0.14):
            return None
        status = self._status(rng, place)
        period = month_period(month)
        visited = min(self.day, last_day(month) - timedelta(days=rng.randint(0, 9)))
        late = not is_running and rng.random() > 0.55 + diligence / 3
        submitted = min(self.day, period.due_on + timedelta(days=rng.randint(1, 22) if late else -rng.randint(0, 2)))
        if is_running:
            submitted = self.day
        report = (plan.id - 1) * MONTHS + place + 1
        had_meeting = rng.random() > 0.06
        self._report(rng, report, plan, month, status, visited, submitted, period.due_on, had_meeting)
        if had_meeting:
            self._meetings(rng, report, plan, place, month, members)
        return visited if status in ("submitted", "approved") else None

    def _status(self, rng, place: int) -> str:
        """The running month is begun, the last one under review, older ones nearly all settled."""
        back = len(self.months) - 1 - place
        shares = {0: (("draft", 60), ("submitted", 40)), 1: (("approved", 62), ("submitted", 33), ("returned", 5))}
        settled = (("approved", 97), ("submitted", 3))
        names, weights = zip(*shares.get(back, settled), strict=True)
        return rng.choices(names, weights)[0]

    def _report(self, rng, report, plan, month, status, visited, submitted, due_on, had_meeting) -> None:
        sent = status != "draft"
        self.rows["activities.MonthlyReport"].append(
            {
                **self.recorded,
                "id": report,
                "group_id": plan.id,
                "village_id": plan.village,
                "month": month,
                "status": status,
                "visited_on": min(visited, submitted) if sent else None,
                "submitted_on": submitted if sent else None,
                "submitted_by_id": None,
                "first_submitted_on": submitted if sent else None,
                "is_late": submitted > due_on if sent else None,
                "note": "",
                "no_meeting_reason": "" if had_meeting else rng.choice(pools.NO_MEETING_REASONS),
                "capital_record_id": None,
            }
        )
        if sent and self._is_kept_whole(month):
            self._steps(rng, report, status, submitted)

    def _is_kept_whole(self, month: date) -> bool:
        return self.is_whole or month in self.months[-RECENT:]

    def _steps(self, rng, report, status, submitted) -> None:
        kinds = [("submitted", "")]
        if status == "returned":
            kinds.append(("returned", rng.choice(pools.RETURN_NOTES)))
        if status == "approved":
            kinds.append(("approved", ""))
        for after, (kind, note) in enumerate(kinds):
            on = min(self.day, submitted + timedelta(days=2 * after))
            at = datetime.combine(on, time(3 + after), UTC)
            row = {"report_id": report, "card_id": None, "kind": kind, "note": note, "at": at, "by_id": None}
            self.rows["activities.ReviewStep"].append(row)

    def _meetings(self, rng, report, plan, place, month, members) -> None:
        last = min(last_day(month), self.day)
        count = MEETINGS if rng.random() < 0.18 and last.day > MEETINGS else 1
        days = sorted(rng.sample(range(1, last.day + 1), count))
        for number, day in enumerate(days):
            meeting = ((plan.id - 1) * MONTHS + place) * MEETINGS + number + 1
            on = month.replace(day=day)
            self._meeting(rng, meeting, report, on)
            if self._is_kept_whole(month):
                self._attendance(rng, meeting, on, members)

    def _meeting(self, rng, meeting, report, on) -> None:
        topics = [rng.random() < share for share in (0.62, 0.38, 0.35)]
        coaching = rng.choice(("management", "training", "marketing")) if rng.random() < 0.09 else ""
        self.rows["activities.Meeting"].append(
            {
                **self.recorded,
                "id": meeting,
                "report_id": report,
                "on": on,
                "mode": "online" if rng.random() < 0.04 else "face",
                "presenter": rng.choice(pools.PRESENTERS),
                "topic_business": topics[0] or not any(topics),
                "topic_finance": topics[1],
                "topic_health": topics[2],
                "topic_other": "Arisan dan kas kelompok" if rng.random() < 0.08 else "",
                "coaching": coaching,
                "agency": rng.choice(pools.AGENCIES) if coaching else "",
                "target": rng.choice(pools.COACHING_TARGETS) if coaching else "",
            }
        )

    def _attendance(self, rng, meeting, on, members) -> None:
        """Somebody always came; the chair's evening is seldom full."""
        there = [row["id"] for row in members if holds_on(row, on)]
        share = rng.uniform(0.45, 0.98)
        came = [member for member in there if rng.random() < share] or there[:1]
        self.rows["activities.Attendance"] += [{"meeting_id": meeting, "membership_id": member} for member in came]


def works_on(history: list[tuple[date, str]], day: date) -> bool:
    """True if the newest status not later than the day is active."""
    return next((status for on, status in reversed(history) if on <= day), "") == "active"


def holds_on(membership: dict, day: date) -> bool:
    """True if the membership holds on the day."""
    return membership["started_on"] <= day and (membership["ended_on"] is None or day < membership["ended_on"])
