"""Taking a stored file back as a whole, as long as nobody has touched what it wrote (IE11; ADR 8)."""

from collections.abc import Iterator
from datetime import date

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import log_batch
from groups.models import CapitalRecord, EnterpriseGroup, StageAssessment, StatusChange
from imports.models import BatchState, ImportBatch
from members.models import KbRecord, WelfareRecord
from regions.clock import local_today
from regions.erasing import erasing
from regions.models import Region
from regions.touching import touch, touch_months

_APPEND_ONLY = (CapitalRecord, StatusChange, StageAssessment, KbRecord, WelfareRecord)
# What hangs on others goes first.
_ORDER = (
    "members.KbRecord",
    "members.WelfareRecord",
    "members.Membership",
    "groups.CapitalRecord",
    "groups.StatusChange",
    "groups.StageAssessment",
    "groups.Product",
    "members.Person",
    "groups.EnterpriseGroup",
)
Ranges = dict[str, list[tuple[int, int]]]


class Touched(ValidationError):
    """Somebody has worked on with what the file brought in, so it can no longer be taken back as a whole."""

    def __init__(self, what: str):
        message = _(
            "Berkas ini tidak dapat dibatalkan lagi: %(what)s sudah diubah atau dipakai sesudah impor. Perbaiki satu"
            " per satu."
        )
        super().__init__(message % {"what": what}, code="touched")


def undo_batch(*, by, batch: ImportBatch) -> ImportBatch:
    """Remove every row the batch added and give changed rows their former state back, in one transaction.

    Raises Touched where anything of it was changed or used since, ValidationError where rows lie outside the territory
    of `by` or the batch is not stored.
    """
    try:
        with transaction.atomic():
            held = ImportBatch.objects.visible_to(by).select_for_update().filter(pk=batch.pk).first()
            if held is None or held.state != BatchState.COMMITTED:
                raise ValidationError(_("Berkas ini tidak sedang tersimpan. Muat ulang halaman."), code="state")
            _undo(by, held)
    except IntegrityError:
        raise Touched(_("data kelompok atau orang")) from None
    return held


def _undo(by, batch: ImportBatch) -> None:
    ranges = _ranges_of(batch)
    versions = {(row.model, row.object_pk): row.version for row in batch.changes.all()}
    _lock(ranges, versions)
    _refuse_outside(by, ranges)
    _refuse_touched(ranges, versions)
    _mark(ranges, batch)
    with erasing(*_APPEND_ONLY):
        _restore(by, batch, ranges)
        for name in _ORDER:
            _remove(name, ranges)
    batch.state, batch.undone_at, batch.undone_by = BatchState.UNDONE, timezone.now(), by
    batch.save(update_fields=["state", "undone_at", "undone_by"])
    detail = _("Impor berkas #%(batch)s dibatalkan") % {"batch": batch.pk}
    log_batch(by=by, model=EnterpriseGroup, region_code="", reason=_("Impor dibatalkan"), detail=detail)


def _ranges_of(batch: ImportBatch) -> Ranges:
    ranges: Ranges = {}
    for row in batch.ranges.all():
        ranges.setdefault(row.model, []).append((row.first, row.last))
    return ranges


def _rows(name: str, ranges: Ranges) -> Iterator[models.QuerySet]:
    """The rows a batch added to one table, range by range."""
    for first, last in ranges.get(name, ()):
        yield apps.get_model(name)._base_manager.filter(pk__range=(first, last))


def _lock(ranges: Ranges, versions) -> None:
    """Groups, then people: the order every writer takes them in."""
    for name in ("groups.EnterpriseGroup", "members.Person"):
        changed = apps.get_model(name)._base_manager.filter(pk__in=[pk for model, pk in versions if model == name])
        for rows in (*_rows(name, ranges), changed):
            for _row in rows.select_for_update().order_by("pk").values_list("pk").iterator():
                pass


