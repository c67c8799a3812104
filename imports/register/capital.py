"""What the rows of a file mean for capital: observations that are new, the same, or correct one on record.

The same amounts on the same day are the same. Other amounts on a day that has an observation correct it: by hand an
officer would do so with a reason, so the correction names the file as its reason, the old record stays readable, and
the row carries a warning; nothing is changed silently. Without a day, amounts that the group carries already are the
same, others are observed today. Amounts that are not told are nought in a new observation and stay in a correction. A
second row with other amounts for one group and day is refused: which of the two is right, only people know.

A jump that would be asked about by hand is a warning; it is stored with the reason told, or with the file's name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.proposals import CODE, asks_review, in_a_file
from accounts.roles import Permission
from groups.actions import record_capital
from groups.actions.capital import CAPITAL_CUT, is_cut, unlikely_beside
from groups.actions.many import NewCapital, check_capital, record_capitals
from groups.models import CapitalRecord, CapitalSource, EnterpriseGroup
from groups.money import figures
from groups.tiers import BandHistory, published_bands
from imports.register.group_changes import SYSTEM
from imports.register.issues import Issue, error, warning
from imports.register.outcome import CHANGED, NEW, REFUSED, SAME
from imports.register.planned import Planned, Written, is_refused, issues_of
from imports.register.rows import CapitalDraft, ParsedRow, SheetKind
from members.drafts import GroupPlace

AMOUNTS = ("own", "loan", "grant")
_DAY_COLUMNS = {SheetKind.GROUPS: "modal_per_tanggal", SheetKind.CAPITAL: "per_tanggal"}
Pair = tuple[ParsedRow, GroupPlace]


@dataclass(slots=True)
class Observation:
    """What a group had on a day, on record or planned; `pk` is None for one that is only planned."""

    on: date
    own: int
    loan: int
    grant: int
    pk: int | None = None
    row: int = 0

    @property
    def total(self) -> int:
        """All three together."""
        return self.own + self.loan + self.grant


@dataclass(slots=True)
class Recording:
    """What is to be written for one row: the record, as which observation later rows see it, and what it corrects."""

    new: NewCapital
    seen: Observation
    corrects: int | None


class CapitalPlanner:
    """Keeps the observations of the groups that a file has named so far, those on record and those it brings."""

    def __init__(self, user: User, source: str, created: set[int] | None = None):
        self.user, self.source = user, source
        self.reason = _("Tercantum dalam %(source)s") % {"source": source}
        # Groups that this file has brought on record; they keep their version.
        self.created = created if created is not None else set()
        self._known: dict[tuple, list[Observation]] = {}
        self._may_record = user.allows(Permission.CAPITAL_RECORD)

    def plan(self, rows: Sequence[Pair]) -> list[Planned]:
        """Hold rows, each with its group, against what is on record; three queries at most, and nothing is written."""
        self._load([place for _row, place in rows])
        return [self._planned(row, place) for row, place in rows]

    def write(self, planned: Sequence[Planned]) -> Written:
        """Put the plan on record: new observations at once, corrections one by one. The groups are on record by now."""
        written = Written()
        new = [plan for plan in planned if plan.outcome == NEW]
        self._write_new(new, written)
        for plan in planned:
            if plan.outcome == CHANGED:
                self._correct(plan, written)
        return written

    def _load(self, places: Sequence[GroupPlace]) -> None:
        """Read the valid observations of groups not seen before."""
        fresh = {place.key: place for place in places if place.key not in self._known}
        self._known |= {key: [] for key in fresh}
        keys = {place.pk: key for key, place in fresh.items() if place.pk is not None}
        if not keys:
            return
        rows = CapitalRecord.objects.valid().filter(group_id__in=keys).order_by("on", "pk")
        for group, pk, *values in rows.values_list("group_id", "pk", "on", *AMOUNTS):
            self._known[keys[group]].append(Observation(*values, pk=pk))

    def _planned(self, row: ParsedRow, place: GroupPlace) -> Planned:
        draft = row.draft if isinstance(row.draft, CapitalDraft) else row.draft.capital
        known = self._known[place.key]
        that_day = [seen for seen in known if seen.on == (draft.on or place.today)]
        if any(_agrees(seen, draft) for seen in (that_day if draft.on else [*that_day, *known[-1:]])):
            return self._same(row, place, that_day)
        corrected = that_day[-1] if that_day else None
        recording = self._recording(row, place, draft, corrected)
        issues = self._issues(row, recording, place, corrected)
        if is_refused([*row.issues, *issues]):
            return Planned(row, REFUSED, issues, place)
        self._take(known, recording.seen, corrected)
        return Planned(row, CHANGED if corrected else NEW, issues, place, recording)

    @staticmethod
    def _same(row: ParsedRow, place: GroupPlace, that_day: list[Observation]) -> Planned:
        """What is on record was told by a row now: a later row with other amounts contradicts it, as in a new file."""
        if is_refused(row.issues):
            return Planned(row, REFUSED, place=place)
        for seen in that_day[-1:]:
            seen.row = seen.row or row.row
        return Planned(row, SAME, place=place)

    def _recording(self, row, place: GroupPlace, draft: CapitalDraft, corrected: Observation | None) -> Recording:
        untold = {name: getattr(corrected, name) if corrected else 0 for name in AMOUNTS}
        told = {name: getattr(draft, name) for name in AMOUNTS if getattr(draft, name) is not None}
        seen = Observation(on=draft.on or place.today, row=row.row, **untold | told)
        record = CapitalRecord(
            on=seen.on,
            own=seen.own,
            loan=seen.loan,
            grant=seen.grant,
            source=draft.source or CapitalSource.IMPORT,
            note=draft.note.strip(),
            unlikely_reason=draft.unlikely_reason.strip(),
            recorded_by_id=self.user.pk,
            source_system=SYSTEM,
        )
        new = NewCapital(record, place.village_code, place.today, place.founded_on)
        return Recording(new, seen, corrected.pk if corrected else None)

    def _issues(
        self, row: ParsedRow, recording: Recording, place: GroupPlace, corrected: Observation | None
    ) -> list[Issue]:
        """What the rules say of it; keeps the reason for an unlikely amount with the recording."""
        seen = recording.seen
        if not self._may_record:
            return [error("forbidden", "modal_sendiri", "", _("Peran Anda tidak mencatat modal."))]
        if corrected is not None and corrected.row:
            sentence = _("Baris %(row)s menyebut jumlah lain untuk kelompok dan tanggal yang sama.")
            return [error("capital_twice", "modal_sendiri", figures(seen.total), sentence % {"row": corrected.row})]
        try:
            check_capital(recording.new)
        except ValidationError as problem:
            found = issues_of(problem, _values(recording.new.record), "modal_sendiri")
            return [_with_day(issue, _DAY_COLUMNS[row.kind], seen.on) for issue in found]
        if self._needs_review(seen, place, corrected):
            return [error(CODE, "modal_sendiri", figures(seen.total), in_a_file())]
        return [*self._unlikely(recording, place, corrected), *_correction(seen, corrected)]

    def _needs_review(self, seen: Observation, place: GroupPlace, corrected: Observation | None) -> bool:
        """True for a fall that a second person has to approve (DM12)."""
        before = corrected or next((one for one in reversed(self._known[place.key]) if one.on <= seen.on), None)
        return before is not None and is_cut(seen.total, before.total) and asks_review(CAPITAL_CUT)

    def _unlikely(self, recording: Recording, place: GroupPlace, corrected: Observation | None) -> list[Issue]:
        seen = recording.seen
        others = [other for other in self._known[place.key] if other is not corrected]
        before = [other for other in others if other.on <= seen.on][-1:]
        after = [other for other in others if other.on > seen.on][:1]
        found = unlikely_beside([*before, *after], seen.on, seen.total, self._history)
        record = recording.new.record
        record.unlikely_reason = (record.unlikely_reason or self.reason[:300]) if found else ""
        return [warning("unlikely", "modal_sendiri", figures(seen.total), sentence) for sentence in found]

    @staticmethod
    def _take(known: list[Observation], seen: Observation, corrected: Observation | None) -> None:
        """Let later rows find it, in the order of days; on one day the later row stands last."""
        if corrected is not None:
            known.remove(corrected)
        known.append(seen)
        known.sort(key=lambda one: one.on)

    def _write_new(self, new: list[Planned], written: Written) -> None:
        if not new:
            return
        for plan in new:
            plan.work.new.record.group_id = plan.place.pk
        before = _carried({plan.place.pk for plan in new} - self.created)
        observed = [plan.work.new for plan in new]
        keys = record_capitals(by=self.user, observed=observed, reason=self.source, created=self.created)
        for plan, key in zip(new, keys, strict=True):
            plan.work.seen.pk = key
        written.add({CapitalRecord._meta.label: keys})
        _note_changes(written, before)

    def _correct(self, plan: Planned, written: Written) -> None:
        recording, seen, drafted = plan.work, plan.work.seen, plan.work.new.record
        before = _carried({plan.place.pk})
        try:
            record = record_capital(
                by=self.user,
                group=EnterpriseGroup(pk=plan.place.pk),
                **{name: getattr(seen, name) for name in ("on", *AMOUNTS)},
                source=drafted.source,
                note=drafted.note,
                unlikely_reason=drafted.unlikely_reason or self.reason[:300],
                replaces=CapitalRecord.objects.get(pk=recording.corrects),
                correction_reason=self.reason[:300],
                origin=(SYSTEM, ""),
            )
        except ValidationError as problem:
            plan.refuse(issues_of(problem, _values(drafted), "modal_sendiri"))
            return
        seen.pk = record.pk
        written.add({CapitalRecord._meta.label: [record.pk]})
        _note_changes(written, before)

    @cached_property
    def _history(self) -> BandHistory:
        return published_bands()


def _agrees(seen: Observation, draft: CapitalDraft) -> bool:
    """True if every amount that is told is the one observed."""
    told = [name for name in AMOUNTS if getattr(draft, name) is not None]
    return all(getattr(seen, name) == getattr(draft, name) for name in told)


def _correction(seen: Observation, corrected: Observation | None) -> list[Issue]:
    if corrected is None:
        return []
    sentence = _("Per %(on)s sudah tercatat Rp %(total)s. Catatan itu dikoreksi dan tetap dapat dibaca.")
    told = sentence % {"on": f"{corrected.on:%d/%m/%Y}", "total": figures(corrected.total)}
    return [warning("capital_corrected", "modal_sendiri", figures(seen.total), told)]


def _with_day(issue: Issue, column: str, on: date) -> Issue:
    """A problem of the day is told beside the column of the day."""
    return error(issue.code, column, f"{on:%d/%m/%Y}", issue.message) if issue.column == "on" else issue


def _values(record: CapitalRecord) -> dict[str, str]:
    return {"note": record.note, "source": record.source, "unlikely_reason": record.unlikely_reason}


def _carried(keys: set[int]) -> dict[int, dict]:
    """What these groups carry of their newest observation, in words that JSON knows."""
    rows = EnterpriseGroup.objects.filter(pk__in=keys).values_list("pk", "capital_total", "capital_on") if keys else ()
    return {pk: {"capital_total": total, "capital_on": on and on.isoformat()} for pk, total, on in rows}


def _note_changes(written: Written, before: dict[int, dict]) -> None:
    if before:
        versions = dict(EnterpriseGroup.objects.filter(pk__in=before).values_list("pk", "version"))
        label = EnterpriseGroup._meta.label
        written.changes.extend((label, pk, columns, versions[pk]) for pk, columns in before.items())
