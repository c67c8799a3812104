"""Addresses of the graduation matrix and of the groups behind each of its numbers (DB02, DB03)."""

from collections.abc import Callable
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from accounts.roles import Permission


def graduation_url(code: str, from_on: date, to_on: date, **filters: str) -> str:
    """The graduation matrix of a region between two days."""
    return f"{reverse('graduation')}?{_asked(code, from_on, to_on, filters)}"


def graduation_groups_url(code: str, from_on: date, to_on: date, **filters: str) -> str:
    """The groups of a cell (`awal`, `akhir`: codes of states) or of a move (`gerak`)."""
    return f"{reverse('graduation_groups')}?{_asked(code, from_on, to_on, filters)}"


def graduation_links(user, from_on: date, to_on: date, **filters: str) -> Callable[[str], str]:
    """The same as a function of the region's code, for the rows of a table; empty where this user may not open it."""
    if not user.allows(Permission.GROUP_VIEW):
        return lambda _code: ""
    before, _found, after = graduation_groups_url("@", from_on, to_on, **filters).partition("%40")
    return lambda code: f"{before}{code}{after}"


def _asked(code: str, from_on: date, to_on: date, filters: dict[str, str]) -> str:
    asked = {"wilayah": code, "dari": from_on.isoformat(), "sampai": to_on.isoformat(), **filters}
    return urlencode({name: value for name, value in asked.items() if value})
