"""What runs in the background for a user: a list, one job with its progress and log, and another try (OP04)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.decorators import signed_in
from jobs.models import Job
from jobs.running import retry_job
from regions.keyset import keyset_page


@signed_in
@require_safe
def job_list(request):
    """The user's own jobs, newest first; everybody's for the national administrator."""
    jobs = Job.objects.visible_to(request.user).select_related("pulse", "by")
    page = keyset_page(jobs, request, order=("-id",), noun=_("pekerjaan"))
    return render(request, "jobs/job_list.html", {"page": page})


@signed_in
@require_safe
def job_detail(request, pk):
    """How far a job is and what came of it; the page asks again by itself while it is unfinished."""
    jobs = Job.objects.visible_to(request.user).select_related("pulse", "by")
    job = get_object_or_404(jobs, pk=pk)
    template = "jobs/_progress.html" if request.htmx else "jobs/job_detail.html"
    return render(request, template, {"job": job, "lines": job.lines.all()})


@signed_in
@require_POST
def job_retry(request, pk):
    """Queue a failed job once more."""
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    try:
        retry_job(by=request.user, job=job)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(job)
