"""Keeping the audit trail and the access log: which models are watched, and what is written beside each change.

    audited(EnterpriseGroup, m2m=["sectors"])          # at the end of an app's models/__init__.py
    audited(Person, mask=["nik_sealed", "nik_index"], personal=Permission.MEMBER_VIEW)
    with use_reason("Salah ketik pada kartu K/0"):     # around the save; lands in AuditEntry.reason
        group.save()
    log_batch(by=user, model=Person, region_code="7604", reason="…", detail="120 baris dari berkas")
    log_access(request.user, AccessKind.NIK_SHOWN, person=person, reason="…")

Changes made by bulk paths (`bulk_create`, `update`, COPY) pass no signal: they write one entry with `log_batch`.
"""

from auditlog.registry import auditlog
from django.contrib.contenttypes.models import ContentType
from django.db import models

from accounts.authorship import current_authorship, current_request_id, use_reason
from accounts.models import AccessEntry, AuditEntry, User
from accounts.regions_of import region_code_of

__all__ = ["audited", "log_access", "log_batch", "masked", "may_read", "use_reason"]

MASK = "••••"
# Models whose names and values are a person's: label -> the permission needed to read them in the trail.
_personal: dict[str, str] = {}
# Kept beside each entry already: who, when, and the version.
_KEPT_ELSEWHERE = {"created_at", "created_by", "changed_at", "changed_by", "version"}


def audited(model: type[models.Model], *, mask=(), exclude=(), m2m=(), personal: str = "") -> None:
    """Watch a model: each change of one row leaves before and after per field (AU01).

    `mask`: fields of which only the change is kept. `exclude`: fields that are no news. `m2m`: relations to watch too.
    `personal`: the permission without which the trail shows neither name, values nor reason of such a record.
    """
    if personal:
        _personal[model._meta.label_lower] = personal
    left_out = {*exclude, *_KEPT_ELSEWHERE, model._meta.pk.name}
    columns = [field for field in model._meta.concrete_fields if not isinstance(field, models.GeneratedField)]
    auditlog.register(
        model,
        include_fields=[field.name for field in columns if field.name not in left_out],
        mask_fields=list(mask),
        mask_callable="accounts.audit.masked",
        m2m_fields=set(m2m),
    )


def may_read(user, label: str) -> bool:
    """True if this user may read names and values of records of this kind (`members.person`) in the trail."""
    return label not in _personal or user.allows(_personal[label])


def masked(value: str) -> str:
    """What stands in the trail instead of a masked value: that there was one, and nothing of it."""
    return "" if value in ("", "None") else MASK


def log_batch(*, by, model: type[models.Model], region_code: str, reason: str, detail: str) -> AuditEntry:
    """One entry for many rows written by a bulk path; `detail` says how many and from where, without personal data."""
    return AuditEntry.objects.create(
        content_type=ContentType.objects.get_for_model(model),
        object_pk="",
        object_repr=detail,
        action=AuditEntry.Action.CREATE,
        changes={},
        actor=by,
        cid=current_request_id(),
        remote_addr=current_authorship().address,
        region_code=region_code,
        reason=reason[:300],
    )


def log_access(user: User, kind: str, *, person=None, region_code: str = "", reason="", detail="") -> AccessEntry:
    """Note that this user looked at personal data (AU02, AU04); `region_code` is the person's where one is given.

    `detail` never holds personal data: a number of hits, the name of a report.
    """
    return AccessEntry.objects.create(
        user=user,
        kind=kind,
        person_id=person.pk if person else None,
        region_code=region_code or (region_code_of(person) if person else ""),
        reason=reason[:300],
        detail=detail[:200],
        request_id=current_request_id(),
    )
