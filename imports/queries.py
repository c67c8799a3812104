"""The questions asked of tables that were read from files, as querysets."""

from django.db.models import Q

from regions.codes import ancestors_of
from regions.scoping import RegionScopedQuerySet, in_any_region


class SigaTableQuerySet(RegionScopedQuerySet):
    """Tables of SIGA, scoped by the smallest region around their villages."""

    region_field = "region_id"

    def visible_to(self, user):
        """Tables of the territory, and of regions that hold it: of those the user sees the own villages alone."""
        codes = getattr(user, "territory_codes", ())
        if not codes:
            return self.none()
        above = {outer for code in codes for outer in ancestors_of(code)}
        return self.filter(in_any_region("region_id", codes) | Q(region_id__in=sorted(above)))


class SigaVillageQuerySet(RegionScopedQuerySet):
    """Rows of those tables, scoped by their village."""

    region_field = "region_id"
