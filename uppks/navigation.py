"""The menu, as data: what a role may open, in the order people use it."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission, Role


@dataclass(frozen=True)
class MenuItem:
    """One entry of the menu: where it leads, what it is called, and the permission it needs.

    `setting` names a setting without which the entry is left out.
    """

    view_name: str
    label: str | Promise
    icon: str
    permission: str | None
    setting: str = ""

    def is_for(self, user) -> bool:
        """True if this user may open it, and the office uses it."""
        is_used = not self.setting or bool(getattr(settings, self.setting))
        return is_used and (self.permission is None or user.allows(self.permission))


@dataclass(frozen=True)
class ShownItem:
    """A menu entry made ready for one page."""

    url: str
    label: str | Promise
    icon: str
    current: bool


MENU = (
    MenuItem("home", _("Beranda"), "home", None),
    MenuItem("report_list", _("Laporan"), "calendar", Permission.ACTIVITY_VIEW),
    MenuItem("group_list", _("Kelompok"), "groups", Permission.GROUP_VIEW),
    MenuItem("membership_list", _("Anggota"), "people", Permission.MEMBER_VIEW),
    MenuItem("review_list", _("Tinjauan"), "check", Permission.ACTIVITY_REVIEW),
    MenuItem("proposal_list", _("Persetujuan"), "check", Permission.CHANGE_REVIEW, "REVIEWED_CHANGES"),
    MenuItem("dashboard", _("Dasbor"), "dashboard", Permission.REPORT_VIEW),
    MenuItem("catalogue", _("Rekap"), "report", Permission.REPORT_VIEW),
    MenuItem("board_list", _("AKU"), "board", Permission.BOARD_VIEW),
    MenuItem("import_list", _("Impor"), "upload", Permission.IMPORT),
    MenuItem("siga_list", _("SIGA"), "report", Permission.SIGA_COMPARE),
    MenuItem("handover_list", _("Serah terima"), "people", Permission.HAND_OVER),
    MenuItem("audit_list", _("Jejak"), "audit", Permission.AUDIT_VIEW),
    MenuItem("access_list", _("Akses data"), "eye", Permission.ACCESS_LOG_VIEW),
    MenuItem("admin:index", _("Kelola"), "gear", Permission.REFERENCE_EDIT),
)


# What comes next to the start page for a role whose work is elsewhere than with the groups; phones show four entries.
FIRST_WORK = {
    Role.COORDINATOR: "review_list",
    Role.REGENCY: "review_list",
    Role.PROVINCE: "dashboard",
    Role.AKU: "board_list",
    Role.AUDITOR: "audit_list",
}


def menu_for(user, path: str) -> list[ShownItem]:
    """The entries this user may open, with the one that leads to the present page marked."""
    if not user.is_authenticated:
        return []
    menu = sorted(MENU, key=lambda item: FIRST_WORK.get(user.role) == item.view_name, reverse=True)
    menu.sort(key=lambda item: item.view_name == "home", reverse=True)
    allowed = [item for item in menu if item.is_for(user)]
    urls = [(item, url) for item in allowed if (url := _url_of(item))]
    home = reverse("home")
    current = max(
        (url for _item, url in urls if path == url or (url != home and path.startswith(url))), key=len, default=""
    )
    return [ShownItem(url, item.label, item.icon, url == current) for item, url in urls]


def _url_of(item: MenuItem) -> str:
    try:
        return reverse(item.view_name)
    except NoReverseMatch:
        return ""
