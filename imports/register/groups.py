"""What the rows of a file mean for groups: which are new, which change, which are the same, which are refused.

A group is found by its number, else by the sender's number in its village, else by its name there. An import may do
what its user may do by hand, and no more: permission and territory are asked here, the rules are those of the actions.
A check plans and throws away; a commit writes what the same plan says.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Permission
from groups.actions.many import NewGroup, check_new_group, draft_group, register_groups
from groups.actions.registration import one_line
from groups.models import EnterpriseGroup, GroupStage, GroupStatus, Sector
from groups.names import name_key
from imports.register.capital import CapitalPlanner
from imports.register.group_changes import (
    SYSTEM,
    GroupChange,
    apply_change,
    change_of,
    check_change,
    distinct_products,
    stand,
    told_entries,
    values_told,
)
from imports.register.group_index import GroupIndex
from imports.register.issues import Issue, error, warning
from imports.register.outcome import CHANGED, NEW, REFUSED, SAME
from imports.register.places import Places, is_told
from imports.register.planned import Planned, Written, is_refused, issues_of
from imports.register.rows import GroupDraft, GroupWritten, ParsedRow
from members.drafts import GroupPlace
from regions.names import search_words

_NUMBER, _SOURCE, _NAME = "kode_kelompok", "kode_lama", "nama_kelompok"


class GroupPlanner:
    """Keeps what the rows of one file have named so far, so that later rows find it."""

    def __init__(self, user: User, places: Places, source: str):
        self.user, self.places, self.source = user, places, source
        self.reason = _("Tercantum dalam %(source)s") % {"source": source}
        self.index = GroupIndex(user)
        # Groups this file has brought on record, by key.
        self.created: set[int] = set()
        self._implied: dict[tuple, Planned] = {}
        self._row_of: dict[tuple, int] = {}
        self._refused: dict[tuple, int] = {}
        self._may_edit = user.allows(Permission.GROUP_EDIT)

    def plan(self, rows: Sequence[ParsedRow]) -> list[Planned]:
        """Hold rows of a sheet of groups against the register, in their order; nothing is written."""
        self._load([row.group for row in rows])
        matched = [self._match(row.group) for row in rows]
        keys = {place.pk for place in matched if isinstance(place, GroupPlace) and place.pk}
        self._on_record = EnterpriseGroup.objects.select_related("village", "stage").prefetch_related(
            "sectors", "products"
        )
        on_record = self._on_record.in_bulk(keys) if keys else {}
        return [self._planned(row, on_record) for row in rows]

    def plan_with_capital(
        self, rows: Sequence[ParsedRow], capital: CapitalPlanner
    ) -> tuple[list[Planned], list[Planned]]:
        """Plan rows of groups, and the capital they tell; an error in the capital refuses its row whole.

        A row that tells capital stands in both lists, in each with the problems found there.
        """
        planned = self.plan(rows)
        telling = [plan for plan in planned if plan.row.draft.capital is not None]
        refused = [Planned(plan.row, REFUSED) for plan in telling if plan.outcome == REFUSED]
        sound = [plan for plan in telling if plan.outcome != REFUSED]
        observed = capital.plan([(plan.row, plan.place) for plan in sound])
        for plan, observation in zip(sound, observed, strict=True):
            plan.beside = observation
            if observation.outcome == REFUSED:
                self._take_back(plan)
        return planned, observed + refused

    def place_of(self, written: Sequence[GroupWritten]) -> list[GroupPlace | Issue]:
        """The group each row means. A name that is nowhere in its village is a new group, once a row needs it."""
        self._load(written)
        return [self._place_of(ref) for ref in written]

    def need(self, places: Iterable[GroupPlace]) -> list[Planned]:
        """The new groups that these rows imply and none has needed before: to be counted, and in a commit written."""
        wanted = dict.fromkeys(place.key for place in places if place.pk is None)
        return [self._implied.pop(key) for key in wanted if key in self._implied]

    def write(self, planned: Sequence[Planned]) -> Written:
        """Put the plan on record. A row that somebody has made impossible meanwhile is refused after all.

        Groups that came on record get their keys; see `Written` for what is told.
        """
        written = Written()
        new = [plan for plan in planned if plan.outcome == NEW]
        written.add(register_groups(by=self.user, groups=[plan.work for plan in new], reason=self.source))
        for plan in new:
            plan.place.pk = plan.work.group.pk
            self.created.add(plan.place.pk)
        for plan in planned:
            if plan.outcome == CHANGED:
                self._change(plan, written)
        return written

    def _change(self, plan: Planned, written: Written) -> None:
        try:
            done = apply_change(plan.work, by=self.user, reason=self.reason, on=plan.place.today)
        except ValidationError as problem:
            plan.refuse(issues_of(problem, values_told(plan.row.draft), _NAME))
            return
        written.add(done.added)
        written.changes.extend(done.changes)

    def _load(self, written: Sequence[GroupWritten]) -> None:
        self.places.resolve_many(ref.village for ref in written)
        found = {id(ref): self.places.find(ref.village).code if is_told(ref.village) else "" for ref in written}
        self.index.load([(ref, found[id(ref)]) for ref in written])

    def _match(self, ref: GroupWritten) -> GroupPlace | Issue | None:
        """The group a row means, what is wrong with naming it so, or None for one that is nowhere yet."""
        if ref.number:
            return self._numbered(ref)
        if not is_told(ref.village):
            return self._sourced_alone(ref)
        found = self.places.find(ref.village)
        if not found.code:
            return found.issue
        sourced = self.index.sourced(ref.source_id, found.code) if ref.source_id else []
        candidates = sourced or (self.index.named(found.code, ref.name) if ref.name else [])
        if not candidates and not ref.name:
            return error("group_missing", _NAME, "", _("Tulis nama kelompoknya."))
        return self._only(candidates, ref) if candidates else None

    def _numbered(self, ref: GroupWritten) -> GroupPlace | Issue:
        place = self.index.numbered(ref.number)
        if place is None:
            sentence = _("Tidak ada kelompok dengan nomor ini di wilayah Anda. Kosongkan untuk kelompok baru.")
            return error("group", _NUMBER, ref.number, sentence)
        told = ref.village.code or (self.places.find(ref.village).code if is_told(ref.village) else "")
        if told and told != place.village_code:
            sentence = _("Kelompok dengan nomor ini tercatat di desa lain. Pindah desa dicatat di halaman kelompok.")
            return error("village_differs", "kode_desa", ref.village.code or ref.village.village, sentence)
        return place

    def _sourced_alone(self, ref: GroupWritten) -> GroupPlace | Issue:
        """By the sender's number alone, or not at all."""
        if not ref.source_id:
            sentence = _("Tulis kode kelompok, kode lama, atau nama kelompok dengan desanya.")
            return error("group_missing", _NAME, ref.name, sentence)
        candidates = self.index.sourced(ref.source_id)
        if candidates:
            return self._only(candidates, ref)
        refused = self._refused.get(("", ref.source_id))
        return self._sentence_of_refused(refused, _SOURCE, ref.source_id) or error(
            "group",
            _SOURCE,
            ref.source_id,
            _("Tidak ada kelompok dengan kode lama ini di berkas maupun di wilayah Anda."),
        )

    def _only(self, candidates: list[GroupPlace], ref: GroupWritten) -> GroupPlace | Issue:
        """The one candidate, or the one among several that is called so."""
        if len(candidates) > 1 and ref.name:
            candidates = [place for place in candidates if name_key(place.name) == name_key(ref.name)] or candidates
        if len(candidates) == 1:
            return candidates[0]
        sentence = _("Ada %(count)s kelompok yang cocok. Tulis kode kelompok 14 angka supaya jelas.")
        column, value = (_SOURCE, ref.source_id) if ref.source_id else (_NAME, ref.name)
        return error("group_ambiguous", column, value, sentence % {"count": len(candidates)})

    def _planned(self, row: ParsedRow, on_record: dict[int, EnterpriseGroup]) -> Planned:
        """Decide one row; what earlier rows of the file brought is known by now."""
        draft: GroupDraft = row.draft
        place = self._match(row.group)
        if isinstance(place, Issue):
            return self._refuse(row, [place])
        if place is not None and self._implied.pop(place.key, None):
            place = None
        if place is not None and (first := self._row_of.get(place.key)):
            sentence = _("Kelompok ini sudah ada di baris %(row)s berkas ini.") % {"row": first}
            return self._refuse(row, [error("group_twice", _NAME, row.group.name, sentence)])
        sectors, unknown = self._sectors_of(draft.sectors)
        plan = self._new(row, sectors) if place is None else self._known(row, place, on_record, sectors, bool(unknown))
        plan.issues.extend(self._beside(row.group, unknown))
        if plan.outcome not in (SAME, REFUSED) and not self._may_edit:
            plan.refuse([_forbidden()])
        if is_refused(row.issues) or plan.outcome == REFUSED:
            return self._refuse(row, plan.issues)
        if plan.outcome == CHANGED:
            stand(plan.place, plan.work.after(), plan.work.status)
        self._row_of[plan.place.key] = row.row
        self.index.take(plan.place, row.group.name or plan.place.name, row.group.source_id)
        return plan

    def _new(self, row: ParsedRow, sectors: list[Sector]) -> Planned:
        draft, village = row.draft, self.places.region(self.places.find(row.group.village).code)
        new = self._draft(row.group, village, **told_entries(draft))
        new.status = draft.status or GroupStatus.ACTIVE
        new.stage = self._stages.get(draft.stage_code)
        new.sectors, new.products = sectors, distinct_products(draft.products)
        return self._checked_new(row, new, values_told(draft))

    def _draft(self, ref: GroupWritten, village, **entries) -> NewGroup:
        return draft_group(
            by=self.user,
            village=village,
            name=ref.name,
            source=(SYSTEM, ref.source_id),
            today=self.index.today_in(village.time_zone),
            reason=self.reason,
            **entries,
        )

    def _checked_new(self, row: ParsedRow | None, new: NewGroup, values: dict[str, str]) -> Planned:
        try:
            check_new_group(new)
        except ValidationError as problem:
            return Planned(row, REFUSED, issues_of(problem, values, _NAME))
        group = new.group
        place = GroupPlace(
            None,
            group.village_id,
            new.today,
            group.founded_on,
            new.status == GroupStatus.DISSOLVED,
            group.name,
            (group.village_id, group.name_key),
        )
        return Planned(row, NEW, place=place, work=new)

    def _known(self, row, place: GroupPlace, on_record, sectors: list[Sector], has_unknown: bool) -> Planned:
        group = on_record.get(place.pk) or self._on_record.get(pk=place.pk)
        change = change_of(group, row.draft, sectors, not has_unknown)
        stage = self._stages.get(row.draft.stage_code)
        change.stage = stage if stage is not None and stage.pk != group.stage_id else None
        issues = self._breaches(change, place, row.draft)
        if issues:
            return Planned(row, REFUSED, issues, place)
        return Planned(row, CHANGED if change else SAME, place=place, work=change)

    def _breaches(self, change: GroupChange, place: GroupPlace, draft: GroupDraft) -> list[Issue]:
        """What the actions would refuse; a name that another group of the village has is asked about by hand."""
        if not change:
            return []
        try:
            check_change(change, place)
        except ValidationError as problem:
            return issues_of(problem, values_told(draft), _NAME)
        name = change.entries.get("name", "")
        if name and any(other is not place for other in self.index.named(place.village_code, name)):
            sentence = _("Di desa ini sudah ada kelompok lain dengan nama ini. Ubah namanya di halaman kelompok.")
            return [error("same_name", _NAME, name, sentence)]
        return []

    def _beside(self, ref: GroupWritten, unknown: list[str]) -> list[Issue]:
        """What a person should look at though the row is taken."""
        sentence = _("Jenis usaha ini tidak ada di daftar, jadi tidak disimpan.")
        found = [warning("sector", "jenis_usaha", word, sentence) for word in unknown]
        told = self.places.find(ref.village).issue if is_told(ref.village) and not ref.number else None
        return [*found, told] if told else found

    def _place_of(self, ref: GroupWritten) -> GroupPlace | Issue:
        place = self._match(ref)
        return self._imply(ref) if place is None else place

    def _imply(self, ref: GroupWritten) -> GroupPlace | Issue:
        village = self.places.region(self.places.find(ref.village).code)
        refused = self._refused.get((village.pk, name_key(ref.name)))
        if issue := self._sentence_of_refused(refused, _NAME, ref.name):
            return issue
        if not self._may_edit:
            return _forbidden()
        plan = self._checked_new(None, self._draft(ref, village), {"name": ref.name, "source_id": ref.source_id})
        if plan.outcome == REFUSED:
            return plan.issues[0]
        self._implied[plan.place.key] = plan
        self.index.take(plan.place, ref.name, ref.source_id)
        return plan.place

    def _refuse(self, row: ParsedRow, issues: list[Issue]) -> Planned:
        """Remember what the row would have been, so that its members are not put into a group without it."""
        ref = row.group
        code = self.places.find(ref.village).code if is_told(ref.village) else ""
        if code and ref.name:
            self._refused.setdefault((code, name_key(ref.name)), row.row)
        if ref.source_id:
            self._refused.setdefault(("", ref.source_id), row.row)
        return Planned(row, REFUSED, issues)

    def _take_back(self, plan: Planned) -> None:
        """A row that its capital refuses is no group of the file either."""
        self._row_of.pop(plan.place.key, None)
        self.index.leave(plan.place, plan.row.group.name, plan.row.group.source_id)
        if plan.outcome == CHANGED:
            stand(plan.place, plan.work.group, "")
        self._refuse(plan.row, [])
        plan.outcome, plan.work, plan.place = REFUSED, None, None

    @staticmethod
    def _sentence_of_refused(row: int | None, column: str, value: str) -> Issue | None:
        if row is None:
            return None
        sentence = _("Baris kelompoknya (baris %(row)s) ditolak. Perbaiki baris itu dahulu.") % {"row": row}
        return error("group", column, value, sentence)

    @cached_property
    def _stages(self) -> dict[str, GroupStage]:
        return {stage.code: stage for stage in GroupStage.objects.all()}

    @cached_property
    def _sector_words(self) -> dict[str, Sector]:
        known = list(Sector.objects.filter(retired_on__isnull=True))
        return {search_words(word): sector for sector in known for word in (sector.code, sector.name)}

    def _sectors_of(self, words: Iterable[str]) -> tuple[list[Sector], list[str]]:
        """The kinds of business these words name, each once, and the words that name none."""
        found = {word: self._sector_words.get(search_words(word)) for word in filter(None, map(one_line, words))}
        known = {sector.pk: sector for sector in found.values() if sector}
        return list(known.values()), [word for word, sector in found.items() if sector is None]


def _forbidden() -> Issue:
    return error("forbidden", _NAME, "", _("Peran Anda tidak mendaftarkan atau mengubah kelompok."))
