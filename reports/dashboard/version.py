"""From which state of the stored figures a dashboard is drawn."""

from django.db.models import Count, Sum, Value

from reports.models import MonthState, RefreshState
from reports.totals import near


def version_of(code: str) -> str:
    """A short name of what is stored inside or around a region: another one after each recomputation; one query."""
    totals, months = [
        model.objects.filter(near("regency_code", [code]))
        .order_by()
        .annotate(place=Value(place))
        .values_list("place")
        .annotate(number=Count("pk"), revisions=Sum("revision"))
        for place, model in enumerate((RefreshState, MonthState))
    ]
    return str(sorted(totals.union(months, all=True)))
