"""Who is responsible for a village: the field officers whose territory covers it today."""

from collections.abc import Iterable

from django.db.models import Q

from accounts.models import Territory, User
from accounts.roles import Role
from regions.clock import local_today
from regions.codes import ancestors_of, is_inside
from regions.scoping import in_region


def officer_territories(code: str) -> list[Territory]:
    """The current territories of active officers inside a region or around it, by name of the officer; one query."""
    near = in_region("region_id", code) | Q(region_id__in=ancestors_of(code))
    rows = Territory.objects.filter(near, user__role=Role.OFFICER, user__is_active=True)
    rows = rows.select_related("user", "region").order_by("user__full_name", "user__username", "region_id")
    return [row for row in rows if row.holds_on(local_today(row.region))]


def responsible_for(villages: Iterable[str], territories: Iterable[Territory]) -> dict[User | None, list[str]]:
    """The villages by officer, in the order of the territories; at the end, under None, those that nobody covers.

    A village that two officers share stands under both.
    """
    codes = list(villages)
    found: dict[User | None, list[str]] = {}
    for territory in territories:
        covered = [code for code in codes if is_inside(code, territory.region_id)]
        if covered:
            held = found.setdefault(territory.user, [])
            held.extend(code for code in covered if code not in held)
    shared_out = {code for held in found.values() for code in held}
    orphans = [code for code in codes if code not in shared_out]
    return {user: sorted(held) for user, held in found.items()} | ({None: sorted(orphans)} if orphans else {})
