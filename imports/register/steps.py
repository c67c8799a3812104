"""The two steps of a file: a check, which writes nothing of the register, and a commit, in one transaction."""

from collections.abc import Callable
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import log_batch
from groups.models import EnterpriseGroup
from imports.models import BatchState, ColumnMemory, ImportBatch, ImportIssue
from imports.reading import FileRefused
from imports.register.content import content_of
from imports.register.engine import Examination, Order
from imports.register.issues import Issue
from imports.register.outcome import Outcome
from imports.register.rows import ParseContext
from imports.register.survey import Survey
from members.access import note_search
from regions.bulk import check_at_once
from regions.clock import local_today
from regions.models import Level, Region

_ISSUES_AT_ONCE = 1_000
# From so many rows on, the next chunks are planned while one is written.
LONG_FROM = 20_000
# What a check finds out about a file.
_FOUND = ["kind", "encoding", "delimiter", "state", "refusal", "refusal_text", "counts", "sheets", "held", "checked_at"]
# The place whose calendar is ahead of all others: a date that lies ahead there lies ahead everywhere.
_EARLIEST_ZONE = "Asia/Jayapura"


class NotStored(ValidationError):
    """A commit of all rows met one that must be refused; nothing was written. `outcome` counts what was found."""

    def __init__(self, outcome: Outcome):
        self.outcome = outcome
        super().__init__(
            _(
                "%(count)s baris ditolak, jadi tidak satu pun disimpan. Lihat masalahnya, atau simpan baris yang benar"
                " saja."
            )
            % {"count": outcome.refused},
            code="not_stored",
        )


class _East:
    time_zone = _EARLIEST_ZONE


def examine(
    file: BinaryIO,
    *,
    by,
    name: str,
    note: Callable[[str, int, Issue], None],
    tell: Callable[[int, int | None], None] = lambda done, total: None,
    chosen: dict[str, Any] | None = None,
    places: dict[str, str] | None = None,
    writing: bool = False,
    trace_id: str = "",
    held: frozenset[int] | None = None,
) -> tuple[Survey, Outcome, Examination | None]:
    """Read a whole file against the register; with `writing`, put what is sound on record.

    Raises FileRefused for a file that holds nothing of a register: zero rows are never a success (IE06).
    """
    survey = Survey(file, {**remembered(by), **(chosen or {})})
    if survey.is_unknown:
        raise FileRefused("no_header")
    if survey.is_unmapped:
        return survey, Outcome(status="unmapped", sheets=survey.told), None
    order = Order(
        by=by,
        source=_("Berkas impor %(name)s") % {"name": name},
        places=places or {},
        context=_context(seal=writing),
        writing=writing,
        trace_id=trace_id,
        held=held,
    )
    examination = Examination(order, survey, note, tell)
    outcome = examination.run()
    if outcome.rows_read == 0:
        raise FileRefused("no_rows")
    if examination.elsewhere and not writing:
        note_search(by, "nik di wilayah lain, berkas impor", examination.elsewhere)
    return survey, outcome, examination


def remembered(by) -> dict[str, Any]:
    """The columns this sender chose before, by layout."""
    return {kept.layout: kept.columns for kept in ColumnMemory.objects.filter(by=by)}


def _context(*, seal: bool) -> ParseContext:
    districts = Region.objects.filter(level=Level.DISTRICT, retired_on__isnull=True).values_list("code", flat=True)
    return ParseContext(today=local_today(_East()), district_codes=frozenset(districts), seal=seal)


def check_batch(
    batch: ImportBatch,
    tell: Callable[[int, int | None], None] = lambda done, total: None,
    hold: Callable[[], object] = lambda: None,
) -> Outcome:
    """Check the file of a batch and keep what was found; nothing of the register is written. May be called again.

    A file that cannot be read leaves the batch refused, with its code; nothing of it is kept then. `hold` is called in
    the transaction of each write: it raises where another worker has taken over.
    """
    with transaction.atomic():
        hold()
        ImportIssue.objects.filter(batch=batch).delete()
    notebook = _Notebook(batch, hold)
    try:
        survey, outcome, examination = examine(content_of(batch), **_asked(batch), note=notebook.note, tell=tell)
    except FileRefused as refusal:
        return _refuse(batch, refusal, hold)
    notebook.close()
    batch.kind, batch.encoding, batch.delimiter = survey.kind, survey.encoding, survey.delimiter
    batch.state = BatchState.UNMAPPED if outcome.status == "unmapped" else BatchState.CHECKED
    is_long = examination is not None and outcome.rows_read >= LONG_FROM
    batch.held = sorted(examination.on_record) if is_long else []
    _keep(batch, outcome, hold)
    return outcome


