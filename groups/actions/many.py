"""Many new groups, and many observations of capital, at once: the rules of the one-row actions, few queries.

Nothing here passes `save()`: each regency gets one entry in the audit trail and one mark for its totals. A group that
comes on record this way stands at version 1, however much was told of it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import log_batch
from groups.actions.capital import check_amounts
from groups.actions.registration import REGISTERED, take_serials_in, unsaved_group
from groups.actions.rows import refuse_ahead
from groups.actions.standing import refuse_before_founding, refuse_retired
from groups.models import (
    CapitalRecord,
    EnterpriseGroup,
    GroupStage,
    GroupStatus,
    Product,
    Sector,
    StageAssessment,
    StatusChange,
)
from regions.bulk import add_rows, take_ids
from regions.models import Region
from regions.touching import touch, touch_months

# What a person does not type, or what only the database could look up.
_NOT_TYPED = ("village", "mentor", "stage", "created_by", "changed_by", "number", "name_key")
_NOT_TYPED_OF_CAPITAL = ("group", "replaces", "recorded_by", "total")
_SECTORS = EnterpriseGroup.sectors.through
Ids = dict[str, list[int]]


@dataclass(slots=True)
class NewGroup:
    """A group that is to come on record, and what is told of it beside its columns.

    A `status` other than active, and a `stage`, hold from `today` on, the local day of its place, for `reason`.
    """

    group: EnterpriseGroup
    today: date
    reason: str
    status: str = GroupStatus.ACTIVE
    stage: GroupStage | None = None
    sectors: list[Sector] = field(default_factory=list)
    products: list[str] = field(default_factory=list)


def draft_group(*, by, village: Region, name: str, source, today: date, reason: str, **entries) -> NewGroup:
    """A new group as `register_group` would make it, not yet checked and without a number."""
    group = unsaved_group(by=by, village=village, name=name, source=source, today=today, **entries)
    return NewGroup(group, today, reason)


def check_alone(group: EnterpriseGroup) -> None:
    """Raise ValidationError for whatever a group's own columns breach; asks the database nothing."""
    group.full_clean(exclude=_NOT_TYPED, validate_unique=False, validate_constraints=False)


def check_product(name: str) -> None:
    """Raise ValidationError for what cannot be the name of a product."""
    Product(name=name).clean_fields(exclude=["group", "sector", "ended_on"])


def check_new_group(new: NewGroup) -> None:
    """Raise ValidationError, as the one-row actions would, for a group that cannot come on record like this."""
    check_alone(new.group)
    if new.stage is not None:
        refuse_retired(new.stage, new.today)
    for name in new.products:
        check_product(name)


def check_capital(record: CapitalRecord, today: date, founded_on: date | None) -> None:
    """Raise ValidationError for an observation that cannot go on record, of a group founded then; asks nothing."""
    refuse_ahead(record.on, today)
    refuse_before_founding(record.on, EnterpriseGroup(founded_on=founded_on))
    check_amounts(record.own, record.loan, record.grant)
    record.clean_fields(exclude=_NOT_TYPED_OF_CAPITAL)


@transaction.atomic
def register_groups(*, by, groups: Sequence[NewGroup], reason: str) -> Ids:
    """Put checked groups on record; each gets its key and number. Returns the ids of the new rows by table.

    Raises ValidationError where a village has no number left. The caller has asked for permission and territory.
    """
    if not groups:
        return {}
    _give_numbers([new.group for new in groups])
    _give_newest(groups)
    _add(EnterpriseGroup, [new.group for new in groups])
    rows = {
        StatusChange: [row for new in groups for row in _status_rows(new, by)],
        StageAssessment: [row for new in groups for row in _stage_rows(new, by)],
        Product: [Product(group=new.group, name=name) for new in groups for name in new.products],
        _SECTORS: [_SECTORS(enterprisegroup=new.group, sector=sector) for new in groups for sector in new.sectors],
    }
    for model, made in rows.items():
        _add(model, made, take_ids(model, len(made)))
    _tell_of_groups(by, groups, reason)
    return {EnterpriseGroup._meta.label: [new.group.pk for new in groups]} | {
        model._meta.label: [row.pk for row in made] for model, made in rows.items() if made and model is not _SECTORS
    }


