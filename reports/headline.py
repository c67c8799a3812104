"""The first numbers of a page: headline figures and the tiers as bars."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from groups.tiers import Bands
from members.models import Sex
from regions.codes import Level
from regions.models import Region
from reports import links
from reports.columns import FigureSheet, sees_kb
from reports.few_people import SHARE, hidden_around, shown_people
from reports.figures import NO_CAPITAL, Figures
from reports.table import HIDDEN


@dataclass(frozen=True)
class Headline:
    """What the top of a dashboard shows of one region, with the addresses of the lists behind it."""

    figures: Figures
    urls: dict[str, str]
    kb_share: Any
    sees_kb: bool
    people: dict[str, Any]

    @property
    def members_are_hidden(self) -> bool:
        """True if not even the number of members is shown: they are too few."""
        return self.people["members"] is HIDDEN

    @property
    def sexes_are_hidden(self) -> bool:
        """True if the numbers of women and men are withheld because they could be traced to a person."""
        return HIDDEN in (self.people["members_female"], self.people["members_male"])

    @property
    def shows_kb(self) -> bool:
        """True if there is a share to speak of, shown or withheld."""
        return self.sees_kb or self.kb_share is not None

    @property
    def kb_is_hidden(self) -> bool:
        """True if the share is withheld because it could be traced to a person."""
        return self.kb_share is HIDDEN


@dataclass(frozen=True)
class TierBar:
    """One tier: its groups and capital, and the length of its bar (0 to 100, of the longest)."""

    label: str
    step: int
    groups: int
    capital: int
    length: float
    url: str


def headline(user, region: Region, figures: Figures, bands: Bands) -> Headline:
    """The headline figures of a region as this user may see them."""
    code = region.pk
    hidden = hidden_around(user, region, figures)
    values = FigureSheet(user, Level(region.level), bands).values_of(figures, SHARE in hidden)
    urls = {
        "active": links.groups_url(user, code, status="aktif"),
        "capital": links.groups_url(user, code, status="aktif", jenjang="ada"),
        "verified": links.groups_url(user, code, status="aktif", jenjang="terverifikasi"),
        "inactive": links.groups_url(user, code, status="tidak-aktif"),
        "dissolved": links.groups_url(user, code, status="bubar"),
        "members": links.members_url(user, code),
        "female": links.members_url(user, code, jk=Sex.FEMALE),
        "male": links.members_url(user, code, jk=Sex.MALE),
        "kb": links.members_url(user, code, kb="ikut"),
        "kb_unknown": links.members_url(user, code, kb="belum"),
        "stale": links.groups_url(user, code, status="aktif", peringatan="modal-lama"),
        "no_capital": links.groups_url(user, code, status="aktif", jenjang="belum"),
    }
    return Headline(figures, urls, values.get("kb_share"), sees_kb(user), shown_people(figures, hidden))


def tier_bars(user, region: Region, figures: Figures, bands: Bands) -> list[TierBar]:
    """The tiers from the lowest up, and at the end the groups without any capital record."""
    tiers = [(band.code, band.name, band.level, band.code) for band in bands]
    tiers.append((NO_CAPITAL, _("Belum ada catatan modal"), 0, "belum"))
    longest = max((figures.tier(code).groups for code, *_rest in tiers), default=0) or 1
    return [
        TierBar(
            label=label,
            step=step,
            groups=figures.tier(code).groups,
            capital=figures.tier(code).capital,
            length=round(100 * figures.tier(code).groups / longest, 2),
            url=links.groups_url(user, region.pk, status="aktif", jenjang=word),
        )
        for code, label, step, word in tiers
    ]
