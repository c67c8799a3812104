"""Every step a card or register has gone: by whom, when, and with which note."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activities.models.card import AnnualCard
from activities.models.register import MonthlyReport


class StepKind(models.TextChoices):
    """What was done."""

    SUBMITTED = "submitted", _("Dikirim")
    WITHDRAWN = "withdrawn", _("Ditarik kembali")
    RETURNED = "returned", _("Dikembalikan")
    APPROVED = "approved", _("Disetujui")


class ReviewStep(models.Model):
    """One step of one card or one register. Append-only: nobody's decision disappears."""

    report = models.ForeignKey(
        MonthlyReport, models.PROTECT, null=True, related_name="steps", verbose_name=_("register")
    )
    card = models.ForeignKey(AnnualCard, models.PROTECT, null=True, related_name="steps", verbose_name=_("kartu"))
    kind = models.CharField(_("langkah"), max_length=10, choices=StepKind.choices)
    note = models.CharField(_("catatan"), max_length=500, blank=True)
    at = models.DateTimeField(_("waktu"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("oleh")
    )

    class Meta:
        verbose_name = _("langkah peninjauan")
        verbose_name_plural = _("langkah peninjauan")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(report__isnull=False, card__isnull=True) | Q(report__isnull=True, card__isnull=False),
                name="step_of_one",
                violation_error_message=_("Langkah ini milik satu kartu atau satu register."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=StepKind.values) & (~Q(kind="returned") | ~Q(note="")),
                name="step_return_noted",
                violation_error_message=_("Tulis apa yang perlu diperbaiki."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"
