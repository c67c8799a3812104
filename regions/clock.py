"""The local day. Indonesia has three time zones, so "today" belongs to a place, never to the server."""

from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from django.utils import timezone


class Placed(Protocol):
    """Anything that knows its time zone: a region, a user, a group."""

    @property
    def time_zone(self) -> str: ...


def local_now(where: Placed) -> datetime:
    """The present instant on the clock of this place."""
    return timezone.localtime(timezone=ZoneInfo(where.time_zone))


def local_today(where: Placed) -> date:
    """The calendar day it is now in this place (WIB, WITA or WIT)."""
    return local_now(where).date()
