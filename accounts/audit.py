"""The number a request is known by in the audit trail, the access log and the log lines."""

import uuid
from contextlib import contextmanager
from contextvars import ContextVar

_request_id: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """The number of the request being answered; empty outside one."""
    return _request_id.get()


def request_id_of(request) -> str:
    """The caller's own request number where it sent a plausible one, else a new one."""
    given = request.headers.get("X-Request-ID", "")
    return given if given.isalnum() and len(given) <= 64 else uuid.uuid4().hex


@contextmanager
def use_request_id(number: str):
    """Let this number stand in every audit entry written inside the block."""
    mark = _request_id.set(number)
    try:
        yield
    finally:
        _request_id.reset(mark)
