"""Batches for tests of pages, made without reading a file: each state with what a check or commit leaves behind."""

import hashlib
from itertools import count

from django.utils import timezone

from imports.models import BatchState, ImportBatch, ImportIssue
from imports.register.outcome import Outcome, SheetTold

_serial = count(1)

MEMBERS = SheetTold(
    name="Anggota Bumiayu",
    kind="Anggota",
    header_row=5,
    columns={"0": "nama_kelompok", "1": "desa_kelurahan", "2": "nama", "3": "jenis_kelamin", "4": "nik"},
    headers={"0": "Nama Klp", "1": "Desa/Kel.", "2": "Nama", "3": "L/P", "4": "NO. KTP", "5": "Hobi"},
    not_read=["Hobi"],
    layout="a" * 64,
    rows=12,
    skipped=3,
)
UNREAD = SheetTold(name="Catatan")
# Two columns without which no member can be read.
UNKNOWN = SheetTold(
    name="Data",
    kind="Anggota",
    header_row=1,
    columns={"0": "nama_kelompok", "1": "desa_kelurahan", "4": "nik"},
    headers={"0": "Nama Klp", "1": "Desa", "2": "Peserta UPPKA", "3": "Gol", "4": "NIK"},
    not_read=["Peserta UPPKA", "Gol"],
    missing=["nama", "jenis_kelamin"],
    layout="",
)


def make_batch(by, state: str = BatchState.CHECKED, rows: int = 0, **columns) -> ImportBatch:
    """A file in this state; `rows` of its members are refused, each with an error, and each has a warning."""
    number = next(_serial)
    outcome = Outcome(status="checked", rows_read=12, sheets=[MEMBERS, UNREAD])
    outcome.count("members", "new", 12 - rows)
    outcome.count("members", "refused", rows)
    columns.setdefault("counts", outcome.as_counts())
    columns.setdefault("sheets", outcome.as_sheets())
    if state in (BatchState.COMMITTED, BatchState.UNDONE):
        columns.setdefault("stored", outcome.as_counts())
        columns.setdefault("committed_at", timezone.now())
    columns.setdefault("sha256", hashlib.sha256(str(number).encode()).hexdigest())
    batch = ImportBatch.objects.create(by=by, state=state, file_name="daftar.xlsx", size=5_000, kind="xlsx", **columns)
    for row in range(6, 6 + rows):
        make_issue(batch, row)
        make_issue(batch, row, level="warning", code="nik_region", column="NO. KTP", message="Kecamatan tidak dikenal.")
    return batch


def make_issue(batch: ImportBatch, row: int, **columns) -> ImportIssue:
    """An error of a member's row."""
    told = {"sheet": "Anggota Bumiayu", "level": "error", "code": "sex", "column": "L/P", "value": "X"}
    return ImportIssue.objects.create(
        batch=batch, row=row, **{**told, "message": "Jenis kelamin tidak terbaca.", **columns}
    )
