"""A list as rows for a file: what its address asks for, in the order of its page, batch by batch."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override

from regions.keyset import keyset_batches
from regions.models import Region
from reports.table import Kind

# The headings and words of a file that can be imported back are Indonesian, whatever language its user reads.
FILE_LANGUAGE = "id"


@dataclass(frozen=True)
class SheetColumn:
    """One column: its heading, what its cells are, and how wide it is in a workbook (in characters).

    `is_fixed`: codes or words of the registry itself, nothing that people type; no cell needs a look for formulas.
    """

    heading: str
    kind: Kind = Kind.TEXT
    width: int = 16
    is_fixed: bool = False


class ListSheet:
    """One list of the product. `found` is what the page itself shows: rows, their order, and the form of the filters.

    Subclasses say how it is read and how a batch of rows becomes cells. Cells are text, whole numbers, dates or None.
    """

    slug: ClassVar[str]
    permission: ClassVar[str]
    view_name: ClassVar[str]
    title: ClassVar[str | Promise]
    # What such a row is called in a count, and the name of the sheet in a workbook.
    noun: ClassVar[str | Promise]
    sheet_name: ClassVar[str]
    size: ClassVar[int] = 500
    has_personal: ClassVar[bool] = False
    # What people type: noted as used, never with its words.
    typed: ClassVar[frozenset[str]] = frozenset({"q", "oleh", "nomor"})

    def __init__(self, user, asked, *, personal: bool = False):
        self.user, self.asked = user, asked
        self.personal = personal and self.has_personal
        self.found = self.read()
        with override(FILE_LANGUAGE):
            self.columns = self.make_columns()

    def read(self) -> Any:
        """What the page shows. Raises OutsideTerritory where the page is not found."""
        raise NotImplementedError

    def make_columns(self) -> list[SheetColumn]:
        """The columns this user gets."""
        raise NotImplementedError

    def cells(self, batch: list) -> Iterable[Sequence]:
        """The rows of one batch, in a fixed number of queries."""
        raise NotImplementedError

    def rows(self) -> Any:
        """The queryset that is read in batches."""
        return self.found.rows

    def key_of(self, row) -> tuple:
        """The values of the order for one row."""
        return tuple(_reached(row, name.lstrip("-")) for name in self.found.order)

    def batches(self) -> Iterator[list[Sequence]]:
        """The cells of all rows, in batches."""
        for batch in keyset_batches(self.rows(), self.found.order, self.key_of, self.size):
            with override(FILE_LANGUAGE):
                cells = list(self.cells(batch))
            yield cells

    def count(self, cap: int | None = None) -> int:
        """How many rows there are; with `cap`, counted no further than one above it."""
        rows = self.found.rows.values("pk")
        if cap is None:
            return rows.order_by().count()
        return rows.order_by(*self.found.order)[: cap + 1].count()

    @property
    def is_understood(self) -> bool:
        """False for an address with a filter that means nothing."""
        return self.found.form is None or self.found.form.is_valid()

    @property
    def region_code(self) -> str:
        """The region of the list: the one asked for, else the user's first territory."""
        form = self.found.form
        chosen = getattr(form, "cleaned_data", {}).get("wilayah") if form else None
        code = getattr(chosen, "code", chosen)
        return code or next(iter(self.user.territory_codes), "")

    @property
    def filters_used(self) -> str:
        """The filters in the address by name and value, what was typed by its name alone: nothing personal."""
        names = self.found.form.fields if self.found.form else ()
        used = [(name, self.asked.get(name, "")) for name in names]
        return " ".join(name if name in self.typed else f"{name}={value[:20]}" for name, value in used if value)

    @property
    def filters_shown(self) -> list[tuple[str, str]]:
        """The filters in use in words, for the page on which the file is asked for: label and value."""
        form = self.found.form
        if form is None or not form.is_valid():
            return []
        return [
            (str(field.label or _("Wilayah")), _in_words(field, self.asked.get(name, "")))
            for name, field in form.fields.items()
            if self.asked.get(name)
        ]


class RegionNames:
    """Names of villages and all above them, read for a batch at a time and kept: a nation has 84,000 of them."""

    LENGTHS = (2, 4, 6, 10)

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.rows: dict[str, tuple[str, ...]] = {}

    def read(self, villages: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Province, regency, district and village by village code; the answer also holds those read before."""
        wanted = set(villages) - self.rows.keys()
        missing = {code[:length] for code in wanted for length in self.LENGTHS} - self.names.keys()
        if missing:
            self.names.update(Region.objects.filter(code__in=missing).values_list("code", "name"))
        for code in wanted:
            self.rows[code] = tuple(self.names.get(code[:length], "") for length in self.LENGTHS)
        return self.rows


def places_of(villages: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Province, regency, district and village by village code, for one batch."""
    return RegionNames().read(villages)


def _reached(row, path: str):
    for name in path.split("__"):
        row = getattr(row, name)
    return row


def _in_words(field, value: str) -> str:
    choices = dict(getattr(field, "choices", None) or getattr(field.widget, "choices", ()))
    return str(choices.get(value, value))
