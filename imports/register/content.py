"""The content of a file between upload and commit: in sealed pieces in the database, read back as one file."""

import hashlib
import io
from typing import BinaryIO

from imports.models import ImportBatch, ImportPart
from imports.reading import FileRefused, Limits
from imports.reading.limits import MEGABYTE
from members.nik_vault import open_bytes, seal_bytes

PIECE = MEGABYTE
# A register of the nation as CSV has about 150 bytes a row; what a browser sends is bounded further by its form.
LIMITS = Limits(
    size=400 * MEGABYTE,
    rows=1_500_000,
    columns=100,
    cells=16_000_000,
    strings=4_000_000,
    unpacked=1_200 * MEGABYTE,
    memory=2_048 * MEGABYTE,
    seconds=120,
)


def check_size(file: BinaryIO) -> None:
    """Refuse a file that is too big before anything of it is read or kept. Raises FileRefused."""
    if file.seek(0, io.SEEK_END) > LIMITS.size:
        raise FileRefused("too_big", size=LIMITS.size // MEGABYTE)


def keep_content(batch: ImportBatch, file: BinaryIO) -> None:
    """Seal the file piece by piece beside its batch."""
    file.seek(0)
    for number, piece in enumerate(iter(lambda: file.read(PIECE), b"")):
        ImportPart.objects.create(batch=batch, number=number, sealed=seal_bytes(piece))


def content_of(batch: ImportBatch) -> BinaryIO:
    """The file as it was sent, opened piece by piece as it is read. Raises FileRefused once it has been let go."""
    if batch.size and not batch.parts.exists():
        raise FileRefused("gone")
    return io.BufferedReader(_SealedFile(batch), PIECE)


def sha256_and_size(file: BinaryIO) -> tuple[str, int]:
    """The fingerprint of a file's content and its length in bytes."""
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    return digest, file.seek(0, io.SEEK_END)


class _SealedFile(io.RawIOBase):
    """Reads the pieces of a batch as one file that can be sought; holds one piece at a time."""

    def __init__(self, batch: ImportBatch):
        self.batch = batch
        self.place = 0
        self.number = -1
        self.piece = b""

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always: kind and encoding are found out before rows are read."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self.place, io.SEEK_END: self.batch.size}[whence]
        self.place = max(0, start + offset)
        return self.place

    def tell(self) -> int:
        """Where it is."""
        return self.place

    def readinto(self, buffer) -> int:
        """Fill from the piece at this place."""
        number, offset = divmod(self.place, PIECE)
        if number != self.number:
            sealed = ImportPart.objects.filter(batch=self.batch, number=number).values_list("sealed", flat=True).first()
            self.number, self.piece = number, open_bytes(sealed) if sealed else b""
        found = self.piece[offset : offset + len(buffer)]
        buffer[: len(found)] = found
        self.place += len(found)
        return len(found)
