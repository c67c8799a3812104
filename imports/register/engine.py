"""One pass over a whole file against the register: what each row would do, and, when asked, doing it.

Check and commit are this same code, so what the check promised is what the commit writes. A commit runs in one
transaction: a worker that dies leaves nothing, and the next one starts anew.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from accounts.models import User
from groups.models import EnterpriseGroup
from imports.register.capital import CapitalPlanner
from imports.register.groups import GroupPlanner
from imports.register.issues import ERROR, Issue
from imports.register.member_issues import issues_of_member
from imports.register.outcome import REFUSED, Outcome, SheetTold
from imports.register.parallel import parsed_chunks
from imports.register.places import Places
from imports.register.planned import Planned, Written
from imports.register.row_issues import Headings, issues_of_row
from imports.register.rows import ParseContext, ParsedRow, SheetKind
from imports.register.survey import Survey
from imports.register.trace import Trace
from imports.siga.places import common_region
from members.actions.many import MemberPlanner
from members.drafts import GroupPlace

Noted = Callable[[str, int, Issue], None]
Told = Callable[[int, int | None], None]


@dataclass
class Order:
    """What is asked: whose file it is, what it is called, which places were confirmed, and whether to write."""

    by: User
    source: str
    places: dict[str, str]
    context: ParseContext
    writing: bool = False
    trace_id: str = ""


class Examination:
    """Reads the rows of a survey in their order, plans them, and writes what may be written."""

    def __init__(self, order: Order, survey: Survey, note: Noted, tell: Told = lambda done, total: None):
        self.order, self.survey, self.note, self.tell = order, survey, note, tell
        self.outcome = Outcome(sheets=survey.told)
        self.trace = Trace()
        self.villages: set[str] = set()
        self.groups = GroupPlanner(order.by, Places(order.by, order.places), order.source)
        self.capital = CapitalPlanner(order.by, order.source, self.groups.created)
        self.members = MemberPlanner(by=order.by, source=order.source, trace=order.trace_id)

    def run(self) -> Outcome:
        """Go through the whole file and count."""
        steps = {SheetKind.GROUPS: self._groups, SheetKind.MEMBERS: self._members, SheetKind.CAPITAL: self._observe}
        for kinds in self.survey.passes():
            for told, rows in parsed_chunks(self.survey.rows(kinds), self.order.context):
                steps[SheetKind(told.kind)](told, rows)
                self.outcome.rows_read += len(rows)
                self.tell(self.outcome.rows_read, self.survey.row_count)
        self.outcome.rows_skipped = sum(told.skipped for told in self.outcome.sheets)
        return self.outcome

    @property
    def region_code(self) -> str:
        """The smallest region around every group that the file names."""
        return common_region(self.villages)

    @property
    def elsewhere(self) -> int:
        """How many NIK led to people whom the sender may not see (NX11)."""
        return self.members.elsewhere

    # --- Each kind of sheet -------------------------------------------------------------------------------------------
    def _groups(self, told: SheetTold, rows: list[ParsedRow]) -> None:
        planned, observed = self.groups.plan_with_capital(rows, self.capital)
        if self.order.writing:
            self._wrote(self.groups.write(planned))
            self._wrote(self.capital.write([plan for plan in observed if plan.outcome != REFUSED]))
        by_row, headings = {plan.row.row: plan for plan in observed}, _headings(told)
        for row, plan in zip(rows, planned, strict=True):
            beside = by_row.get(row.row)
            found = [*plan.issues, *(beside.issues if beside else ())]
            self._note(told, row.row, issues_of_row(row, found, headings))
            self._count("groups", plan)
        for plan in observed:
            self._count("capital", plan)

    def _observe(self, told: SheetTold, rows: list[ParsedRow]) -> None:
        sound = self._placed(told, "capital", rows)
        self._hold([place for _row, place in sound])
        planned = self.capital.plan(sound)
        self._need(told, [plan.place for plan in planned if plan.outcome != REFUSED])
        if self.order.writing:
            self._wrote(self.capital.write(planned))
        headings = _headings(told)
        for (row, _place), plan in zip(sound, planned, strict=True):
            self._note(told, row.row, headings.under(plan.issues))
            self._count("capital", plan)

    def _members(self, told: SheetTold, rows: list[ParsedRow]) -> None:
        sound = self._placed(told, "members", rows)
        self._hold([place for _row, place in sound])
        plans = self.members.plan([((told.name, row.row), place, row.draft) for row, place in sound])
        taken = [plan for plan in plans if plan.outcome != REFUSED]
        self._need(told, [plan.place for plan in taken])
        if self.order.writing:
            self._wrote_members(self.members.write(taken))
        headings = _headings(told)
        for (row, place), plan in zip(sound, plans, strict=True):
            if plan.problems:
                self._note(told, row.row, headings.under(issues_of_member(plan)))
            self.outcome.count("members", plan.outcome)
            self.villages.add(place.village_code)

    # --- What they share ----------------------------------------------------------------------------------------------
    def _placed(self, told: SheetTold, part: str, rows: list[ParsedRow]) -> list[tuple[ParsedRow, GroupPlace]]:
        """The rows without an error whose group was found; the others are told and counted as refused."""
        sound, headings = [], _headings(told)
        for row, place in zip(rows, self.groups.place_of([row.group for row in rows]), strict=True):
            missing = [place] if isinstance(place, Issue) else []
            if self.survey.blocks and (block := self.survey.blocks.pop((told.name, row.row), None)):
                row.issues.append(block)
            if self._note(told, row.row, issues_of_row(row, missing, headings)):
                self.outcome.count(part, REFUSED)
            else:
                sound.append((row, place))
        return sound

    def _hold(self, places: list[GroupPlace]) -> None:
        """Lock the groups before they are compared: what another file stores now is waited for, and seen (SD06)."""
        keys = {place.pk for place in places if place.pk is not None} if self.order.writing else ()
        if keys:
            list(EnterpriseGroup.objects.filter(pk__in=keys).order_by("pk").select_for_update().values_list("pk"))

    def _need(self, told: SheetTold, places: list[GroupPlace]) -> None:
        """The groups that these rows bring on record by naming them."""
        implied = self.groups.need(places)
        if self.order.writing:
            self._wrote(self.groups.write(implied))
        for plan in implied:
            self._count("groups", plan)

    def _count(self, part: str, plan: Planned) -> None:
        self.outcome.count(part, plan.outcome)
        if plan.place is not None and plan.outcome != REFUSED:
            self.villages.add(plan.place.village_code)

    def _note(self, told: SheetTold, row: int, issues: Iterable[Issue]) -> bool:
        """Tell every problem of a row; True if one of them refuses it."""
        refused = False
        for issue in issues:
            self.note(told.name, row, issue)
            if issue.level == ERROR:
                refused, self.outcome.errors = True, self.outcome.errors + 1
            else:
                self.outcome.warnings += 1
        return refused

    def _wrote(self, written: Written) -> None:
        for model, ids in written.added.items():
            self.trace.added(model, ids)
        for change in written.changes:
            self.trace.changed(*change)

    def _wrote_members(self, written) -> None:
        for model, ids in written.added.items():
            self.trace.added(model, ids)
        for one in written.changed:
            self.trace.changed(one.model, one.pk, one.before, one.version)


def _headings(told: SheetTold) -> Headings:
    return Headings(told.headers, told.columns)
