"""The history of a region, and the published figures, as reports of the catalogue."""

from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from reports.catalogue.report import Asked, Dated, Report, Section
from reports.history.reading import history_of
from reports.history.table import history_table
from reports.published import published_table
from reports.table import Table


def _history(asked: Asked) -> Table:
    return history_table(asked.user, asked.region, history_of(asked.region))


def _published(asked: Asked) -> Table:
    return published_table(asked.user, asked.region)


HISTORY = Report(
    slug="riwayat",
    name=_("Riwayat angka per bulan"),
    about=_("Bagaimana kelompok, anggota, peserta KB, modal, dan jenjang berubah dalam dua tahun terakhir."),
    section=Section.GROUPS,
    permission=Permission.REPORT_VIEW,
    dated=Dated.TODAY,
    make=_history,
    levels=(),
)
PUBLISHED = Report(
    slug="angka-terbitan",
    name=_("Angka terbitan dan angka di sini"),
    about=_("Apa yang pernah diumumkan, dengan tahun, bunyi, dan sumbernya, di samping hitungan registri ini."),
    section=Section.GROUPS,
    permission=Permission.REPORT_VIEW,
    dated=Dated.TODAY,
    make=_published,
    levels=(),
)
