"""The two reports that were there before the catalogue: the recap by region and the completeness of registers."""

from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from regions.months import month_of
from reports.catalogue.report import Asked, Dated, Report, Section
from reports.completeness import completeness_of, completeness_table
from reports.recap import recap_table
from reports.regional import overview
from reports.table import Table


def _recap(asked: Asked) -> Table:
    return recap_table(asked.user, overview(asked.region, asked.level))


def _completeness(asked: Asked) -> Table:
    return completeness_table(asked.user, completeness_of(asked.region, asked.level, month_of(asked.on)))


RECAP = Report(
    slug="rekap",
    name=_("Rekap per wilayah"),
    about=_("Berapa kelompok, anggota, peserta KB, dan modal di setiap wilayah sekarang."),
    section=Section.GROUPS,
    permission=Permission.REPORT_VIEW,
    dated=Dated.TODAY,
    make=_recap,
)
COMPLETENESS = Report(
    slug="kelengkapan",
    name=_("Kelengkapan register R/I"),
    about=_("Kelompok mana yang ADA dan LAPOR dalam satu bulan, tepat waktu atau terlambat."),
    section=Section.MONTH,
    permission=Permission.REPORT_VIEW,
    dated=Dated.MONTH,
    make=_completeness,
)
