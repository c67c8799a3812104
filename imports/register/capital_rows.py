"""A row of the sheet Modal, and the amounts of a row of Kelompok. Pure."""

from django.utils.translation import gettext as _

from imports.register.cells import Refused
from imports.register.layout import SheetLayout
from imports.register.row_reading import RowReader
from imports.register.rows import CapitalDraft, ParseContext, ParsedRow, SheetKind
from imports.register.synonyms import is_scaled
from imports.register.values import read_date, read_money, read_scaled_money
from imports.register.wordlists import read_source

_AMOUNTS = (("modal_sendiri", "own"), ("modal_pinjaman", "loan"), ("modal_hibah", "grant"))
_NOTE_LENGTH = 300


class Amounts:
    """Reads the three amounts with their day and source; which columns hold day and source differs by sheet."""

    def __init__(self, reader: RowReader, context: ParseContext, on: str, source: str):
        self.reader, self.context = reader, context
        self.on, self.source = on, source
        columns = reader.columns
        self.amounts = [
            (name, field, columns.at(name), read_scaled_money if is_scaled(columns.header(name)) else read_money)
            for name, field in _AMOUNTS
        ]

    def read(self, cells: list[str]) -> CapitalDraft:
        """The observation a row tells of; without any amount it says nothing."""
        draft = CapitalDraft()
        for name, field, place, read in self.amounts:
            setattr(draft, field, self.reader.value(name, cells[place], read, None))
        at = self.reader.columns.at
        draft.on = self.reader.value(self.on, cells[at(self.on)], read_date, None, self.context.today)
        draft.source, said = self.reader.value(self.source, cells[at(self.source)], read_source, ("", ""))
        draft.note = self._note(cells, said)
        draft.unlikely_reason = self.reader.words("alasan_tidak_lazim", cells, _NOTE_LENGTH)
        return draft

    def _note(self, cells: list[str], said: str) -> str:
        """The remark; a source in other words than the register's own goes in front of it."""
        parts = [_("Sumber: %(said)s") % {"said": said} if said else "", self.reader.words("keterangan", cells, 10_000)]
        note = ". ".join(part for part in parts if part)
        if len(note) > _NOTE_LENGTH:
            message = _("Isi terlalu panjang: paling banyak %(most)s huruf.") % {"most": _NOTE_LENGTH}
            self.reader.refuse("keterangan", Refused("too_long", message), note)
        return note[:_NOTE_LENGTH]


def has_amount(draft: CapitalDraft) -> bool:
    """True if any of the three amounts was told."""
    return draft.own is not None or draft.loan is not None or draft.grant is not None


class CapitalRows:
    """Reads the rows of one sheet of capital."""

    def __init__(self, layout: SheetLayout, context: ParseContext):
        self.reader = RowReader(layout)
        self.amounts = Amounts(self.reader, context, "per_tanggal", "sumber")

    def row(self, number: int, cells: list[str]) -> ParsedRow:
        """One row: its group, the observation, and what is wrong with it."""
        reader = self.reader
        cells = reader.columns.padded(cells)
        reader.begin()
        group = reader.group(cells)
        reader.require_reference(group)
        draft = self.amounts.read(cells)
        wrong = {issue.code for issue in reader.issues}
        if draft.on is None and "date" not in wrong:
            message = _("Tanggal modal belum diisi. Tulis tanggal jumlah ini dilihat, misalnya 30/06/2026.")
            reader.refuse("per_tanggal", Refused("date", message), "")
        if not has_amount(draft) and "money" not in wrong:
            message = _("Jumlah modal belum diisi. Tulis 0 bila memang tidak ada.")
            reader.refuse("modal_sendiri", Refused("money", message), "")
        return ParsedRow(number, SheetKind.CAPITAL, group, draft, reader.issues)
