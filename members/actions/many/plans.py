"""What is to become of one row: new, changed, the same or refused, and why."""

from dataclasses import dataclass, field
from datetime import date

from members.actions.many.on_record import KnownMembership, KnownPerson
from members.drafts import GroupPlace, MemberDraft
from members.rules import ERROR, WARNING, Problem

NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"

# Sheet, and row as the spreadsheet numbers it.
RowLabel = tuple[str, int]


@dataclass(slots=True)
class Opening:
    """A membership to begin: its days, role, and why she is in a second group where she is."""

    role: str
    started_on: date
    ended_on: date | None
    second_group_reason: str = ""


@dataclass(slots=True)
class MemberPlan:
    """One row with its outcome, its problems, and what `write` will do. `person_pk` is None until a person exists."""

    label: RowLabel
    place: GroupPlace
    draft: MemberDraft
    name: str
    key: str
    outcome: str = SAME
    problems: list[Problem] = field(default_factory=list)
    person: KnownPerson | None = None
    membership: KnownMembership | None = None
    person_pk: int | None = None
    membership_pk: int | None = None
    opening: Opening | None = None
    person_changes: dict = field(default_factory=dict)
    appointed_on: date | None = None
    ends: bool = False
    kb: tuple[str, str] | None = None
    welfare: str = ""
    nik_missing_reason: str = ""
    nik_warning_reason: str = ""

    @property
    def is_refused(self) -> bool:
        """True once an error was found."""
        return self.outcome == REFUSED

    def refuse(self, problem: Problem) -> None:
        """Note an error: nothing of the row is written."""
        self.problems.append(problem)
        self.outcome = REFUSED

    def check(self, problem: Problem | None) -> None:
        """Note a problem, where there is one."""
        if problem is None:
            return
        if problem.level == ERROR:
            self.refuse(problem)
        else:
            self.problems.append(problem)

    def warn(self, code: str, field_name: str, message: str) -> None:
        """Note what refuses nothing."""
        self.problems.append(Problem(code, field_name, message, WARNING))

    @property
    def changes_anything(self) -> bool:
        """True if a row that exists is to be written, or a fact appended to it."""
        return bool(self.person_changes or self.appointed_on or self.ends or self.kb or self.welfare)
