"""What a commit wrote, kept so that it can be undone: id ranges of added rows, and the former state of changed ones."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

from imports.models import ImportBatch, ImportedChange, ImportedRange


class Trace:
    """Collects what is written during one commit."""

    def __init__(self) -> None:
        self._ranges: dict[str, list[list[int]]] = defaultdict(list)
        self._changes: dict[tuple[str, int], tuple[dict, int]] = {}

    def added(self, model: str, ids: Iterable[int]) -> None:
        """Note new rows of a table (`members.Person`); neighbouring ids become one range."""
        ranges = self._ranges[model]
        for number in sorted(ids):
            if ranges and ranges[-1][1] + 1 == number:
                ranges[-1][1] = number
            else:
                ranges.append([number, number])

    def changed(self, model: str, pk: int, before: dict, version: int) -> None:
        """Note a changed row: its columns before the first change of this batch, its version after the last."""
        earlier, _version = self._changes.get((model, pk), ({}, 0))
        self._changes[model, pk] = ({**before, **earlier}, version)

    def count(self, model: str) -> int:
        """How many rows of a table were added."""
        return sum(last - first + 1 for first, last in self._ranges[model])

    def keep(self, batch: ImportBatch) -> None:
        """Store it beside the batch, in the transaction of the commit."""
        ImportedRange.objects.bulk_create(
            ImportedRange(batch=batch, model=model, first=first, last=last)
            for model, ranges in self._ranges.items()
            for first, last in _joined(ranges)
        )
        ImportedChange.objects.bulk_create(
            ImportedChange(batch=batch, model=model, object_pk=pk, before=before, version=version)
            for (model, pk), (before, version) in self._changes.items()
        )


def _joined(ranges: list[list[int]]) -> list[list[int]]:
    """Ranges that touch become one, whatever the order they came in."""
    ordered = sorted(ranges)
    joined = ordered[:1]
    for _before, (first, last) in pairwise(ordered):
        if joined[-1][1] + 1 == first:
            joined[-1][1] = last
        else:
            joined.append([first, last])
    return joined
