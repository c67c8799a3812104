"""Addresses of the lists behind the figures: each list holds exactly the rows that the number counts (DB02)."""

from collections.abc import Callable
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from accounts.roles import Permission
from regions.codes import LENGTH_BY_LEVEL, NATION_CODE, Level
from regions.months import month_key


def groups_url(user, code: str, **filters: str) -> str:
    """The list of groups in a region (`""`: in the whole territory); empty where this user may not open it."""
    return _url(user, Permission.GROUP_VIEW, "group_list", code, filters)


def members_url(user, code: str, **filters: str) -> str:
    """The list of current members of active groups in a region; empty where this user may not open it."""
    needed = Permission.KB_STATUS_VIEW if "kb" in filters else Permission.MEMBER_VIEW
    return _url(user, needed, "membership_list", code, filters)


def month_url(user, code: str, month: date, **filters: str) -> str:
    """The list of groups that exist in a month; empty where this user may not open it."""
    return _url(user, Permission.ACTIVITY_VIEW, "report_list", code, {"bulan": month_key(month), **filters})


def month_links(user, month: date, **filters: str) -> Callable[[str], str]:
    """The same as a function of the region code alone, for the thousands of cells of a table."""
    start = _url(user, Permission.ACTIVITY_VIEW, "report_list", "@", {"bulan": month_key(month), **filters})
    before, found, after = start.partition("%40")
    return lambda code: f"{before}{code}{after}" if found else ""


def report_url(user, group, month: date) -> str:
    """The register of one group and month; empty where this user may not open it."""
    allowed = user.allows(Permission.ACTIVITY_VIEW)
    return reverse("report_detail", args=[group.number, month_key(month)]) if allowed else ""


def boards_url(user, code: str, state: str = "") -> str:
    """The list of boards inside a province, or inside the nation; below that, the one board of the regency."""
    if len(code) > LENGTH_BY_LEVEL[Level.PROVINCE]:
        return board_url(user, code)
    inside = "" if code == NATION_CODE else code
    return _with(reverse("board_list"), {"wilayah": inside, "keadaan": state}) if _sees_boards(user) else ""


def board_url(user, code: str) -> str:
    """The board of one region; empty where this user may not open it, and below a regency, where there is none."""
    has_board = len(code) <= LENGTH_BY_LEVEL[Level.REGENCY]
    return reverse("board_detail", args=[code]) if has_board and _sees_boards(user) else ""


def completeness_url(code: str, month: date | None = None) -> str:
    """The completeness of a region's registers."""
    return _with(reverse("completeness"), {"wilayah": code, "bulan": month_key(month) if month else ""})


def dashboard_url(code: str) -> str:
    """The dashboard of a region."""
    return reverse("dashboard_region", args=[code])


def quality_url(code: str, **filters: str) -> str:
    """The data-quality board of a region."""
    return _with(reverse("quality_board"), {"wilayah": code, **filters})


def recap_url(code: str, **filters: str) -> str:
    """The recap of a region."""
    return _with(reverse("recap"), {"wilayah": code, **filters})


def _sees_boards(user) -> bool:
    return user.allows(Permission.BOARD_VIEW)


def _url(user, permission: str, view_name: str, code: str, filters: dict) -> str:
    return _with(reverse(view_name), {"wilayah": code, **filters}) if user.allows(permission) else ""


def _with(path: str, filters: dict) -> str:
    given = {name: value for name, value in filters.items() if value}
    return f"{path}?{urlencode(given)}" if given else path
