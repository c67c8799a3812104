"""How a view says who may use it. A view that says nothing is refused (see `accounts/middleware.py`)."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied


def public(view):
    """Open to everyone, signed in or not: sign-in itself, health."""
    view = login_not_required(view)
    view.access = "public"
    return view


def signed_in(view):
    """Open to every signed-in user whatever the role: home, own account."""
    view.access = "signed_in"
    return view


def require(permission: str):
    """Open to users whose role holds the permission; others get 403. Rows are still scoped by territory (404)."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.allows(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.access = permission
        return guarded

    return decorate
