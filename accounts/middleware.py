"""What holds for each request: closed by default, every change signed, duties before work, nothing left in a cache."""

import zoneinfo

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import patch_cache_control

from accounts.authorship import acting, request_id_of

# Django's admin asks its own permission; all else declares itself, the sign-in library's views too (accounts/urls.py).
SELF_GUARDED = "django.contrib.admin"
# What stays open while a duty (a new password, a second factor) is not done.
OPEN_DURING_DUTY = {
    "account_change_password",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "sign_out",
    "set_language",
    "theme_set",
    "health",
}


class AccessMiddleware:
    """Refuses a view that has not declared who may use it (AC03), and puts the clock of the user's territory."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.user.is_authenticated:
            return self.get_response(request)
        with timezone.override(zoneinfo.ZoneInfo(request.user.time_zone)):
            response = self.get_response(request)
        # No page of a signed-in user may be shown to the next one, not even by the back button (OF04).
        patch_cache_control(response, private=True, no_store=True)
        return response

    def process_view(self, request, view, args, kwargs):
        """Stop before the view runs if it carries no declaration."""
        if hasattr(view, "access"):
            return
        module = getattr(view, "__module__", "") or ""
        if hasattr(view, "admin_site") or hasattr(view, "model_admin") or module.startswith(SELF_GUARDED):
            return
        raise PermissionDenied


class DutyMiddleware:
    """Leads to what a user must do first: change the initial password, add the second factor (AC06)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Redirect to the duty, unless the page asked for is part of doing it."""
        user = request.user
        if not user.is_authenticated or request.resolver_match.view_name in OPEN_DURING_DUTY:
            return None
        if user.must_change_password:
            return redirect("account_change_password")
        if user.must_have_second_factor and not _has_second_factor(request):
            return redirect("mfa_activate_totp")
        return None


class AuditMiddleware:
    """Signs every change made during the request with the user, the address and the request's own number (AU01)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        actor = request.user if request.user.is_authenticated else None
        # The log lines take the number from here, so that one number finds the entry and the lines.
        number = request.META["HTTP_X_REQUEST_ID"] = request_id_of(request)
        with acting(actor, address=request.META.get("REMOTE_ADDR") or None, request_id=number):
            response = self.get_response(request)
        response.headers["X-Request-ID"] = number
        return response


def _has_second_factor(request) -> bool:
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records) or is_mfa_enabled(request.user)
