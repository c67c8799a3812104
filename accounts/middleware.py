"""Closed by default, and every change signed: the two things that hold for each request."""

import zoneinfo

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.authorship import acting, request_id_of

# The admin site asks its own permission; all else declares itself, also the views of the sign-in library (urls.py).
SELF_GUARDED = ("django.contrib.admin", "allauth.")


class AccessMiddleware:
    """Refuses a view that has not declared who may use it (AC03), and puts the clock of the user's territory."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            timezone.activate(zoneinfo.ZoneInfo(request.user.time_zone))
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()

    def process_view(self, request, view, args, kwargs):
        """Stop before the view runs if it carries no declaration."""
        if hasattr(view, "access"):
            return
        module = getattr(view, "__module__", "") or ""
        owner = getattr(getattr(view, "admin_site", None), "__class__", None) or getattr(view, "model_admin", None)
        if owner or module.startswith(SELF_GUARDED):
            return
        raise PermissionDenied


class AuditMiddleware:
    """Signs every change made during the request with the user, the address and the request's own number (AU01)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        actor = request.user if request.user.is_authenticated else None
        with acting(actor, address=request.META.get("REMOTE_ADDR") or None, request_id=request_id_of(request)):
            return self.get_response(request)
