"""What several parts of one page ask is read once for that page.

A page that only reads may keep an answer until it is drawn; anything that writes reads anew each time. So the memory is
opened around requests that only read (`uppks/middleware.py`), and nowhere else: actions, jobs and commands have none.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")

_memory: ContextVar[dict[tuple, Any] | None] = ContextVar("memory of one page", default=None)


@contextmanager
def one_page() -> Iterator[None]:
    """Remember the answers of `once` functions until the end of the block."""
    token = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(token)


def once(function: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """Answer the same question once for one page. Its arguments have to be hashable, and nobody changes the answer."""

    @wraps(function)
    def remembered(*args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        memory = _memory.get()
        if memory is None:
            return function(*args, **kwargs)
        key = (function, args, tuple(sorted(kwargs.items())))
        if key not in memory:
            memory[key] = function(*args, **kwargs)
        return memory[key]

    return remembered


def forget() -> None:
    """Let every question be asked anew: what was stored has just been made true."""
    memory = _memory.get()
    if memory is not None:
        memory.clear()
