"""The yearly card K/0/UPPKA: what the register held about a group when its card was handed in."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.models.submission import Submission, submission_constraints
from activities.queries import SubmissionQuerySet


class AnnualCard(Submission):
    """A group's card for one year. Its content is made from the register, never typed.

    `content` is a copy of what the card said when it was last handed in (`activities/card.py`): numbers and words about
    the group, and of people only their row numbers. So a later change of the register never changes a card silently.
    """

    year = models.PositiveSmallIntegerField(_("tahun"))
    content = models.JSONField(_("isi saat dikirim"), default=dict, editable=False)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("kartu tahunan K/0")
        verbose_name_plural = _("kartu tahunan K/0")
        ordering = ["-year", "village_id", "id"]
        indexes = [
            models.Index(fields=["village", "year"], name="card_village_year"),
            models.Index(fields=["year", "village", "id"], name="card_waiting", condition=Q(status="submitted")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "year"],
                name="card_once_a_year",
                violation_error_message=_("Kartu tahun ini sudah ada."),
            ),
            models.CheckConstraint(
                condition=Q(year__gte=1985) & Q(year__lte=2100),
                name="card_year",
                violation_error_message=_("Periksa tahunnya."),
            ),
            *submission_constraints("card"),
        ]

    def get_absolute_url(self) -> str:
        """The card's page."""
        return reverse("card_detail", args=[self.group.number, self.year])

    def audit_name(self) -> str:
        """`Kartu K/0 Melati, 2026`."""
        return f"Kartu K/0 {self.group}, {self.year}"
