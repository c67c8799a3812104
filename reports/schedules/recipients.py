"""Who can be sent a report: active accounts that may make it, whose territory lies inside the owner's."""

from django.db.models import Q

from accounts.models import Territory, User
from accounts.roles import ROLE_PERMISSIONS
from regions.codes import is_inside
from regions.scoping import in_any_region
from reports.catalogue.report import Report


def who_could_receive(owner, report: Report | None = None):
    """Accounts with a mail address and a territory inside the owner's, by name; those who may make `report`."""
    inside = Territory.objects.filter(in_any_region("region_id", owner.territory_codes))
    users = User.objects.filter(Q(pk__in=inside.values("user")) | Q(pk=owner.pk), is_active=True).exclude(email="")
    if report is not None:
        roles = [role for role, held in ROLE_PERMISSIONS.items() if report.permission in held]
        users = users.filter(Q(role__in=roles) | Q(is_superuser=True))
    return users.order_by("full_name", "username")


def lies_inside(owner, user) -> bool:
    """True if every present territory of the user lies inside one of the owner's, and there is one."""
    codes = user.territory_codes
    return bool(codes) and all(any(is_inside(code, own) for own in owner.territory_codes) for code in codes)
