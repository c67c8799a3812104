"""One's own account: who, where, what is allowed, and the sessions."""

from allauth.account.internal.flows.logout import logout
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.decorators import signed_in
from accounts.roles import Permission, permissions_of


@signed_in
def account_settings(request):
    """Name, role, territory, what the role allows, password, second factor, sessions."""
    context = {
        "permissions": permissions_of(request.user.role),
        "may_export": request.user.allows(Permission.EXPORT),
        "has_second_factor": is_mfa_enabled(request.user),
        "session_ends_at": request.session.get_expiry_date(),
        "address": request.META.get("REMOTE_ADDR", ""),
    }
    return render(request, "accounts/account_settings.html", context)


@signed_in
@require_POST
def sessions_end(request):
    """Sign out on every other device; this one stays (AC08)."""
    request.user.end_sessions()
    update_session_auth_hash(request, request.user)
    messages.success(request, _("Semua perangkat lain sudah dikeluarkan dari akun Anda."))
    return redirect("account_settings")


@signed_in
@require_POST
def sign_out(request):
    """End this session and let the browser forget its pages (OF04)."""
    logout(request)
    response = redirect("account_login")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
