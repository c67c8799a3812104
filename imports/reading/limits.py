"""How much of a file is read before it is refused. Pure."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024
# Between texts on their way from one process to the other; no cell holds them.
CELL_END = "\x1f"
ROW_END = "\x1e"


@dataclass(frozen=True)
class Limits:
    """Bounds of one kind of upload. The defaults fit a register of a regency.

    `cells` bounds the rectangle around everything filled in, because a reader makes room for all of it; `ratio` is how
    many times smaller than its content a packed file may be; `memory` and `seconds` hold for the child that opens it.
    """

    size: int = 25 * MEGABYTE
    rows: int = 200_000
    columns: int = 200
    cells: int = 5_000_000
    sheets: int = 60
    strings: int = 1_000_000
    unpacked: int = 300 * MEGABYTE
    ratio: int = 150
    memory: int = 1024 * MEGABYTE
    seconds: int = 20
