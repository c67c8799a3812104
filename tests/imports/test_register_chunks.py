"""A long file is read in pieces: every row once, in its order."""

from datetime import date
from io import BytesIO

import pytest

from imports.register import chunks
from imports.register.layout import find_layout
from imports.register.outcome import SheetTold
from imports.register.rows import ParseContext
from imports.register.survey import Survey

HEADER = (1, ["kode_lama", "nama", "jenis_kelamin", "tanggal_lahir"])


def rows_of(*sheets: int):
    """Rows of sheets with so many entries each, as a survey gives them."""
    layout = find_layout([HEADER])
    for name, count in enumerate(sheets):
        told = SheetTold(f"Lembar {name}", kind="Anggota")
        for number in range(2, count + 2):
            yield told, layout, (number, ["S-1", f"Siti {number}", "P", "01/02/1980"])


@pytest.mark.parametrize("counts", [(0,), (1,), (5, 3), (36,), (37,), (70, 1, 50)])
def test_no_row_is_lost_and_none_comes_twice(counts, monkeypatch):
    """IE05"""
    monkeypatch.setattr(chunks, "CHUNK", 6)
    context = ParseContext(today=date(2026, 11, 22))
    read = [(told.name, row.row) for told, part in chunks.parsed_chunks(rows_of(*counts), context) for row in part]
    assert read == [(told.name, row[0]) for told, _layout, row in rows_of(*counts)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_how_many_rows_a_csv_holds_is_known_before_they_are_read(encoding):
    """IE05: the bar of a check knows where it will end."""
    lines = ["kode_lama;nama;jenis_kelamin;tanggal_lahir", *(f"S-1;Siti {n};P;01/02/1980" for n in range(7)), ""]
    survey = Survey(BytesIO("\n".join(lines).encode(encoding)), {})
    assert survey.row_count() == 8
    assert len([row for kinds in survey.passes() for row in survey.rows(kinds)]) == 7
