"""The columns in which figures are shown, and what of them a viewer may see."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from accounts.roles import Permission
from groups.tiers import Bands
from members.models import Sex
from regions.codes import Level
from reports import few_people, links, privacy
from reports.figures import NO_CAPITAL, NOTHING, Figures
from reports.table import HIDDEN, Column, Kind, Row

HEADLINES = ("groups_active", "members", "kb_share", "capital", "verified_share", f"tier:{NO_CAPITAL}")


def sees_kb(user) -> bool:
    """True for those who may see the KB status of each person, and so every sum of it."""
    return user.allows(Permission.KB_STATUS_VIEW)


@dataclass(frozen=True)
class FigureSheet:
    """How one viewer sees the figures of regions of one level, under the bands in force."""

    user: object
    level: Level
    bands: Bands
    is_past: bool = False

    def headline_columns(self) -> list[Column]:
        """The few columns of a dashboard's table."""
        return [column for column in self.columns() if column.key in HEADLINES]

    def columns(self) -> list[Column]:
        """Every column of a recap."""
        return [
            *self._group_columns(),
            *self._people_columns(),
            Column("capital", _("Modal"), Kind.RUPIAH, link=self._tier("ada")),
            Column("capital_verified", _("Modal terverifikasi 12 bulan"), Kind.RUPIAH, self._tier("terverifikasi")),
            Column("verified_share", _("% terverifikasi"), Kind.PERCENT, self._tier("terverifikasi")),
            *(Column(f"tier:{band.code}", band.name, link=self._tier(band.code)) for band in self.bands),
            Column(f"tier:{NO_CAPITAL}", _("Belum ada catatan modal"), link=self._tier("belum")),
        ]

    def values(self, figures: Mapping[str, Figures]) -> dict[str, dict]:
        """The values by region code; regions of one table together, so that what is hidden stays hidden."""
        return self.lines(figures, NOTHING)[0]

    def lines(
        self, figures: Mapping[str, Figures], whole: Figures, level: Level | None = None, hidden: Collection[str] = ()
    ) -> tuple[dict[str, dict], dict]:
        """The values by region code, and those of all together (a region of `level`), as one table shows them.

        `hidden` names the numbers of people that the table around that region withholds.
        """
        above = Level(max(self.level - 1, Level.NATION)) if level is None else level
        withheld = set() if sees_kb(self.user) else self._withheld(figures, above, hidden)
        rows = {code: self.values_of(found, code in withheld) for code, found in figures.items()}
        own = FigureSheet(self.user, above, self.bands).values_of(whole, few_people.SHARE in hidden)
        if few_people.sees_people(self.user):
            return rows, own
        return few_people.without_small(rows, own, few_people.SEXES, "members", above, hidden)

    def _withheld(self, figures: Mapping[str, Figures], above: Level, hidden: Collection[str]) -> set[str]:
        """The regions whose KB share is not shown: all of them where that of the region around them is not."""
        if few_people.SHARE in hidden:
            return set(figures)
        return privacy.withheld_inside(figures, few_people.around(figures, above))

    def values_of(self, figures: Figures, is_withheld: bool = False) -> dict:
        """One region's values by column key."""
        codes = [*(band.code for band in self.bands), NO_CAPITAL]
        return {
            "groups_active": figures.groups_active,
            "groups_inactive": figures.groups_inactive,
            "groups_dissolved": figures.groups_dissolved,
            "members": figures.members,
            "members_female": figures.members_female,
            "members_male": figures.members_male,
            **self._kb_values(figures, is_withheld),
            "capital": figures.capital,
            "capital_verified": figures.capital_verified,
            "verified_share": figures.capital_verified_share,
            **{f"tier:{code}": figures.tier(code).groups for code in codes},
        }

    def _kb_values(self, figures: Figures, is_withheld: bool) -> dict:
        if sees_kb(self.user):
            return {
                "kb_taking_part": figures.kb_taking_part,
                "kb_unknown": figures.kb_unknown,
                "kb_share": figures.kb_share,
            }
        if self.level > privacy.DEEPEST:
            return {}
        return {"kb_share": HIDDEN if is_withheld or privacy.is_small(figures) else privacy.rounded_share(figures)}

    def _people_columns(self) -> list[Column]:
        """Of no other day than today for those who may not see people: from day to day it would tell who came."""
        columns = [
            Column("members", _("Anggota"), link=self._members()),
            Column("members_female", _("Perempuan"), link=self._members(jk=Sex.FEMALE)),
            Column("members_male", _("Laki-laki"), link=self._members(jk=Sex.MALE)),
            *self._kb_columns(),
        ]
        if few_people.sees_people(self.user):
            return columns
        return [] if self.is_past else [replace(column, of_today_alone=True) for column in columns]

    def _kb_columns(self) -> list[Column]:
        share = Column("kb_share", _("% KB"), Kind.PERCENT)
        if sees_kb(self.user):
            return [
                Column("kb_taking_part", _("Peserta KB"), link=self._members(kb="ikut")),
                share,
                Column("kb_unknown", _("Belum tercatat status KB"), link=self._members(kb="belum")),
            ]
        return [share] if self.level <= privacy.DEEPEST else []

    def _group_columns(self) -> list[Column]:
        return [
            Column("groups_active", _("Kelompok aktif"), link=self._groups(status="aktif")),
            Column("groups_inactive", _("Tidak aktif"), link=self._groups(status="tidak-aktif")),
            Column("groups_dissolved", _("Bubar"), link=self._groups(status="bubar")),
        ]

    def _groups(self, **filters: str) -> Callable[[Row], str]:
        return lambda row: links.groups_url(self.user, row.code, **filters)

    def _tier(self, tier: str) -> Callable[[Row], str]:
        return self._groups(status="aktif", jenjang=tier)

    def _members(self, **filters: str) -> Callable[[Row], str]:
        return lambda row: links.members_url(self.user, row.code, **filters)
