"""The problems of one row as the person sees them: under the headings of her file, and each said once. Pure."""

from collections.abc import Iterable

from imports.register.issues import ERROR, Issue, retitled
from imports.register.rows import ParsedRow, SheetKind

# What is said of the group a row means, by the reading or by the register; after the first, the other adds nothing.
_REFERENCE = frozenset({"group", "group_missing", "village"})
_UNREADABLE = frozenset({"name", "formula", "too_long"})
# Where a file lacks a column, a problem stands beside the one that is nearest to it.
_NEAREST = {
    "kode_kelompok": ("kode_lama", "nama_kelompok"),
    "kode_lama": ("kode_kelompok", "nama_kelompok"),
    "nama_kelompok": ("kode_lama", "kode_kelompok"),
    "kode_desa": ("desa_kelurahan",),
    "desa_kelurahan": ("kode_desa",),
    "nik": ("nama",),
    "alasan_tanpa_nik": ("nik", "nama"),
    "alasan_nik_berbeda": ("nik", "nama"),
    "alasan_dua_kelompok": ("nik", "nama"),
    "metode_kb": ("status_kb",),
    "modal_sendiri": ("modal_pinjaman", "modal_hibah"),
}


class Headings:
    """What the columns of the template are called in one sheet."""

    def __init__(self, headers: dict[str, str], columns: dict[str, str]):
        self._words = {field: headers.get(place, field) for place, field in columns.items()}

    def of(self, field: str) -> str:
        """The heading of a column as written; the nearest one for a column the sheet lacks, or the template's name."""
        known = (self._words[name] for name in (field, *_NEAREST.get(field, ())) if name in self._words)
        return next(known, field)

    def under(self, issues: Iterable[Issue]) -> list[Issue]:
        """Problems that were found against the register, under these headings."""
        return [retitled(issue, self.of(issue.column)) for issue in issues]


def issues_of_row(row: ParsedRow, found: Iterable[Issue], headings: Headings) -> list[Issue]:
    """What reading a row told and what the register said of it (`found`)."""
    told = {issue.code for issue in row.issues if issue.level == ERROR}
    is_named = not told & _REFERENCE and not (row.kind is SheetKind.GROUPS and told & _UNREADABLE)
    return [*row.issues, *headings.under(one for one in found if is_named or one.code not in _REFERENCE)]
