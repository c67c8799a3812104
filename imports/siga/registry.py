"""The registry's own ADA and LAPOR of a month, by village (figures: `docs/figures.md`). Two queries for any number."""

from datetime import date

from django.db.models import Count

from activities.models import MonthlyReport
from groups.models import EnterpriseGroup
from imports.siga.comparison import Counts
from regions.clock import local_today
from regions.models import Region
from regions.months import last_day


def counted_on(region: Region, month: date) -> date:
    """The day on which groups of a month are counted: its last, or today while the month runs."""
    return min(last_day(month), local_today(region))


def registry_counts(user, region: Region, month: date) -> dict[str, Counts]:
    """ADA and LAPOR of each village that has groups, inside the region and the user's territory."""
    groups = EnterpriseGroup.objects.visible_to(user).in_region(region.pk).working_on(counted_on(region, month))
    existing = dict(groups.order_by().values_list("village_id").annotate(Count("pk")))
    reports = MonthlyReport.objects.handed_in().filter(month=month, group__in=groups.order_by().values("pk"))
    reporting = dict(reports.order_by().values_list("group__village_id").annotate(Count("pk")))
    return {code: Counts(number, reporting.get(code, 0)) for code, number in existing.items()}
