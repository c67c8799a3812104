"""Django's admin at `/kelola/`, entered by the role table and by the product's own sign-in page."""

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class RegistryAdminSite(admin.AdminSite):
    """The admin for reference tables, users, bands, positions and regions."""

    site_title = _("Registri UPPKS")
    site_header = _("Registri UPPKS · Kelola")
    index_title = _("Tabel acuan dan pengguna")
    enable_nav_sidebar = True

    def has_permission(self, request) -> bool:
        """True for those whose role keeps reference tables or users."""
        return request.user.is_authenticated and request.user.is_staff_role

    def login(self, request, extra_context=None):
        """Send to the one sign-in page; a signed-in user without the permission is refused plainly."""
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.get_full_path(), reverse("account_login"))
