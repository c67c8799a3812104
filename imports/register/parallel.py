"""Rows become entries in several processes at once where there are many: cleaning and sealing take most of the time.

The children never touch the database. They come from a server process that has loaded the settings once, so each costs
little memory; small files are read in this process.
"""

import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice

from imports.register.child import begin
from imports.register.layout import SheetLayout
from imports.register.outcome import SheetTold
from imports.register.parsing import parse_rows
from imports.register.rows import ParseContext, ParsedRow
from imports.register.survey import Row

CHUNK = 2_000
# From so many chunks on, starting other processes pays.
_MANY_CHUNKS = 6
_AHEAD = 2
Chunk = tuple[SheetTold, SheetLayout, list[Row]]


def parsed_chunks(rows: Iterable, context: ParseContext) -> Iterator[tuple[SheetTold, list[ParsedRow]]]:
    """The rows of a survey as entries, chunk by chunk, in their order."""
    chunks = _chunks(rows)
    first = list(islice(chunks, _MANY_CHUNKS))
    for told, layout, part in first:
        yield told, parse_rows(layout.kind, layout, part, context)
    if len(first) == _MANY_CHUNKS:
        yield from _in_processes(chunks, context)


def _chunks(rows: Iterable) -> Iterator[Chunk]:
    """Rows of one sheet together, at most `CHUNK` of them."""
    part: list[Row] = []
    at: tuple[SheetTold, SheetLayout] | None = None
    for told, layout, row in rows:
        if part and (at is None or at[0] is not told or len(part) == CHUNK):
            yield at[0], at[1], part
            part = []
        at = (told, layout)
        part.append(row)
    if part and at:
        yield at[0], at[1], part


def _in_processes(chunks: Iterator[Chunk], context: ParseContext) -> Iterator[tuple[SheetTold, list[ParsedRow]]]:
    workers = max(1, (os.cpu_count() or 2) - 1)
    with ProcessPoolExecutor(workers, mp_context=_children(), initializer=begin) as pool:
        waiting: deque = deque()
        for told, layout, part in chunks:
            waiting.append((told, pool.submit(parse_rows, layout.kind, layout, part, context)))
            if len(waiting) > workers * _AHEAD:
                told_of, parsed = waiting.popleft()
                yield told_of, parsed.result()
        for told_of, parsed in waiting:
            yield told_of, parsed.result()


def _children():
    """Where children come from: one server that has loaded the settings, or on Windows each for itself."""
    if os.name != "posix":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["imports.register.preloaded"])
    return context
