"""The other sections of a dashboard: tiers, months, freshness, stages, markets, and what records lack."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.roles import Permission
from groups.freshness import STATES
from groups.models import MarketReach
from groups.named import countries, licence_kinds, sectors, stages
from groups.tiers import Band
from regions.models import Region
from regions.months import month_of, months_ending, shift
from reports import links
from reports.few_people import sees_people
from reports.headline import TierBar
from reports.history.reading import History
from reports.month_figures import NO_MONTH, MonthFigures
from reports.monthly import freshness_counts, month_figures
from reports.pictures.series import Observation, SeriesPicture, series_picture, this_year_and_last
from reports.pictures.shares import Part, SharesPicture, shares_picture
from reports.table import Kind
from reports.traits import COUNTED_WARNINGS

MONTHS_SHOWN = 25
# The colours of one scale, from faint to full; tiers and stages are spread over it.
STEPS = 5
TOP_ROWS = 6


@dataclass(frozen=True)
class LastMonth:
    """ADA and LAPOR of the last full month, with the lists behind them."""

    month: date
    figures: MonthFigures
    urls: dict[str, str]
    before: MonthFigures = NO_MONTH

    @property
    def points(self) -> Decimal | None:
        """By how many points LAPOR has changed from the same month a year before; None where that is not kept."""
        if self.figures.share is None or self.before.share is None:
            return None
        return (self.figures.share - self.before.share) * 100

    @property
    def points_text(self) -> Decimal:
        """The same without its sign."""
        return abs(self.points or Decimal(0))

    @property
    def month_before(self) -> date:
        """The same month a year before."""
        return shift(self.month, -12)


@dataclass(frozen=True)
class CountLine:
    """One line of a list of counts; `share` is the length of its bar, 0 to 100."""

    label: str
    value: int
    share: float
    url: str = ""


Months = dict[date, MonthFigures]


def months_shown(user, region: Region, today: date) -> Months:
    """The full months of two years, oldest first; none for those who may not see registers."""
    if not user.allows(Permission.ACTIVITY_VIEW):
        return {}
    months = months_ending(shift(month_of(today), -1), MONTHS_SHOWN)
    found = month_figures([region.pk], region.level, months)
    return {month: found.get((region.pk, month), NO_MONTH) for month in months}


def last_month(user, region: Region, months: Months) -> LastMonth | None:
    """The month before the running one; None where no month may be seen."""
    if not months:
        return None
    month = max(months)
    urls = {
        "existing": links.month_url(user, region.pk, month),
        "reporting": links.month_url(user, region.pk, month, keadaan="lapor"),
        "missing": links.month_url(user, region.pk, month, keadaan="belum"),
        "page": links.completeness_url(region.pk, month),
    }
    return LastMonth(month, months[month], urls, months.get(shift(month, -12), NO_MONTH))


def reporting_series(months: Months, *, compares: bool) -> SeriesPicture | None:
    """LAPOR among ADA; a month in which no group existed leaves a gap."""
    observations = [Observation(month, found.share) for month, found in months.items()]
    return months_picture("lapor", _("Kelompok yang lapor"), Kind.PERCENT, observations, compares=compares)


def history_series(user, history: History, top: Band | None, *, compares: bool) -> list[SeriesPicture]:
    """Groups, members, capital, groups in the highest band and KB share at the end of each month.

    People only for those who may see them: from month to month a small number would tell who came.
    """
    shown = [
        ("kelompok", _("Kelompok aktif"), Kind.INTEGER, lambda point: point.groups_active),
    ]
    if sees_people(user):
        shown.append(("anggota", _("Anggota"), Kind.INTEGER, lambda point: point.members))
    shown.append(("modal", _("Modal"), Kind.RUPIAH, lambda point: point.capital))
    if top:
        title = _("Kelompok di jenjang %(tier)s") % {"tier": top.name}
        shown.append(("puncak", title, Kind.INTEGER, lambda point: point.tiers.get(top.code, 0)))
    if user.allows(Permission.KB_STATUS_VIEW):
        shown.append(("kb", _("Peserta KB"), Kind.PERCENT, lambda point: point.kb_share))
    pictures = [
        months_picture(
            key, title, kind, [Observation(point.month, value(point)) for point in history.points], compares=compares
        )
        for key, title, kind, value in shown
    ]
    return [picture for picture in pictures if picture and len(picture.observations) > 1]


def months_picture(
    key: str, title: str, kind: Kind, observations: Sequence[Observation], *, compares: bool
) -> SeriesPicture | None:
    """A series over two years, or the newest twelve months over those a year before."""
    return series_picture(key, title, kind, this_year_and_last(observations) if compares else observations)


def tier_shares(bars: Sequence[TierBar]) -> SharesPicture:
    """The tiers as parts of all active groups, and of all capital."""
    steps = max((bar.step for bar in bars), default=1)
    parts = [
        Part(bar.label, bar.groups, tone("warm", bar.step, steps), bar.url, bar.capital if bar.step else None)
        for bar in bars
    ]
    return shares_picture("jenjang", _("Kelompok aktif menurut jenjang modal"), parts)


def fresh_shares(user, region: Region, today: date) -> SharesPicture:
    """Active groups by when somebody last dealt with them (NX06)."""
    counts = freshness_counts([region.pk], region.level, today).get(region.pk, {})
    tones = ("class-5", "class-3", "class-2", "warm-4")
    parts = [
        Part(
            str(state.label),
            counts.get(state.code, 0),
            colour,
            links.groups_url(user, region.pk, status="aktif", kesegaran=state.code),
        )
        for state, colour in zip(STATES, tones, strict=True)
    ]
    return shares_picture("kesegaran", _("Kelompok aktif menurut kesegaran data"), parts)


def stage_shares(user, region: Region, counts: Mapping[str, int]) -> SharesPicture:
    """Active groups by stage."""
    every = stages()
    parts = [
        Part(
            name,
            counts.get(f"stage:{code}", 0),
            tone("class", place, len(every)),
            links.groups_url(user, region.pk, status="aktif", tahapan=code),
        )
        for place, (code, name) in enumerate(every, start=1)
    ]
    unrated = links.groups_url(user, region.pk, status="aktif", tahapan="belum")
    parts.append(Part(_("Belum dinilai"), counts.get("stage:", 0), "none", unrated))
    return shares_picture("tahapan", _("Kelompok aktif menurut tahapan"), parts)


def sector_lines(user, region: Region, counts: Mapping[str, int]) -> list[CountLine]:
    """The kinds of business that most groups have."""
    found = [
        (name, counts.get(f"sector:{code}", 0), links.groups_url(user, region.pk, status="aktif", usaha=code))
        for code, name in sectors()
    ]
    return count_lines(sorted(found, key=lambda line: -line[1])[:TOP_ROWS])


def reach_lines(user, region: Region, counts: Mapping[str, int]) -> list[CountLine]:
    """How far groups sell."""
    found = [(str(label), f"reach:{code}", code) for code, label in MarketReach.choices]
    found.append((_("Belum diketahui"), "reach:", "belum"))
    return count_lines(
        (label, counts.get(what, 0), links.groups_url(user, region.pk, status="aktif", pasar=word))
        for label, what, word in found
    )


def licence_lines(user, region: Region, counts: Mapping[str, int]) -> list[CountLine]:
    """Groups that have a product, sell online, or hold a licence that is in force."""
    found = [(_("Punya produk"), "products", {"produk": "ada"}), (_("Berjualan daring"), "online", {"daring": "ada"})]
    found += [(name, f"licence:{code}", {"izin": code}) for code, name in licence_kinds()]
    return count_lines(
        (label, counts.get(what, 0), links.groups_url(user, region.pk, status="aktif", **filters))
        for label, what, filters in found
    )


def export_lines(user, region: Region, counts: Mapping[str, int]) -> list[CountLine]:
    """The countries to which most groups ship."""
    shipping = {what.partition(":")[2]: count for what, count in counts.items() if what.startswith("country:")}
    first = sorted(shipping, key=lambda code: (-shipping[code], code))[:TOP_ROWS]
    names = dict(countries())
    return count_lines(
        (names.get(code, code), shipping[code], links.groups_url(user, region.pk, status="aktif", negara=code))
        for code in first
    )


def warning_lines(user, region: Region, counts: Mapping[str, int], month: LastMonth | None) -> list[CountLine]:
    """What is missing in the records, most first; each leads to just those groups, or to their members."""
    found = [
        (
            str(warning.label),
            counts.get(f"warning:{warning.code}", 0),
            links.groups_url(user, region.pk, status="aktif", peringatan=warning.code),
        )
        for warning in COUNTED_WARNINGS
        if user.allows(warning.permission)
    ]
    jumps = links.groups_url(user, region.pk, status="aktif", lonjakan="ada")
    found.append((_("Modal melonjak 12 bulan terakhir"), counts.get("jump", 0), jumps))
    if month:
        found.append((_("Belum lapor bulan lalu"), month.figures.missing, month.urls["missing"]))
    return count_lines(sorted((line for line in found if line[1]), key=lambda line: -line[1]))


def count_lines(found: Iterable[tuple[str, int, str]]) -> list[CountLine]:
    """Lines with bars, the longest a hundred; a list behind nothing is no link."""
    found = list(found)
    longest = max((value for _label, value, _url in found), default=0) or 1
    return [
        CountLine(label, value, round(100 * value / longest, 1), url if value else "") for label, value, url in found
    ]


def tone(scale: str, step: int, steps: int) -> str:
    """The colour of one step of an order; the end of its class name. Step 0 stands outside the order."""
    if not step:
        return "none"
    return f"{scale}-{STEPS - round((steps - step) * (STEPS - 1) / max(steps - 1, 1))}"
