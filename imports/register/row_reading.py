"""The cells of one row as they are read: one problem each where they cannot be. Pure.

A layout is worked out once for all its rows: which cell holds which field, and under which heading a problem is told.
"""

from collections.abc import Callable
from operator import itemgetter
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from imports.register.cells import Refused, cleaned_often, is_formula_error
from imports.register.issues import Issue, error, warning
from imports.register.layout import SheetLayout
from imports.register.rows import GroupWritten, VillageWritten
from imports.register.values import VILLAGE_LENGTH, read_group_number, read_source_id, read_text, village_digits

Value = TypeVar("Value")

SOURCE_ID_LENGTH = 60
GROUP_NAME_LENGTH = 120
_REFERENCE = ("kode_kelompok", "kode_lama", "nama_kelompok")
_PLACE_ORDER = ("kode_desa", "provinsi", "kabupaten_kota", "kecamatan", "desa_kelurahan")
_REMEMBERED_GROUPS = 20_000


class Columns:
    """Where each field stands, and what its column is called in the file."""

    def __init__(self, layout: SheetLayout):
        self.places = {name: place for place, name in layout.columns.items()}
        self.width = max(layout.headers, default=0) + 1
        self._headers = {name: layout.headers.get(place, name) for name, place in self.places.items()}

    def at(self, name: str) -> int:
        """The cell of a field; one that is always empty where the sheet has no such column."""
        return self.places.get(name, self.width)

    def has(self, name: str) -> bool:
        """True if the sheet has this column."""
        return name in self.places

    def header(self, name: str) -> str:
        """The column's heading as written, or the template's name for it."""
        return self._headers.get(name, name)

    def padded(self, cells: list[str]) -> list[str]:
        """The cells with an empty one for every column that the row does not reach."""
        return cells + [""] * (self.width + 1 - len(cells)) if len(cells) <= self.width else [*cells[: self.width], ""]


def shown(raw: str) -> str:
    """A cell as a problem shows it."""
    return " ".join(raw.split())


class RowReader:
    """Reads the cells of the rows of one sheet; `issues` gathers what is wrong with the row at hand."""

    def __init__(self, layout: SheetLayout):
        self.columns = Columns(layout)
        self.issues: list[Issue] = []
        self._groups: dict[tuple[str, ...], tuple[GroupWritten, list[Issue]]] = {}
        self._reference = itemgetter(*[self.columns.at(name) for name in (*_REFERENCE, *_PLACE_ORDER)])

    def begin(self) -> list[Issue]:
        """Start a row."""
        self.issues = []
        return self.issues

    def refuse(self, name: str, refused: Refused, raw: str) -> None:
        """Tell an error of a cell."""
        self.issues.append(error(refused.code, self.columns.header(name), shown(raw), refused.message))

    def warn(self, name: str, code: str, raw: str, message: str) -> None:
        """Tell something to look at."""
        self.issues.append(warning(code, self.columns.header(name), shown(raw), message))

    def value(self, name: str, raw: str, read: Callable[..., Value], empty: Value, *more: Any) -> Value:
        """What a cell holds, or `empty` where it is empty or, with a problem told, cannot be read."""
        if not raw:
            return empty
        try:
            return read(raw, *more)
        except Refused as refused:
            self.refuse(name, refused, raw)
            return empty

    def words(self, name: str, cells: list[str], most: int) -> str:
        """The words of a cell."""
        return self.value(name, cells[self.columns.at(name)], read_text, "", most)

    def group(self, cells: list[str]) -> GroupWritten:
        """The group a row names; rows that name it alike share one value."""
        key = self._reference(cells)
        known = self._groups.get(key)
        if known is None:
            own, self.issues = self.issues, []
            known = self._written(*key), self.issues
            self.issues = own
            if len(self._groups) > _REMEMBERED_GROUPS:
                self._groups.clear()
            self._groups[key] = known
        if known[1]:
            self.issues += known[1]
        return known[0]

    def _written(self, number: str, source_id: str, name: str, *places: str) -> GroupWritten:
        number, own_number = self.value("kode_kelompok", number, read_group_number, ("", ""))
        source_id = self.value("kode_lama", source_id, read_source_id, "", SOURCE_ID_LENGTH) or own_number
        return GroupWritten(number, source_id, self._group_name(name), self._village(*places))

    def _group_name(self, raw: str) -> str:
        name = self.value("nama_kelompok", raw, read_text, "", GROUP_NAME_LENGTH)
        if name and not any(sign.isalnum() for sign in name):
            self.refuse("nama_kelompok", Refused("name", _("Nama kelompok tidak terbaca. Tulis namanya.")), raw)
            return ""
        return name

    def _village(self, code: str, *names: str) -> VillageWritten:
        province, regency, district, village = ("" if is_formula_error(name) else cleaned_often(name) for name in names)
        digits = village_digits(code)
        if cleaned_often(code) and len(digits) != VILLAGE_LENGTH:
            message = _("Kode desa terdiri atas 10 angka, dengan atau tanpa titik, misalnya 7604032008.")
            if village:
                self.warn("kode_desa", "village", code, message)
            else:
                self.refuse("kode_desa", Refused("village", message), code)
            digits = ""
        return VillageWritten(digits, province, regency, district, village)

    def is_village_told(self, group: GroupWritten) -> bool:
        """True if the row names a village, or a problem with its code was told."""
        return bool(group.village.code or group.village.village) or any(one.code == "village" for one in self.issues)

    def require_reference(self, group: GroupWritten) -> None:
        """Tell an error where a row does not say which group it belongs to."""
        if group.number or group.source_id:
            return
        if any(one.code in ("group", "formula") for one in self.issues):
            return
        if not group.name:
            name = next((name for name in _REFERENCE if self.columns.has(name)), "nama_kelompok")
            message = _("Kelompoknya belum disebut. Isi nomor kelompok, atau nama kelompok dan desanya.")
            self.refuse(name, Refused("group_missing", message), "")
        elif not self.is_village_told(group):
            self.missing_village()

    def missing_village(self) -> None:
        """Tell an error: no village."""
        name = next((name for name in ("desa_kelurahan", "kode_desa") if self.columns.has(name)), "desa_kelurahan")
        message = _("Desa belum diisi. Isi kode desa, atau provinsi, kabupaten/kota, kecamatan, dan desanya.")
        self.refuse(name, Refused("village", message), "")
