"""ADA and LAPOR of many months at a glance: places down, months across, each cell a sign, a colour and words (NX16)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.listing import BADGES
from activities.models import HANDED_IN, MonthlyReport
from groups.models import EnterpriseGroup
from regions.clock import local_today
from regions.codes import Level
from regions.models import Region
from regions.months import month_of, months_ending
from reports import links
from reports.month_figures import NO_MONTH, MonthFigures, month_total
from reports.monthly import month_figures
from reports.monthly_counting import months_worked
from reports.recap import HEADINGS, names_of
from reports.regional import level_below, months_made_true, parts_of
from reports.totals import Freshness, now_fresh

MONTHS_SHOWN = 12


@dataclass(frozen=True)
class Tone:
    """How a cell looks: its class and sign, and what both mean."""

    code: str
    sign: str
    label: str | Promise


FULL = Tone("full", "✓", gettext_lazy("Lengkap"))
PART = Tone("part", "◐", gettext_lazy("Sebagian"))
NONE = Tone("none", "✕", gettext_lazy("Kosong"))
AHEAD = Tone("ahead", "…", gettext_lazy("Belum mulai"))
VOID = Tone("void", "–", gettext_lazy("Tidak ada kelompok"))
TONES = (FULL, PART, NONE, AHEAD, VOID)


@dataclass(frozen=True)
class MatrixCell:
    """One place in one month. `words` say for a screen reader what the sign, the colour and the percent show."""

    month: date
    existing: int
    reporting: int
    tone: Tone
    percent: str
    words: str
    url: str


@dataclass(frozen=True)
class MatrixRow:
    """One place, or one group of a village, through the months."""

    name: str
    url: str
    cells: list[MatrixCell]


@dataclass(frozen=True)
class Matrix:
    """The whole of it; `total` is the sum of the rows, and None where the rows are groups."""

    region: Region
    heading: str | Promise
    months: list[date]
    rows: list[MatrixRow]
    total: MatrixRow | None
    freshness: Freshness
    tones: Sequence[Tone] = TONES


def matrix(user, region: Region, months: int = MONTHS_SHOWN, freshness: Freshness | None = None) -> Matrix:
    """The parts of a region (a village: its groups) through the last months, the running one included.

    Give `freshness` where the caller has already made the months of the region true.
    """
    shown = months_ending(month_of(local_today(region)), months)
    if region.level == Level.VILLAGE:
        return Matrix(region, _("Kelompok"), shown, _group_rows(user, region, shown), None, now_fresh())
    level = level_below(region)
    if freshness is None:
        freshness = now_fresh() if level == Level.VILLAGE else months_made_true([region.pk])
    found = month_figures([region.pk], level, shown)
    urls = {month: links.month_links(user, month) for month in shown}
    parts = parts_of(region, level, {place for place, _month in found})
    rows = [
        _region_row(part, urls, {month: found.get((part.pk, month), NO_MONTH) for month in shown}) for part in parts
    ]
    sums = {month: month_total(row for (_place, on), row in found.items() if on == month) for month in shown}
    total = MatrixRow(_("Jumlah"), "", _cells(region.pk, urls, sums))
    return Matrix(region, HEADINGS[level], shown, rows, total, freshness)


def percent_of(figures: MonthFigures) -> str:
    """LAPOR in whole percent, rounded down so that only a complete month shows 100; empty where no group exists."""
    if not figures.existing:
        return ""
    floor = figures.reporting * 100 // figures.existing
    return "<1%" if figures.reporting and not floor else f"{floor}%"


def tone_of(figures: MonthFigures, is_running: bool) -> Tone:
    """How a month of a place looks; one that still runs and has no register yet has not begun rather than failed."""
    if not figures.existing:
        return VOID
    if figures.reporting == figures.existing:
        return FULL
    if figures.reporting:
        return PART
    return AHEAD if is_running else NONE


def _region_row(part: Region, urls: dict, figures: dict[date, MonthFigures]) -> MatrixRow:
    return MatrixRow(names_of(part)["name"], links.completeness_url(part.pk), _cells(part.pk, urls, figures))


def _cells(code: str, urls: dict, figures: dict[date, MonthFigures]) -> list[MatrixCell]:
    running = max(figures)
    return [_cell(month, row, urls[month](code), is_running=month == running) for month, row in figures.items()]


def _cell(month: date, figures: MonthFigures, url: str, *, is_running: bool) -> MatrixCell:
    tone = tone_of(figures, is_running)
    words = str(tone.label)
    if figures.existing:
        words = _("%(reporting)d dari %(existing)d lapor, %(state)s") % {
            "reporting": figures.reporting,
            "existing": figures.existing,
            "state": words.lower(),
        }
    link = url if figures.existing else ""
    return MatrixCell(month, figures.existing, figures.reporting, tone, percent_of(figures), words, link)


def _group_rows(user, village: Region, shown: list[date]) -> list[MatrixRow]:
    """The groups of one village that existed in one of the months, in three queries and one for their names."""
    worked = months_worked([village.pk], shown)
    reports = MonthlyReport.objects.in_region(village.pk).filter(month__in=shown)
    states = {(group, month): state for group, month, state in reports.values_list("group_id", "month", "status")}
    groups = EnterpriseGroup.objects.in_region(village.pk).order_by("number")
    return [
        MatrixRow(
            group.name,
            group.get_absolute_url(),
            [
                _group_cell(user, group, month, month in worked[group.pk][1], states.get((group.pk, month), ""), shown)
                for month in shown
            ],
        )
        for group in groups
        if group.pk in worked and worked[group.pk][1]
    ]


def _group_cell(user, group, month: date, exists: bool, state: str, shown: list[date]) -> MatrixCell:
    if not exists:
        return MatrixCell(month, 0, 0, VOID, "", _("Tidak aktif"), "")
    reporting = int(state in HANDED_IN)
    tone = PART if state and not reporting else tone_of(MonthFigures(1, reporting), month == shown[-1])
    return MatrixCell(month, 1, reporting, tone, "", str(BADGES[state][2]), links.report_url(user, group, month))
