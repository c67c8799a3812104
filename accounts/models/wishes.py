"""What users keep for themselves or ask of others: filters under a name, and changes for somebody else to review."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models.trail import RegionLogQuerySet
from accounts.models.users import User


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    """Kept filters, private ones for their owners alone."""

    def visible_to(self, user) -> "SavedFilterQuerySet":
        """One's own and what others share; a private one is not even a place in the order of names."""
        return self.filter(Q(owner=user) | Q(is_shared=True))


class SavedFilter(models.Model):
    """Filters of one list under a name of their own: private, or shared with everyone who may open that list (SD07).

    `asked` is the query of the list's address. Whoever uses it sees rows of the own territory only. Lists of people
    carry no names in their addresses, so there are none here.
    """

    owner = models.ForeignKey(User, models.CASCADE, related_name="saved_filters", verbose_name=_("pemilik"))
    listing = models.CharField(_("daftar"), max_length=40)
    name = models.CharField(_("nama saringan"), max_length=60)
    asked = models.CharField(_("saringan"), max_length=500)
    is_shared = models.BooleanField(_("dibagikan"), default=False)
    created_at = models.DateTimeField(_("dibuat pada"), auto_now_add=True)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = _("saringan tersimpan")
        verbose_name_plural = _("saringan tersimpan")
        ordering = ["listing", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "listing", "name"],
                name="saved_filter_name_once",
                violation_error_message=_("Anda sudah menyimpan saringan dengan nama ini."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProposalState(models.TextChoices):
    """What became of a proposed change."""

    OPEN = "open", _("Menunggu tinjauan")
    APPLIED = "applied", _("Disetujui dan diterapkan")
    REFUSED = "refused", _("Ditolak")
    WITHDRAWN = "withdrawn", _("Ditarik pengusul")


class ChangeProposal(models.Model):
    """A sensitive change that one person proposes and another reviews before it is applied (DM12).

    `kind` names the action that applies it; `arguments` and `before` hold numbers of rows, dates and amounts, never a
    name or a NIK. `subject` is `app.model:pk` of the record it changes: one open proposal of a kind per subject.
    """

    kind = models.CharField(_("jenis perubahan"), max_length=30)
    subject = models.CharField(_("data yang diubah"), max_length=60)
    region_code = models.CharField(_("kode wilayah"), max_length=10)
    arguments = models.JSONField(_("perubahan"))
    before = models.JSONField(_("keadaan sebelumnya"), default=dict)
    reason = models.CharField(_("alasan"), max_length=300)
    state = models.CharField(_("keadaan"), max_length=10, choices=ProposalState.choices, default=ProposalState.OPEN)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("diusulkan oleh"))
    proposed_at = models.DateTimeField(_("diusulkan pada"), auto_now_add=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("diputus oleh")
    )
    decided_at = models.DateTimeField(_("diputus pada"), null=True, blank=True)
    note = models.CharField(_("catatan peninjau"), max_length=300, blank=True)

    objects = RegionLogQuerySet.as_manager()

    class Meta:
        verbose_name = _("usulan perubahan")
        verbose_name_plural = _("usulan perubahan")
        ordering = ["-id"]
        indexes = [models.Index(fields=["region_code", "state", "id"], name="proposal_region_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=Q(state="open"),
                name="proposal_open_once",
                violation_error_message=_("Usulan perubahan yang sama masih menunggu tinjauan."),
            ),
            models.CheckConstraint(
                condition=~Q(state="applied") | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="proposal_second_person",
                violation_error_message=_("Usulan harus disetujui orang lain, bukan pengusulnya."),
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(note=""),
                name="proposal_refusal_note",
                violation_error_message=_("Tulis alasan penolakan."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"

    def get_absolute_url(self) -> str:
        """The page with before and after side by side."""
        return reverse("proposal_detail", args=[self.pk])

    def audit_name(self) -> str:
        """`Usulan perubahan #12`."""
        return f"Usulan perubahan #{self.pk}"
