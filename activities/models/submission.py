"""What a group hands in, monthly or yearly, goes the same way: draft, submitted, returned or approved."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Recorded
from groups.models import EnterpriseGroup


class SubmissionStatus(models.TextChoices):
    """Where a card or register stands."""

    DRAFT = "draft", _("Draf")
    SUBMITTED = "submitted", _("Terkirim")
    RETURNED = "returned", _("Dikembalikan")
    APPROVED = "approved", _("Disetujui")


# Counts as reported (LAPOR); one that was returned counts again once it is handed in anew.
HANDED_IN = (SubmissionStatus.SUBMITTED, SubmissionStatus.APPROVED)
# Can be written by the officer.
WRITABLE = (SubmissionStatus.DRAFT, SubmissionStatus.RETURNED)


class Submission(Recorded):
    """What cards and registers share.

    `village` repeats the group's village, so that scope and queues never join. `visited_on` is the day the officer was
    with the group or got its paper; the day of entry is `submitted_on` (FE10). Both are local days of the group, and so
    is `first_submitted_on`, on which "late" was decided for good.
    """

    group = models.ForeignKey(
        EnterpriseGroup, models.PROTECT, related_name="%(class)ss", db_index=False, verbose_name=_("kelompok")
    )
    village = models.ForeignKey(
        "regions.Region",
        models.PROTECT,
        related_name="+",
        db_index=False,
        editable=False,
        verbose_name=_("desa/kelurahan"),
    )
    status = models.CharField(
        _("keadaan"), max_length=10, choices=SubmissionStatus.choices, default=SubmissionStatus.DRAFT
    )
    visited_on = models.DateField(_("tanggal kunjungan"), null=True, blank=True)
    submitted_on = models.DateField(_("dikirim pada"), null=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
        verbose_name=_("dikirim oleh"),
    )
    first_submitted_on = models.DateField(_("pertama kali dikirim pada"), null=True, editable=False)
    is_late = models.BooleanField(_("terlambat"), null=True, editable=False)
    note = models.CharField(_("keterangan"), max_length=500, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.group}"

    @property
    def time_zone(self) -> str:
        """Time zone of the group's village."""
        return self.group.time_zone

    @property
    def region_code(self) -> str:
        """The code that scopes it."""
        return self.village_id

    @property
    def is_writable(self) -> bool:
        """True while it lies with the officer. Whether the period is open is another question."""
        return self.status in WRITABLE

    @property
    def is_handed_in(self) -> bool:
        """True while it counts as reported."""
        return self.status in HANDED_IN


def submission_constraints(prefix: str) -> list[models.CheckConstraint]:
    """The rules one row of a card or register can state alone; each table names its own."""
    return [
        models.CheckConstraint(
            condition=Q(status__in=SubmissionStatus.values),
            name=f"{prefix}_status",
            violation_error_message=_("Keadaan harus draf, terkirim, dikembalikan, atau disetujui."),
        ),
        models.CheckConstraint(
            condition=Q(status=SubmissionStatus.DRAFT)
            | Q(
                visited_on__isnull=False,
                submitted_on__isnull=False,
                first_submitted_on__isnull=False,
                is_late__isnull=False,
            ),
            name=f"{prefix}_dated",
            violation_error_message=_("Yang sudah dikirim mempunyai tanggal kunjungan dan tanggal kirim."),
        ),
        models.CheckConstraint(
            condition=Q(visited_on__isnull=True)
            | Q(submitted_on__isnull=True)
            | Q(visited_on__lte=models.F("submitted_on"))
            | Q(status__in=WRITABLE),
            name=f"{prefix}_visit_before_entry",
            violation_error_message=_("Tanggal kunjungan tidak boleh sesudah tanggal kirim."),
        ),
    ]
