"""An officer's villages pass to another in one dated action (NX14, AC05)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from activities.queries import HandOverQuerySet


class HandOver(models.Model):
    """From a local day on, the villages of one officer are another's. Append-only but for `applied_at`.

    Territories carry the date themselves; the groups' mentor is changed when the day has come (`applied_at`).
    """

    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="hand_overs", verbose_name=_("petugas lama")
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

    objects = HandOverQuerySet.as_manager()

    class Meta:
        verbose_name = _("serah terima")
        verbose_name_plural = _("serah terima")
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(officer=F("successor")),
                name="hand_over_to_another",
                violation_error_message=_("Pilih petugas lain sebagai penerima."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} → {self.successor}"

    def audit_name(self) -> str:
        """`Serah terima Nurhayati Rahman kepada Burhan Latif sejak 1 Desember 2026`."""
        return f"Serah terima {self.officer} kepada {self.successor} sejak {date_format(self.on, 'j F Y')}"
