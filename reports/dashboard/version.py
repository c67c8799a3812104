"""From which state of the stored figures a dashboard is drawn."""

from django.db.models import Count, DecimalField, F, Sum, Value

from reports.models import MonthState, RefreshState, Target
from reports.totals import near

# Changes with every single target, also where two of them change places.
_TARGETS = Sum(F("value") * F("pk"), output_field=DecimalField(max_digits=38, decimal_places=1))


def version_of(code: str) -> str:
    """A short name of what is stored inside or around a region, and of its targets; one query.

    Another one after each recomputation and each change of a target.
    """
    totals, months = [
        model.objects.filter(near("regency_code", [code]))
        .order_by()
        .annotate(place=Value(place))
        .values_list("place")
        .annotate(number=Count("pk"), revisions=Sum("revision"))
        for place, model in enumerate((RefreshState, MonthState))
    ]
    targets = Target.objects.filter(region_id=code).order_by().annotate(place=Value(2))
    targets = targets.values_list("place").annotate(number=Count("pk"), revisions=_TARGETS)
    return str(sorted(totals.union(months, targets, all=True)))
