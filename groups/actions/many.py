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
from groups.actions.registration import REGISTERED, SAME_NAME, take_serials_in, unsaved_group
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


@dataclass(slots=True)
class NewCapital:
    """An observation that is to go on record, of a group in this village, founded then; `today` is its local day.

    The record may learn its group only once that is on record.
    """

    record: CapitalRecord
    village_id: str
    today: date
    founded_on: date | None


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


def check_capital(new: NewCapital) -> None:
    """Raise ValidationError, as `record_capital` would, for an observation that cannot go on record; asks nothing."""
    record = new.record
    refuse_ahead(record.on, new.today)
    refuse_before_founding(record.on, new)
    check_amounts(record.own, record.loan, record.grant)
    record.clean_fields(exclude=_NOT_TYPED_OF_CAPITAL)


@transaction.atomic
def register_groups(*, by, groups: Sequence[NewGroup], reason: str, confirmed=()) -> Ids:
    """Put checked groups on record; each gets its key and number. Returns the ids of the new rows by table.

    Raises ValidationError where a village has no number left, or where a name has come on record since the groups were
    checked (unless `confirmed` says "same_name"). The caller has asked for permission and territory.
    """
    if not groups:
        return {}
    _give_numbers([new.group for new in groups])
    if SAME_NAME not in confirmed:
        _refuse_twins([new.group for new in groups])
    _give_newest(groups)
    _add(EnterpriseGroup, [new.group for new in groups])
    added = {EnterpriseGroup._meta.label: [new.group.pk for new in groups]}
    for model, names, rows in _rows_beside(groups, by):
        keys = take_ids(model, len(rows))
        add_rows(model, ["id", *names], ((key, *row) for key, row in zip(keys, rows, strict=True)))
        # The links to kinds of business are part of the group.
        added |= {model._meta.label: keys} if keys and model is not _SECTORS else {}
    _tell_of_groups(by, groups, reason)
    return added


@transaction.atomic
def record_capitals(*, by, observed: Sequence[NewCapital], reason: str, created=frozenset()) -> list[int]:
    """Put checked observations on record and let their groups carry the newest; returns the ids of the records.

    A group in `created` came on record in the same transaction and keeps its version.
    """
    if not observed:
        return []
    records = [new.record for new in observed]
    keys = sorted({record.group_id for record in records})
    held = EnterpriseGroup.objects.visible_to(by).select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    if len(list(held.values_list("pk", flat=True))) < len(keys):
        raise ValidationError(_("Sebagian kelompok di luar wilayah Anda."), code="outside")
    _add(CapitalRecord, records, take_ids(CapitalRecord, len(records)))
    signed = {"version": F("version") + 1, "changed_by": by, "changed_at": timezone.now()}
    _carry_newest([key for key in keys if key in created])
    _carry_newest([key for key in keys if key not in created], **signed)
    _tell_of_capital(by, observed, reason)
    return [record.pk for record in records]


def _give_numbers(groups: list[EnterpriseGroup]) -> None:
    counts = Counter(group.village_id for group in groups)
    serials = take_serials_in(dict(counts))
    for group, key in zip(groups, take_ids(EnterpriseGroup, len(groups)), strict=True):
        group.pk = key
        group.number = f"{group.village_id}{serials[group.village_id]:04d}"
        serials[group.village_id] += 1


def _refuse_twins(groups: list[EnterpriseGroup]) -> None:
    """Asked once the villages' counters are held: who registers there at the same time waits, and is seen here."""
    named = {(group.village_id, group.name_key) for group in groups}
    villages, keys = {village for village, _key in named}, {key for _village, key in named}
    known = EnterpriseGroup.objects.filter(village_id__in=villages, name_key__in=keys)
    for village, key, name in known.values_list("village_id", "name_key", "name"):
        if (village, key) in named:
            message = _("Kelompok %(name)s baru saja didaftarkan orang lain. Periksa berkas sekali lagi.")
            raise ValidationError({"name": ValidationError(message, code=SAME_NAME, params={"name": name})})


def _give_newest(groups: Sequence[NewGroup]) -> None:
    """A group carries the newest entry of each of its histories."""
    for new in groups:
        if new.status != GroupStatus.ACTIVE:
            new.group.status, new.group.status_on = new.status, new.today
        if new.stage is not None:
            new.group.stage, new.group.stage_on = new.stage, new.today


def _rows_beside(groups: Sequence[NewGroup], by) -> list[tuple[type[models.Model], list[str], list[tuple]]]:
    """What hangs on new groups: a table, its columns, and the rows."""
    now, each = timezone.now(), [(new.group.pk, new) for new in groups]
    dated = ["on", "reason", "recorded_at", "recorded_by_id"]
    began = [(pk, GroupStatus.ACTIVE, _began_on(new), REGISTERED, now, by.pk) for pk, new in each]
    turned = [
        (pk, new.status, new.today, new.reason, now, by.pk) for pk, new in each if new.status != GroupStatus.ACTIVE
    ]
    staged = [(pk, new.stage.pk, new.today, new.reason, now, by.pk) for pk, new in each if new.stage is not None]
    made = [(pk, name, None, None) for pk, new in each for name in new.products]
    linked = [(pk, sector.pk) for pk, new in each for sector in new.sectors]
    return [
        (StatusChange, ["group_id", "status", *dated], began + turned),
        (StageAssessment, ["group_id", "stage_id", *dated], staged),
        (Product, ["group_id", "name", "sector_id", "ended_on"], made),
        (_SECTORS, ["enterprisegroup_id", "sector_id"], linked),
    ]


def _began_on(new: NewGroup) -> date:
    return new.group.founded_on or new.today


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
    newest = {"capital_total": _newest("total"), "capital_on": _newest("on")}
    if keys:
        EnterpriseGroup.objects.filter(pk__in=keys).update(**newest, **columns)


def _tell_of_groups(by, groups: Sequence[NewGroup], reason: str) -> None:
    for code, of_code in _by_regency(groups, lambda new: new.group.village_id).items():
        touch(code, on=min(new.today for new in of_code))
        touch_months(code, since=min(map(_began_on, of_code)))
        _log(by, EnterpriseGroup, code, reason, f"{len(of_code)} kelompok baru")


def _tell_of_capital(by, observed: Sequence[NewCapital], reason: str) -> None:
    for code, of_code in _by_regency(observed, lambda new: new.village_id).items():
        days = [new.record.on for new in of_code]
        touch(code, on=min(new.today for new in of_code))
        touch_months(code, since=min(days), until=max(days))
        _log(by, CapitalRecord, code, reason, f"{len(of_code)} catatan modal")


def _log(by, model, code: str, reason: str, detail: str) -> None:
    log_batch(by=by, model=model, region_code=code, reason=reason, detail=detail)


def _by_regency(rows: Iterable, village_of: Callable) -> dict[str, list]:
    sorted_out: dict[str, list] = defaultdict(list)
    for row in rows:
        sorted_out[village_of(row)[:4]].append(row)
    return sorted_out
