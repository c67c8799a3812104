"""The questions asked of people and memberships, as querysets."""

from datetime import date

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from regions.codes import NATION_CODE
from regions.scoping import RegionScopedQuerySet, in_any_region


class PersonQuerySet(RegionScopedQuerySet):
    """People, visible where they live and where they are or were members."""

    region_field = "village_id"

    def visible_to(self, user):
        """People who live in the user's territory or have a membership in a group there."""
        codes = getattr(user, "territory_codes", ())
        if not codes:
            return self.none()
        if NATION_CODE in codes:
            return self.all()
        memberships = apps.get_model("members", "Membership").objects.filter(person_id=OuterRef("pk"))
        here = in_any_region("village_id", codes)
        return self.filter(here | Exists(memberships.filter(here)))


class MembershipQuerySet(RegionScopedQuerySet):
    """Memberships, scoped by the village of their group."""

    region_field = "village_id"

    def current(self, day: date):
        """Memberships that hold on the local day; a leave dated ahead still counts until its day (DM07)."""
        return self.filter(Q(started_on__lte=day) & (Q(ended_on__isnull=True) | Q(ended_on__gt=day)))

    def of_group(self, group):
        """Memberships of one group, whatever their dates."""
        return self.filter(group=group)
