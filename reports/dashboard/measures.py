"""What the map of a dashboard can show of the parts of a region: one measure each, with the list behind its value."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from groups.tiers import Bands
from regions.codes import Level
from regions.models import Region
from reports import links
from reports.figures import Figures
from reports.month_figures import NO_MONTH, MonthFigures
from reports.pictures.choropleth import Measured
from reports.table import Kind

BOARDS = "pengurus"


@dataclass(frozen=True)
class PartFigures:
    """All that is known of the parts of one region, for one viewer.

    `values` are the columns of the parts table, in which what this viewer may not see is withheld already.
    """

    user: Any
    level: Level
    bands: Bands
    parts: list[tuple[Region, Figures]]
    values: Mapping[str, Mapping[str, Any]]
    month: date
    months: Mapping[str, MonthFigures] = field(default_factory=dict)

    @property
    def top_tier(self) -> str:
        """The code of the highest band; empty where none is published."""
        return self.bands[-1].code if self.bands else ""


Value = Callable[[PartFigures, str, Figures], Any]
ListUrl = Callable[[PartFigures, str], str]


@dataclass(frozen=True)
class MapMeasure:
    """One measure: its word in addresses, its name, what it says in one sentence, and how it is written."""

    code: str
    label: str | Promise
    note: str | Promise
    kind: Kind
    value: Value
    list_url: ListUrl

    def of_parts(self, found: PartFigures) -> list[Measured]:
        """The value of every part."""
        return [
            Measured(
                code=part.pk,
                name=part.name,
                value=self.value(found, part.pk, figures),
                url=links.dashboard_url(part.pk),
                list_url=self.list_url(found, part.pk),
            )
            for part, figures in found.parts
        ]


def measures_for(user, level: Level, *, has_bands: bool) -> list[MapMeasure]:
    """The measures this user can see of regions of a level."""
    found = list(MEASURES)
    if not user.allows(Permission.KB_STATUS_VIEW) and level > Level.REGENCY:
        found.remove(KB_SHARE)
    if not user.allows(Permission.ACTIVITY_VIEW):
        found.remove(REPORTING)
    if not has_bands:
        found.remove(TOP_TIER)
    if not user.allows(Permission.BOARD_VIEW) or level > Level.REGENCY:
        found.remove(BOARD_STATE)
    return found


def _per_group(_found: PartFigures, _code: str, figures: Figures) -> int | None:
    """Whole rupiah for each group with a record; nothing where no group has one."""
    return round(figures.capital / figures.groups_with_capital) if figures.groups_with_capital else None


def _top_share(found: PartFigures, _code: str, figures: Figures) -> Decimal | None:
    groups = figures.groups_with_capital
    return Decimal(figures.tier(found.top_tier).groups) / groups if groups else None


GROUPS = MapMeasure(
    "kelompok",
    _("Kelompok aktif"),
    _("Kelompok yang berstatus aktif hari ini."),
    Kind.INTEGER,
    lambda _found, _code, figures: figures.groups_active,
    lambda found, code: links.groups_url(found.user, code, status="aktif"),
)
MEMBERS = MapMeasure(
    "anggota",
    _("Anggota"),
    _("Anggota kelompok aktif hari ini."),
    Kind.INTEGER,
    lambda found, code, _figures: found.values[code].get("members"),
    lambda found, code: links.members_url(found.user, code),
)
KB_SHARE = MapMeasure(
    "kb",
    _("% peserta KB"),
    _("Peserta KB di antara semua anggota, termasuk yang status KB-nya belum tercatat."),
    Kind.PERCENT,
    lambda found, code, _figures: found.values[code].get("kb_share"),
    lambda found, code: links.members_url(found.user, code, kb="ikut"),
)
CAPITAL = MapMeasure(
    "modal",
    _("Modal per kelompok"),
    _("Modal dibagi banyaknya kelompok aktif yang ada catatan modalnya."),
    Kind.RUPIAH,
    _per_group,
    lambda found, code: links.groups_url(found.user, code, status="aktif", jenjang="ada"),
)
REPORTING = MapMeasure(
    "lapor",
    _("% LAPOR bulan lalu"),
    _("Kelompok yang menyerahkan register bulan lalu di antara yang ada pada bulan itu."),
    Kind.PERCENT,
    lambda found, code, _figures: found.months.get(code, NO_MONTH).share,
    lambda found, code: links.month_url(found.user, code, found.month, keadaan="lapor"),
)
TOP_TIER = MapMeasure(
    "naik",
    _("% di jenjang tertinggi"),
    _("Kelompok di jenjang modal tertinggi di antara kelompok aktif yang ada catatan modalnya."),
    Kind.PERCENT,
    _top_share,
    lambda found, code: links.groups_url(found.user, code, status="aktif", jenjang=found.top_tier),
)
BOARD_STATE = MapMeasure(
    BOARDS,
    _("Keadaan pengurus AKU"),
    _("Keadaan pengurus di wilayah itu sendiri, bukan di bawahnya."),
    Kind.TEXT,
    lambda _found, _code, _figures: None,
    lambda _found, _code: "",
)
MEASURES = (GROUPS, MEMBERS, KB_SHARE, CAPITAL, REPORTING, TOP_TIER, BOARD_STATE)
