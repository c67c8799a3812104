"""Boards and where there is none, as files (IE07)."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.roles import Permission
from associations.coverage import coverage_report
from associations.listing import boards_asked
from associations.models import BoardLevel
from associations.overview import board_rows
from associations.queries import board_places, with_board_state
from regions.keyset import Listed
from reports.exports.sheet import FILE_LANGUAGE, ListSheet, SheetColumn
from reports.table import Kind


class BoardSheet(ListSheet):
    """Regions with the state of their boards."""

    slug = "aku"
    permission = Permission.BOARD_VIEW
    view_name = "board_list"
    title = _("Kepengurusan AKU")
    noun = _("badan pengurus")
    sheet_name = "AKU"

    def read(self):
        """As the list of boards reads its address; without filters every board behind its overview."""
        return boards_asked(self.user, self.asked)

    def make_columns(self) -> list[SheetColumn]:
        """As on the page."""
        return [
            SheetColumn("kode_wilayah", width=13, is_fixed=True),
            SheetColumn("wilayah", width=28),
            SheetColumn("tingkat", width=16),
            SheetColumn("badan_pengurus", width=36),
            SheetColumn("keadaan", width=20),
            SheetColumn("masa_bakti", width=18),
            SheetColumn("akhir_masa_bakti", Kind.DATE),
            SheetColumn("ketua", width=26),
        ]

    def cells(self, batch: list) -> Iterable[Sequence]:
        """Each region with its board."""
        for row in board_rows(batch):
            region, state = row.region, row.state
            term = str(row.term) if row.term else ""
            yield (
                region.pk,
                region.name,
                str(row.level_label),
                row.name,
                str(state.label),
                term,
                state.ends_on,
                row.chair,
            )


class CoverageSheet(ListSheet):
    """Regions without a board in office, and the active groups in them. Short, so it is read whole."""

    slug = "aku-cakupan"
    permission = Permission.BOARD_VIEW
    view_name = "board_coverage"
    title = _("Cakupan kepengurusan AKU")
    noun = _("wilayah")
    sheet_name = "Cakupan AKU"

    def read(self):
        """As the page: provinces without a board, then regencies without one or past its term."""
        places = with_board_state(board_places(self.user).current())
        report = coverage_report(self.user, places)
        provinces = [(row, "", None) for row in report["provinces_missing"]]
        regencies = [*report["missing"], *report["expired"]]
        self.lines = [*provinces, *((each.row, each.province, each.group_count) for each in regencies)]
        return Listed(places, ("code",))

    def make_columns(self) -> list[SheetColumn]:
        """As on the page."""
        return [
            SheetColumn("kode_wilayah", width=13, is_fixed=True),
            SheetColumn("wilayah", width=28),
            SheetColumn("tingkat", width=16),
            SheetColumn("provinsi", width=24),
            SheetColumn("keadaan", width=20),
            SheetColumn("akhir_masa_bakti", Kind.DATE),
            SheetColumn("kelompok_aktif", Kind.INTEGER, 14),
        ]

    def count(self, cap: int | None = None) -> int:
        """All of them: there are as many as regencies at most."""
        return len(self.lines)

    def batches(self) -> Iterator[list[Sequence]]:
        """One batch."""
        with override(FILE_LANGUAGE):
            rows = [self._row(*line) for line in self.lines]
        yield rows

    def _row(self, row, province: str, groups: int | None) -> tuple:
        region = row.region
        level = str(BoardLevel(region.level).label)
        return (region.pk, region.name, level, province, str(row.state.label), row.state.ends_on, groups)