def _refuse_outside(by, ranges: Ranges) -> None:
    """An undo removes nothing that its user could not reach by hand (AC07)."""
    for rows in _rows("groups.EnterpriseGroup", ranges):
        if rows.count() != EnterpriseGroup.objects.visible_to(by).filter(pk__in=rows.values("pk")).count():
            raise ValidationError(_("Sebagian kelompok di berkas ini di luar wilayah Anda."), code="outside")


def _refuse_touched(ranges: Ranges, versions: dict[tuple[str, int], int]) -> None:
    for (name, pk), version in versions.items():
        if not apps.get_model(name)._base_manager.filter(pk=pk, version=version).exists():
            raise Touched(_name_of(name))
    for name in _ORDER:
        model = apps.get_model(name)
        for rows in _rows(name, ranges):
            if any(field.name == "version" for field in model._meta.fields):
                expected = [pk for model_name, pk in versions if model_name == name]
                if rows.exclude(version=1).exclude(pk__in=expected).exists():
                    raise Touched(_name_of(name))
            _refuse_used(model, rows, ranges)


def _refuse_used(model: type[models.Model], rows: models.QuerySet, ranges: Ranges) -> None:
    """Nothing but the batch itself may point at its rows."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.one_to_many or relation.one_to_one) or not relation.auto_created:
            continue
        pointing = relation.related_model
        if pointing._meta.auto_created:
            continue
        found = pointing._base_manager.filter(**{f"{relation.field.name}__in": rows.values("pk")})
        for first, last in ranges.get(pointing._meta.label, ()):
            found = found.exclude(pk__range=(first, last))
        if found.exists():
            raise Touched(_name_of(pointing._meta.label))


def _name_of(name: str) -> str:
    return str(apps.get_model(name)._meta.verbose_name)


def _mark(ranges: Ranges, batch: ImportBatch) -> None:
    """Tell the read side of every regency that loses rows, before they are gone."""
    villages: set[str] = set()
    since: date | None = None
    for rows in _rows("members.Membership", ranges):
        villages |= set(rows.values_list("village_id", flat=True).distinct())
    for rows in _rows("groups.EnterpriseGroup", ranges):
        villages |= set(rows.values_list("village_id", flat=True).distinct())
        first = rows.aggregate(first=Min("status_on"))["first"]
        since = min(filter(None, (since, first)), default=None)
    for rows in _rows("groups.CapitalRecord", ranges):
        villages |= set(rows.values_list("group__village_id", flat=True).distinct())
        first = rows.aggregate(first=Min("on"))["first"]
        since = min(filter(None, (since, first)), default=None)
    for regency in sorted({code[:4] for code in villages}):
        today = local_today(Region.objects.get(code=regency))
        touch(regency, on=today)
        touch_months(regency, since=since or today)


def _restore(by, batch: ImportBatch, ranges: Ranges) -> None:
    """Give rows that were there before their former state, as one more version; those about to go are left."""
    for change in batch.changes.all():
        if any(first <= change.object_pk <= last for first, last in ranges.get(change.model, ())):
            continue
        model = apps.get_model(change.model)
        before = {name: _field(model, name).to_python(value) for name, value in change.before.items()}
        rows = model._base_manager.filter(pk=change.object_pk)
        rows.update(**before, version=F("version") + 1, changed_by=by, changed_at=timezone.now())


def _field(model: type[models.Model], attname: str) -> models.Field:
    field = next(field for field in model._meta.concrete_fields if field.attname == attname)
    return field.target_field if isinstance(field, models.ForeignKey) else field


def _remove(name: str, ranges: Ranges) -> None:
    """Remove the batch's rows of one table, past signals: the trail has one entry for them all."""
    for rows in _rows(name, ranges):
        if name == "groups.EnterpriseGroup":
            for field in EnterpriseGroup._meta.many_to_many:
                links = field.remote_field.through._base_manager.filter(enterprisegroup__in=rows.values("pk"))
                links._raw_delete(links.db)
        rows._raw_delete(rows.db)
