"""Files that people send, as rows of text: CSV or XLSX, recognised by what they hold, refused by name.

    with read_table(uploaded, limits=Limits(rows=10_000)) as table:   # raises FileRefused
        table.kind, table.encoding, table.delimiter                   # "csv", "windows-1252", ";"
        for sheet in table:                                           # one after the other
            for number, cells in sheet.rows:                          # the number is the spreadsheet's own
                ...                                                   # `sheet.shown()` leaves hidden rows out

Rows stream: no more than one is held here. A refusal may also come while rows are read: a quote that is never closed.
"""

from typing import TYPE_CHECKING

from imports.reading.limits import Limits
from imports.reading.refused import FileRefused

if TYPE_CHECKING:
    from imports.reading.tables import Sheet, Sheets, read_table

__all__ = ["FileRefused", "Limits", "Sheet", "Sheets", "read_table"]


def __getattr__(name: str):
    """The rest when it is asked for: the child that opens a workbook starts in this package too, and needs none."""
    if name not in __all__:
        raise AttributeError(name)
    from imports.reading import tables  # noqa: PLC0415

    return getattr(tables, name)
