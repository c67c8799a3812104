"""Asking for a stored file to be taken back; the worker does it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.roles import Permission
from imports.actions.register import UNDO
from imports.models import BatchState, ImportBatch
from jobs.running import queue_job


@transaction.atomic
def ask_undo(*, by, batch: ImportBatch) -> ImportBatch:
    """Queue the undo of a stored file; a second tap finds it queued. Raises PermissionDenied, ValidationError."""
    if not by.allows(Permission.IMPORT):
        raise PermissionDenied
    held = ImportBatch.objects.visible_to(by).select_for_update(of=("self",)).select_related("job").get(pk=batch.pk)
    if held.state != BatchState.COMMITTED:
        raise ValidationError(_("Keadaan berkas ini sudah berubah. Muat ulang halaman."), code="state")
    if held.job is not None and held.job.kind == UNDO and held.job.is_unfinished:
        return held
    title = _("Membatalkan berkas impor")
    held.job = queue_job(kind=UNDO, by=by, title=f"{title} #{held.pk}", params={"batch": held.pk})
    held.save(update_fields=["job"])
    return held
