"""A row of a register file, read into the registry's own values but not yet looked up. Pure, and safe to send around.

An empty text or None is "not told": it is never compared with what is on record and never erases it.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from imports.register.issues import Issue
from members.drafts import MemberDraft


class SheetKind(StrEnum):
    """What a sheet lists; the value is the sheet's name in the template."""

    GROUPS = "Kelompok"
    MEMBERS = "Anggota"
    CAPITAL = "Modal"


@dataclass(slots=True)
class VillageWritten:
    """A village as a row names it: ten digits without dots, or "", and the names from the top down."""

    code: str = ""
    province: str = ""
    regency: str = ""
    district: str = ""
    village: str = ""


@dataclass(slots=True)
class GroupWritten:
    """A group as a row names it: the registry's number, the sender's own, or its name in a village."""

    number: str
    source_id: str
    name: str
    village: VillageWritten


@dataclass(slots=True)
class CapitalDraft:
    """An observation of capital in whole rupiah. `on` is None where no day was told."""

    on: date | None = None
    own: int | None = None
    loan: int | None = None
    grant: int | None = None
    source: str = ""
    note: str = ""
    unlikely_reason: str = ""


@dataclass(slots=True)
class GroupDraft:
    """What a row tells of a group. `sectors` are as written."""

    ref: GroupWritten
    address: str = ""
    rt: str = ""
    rw: str = ""
    founded_on: date | None = None
    decree_number: str = ""
    decree_on: date | None = None
    decree_issuer: str = ""
    stage_code: str = ""
    status: str = ""
    sectors: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    capital: CapitalDraft | None = None


@dataclass(slots=True)
class ParsedRow:
    """One row: its number as the spreadsheet has it, its group, what it tells, and what is wrong with it.

    A row with an error still carries what could be read.
    """

    row: int
    kind: SheetKind
    group: GroupWritten
    draft: GroupDraft | MemberDraft | CapitalDraft
    issues: list[Issue] = field(default_factory=list)


@dataclass(frozen=True)
class ParseContext:
    """What reading a row depends on beside the row.

    `today` is the latest local day of the nation; it settles the century of two-figure years. `district_codes` are the
    districts in force, for the hint on a NIK; `seal` says whether NIK will be written.
    """

    today: date
    district_codes: frozenset[str] = frozenset()
    seal: bool = False
