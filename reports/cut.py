"""Which groups are counted and by what: by region of one level, or by the officer who looks after them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q
from django.db.models.functions import Left

from groups.forms.filters import NONE
from regions.codes import LENGTH_BY_LEVEL, Level
from regions.scoping import in_any_region


@dataclass(frozen=True)
class Cut:
    """Groups inside the regions `codes`, of one `mentor` (a number, or `belum`) where given.

    They are counted by the first `length` figures of their village's code; without a length, by mentor.
    """

    codes: tuple[str, ...]
    length: int | None = None
    mentor: str = ""

    @classmethod
    def by_region(cls, codes: Iterable[str], level: int, mentor: str = "") -> Cut:
        """Counted per region of a level."""
        return cls(tuple(codes), LENGTH_BY_LEVEL[Level(level)], mentor)

    def where(self, path: str = "", village: str | None = None) -> Q:
        """A condition on rows; `path` leads to their group, `village` to a nearer column that repeats its village."""
        inside = in_any_region(f"{path if village is None else village}village_id", self.codes)
        if self.mentor == NONE:
            return inside & Q(**{f"{path}mentor__isnull": True})
        return inside & Q(**{f"{path}mentor": self.mentor}) if self.mentor else inside

    def key(self, path: str = "", village: str | None = None) -> F | Left:
        """By what the rows are counted."""
        if self.length is None:
            return F(f"{path}mentor_id")
        return Left(f"{path if village is None else village}village_id", self.length)
