"""From a list to a file: at once where it is short, by the worker where it is long; each noted in the access log."""

from collections.abc import Iterator

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import log_access
from accounts.models import AccessKind
from jobs.models import UNFINISHED, Job
from jobs.running import queue_job
from regions.clock import local_today
from reports.exports.as_csv import csv_pieces
from reports.exports.as_xlsx import xlsx_pieces
from reports.exports.keeping import query_of, scope_of, sealed_query
from reports.exports.sheet import ListSheet
from reports.models import ExportFile, ExportFormat

JOB_KIND = "export_list"
CONTENT_TYPES = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def rows_at_once(form: str) -> int:
    """So many rows leave at once; a longer list, or one that a sheet does not hold, is a job."""
    most = settings.EXPORT_DIRECT_ROWS
    return min(most, settings.EXPORT_XLSX_ROWS) if form == ExportFormat.XLSX else most


def pieces_of(sheet: ListSheet, form: str, rows: int) -> Iterator[bytes]:
    """The file in pieces, with the memory of one batch."""
    if form == ExportFormat.XLSX:
        return xlsx_pieces(sheet.sheet_name, sheet.columns, sheet.batches(), rows)
    return csv_pieces(sheet.columns, sheet.batches())


def file_name(sheet: ListSheet, form: str) -> str:
    """`kelompok-7604-2026-11-22.xlsx`: the list, the region, the day; nothing of a search."""
    return f"{sheet.slug}-{sheet.region_code or 'kosong'}-{local_today(sheet.user):%Y-%m-%d}.{form}"


def note_export(sheet: ListSheet, form: str, rows: int, reason: str = "") -> None:
    """Note in the access log which list left as what, with how many rows and under which filters (IE08)."""
    columns = (_("dengan kolom pribadi") if sheet.personal else _("NIK tersamar")) if sheet.has_personal else ""
    counted = _("%(count)d baris") % {"count": rows}
    detail = ", ".join(part for part in (sheet.slug, str(form).upper(), counted, columns) if part)
    used = sheet.filters_used
    text = f"{detail}; {used}" if used else detail
    log_access(sheet.user, AccessKind.EXPORTED, region_code=sheet.region_code, reason=reason, detail=text)


def waiting_export(sheet: ListSheet, form: str) -> Job | None:
    """The job of the same list under the same filters that this user has asked for already and that is not done yet."""
    files = ExportFile.objects.filter(by=sheet.user, listing=sheet.slug, format=form, is_personal=sheet.personal)
    for file in files.filter(job__state__in=UNFINISHED).select_related("job"):
        if query_of(file).urlencode() == sheet.asked.urlencode():
            return file.job
    return None


@transaction.atomic
def queue_export(*, by, sheet: ListSheet, form: str, reason: str) -> Job:
    """Have a long list prepared; the job's page leads to the file. Neither title nor parameters say what was sought."""
    file = ExportFile.objects.create(
        by=by,
        listing=sheet.slug,
        asked=sealed_query(sheet.asked),
        format=form,
        is_personal=sheet.personal,
        reason=reason,
        scope=scope_of(by),
    )
    title = _("Unduhan: %(list)s (%(format)s)") % {"list": sheet.title, "format": str(form).upper()}
    file.job = queue_job(kind=JOB_KIND, by=by, title=title, params={"file": file.pk})
    file.save(update_fields=["job"])
    return file.job
