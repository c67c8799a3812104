"""What a group makes, holds and sells, as conditions on rows: one definition for lists, filters and counted figures.

In words: `docs/figures.md`, "Other counts".
"""

from datetime import date, timedelta

from django.conf import settings
from django.db.models import OuterRef, Q

from groups.models import CapitalRecord, GroupLicence, OnlineChannel, Product
from groups.warnings import has_row


def made_products(day: date):
    """Products that groups make on the day."""
    return Product.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day)).order_by()


def held_licences(day: date):
    """Licences that hold on the day: without a last day on record, or not past it."""
    return GroupLicence.objects.filter(Q(expires_on__isnull=True) | Q(expires_on__gte=day)).order_by()


def jumps(day: date):
    """Valid capital records of the last 365 days that were kept although they looked wrong beside their neighbours."""
    since = day - timedelta(days=settings.CAPITAL_STALE_DAYS)
    return CapitalRecord.objects.valid().filter(on__gte=since).exclude(unlikely_reason="").order_by()


def makes_products(day: date) -> Q:
    """A condition on groups: at least one product that it makes on the day."""
    return _has(made_products(day))


def holds_licence(day: date, kind: str) -> Q:
    """A condition on groups: a licence of this kind (its code) that holds on the day."""
    return _has(held_licences(day).filter(kind__code=kind))


def sells_online() -> Q:
    """A condition on groups: at least one online shop or account."""
    return _has(OnlineChannel.objects.order_by())


def has_jumped(day: date) -> Q:
    """A condition on groups: at least one jump of capital."""
    return _has(jumps(day))


def _has(rows) -> Q:
    return Q(has_row(rows.filter(group_id=OuterRef("pk"))))
