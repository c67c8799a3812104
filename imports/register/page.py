"""What the page of a register file shows: counts, how sheets were read, problems by rule, and what can be done now."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from imports.models import BatchState, ImportBatch, IssueLevel
from imports.register.columns import KIND_WORDS, label_of
from imports.register.outcome import OUTCOMES, PARTS
from imports.register.places import Asked, Places
from imports.register.refused import MOST_ROWS
from imports.register.rows import SheetKind, VillageWritten
from imports.register.rule_names import rule_name

MOST_ASKED = 30
"""So many places are asked about at once; the next come with the next check."""
_PATH_LENGTH = 4
_TONES = {
    BatchState.UNMAPPED: "warning",
    BatchState.CHECKED: "stage",
    BatchState.REFUSED: "error",
    BatchState.COMMITTED: "ok",
}
_PART_WORDS = {"groups": SheetKind.GROUPS, "members": SheetKind.MEMBERS, "capital": SheetKind.CAPITAL}


@dataclass(frozen=True)
class PartCounts:
    """How many rows of one part are new, changed, the same, refused."""

    label: str | Promise
    new: int
    changed: int
    same: int
    refused: int

    @property
    def is_told(self) -> bool:
        """True if the file speaks of this part at all."""
        return bool(self.new or self.changed or self.same or self.refused)


@dataclass(frozen=True)
class SheetShown:
    """How one sheet was read, in words: its columns as pairs of the heading and what it means."""

    name: str
    kind: str | Promise
    header_row: int
    columns: list[tuple[str, str | Promise]]
    not_read: list[str]
    rows: int
    skipped: int


@dataclass(frozen=True)
class RuleCount:
    """How many problems a rule has told."""

    code: str
    name: str | Promise
    level: str
    count: int

    @property
    def tone(self) -> str:
        """How its level is coloured."""
        return tone_of_level(self.level)


class BatchPage:
    """One file as its sender sees it. `counts` are what the check found, or what the commit wrote."""

    def __init__(self, batch: ImportBatch):
        self.batch = batch
        self.tone = tone_of(batch.state)
        self.is_stored = batch.state in (BatchState.COMMITTED, BatchState.UNDONE)
        self.counts = batch.stored if self.is_stored and batch.stored else batch.counts
        self.lines = counts_of(self.counts)

    @property
    def is_working(self) -> bool:
        """True while the worker is to do something with it."""
        job = self.batch.job
        if job is not None and job.is_unfinished:
            return True
        return self.batch.state in (BatchState.RECEIVED, BatchState.COMMITTING)

    @property
    def problem(self) -> str:
        """Why the last job came to nothing, if it did."""
        job = self.batch.job
        return job.problem if job is not None and job.state == "failed" else ""

    @property
    def is_counted(self) -> bool:
        """True once the rows were counted."""
        return any(line.is_told for line in self.lines)

    @property
    def delimiter(self) -> str:
        """What parts the columns of a CSV file, in words."""
        signs = {";": _("titik koma"), ",": _("koma"), "\t": _("tab")}
        return signs.get(self.batch.delimiter, self.batch.delimiter)

    @property
    def new(self) -> int:
        """Rows that are not on record yet."""
        return sum(line.new for line in self.lines)

    @property
    def same(self) -> int:
        """Rows that are on record as they stand."""
        return sum(line.same for line in self.lines)

    @property
    def refused(self) -> int:
        """Rows that are not taken in."""
        return sum(line.refused for line in self.lines)

    @property
    def writes(self) -> int:
        """Rows that add or change something."""
        return sum(line.new + line.changed for line in self.lines)

    @property
    def new_groups(self) -> int:
        """Groups that the file brought in."""
        return self.lines[0].new

    @property
    def new_members(self) -> int:
        """Members that the file brought in."""
        return self.lines[1].new

    @property
    def new_capital(self) -> int:
        """Observations of capital that the file brought in."""
        return self.lines[2].new

    @property
    def changed(self) -> int:
        """Rows on record that the file changed."""
        return sum(line.changed for line in self.lines)

    @property
    def why_not_all(self) -> str:
        """Why the file cannot be stored whole; "" where it can."""
        if not self.writes:
            return _("Tidak ada yang perlu disimpan: tidak ada baris baru atau berubah yang benar.")
        if self.refused:
            return _("Simpan semua belum dapat dipilih karena masih ada baris yang ditolak.")
        return ""

    @property
    def has_more_refused(self) -> bool:
        """True if the workbook of refused rows cannot hold them all."""
        return self.refused > MOST_ROWS

    @cached_property
    def sheets(self) -> list[SheetShown]:
        """The sheets that were read."""
        return [_shown(told) for told in self.batch.sheets if told["kind"]]

    @property
    def unread(self) -> list[str]:
        """The names of sheets that hold no table of the register."""
        return [told["name"] or _("tanpa nama") for told in self.batch.sheets if not told["kind"]]

    @property
    def unmapped(self) -> list[dict[str, Any]]:
        """Sheets as they are kept whose columns a person must name."""
        return [told for told in self.batch.sheets if told["missing"]]

    @property
    def mappable(self) -> list[dict[str, Any]]:
        """Sheets as they are kept whose columns a person may name otherwise."""
        return self.unmapped or [told for told in self.batch.sheets if told["kind"] and told["layout"]]

    @cached_property
    def rules(self) -> list[RuleCount]:
        """The problems by rule, errors first, the most frequent first."""
        found = self.batch.issues.order_by().values_list("level", "code").annotate(count=Count("id"))
        told = [RuleCount(code, rule_name(code), level, count) for level, code, count in found]
        return sorted(told, key=lambda rule: (rule.level != IssueLevel.ERROR, -rule.count, rule.code))

    def asked_places(self) -> list[Asked]:
        """The places of which a person must say which village they mean."""
        close = self.batch.issues.filter(code="village_close").order_by().values_list("value", flat=True)
        written = [_path_of(words) for words in sorted(set(close.distinct()[: MOST_ASKED * 2]))]
        places = Places(self.batch.by, self.batch.places)
        places.resolve_many(path for path in written if path)
        return list(places.asked.values())[:MOST_ASKED]


def counts_of(counts: dict[str, Any]) -> list[PartCounts]:
    """The counts of a batch, part by part."""
    lines = []
    for part in PARTS:
        told = counts.get(part, {})
        numbers = {outcome: told.get(outcome, 0) for outcome in OUTCOMES}
        lines.append(PartCounts(label=KIND_WORDS[_PART_WORDS[part]], **numbers))
    return lines


def tone_of(state: str) -> str:
    """How the state of a batch is coloured."""
    return _TONES.get(BatchState(state), "none")


def tone_of_level(level: str) -> str:
    """How the level of a problem is coloured."""
    return "error" if level == IssueLevel.ERROR else "warning"


def advice_on(refusal: str) -> str | Promise:
    """What helps against a refusal, beside its own sentence."""
    return _ADVICE.get(refusal, _ADVICE[""])


def _shown(told: dict[str, Any]) -> SheetShown:
    columns = [(told["headers"].get(place, field), label_of(field)) for place, field in told["columns"].items()]
    kind = KIND_WORDS[SheetKind(told["kind"])]
    return SheetShown(told["name"], kind, told["header_row"], columns, told["not_read"], told["rows"], told["skipped"])


def _path_of(words: str) -> VillageWritten | None:
    """The path that a problem names, from the village up; None for one that was cut off."""
    parts = words.split(", ")
    if len(parts) != _PATH_LENGTH:
        return None
    village, district, regency, province = parts
    return VillageWritten(province=province, regency=regency, district=district, village=village)


_ADVICE = {
    "": gettext_lazy("Perbaiki berkasnya seperti kalimat di atas, lalu kirim lagi. Tidak ada yang tersimpan."),
    "no_header": gettext_lazy(
        "Pindahkan isinya ke templat, atau beri nama setiap kolom seperti di templat, lalu kirim lagi."
    ),
    "no_rows": gettext_lazy("Isi paling sedikit satu baris di bawah judul kolom, lalu kirim lagi."),
}
