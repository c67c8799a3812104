"""The page of an account that is locked for a while after too many failures (AC06)."""

import math

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.shortcuts import render
from django.utils import timezone


def typed_username(request, credentials=None) -> str:
    """The account name a sign-in is counted under: as typed, without a difference of case or spaces."""
    typed = (credentials or {}).get("username") or request.POST.get("login", "")
    return typed.strip().lower()


def locked_out(request, _response=None, credentials=None):
    """The page that says for how long, and nothing about whether the account exists."""
    minutes = _minutes_left(typed_username(request, credentials), request.axes_ip_address)
    page = render(request, "accounts/locked_out.html", {"minutes": minutes}, status=429)
    page.headers["Retry-After"] = str(minutes * 60)
    return page


def unlock(username: str) -> None:
    """Forget the failures of an account, from every address."""
    reset(username=username.strip().lower())


def _minutes_left(username: str, address: str) -> int:
    newest = AccessAttempt.objects.filter(username=username, ip_address=address).order_by("-attempt_time").first()
    seconds = settings.AXES_COOLOFF_TIME * 3600
    passed = (timezone.now() - newest.attempt_time).total_seconds() if newest else 0
    return max(1, math.ceil((seconds - passed) / 60))
