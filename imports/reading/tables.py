"""One way to read what people send, whatever it is written in (see `imports/reading/__init__.py`)."""

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from imports.reading.delimited import delimiter_of, encoding_of, probe, rows_of
from imports.reading.kinds import HEAD, kind_of
from imports.reading.limits import MEGABYTE, Limits
from imports.reading.refused import FileRefused
from imports.reading.workbook import WorkbookChild


class Sheet:
    """One sheet: its name (empty for CSV), whether it is hidden, and its rows, to be read once.

    `hidden_rows` are spans of row numbers, first and last, that are hidden or filtered away.
    """

    def __init__(
        self,
        name: str,
        rows: Iterator[tuple[int, list[str]]],
        is_hidden: bool = False,
        hidden_rows: Sequence[Sequence[int]] = (),
    ):
        self.name = name
        self.rows = rows
        self.is_hidden = is_hidden
        self.hidden_rows = hidden_rows
        # The last row with anything in it that `shown` has left out.
        self.hidden_until = 0

    def shown(self) -> Iterator[tuple[int, list[str]]]:
        """The rows a person sees who opens the file; they are read once, like `rows`."""
        spans = iter(self.hidden_rows)
        span = next(spans, None)
        for number, cells in self.rows:
            while span and number > span[1]:
                span = next(spans, None)
            if span is None or number < span[0]:
                yield number, cells
            else:
                self.hidden_until = number


class Sheets:
    """A file opened for reading. Iterate over it for its sheets, and close it (or use it in a `with`)."""

    kind = ""
    encoding = ""
    delimiter = ""

    def __init__(self, limits: Limits):
        self.limits = limits
        self._left = limits.rows

    def __iter__(self) -> Iterator[Sheet]:
        raise NotImplementedError

    def __enter__(self):
        return self

    def __exit__(self, *_error) -> None:
        self.close()

    def close(self) -> None:
        """Let go of what was opened."""

    def _counted(self, rows) -> Iterator[tuple[int, list[str]]]:
        """The rows of one sheet, counted over all sheets. Raises FileRefused for one too many."""
        for row in rows:
            self._left -= 1
            if self._left < 0:
                raise FileRefused("too_many_rows", rows=self.limits.rows)
            yield row


class DelimitedSheets(Sheets):
    """A CSV file: one sheet without a name."""

    kind = "csv"

    def __init__(self, file: BinaryIO, limits: Limits):
        super().__init__(limits)
        self.encoding = encoding_of(file)
        self.delimiter = delimiter_of(probe(file, self.encoding))
        self._rows = rows_of(file, self.encoding, self.delimiter, limits)

    def __iter__(self) -> Iterator[Sheet]:
        yield Sheet("", self._counted(self._rows))

    def close(self) -> None:
        """Let go of the file, which is closed by whoever opened it."""
        self._rows.close()


class WorkbookSheets(Sheets):
    """An XLSX file: its worksheets, one after the other; what of a sheet was not read is read past."""

    kind = "xlsx"

    def __init__(self, file: BinaryIO, limits: Limits):
        super().__init__(limits)
        self._child = WorkbookChild(file, limits)
        self._lines = self._child.lines()
        try:
            # A file that cannot be opened at all is refused at once.
            self._next = next(self._lines, None)
        except FileRefused:
            self.close()
            raise

    def __iter__(self) -> Iterator[Sheet]:
        while isinstance(about := self._next, dict):
            rows = self._counted(self._rows())
            yield Sheet(about["sheet"], rows, about["hidden"], about["rows"])
            for _row in rows:
                pass

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        for value in self._lines:
            if isinstance(value, dict):
                self._next = value
                return
            yield value[0], value[1]
        self._next = None

    def close(self) -> None:
        """End the child."""
        self._child.close()


def read_table(source: Path | str | BinaryIO, *, limits: Limits | None = None) -> Sheets:
    """Open a file by its path, or one that is open already and can be sought. Raises FileRefused."""
    limits = limits or Limits()
    if not isinstance(source, Path | str):
        return _opened(source, limits)
    with Path(source).open("rb") as file:
        if file.seek(0, io.SEEK_END) > limits.size:
            raise FileRefused("too_big", size=limits.size // MEGABYTE)
        file.seek(0)
        return _opened(io.BytesIO(file.read()), limits)


def _opened(file: BinaryIO, limits: Limits) -> Sheets:
    size = file.seek(0, io.SEEK_END)
    if size > limits.size:
        raise FileRefused("too_big", size=limits.size // MEGABYTE)
    file.seek(max(0, size - HEAD))
    tail = file.read(HEAD)
    file.seek(0)
    kind = kind_of(file.read(HEAD), tail)
    return WorkbookSheets(file, limits) if kind == "xlsx" else DelimitedSheets(file, limits)
