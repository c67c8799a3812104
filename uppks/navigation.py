"""The menu, as data: what a role may open, in the order people use it."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission


@dataclass(frozen=True)
class MenuItem:
    """One entry of the menu: where it leads, what it is called, and the permission it needs."""

    view_name: str
    label: str | Promise
    icon: str
    permission: str | None


@dataclass(frozen=True)
class ShownItem:
    """A menu entry made ready for one page."""

    url: str
    label: str | Promise
    icon: str
    current: bool


MENU = (
    MenuItem("home", _("Beranda"), "home", None),
    MenuItem("group_list", _("Kelompok"), "groups", Permission.GROUP_VIEW),
    MenuItem("membership_list", _("Anggota"), "people", Permission.MEMBER_VIEW),
    MenuItem("dashboard", _("Dasbor"), "dashboard", Permission.REPORT_VIEW),
    MenuItem("recap", _("Rekap"), "report", Permission.REPORT_VIEW),
    MenuItem("board_list", _("AKU"), "board", Permission.BOARD_VIEW),
    MenuItem("audit_list", _("Jejak"), "audit", Permission.AUDIT_VIEW),
    MenuItem("access_list", _("Akses data"), "eye", Permission.ACCESS_LOG_VIEW),
    MenuItem("admin:index", _("Kelola"), "gear", Permission.REFERENCE_EDIT),
)


def menu_for(user, path: str) -> list[ShownItem]:
    """The entries this user may open, with the one that leads to the present page marked."""
    if not user.is_authenticated:
        return []
    allowed = [item for item in MENU if item.permission is None or user.allows(item.permission)]
    urls = [(item, url) for item in allowed if (url := _url_of(item))]
    current = max((url for _item, url in urls if path.startswith(url)), key=len, default="")
    return [ShownItem(url, item.label, item.icon, url == current) for item, url in urls]


def _url_of(item: MenuItem) -> str:
    try:
        return reverse(item.view_name)
    except NoReverseMatch:
        return ""
