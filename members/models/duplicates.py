"""Pairs of people who may be one and the same, what was decided about each, and how far each regency was searched."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models.person import Person
from members.queries import DuplicatePairQuerySet


class PairState(models.TextChoices):
    """What is known of a pair (SD03)."""

    OPEN = "open", _("Perlu diperiksa")
    NOT_DUPLICATE = "not_duplicate", _("Bukan orang yang sama")
    MERGED = "merged", _("Sudah digabung")


class PairReason(models.TextChoices):
    """What two people with like names share besides."""

    BIRTH = "birth", _("Tanggal lahir sama")
    YEAR = "year", _("Satu desa, tahun lahir sama")
    VILLAGE = "village", _("Satu desa, tanggal lahir belum lengkap")


class DuplicatePair(models.Model):
    """Two people on record who may be one; the one registered earlier is `first`.

    `seen_as` is what both were (name, birth, NIK) when the pair was found or decided: "not duplicate" is asked anew
    only when it has changed. `former` is what a merge has changed, so that it can be undone; numbers stand sealed in
    columns of their own, so that a change of keys reaches them.
    """

    first = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False, verbose_name=_("orang pertama"))
    second = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("orang kedua"))
    regency_code = models.CharField(_("kode kabupaten/kota"), max_length=4)
    state = models.CharField(_("keadaan"), max_length=13, choices=PairState.choices, default=PairState.OPEN)
    likeness = models.PositiveSmallIntegerField(_("kemiripan nama"))
    found_by = models.CharField(_("persamaan"), max_length=7, choices=PairReason.choices)
    found_at = models.DateTimeField(_("ditemukan pada"), default=timezone.now)
    seen_as = models.CharField(_("ciri keduanya"), max_length=64, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("diputuskan oleh"),
    )
    decided_at = models.DateTimeField(_("diputuskan pada"), null=True)
    note = models.CharField(_("alasan"), max_length=300, blank=True)
    kept = models.ForeignKey(
        Person, models.CASCADE, null=True, related_name="+", db_index=False, verbose_name=_("orang yang dipertahankan")
    )
    former = models.JSONField(_("keadaan sebelum digabung"), null=True, editable=False)
    former_nik_sealed = models.CharField(_("NIK sebelumnya, tersegel"), max_length=90, null=True, editable=False)
    former_family_card_sealed = models.CharField(
        _("No. KK sebelumnya, tersegel"), max_length=90, null=True, editable=False
    )

    objects = DuplicatePairQuerySet.as_manager()

    class Meta:
        verbose_name = _("pasangan data ganda")
        verbose_name_plural = _("pasangan data ganda")
        ordering = ["regency_code", "-likeness", "id"]
        indexes = [models.Index(fields=["state", "regency_code", "-likeness", "id"], name="duplicate_to_review")]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="duplicate_pair_in_order"),
            models.CheckConstraint(condition=Q(state__in=PairState.values), name="duplicate_pair_state"),
            models.CheckConstraint(
                condition=Q(state=PairState.MERGED, kept__isnull=False, former__isnull=False)
                | (~Q(state=PairState.MERGED) & Q(kept__isnull=True, former__isnull=True)),
                name="duplicate_pair_merged",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.first_id} = #{self.second_id}?"

    def get_absolute_url(self) -> str:
        """The page on which the two stand side by side."""
        return reverse("duplicate_detail", args=[self.pk])

    def audit_name(self) -> str:
        """`Pasangan data ganda #12, orang #4 dan #9`: not who."""
        return f"Pasangan data ganda #{self.pk}, orang #{self.first_id} dan #{self.second_id}"

    @property
    def region_code(self) -> str:
        """The code that scopes it in the audit trail."""
        return self.regency_code

    @property
    def tone(self) -> str:
        """How its state is coloured."""
        return {PairState.OPEN: "warn", PairState.MERGED: "ok"}.get(self.state, "none")


class DuplicateScan(models.Model):
    """How far the people of a regency were searched for pairs: those changed since are looked at next (SD05)."""

    regency_code = models.CharField(_("kode kabupaten/kota"), max_length=4, primary_key=True)
    changed_until = models.DateTimeField(_("perubahan diperiksa sampai"), null=True)
    scanned_at = models.DateTimeField(_("diperiksa pada"), null=True)
    people_count = models.PositiveIntegerField(_("orang diperiksa"), default=0)
    crowded_count = models.PositiveIntegerField(_("kelompok nama terlalu besar"), default=0)

    class Meta:
        verbose_name = _("pencarian data ganda")
        verbose_name_plural = _("pencarian data ganda")
        ordering = ["regency_code"]

    def __str__(self) -> str:
        return self.regency_code