def commit_batch(
    batch: ImportBatch,
    tell: Callable[[int, int | None], None] = lambda done, total: None,
) -> Outcome:
    """Put the file of a batch on record, all of it or the sound rows only, in one transaction.

    Raises NotStored where all were asked for and one is refused; FileRefused as the check does.
    """
    notebook = _Notebook(batch)
    with transaction.atomic():
        check_at_once()
        # What the commit finds stands instead of what the check found.
        batch.issues.all().delete()
        _survey, outcome, examination = examine(
            content_of(batch),
            **_asked(batch),
            note=notebook.note,
            tell=tell,
            writing=True,
            trace_id=f"{batch.pk}",
            held=_held_of(batch),
        )
        if examination is None or (outcome.refused and not batch.valid_only):
            raise NotStored(outcome)
        notebook.close()
        _close(batch, outcome, examination)
    return outcome


def _asked(batch: ImportBatch) -> dict[str, Any]:
    """What a batch says of how its file is to be read."""
    return {"by": batch.by, "name": batch.file_name, "chosen": batch.mapping, "places": batch.places}


def _held_of(batch: ImportBatch) -> frozenset[int] | None:
    """What to lock first so that a long file can be planned ahead. SQLite has one writer, who reads as well."""
    is_long = batch.counts.get("rows_read", 0) >= LONG_FROM
    return frozenset(batch.held) if is_long and connection.vendor == "postgresql" else None


def _close(batch: ImportBatch, outcome: Outcome, examination: Examination) -> None:
    """Keep what the commit wrote, with one entry in the trail for all rows that passed no signal."""
    examination.trace.keep(batch)
    outcome.status = "committed"
    batch.state, batch.committed_at, batch.stored = BatchState.COMMITTED, timezone.now(), outcome.as_counts()
    batch.save(update_fields=["state", "committed_at", "stored"])
    if not outcome.refused:
        batch.parts.all().delete()
    log_batch(
        by=batch.by,
        model=EnterpriseGroup,
        region_code=examination.region_code,
        reason=_("Impor berkas"),
        detail=_("Berkas impor %(batch)s: %(groups)s kelompok, %(members)s anggota, %(capital)s catatan modal")
        % {
            "batch": f"#{batch.pk}",
            "groups": outcome.groups["new"] + outcome.groups["changed"],
            "members": outcome.members["new"] + outcome.members["changed"],
            "capital": outcome.capital["new"] + outcome.capital["changed"],
        },
    )


def _refuse(batch: ImportBatch, refusal: FileRefused, hold: Callable[[], object]) -> Outcome:
    with transaction.atomic():
        hold()
        batch.issues.all().delete()
        batch.parts.all().delete()
        batch.state, batch.refusal, batch.refusal_text = BatchState.REFUSED, refusal.code, refusal.message[:300]
        outcome = Outcome(status="refused", errors=1)
        _keep(batch, outcome, hold)
    return outcome


def _keep(batch: ImportBatch, outcome: Outcome, hold: Callable[[], object]) -> None:
    batch.counts, batch.sheets, batch.checked_at = outcome.as_counts(), outcome.as_sheets(), timezone.now()
    with transaction.atomic():
        hold()
        batch.save(update_fields=_FOUND)


class _Notebook:
    """Keeps the problems of a batch, some at a time."""

    def __init__(self, batch: ImportBatch, hold: Callable[[], object] = lambda: None):
        self.batch, self.hold = batch, hold
        self.page: list[ImportIssue] = []

    def note(self, sheet: str, row: int, issue: Issue) -> None:
        """Take down one problem."""
        self.page.append(
            ImportIssue(
                batch=self.batch,
                sheet=sheet[:120],
                row=row,
                column=issue.column[:120],
                value=issue.value[:120],
                level=issue.level,
                code=issue.code[:30],
                message=issue.message[:500],
            )
        )
        if len(self.page) >= _ISSUES_AT_ONCE:
            self.close()

    def close(self) -> None:
        """Store what is left."""
        if self.page:
            with transaction.atomic():
                self.hold()
                ImportIssue.objects.bulk_create(self.page)
        self.page = []
