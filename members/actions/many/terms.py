"""Single roles that the rows of one file take and give up, so that two rows never hold one at a time (DM02)."""

from datetime import date

from members.actions.many.on_record import KnownMembership
from members.actions.many.plans import MemberPlan
from members.actions.many.seen import Seen
from members.rules import holds_after, is_single


class Terms:
    """The terms of chairs, secretaries and treasurers that a file has brought so far."""

    def __init__(self):
        self._open = Seen()
        self._closed: dict[int, list[tuple[date, date]]] = {}
        self._ended: dict[int, date] = {}

    def is_taken(self, group, role: str, on: date) -> bool:
        """True if an earlier row holds the role on the day or takes it later."""
        key = hash((group, role))
        if self._open.has(key):
            return True
        return any(holds_after(start, end, on) for start, end in self._closed.get(key, ()))

    def is_held(self, holders: list[KnownMembership], on: date) -> bool:
        """True if someone on record holds it on the day or later, as far as no earlier row ends the term."""
        return any(holds_after(term.started_on, self._ended.get(term.pk, term.ended_on), on) for term in holders)

    def keep(self, plan: MemberPlan, group) -> None:
        """Note what a row that is not refused takes and gives up."""
        ended_on = plan.draft.ended_on
        if plan.opening:
            self._take(group, plan.opening.role, plan.opening.started_on, plan.opening.ended_on)
        elif plan.appointed_on:
            self._ended[plan.membership.pk] = plan.appointed_on
            self._take(group, plan.draft.role, plan.appointed_on, ended_on or plan.membership.ended_on)
        elif plan.ends:
            self._ended[plan.membership.pk] = ended_on

    def _take(self, group, role: str, start: date, end: date | None) -> None:
        if not is_single(role):
            return
        key = hash((group, role))
        if end is None:
            self._open.put(key, 0)
        else:
            self._closed.setdefault(key, []).append((start, end))
