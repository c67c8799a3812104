"""Which rows a user may see: a range on the region code, nothing else."""

from django.db import models
from django.db.models import Q

from regions.codes import NATION_CODE, code_range


def in_region(field: str, code: str) -> Q:
    """A condition that `field` (a region code column) lies in the region `code`.

    The nation's code has no bounds; a prefix of nines has no upper bound.
    """
    low, high = code_range(code)
    condition = Q(**{f"{field}__gte": low}) if low else Q()
    if high is not None:
        condition &= Q(**{f"{field}__lt": high})
    return condition


def in_any_region(field: str, codes) -> Q:
    """A condition that `field` lies in at least one of the regions; with no region at all, nothing does."""
    condition = Q(pk__in=[])
    for code in codes:
        condition |= in_region(field, code)
    return condition


class RegionScopedQuerySet(models.QuerySet):
    """A queryset that knows which column says where its rows are (`region_field`)."""

    region_field = "village_id"

    def in_region(self, code: str):
        """Rows inside the region with this code, at any depth."""
        return self.filter(in_region(self.region_field, code))

    def visible_to(self, user):
        """Rows inside the user's territory. A user without territory, or one not signed in, sees nothing."""
        codes = getattr(user, "territory_codes", ())
        if not codes:
            return self.none()
        if NATION_CODE in codes:
            return self.all()
        return self.filter(in_any_region(self.region_field, codes))
