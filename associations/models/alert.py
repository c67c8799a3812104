"""Terms about to end, or over: each threshold is raised once and told to each person once (BD04, NX04)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from associations.models.term import BoardTerm
from regions.scoping import RegionScopedQuerySet

PAST = 0
"""The threshold of a term that has passed its planned end and goes on acting."""


class AlertQuerySet(RegionScopedQuerySet):
    """Alerts, scoped by the board's region."""

    region_field = "term__board__region_id"

    def open(self):
        """Alerts that still speak of something to do."""
        return self.filter(closed_on__isnull=True)

    def standing(self):
        """Open alerts whose term still has no successor and no other end, whenever the watch last went round."""
        return self.open().filter(term__closed_on__isnull=True, term__ends_on=models.F("ends_on"))


class BoardAlert(models.Model):
    """A term has come within 180, 90 or 30 days of its planned end, or passed it (0). Once per term and threshold.

    `ends_on` is the planned end it was raised for: a term whose end is moved is watched anew. Closed by a smaller
    threshold, a successor, or a moved end.
    """

    term = models.ForeignKey(BoardTerm, models.CASCADE, related_name="alerts", verbose_name=_("masa bakti"))
    threshold = models.PositiveSmallIntegerField(_("ambang (hari)"))
    ends_on = models.DateField(_("akhir masa bakti"))
    raised_on = models.DateField(_("muncul pada"))
    closed_on = models.DateField(_("selesai pada"), null=True, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("pengingat masa bakti")
        verbose_name_plural = _("pengingat masa bakti")
        ordering = ["-raised_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["term", "threshold", "ends_on"], name="board_alert_once"),
            models.CheckConstraint(condition=models.Q(threshold__in=[0, 30, 90, 180]), name="board_alert_threshold"),
        ]

    def __str__(self) -> str:
        return f"#{self.term_id} {self.threshold}"


class AlertNotice(models.Model):
    """One person told of one alert: by e-mail, on the start page, put away."""

    alert = models.ForeignKey(BoardAlert, models.CASCADE, related_name="notices", verbose_name=_("pengingat"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("pengguna"))
    mailed_at = models.DateTimeField(_("disurel pada"), null=True, blank=True)
    dismissed_at = models.DateTimeField(_("disingkirkan pada"), null=True, blank=True)

    class Meta:
        verbose_name = _("pemberitahuan")
        verbose_name_plural = _("pemberitahuan")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["alert", "user"], name="alert_notice_once")]

    def __str__(self) -> str:
        return f"#{self.alert_id} → #{self.user_id}"
