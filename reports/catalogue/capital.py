"""Capital by its sources and by tier, as at any day, with the middle of what groups have (NX06, UP03)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from statistics import median_low

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Permission
from groups.models import CapitalRecord, EnterpriseGroup
from groups.tiers import Bands, bands_as_at
from regions.scoping import in_any_region
from reports.as_at import place_of, tier_code
from reports.catalogue.by_region import groups_link, is_heavy, programme_of, region_table
from reports.catalogue.report import Asked, Dated, Report, Section
from reports.counting import verified_from
from reports.table import Column, Kind, Table

PARTS = ("own", "loan", "grant")


@dataclass
class Capital:
    """What the active groups of one region have: the amount of each with a record, and the sums of its sources."""

    groups: int = 0
    amounts: list[int] = field(default_factory=list)
    parts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PARTS, 0))
    verified: list[int] = field(default_factory=list)

    def take(self, parts: tuple[int | None, ...], on: date | None, oldest: date) -> None:
        """One more group: its capital by source and the day of it, None where there is no record."""
        self.groups += 1
        if on is None:
            return
        amounts = [amount or 0 for amount in parts]
        self.amounts.append(sum(amounts))
        for name, amount in zip(PARTS, amounts, strict=True):
            self.parts[name] += amount
        if on >= oldest:
            self.verified.append(sum(amounts))


def _make(asked: Asked) -> Table:
    bands = bands_as_at(asked.on)
    found: dict[str, Capital] = {}
    whole = Capital()
    for village, *parts, on in _observed([asked.region.pk], asked.on):
        for capital in (found.setdefault(place_of(village, asked.level), Capital()), whole):
            capital.take(tuple(parts), on, verified_from(asked.on))
    values = {place: _values(capital, bands) for place, capital in found.items()}
    title = _("Modal dan jenjang kelompok %(programme)s") % programme_of(asked.on)
    nothing = _values(Capital(), bands)
    return region_table(asked, title, _columns(asked, bands), values, _values(whole, bands), nothing)


def _observed(codes: Iterable[str], day: date):
    """Village, own money, loan, grant and day of the newest valid record not later, of each group active on the day."""
    records = CapitalRecord.objects.filter(group_id=OuterRef("pk")).as_at(day)
    columns = [Subquery(records.values(name)[:1]) for name in (*PARTS, "on")]
    groups = EnterpriseGroup.objects.filter(in_any_region("village_id", codes)).working_on(day).order_by()
    return groups.values_list("village_id", *columns).iterator()


def _values(capital: Capital, bands: Bands) -> dict:
    tiers = [tier_code(amount, bands) for amount in capital.amounts]
    total, verified = sum(capital.amounts), sum(capital.verified)
    return {
        "groups_active": capital.groups,
        "recorded": len(capital.amounts),
        "missing": capital.groups - len(capital.amounts),
        "capital": total,
        **capital.parts,
        "median": median_low(capital.amounts) if capital.amounts else None,
        **{f"tier:{band.code}": tiers.count(band.code) for band in bands},
        "verified_groups": len(capital.verified),
        "verified": verified,
        "verified_share": Decimal(verified) / total if total else None,
        "stale": len(capital.amounts) - len(capital.verified),
    }


def _columns(asked: Asked, bands: Bands) -> list[Column]:
    def to(tier: str = "", **filters: str):
        return groups_link(asked, status="aktif", jenjang=tier, **filters)

    return [
        Column("groups_active", _("Kelompok aktif"), link=to()),
        Column("recorded", _("Ada catatan modal"), link=to("ada")),
        Column("missing", _("Belum ada catatan modal"), link=to("belum")),
        Column("capital", _("Modal"), Kind.RUPIAH, to("ada")),
        Column("own", _("Modal sendiri"), Kind.RUPIAH),
        Column("loan", _("Modal pinjaman"), Kind.RUPIAH),
        Column("grant", _("Modal hibah"), Kind.RUPIAH),
        Column("median", _("Modal tengah (median)"), Kind.RUPIAH),
        *(Column(f"tier:{band.code}", band.name, link=to(band.code)) for band in bands),
        Column("verified_groups", _("Kelompok terverifikasi 12 bulan"), link=to("terverifikasi")),
        Column("verified", _("Modal terverifikasi 12 bulan"), Kind.RUPIAH, to("terverifikasi")),
        Column("verified_share", _("% terverifikasi"), Kind.PERCENT),
        Column("stale", _("Catatan lebih dari 12 bulan"), link=to(peringatan="modal-lama")),
    ]


CAPITAL_AND_TIERS = Report(
    slug="modal-jenjang",
    name=gettext_lazy("Modal dan jenjang"),
    about=gettext_lazy("Modal sendiri, pinjaman, dan hibah, jenjangnya, dan seberapa baru catatannya."),
    section=Section.GROUPS,
    permission=Permission.REPORT_VIEW,
    dated=Dated.DAY,
    make=_make,
    is_heavy=is_heavy,
)
