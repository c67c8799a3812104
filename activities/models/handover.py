"""An officer's villages pass to another in one dated action (NX14, AC05)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from activities.queries import HandOverQuerySet
from regions.clock import local_today


class HandOverState(models.TextChoices):
    """Where a hand-over stands on the local day; follows from its dates."""

    AHEAD = "ahead", _("Akan berlaku")
    IN_FORCE = "in_force", _("Berlaku")
    CANCELLED = "cancelled", _("Dibatalkan")


class HandOver(models.Model):
    """From a local day on, the villages of one officer are another's; without `officer`, they had none.

    Territories carry the date themselves; the groups' mentor is changed when the day has come (`applied_at`). The row
    stays for good: one that has not begun can be cancelled, and `territories` says which rows it ended and began, so
    that cancelling puts back exactly what was.
    """

    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="hand_overs",
        verbose_name=_("petugas lama"),
    )
    successor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("petugas baru")
    )
    regions = models.ManyToManyField("regions.Region", related_name="+", verbose_name=_("wilayah"))
    # The regency or district around all of them: what scopes this row.
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", verbose_name=_("wilayah"))
    on = models.DateField(_("berlaku sejak"))
    reason = models.CharField(_("dasar atau alasan"), max_length=300)
    recorded_at = models.DateTimeField(_("dicatat pada"), auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("dicatat oleh")
    )
    applied_at = models.DateTimeField(_("diterapkan pada"), null=True, editable=False)
    cancelled_at = models.DateTimeField(_("dibatalkan pada"), null=True, editable=False)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
        verbose_name=_("dibatalkan oleh"),
    )
    cancel_reason = models.CharField(_("alasan pembatalan"), max_length=300, blank=True, editable=False)
    territories = models.JSONField(_("wilayah binaan yang berubah"), default=dict, editable=False)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        verbose_name = _("serah terima")
        verbose_name_plural = _("serah terima")
        ordering = ["-on", "-id"]
        indexes = [
            # What is still to come: a few rows, however many have gone by.
            models.Index(
                fields=["on", "id"],
                name="hand_over_waiting",
                condition=Q(applied_at__isnull=True, cancelled_at__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(officer=F("successor")),
                name="hand_over_to_another",
                violation_error_message=_("Pilih petugas lain sebagai penerima."),
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True)
                | (Q(applied_at__isnull=True, cancelled_by__isnull=False) & ~Q(cancel_reason="")),
                name="hand_over_cancelled_whole",
                violation_error_message=_("Yang dibatalkan belum berlaku, dan mempunyai alasan."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer or '–'} → {self.successor}"

    def get_absolute_url(self) -> str:
        """The page of this hand-over."""
        return reverse("handover_detail", args=[self.pk])

    def audit_name(self) -> str:
        """`Serah terima Nurhayati Rahman kepada Burhan Latif sejak 1 Desember 2026`."""
        since = date_format(self.on, "j F Y")
        if self.officer is None:
            return f"Penetapan petugas {self.successor} sejak {since}"
        return f"Serah terima {self.officer} kepada {self.successor} sejak {since}"

    @property
    def time_zone(self) -> str:
        """The clock of the villages."""
        return self.region.time_zone

    @property
    def state(self) -> HandOverState:
        """Where it stands now, where the villages are."""
        if self.cancelled_at:
            return HandOverState.CANCELLED
        return HandOverState.AHEAD if local_today(self) < self.on else HandOverState.IN_FORCE

    @property
    def can_be_cancelled(self) -> bool:
        """True until its day begins."""
        return self.state == HandOverState.AHEAD and self.applied_at is None
