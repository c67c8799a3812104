"""A prepared file between worker and browser: pressed, sealed pieces in the database, gone when its day is over."""

import zlib
from collections.abc import Iterable, Iterator
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from jobs.running import Run
from members.nik_vault import open_bytes, open_sealed, seal, seal_bytes
from reports.models import ExportFile, ExportPart

PIECE = 1024 * 1024
# Quick: a fifth of the size for a tenth of the time.
_PRESSING = 1


def scope_of(user) -> str:
    """A fingerprint of the territory and the role a file is made for."""
    return sha256(" ".join([user.role, *user.territory_codes]).encode()).hexdigest()


def sealed_query(asked: QueryDict) -> str:
    """The query of an address as it is kept."""
    return seal(asked.urlencode())


def query_of(file: ExportFile) -> QueryDict:
    """The query of the address the file was asked for at."""
    return QueryDict(open_sealed(file.asked))


def keep_pieces(run: Run, file: ExportFile, pieces: Iterable[bytes]) -> int:
    """Keep a file's content in parts of a megabyte; gives its size. What an earlier attempt has left goes first.

    Each part is written under the job's lock, so a worker that was taken for dead adds nothing to another's file.
    """
    with transaction.atomic():
        run.hold()
        ExportPart.objects.filter(file=file).delete()
    size = 0
    for number, piece in enumerate(_of_a_megabyte(pieces)):
        with transaction.atomic():
            run.hold()
            ExportPart.objects.create(file=file, number=number, sealed=seal_bytes(zlib.compress(piece, _PRESSING)))
        size += len(piece)
    return size


def kept_pieces(file: ExportFile) -> Iterator[bytes]:
    """A file's content, one part in memory at a time."""
    numbers = list(ExportPart.objects.filter(file=file).order_by("number").values_list("number", flat=True))
    for number in numbers:
        sealed = ExportPart.objects.values_list("sealed", flat=True).get(file=file, number=number)
        yield zlib.decompress(open_bytes(bytes(sealed)))


def ready_until():
    """When a file that is ready now is over."""
    return timezone.now() + timedelta(hours=settings.EXPORT_HOURS)


def remove_expired() -> int:
    """Remove the content of files whose day is over; gives how many pieces."""
    over = ExportPart.objects.filter(file__expires_at__lte=timezone.now())
    return over.delete()[0] if over.exists() else 0


def _of_a_megabyte(pieces: Iterable[bytes]) -> Iterator[bytes]:
    waiting: list[bytes] = []
    length = 0
    for piece in pieces:
        waiting.append(piece)
        length += len(piece)
        if length >= PIECE:
            yield b"".join(waiting)
            waiting, length = [], 0
    if waiting:
        yield b"".join(waiting)
