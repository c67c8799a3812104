"""The kinds of long work, by name. A room registers its own at start-up (`apps.py: ready`)."""

from collections.abc import Callable
from typing import Any

_runners: dict[str, Callable[[Any], None]] = {}
_tidiers: list[Callable[[], object]] = []


def runs(kind: str):
    """Register a function as what does jobs of this kind; it gets a `Run` (see `running.py`).

    It may be called again for a job that was begun before: what it finds done it must not do twice.
    """

    def register(function: Callable[[Any], None]) -> Callable[[Any], None]:
        _runners[kind] = function
        return function

    return register


def runner_of(kind: str) -> Callable[[Any], None]:
    """What does jobs of this kind. Raises KeyError for one that nobody registered."""
    return _runners[kind]


def tidies(function: Callable[[], object]) -> Callable[[], object]:
    """Register a function that removes what is over; the worker calls it every quarter of a minute, so it is cheap."""
    _tidiers.append(function)
    return function


def tidy() -> None:
    """Let every room remove what is over."""
    for function in _tidiers:
        function()
