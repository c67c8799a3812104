"""SIGA's numbers beside the registry's: village by village, and summed by the regions above. Pure.

The registry's side is counted anew whenever a comparison is shown; SIGA's side is what the file said. Neither is ever
written into the other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from regions.codes import LENGTH_BY_LEVEL, Level, is_inside


@dataclass(frozen=True)
class Counts:
    """Groups that exist, and those of them that reported."""

    existing: int = 0
    reporting: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.existing + other.existing, self.reporting + other.reporting)


@dataclass(frozen=True)
class Line:
    """One region on both sides. `villages` and `differing` count the villages in it."""

    code: str
    siga: Counts
    registry: Counts
    villages: int = 1
    differing: int = 0

    @property
    def existing_difference(self) -> int:
        """How many groups the registry has more (or fewer: negative) than SIGA."""
        return self.registry.existing - self.siga.existing

    @property
    def reporting_difference(self) -> int:
        """How many reporting groups the registry has more (or fewer: negative) than SIGA."""
        return self.registry.reporting - self.siga.reporting

    @property
    def differs(self) -> bool:
        """True where one of the two numbers differs, here or in a village inside."""
        return bool(self.existing_difference or self.reporting_difference or self.differing)


@dataclass
class Comparison:
    """The villages that a file and the registry have in common, and those that only the registry has."""

    lines: list[Line] = field(default_factory=list)
    not_in_file: dict[str, Counts] = field(default_factory=dict)

    @property
    def total(self) -> Line:
        """Everything that was compared."""
        return summed("0", self.lines)

    @property
    def missing_total(self) -> Counts:
        """The groups in villages that the file does not have."""
        return sum(self.not_in_file.values(), Counts())

    def inside(self, code: str) -> "Comparison":
        """The part of it in one region."""
        lines = [line for line in self.lines if is_inside(line.code, code)]
        return Comparison(lines, {one: counts for one, counts in self.not_in_file.items() if is_inside(one, code)})

    def by_level(self, level: Level) -> list[Line]:
        """The lines summed by the regions of a level above villages, in the order of their codes."""
        parts: dict[str, list[Line]] = {}
        for line in self.lines:
            parts.setdefault(line.code[: LENGTH_BY_LEVEL[level]], []).append(line)
        return [summed(code, part) for code, part in sorted(parts.items())]


def compare(siga: Iterable[tuple[str, Counts]], registry: Mapping[str, Counts]) -> Comparison:
    """Put each village of a file beside the registry's; a village without groups has none, which is a number too."""
    lines = []
    for code, counts in sorted(siga, key=lambda pair: pair[0]):
        own = registry.get(code, Counts())
        lines.append(Line(code, counts, own, differing=int(counts != own)))
    known = {line.code for line in lines}
    return Comparison(lines, {code: counts for code, counts in registry.items() if code not in known})


def summed(code: str, lines: Iterable[Line]) -> Line:
    """The sum of the lines, under the code of the region around them."""
    lines = list(lines)
    return Line(
        code,
        sum((line.siga for line in lines), Counts()),
        sum((line.registry for line in lines), Counts()),
        villages=sum(line.villages for line in lines),
        differing=sum(line.differing for line in lines),
    )
