"""From a file to what it holds, with the bounds of this kind of file and its fingerprint."""

import hashlib
from pathlib import Path
from typing import BinaryIO

from imports.reading import Limits, read_table
from imports.reading.limits import MEGABYTE
from imports.siga.table import SigaFile, read_siga

# The largest province has 8,563 villages; a table of the nation is compared province by province.
LIMITS = Limits(
    size=5 * MEGABYTE,
    rows=10_000,
    columns=60,
    cells=600_000,
    strings=100_000,
    unpacked=60 * MEGABYTE,
    memory=512 * MEGABYTE,
    seconds=15,
)


def open_siga(source: Path | str | BinaryIO) -> SigaFile:
    """The rows of a table 6A. Raises FileRefused."""
    with read_table(source, limits=LIMITS) as table:
        return read_siga(table)


def sha256_of(file: BinaryIO) -> str:
    """The fingerprint of a file's content."""
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()
