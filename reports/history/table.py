"""The history of a region as one table: month by month, this year against last (DB08)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from groups.tiers import published_bands
from regions.models import Region
from regions.months import last_day, month_key, shift
from reports import privacy
from reports.columns import sees_kb
from reports.few_people import sees_people, share_is_withheld
from reports.figures import NO_CAPITAL, Figures
from reports.history.reading import History, Point, year_before
from reports.table import HIDDEN, Column, Kind, Row, Table

CHANGES = ("groups_active", "members", "capital")


def history_table(user, region: Region, history: History) -> Table:
    """The months of a region, newest first, each beside the same month a year before."""
    tiers, shares = tier_names(history), shown_shares(user, region, history)
    return Table(
        title=_("Riwayat angka per bulan"),
        columns=_columns(user, region, tiers),
        rows=[
            Row(month_key(point.month), {**_values(user, history, point, tiers), "kb_share": shares.get(point.on)})
            for point in reversed(history.points)
        ],
        total=None,
        region=region.path_name or region.name,
        as_at=history.at,
        made_by=str(user),
        made_at=timezone.now(),
        filters=[_("keadaan akhir bulan, yang terakhir hari ini")],
    )


def tier_names(history: History) -> dict[str, str]:
    """The tiers that the months name, from the lowest up, by the name they have now; last those without capital."""
    seen = {code for point in history.points for code in point.tiers}
    bands = [band for _since, bands in published_bands().sets for band in bands]
    names = {band.code: band.name for band in sorted(bands, key=lambda band: band.lower) if band.code in seen}
    return {**names, NO_CAPITAL: _("Belum ada catatan modal")}


def point_words(point: Point) -> str:
    """`Juli 2026` for the end of a month, the day itself for today."""
    if point.on == last_day(point.month):
        return date_format(point.month, "F Y")
    return _("%(day)s (hari ini)") % {"day": date_format(point.on, "j F Y")}


def before(history: History, point: Point) -> Point | None:
    """The point of the same month a year before; of today the nearest month end to the same day."""
    if point is history.today:
        return history.on(year_before(point.on))
    same: date = shift(point.month, -12)
    return next((other for other in history.points if other.month == same), None)


def shown_shares(user, region: Region, history: History) -> dict[date, object]:
    """The KB share of every point as this viewer may see it; None for nothing, HIDDEN where it could be traced.

    Who may not see the status of people gets today's alone: from month to month the share of a few hundred members
    would tell what became of one (DB06).
    """
    if sees_kb(user):
        return {point.on: point.kb_share for point in history.points}
    if region.level > privacy.DEEPEST:
        return {}
    past = {point.on: None if point.kb_share is None else HIDDEN for point in history.points}
    return {**past, history.today.on: _share_today(region, history.today)}


def _share_today(region: Region, point: Point):
    figures = Figures(members=point.members, kb_taking_part=point.kb_taking_part)
    is_hidden = privacy.is_small(figures) or (figures.members and share_is_withheld(region))
    return HIDDEN if is_hidden else privacy.rounded_share(figures)


def _columns(user, region: Region, tiers: dict[str, str]) -> list[Column]:
    change = _("± setahun")
    return [
        Column("month", _("Akhir bulan"), Kind.TEXT),
        Column("groups_active", _("Kelompok aktif")),
        Column("groups_active_change", _("Kelompok %(change)s") % {"change": change}),
        *_people_columns(user, change),
        *_kb_columns(user, region),
        Column("capital", _("Modal"), Kind.RUPIAH),
        Column("capital_change", _("Modal %(change)s") % {"change": change}, Kind.RUPIAH),
        *(Column(f"tier:{code}", name) for code, name in tiers.items()),
    ]


def _people_columns(user, change: str) -> list[Column]:
    """Only for those who may see people: from month to month a small number would tell who came (DB06)."""
    if not sees_people(user):
        return []
    return [Column("members", _("Anggota")), Column("members_change", _("Anggota %(change)s") % {"change": change})]


def _kb_columns(user, region: Region) -> list[Column]:
    share = Column("kb_share", _("% KB"), Kind.PERCENT)
    if sees_kb(user):
        return [Column("kb_taking_part", _("Peserta KB")), share]
    return [replace(share, of_today_alone=True)] if region.level <= privacy.DEEPEST else []


def _values(user, history: History, point: Point, tiers: Iterable[str]) -> dict:
    then = before(history, point)
    seen = [name for name in CHANGES if name != "members" or sees_people(user)]
    changes = {f"{name}_change": getattr(point, name) - getattr(then, name) for name in seen} if then else {}
    kb = {"kb_taking_part": point.kb_taking_part} if sees_kb(user) else {}
    return {
        "month": point_words(point),
        **{name: getattr(point, name) for name in seen},
        **changes,
        **kb,
        **{f"tier:{code}": point.tiers.get(code, 0) for code in tiers},
    }
