"""What waits for an officer: what was returned, what is not reported, drafts, cards; oldest first (FE07)."""

from dataclasses import dataclass

from activities.owed import OwedLine, OwedPeriod, owed


@dataclass(frozen=True)
class Work:
    """Everything the officer's territory owes, in the order in which it is to be done."""

    periods: list[OwedPeriod]

    @property
    def months(self) -> list[OwedPeriod]:
        """The open months in which some group exists, oldest first."""
        return [one for one in self.periods if one.is_month and one.existing]

    @property
    def cards(self) -> list[OwedPeriod]:
        """The open years of cards in which some group owes one."""
        return [one for one in self.periods if not one.is_month and one.owed]

    @property
    def returned(self) -> list[OwedLine]:
        """Registers and cards that came back with a note."""
        return [line for one in self.periods for line in one.returned]

    @property
    def drafts(self) -> list[OwedLine]:
        """Registers and cards that were begun and not sent."""
        return [line for one in self.periods for line in one.drafts]

    @property
    def cut(self) -> list[OwedPeriod]:
        """The periods with more returned or begun than the page names."""
        return [one for one in self.periods if one.hidden_returned or one.hidden_drafts]

    @property
    def is_done(self) -> bool:
        """True if nothing is owed, and there was something to owe."""
        return bool(self.months) and not any(one.owed for one in self.periods)


def work_of(user) -> Work:
    """What the officer's own territory owes today."""
    return Work(owed(user))
