"""Closed by default, and every change signed: the two things that hold for each request."""

import zoneinfo

from auditlog.context import set_actor
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.audit import request_id_of, use_request_id

# Rooms of other people that guard themselves: the admin site asks its own permission, allauth's views are declared in urls.
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
        with use_request_id(request_id_of(request)), set_actor(actor, remote_addr=request.META.get("REMOTE_ADDR")):
            return self.get_response(request)
