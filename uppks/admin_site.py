"""Django's admin at `/kelola/`, entered by the role table and by the product's own sign-in page."""

from functools import wraps

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.admin_base import RegistryModelAdmin
from accounts.views import sign_out

ROOMS = ("regions", "accounts", "groups", "members", "activities", "associations", "imports", "reports")


class RegistryAdminSite(admin.AdminSite):
    """The admin for reference tables, users, bands, positions and regions."""

    site_title = _("Registri UPPKS")
    site_header = _("Registri UPPKS · Kelola")
    index_title = _("Tabel acuan dan pengguna")
    enable_nav_sidebar = True

    def register(self, model_or_iterable, admin_class=None, **options):
        """Hang up only screens that follow the role table and the territory; those of libraries are left out."""
        if admin_class is not None and issubclass(admin_class, RegistryModelAdmin):
            super().register(model_or_iterable, admin_class, **options)
        elif admin_class is None or admin_class.__module__.partition(".")[0] in ROOMS:
            raise ImproperlyConfigured(f"{admin_class or model_or_iterable} must be a RegistryModelAdmin")

    def has_permission(self, request) -> bool:
        """True for those whose role keeps reference tables or users."""
        return request.user.is_authenticated and request.user.is_staff_role

    def admin_view(self, view, cacheable=False):
        """Guard a screen: a signed-in user without the permission is refused, not sent to sign in again."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def refused_or_shown(request, *args, **kwargs):
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            return guarded(request, *args, **kwargs)

        return refused_or_shown

    def logout(self, request, extra_context=None):
        """The product's own way out."""
        return sign_out(request)

    def password_change(self, request, extra_context=None):
        """The product's own page for it."""
        return redirect("account_change_password")

    def login(self, request, extra_context=None):
        """Send to the one sign-in page; a signed-in user without the permission is refused plainly."""
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.get_full_path(), reverse("account_login"))
