"""Looking for reference cycles less often while some thousand rows at a time are alive."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# Python looks after 700 new values, and finds the rows of one chunk again and again, none of them in a cycle.
_VALUES = 200_000


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Let the collector look at what is made from here on only, and after `_VALUES` of it."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_VALUES, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()
