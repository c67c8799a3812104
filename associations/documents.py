"""Whether a file may be kept with a board: PDF or JPEG by what it holds, whole, doing nothing by itself (BD02, UP09).

The bytes are looked through by a child process with limits (`document_child`); the name only must not say otherwise.
"""

import hashlib
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from associations import document_child

MOST_BYTES = 10 * document_child.MEGABYTE
PDF, JPEG = "application/pdf", "image/jpeg"
SUFFIXES = {PDF: (".pdf",), JPEG: (".jpg", ".jpeg")}
# The child is killed when it needs longer by the clock; its computing time is bounded apart.
SECONDS = 20
# The child needs nothing of the server's environment, least of all its secrets.
_KEPT = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "TZ")
_WEB = (b"<svg", b"<?xml", b"<html", b"<!doctype", b"<script")

MESSAGES = {
    "empty": _("Berkas ini kosong. Pindai atau simpan ulang, lalu kirim lagi."),
    "too_big": _("Berkas ini lebih besar dari 10 MB. Pindai dengan mutu lebih rendah, atau bagi berkasnya."),
    "other": _("Berkas ini bukan PDF atau JPEG. Simpan sebagai PDF, atau foto sebagai JPEG, lalu kirim lagi."),
    "web": _("Berkas ini halaman web atau gambar SVG. Simpan sebagai PDF, lalu kirim lagi."),
    "suffix": _("Nama berkas tidak cocok dengan isinya. Simpan ulang sebagai PDF atau JPEG, lalu kirim lagi."),
    "not_pdf": _("Berkas ini bukan PDF. Simpan ulang sebagai PDF, lalu kirim lagi."),
    "trailing": _("PDF ini terpotong, atau ada yang ditempelkan di belakangnya. Simpan ulang, lalu kirim lagi."),
    "polyglot": _("Berkas ini PDF dan sekaligus berkas jenis lain, sehingga tidak disimpan. Cetak ulang menjadi PDF."),
    "password": _("PDF ini dikunci kata sandi. Simpan tanpa kata sandi, lalu kirim lagi."),
    "active": _("PDF ini memuat skrip, formulir, atau tindakan otomatis. Cetak ulang menjadi PDF biasa."),
    "embedded": _("PDF ini membawa berkas lain di dalamnya. Cetak ulang menjadi PDF biasa, lalu kirim lagi."),
    "bomb": _("Isi PDF ini jauh lebih besar dari berkasnya, sehingga tidak dibuka. Cetak ulang menjadi PDF biasa."),
    "pages": _("PDF ini tidak berhalaman, atau lebih dari 500 halaman. Kirim bagian yang perlu saja."),
    "too_many_pixels": _("Foto ini terlalu besar. Kecilkan menjadi paling banyak 40 megapiksel, lalu kirim lagi."),
    "too_heavy": _("Berkas ini terlalu berat untuk diperiksa. Simpan ulang dengan mutu lebih rendah, lalu kirim lagi."),
    "damaged": _("Berkas ini rusak dan tidak terbaca. Pindai atau simpan ulang, lalu kirim lagi."),
}


@dataclass(frozen=True)
class CheckedFile:
    """A file that may be kept: what to keep, what it is, and the fingerprint of what was sent."""

    content: bytes
    content_type: str
    sha256: str


def checked_file(content: bytes, name: str) -> CheckedFile:
    """Look a file through. Raises ValidationError with the reason and what to do."""
    kind = kind_of(content)
    if PurePath(name).suffix.lower() not in SUFFIXES[kind]:
        raise refusal("suffix")
    if len(content) > MOST_BYTES:
        raise refusal("too_big")
    kept = _looked_through(content, "jpeg" if kind == JPEG else "pdf")
    return CheckedFile(kept, kind, hashlib.sha256(content).hexdigest())


def kind_of(content: bytes) -> str:
    """What a file is by its first bytes. Raises ValidationError for anything that is never kept."""
    if not content:
        raise refusal("empty")
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    raise refusal("web" if head.startswith(_WEB) else "other")


def refusal(code: str) -> ValidationError:
    """Why a file is refused, beside the field of the file."""
    return ValidationError({"file": ValidationError(MESSAGES[code], code=code)})


def _looked_through(content: bytes, kind: str) -> bytes:
    """What the child gives back to keep. Raises ValidationError for what it refuses, and where it broke off."""
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    try:
        done = subprocess.run(
            [sys.executable, "-I", document_child.__file__, kind],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            env=environment,
        )
    except subprocess.TimeoutExpired:
        raise refusal("too_heavy") from None
    answer, _end, kept = done.stdout.partition(b"\n")
    code = answer.decode("ascii", "replace")
    if code == "ok" and done.returncode == 0:
        return kept
    if code in MESSAGES:
        raise refusal(code)
    raise refusal("too_heavy" if done.returncode < 0 else "damaged")
