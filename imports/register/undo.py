"""Taking a stored file back as a whole, as long as nobody has touched what it wrote (IE11; ADR 8)."""

from collections.abc import Iterator
from datetime import date

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import log_batch
from accounts.roles import Permission
from groups.models import CapitalRecord, EnterpriseGroup, StageAssessment, StatusChange
from imports.models import BatchState, ImportBatch
from imports.siga.places import common_region
from members.models import DuplicatePair, KbRecord, Membership, PairState, Person, WelfareRecord
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
# What hangs on rows that are restored, not removed, and does not raise their version.
_FACTS = (KbRecord, WelfareRecord)
Ranges = dict[str, list[tuple[int, int]]]
Versions = dict[tuple[str, int], int]


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

    Raises PermissionDenied; Touched where anything of it was changed or used since; ValidationError where rows lie
    outside the territory of `by` or the batch is not stored.
    """
    if not by.allows(Permission.IMPORT):
        raise PermissionDenied
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
    _refuse_outside(by, ranges, versions)
    _refuse_touched(ranges, versions)
    _refuse_new_facts(batch, ranges, versions)
    villages = _mark(ranges, versions)
    _leave_open_pairs(ranges)
    with erasing(*_APPEND_ONLY):
        # First what was added: an office given to another is free again only then.
        for name in _ORDER:
            _remove(name, ranges)
        _restore(by, batch, ranges)
    batch.state, batch.undone_at, batch.undone_by = BatchState.UNDONE, timezone.now(), by
    batch.save(update_fields=["state", "undone_at", "undone_by"])
    batch.parts.all().delete()
    detail = _("Impor berkas #%(batch)s dibatalkan") % {"batch": batch.pk}
    code = common_region(villages)
    log_batch(by=by, model=EnterpriseGroup, region_code=code, reason=_("Impor dibatalkan"), detail=detail)


def _ranges_of(batch: ImportBatch) -> Ranges:
    ranges: Ranges = {}
    for row in batch.ranges.all():
        ranges.setdefault(row.model, []).append((row.first, row.last))
    return ranges


def _rows(name: str, ranges: Ranges) -> Iterator[models.QuerySet]:
    """The rows a batch added to one table, range by range."""
    for first, last in ranges.get(name, ()):
        yield apps.get_model(name)._base_manager.filter(pk__range=(first, last))


def _changed(name: str, versions: Versions) -> models.QuerySet:
    """The rows of one table that a batch changed."""
    return apps.get_model(name)._base_manager.filter(pk__in=[pk for model, pk in versions if model == name])


def _lock(ranges: Ranges, versions: Versions) -> None:
    """Groups, then people: the order every writer takes them in."""
    for name in ("groups.EnterpriseGroup", "members.Person"):
        for rows in (*_rows(name, ranges), _changed(name, versions)):
            for _row in rows.select_for_update().order_by("pk").values_list("pk").iterator():
                pass


def _refuse_outside(by, ranges: Ranges, versions: Versions) -> None:
    """An undo reaches nothing that its user could not reach by hand (AC07)."""
    for model in (EnterpriseGroup, Membership, CapitalRecord, Person):
        name = model._meta.label
        # New people are members in the groups of the batch, and reached there.
        added = () if model is Person else _rows(name, ranges)
        for rows in (*added, _changed(name, versions)):
            if rows.count() != model.objects.visible_to(by).filter(pk__in=rows.values("pk")).count():
                raise ValidationError(_("Sebagian isi berkas ini di luar wilayah Anda."), code="outside")


def _refuse_touched(ranges: Ranges, versions: Versions) -> None:
    for name in {model for model, _pk in versions}:
        now = dict(_changed(name, versions).values_list("pk", "version"))
        if any(now.get(pk) != version for (model, pk), version in versions.items() if model == name):
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
        if pointing is DuplicatePair:
            # Found by the search itself; only a decision is somebody's work.
            found = found.exclude(state=PairState.OPEN)
        for first, last in ranges.get(pointing._meta.label, ()):
            found = found.exclude(pk__range=(first, last))
        if found.exists():
            raise Touched(_name_of(pointing._meta.label))


def _refuse_new_facts(batch: ImportBatch, ranges: Ranges, versions: Versions) -> None:
    """A person who was on record before may have got a newer status since, which stands on her own row too."""
    for model in _FACTS:
        found = model._base_manager.filter(person__in=_changed(Person._meta.label, versions).values("pk"))
        for first, last in ranges.get(model._meta.label, ()):
            found = found.exclude(pk__range=(first, last))
        if found.filter(recorded_at__gt=batch.committed_at).exists():
            raise Touched(_name_of(model._meta.label))


def _leave_open_pairs(ranges: Ranges) -> None:
    """Forget pairs that nobody has looked at, of people who go."""
    for rows in _rows(Person._meta.label, ranges):
        people = rows.values("pk")
        pairs = DuplicatePair._base_manager.filter(Q(first__in=people) | Q(second__in=people), state=PairState.OPEN)
        pairs._raw_delete(pairs.db)


def _name_of(name: str) -> str:
    return str(apps.get_model(name)._meta.verbose_name)


def _mark(ranges: Ranges, versions: Versions) -> set[str]:
    """Tell the read side of every regency that rows go or change in, while they are there; gives the villages."""
    villages: set[str] = set()
    since: date | None = None
    for rows, village, day in _dated(ranges, versions):
        villages |= set(rows.order_by().values_list(village, flat=True).distinct())
        first = rows.order_by().aggregate(first=Min(day))["first"] if day else None
        since = min(filter(None, (since, first)), default=None)
    for regency in sorted({code[:4] for code in villages}):
        today = local_today(Region.objects.get(code=regency))
        touch(regency, on=today)
        touch_months(regency, since=since or today)
    return villages


def _dated(ranges: Ranges, versions: Versions) -> Iterator[tuple[models.QuerySet, str, str]]:
    """Rows on which totals rest, with the column of their village and that of the day from which they count."""
    own = (("groups.EnterpriseGroup", "village_id", "status_on"), ("members.Membership", "village_id", ""))
    of_group = ("groups.CapitalRecord", "groups.StatusChange", "groups.StageAssessment")
    for name, village, day in (*own, *((name, "group__village_id", "on") for name in of_group)):
        yield from ((rows, village, day) for rows in _rows(name, ranges))
    yield from ((rows, "group__village_id", "") for rows in _rows("groups.Product", ranges))
    for name, village, day in own:
        yield _changed(name, versions), village, day
    people = _changed(Person._meta.label, versions).values("pk")
    yield Membership._base_manager.filter(person__in=people), "village_id", ""
    # What is on record about a spouse answers for a chair's KB.
    yield Membership._base_manager.filter(person__spouse__in=people), "village_id", ""


def _restore(by, batch: ImportBatch, ranges: Ranges) -> None:
    """Give rows that were there before their former state, as one more version; those about to go are left."""
    for change in batch.changes.all():
        if any(first <= change.object_pk <= last for first, last in ranges.get(change.model, ())):
            continue
        model = apps.get_model(change.model)
        columns, links = {}, {}
        for name, value in change.before.items():
            field = model._meta.get_field(name)
            if field.many_to_many:
                links[name] = value
            else:
                columns[name] = (field.target_field if field.is_relation else field).to_python(value)
        rows = model._base_manager.filter(pk=change.object_pk)
        rows.update(**columns, version=F("version") + 1, changed_by=by, changed_at=timezone.now())
        for name, keys in links.items():
            getattr(rows.get(), name).set(keys)


def _remove(name: str, ranges: Ranges) -> None:
    """Remove the batch's rows of one table, past signals: the trail has one entry for them all."""
    for rows in _rows(name, ranges):
        if name == "groups.EnterpriseGroup":
            for field in EnterpriseGroup._meta.many_to_many:
                links = field.remote_field.through._base_manager.filter(enterprisegroup__in=rows.values("pk"))
                links._raw_delete(links.db)
        rows._raw_delete(rows.db)
