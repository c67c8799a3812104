"""A row of the sheet Kelompok. Pure."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from imports.register.capital_rows import Amounts, has_amount
from imports.register.cells import Refused
from imports.register.layout import SheetLayout
from imports.register.row_reading import RowReader, Value
from imports.register.rows import GroupDraft, GroupWritten, ParseContext, ParsedRow, SheetKind
from imports.register.values import read_date, read_parts, read_rt, read_rw
from imports.register.wordlists import read_group_status, read_issuer, read_stage

_ADDRESS_LENGTH, _DECREE_LENGTH, _PRODUCT_LENGTH, _SECTOR_LENGTH = 200, 60, 120, 80


class GroupRows:
    """Reads the rows of one sheet of groups."""

    def __init__(self, layout: SheetLayout, context: ParseContext):
        self.reader = RowReader(layout)
        self.today = context.today
        self.amounts = Amounts(self.reader, context, "modal_per_tanggal", "sumber_modal")

    def row(self, number: int, cells: list[str]) -> ParsedRow:
        """One row: the group, what it tells of it, and what is wrong with it."""
        cells = self.reader.columns.padded(cells)
        self.reader.begin()
        ref = self.reader.group(cells)
        self._require(ref)
        draft = self._draft(ref, cells)
        capital = self.amounts.read(cells)
        draft.capital = capital if has_amount(capital) else None
        return ParsedRow(number, SheetKind.GROUPS, ref, draft, self.reader.issues)

    def _draft(self, ref: GroupWritten, cells: list[str]) -> GroupDraft:
        rt, rw = self._value("rt", cells, read_rt, ("", ""))
        return GroupDraft(
            ref=ref,
            address=self.reader.words("alamat", cells, _ADDRESS_LENGTH),
            rt=rt,
            rw=self._value("rw", cells, read_rw, "") or rw,
            founded_on=self._value("tanggal_berdiri", cells, read_date, None, self.today),
            decree_number=self.reader.words("nomor_sk", cells, _DECREE_LENGTH),
            decree_on=self._value("tanggal_sk", cells, read_date, None, self.today),
            decree_issuer=self._value("penerbit_sk", cells, read_issuer, ""),
            stage_code=self._value("tahapan", cells, read_stage, ""),
            status=self._value("status", cells, read_group_status, ""),
            sectors=self._value("jenis_usaha", cells, read_parts, (), _SECTOR_LENGTH),
            products=self._value("produk", cells, read_parts, (), _PRODUCT_LENGTH),
        )

    def _value(self, name: str, cells: list[str], read: Callable[..., Value], empty: Value, *more: Any) -> Value:
        return self.reader.value(name, cells[self.reader.columns.at(name)], read, empty, *more)

    def _require(self, ref: GroupWritten) -> None:
        """A group has a name and a village; one that has its number here need not repeat them."""
        if ref.number:
            return
        wrong = {issue.code for issue in self.reader.issues}
        if not ref.name and not wrong & {"name", "formula", "too_long", "group"}:
            message = _("Nama kelompok belum diisi. Tulis namanya seperti pada kartu K/0.")
            self.reader.refuse("nama_kelompok", Refused("name", message), "")
        if not self.reader.is_village_told(ref) and not ref.source_id and "group" not in wrong:
            self.reader.missing_village()
