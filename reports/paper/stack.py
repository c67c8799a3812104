"""Which groups a stack of blank forms is printed for, and how large a stack may be."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.db.models.functions import Substr

from groups.models import EnterpriseGroup
from members.models import Membership
from regions.codes import LENGTH_BY_LEVEL, Level
from regions.models import Region
from regions.scoping import in_any_region

# Beyond these a stack takes too long and too much memory for a page that somebody waits for.
MOST_FORMS = 200
MOST_NAMES = 5_000


@dataclass(frozen=True)
class Part:
    """A smaller region to print instead, and how many groups it has."""

    region: Region
    groups: int

    @property
    def fits(self) -> bool:
        """True if its forms go into one stack."""
        return self.groups <= MOST_FORMS


@dataclass(frozen=True)
class Stack:
    """The groups of a region, or of a whole territory, that work on a day, by village and number."""

    user: object
    region: Region | None
    day: date

    @property
    def groups(self):
        """The groups, in the order they lie in the stack."""
        found = EnterpriseGroup.objects.visible_to(self.user).working_on(self.day).select_related("village", "mentor")
        if self.region is not None:
            found = found.in_region(self.region.pk)
        return found.order_by("village_id", "number")

    def count(self) -> int:
        """How many forms it would be."""
        return self.groups.count()

    def count_names(self) -> int:
        """How many members would be printed."""
        groups = self.groups.order_by().values("pk")
        return Membership.objects.filter(group__in=groups).current(self.day).count()

    def parts(self) -> list[Part]:
        """The regions just below, each with its number of groups; those without a group are left out."""
        below = self._below()
        length = max((len(code) for code in below), default=0)
        groups = self.groups.order_by().annotate(part=Substr("village_id", 1, length or 10))
        counted = dict(groups.values("part").annotate(number=Count("pk")).values_list("part", "number"))
        return [Part(region, counted[code]) for code, region in below.items() if counted.get(code)]

    def _below(self) -> dict[str, Region]:
        """The parts of the region; of several territories they themselves, of one its parts."""
        own = self.user.territory_codes
        if self.region is None and len(own) > 1 and len({len(code) for code in own}) == 1:
            found = Region.objects.filter(pk__in=own)
        else:
            outer = [self.region.pk] if self.region else own
            found = Region.objects.filter(in_any_region("code", outer), level=self._next_level(outer))
        return {region.pk: region for region in found.order_by("code")}

    def _next_level(self, outer) -> int:
        deepest = max((len(code) for code in outer), default=1)
        level = next(level for level, length in LENGTH_BY_LEVEL.items() if length == deepest)
        return min(level + 1, Level.VILLAGE)
