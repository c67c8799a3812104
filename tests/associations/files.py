"""Files that people might send, good and hostile, made as bytes."""

import io
import zipfile
import zlib

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    EncodedStreamObject,
    NameObject,
    TextStringObject,
)

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
EXE = b"MZ\x90\x00" + b"\x00" * 200


def name(text: str) -> NameObject:
    return NameObject(text)


def pdf(change=None, password: str = "", pages: int = 1) -> bytes:
    """A PDF of blank pages; `change` gets the writer before it is written."""
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(width=200, height=200)
    if change:
        change(writer)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def action(kind: str, **entries) -> DictionaryObject:
    """An action dictionary."""
    made = DictionaryObject({name("/S"): name(f"/{kind}")})
    made.update({name(f"/{key}"): TextStringObject(value) for key, value in entries.items()})
    return made


def opening(kind: str, **entries):
    """A change that lets the document act when it is opened."""
    return lambda writer: writer.root_object.update({name("/OpenAction"): action(kind, **entries)})


def linked(writer, address: str = "https://contoh.id") -> None:
    """A link on the page, as word processors make it; an ordinary one unless told otherwise."""
    link = DictionaryObject({name("/Type"): name("/Annot"), name("/Subtype"): name("/Link")})
    link[name("/A")] = action("URI", URI=address)
    writer.pages[0][name("/Annots")] = ArrayObject([writer._add_object(link)])


def bombed(writer) -> None:
    """A stream of some 400 KB that unpacks to 400 MB."""
    engine = zlib.compressobj(9)
    packed = b"".join(engine.compress(bytes(1 << 20)) for _megabyte in range(400)) + engine.flush()
    stream = EncodedStreamObject()
    stream._data = packed
    stream[name("/Filter")] = name("/FlateDecode")
    writer.pages[0][name("/Contents")] = writer._add_object(stream)


def with_form(writer) -> None:
    """An XFA form."""
    stream = DecodedStreamObject()
    stream.set_data(b"<xdp/>")
    form = DictionaryObject({name("/XFA"): writer._add_object(stream)})
    writer.root_object[name("/AcroForm")] = form


def jpeg(size: tuple[int, int] = (60, 40), exif: bool = False, form: str = "JPEG") -> bytes:
    """A photograph; with a place and a camera in it if `exif`."""
    picture = Image.new("RGB", size, (120, 60, 30))
    written = io.BytesIO()
    tags = Image.Exif()
    if exif:
        tags[0x0110] = "Kamera Rahasia"
        tags[0x8825] = {1: "S", 2: (7.0, 48.0, 0.0)}
    picture.save(written, form, exif=tags)
    return written.getvalue()


def zipped() -> bytes:
    """A small zip archive."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        packed.writestr("isi.txt", "isi")
    return written.getvalue()
