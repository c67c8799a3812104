"""Rows of a register file, read into the registry's own values. Pure: no database; safe to run in other processes.

Every rule about a single value is the one the forms use. What needs the register (who is it, which village, is it the
same as before) is asked later, of the planners.
"""

from collections.abc import Iterable

from imports.register.capital_rows import CapitalRows
from imports.register.group_rows import GroupRows
from imports.register.layout import SheetLayout
from imports.register.member_rows import MemberRows
from imports.register.rows import (
    CapitalDraft,
    GroupDraft,
    GroupWritten,
    ParseContext,
    ParsedRow,
    SheetKind,
    VillageWritten,
)

__all__ = [
    "CapitalDraft",
    "GroupDraft",
    "GroupWritten",
    "ParseContext",
    "ParsedRow",
    "SheetKind",
    "VillageWritten",
    "parse_rows",
]

_READERS: dict[SheetKind, type[GroupRows | MemberRows | CapitalRows]] = {
    SheetKind.GROUPS: GroupRows,
    SheetKind.MEMBERS: MemberRows,
    SheetKind.CAPITAL: CapitalRows,
}


def parse_rows(
    kind: SheetKind, layout: SheetLayout, rows: Iterable[tuple[int, list[str]]], context: ParseContext
) -> list[ParsedRow]:
    """Read entries, one for each row given: leave out what `is_skipped` names before."""
    read = _READERS[kind](layout, context).row
    return [read(number, cells) for number, cells in rows]
