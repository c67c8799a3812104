"""The child that opens a file somebody sent: `python -I document_child.py pdf|jpeg`, the file on its input.

It answers with one line, a code of `documents.MESSAGES` or `ok`, and after `ok` with the content to keep: a PDF as it
came, a photograph drawn anew. What kills it ends nothing else. Knows nothing of Django.
"""

import io
import re
import sys
import zipfile
import zlib
from collections.abc import Iterator

try:
    import resource
except ImportError:  # Windows has no such limits; size and time stay bounded
    resource = None

MEGABYTE = 1024 * 1024
MOST_MEMORY = 768 * MEGABYTE
MOST_SECONDS = 10
MOST_PIXELS = 40_000_000
MOST_UNPACKED = 300 * MEGABYTE
MOST_PAGES = 500
JPEG_QUALITY = 88

# What makes a document do something by itself, or carry another file.
_ACTIVE = frozenset("/JS /JavaScript /AA /Launch /XFA /RichMedia /Rendition /Movie /Sound /GoToE /ImportData".split())
_ACTIVE_KINDS = frozenset("/JavaScript /Launch /SubmitForm /ImportData /GoToE /GoToR /Rendition /Movie /Sound".split())
_ACTIVE_KINDS |= {"/RichMedia", "/3D", "/FileAttachment"}
# A link to the web or to a letter is what word processors make; these run something, or open what lies on a computer.
_UNSAFE_LINKS = ("javascript:", "vbscript:", "data:", "file:", "\\\\")
_CARRIERS = frozenset("/EF /EmbeddedFile /EmbeddedFiles".split())
_STREAMS = re.compile(rb"\bstream\r?\n.*?endstream", re.DOTALL)
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_ACTIVE_NAMES = re.compile(rb"/(?:JS|JavaScript|Launch|XFA|RichMedia|GoToE|ImportData)(?![A-Za-z0-9])")
_CARRIER_NAMES = re.compile(rb"/(?:EmbeddedFiles?|EF)(?![A-Za-z0-9])")
_WEB = re.compile(rb"<\s*(?:script|html|svg|iframe|!doctype\s+html)\b|<\?php", re.IGNORECASE)
_PADDING = b"\r\n\t \x00"
# So much of a file a browser looks at to guess what it is.
_SNIFFED = 1024


class Refused(Exception):
    """The file is not kept; the code says why."""


def main() -> None:
    """Look the file through as what it is said to be, and answer."""
    bind()
    content = sys.stdin.buffer.read()
    try:
        kept = drawn_anew(content) if sys.argv[1] == "jpeg" else looked_through(content)
    except Refused as refusal:
        sys.stdout.buffer.write(f"{refusal}\n".encode())
        return
    except MemoryError:
        sys.stdout.buffer.write(b"too_heavy\n")
        return
    sys.stdout.buffer.write(b"ok\n" + kept)


