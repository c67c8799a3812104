"""Naik kelas in the catalogue: by region, and as the matrix of states on two days (NX01)."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from regions.codes import Level
from reports.catalogue.report import Asked, Dated, Report, Section
from reports.graduation.stored import WORKER, GraduationFound, a_year_before, graduation_of
from reports.graduation.tables import graduation_table, matrix_table
from reports.table import Table


def _by_region(asked: Asked) -> Table:
    return graduation_table(asked.user, _found(asked, asked.level))


def _matrix(asked: Asked) -> Table:
    return matrix_table(asked.user, _found(asked, None))


def _found(asked: Asked, level: Level | None) -> GraduationFound:
    """Counted to the end: whether that is for a page or for the worker was asked before."""
    return graduation_of(asked.region, _since(asked), asked.on, level=level, most=WORKER)


def _since(asked: Asked) -> date:
    return asked.since or a_year_before(asked.on)


def _is_deep(asked: Asked) -> bool:
    """Districts and villages of the nation are counted from 91,748 groups each time."""
    return asked.region.level == Level.NATION and asked.level > Level.REGENCY


GRADUATION = Report(
    slug="naik-kelas",
    name=_("Naik kelas per wilayah"),
    about=_("Berapa kelompok naik, tetap, atau turun jenjang modal di antara dua tanggal, di setiap wilayah."),
    section=Section.GROUPS,
    permission=Permission.REPORT_VIEW,
    dated=Dated.SPAN,
    make=_by_region,
    is_heavy=_is_deep,
)
GRADUATION_MATRIX = Report(
    slug="matriks-naik-kelas",
    name=_("Matriks naik kelas"),
    about=_("Dari jenjang mana ke jenjang mana kelompok berpindah di antara dua tanggal, dalam satu wilayah."),
    section=Section.GROUPS,
    permission=Permission.REPORT_VIEW,
    dated=Dated.SPAN,
    make=_matrix,
    levels=(),
)
