"""What the worker does for a long list: it makes the file anew at each attempt, so that nothing stands in it twice."""

from collections.abc import Iterator

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.roles import Permission
from groups.listing import OutsideTerritory
from jobs.kinds import runs, tidies
from jobs.running import Run
from reports.exports.keeping import keep_pieces, query_of, ready_until, remove_expired, scope_of
from reports.exports.lists import LISTS
from reports.exports.making import JOB_KIND, note_export, pieces_of
from reports.exports.sheet import ListSheet
from reports.models import ExportFile, ExportFormat

tidies(remove_expired)


@runs(JOB_KIND)
def prepare(run: Run) -> None:
    """Write the list into the file's parts; note it in the access log, with its rows, when it is whole."""
    file = ExportFile.objects.get(pk=run.job.params["file"])
    sheet = _sheet_of(file, run.job.by)
    total = sheet.count()
    form = file.format
    if form == ExportFormat.XLSX and total > settings.EXPORT_XLSX_ROWS:
        form = ExportFormat.CSV
        run.log("Lebih panjang daripada satu lembar XLSX; dibuat sebagai CSV.")
    run.tell(done=0, total=total, phase=_("Menyiapkan berkas"))
    counted = _Counted(run, sheet, total)
    size = keep_pieces(run, file, pieces_of(counted, form, total))
    _finish(run, file, counted, form, size)


def _sheet_of(file: ExportFile, user) -> ListSheet:
    """The list as its user may see it now. Raises ValidationError where that is no longer what was asked for."""
    kind = LISTS[file.listing]
    needed = [Permission.EXPORT, kind.permission, *([Permission.EXPORT_PERSONAL] if file.is_personal else [])]
    if not all(user.allows(permission) for permission in needed) or file.scope != scope_of(user):
        raise ValidationError(_("Peran atau wilayah Anda sudah berubah. Mintalah unduhan ini sekali lagi."))
    try:
        return kind(user, query_of(file), personal=file.is_personal)
    except OutsideTerritory:
        raise ValidationError(_("Wilayah yang diminta tidak lagi di wilayah Anda.")) from None


class _Counted:
    """A list that tells its job how far it has come."""

    def __init__(self, run: Run, sheet: ListSheet, total: int) -> None:
        self.run, self.sheet, self.total = run, sheet, total
        self.columns, self.sheet_name = sheet.columns, sheet.sheet_name
        self.rows = 0

    def batches(self) -> Iterator[list]:
        """The list's own batches, counted."""
        for batch in self.sheet.batches():
            yield batch
            self.rows += len(batch)
            self.run.tell(done=self.rows, total=max(self.total, self.rows))


def _finish(run: Run, file: ExportFile, counted: _Counted, form: str, size: int) -> None:
    with transaction.atomic():
        run.hold()
        file.is_switched = form != file.format
        file.format, file.row_count, file.size, file.expires_at = form, counted.rows, size, ready_until()
        file.save(update_fields=["is_switched", "format", "row_count", "size", "expires_at"])
        note_export(counted.sheet, form, counted.rows, file.reason)
        run.finish(file.get_absolute_url())