def bind() -> None:
    """Give this process no more memory and computing time than such a file may need."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def drawn_anew(content: bytes) -> bytes:
    """The photograph as new bytes, upright, without place, camera, preview or whatever else hung on to it."""
    from PIL import Image, ImageOps  # noqa: PLC0415  (a PDF needs none of it)

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG"]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Refused("too_many_pixels")
            picture.load()
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused("too_many_pixels") from None
    except (OSError, SyntaxError, ValueError):
        raise Refused("damaged") from None
    bare = Image.frombytes("RGB", upright.size, upright.tobytes())
    written = io.BytesIO()
    bare.save(written, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return written.getvalue()


def looked_through(content: bytes) -> bytes:
    """The PDF as it came, if it is one and nothing else, whole, open, and does nothing by itself."""
    refuse_polyglot(content)
    refuse_named(content)
    refuse_objects(content)
    return content


def refuse_polyglot(content: bytes) -> None:
    """Refuse what begins or ends otherwise than a PDF, or is a zip archive or a web page as well."""
    if not content.startswith(b"%PDF-"):
        raise Refused("not_pdf")
    if not content.rstrip(_PADDING).endswith(b"%%EOF"):
        raise Refused("trailing")
    web = _WEB.search(content[:_SNIFFED]) or _WEB.search(_STREAMS.sub(b"", content))
    if web or zipfile.is_zipfile(io.BytesIO(content)):
        raise Refused("polyglot")


def refuse_named(content: bytes) -> None:
    """Refuse by the names written outside streams, whether or not a table of the file leads to them."""
    plain = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), _STREAMS.sub(b"stream", content))
    if _ACTIVE_NAMES.search(plain):
        raise Refused("active")
    if _CARRIER_NAMES.search(plain):
        raise Refused("embedded")


def refuse_objects(content: bytes) -> None:
    """Refuse by what a reader finds: every object, those packed in streams too."""
    from pypdf import PdfReader  # noqa: PLC0415  (a photograph needs none of it)
    from pypdf.errors import LimitReachedError, PyPdfError  # noqa: PLC0415

    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise Refused("password")
        if not 1 <= len(reader.pages) <= MOST_PAGES:
            raise Refused("pages")
        room = MOST_UNPACKED
        for found in objects_of(reader):
            room -= look_at(found, room)
    except LimitReachedError:
        raise Refused("bomb") from None
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError):
        raise Refused("damaged") from None


def objects_of(reader) -> Iterator:
    """Every object the file's tables know, and its trailer."""
    from pypdf.generic import IndirectObject  # noqa: PLC0415

    yield reader.trailer
    known = {(number, generation) for generation, table in reader.xref.items() for number in table}
    known |= {(number, 0) for number in reader.xref_objStm}
    for number, generation in sorted(known):
        yield reader.get_object(IndirectObject(number, generation, reader))


def look_at(found, room: int) -> int:
    """Refuse what one object does by itself; gives how many bytes its stream unpacks to."""
    from pypdf.generic import NameObject  # noqa: PLC0415

    waiting, unpacked = [found], 0
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            refuse_entries(value)
            waiting.extend(dict.values(value))
            if hasattr(value, "_data"):
                unpacked += unpacked_size(value, room - unpacked)
        elif isinstance(value, list):
            waiting.extend(list.__iter__(value))
        elif isinstance(value, NameObject) and value in _ACTIVE_KINDS:
            raise Refused("active")
    return unpacked


def refuse_entries(entries: dict) -> None:
    """Refuse a dictionary that acts, that carries a file, or that opens an address with the document."""
    names = set(dict.keys(entries))
    if names & _CARRIERS or dict.get(entries, "/Type") == "/Filespec":
        raise Refused("embedded")
    opening = entries["/OpenAction"] if "/OpenAction" in names else None
    opens_more = isinstance(opening, dict) and ("/Next" in opening or opening.get("/S") not in ("/GoTo", "/Named"))
    if names & _ACTIVE or opens_more or ("/URI" in names and is_unsafe(entries["/URI"])):
        raise Refused("active")


def is_unsafe(link) -> bool:
    """True if following this link would run something or open a file, however it is written."""
    text = link.decode("latin-1") if isinstance(link, bytes) else str(link)
    return re.sub(r"[\x00-\x20]", "", text).lower().startswith(_UNSAFE_LINKS)


def unpacked_size(stream, room: int) -> int:
    """How large a packed stream becomes, counted without holding it. Refuses what does not fit into the room."""
    from pypdf.filters import ASCII85Decode  # noqa: PLC0415

    # Not .get(): only the brackets follow a reference to what it stands for.
    filters = stream["/Filter"] if "/Filter" in stream else []  # noqa: SIM401
    filters = list(filters) if isinstance(filters, list) else [filters]
    if len(filters) > 2 or filters.count("/FlateDecode") > 1 or "/LZWDecode" in filters:
        raise Refused("bomb")
    packed = stream._data
    if filters[:1] == ["/ASCII85Decode"]:
        packed, filters = ASCII85Decode.decode(packed), filters[1:]
    return inflated_size(packed, room) if filters[:1] == ["/FlateDecode"] else len(packed)


def inflated_size(packed: bytes, room: int) -> int:
    """The same for one packing. Readers make do with what comes before a fault, so that much counts."""
    engine, size = zlib.decompressobj(), 0
    try:
        while packed and not engine.eof:
            size += len(engine.decompress(packed, MEGABYTE))
            packed = engine.unconsumed_tail
            if size > room:
                raise Refused("bomb")
    except zlib.error:
        return size
    return size


if __name__ == "__main__":
    main()
