"""The recap by region as at any day: today from what is stored, a past day from the rows (RP04)."""

from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from groups.tiers import bands_as_at
from reports.as_at import figures_as_at
from reports.catalogue.by_region import is_heavy_in_the_past, is_today, without_links
from reports.catalogue.report import Asked, Dated, Report, Section
from reports.figures import NOTHING, total
from reports.recap import recap_table
from reports.regional import Overview, overview, parts_of
from reports.table import Table
from reports.totals import now_fresh


def _make(asked: Asked) -> Table:
    if is_today(asked):
        return recap_table(asked.user, overview(asked.region, asked.level))
    bands = bands_as_at(asked.on)
    found = figures_as_at([asked.region.pk], asked.level, asked.on, bands)
    parts = [(part, found.get(part.pk, NOTHING)) for part in parts_of(asked.region, asked.level, found)]
    then = Overview(asked.region, asked.level, parts, total(found.values()), bands, now_fresh())
    return without_links(recap_table(asked.user, then, asked.on))


RECAP_BY_REGION = Report(
    slug="rekap-wilayah",
    name=_("Rekap per wilayah pada suatu tanggal"),
    about=_("Berapa kelompok, anggota, peserta KB, dan modal di setiap wilayah, sekarang atau pada tanggal lampau."),
    section=Section.GROUPS,
    permission=Permission.REPORT_VIEW,
    dated=Dated.DAY,
    make=_make,
    is_heavy=is_heavy_in_the_past,
)
