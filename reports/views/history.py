"""A region through time: the ends of its months, this year against last, and what it aims at (DB08)."""

from dataclasses import dataclass, replace
from decimal import Decimal

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.decorators import require
from accounts.roles import Permission
from regions.clock import local_today
from regions.models import Region
from reports import links, privacy
from reports.columns import sees_kb
from reports.few_people import sees_people, share_is_withheld
from reports.history.reading import history_of
from reports.history.table import history_table
from reports.models import Measure
from reports.targets import FIRST_YEAR, Achievement, achieved, clean_year
from reports.views.recap import FILES, crumbs_to, file_answer


@dataclass(frozen=True)
class AchievedLine:
    """One measure as this viewer may see it."""

    found: Achievement
    is_hidden: bool = False

    @property
    def label(self) -> str:
        """The measure in words."""
        return str(self.found.measure.label)

    @property
    def points_text(self) -> Decimal:
        """The change of a share in points, without its sign."""
        return abs(self.found.points or Decimal(0))

    @property
    def is_reached(self) -> bool:
        """True if the target is reached."""
        return self.found.share is not None and self.found.share >= 1


@require_safe
@require(Permission.REPORT_VIEW)
def history_region(request, code):
    """The months of a region on a page or as a file, and its targets of a year."""
    region = get_object_or_404(Region.objects.visible_to(request.user), pk=code)
    history = history_of(region)
    table = history_table(request.user, region, history)
    if request.GET.get("format") in FILES:
        about = _("Riwayat %(region)s") % {"region": region.pk}
        return file_answer(request, region, table, f"riwayat-{region.pk}", about)
    this_year = local_today(region).year
    year = clean_year(request.GET.get("tahun", ""), this_year)
    found = achieved(region, year, history)
    lines = achieved_lines(request.user, region, found)
    context = {
        "region": region,
        "crumbs": crumbs_to(request.user, region, history_url),
        "history": history,
        "table": table,
        "headings": table.headings(""),
        "lines": lines,
        "on": found[0].on,
        "last_on": found[0].last_on,
        "has_targets": any(one.target is not None for one in found),
        "year": year,
        "earlier_year": year - 1 if year > FIRST_YEAR else None,
        "later_year": year + 1 if year <= this_year else None,
        "dashboard_url": links.dashboard_url(region.pk),
        "may_export": request.user.allows(Permission.EXPORT),
        "may_edit": request.user.allows(Permission.REFERENCE_EDIT),
    }
    return render(request, "reports/history_region.html", context)


def history_url(code: str) -> str:
    """The history of a region."""
    return reverse("history_region", args=[code])


def achieved_lines(user, region: Region, found: list[Achievement]) -> list[AchievedLine]:
    """The measures this viewer may see; the KB share as `reports/privacy.py` lets her see it."""
    if sees_kb(user):
        return [AchievedLine(one) for one in found]
    return [
        AchievedLine(_rounded(one), share_is_withheld(region)) if one.measure == Measure.KB_SHARE else AchievedLine(one)
        for one in found
        if _is_seen(user, region, one)
    ]


def _is_seen(user, region: Region, one: Achievement) -> bool:
    """A share of large regions, of today alone; how many members there were, only for those who may see them (DB06)."""
    is_now = one.on == local_today(region)
    needed = {Measure.KB_SHARE: is_now and region.level <= privacy.DEEPEST, Measure.MEMBERS: sees_people(user)}
    return needed.get(one.measure, True)


def _rounded(one: Achievement) -> Achievement:
    """The share in whole percent, of today alone: from one day to another it would tell what became of one person."""
    return replace(one, now=None if one.now is None else Decimal(one.now).quantize(Decimal("0.01")), last_year=None)
