"""What a group makes, holds and sells, as rows: one definition for lists, their filters and the counted figures.

In words: `docs/figures.md`, "Other counts".
"""

from datetime import date, timedelta

from django.conf import settings
from django.db.models import OuterRef, Q

from groups.models import CapitalRecord, GroupLicence, OnlineChannel, Product
from groups.warnings import has_row
from regions.names import search_words


def made_products(day: date):
    """Products that groups make on the day."""
    return Product.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day)).order_by()


def named(products, text: str):
    """Those of the products whose name has every word of the text, whatever its case; without a word none (UP04)."""
    words = search_words(text).split()
    return products.filter(*(Q(name__icontains=word) for word in words)) if words else products.none()


def held_licences(day: date):
    """Licences that hold on the day: without a last day on record, or not past it."""
    return GroupLicence.objects.filter(Q(expires_on__isnull=True) | Q(expires_on__gte=day)).order_by()


def online_channels():
    """Online shops and accounts through which groups sell."""
    return OnlineChannel.objects.order_by()


def jumps(day: date):
    """Valid capital records of the last 365 days that were kept although they looked wrong beside their neighbours."""
    since = day - timedelta(days=settings.CAPITAL_STALE_DAYS)
    return CapitalRecord.objects.valid().filter(on__gte=since).exclude(unlikely_reason="").order_by()


def having(groups, rows):
    """Those of the groups that at least one of these rows belongs to; few groups do, so the rows are asked first."""
    return groups.filter(pk__in=rows.values("group_id"))


def lacking(groups, rows):
    """Those of the groups that none of these rows belongs to; most groups of a page do, so each is asked by itself."""
    return groups.filter(~Q(has_row(rows.filter(group_id=OuterRef("pk")))))
