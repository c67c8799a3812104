"""Reports on the records themselves: what is missing or doubtful in them (DB07)."""

from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from reports.catalogue.report import Asked, Choice, Dated, Report, Section
from reports.quality import NUMBERS, SHARES, quality_of, quality_table
from reports.table import Table


def _make(asked: Asked) -> Table:
    return quality_table(asked.user, quality_of(asked.region, asked.level), asked.chosen.get("tampil", NUMBERS))


QUALITY = Report(
    slug="mutu-data",
    name=_("Mutu data"),
    about=_("Apa yang masih kurang atau meragukan dalam catatan setiap wilayah, yang terburuk di atas."),
    section=Section.QUALITY,
    permission=Permission.REPORT_VIEW,
    dated=Dated.TODAY,
    make=_make,
    choices=(Choice("tampil", _("Tampilkan"), lambda: [(NUMBERS, _("Banyaknya")), (SHARES, _("Bagian (%)"))]),),
)
