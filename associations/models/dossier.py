"""The decision that a group has graduated (naik kelas): eligible and graduated are two dates (NX05)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from associations.models.referral import GroupOwnedQuerySet


class GraduationOutcome(models.TextChoices):
    """What was decided."""

    GRADUATED = "graduated", _("Dinyatakan naik kelas")
    NOT_YET = "not_yet", _("Belum dinyatakan naik kelas")


class GraduationDecision(models.Model):
    """One decision on one group's dossier. Append-only; the newest counts.

    `eligible_on` is the day from which the rules were met by what is on record; `findings` keeps how each rule stood
    when it was decided, so that the print never changes.
    """

    group = models.ForeignKey(
        "groups.EnterpriseGroup", models.PROTECT, related_name="graduation_decisions", verbose_name=_("kelompok")
    )
    number = models.CharField(_("nomor keputusan"), max_length=20, unique=True, editable=False)
    outcome = models.CharField(_("keputusan"), max_length=10, choices=GraduationOutcome.choices)
    tier = models.SlugField(_("jenjang"), max_length=20)
    eligible_on = models.DateField(_("memenuhi syarat sejak"), null=True, blank=True)
    on = models.DateField(_("diputuskan pada"))
    reason = models.CharField(_("pertimbangan"), max_length=300)
    findings = models.JSONField(_("keadaan syarat"))
    recorded_at = models.DateTimeField(_("dicatat pada"), auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("diputuskan oleh")
    )

    objects = GroupOwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("keputusan naik kelas")
        verbose_name_plural = _("keputusan naik kelas")
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["on", "id"], name="graduation_day")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome=GraduationOutcome.GRADUATED)
                | Q(eligible_on__isnull=False, eligible_on__lte=models.F("on")),
                name="graduation_needs_eligibility",
                violation_error_message=_("Kelompok belum memenuhi syarat pada tanggal keputusan."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def audit_name(self) -> str:
        """`Keputusan naik kelas kelompok Melati`."""
        return f"Keputusan naik kelas kelompok {self.group}"

    @property
    def region_code(self) -> str:
        """The code that scopes it."""
        return self.group.village_id
