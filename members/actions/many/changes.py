"""Changing what is on record because a row tells it otherwise: through the one-row actions, with their own trail."""

from dataclasses import dataclass, field
from datetime import date

from members.actions.facts import record_kb_status, record_welfare
from members.actions.many.plans import MemberPlan
from members.actions.offices import appoint
from members.actions.periods import end_membership
from members.actions.persons import change_person
from members.models import Membership, Person
from regions.clock import local_today


@dataclass(slots=True)
class Change:
    """A row that was changed: its columns before, as JSON holds them, and its version after."""

    model: str
    pk: int
    before: dict
    version: int


@dataclass(slots=True)
class Written:
    """What was written: ids of added rows by model label, and the rows that were changed."""

    added: dict[str, list[int]] = field(default_factory=dict)
    changed: list[Change] = field(default_factory=list)

    def add(self, model, pk: int) -> None:
        """Note an added row."""
        self.added.setdefault(model._meta.label, []).append(pk)


def change_record(plan: MemberPlan, by, reason: str, written: Written) -> None:
    """Write what one row changes of its person and membership, and note it. Raises ValidationError, StaleEdit."""
    if plan.person_changes or plan.kb or plan.welfare:
        _change_person(plan, by, reason, written)
    if plan.appointed_on or plan.ends:
        _change_membership(plan, by, reason, written)


def _change_person(plan: MemberPlan, by, reason: str, written: Written) -> None:
    before = Person.objects.get(pk=plan.person.pk)
    if plan.person_changes:
        change_person(by=by, person=before, version=plan.person.version, reason=reason, **plan.person_changes)
    _append_facts(plan, by, reason, written)
    after = Person.objects.get(pk=before.pk)
    written.changed.append(Change(Person._meta.label, before.pk, _difference(before, after), after.version))


def _append_facts(plan: MemberPlan, by, reason: str, written: Written) -> None:
    person = Person.objects.select_related("village").get(pk=plan.person.pk)
    today = local_today(person)
    if plan.kb:
        status, method = plan.kb
        record = record_kb_status(by=by, person=person, on=today, status=status, method=method, reason=reason)
        written.add(type(record), record.pk)
    if plan.welfare:
        stage = record_welfare(by=by, person=person, on=today, stage=plan.welfare, reason=reason)
        written.add(type(stage), stage.pk)


def _change_membership(plan: MemberPlan, by, reason: str, written: Written) -> None:
    before = Membership.objects.select_related("group__village").get(pk=plan.membership.pk)
    row, version = before, plan.membership.version
    if plan.appointed_on:
        row = appoint(
            by=by, membership=before, role=plan.draft.role, on=plan.appointed_on, reason=reason, version=version
        )
        version = row.version
        plan.membership_pk = row.pk
        written.add(Membership, row.pk)
    if plan.ends:
        end_membership(by=by, membership=row, on=plan.draft.ended_on, reason=reason, version=version)
    after = Membership.objects.get(pk=before.pk)
    written.changed.append(Change(Membership._meta.label, before.pk, _difference(before, after), after.version))


def _difference(before, after) -> dict:
    """The columns that have changed, with what stood in them; who changed them when is kept elsewhere."""
    left_out = {"changed_at", "changed_by_id", "version"}
    names = [column.attname for column in before._meta.concrete_fields if column.attname not in left_out]
    return {name: _plain(getattr(before, name)) for name in names if getattr(before, name) != getattr(after, name)}


def _plain(value):
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, str | int) else str(value)
