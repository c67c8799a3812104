"""Who is acting, from where, in which request and why: what the audit trail, the access log and log lines share."""

import uuid
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any

MAX_REASON = 300


@dataclass(frozen=True)
class Authorship:
    """The author of the changes being made now; empty outside a request, a command or a task that names one."""

    user: Any = None
    address: str | None = None
    request_id: str = ""
    reason: str = ""
    review: str = ""

    @property
    def full_reason(self) -> str:
        """The reason with the names of those who proposed and approved the change, which are never cut off."""
        if not self.review:
            return self.reason
        left = MAX_REASON - len(self.review) - 3
        return f"{self.reason[:left]} ({self.review})" if self.reason else self.review[:MAX_REASON]


_NOBODY = Authorship()
_current: ContextVar[Authorship] = ContextVar("authorship", default=_NOBODY)


def current_authorship() -> Authorship:
    """Who is acting now."""
    return _current.get()


def current_request_id() -> str:
    """The number of the request being answered; empty outside one."""
    return _current.get().request_id


def request_id_of(request) -> str:
    """The caller's own request number where it sent a plausible one, else a new one."""
    given = request.META.get("HTTP_X_REQUEST_ID", "")
    return given if given.isascii() and given.isalnum() and len(given) <= 64 else uuid.uuid4().hex


@contextmanager
def acting(user, *, address: str | None = None, request_id: str = ""):
    """Sign every change made inside the block with this user (None: the system itself)."""
    with _using(replace(_current.get(), user=user, address=address, request_id=request_id)):
        yield


@contextmanager
def use_reason(reason: str):
    """Let this reason stand in every audit entry written inside the block (at most 300 characters of it)."""
    with _using(replace(_current.get(), reason=reason[:MAX_REASON])):
        yield


@contextmanager
def use_review(names: str):
    """Let the trail name who proposed and who approved what is changed inside the block, beside any reason."""
    with _using(replace(_current.get(), review=names[:MAX_REASON])):
        yield


@contextmanager
def _using(authorship: Authorship):
    mark = _current.set(authorship)
    try:
        yield
    finally:
        _current.reset(mark)
