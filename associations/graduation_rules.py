"""Whether a group may be declared graduated (naik kelas), rule by rule, with the day since when (NX05). Pure.

Only the edge of 100 million rupiah is given by the sources; how many observations, how far apart, how fresh and with
which papers is ours: see docs/figures.md, "Naik kelas: berkas keputusan".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import takewhile


class Rule(StrEnum):
    """One condition; its words stand in `graduation_words`."""

    ACTIVE = "active"
    OBSERVATIONS = "observations"
    EVIDENCE = "evidence"
    FRESH = "fresh"
    CHAIR = "chair"
    DECREE = "decree"


@dataclass(frozen=True)
class Limits:
    """What an office may set: how many observations, how many days between them, how old the newest may be."""

    observations: int
    apart_days: int
    fresh_days: int


@dataclass(frozen=True)
class Observed:
    """One valid capital record beside the lower bound of the highest tier on its own day (None: no bands then)."""

    pk: int
    on: date
    total: int
    top: int | None
    has_evidence: bool

    @property
    def is_above(self) -> bool:
        """True if it lies in the highest tier of its day."""
        return self.top is not None and self.total >= self.top


@dataclass(frozen=True)
class Facts:
    """What is on record of one group on a day. `observed` is oldest first, one a day, none later than the day.

    `active_since`, `chair_since` and `decree_on` are None where the group is not active, has no chair, has no complete
    decree. `is_chair_shown`: the records show the chair or spouse in KB at the date of appointment.
    """

    observed: Sequence[Observed] = ()
    active_since: date | None = None
    chair_since: date | None = None
    is_chair_shown: bool = False
    decree_on: date | None = None


@dataclass(frozen=True)
class Finding:
    """How one rule stands: since when it is met (None: it is not), and the capital records it rests on."""

    rule: Rule
    since: date | None
    records: tuple[int, ...] = ()

    @property
    def is_met(self) -> bool:
        """True if the rule is met."""
        return self.since is not None


@dataclass(frozen=True)
class Verdict:
    """All rules of one group on a day."""

    day: date
    findings: tuple[Finding, ...]

    @property
    def eligible_on(self) -> date | None:
        """The day from which all rules were met without a break; None while one is not."""
        days = [finding.since for finding in self.findings if finding.since is not None]
        return max(days) if len(days) == len(self.findings) else None

    @property
    def missing(self) -> tuple[Finding, ...]:
        """The rules that are not met."""
        return tuple(finding for finding in self.findings if not finding.is_met)


def judge(facts: Facts, day: date, limits: Limits) -> Verdict:
    """Hold what is on record against each rule on a day."""
    run = _run(facts.observed)
    chain = _chain(run, limits)
    proven = _chain([seen for seen in run if seen.has_evidence], limits)
    return Verdict(
        day,
        (
            Finding(Rule.ACTIVE, facts.active_since),
            _chained(Rule.OBSERVATIONS, chain or run, limits, is_met=bool(chain)),
            _chained(Rule.EVIDENCE, proven, limits, is_met=bool(proven)),
            _fresh(facts.observed, day, limits),
            Finding(Rule.CHAIR, facts.chair_since if facts.is_chair_shown else None),
            Finding(Rule.DECREE, facts.decree_on),
        ),
    )


def _run(observed: Sequence[Observed]) -> list[Observed]:
    """The newest records in a row that lie in the highest tier, oldest first."""
    newest_first = takewhile(lambda seen: seen.is_above, reversed(observed))
    return list(newest_first)[::-1]


def _chain(run: Sequence[Observed], limits: Limits) -> list[Observed]:
    """The earliest records of the run that lie far enough apart, as many as are asked for; none if it has fewer."""
    chain: list[Observed] = []
    for seen in run:
        if not chain or (seen.on - chain[-1].on).days >= limits.apart_days:
            chain.append(seen)
        if len(chain) == limits.observations:
            return chain
    return []


def _chained(rule: Rule, seen: Sequence[Observed], limits: Limits, *, is_met: bool) -> Finding:
    since = seen[-1].on if is_met else None
    return Finding(rule, since, tuple(one.pk for one in seen[: limits.observations]))


def _fresh(observed: Sequence[Observed], day: date, limits: Limits) -> Finding:
    """Met since the first of the newest records that followed one another before they grew old."""
    if not observed or observed[-1].on < day - timedelta(days=limits.fresh_days):
        return Finding(Rule.FRESH, None, tuple(seen.pk for seen in observed[-1:]))
    since = observed[-1].on
    for seen in reversed(observed):
        if (since - seen.on).days > limits.fresh_days:
            break
        since = seen.on
    return Finding(Rule.FRESH, since, (observed[-1].pk,))
