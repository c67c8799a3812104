"""Who can be sent a report: active accounts that may make it, whose territory lies inside the owner's."""

from collections.abc import Iterable

from django.db.models import Q

from accounts.models import Territory, User
from accounts.roles import ROLE_PERMISSIONS
from regions.codes import is_inside
from regions.scoping import in_any_region
from reports.catalogue.report import Report

MOST_RECIPIENTS = 100
MOST_FOUND = 20
MOST_WORDS = 6


def who_could_receive(owner, report: Report | None = None):
    """Accounts with a mail address and a territory inside the owner's, by name; those who may make `report`."""
    inside = Territory.objects.filter(in_any_region("region_id", owner.territory_codes))
    users = User.objects.filter(Q(pk__in=inside.values("user")) | Q(pk=owner.pk), is_active=True).exclude(email="")
    if report is not None:
        roles = [role for role, held in ROLE_PERMISSIONS.items() if report.permission in held]
        users = users.filter(Q(role__in=roles) | Q(is_superuser=True))
    return users.order_by("full_name", "username")


def recipients_found(owner, report: Report | None, typed: str, picked: Iterable[str]) -> tuple[list[User], bool]:
    """Who was picked already and who has every word typed in the name, the account or a region; is there more?"""
    able, words = who_could_receive(owner, report), typed.split()[:MOST_WORDS]
    chosen = able.filter(username__in=list(picked)[:MOST_RECIPIENTS])
    for word in words:
        there = Territory.objects.filter(region__name__icontains=word).values("user")
        able = able.filter(Q(full_name__icontains=word) | Q(username__icontains=word) | Q(pk__in=there))
    matches = list(able[: MOST_FOUND + 1]) if words else []
    users = {user.pk: user for user in [*chosen, *matches[:MOST_FOUND]]}
    return [user for user in users.values() if lies_inside(owner, user)], len(matches) > MOST_FOUND


def lies_inside(owner, user) -> bool:
    """True if every present territory of the user lies inside one of the owner's, and there is one."""
    codes = user.territory_codes
    return bool(codes) and all(any(is_inside(code, own) for own in owner.territory_codes) for code in codes)
