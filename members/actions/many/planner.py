"""Deciding row by row: who is meant, what is new, what has changed, and which rule is broken."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.roles import Permission
from members.actions.many.joining import plan_membership
from members.actions.many.on_record import Asked, KnownPerson, OnRecord, read_on_record
from members.actions.many.own_rules import check_row
from members.actions.many.person import compare_facts, compare_person, first_facts, plan_newcomer
from members.actions.many.plans import CHANGED, NEW, SAME, MemberPlan, RowLabel
from members.actions.many.seen import Labels, Seen
from members.actions.many.terms import Terms
from members.actions.many.writing import Writer, Written
from members.actions.persons import elsewhere_sentence
from members.drafts import GroupPlace, MemberDraft
from members.duplicates import likeness
from members.names import name_key
from members.nik_vault import index_of
from members.rules import QUITE_UNLIKE, Problem

TOLD_BY = "Tercantum dalam {source}"
"""Stored as the reason of what a file tells without one; stored texts are not translated."""


class MemberPlanner:
    """Plans and writes the members of one file, chunk by chunk, in the order of the file.

    It keeps what the file has named so far. `source` is stored as reason where none is told, `trace` begins each new
    person's source id (AP03). `elsewhere` counts the NIK that lead to people the user may not see (NX11).
    """

    def __init__(self, by, source: str, trace: str = ""):
        if not by.allows(Permission.MEMBER_EDIT):
            raise ValidationError(_("Peran Anda tidak mendaftarkan anggota."), code="forbidden")
        self.by = by
        self.elsewhere = 0
        self.told_by = TOLD_BY.format(source=source)[:300]
        self._may_tell_method = by.allows(Permission.KB_METHOD_VIEW)
        self._labels, self._niks, self._names, self._held = Labels(), Seen(), Seen(), Seen()
        self._terms = Terms()
        self._new_groups: set[tuple] = set()
        self._changed_people: set[int] = set()
        self._writer = Writer(by, self.told_by, trace)

    def plan(self, rows: Sequence[tuple[RowLabel, GroupPlace, MemberDraft]]) -> list[MemberPlan]:
        """Plan some thousand rows; reads, never writes."""
        plans = [self._begun(*row) for row in rows]
        record = self._on_record(plans)
        for plan in plans:
            self._decide(plan, record)
        return plans

    def write(self, plans: Sequence[MemberPlan]) -> Written:
        """Write what was planned, in the caller's transaction. Refused rows and those that are the same stay out.

        Raises ValidationError where somebody else has meanwhile written what a rule of the database now refuses.
        """
        return self._writer.write([plan for plan in plans if plan.outcome in (NEW, CHANGED)])

    def _begun(self, label: RowLabel, place: GroupPlace, draft: MemberDraft) -> MemberPlan:
        name = " ".join(draft.name.split())
        if draft.nik and draft.nik_index is None:
            draft.nik_index = index_of(draft.nik)
        return MemberPlan(label, place, draft, name, name_key(name))

    def _on_record(self, plans: list[MemberPlan]) -> OnRecord:
        asked = Asked()
        for plan in plans:
            draft = plan.draft
            asked.add(draft.nik_index if draft.nik else None, plan.place.pk, plan.key, draft.birth_on)
        return read_on_record(self.by, asked)

    def _decide(self, plan: MemberPlan, record: OnRecord) -> None:
        position = self._labels.add(plan.label)
        group = self._identity(plan.place)
        check_row(plan, may_tell_method=self._may_tell_method)
        self._refuse_nik_seen(plan, record, group, position)
        person = None if plan.is_refused else self._who(plan, record)
        self._refuse_name_seen(plan, person, group, position)
        if plan.is_refused:
            return
        if person is None:
            plan_newcomer(plan, self.told_by)
            first_facts(plan)
        else:
            plan.person, plan.person_pk = person, person.pk
            compare_person(plan, self.told_by)
            compare_facts(plan)
        plan_membership(plan, record, self._terms, group, self.by, self.told_by)
        if not plan.is_refused:
            self._conclude(plan, group)

    def _conclude(self, plan: MemberPlan, group) -> None:
        self._refuse_changed_twice(plan)
        if plan.is_refused:
            return
        self._terms.keep(plan, group)
        if plan.opening:
            plan.outcome = NEW
        elif plan.changes_anything:
            plan.outcome = CHANGED
        else:
            plan.outcome = SAME

    def _identity(self, place: GroupPlace):
        """What tells groups apart through the whole file: a new one keeps its key when it gets a number."""
        if place.pk is None:
            self._new_groups.add(place.key)
            return place.key
        return place.key if place.key in self._new_groups else place.pk

    # --- Who is meant -------------------------------------------------------------------------------------------------
    def _who(self, plan: MemberPlan, record: OnRecord) -> KnownPerson | None:
        """The person on record, or None for someone new: by NIK, else by name and birth in the group."""
        draft, birth_on = plan.draft, plan.draft.birth_on
        if draft.nik_masked:
            return self._behind_mask(plan, record)
        if not draft.nik:
            return record.namesake(plan.place.pk, plan.key, birth_on, without_nik=False)
        person = record.by_nik.get(draft.nik_index)
        if person is None:
            return record.namesake(plan.place.pk, plan.key, birth_on, without_nik=True)
        if person.pk not in record.visible:
            self.elsewhere += 1
            plan.refuse(Problem("nik_elsewhere", "nik", elsewhere_sentence()))
            return None
        if plan.key != person.name_key and likeness(plan.key, person.name_key) < QUITE_UNLIKE:
            plan.refuse(Problem("nik_other_person", "nik", other_person_sentence()))
            return None
        return person

    def _behind_mask(self, plan: MemberPlan, record: OnRecord) -> KnownPerson | None:
        """Who a row of our own list means, whose NIK it masks: the one of that name in the group, or nobody."""
        person = record.only_one_called(plan.place.pk, plan.key, plan.draft.birth_on)
        if person is None:
            plan.refuse(Problem("nik_masked", "nik", nik_masked_sentence()))
        return person

    def _refuse_nik_seen(self, plan: MemberPlan, record: OnRecord, group, position: int) -> None:
        """One NIK stands in one row; in two only for someone whom the registry knows in both groups already."""
        if not plan.draft.nik:
            return
        nik = plan.draft.nik_index.int >> 64
        first, here = self._niks.put(nik, position), self._held.put(hash((nik, group)), position)
        person = record.by_nik.get(plan.draft.nik_index)
        is_known_here = person is not None and record.in_group(person.pk, plan.place.pk)
        if first is not None and (here is not None or not is_known_here):
            plan.refuse(Problem("nik_twice", "nik", nik_twice_sentence(self._labels.at(first))))

    def _refuse_name_seen(self, plan: MemberPlan, person: KnownPerson | None, group, position: int) -> None:
        """Two rows of one name and birth in one group are two people only where both tell a NIK."""
        keys = {(plan.key, plan.draft.birth_on)}
        if person is not None:
            keys.add((person.name_key, person.birth_on))
        flagged = position << 1 | bool(plan.draft.nik)
        for key in keys:
            first = self._names.put(hash((group, key)), flagged)
            if first is not None and not plan.is_refused and not (plan.draft.nik and first & 1):
                plan.refuse(Problem("twice", "name", name_twice_sentence(self._labels.at(first >> 1))))

    def _refuse_changed_twice(self, plan: MemberPlan) -> None:
        if plan.person is None or not (plan.person_changes or plan.kb or plan.welfare):
            return
        if plan.person.pk in self._changed_people:
            plan.refuse(Problem("twice", "name", _("Data orang ini sudah diubah oleh baris lain dalam berkas ini.")))
        self._changed_people.add(plan.person.pk)


def nik_twice_sentence(label: RowLabel) -> str:
    """What is said of the second row with one NIK."""
    return _("NIK ini sudah dipakai baris %(row)s di lembar %(sheet)s. Satu NIK untuk satu baris.") % {
        "row": label[1],
        "sheet": label[0] or "1",
    }


def name_twice_sentence(label: RowLabel) -> str:
    """What is said of the second row with one name and birth date in one group."""
    return _(
        "Nama dan tanggal lahir ini sudah ada di baris %(row)s lembar %(sheet)s untuk kelompok yang sama. Bila memang"
        " orang lain, isi NIK keduanya."
    ) % {"row": label[1], "sheet": label[0] or "1"}


def other_person_sentence() -> str:
    """What is said where a NIK leads to someone of quite another name; whose it is stays unsaid."""
    return _("NIK ini tercatat atas nama orang lain. Periksa NIK dan nama dengan KTP atau KK.")


def nik_masked_sentence() -> str:
    """What is said of a masked NIK that leads to nobody."""
    return _(
        "NIK di baris ini disamarkan, dan tidak tepat satu anggota kelompok ini bernama demikian. Isi NIK-nya, atau"
        " unduh daftarnya dengan kolom pribadi."
    )