@transaction.atomic
def record_capitals(*, by, records: Sequence[CapitalRecord], today_of, reason: str, created=frozenset()) -> list[int]:
    """Put checked observations on record and let their groups carry the newest; returns the groups that changed.

    Each record knows the `pk` and the village of its group; `today_of` gives the local day of a village. A group in
    `created` came on record in the same transaction and keeps its version. The records get their keys.
    """
    if not records:
        return []
    keys = sorted({record.group_id for record in records})
    held = EnterpriseGroup.objects.visible_to(by).select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    if len(list(held.values_list("pk", flat=True))) < len(keys):
        raise ValidationError(_("Sebagian kelompok di luar wilayah Anda."), code="outside")
    _add(CapitalRecord, records, take_ids(CapitalRecord, len(records)))
    changed = [key for key in keys if key not in created]
    _carry_newest([key for key in keys if key in created], capital_on=_newest("on"))
    _carry_newest(changed, capital_on=_newest("on"), version=F("version") + 1, changed_by=by, changed_at=timezone.now())
    _tell_of_capital(by, records, today_of, reason)
    return changed


def _give_numbers(groups: list[EnterpriseGroup]) -> None:
    counts = Counter(group.village_id for group in groups)
    serials = take_serials_in(dict(counts))
    for group, key in zip(groups, take_ids(EnterpriseGroup, len(groups)), strict=True):
        group.pk = key
        group.number = f"{group.village_id}{serials[group.village_id]:04d}"
        serials[group.village_id] += 1


def _give_newest(groups: Sequence[NewGroup]) -> None:
    """A group carries the newest entry of each of its histories."""
    for new in groups:
        if new.status != GroupStatus.ACTIVE:
            new.group.status, new.group.status_on = new.status, new.today
        if new.stage is not None:
            new.group.stage, new.group.stage_on = new.stage, new.today


def _status_rows(new: NewGroup, by) -> list[StatusChange]:
    began = new.group.founded_on or new.today
    rows = [StatusChange(group=new.group, status=GroupStatus.ACTIVE, on=began, reason=REGISTERED, recorded_by=by)]
    if new.status != GroupStatus.ACTIVE:
        rows.append(StatusChange(group=new.group, status=new.status, on=new.today, reason=new.reason, recorded_by=by))
    return rows


def _stage_rows(new: NewGroup, by) -> list[StageAssessment]:
    if new.stage is None:
        return []
    return [StageAssessment(group=new.group, stage=new.stage, on=new.today, reason=new.reason, recorded_by=by)]


def _add(model: type[models.Model], rows: Sequence[models.Model], keys: Sequence[int] = ()) -> None:
    """Add rows as they stand, with their keys and the instants that `save()` would have set."""
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.GeneratedField)]
    names = [field.attname for field in fields]
    now, stamps = timezone.now(), [field.attname for field in fields if getattr(field, "auto_now_add", False)]
    stamps += [field.attname for field in fields if getattr(field, "auto_now", False)]
    for row, key in zip(rows, keys, strict=False):
        row.pk = key
    for row in rows:
        for name in stamps:
            setattr(row, name, now)
    add_rows(model, names, ([getattr(row, name) for name in names] for row in rows))


def _newest(column: str) -> Subquery:
    records = CapitalRecord.objects.valid().filter(group_id=OuterRef("pk")).order_by("-on", "-id")
    return Subquery(records.values(column)[:1])


def _carry_newest(keys: list[int], **columns) -> None:
    if keys:
        EnterpriseGroup.objects.filter(pk__in=keys).update(capital_total=_newest("total"), **columns)


def _tell_of_groups(by, groups: Sequence[NewGroup], reason: str) -> None:
    for code, of_code in _by_regency(groups, lambda new: new.group.village_id).items():
        touch(code, on=min(new.today for new in of_code))
        touch_months(code, since=min(new.group.founded_on or new.today for new in of_code))
        _log(by, EnterpriseGroup, code, reason, f"{len(of_code)} kelompok baru")


def _tell_of_capital(by, records: Sequence[CapitalRecord], today_of, reason: str) -> None:
    for code, of_code in _by_regency(records, lambda record: record.group.village_id).items():
        touch(code, on=today_of(of_code[0].group.village_id))
        touch_months(code, since=min(one.on for one in of_code), until=max(one.on for one in of_code))
        _log(by, CapitalRecord, code, reason, f"{len(of_code)} catatan modal")


def _log(by, model, code: str, reason: str, detail: str) -> None:
    log_batch(by=by, model=model, region_code=code, reason=reason, detail=detail)


def _by_regency(rows: Iterable, village_of: Callable) -> dict[str, list]:
    sorted_out: dict[str, list] = defaultdict(list)
    for row in rows:
        sorted_out[village_of(row)[:4]].append(row)
    return sorted_out
