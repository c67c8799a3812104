"""Where a referral can go from where it stands, and when it has waited too long. Pure: states and days in."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Q

from associations.models import OPEN_STATES, ReferralState

_FOLLOWING: dict[str, tuple[ReferralState, ...]] = {
    ReferralState.PROPOSED: (ReferralState.SENT, ReferralState.CANCELLED),
    ReferralState.SENT: (ReferralState.APPROVED, ReferralState.REFUSED, ReferralState.CANCELLED),
    ReferralState.APPROVED: (ReferralState.DISBURSED, ReferralState.CANCELLED),
}
# A sign for each state, so that none is told by colour alone, and the kind of badge that carries it.
STATE_SIGNS = {
    ReferralState.PROPOSED: ("none", "○"),
    ReferralState.SENT: ("awaiting", "→"),
    ReferralState.APPROVED: ("awaiting", "◐"),
    ReferralState.DISBURSED: ("ok", "✓"),
    ReferralState.REFUSED: ("error", "✕"),
    ReferralState.CANCELLED: ("none", "–"),
}


@dataclass(frozen=True)
class Waiting:
    """How long a referral has stood where it stands, and whether that is too long."""

    days: int
    limit: int | None

    @property
    def is_slow(self) -> bool:
        """True from the day on which the threshold is reached."""
        return self.limit is not None and self.days >= self.limit


def may_become(state: str, target: str) -> bool:
    """True if a referral in this state can be brought into the other by one step."""
    return target in _FOLLOWING.get(state, ())


def following(state: str) -> tuple[ReferralState, ...]:
    """The states one step away; none from an end."""
    return _FOLLOWING.get(state, ())


def is_open(state: str) -> bool:
    """True while the referral can still go on."""
    return state in OPEN_STATES


def waiting(state: str, state_on: date, today: date) -> Waiting | None:
    """How long an open referral has waited; None for one that has ended."""
    if not is_open(state):
        return None
    return Waiting(max((today - state_on).days, 0), settings.REFERRAL_SLOW_DAYS.get(state))


def is_slow_on(today: date) -> Q:
    """The same rule as `Waiting.is_slow`, as a condition on referrals."""
    condition = Q(pk__in=[])
    for each in slow_parts(today):
        condition |= each
    # Said once more in the words of the index of what waits, so that the database reads along it.
    return condition & Q(state__in=OPEN_STATES)


def slow_parts(today: date) -> list[Q]:
    """The parts of `is_slow_on`, one for each state that has a threshold; no referral is in two."""
    limits = settings.REFERRAL_SLOW_DAYS.items()
    return [Q(state=state, state_on__lte=today - timedelta(days=limit)) for state, limit in limits]
