"""The two reports that were there before the catalogue: the recap by region, now as at any day, and
the completeness of registers.
"""

from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from groups.tiers import bands_as_at
from regions.months import month_of
from reports.as_at import figures_as_at
from reports.catalogue.by_region import is_heavy_in_the_past, is_today, without_links
from reports.catalogue.report import Asked, Dated, Report, Section
from reports.completeness import completeness_of, completeness_table
from reports.figures import NOTHING, total
from reports.recap import recap_table
from reports.regional import Overview, overview, parts_of
from reports.table import Table
from reports.totals import now_fresh


def _recap(asked: Asked) -> Table:
    """Today from what is stored, a past day from the rows (RP04)."""
    if is_today(asked):
        return recap_table(asked.user, overview(asked.region, asked.level))
    bands = bands_as_at(asked.on)
    found = figures_as_at([asked.region.pk], asked.level, asked.on, bands)
    parts = [(part, found.get(part.pk, NOTHING)) for part in parts_of(asked.region, asked.level, found)]
    then = Overview(asked.region, asked.level, parts, total(found.values()), bands, now_fresh())
    return without_links(recap_table(asked.user, then, asked.on))


def _completeness(asked: Asked) -> Table:
    return completeness_table(asked.user, completeness_of(asked.region, asked.level, month_of(asked.on)))


RECAP = Report(
    slug="rekap",
    name=_("Rekap per wilayah"),
    about=_("Berapa kelompok, anggota, peserta KB, dan modal di setiap wilayah, sekarang atau pada tanggal lampau."),
    section=Section.GROUPS,
    permission=Permission.REPORT_VIEW,
    dated=Dated.DAY,
    make=_recap,
    is_heavy=is_heavy_in_the_past,
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
