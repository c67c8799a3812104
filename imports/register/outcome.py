"""What came of a file: counts and how its sheets were read, as pages, history and the command line tell it."""

from dataclasses import asdict, dataclass, field

NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"
OUTCOMES = (NEW, CHANGED, SAME, REFUSED)
PARTS = ("groups", "members", "capital")


@dataclass
class SheetTold:
    """How one sheet was read. `kind` is empty for one without a header that belongs to the register."""

    name: str
    kind: str = ""
    header_row: int = 0
    columns: dict[str, str] = field(default_factory=dict)
    not_read: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    layout: str = ""
    rows: int = 0
    skipped: int = 0


@dataclass
class Outcome:
    """Counts over all sheets. `rows_read` are the rows taken for entries, `rows_skipped` the others below a header."""

    status: str = "checked"
    rows_read: int = 0
    rows_skipped: int = 0
    groups: dict[str, int] = field(default_factory=lambda: dict.fromkeys(OUTCOMES, 0))
    members: dict[str, int] = field(default_factory=lambda: dict.fromkeys(OUTCOMES, 0))
    capital: dict[str, int] = field(default_factory=lambda: dict.fromkeys(OUTCOMES, 0))
    errors: int = 0
    warnings: int = 0
    sheets: list[SheetTold] = field(default_factory=list)

    def count(self, part: str, outcome: str, times: int = 1) -> None:
        """Add to one count: `count("members", NEW)`."""
        getattr(self, part)[outcome] += times

    @property
    def refused(self) -> int:
        """Rows that are not taken in."""
        return sum(getattr(self, part)[REFUSED] for part in PARTS)

    @property
    def writes(self) -> int:
        """Rows that would add or change something."""
        return sum(getattr(self, part)[NEW] + getattr(self, part)[CHANGED] for part in PARTS)

    @property
    def unread_sheets(self) -> list[str]:
        """The names of sheets that hold nothing of the register."""
        return [sheet.name for sheet in self.sheets if not sheet.kind]

    def as_counts(self) -> dict:
        """What is kept with the batch and printed by `--json`, without the sheets."""
        kept = asdict(self)
        kept.pop("sheets")
        return kept

    def as_sheets(self) -> list[dict]:
        """The sheets, to be kept with the batch."""
        return [asdict(sheet) for sheet in self.sheets]
