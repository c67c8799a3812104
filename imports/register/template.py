"""The workbook to fill in: Kelompok, Anggota, Modal, and a sheet of instructions (IE01). Always in Indonesian.

Columns that a spreadsheet would spoil are text: NIK would become numbers, dates would turn round. Lists of allowed
words advise and never forbid, since the import reads other spellings too.
"""

from io import BytesIO

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import override
from xlsxwriter.worksheet import Worksheet

from groups.models import CapitalSource, DecreeIssuer, GroupStatus
from imports.register.columns import explanation_of, is_always_needed, label_of, need_of
from imports.register.layout import FIELDS
from imports.register.rows import SheetKind
from members.models import KbMethod, KbStatus, MembershipRole, NikMissingReason, Sex, WelfareStage

FILE_NAME = "templat-impor-uppka.xlsx"
INSTRUCTIONS = "Petunjuk"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MONEY = ("modal_sendiri", "modal_pinjaman", "modal_hibah")
_WIDE = {"nama_kelompok": 28, "nama": 28, "alamat": 30, "nik": 20, "kode_kelompok": 18, "produk": 24, "jenis_usaha": 24}
_LAST_ROW = 10_000
# Stages are a table of the ministry; these three are the words that the import reads.
_STAGES = ("Dasar", "Berkembang", "Mandiri")


def template_book() -> bytes:
    """The empty template."""
    out = BytesIO()
    with override("id"), xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        looks = Looks(book)
        for kind in SheetKind:
            begin_sheet(book, kind, looks)
        _write_instructions(book, looks)
    return out.getvalue()


class Looks:
    """The formats of one workbook."""

    def __init__(self, book: xlsxwriter.Workbook):
        self.text = book.add_format({"num_format": "@"})
        self.money = book.add_format({"num_format": "#,##0"})
        self.needed = book.add_format({"bold": True, "bg_color": "#F3D9B1", "border": 1})
        self.optional = book.add_format({"bg_color": "#E9ECEB", "border": 1})
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.heading = book.add_format({"bold": True, "bottom": 1})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})


def begin_sheet(
    book: xlsxwriter.Workbook,
    kind: SheetKind,
    looks: Looks,
    more: tuple[str, ...] = (),
    scaled: frozenset[str] = frozenset(),
) -> Worksheet:
    """A sheet with its header, ready for rows; `more` are columns that are no part of the template.

    A column of `scaled` says in its header that a bare figure could mean thousands.
    """
    sheet = book.add_worksheet(str(kind))
    fields = FIELDS[kind]
    for place, field in enumerate(fields):
        sheet.set_column(place, place, _WIDE.get(field, 16), looks.money if field in _MONEY else looks.text)
        header = f"{field} (ribu/juta)" if field in scaled else field
        sheet.write_string(0, place, header, looks.needed if need_of(kind, field) else looks.optional)
        sheet.write_comment(0, place, _comment(kind, field), {"x_scale": 2})
        _offer_words(sheet, place, field)
    for place, field in enumerate(more, start=len(fields)):
        sheet.set_column(place, place, 60, looks.text)
        sheet.write_string(0, place, field, looks.optional)
    sheet.freeze_panes(1, 0)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{_LAST_ROW}"})
    return sheet


def allowed_words(field: str) -> list[str]:
    """The words offered for a column, in Indonesian; none for one that is filled freely."""
    with override("id"):
        return [str(word) for word in _ALLOWED.get(field, ())]


def _comment(kind: SheetKind, field: str) -> str:
    need = need_of(kind, field)
    return f"{label_of(field)}. {explanation_of(field)}" + (f" {need}." if need else "")


def _offer_words(sheet: Worksheet, place: int, field: str) -> None:
    words = allowed_words(field)
    if words:
        told = {"validate": "list", "source": words, "show_error": False, "ignore_blank": True}
        sheet.data_validation(1, place, _LAST_ROW, place, told)


def _write_instructions(book: xlsxwriter.Workbook, looks: Looks) -> None:
    sheet = book.add_worksheet(INSTRUCTIONS)
    for place, width in enumerate((24, 30, 70, 70)):
        sheet.set_column(place, place, width)
    sheet.write_string(0, 0, _("Petunjuk mengisi templat impor UPPKA"), looks.title)
    rules = [
        _(
            "Isi satu baris untuk satu kelompok, satu anggota, atau satu catatan modal. Lembar yang tidak dipakai"
            " dikosongkan."
        ),
        _(
            "Judul kolom jangan diubah. Kolom yang tidak diperlukan boleh dihapus, urutannya bebas, kolom lain tidak"
            " dibaca."
        ),
        _("Judul tebal wajib diisi. Sel kosong berarti tidak diketahui; yang sudah tercatat tidak dihapus olehnya."),
        _("Sesudah dikirim, berkas diperiksa dahulu. Belum ada yang tersimpan sebelum Anda menekan tombol simpan."),
    ]
    for row, rule in enumerate(rules, start=1):
        sheet.write_string(row, 0, rule)
    row = len(rules) + 1
    for kind in SheetKind:
        row = _write_part(sheet, row + 1, kind, looks)


def _write_part(sheet: Worksheet, row: int, kind: SheetKind, looks: Looks) -> int:
    """What the columns of one sheet mean; gives the next free row.

    The sheet's name stands alone in its line: beside a column's name the two would be taken for a header.
    """
    sheet.write_string(row, 0, _("Lembar %(name)s") % {"name": kind}, looks.title)
    for place, words in enumerate((_("Judul kolom"), _("Perlu"), _("Cara mengisi"), _("Kata yang dikenal"))):
        sheet.write_string(row + 1, place, words, looks.heading)
    row += 1
    for field in FIELDS[kind]:
        row += 1
        need = _("Wajib") if is_always_needed(kind, field) else need_of(kind, field) or _("Boleh kosong")
        for place, words in enumerate((field, need, explanation_of(field), "; ".join(allowed_words(field)))):
            sheet.write_string(row, place, str(words), looks.wrapped)
    return row + 1


_ALLOWED = {
    "penerbit_sk": DecreeIssuer.labels,
    "tahapan": _STAGES,
    "status": GroupStatus.labels,
    "sumber_modal": CapitalSource.labels,
    "sumber": CapitalSource.labels,
    "jenis_kelamin": Sex.labels,
    "jabatan": MembershipRole.labels,
    "status_kb": KbStatus.labels,
    "metode_kb": KbMethod.labels,
    "tahapan_ks": WelfareStage.labels,
    "alasan_tanpa_nik": NikMissingReason.labels,
}
