"""Long work that outlives a browser: what was asked, by whom, how far it is, and what came of it (OP04)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from regions.codes import NATION_CODE


class JobState(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", _("Menunggu")
    RUNNING = "running", _("Berjalan")
    DONE = "done", _("Selesai")
    FAILED = "failed", _("Gagal")


UNFINISHED = (JobState.WAITING, JobState.RUNNING)


class JobQuerySet(models.QuerySet):
    """Jobs, private to who asked for them; the national administrator sees all."""

    def visible_to(self, user):
        """Jobs this user may open."""
        if user.is_staff_role and NATION_CODE in user.territory_codes:
            return self.all()
        return self.filter(by=user)


class Job(models.Model):
    """One piece of long work. The worker takes it, says how far it is, and can be killed: another one goes on.

    `attempt` is the fence: a worker that was thought dead and wakes up finds a higher number and stops.
    """

    kind = models.CharField(_("jenis"), max_length=40)
    title = models.CharField(_("pekerjaan"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("diminta oleh"))
    params = models.JSONField(_("rincian"), default=dict)
    state = models.CharField(_("keadaan"), max_length=8, choices=JobState.choices, default=JobState.WAITING)
    attempt = models.PositiveSmallIntegerField(_("percobaan"), default=0)
    restarts = models.PositiveSmallIntegerField(_("pekerja yang mati"), default=0)
    task_id = models.UUIDField(null=True, editable=False)
    created_at = models.DateTimeField(_("diminta pada"), auto_now_add=True)
    started_at = models.DateTimeField(_("dimulai pada"), null=True)
    finished_at = models.DateTimeField(_("selesai pada"), null=True)
    problem = models.CharField(_("sebab gagal"), max_length=500, blank=True)
    result_url = models.CharField(_("alamat hasil"), max_length=200, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("pekerjaan latar")
        verbose_name_plural = _("pekerjaan latar")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["by", "-id"], name="job_of_user"),
            models.Index(fields=["state"], name="job_unfinished", condition=Q(state__in=UNFINISHED)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="job_state"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The job's page."""
        return reverse("job_detail", args=[self.pk])

    @property
    def tone(self) -> str:
        """How its state is coloured."""
        return {JobState.DONE: "ok", JobState.FAILED: "error"}.get(self.state, "none")

    @property
    def is_unfinished(self) -> bool:
        """True while it waits or runs."""
        return self.state in UNFINISHED


class JobPulse(models.Model):
    """The beat of a running job and how far it is.

    A row of its own: the job's row may be locked for a whole long transaction, and the beat must not wait for it.
    """

    job = models.OneToOneField(Job, models.CASCADE, primary_key=True, related_name="pulse", verbose_name=_("pekerjaan"))
    at = models.DateTimeField(_("tanda hidup"), default=timezone.now)
    phase = models.CharField(_("tahap"), max_length=100, blank=True)
    done_count = models.PositiveBigIntegerField(_("selesai"), default=0)
    total_count = models.PositiveBigIntegerField(_("dari"), null=True)

    class Meta:
        verbose_name = _("kemajuan pekerjaan")
        verbose_name_plural = _("kemajuan pekerjaan")

    def __str__(self) -> str:
        return f"#{self.job_id} {self.done_count}/{self.total_count}"

    @property
    def percent(self) -> int | None:
        """How much is done, 0 to 100; None where the whole is not known."""
        return min(100, self.done_count * 100 // self.total_count) if self.total_count else None


class JobLine(models.Model):
    """One line of a job's log. Never holds personal data."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="lines", verbose_name=_("pekerjaan"))
    at = models.DateTimeField(_("waktu"), auto_now_add=True)
    text = models.CharField(_("keterangan"), max_length=300)

    class Meta:
        verbose_name = _("catatan pekerjaan")
        verbose_name_plural = _("catatan pekerjaan")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text


class DutyDay(models.Model):
    """A duty of one day: done, or claimed by a worker until `free_at`, or waiting for its next try then.

    `attempt` is the fence, as with jobs. `problem` is the kind of the last failure, never its words.
    """

    name = models.CharField(_("tugas harian"), max_length=40)
    day = models.DateField(_("hari"))
    attempt = models.PositiveSmallIntegerField(_("percobaan"), default=0)
    free_at = models.DateTimeField(_("dapat dicoba pada"))
    done_at = models.DateTimeField(_("selesai pada"), null=True)
    problem = models.CharField(_("sebab gagal"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("tugas harian")
        verbose_name_plural = _("tugas harian")
        ordering = ["-day", "name"]
        constraints = [models.UniqueConstraint(fields=["name", "day"], name="duty_once_a_day")]

    def __str__(self) -> str:
        return f"{self.name} {self.day:%Y-%m-%d}"
