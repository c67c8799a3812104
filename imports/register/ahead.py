"""Making the next piece of work while one is being done: in a thread with a database connection of its own."""

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

from django.db import connections

_END = object()
Piece = TypeVar("Piece")


def ahead(pieces: Generator[Piece, None, None]) -> Iterator[Piece]:
    """Give the pieces of a generator in their order; the next one is made while the last is dealt with.

    It sees the database as others do: nothing that the taker has written and not yet committed. What it raises is
    raised here. Close it, and the thread ends.
    """
    with ThreadPoolExecutor(1) as thread:
        try:
            coming = thread.submit(copy_context().run, next, pieces, _END)
            while (piece := coming.result()) is not _END:
                coming = thread.submit(copy_context().run, next, pieces, _END)
                yield piece
        finally:
            thread.submit(pieces.close)
            thread.submit(connections.close_all)
