"""How fresh what we know of a group is (NX06): when somebody last dealt with it, in whole months.

A group is seen by being registered, by a valid capital record and by a card or register that is handed in. Whole
months, not days, so that the stored totals change with a write or a new month and never by themselves overnight.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import DateField, F, Q
from django.db.models.functions import Coalesce, Greatest, TruncDate
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from regions.months import months_apart, shift


class SeenBy(StrEnum):
    """By what a group was seen last."""

    REGISTRATION = "registration"
    CAPITAL = "capital"
    REPORT = "report"


@dataclass(frozen=True)
class Seen:
    """When a group was seen last, by what, and which state that makes."""

    on: date
    by: SeenBy
    state: "Freshness"


@dataclass(frozen=True)
class Freshness:
    """One state: its code in addresses, its name, and what it means."""

    code: str
    label: str | Promise
    text: str | Promise


VERIFIED = Freshness("terverifikasi", _("Terverifikasi"), _("Dilihat petugas dalam tiga bulan terakhir."))
AGEING = Freshness("menua", _("Menua"), _("Terakhir dilihat lebih dari tiga bulan lalu."))
STALE = Freshness("usang", _("Usang"), _("Terakhir dilihat lebih dari enam bulan lalu."))
DORMANT = Freshness("senyap", _("Diduga tidak berjalan"), _("Tidak ada kabar lebih dari satu tahun."))
STATES = (VERIFIED, AGEING, STALE, DORMANT)


def freshness_of(seen_on: date, today: date) -> Freshness:
    """The state of a group last seen on a day."""
    months = months_apart(seen_on, today)
    for state, limit in zip(STATES, settings.FRESHNESS_MONTHS, strict=False):
        if months <= limit:
            return state
    return DORMANT


def last_seen(group, today: date) -> Seen:
    """When a group was seen last: the same day as the column `seen_on`, from a row already read."""
    registered = localtime(group.created_at, ZoneInfo(settings.TIME_ZONE)).date()
    days = [(group.reported_on, SeenBy.REPORT), (group.capital_on, SeenBy.CAPITAL), (registered, SeenBy.REGISTRATION)]
    on, by = max((pair for pair in days if pair[0]), key=lambda pair: pair[0])
    return Seen(on, by, freshness_of(on, today))


def seen_on() -> Greatest:
    """The newest day on which somebody dealt with the group, as a column."""
    registered = TruncDate("created_at", output_field=DateField(), tzinfo=ZoneInfo(settings.TIME_ZONE))
    return Greatest(registered, Coalesce(F("capital_on"), registered), Coalesce(F("reported_on"), registered))


def with_seen_on(groups):
    """Groups with the column `seen_on`."""
    return groups.annotate(seen_on=seen_on())


def of_freshness(groups, state: Freshness, today: date):
    """Groups in one state on the day; only those that work are in one."""
    place = STATES.index(state)
    limits = settings.FRESHNESS_MONTHS
    month = today.replace(day=1)
    condition = Q(status="active")
    if place < len(limits):
        condition &= ~_seen_before(shift(month, -limits[place]))
    if place > 0:
        condition &= _seen_before(shift(month, -limits[place - 1]))
    return with_seen_on(groups).filter(condition)


def _seen_before(day: date) -> Q:
    """A condition on groups: `seen_on` lies before the day. Told from its columns, which is three times as fast."""
    midnight = datetime.combine(day, time(), ZoneInfo(settings.TIME_ZONE))
    capital = Q(capital_on__isnull=True) | Q(capital_on__lt=day)
    report = Q(reported_on__isnull=True) | Q(reported_on__lt=day)
    return Q(created_at__lt=midnight) & capital & report
