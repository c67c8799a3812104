"""A comparison as CSV: UTF-8 with a mark, fields separated by `;`, text that no spreadsheet takes for a formula."""

import csv
from io import StringIO

from django.utils.translation import gettext as _

from accounts.csv_cells import neutral
from imports.siga.page import NamedLine, SigaPage
from regions.codes import Level, code_at


def as_csv(page: SigaPage) -> bytes:
    """The villages of the page, those alone that differ where the page shows only those."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(_headings())
    for village in page.villages:
        writer.writerow(_cells(page, village))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _headings() -> list[str]:
    return [
        _("Kode"),
        _("Provinsi"),
        _("Kabupaten/Kota"),
        _("Kecamatan"),
        _("Desa/Kelurahan"),
        _("SIGA ada"),
        _("SIGA lapor"),
        _("Registri ada"),
        _("Registri lapor"),
        _("Selisih ada"),
        _("Selisih lapor"),
    ]


def _cells(page: SigaPage, village: NamedLine) -> list:
    line = village.line
    levels = (Level.PROVINCE, Level.REGENCY, Level.DISTRICT, Level.VILLAGE)
    return [
        line.code,
        *(neutral(page.regions[code_at(line.code, level)].name) for level in levels),
        line.siga.existing,
        line.siga.reporting,
        line.registry.existing,
        line.registry.reporting,
        line.existing_difference,
        line.reporting_difference,
    ]
