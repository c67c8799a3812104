"""What a file really is, from its bytes: the name it carries says nothing. Pure."""

from imports.reading.refused import FileRefused

HEAD = 65_536
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_PASSWORD = "EncryptedPackage".encode("utf-16-le")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"%PDF", b"{\\rtf")
_WEB = (b"<!doctype html", b"<html", b"<table", b"<?xml")
_TEXT_MARKS = (b"\xff\xfe", b"\xfe\xff")


def kind_of(head: bytes, tail: bytes = b"") -> str:
    """Return "xlsx" or "csv" from the first bytes, and the last for an old Excel file. Raises FileRefused."""
    if not head.strip():
        raise FileRefused("empty")
    if not head.strip(b"\x00"):
        raise FileRefused("zeros")
    if head.startswith(_OLE):
        raise FileRefused("password" if _OLE_PASSWORD in head + tail else "old_excel")
    if head.startswith(_ZIP):
        return "xlsx"
    if head.startswith(_EMPTY_ZIP):
        raise FileRefused("other_zip")
    if _is_picture(head):
        raise FileRefused("image")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_WEB):
        raise FileRefused("web_page")
    if b"\x00" in head and not head.startswith(_TEXT_MARKS):
        raise FileRefused("binary")
    return "csv"


def _is_picture(head: bytes) -> bool:
    """True for what begins like a picture or a document; two letters alone could also begin a table."""
    if head.startswith(b"BM"):
        return b"\x00" in head[:64]
    return head.startswith(_PICTURES) or (head.startswith(b"RIFF") and head[8:12] == b"WEBP")
