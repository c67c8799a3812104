"""Lenders and other partners, what they agreed with a board, and what they offer to which groups (BD06)."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Recorded
from associations.models.board import Board
from associations.queries import AgreementOwnedQuerySet, BoardOwnedQuerySet, PartnerQuerySet


class PartnerKind(models.TextChoices):
    """What a partner is."""

    PAWN = "pawn", _("Pegadaian")
    BANK = "bank", _("Bank penyalur KUR")
    PNM = "pnm", _("PNM")
    COOPERATIVE = "cooperative", _("Koperasi")
    VILLAGE_FIRM = "village_firm", _("BUMDes")
    MINISTRY = "ministry", _("Kementerian atau dinas")
    BUYER = "buyer", _("Pembeli atau pasar")
    TRAINER = "trainer", _("Lembaga pelatihan")
    OTHER = "other", _("Lainnya")


class Partner(Recorded):
    """A lender, trainer or buyer. `region` is where it works and who keeps its entry; the nation for a national one."""

    name = models.CharField(_("nama mitra"), max_length=120)
    kind = models.CharField(_("jenis"), max_length=12, choices=PartnerKind.choices)
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", verbose_name=_("wilayah mitra"))
    is_lender = models.BooleanField(_("memberi pinjaman"), default=False)
    address = models.CharField(_("alamat"), max_length=200, blank=True)
    contact_name = models.CharField(_("nama kontak"), max_length=120, blank=True)
    contact_phone = models.CharField(
        _("telepon kontak"),
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^\+?[0-9][0-9 .\-]{6,18}$", _("Isi angka saja, misalnya 0812 3456 7890."))],
    )
    contact_email = models.EmailField(_("surel kontak"), blank=True)
    note = models.CharField(_("keterangan"), max_length=300, blank=True)
    retired_on = models.DateField(_("tidak bermitra sejak"), null=True, blank=True)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("mitra")
        verbose_name_plural = _("mitra")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "region"],
                name="partner_name_once",
                violation_error_message=_("Mitra dengan nama ini sudah tercatat di wilayah itu."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=PartnerKind.values),
                name="partner_kind_known",
                violation_error_message=_("Jenis mitra tidak dikenal."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the partner."""
        return reverse("partner_detail", args=[self.pk])

    @property
    def region_code(self) -> str:
        """The code that scopes it."""
        return self.region_id


class Agreement(Recorded):
    """What a board and a partner have agreed (MoU), from a local day up to (not including) another."""

    board = models.ForeignKey(Board, models.PROTECT, related_name="agreements", verbose_name=_("badan pengurus"))
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="agreements", verbose_name=_("mitra"))
    number = models.CharField(_("nomor naskah"), max_length=80, blank=True)
    subject = models.CharField(_("pokok kerja sama"), max_length=160)
    starts_on = models.DateField(_("berlaku sejak"))
    ends_on = models.DateField(_("berlaku sampai"), null=True, blank=True)
    ended_reason = models.CharField(_("alasan berakhir lebih awal"), max_length=300, blank=True)

    objects = BoardOwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("kerja sama")
        verbose_name_plural = _("kerja sama")
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="agreement_period",
                violation_error_message=_("Kerja sama harus berakhir sesudah tanggal mulainya."),
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def audit_name(self) -> str:
        """`Kerja sama BPD AKU Papua dengan PNM sejak 2026`."""
        return f"Kerja sama {self.board} dengan {self.partner} sejak {self.starts_on.year}"

    @property
    def region_code(self) -> str:
        """The code of the board's region."""
        return self.board.region_id

    def holds_on(self, day) -> bool:
        """True if it is in force on the local day."""
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


class PartnerProduct(Recorded):
    """One product under an agreement and, as data, which groups it is for: the match list follows from these columns.

    Amounts in whole rupiah. An empty criterion asks nothing. `areas` empty: the whole region of the board.
    """

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="products", verbose_name=_("kerja sama"))
    name = models.CharField(_("nama produk"), max_length=120)
    is_kur = models.BooleanField(_("KUR"), default=False)
    ticket_min = models.BigIntegerField(_("plafon terkecil (Rp)"), null=True, blank=True)
    ticket_max = models.BigIntegerField(_("plafon terbesar (Rp)"), null=True, blank=True)
    areas = models.ManyToManyField("regions.Region", blank=True, related_name="+", verbose_name=_("wilayah layanan"))
    tier_from = models.SlugField(_("jenjang terendah"), max_length=20, blank=True)
    tier_to = models.SlugField(_("jenjang tertinggi"), max_length=20, blank=True)
    min_age_months = models.PositiveSmallIntegerField(_("umur kelompok paling sedikit (bulan)"), null=True, blank=True)
    fresh_within_days = models.PositiveSmallIntegerField(_("modal dicatat dalam (hari)"), null=True, blank=True)
    min_members = models.PositiveSmallIntegerField(_("anggota paling sedikit"), null=True, blank=True)
    needs_decree = models.BooleanField(_("harus punya SK"), default=False)
    retired_on = models.DateField(_("tidak ditawarkan sejak"), null=True, blank=True)

    objects = AgreementOwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("produk mitra")
        verbose_name_plural = _("produk mitra")
        ordering = ["agreement_id", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "name"],
                name="partner_product_once",
                violation_error_message=_("Produk ini sudah tercatat pada kerja sama itu."),
            ),
            models.CheckConstraint(
                condition=Q(ticket_min__isnull=True) | Q(ticket_max__isnull=True) | Q(ticket_max__gte=F("ticket_min")),
                name="partner_product_ticket",
                violation_error_message=_("Plafon terbesar tidak boleh di bawah plafon terkecil."),
            ),
            models.CheckConstraint(
                condition=(Q(ticket_min__isnull=True) | Q(ticket_min__gte=0))
                & (Q(ticket_max__isnull=True) | Q(ticket_max__gte=0)),
                name="partner_product_ticket_not_negative",
                violation_error_message=_("Plafon tidak boleh kurang dari nol."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def region_code(self) -> str:
        """The code of the board's region."""
        return self.agreement.board.region_id
