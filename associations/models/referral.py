"""Referrals from a group to a lender, step by step, and the consent under which a lender sees a group (BD07, BD08)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Recorded
from associations.models.board import Board
from associations.models.partner import Partner, PartnerProduct
from associations.models.term import BoardTerm
from regions.scoping import RegionScopedQuerySet


class ReferralState(models.TextChoices):
    """Where a referral stands."""

    PROPOSED = "proposed", _("Diusulkan")
    SENT = "sent", _("Dikirim ke mitra")
    APPROVED = "approved", _("Disetujui, belum cair")
    DISBURSED = "disbursed", _("Cair")
    REFUSED = "refused", _("Ditolak mitra")
    CANCELLED = "cancelled", _("Dibatalkan")


OPEN_STATES = (ReferralState.PROPOSED, ReferralState.SENT, ReferralState.APPROVED)


class RefusalReason(models.TextChoices):
    """Why a lender refused."""

    PAPERS = "papers", _("Berkas tidak lengkap")
    HISTORY = "history", _("Riwayat pinjaman")
    CAPACITY = "capacity", _("Kemampuan membayar")
    BUSINESS = "business", _("Usaha belum layak")
    RUNNING = "running", _("Masih ada pinjaman berjalan")
    QUOTA = "quota", _("Plafon mitra habis")
    OTHER = "other", _("Lainnya")


class VillageQuerySet(RegionScopedQuerySet):
    """Rows that repeat the village of their group."""

    region_field = "village_id"


class GroupOwnedQuerySet(RegionScopedQuerySet):
    """Rows that only grow and so do not repeat the village of their group."""

    region_field = "group__village_id"


class Referral(Recorded):
    """A group (and, for credit in a person's name, one member) referred to a lender's product by a board.

    `village` repeats the group's village; the action that moves a group writes both. `term` is the term in office when
    it was proposed, empty where the board had none. Amounts in whole rupiah. The steps stand in `ReferralStep`; the
    dates here are their newest copy.
    """

    number = models.CharField(_("nomor usulan"), max_length=20, unique=True, editable=False)
    group = models.ForeignKey(
        "groups.EnterpriseGroup", models.PROTECT, related_name="referrals", verbose_name=_("kelompok")
    )
    village = models.ForeignKey(
        "regions.Region", models.PROTECT, related_name="+", db_index=False, editable=False, verbose_name=_("desa")
    )
    person = models.ForeignKey(
        "members.Person", models.PROTECT, null=True, blank=True, related_name="referrals", verbose_name=_("anggota")
    )
    board = models.ForeignKey(Board, models.PROTECT, related_name="referrals", verbose_name=_("badan pengurus"))
    term = models.ForeignKey(
        BoardTerm, models.PROTECT, null=True, blank=True, related_name="referrals", verbose_name=_("masa bakti")
    )
    product = models.ForeignKey(
        PartnerProduct, models.PROTECT, related_name="referrals", verbose_name=_("produk mitra")
    )
    purpose = models.CharField(_("keperluan"), max_length=200, blank=True)
    amount_asked = models.BigIntegerField(_("diusulkan (Rp)"))
    amount_approved = models.BigIntegerField(_("disetujui (Rp)"), null=True, blank=True)
    amount_disbursed = models.BigIntegerField(_("cair (Rp)"), null=True, blank=True)
    state = models.CharField(_("keadaan"), max_length=10, choices=ReferralState.choices, default=ReferralState.PROPOSED)
    state_on = models.DateField(_("keadaan sejak"))
    proposed_on = models.DateField(_("diusulkan pada"))
    sent_on = models.DateField(_("dikirim pada"), null=True, blank=True)
    decided_on = models.DateField(_("diputus pada"), null=True, blank=True)
    disbursed_on = models.DateField(_("cair pada"), null=True, blank=True)
    refusal_reason = models.CharField(_("alasan ditolak"), max_length=10, choices=RefusalReason.choices, blank=True)
    closing_note = models.CharField(_("keterangan penutup"), max_length=300, blank=True)
    second_kur_reason = models.CharField(_("alasan KUR kedua"), max_length=300, blank=True)
    unmatched_reason = models.CharField(_("alasan di luar syarat produk"), max_length=300, blank=True)

    objects = VillageQuerySet.as_manager()

    class Meta:
        verbose_name = _("usulan permodalan")
        verbose_name_plural = _("usulan permodalan")
        ordering = ["-proposed_on", "-id"]
        indexes = [
            models.Index(fields=["village", "state", "state_on", "id"], name="referral_village_state"),
            models.Index(fields=["state", "state_on", "id"], name="referral_state"),
            models.Index(fields=["product", "state"], name="referral_product_state"),
            # What still runs, in all of its states together, the longest waiting first.
            models.Index(
                fields=["state_on", "id", "state"], condition=Q(state__in=OPEN_STATES), name="referral_waiting"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "product", "person"],
                condition=Q(state__in=OPEN_STATES, person__isnull=False),
                name="referral_open_once_person",
                violation_error_message=_("Usulan yang sama masih berjalan."),
            ),
            models.UniqueConstraint(
                fields=["group", "product"],
                condition=Q(state__in=OPEN_STATES, person__isnull=True),
                name="referral_open_once_group",
                violation_error_message=_("Usulan yang sama masih berjalan."),
            ),
            models.CheckConstraint(
                condition=Q(amount_asked__gt=0),
                name="referral_amount",
                violation_error_message=_("Jumlah yang diusulkan harus lebih dari nol."),
            ),
            models.CheckConstraint(
                condition=Q(sent_on__isnull=True) | Q(sent_on__gte=F("proposed_on")),
                name="referral_sent_after_proposed",
                violation_error_message=_("Tanggal kirim tidak boleh sebelum tanggal usul."),
            ),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True) | Q(sent_on__isnull=False, decided_on__gte=F("sent_on")),
                name="referral_decided_after_sent",
                violation_error_message=_("Tanggal putusan tidak boleh sebelum tanggal kirim."),
            ),
            models.CheckConstraint(
                condition=Q(disbursed_on__isnull=True) | Q(decided_on__isnull=False, disbursed_on__gte=F("decided_on")),
                name="referral_disbursed_after_decided",
                violation_error_message=_("Tanggal cair tidak boleh sebelum tanggal putusan."),
            ),
            models.CheckConstraint(
                condition=~Q(state=ReferralState.REFUSED) | ~Q(refusal_reason=""),
                name="referral_refusal_reason",
                violation_error_message=_("Pilih alasan penolakan."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def audit_name(self) -> str:
        """`Usulan permodalan U-2026-000123`."""
        return f"Usulan permodalan {self.number}"

    def get_absolute_url(self) -> str:
        """The page of the referral."""
        return reverse("referral_detail", args=[self.number])

    @property
    def region_code(self) -> str:
        """The code that scopes it."""
        return self.village_id


class ReferralStep(models.Model):
    """One dated step of a referral. Append-only."""

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="steps", verbose_name=_("usulan"))
    state = models.CharField(_("keadaan"), max_length=10, choices=ReferralState.choices)
    on = models.DateField(_("tanggal"))
    amount = models.BigIntegerField(_("jumlah (Rp)"), null=True, blank=True)
    note = models.CharField(_("keterangan"), max_length=300, blank=True)
    recorded_at = models.DateTimeField(_("dicatat pada"), auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("dicatat oleh")
    )

    class Meta:
        verbose_name = _("langkah usulan")
        verbose_name_plural = _("langkah usulan")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"#{self.referral_id} {self.state} {self.on:%Y-%m-%d}"


class Consent(Recorded):
    """A group agrees that one partner sees chosen fields of it until an instant (BD08, NX13).

    The lender's link carries a secret of which only the fingerprint is kept here. It is dead from `expires_at` on, and
    from the moment of withdrawal.
    """

    group = models.ForeignKey(
        "groups.EnterpriseGroup", models.PROTECT, related_name="consents", verbose_name=_("kelompok")
    )
    village = models.ForeignKey(
        "regions.Region", models.PROTECT, related_name="+", db_index=False, editable=False, verbose_name=_("desa")
    )
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="consents", verbose_name=_("mitra"))
    agreed_fields = models.JSONField(_("isian yang boleh dilihat"))
    given_on = models.DateField(_("disetujui pada"))
    given_by = models.CharField(_("disetujui oleh (nama dan jabatan)"), max_length=160)
    expires_at = models.DateTimeField(_("berlaku sampai"))
    secret_digest = models.CharField(_("sidik rahasia"), max_length=64, unique=True, editable=False)
    withdrawn_at = models.DateTimeField(_("dicabut pada"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("alasan dicabut"), max_length=300, blank=True)

    objects = VillageQuerySet.as_manager()

    class Meta:
        verbose_name = _("persetujuan kelompok")
        verbose_name_plural = _("persetujuan kelompok")
        ordering = ["-given_on", "-id"]
        indexes = [models.Index(fields=["village", "id"], name="consent_village")]

    def __str__(self) -> str:
        return f"#{self.group_id} → #{self.partner_id}"

    def audit_name(self) -> str:
        """`Persetujuan kelompok Melati kepada PNM`."""
        return f"Persetujuan kelompok {self.group} kepada {self.partner}"

    @property
    def region_code(self) -> str:
        """The code that scopes it."""
        return self.village_id


class ConsentVisit(models.Model):
    """One opening of a lender's link: when, and which fields it showed. Append-only."""

    consent = models.ForeignKey(Consent, models.PROTECT, related_name="visits", verbose_name=_("persetujuan"))
    at = models.DateTimeField(_("waktu"), auto_now_add=True)
    shown = models.JSONField(_("isian yang ditampilkan"))

    class Meta:
        verbose_name = _("pembukaan tautan mitra")
        verbose_name_plural = _("pembukaan tautan mitra")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"#{self.consent_id} {self.at:%Y-%m-%d}"
