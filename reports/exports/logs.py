"""The two logs, and the tables of SIGA that were compared, as files (IE07)."""

from collections.abc import Iterable, Sequence

from django.apps import apps
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from accounts.log_lists import changes_asked, changes_shown, looks_asked, places_of
from accounts.roles import Permission
from regions.keyset import Listed
from reports.exports.sheet import ListSheet, SheetColumn
from reports.table import Kind


class ChangeSheet(ListSheet):
    """The trail of changes, as this reader may see it."""

    slug = "jejak"
    permission = Permission.AUDIT_VIEW
    view_name = "audit_list"
    title = _("Jejak perubahan")
    noun = _("perubahan")
    sheet_name = "Jejak"

    def read(self):
        """As the trail reads its address."""
        return changes_asked(self.user, self.asked)

    def make_columns(self) -> list[SheetColumn]:
        """As on the page."""
        widths = {
            "waktu": 17,
            "data": 40,
            "jenis": 20,
            "tindakan": 12,
            "isian": 40,
            "alasan": 40,
            "oleh": 24,
            "wilayah": 40,
        }
        return [SheetColumn(name, width=width) for name, width in widths.items()]

    def cells(self, batch: list) -> Iterable[Sequence]:
        """Each change in words."""
        for change in changes_shown(batch, self.user):
            entry = change.entry
            by = str(entry.actor) if entry.actor else "Sistem"
            what = (change.record, str(change.kind), str(change.action), change.fields, change.reason)
            yield (_moment(entry.timestamp), *what, by, change.place)


class LookSheet(ListSheet):
    """Looks at personal data."""

    slug = "akses"
    permission = Permission.ACCESS_LOG_VIEW
    view_name = "access_list"
    title = _("Akses data pribadi")
    noun = _("akses")
    sheet_name = "Akses"

    def read(self):
        """As the access log reads its address."""
        return looks_asked(self.user, self.asked)

    def make_columns(self) -> list[SheetColumn]:
        """As on the page."""
        return [
            SheetColumn("waktu", width=17),
            SheetColumn("oleh", width=24),
            SheetColumn("yang_dilakukan", width=22),
            SheetColumn("keterangan", width=40),
            SheetColumn("nomor_orang", Kind.INTEGER, 13),
            SheetColumn("alasan", width=40),
            SheetColumn("wilayah", width=40),
        ]

    def cells(self, batch: list) -> Iterable[Sequence]:
        """Each look."""
        places = places_of(batch)
        for entry in batch:
            what = (str(entry.get_kind_display()), entry.detail, entry.person_id, entry.reason)
            yield (_moment(entry.at), str(entry.user), *what, places.get(entry.region_code, ""))


class SigaSheet(ListSheet):
    """The tables of SIGA that were compared."""

    slug = "siga"
    permission = Permission.SIGA_COMPARE
    view_name = "siga_list"
    title = _("Tabel SIGA")
    noun = _("tabel SIGA")
    sheet_name = "SIGA"

    def read(self):
        """The tables of the territory, the newest month first."""
        tables = apps.get_model("imports.SigaTable").objects.visible_to(self.user)
        return Listed(tables.select_related("region", "by"), ("-month", "-pk"))

    def make_columns(self) -> list[SheetColumn]:
        """As on the page, the fingerprint in full."""
        return [
            SheetColumn("bulan", width=16),
            SheetColumn("wilayah", width=26),
            SheetColumn("desa_dikenali", Kind.INTEGER),
            SheetColumn("desa_tidak_dikenali", Kind.INTEGER, 18),
            SheetColumn("berkas", width=36),
            SheetColumn("sha256", width=66, is_fixed=True),
            SheetColumn("dibaca_pada", width=17),
            SheetColumn("oleh", width=24),
        ]

    def cells(self, batch: list) -> Iterable[Sequence]:
        """Each table."""
        for table in batch:
            counts = (table.matched_count, table.unmatched_count)
            file = (table.file_name, table.sha256, _moment(table.at), str(table.by))
            yield (date_format(table.month, "F Y"), table.region.name, *counts, *file)


def _moment(at) -> str:
    return f"{localtime(at):%Y-%m-%d %H:%M}"
