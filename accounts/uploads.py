"""Files that people send: kept for the one view that asked for them, from a user who may use it, and from nobody else.

    @require(Permission.SIGA_COMPARE)
    @takes_file(5 * MEGABYTE)
    def siga_add(request): ...

Every other file is read past: it never reaches the server's memory or disk (anyone may post to the sign-in page).
"""

from io import BytesIO

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile


def takes_file(most_bytes: int):
    """The view reads one uploaded file of at most this size. Stands below `@require`, which says who may use it."""

    def decorate(view):
        view.takes_file = most_bytes
        return view

    return decorate


class OversizedUpload(InMemoryUploadedFile):
    """A file that was too large: its size is known, its content was let go."""


class AskedForUploadHandler(FileUploadHandler):
    """Keeps one file in memory, up to the size that the view asked for; lets go of any more."""

    def __init__(self, request=None):
        super().__init__(request)
        self.taken = False

    def new_file(self, *args, **kwargs):
        """Begin a file, unless nobody asked for it."""
        super().new_file(*args, **kwargs)
        self.most_bytes = _asked_for(self.request)
        if not self.most_bytes or self.taken:
            raise SkipFile
        self.taken = True
        self.content, self.size = BytesIO(), 0

    def receive_data_chunk(self, raw_data, start):
        """Keep a piece while there is room; count the rest."""
        self.size += len(raw_data)
        if self.size <= self.most_bytes:
            self.content.write(raw_data)
        else:
            self.content = BytesIO()

    def file_complete(self, file_size):
        """The file, whole or let go."""
        self.content.seek(0)
        kind = InMemoryUploadedFile if self.size <= self.most_bytes else OversizedUpload
        return kind(
            self.content,
            self.field_name,
            self.file_name,
            self.content_type,
            self.size,
            self.charset,
            self.content_type_extra,
        )


def _asked_for(request) -> int:
    """How large a file this request may carry; nought for a view that takes none and a user who may not use it."""
    match = getattr(request, "resolver_match", None)
    view, user = getattr(match, "func", None), getattr(request, "user", None)
    most_bytes = getattr(view, "takes_file", 0)
    return most_bytes if most_bytes and user is not None and user.is_authenticated and user.allows(view.access) else 0
