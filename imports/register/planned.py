"""What is to become of a row of a register file, and what a commit has written. Values only."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from imports.register.issues import ERROR, Issue, error
from imports.register.outcome import REFUSED
from imports.register.rows import ParsedRow
from members.drafts import GroupPlace

# Template columns by field; a field that stands for itself is left out.
COLUMNS = {
    "name": "nama_kelompok",
    "source_id": "kode_lama",
    "village": "desa_kelurahan",
    "address": "alamat",
    "founded_on": "tanggal_berdiri",
    "has_decree": "nomor_sk",
    "decree_number": "nomor_sk",
    "decree_on": "tanggal_sk",
    "decree_issuer": "penerbit_sk",
    "stage": "tahapan",
    "sectors": "jenis_usaha",
    "products": "produk",
    "own": "modal_sendiri",
    "loan": "modal_pinjaman",
    "grant": "modal_hibah",
    "source": "sumber_modal",
    "note": "keterangan",
    "unlikely_reason": "alasan_tidak_lazim",
}
# What a rule without a code of its own is called in this column; too long is too long everywhere.
_CODES = {"name": "name", "founded_on": "future", "decree_on": "date", "decree_issuer": "issuer", "stage": "stage"}
_CODES |= {"rt": "rt", "rw": "rw", "source": "source"}
_KNOWN = {"max_length": "too_long", "too_large": "money", "negative": "money", "min_value": "money"}
_KNOWN |= {"max_value": "money", "retired": "stage", "village": "village"}
_OWN = frozenset({"future", "before_founding", "same_name", "outside", "no_number", "stale"})


@dataclass(slots=True)
class Planned:
    """A row and what it does: new, changed, same or refused.

    `issues` are those found against the register and the file; what reading found stays in `row.issues`. `place` is
    the group it means, None where it means none. `work` is for the planner that made it, `beside` the capital that a
    row of a group tells. A group that members or capital imply has no row of its own.
    """

    row: ParsedRow | None
    outcome: str
    issues: list[Issue] = field(default_factory=list)
    place: GroupPlace | None = None
    work: Any = None
    beside: "Planned | None" = None

    def refuse(self, issues: Iterable[Issue]) -> None:
        """Let the row be refused after all, and with it what else it tells."""
        self.issues.extend(issues)
        self.outcome = REFUSED
        if self.beside is not None:
            self.beside.outcome = REFUSED


@dataclass(slots=True)
class Written:
    """What was written: ids of added rows by table, and of each changed row its columns before and version after."""

    added: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    changes: list[tuple[str, int, dict, int]] = field(default_factory=list)

    def add(self, ids: dict[str, list[int]]) -> None:
        """Note new rows of some tables."""
        for label, keys in ids.items():
            self.added[label].extend(keys)


def is_refused(issues: Iterable[Issue]) -> bool:
    """True if one of the problems is an error."""
    return any(issue.level == ERROR for issue in issues)


def issues_of(problem: ValidationError, values: dict[str, str], column: str = "") -> list[Issue]:
    """The problems of a breach: each with its rule, its column and the value as told (`values`, by field)."""
    by_field = problem.error_dict if hasattr(problem, "error_dict") else {NON_FIELD_ERRORS: [problem]}
    found = []
    for name, breaches in by_field.items():
        for breach in breaches:
            for text in breach.messages:
                named = column if name == NON_FIELD_ERRORS else COLUMNS.get(name, name)
                found.append(error(_code(name, breach.code), named, values.get(name, ""), text))
    return found


def _code(name: str, code: str | None) -> str:
    if code in _OWN:
        return code
    return _KNOWN.get(code or "") or _CODES.get(name) or code or "invalid"
