"""One pass over a whole file against the register: what each row would do, and, when asked, doing it.

Check and commit are this same code, so what the check promised is what the commit writes. A commit runs in one
transaction: a worker that dies leaves nothing, and the next one starts anew.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from groups.models import EnterpriseGroup
from imports.register.ahead import ahead
from imports.register.capital import CapitalPlanner
from imports.register.chunks import parsed_chunks
from imports.register.collector import collecting_seldom
from imports.register.groups import GroupPlanner
from imports.register.issues import ERROR, Issue
from imports.register.member_issues import issues_of_member
from imports.register.outcome import REFUSED, Outcome, SheetTold
from imports.register.places import Places
from imports.register.planned import Planned, Written
from imports.register.row_issues import Headings, issues_of_row
from imports.register.rows import ParseContext, ParsedRow, SheetKind
from imports.register.survey import Survey
from imports.register.trace import Trace
from imports.siga.places import common_region
from members.actions.many import MemberPlanner
from members.drafts import GroupPlace
from regions.bulk import among

Settle = Callable[[], None]
Problems = tuple[int, list[Issue]]
Noted = Callable[[str, int, Issue], None]
Told = Callable[[int, int | None], None]


@dataclass
class Order:
    """What is asked: whose file it is, what it is called, which places were confirmed, and whether to write.

    `held` are the groups on record that a check has found in a long file: they are locked at the start, so that its
    rows can be planned ahead; None locks each as it comes.
    """

    by: User
    source: str
    places: dict[str, str]
    context: ParseContext
    writing: bool = False
    trace_id: str = ""
    held: frozenset[int] | None = None


class Examination:
    """Reads the rows of a survey in their order, plans them, and writes what may be written.

    Each chunk is planned, which only reads, and then settled: written, counted and told. In a long commit the next
    chunks are planned meanwhile, on a connection of their own; what they are held against is under lock by then.
    """

    def __init__(self, order: Order, survey: Survey, note: Noted, tell: Told = lambda done, total: None):
        self.order, self.survey, self.note, self.tell = order, survey, note, tell
        self.outcome = Outcome(sheets=survey.told)
        self.trace = Trace()
        self.villages: set[str] = set()
        self.on_record: set[int] = set()
        self.groups = GroupPlanner(order.by, Places(order.by, order.places), order.source)
        self.capital = CapitalPlanner(order.by, order.source, self.groups.created)
        self.members = MemberPlanner(by=order.by, source=order.source, trace=order.trace_id)

    def run(self) -> Outcome:
        """Go through the whole file and count."""
        if self.order.held is not None:
            _lock(self.order.held)
        total = self.survey.row_count()
        pieces = self._planned() if self.order.held is None else ahead(self._planned())
        with collecting_seldom(), closing(pieces) as planned:
            for settle, count in planned:
                settle()
                self.outcome.rows_read += count
                self.tell(self.outcome.rows_read, total)
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

    # --- Planning: reads only -----------------------------------------------------------------------------------------
    def _planned(self) -> Iterator[tuple[Settle, int]]:
        """Every chunk of the file as what is to be done with it, and how many rows it holds."""
        plans = {SheetKind.GROUPS: self._groups, SheetKind.MEMBERS: self._members, SheetKind.CAPITAL: self._observe}
        for kinds in self.survey.passes():
            for told, rows in parsed_chunks(self.survey.rows(kinds), self.order.context):
                yield plans[SheetKind(told.kind)](told, rows), len(rows)

    def _groups(self, told: SheetTold, rows: list[ParsedRow]) -> Settle:
        planned, observed = self.groups.plan_with_capital(rows, self.capital)
        return partial(self._settle_groups, told, rows, planned, observed)

    def _observe(self, told: SheetTold, rows: list[ParsedRow]) -> Settle:
        sound, problems = self._placed(told, rows)
        self._hold([place for _row, place in sound])
        planned = self.capital.plan(sound)
        implied = self.groups.need([plan.place for plan in planned if plan.outcome != REFUSED])
        return partial(self._settle_capital, told, problems, implied, planned, len(rows) - len(sound))

    def _members(self, told: SheetTold, rows: list[ParsedRow]) -> Settle:
        sound, problems = self._placed(told, rows)
        self._hold([place for _row, place in sound])
        plans = self.members.plan([((told.name, row.row), place, row.draft) for row, place in sound])
        implied = self.groups.need([plan.place for plan in plans if plan.outcome != REFUSED])
        headings = _headings(told)
        for (row, _place), plan in zip(sound, plans, strict=True):
            if plan.problems:
                problems.append((row.row, headings.under(issues_of_member(plan))))
        return partial(self._settle_members, told, problems, implied, plans, len(rows) - len(sound))

    def _placed(
        self, told: SheetTold, rows: list[ParsedRow]
    ) -> tuple[list[tuple[ParsedRow, GroupPlace]], list[Problems]]:
        """The rows without an error whose group was found, and the problems of all."""
        sound, problems, headings = [], [], _headings(told)
        for row, place in zip(rows, self.groups.place_of([row.group for row in rows]), strict=True):
            missing = [place] if isinstance(place, Issue) else []
            if self.survey.blocks and (block := self.survey.blocks.pop((told.name, row.row), None)):
                row.issues.append(block)
            found = issues_of_row(row, missing, headings)
            if found:
                problems.append((row.row, found))
            if not any(issue.level == ERROR for issue in found):
                sound.append((row, place))
        return sound, problems

    def _hold(self, places: list[GroupPlace]) -> None:
        """Lock the groups before they are compared: what another file stores now is waited for, and seen (SD06)."""
        keys = {place.pk for place in places if place.pk is not None}
        self.on_record |= keys
        if self.order.held is not None:
            if keys - self.order.held - self.groups.created:
                told = _("Registri berubah sejak berkas diperiksa. Periksa berkas ini sekali lagi.")
                raise ValidationError(told, code="stale")
        elif self.order.writing:
            _lock(keys)

    # --- Settling: written, told and counted --------------------------------------------------------------------------
    def _settle_groups(self, told: SheetTold, rows, planned: list[Planned], observed: list[Planned]) -> None:
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

    def _settle_capital(self, told: SheetTold, problems, implied: list[Planned], planned, refused: int) -> None:
        self._bring(implied)
        if self.order.writing:
            self._wrote(self.capital.write(planned))
        headings = _headings(told)
        problems += [(plan.row.row, headings.under(plan.issues)) for plan in planned]
        self._tell_problems(told, problems, "capital", refused)
        for plan in planned:
            self._count("capital", plan)

    def _settle_members(self, told: SheetTold, problems, implied: list[Planned], plans, refused: int) -> None:
        self._bring(implied)
        if self.order.writing:
            self._wrote_members(self.members.write([plan for plan in plans if plan.outcome != REFUSED]))
        self._tell_problems(told, problems, "members", refused)
        for plan in plans:
            self.outcome.count("members", plan.outcome)
            self.villages.add(plan.place.village_code)

    def _bring(self, implied: list[Planned]) -> None:
        """The groups that rows bring on record by naming them."""
        if self.order.writing:
            self._wrote(self.groups.write(implied))
        for plan in implied:
            self._count("groups", plan)

    def _tell_problems(self, told: SheetTold, problems: list[Problems], part: str, refused: int) -> None:
        for row, issues in problems:
            self._note(told, row, issues)
        self.outcome.count(part, REFUSED, refused)

    def _count(self, part: str, plan: Planned) -> None:
        self.outcome.count(part, plan.outcome)
        if plan.place is not None and plan.outcome != REFUSED:
            self.villages.add(plan.place.village_code)

    def _note(self, told: SheetTold, row: int, issues: Iterable[Issue]) -> None:
        """Tell every problem of a row."""
        for issue in issues:
            self.note(told.name, row, issue)
            if issue.level == ERROR:
                self.outcome.errors += 1
            else:
                self.outcome.warnings += 1

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


def _lock(keys: Iterable[int]) -> None:
    if keys:
        rows = EnterpriseGroup.objects.filter(pk__in=among(keys, "bigint")).order_by("pk").select_for_update()
        for _row in rows.values_list("pk").iterator():
            pass


def _headings(told: SheetTold) -> Headings:
    return Headings(told.headers, told.columns)
