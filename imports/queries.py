"""The questions asked of tables that were read from files, as querysets."""

from django.db import models
from django.db.models import Q

from regions.codes import NATION_CODE, ancestors_of
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


class ImportBatchQuerySet(models.QuerySet):
    """Files sent for the register: private to their sender, since they hold people outside any one village."""

    def visible_to(self, user):
        """The user's own files; those of all for the national administrator."""
        if user.is_staff_role and NATION_CODE in user.territory_codes:
            return self.all()
        return self.filter(by=user)
