"""Which officers have which villages, today and on days to come, and which villages have none (NX14)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Substr

from accounts.models import Territory, User
from accounts.roles import Role
from activities.spans import Span, uncovered
from groups.models import EnterpriseGroup
from regions.clock import local_today
from regions.codes import LENGTH_BY_LEVEL, NATION_CODE, Level, ancestors_of, is_inside
from regions.models import Region
from regions.scoping import in_any_region

# A page names so many villages without an officer; those of a new office are more than anyone reads at once.
SHOWN = 100


@dataclass(frozen=True)
class UnownedVillage:
    """A village with active groups and, from a day on, no officer."""

    region: Region
    group_count: int
    since: date
    is_now: bool


def live(today: date, prefix: str = "") -> Q:
    """A condition on territories (reached through `prefix`): not over yet, begun or still to begin."""
    return Q(**{f"{prefix}ended_on__isnull": True}) | Q(**{f"{prefix}ended_on__gt": today})


def officers_of(by: User):
    """The active officers who have, or will have, a territory inside that of `by`."""
    here = in_any_region("territory__region_id", by.territory_codes)
    found = User.objects.filter(live(local_today(by), "territory__") & here, role=Role.OFFICER, is_active=True)
    return found.distinct().order_by("full_name", "username")


def successors_for(by: User, codes: Iterable[str]):
    """The active officers who can take villages of these regions: those of their regencies, and those free at present.

    Of the free ones `by` is shown those who once worked in the own territory; a national administrator all of them.
    """
    today = local_today(by)
    regencies = {code[: LENGTH_BY_LEVEL[Level.REGENCY]] for code in codes}
    own = Territory.objects.filter(user_id=OuterRef("pk"))
    here = Exists(own.filter(live(today), in_any_region("region_id", regencies)))
    is_free = ~Exists(own.filter(live(today)))
    known = Q() if by.is_national else Q(Exists(own.filter(in_any_region("region_id", by.territory_codes))))
    found = User.objects.filter(Q(here) | (Q(is_free) & known), role=Role.OFFICER, is_active=True)
    return found.order_by("full_name", "username")


def officer_spans(codes: Iterable[str]) -> dict[str, list[Span]]:
    """For each region the stretches for which an active officer has it, or a region around it; one query."""
    wanted = list(codes)
    around = {above for code in wanted for above in [code, *ancestors_of(code)]}
    rows = Territory.objects.filter(region_id__in=around, user__role=Role.OFFICER, user__is_active=True)
    held = list(rows.values_list("region_id", "started_on", "ended_on"))
    return {code: [(start, end) for region, start, end in held if is_inside(code, region)] for code in wanted}


def unowned_villages(user: User, code: str = NATION_CODE) -> list[UnownedVillage]:
    """Villages of the territory with active groups and no officer, today or from a coming day on, by code.

    `code` narrows it to a region. At most `SHOWN` are looked at: once those have an officer, the next ones come.
    """
    counts = dict(_candidates(user, code)[:SHOWN])
    regions = Region.objects.in_bulk(list(counts))
    spans = officer_spans(counts)
    found = []
    for village, number in counts.items():
        today = local_today(regions[village])
        gaps = uncovered(spans[village], today)
        if gaps:
            found.append(UnownedVillage(regions[village], number, gaps[0][0], gaps[0][0] == today))
    return found


def _candidates(user: User, code: str):
    """Villages with active groups that no officer has today without end, with the number of groups; by code.

    A few of them have their next officer already; that is settled day by day in `unowned_villages`.
    """
    settled = Territory.objects.filter(
        user__role=Role.OFFICER,
        user__is_active=True,
        started_on__lte=local_today(user),
        ended_on__isnull=True,
    ).order_by()
    groups = EnterpriseGroup.objects.visible_to(user).in_region(code).active()
    groups = groups.filter(~Exists(settled.filter(region_id=NATION_CODE))).order_by("village_id")
    # One set of codes for each level, read once, instead of a question for each of ninety thousand groups.
    for level in (Level.PROVINCE, Level.REGENCY, Level.DISTRICT, Level.VILLAGE):
        around = Substr("village_id", 1, LENGTH_BY_LEVEL[level])
        groups = groups.alias(around=around).filter(~Q(around__in=settled.values("region_id")))
    return groups.values_list("village_id").annotate(number=Count("pk"))
