"""Rows of a register file as reading hands them on, for tests that plan and write them."""

from datetime import date
from itertools import count

from imports.register.capital import CapitalPlanner
from imports.register.groups import GroupPlanner
from imports.register.places import Places
from imports.register.rows import CapitalDraft, GroupDraft, GroupWritten, ParsedRow, SheetKind, VillageWritten

SOURCE = "Berkas impor uji.xlsx"
_rows = count(2)


def written(name="", village="", source_id="", number="") -> GroupWritten:
    """A group as a row names it; `village` is a code, or the four names with commas between them, province first."""
    if village and not village.isdigit():
        return GroupWritten(number, source_id, name, VillageWritten("", *village.split(",")))
    return GroupWritten(number, source_id, name, VillageWritten(village))


def group_row(ref: GroupWritten, **told) -> ParsedRow:
    """A row of the sheet of groups."""
    return ParsedRow(next(_rows), SheetKind.GROUPS, ref, GroupDraft(ref, **told))


def capital_row(ref: GroupWritten, on=date(2026, 6, 30), own=5_000_000, **told) -> ParsedRow:
    """A row of the sheet of capital."""
    return ParsedRow(next(_rows), SheetKind.CAPITAL, ref, CapitalDraft(on, own, **told))


class Planners:
    """The planners of one file: check with `groups` and `capital`, commit with `commit`."""

    def __init__(self, user, places=None):
        self.groups = GroupPlanner(user, Places(user, places or {}), SOURCE)
        self.capital = CapitalPlanner(user, SOURCE, self.groups.created)

    def commit(self, *rows: ParsedRow):
        """Plan rows of groups with their capital, and write what is sound; both lists of plans."""
        planned, observed = self.groups.plan_with_capital(rows, self.capital)
        self.written = self.groups.write(planned)
        self.written_capital = self.capital.write(observed)
        return planned, observed

    def plan_rows(self, refs):
        """Plan rows that tell nothing but their group."""
        return self.groups.plan([group_row(ref) for ref in refs])

    def observe(self, *rows: ParsedRow):
        """Plan and write rows of capital whose groups are found; the plans."""
        places = self.groups.place_of([row.group for row in rows])
        observed = self.capital.plan(list(zip(rows, places, strict=True)))
        self.written_capital = self.capital.write(observed)
        return observed


def told(plans) -> list[tuple]:
    """Of each plan its outcome and the codes of its problems."""
    return [(plan.outcome, *(issue.code for issue in plan.issues)) for plan in plans]
