"""A report that is too much for a page is made by the worker, kept, and its maker is told (RP07)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from jobs.kinds import runs
from jobs.models import UNFINISHED, Job
from jobs.running import Run, queue_job
from reports.catalogue.asking import made_in_indonesian
from reports.catalogue.report import Asked, Report
from reports.mails import tell_of_runs
from reports.models import ReportRun
from reports.runs.keeping import fill, new_run, over_at, question_of, rights_of, runs_of

JOB_KIND = "report_make"


@transaction.atomic
def queue_report(report: Report, asked: Asked) -> Job:
    """Have a heavy report made; the job's page leads to it. The same question is not queued twice at once."""
    waiting = [run.pk for run in runs_of(report, asked) if run.made_at is None]
    job = Job.objects.filter(pk__in=ReportRun.objects.filter(pk__in=waiting).values("job"), state__in=UNFINISHED)
    if found := job.first():
        return found
    run = new_run(report, asked)
    run.save()
    title = _("Rekap: %(report)s") % {"report": report.name}
    run.job = queue_job(kind=JOB_KIND, by=asked.user, title=title, params={"run": run.pk})
    run.save(update_fields=["job"])
    return run.job


@runs(JOB_KIND)
def make(job_run: Run) -> None:
    """Make the report as its user may see it now, keep it, and tell by mail where there is an address."""
    run = ReportRun.objects.select_related("region", "by").get(pk=job_run.job.params["run"])
    if run.made_at is None:
        _fill(job_run, run)
    tell_of_runs(run.by, [run])


def _fill(job_run: Run, run: ReportRun) -> None:
    report, asked = question_of(run, run.by)
    if not run.by.allows(report.permission) or run.scope != rights_of(run.by):
        raise ValidationError(_("Peran atau wilayah Anda sudah berubah. Mintalah rekap ini sekali lagi."))
    job_run.tell(done=0, phase=_("Menyusun rekap"))
    fill(run, made_in_indonesian(report, asked))
    run.expires_at = over_at()
    with transaction.atomic():
        job_run.hold()
        run.save()
        job_run.finish(run.get_absolute_url())
