"""Rows that leave out their group because a row above has named it: lists often say it once per block. Pure.

Taken from above is only what nobody could mean otherwise: where the group stands once and the rows directly below leave
it out, or where they say "the same" (`sda`, `"`). Where a group stood in several rows and is then missing in one, the
cell was forgotten, and the row is told so. The sum at the end of a block ends it.
"""

import re
from operator import itemgetter

from django.utils.translation import gettext as _

from imports.register.cells import cleaned_often
from imports.register.issues import Issue, warning
from imports.register.layout import SheetLayout
from imports.register.skipping import says_total
from imports.register.synonyms import PLACES

_NAMES = ("nama_kelompok", "kode_lama", "kode_kelompok")
_SAME = re.compile(
    r"[\s\-–—.]*(?:[\"“”„″〃]|''|’’|,,|s\.? ?d\.? ?a\.?|idem|sama dengan (?:di )?atas)[\s\-–—.]*", re.IGNORECASE
)
_LONGEST_SAME = 20


class GroupAbove:
    """Follows the rows of one sheet from top to bottom; `issue` tells of the row that has just opened a block."""

    def __init__(self, layout: SheetLayout):
        known = {field: place for place, field in layout.columns.items()}
        self.names = [known[field] for field in _NAMES if field in known]
        self.places = [*self.names, *(place for field, place in known.items() if field in PLACES)]
        self.header = layout.headers[self.names[0]] if self.names else ""
        self.width = max(self.places, default=0) + 1
        self.cells = itemgetter(*self.places, self.places[0]) if self.names else None
        self.issue: Issue | None = None
        self.end()

    def end(self) -> None:
        """Let what follows name its group anew."""
        self.above: dict[int, str] = {}
        self.row = self.times = 0
        self.is_told = False
        self.key: tuple[str, ...] = ()

    def skip(self, cells: list[str]) -> None:
        """A row that is no entry: a sum ends the block."""
        if says_total(cells):
            self.end()

    def whole(self, number: int, cells: list[str]) -> list[str]:
        """The row with the group it belongs to."""
        self.issue = None
        if self.cells is None:
            return cells
        if len(cells) < self.width:
            cells = cells + [""] * (self.width - len(cells))
        key = self.cells(cells)
        if key == self.key:  # most rows name the group of the row before
            self.times += 1
            return cells
        written = {place: cleaned_often(cells[place]) for place in self.places}
        said_same = {place for place, text in written.items() if _says_same(text)}
        if any(written[place] for place in self.names if place not in said_same):
            return self._named(number, cells, key, written, said_same)
        return self._unnamed(number, cells, written, said_same)

    def _named(self, number, cells: list[str], key, written: dict[int, str], said_same: set[int]) -> list[str]:
        cells = self._filled(cells, said_same)
        is_again = all(self.above.get(place) == cells[place] for place in self.names)
        self.times = self.times + 1 if is_again else 1
        self.above, self.row, self.is_told = {place: cells[place] for place in self.places}, number, False
        self.key = () if said_same else key
        return cells

    def _unnamed(self, number: int, cells: list[str], written: dict[int, str], said_same: set[int]) -> list[str]:
        is_said = bool(said_same.intersection(self.names))
        elsewhere = any(
            text and place not in said_same and text != cleaned_often(self.above.get(place, ""))
            for place, text in written.items()
        )
        if elsewhere:
            self.end()
        if not self.above or (self.times > 1 and not is_said):
            return cells
        self.key = ()
        if not self.is_told:
            self.is_told = True
            name = cleaned_often(next(filter(None, (self.above[place] for place in self.names)), ""))
            sentence = _("Kelompok tidak disebut di baris ini dan di bawahnya; dipakai yang disebut di baris %(row)s.")
            self.issue = warning("group_from_above", self.header, name, sentence % {"row": self.row})
        return self._filled(cells, {place for place, text in written.items() if not text} | said_same)

    def _filled(self, cells: list[str], places: set[int]) -> list[str]:
        return [self.above.get(place, text) if place in places else text for place, text in enumerate(cells)]


def _says_same(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_SAME and _SAME.fullmatch(text) is not None
