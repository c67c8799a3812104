"""Savings and credit (Takesra, Kukesra): entries that only grow. Balances are never kept, only derived (UP08)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Recorded
from associations.models.partner import Partner
from associations.models.referral import Referral, VillageQuerySet
from regions.scoping import RegionScopedQuerySet


class SavingsKind(models.TextChoices):
    """What a savings entry does."""

    DEPOSIT = "deposit", _("Setoran")
    WITHDRAWAL = "withdrawal", _("Penarikan")


class SavingsAccount(Recorded):
    """A savings book of one member in one group, or of the group itself (no person).

    After two people on record were merged one may have two books. `village` repeats the group's.
    """

    number = models.CharField(_("nomor buku"), max_length=20, unique=True, editable=False)
    group = models.ForeignKey(
        "groups.EnterpriseGroup", models.PROTECT, related_name="savings_accounts", verbose_name=_("kelompok")
    )
    village = models.ForeignKey(
        "regions.Region", models.PROTECT, related_name="+", db_index=False, editable=False, verbose_name=_("desa")
    )
    person = models.ForeignKey(
        "members.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="savings_accounts",
        verbose_name=_("anggota"),
    )

    objects = VillageQuerySet.as_manager()

    class Meta:
        verbose_name = _("buku simpanan")
        verbose_name_plural = _("buku simpanan")
        ordering = ["number"]
        indexes = [
            models.Index(fields=["group", "person"], name="savings_account_group"),
            models.Index(fields=["village", "id"], name="savings_account_village"),
        ]

    def __str__(self) -> str:
        return self.number

    def audit_name(self) -> str:
        """`Buku simpanan S-000123`: never whose."""
        return f"Buku simpanan {self.number}"

    def get_absolute_url(self) -> str:
        """The page of the book."""
        return reverse("savings_detail", args=[self.group.number, self.number])

    @property
    def region_code(self) -> str:
        """The code that scopes it."""
        return self.village_id


class AccountOwnedQuerySet(RegionScopedQuerySet):
    """Entries, scoped by the village of their book."""

    region_field = "account__village_id"


class MoneyEntry(models.Model):
    """Money that changed hands on a local day, whole rupiah, always positive. Append-only: corrected by an entry that
    names the one it undoes in `reverses`, same amount, same day.
    """

    on = models.DateField(_("tanggal"))
    amount = models.BigIntegerField(_("jumlah (Rp)"))
    evidence = models.CharField(_("bukti"), max_length=120, blank=True)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by", verbose_name=_("membatalkan")
    )
    reason = models.CharField(_("alasan pembatalan"), max_length=300, blank=True)
    recorded_at = models.DateTimeField(_("dicatat pada"), auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("dicatat oleh")
    )

    class Meta:
        abstract = True


class SavingsEntry(MoneyEntry):
    """Money put into, or taken out of, one savings book; `kind` says the direction. One that reverses another is of the
    other kind.
    """

    account = models.ForeignKey(
        SavingsAccount, models.PROTECT, related_name="entries", db_index=False, verbose_name=_("buku simpanan")
    )
    kind = models.CharField(_("jenis"), max_length=10, choices=SavingsKind.choices)

    objects = AccountOwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("catatan simpanan")
        verbose_name_plural = _("catatan simpanan")
        ordering = ["on", "id"]
        indexes = [models.Index(fields=["account", "on", "id"], name="savings_entry_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="savings_amount",
                violation_error_message=_("Jumlah harus lebih dari nol."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=SavingsKind.values),
                name="savings_kind_known",
                violation_error_message=_("Jenis catatan tidak dikenal."),
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True) | ~Q(reason=""),
                name="savings_reversal_reason",
                violation_error_message=_("Tulis alasan pembatalan."),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.account_id} {self.on:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        """The page of its book."""
        return self.account.get_absolute_url()

    def audit_name(self) -> str:
        """`Catatan simpanan S-000123`: never whose, never how much."""
        return f"Catatan simpanan {self.account}"

    @property
    def region_code(self) -> str:
        """The code that scopes it."""
        return self.account.village_id


class LoanScheme(models.Model):
    """Under what a loan was given (Kukesra, KUR, Mekaar …); a reference row."""

    code = models.SlugField(_("kode"), max_length=30, unique=True)
    name = models.CharField(_("nama skema"), max_length=80)
    is_kur = models.BooleanField(_("KUR"), default=False)
    retired_on = models.DateField(_("tidak dipakai sejak"), null=True, blank=True)

    class Meta:
        verbose_name = _("skema pinjaman")
        verbose_name_plural = _("skema pinjaman")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Loan(Recorded):
    """The terms of one loan to a member, or to the group itself. What is owed follows from its entries alone.

    `term_months` equal instalments of the principal, each due a month after the one before, the first a month after
    `on`.
    """

    number = models.CharField(_("nomor pinjaman"), max_length=20, unique=True, editable=False)
    group = models.ForeignKey(
        "groups.EnterpriseGroup", models.PROTECT, related_name="loans", verbose_name=_("kelompok")
    )
    village = models.ForeignKey(
        "regions.Region", models.PROTECT, related_name="+", db_index=False, editable=False, verbose_name=_("desa")
    )
    person = models.ForeignKey(
        "members.Person", models.PROTECT, null=True, blank=True, related_name="loans", verbose_name=_("anggota")
    )
    scheme = models.ForeignKey(LoanScheme, models.PROTECT, related_name="loans", verbose_name=_("skema"))
    lender = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="loans", verbose_name=_("pemberi pinjaman")
    )
    referral = models.OneToOneField(
        Referral, models.PROTECT, null=True, blank=True, related_name="loan", verbose_name=_("usulan")
    )
    on = models.DateField(_("tanggal pinjaman"))
    term_months = models.PositiveSmallIntegerField(_("jangka waktu (bulan)"))
    second_kur_reason = models.CharField(_("alasan KUR kedua"), max_length=300, blank=True)
    note = models.CharField(_("keterangan"), max_length=300, blank=True)

    objects = VillageQuerySet.as_manager()

    class Meta:
        verbose_name = _("pinjaman")
        verbose_name_plural = _("pinjaman")
        ordering = ["-on", "-id"]
        indexes = [
            models.Index(fields=["group", "person"], name="loan_account"),
            models.Index(fields=["village", "id"], name="loan_village"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(term_months__gte=1, term_months__lte=360),
                name="loan_term",
                violation_error_message=_("Jangka waktu 1 sampai 360 bulan."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def audit_name(self) -> str:
        """`Pinjaman P-2026-000123`."""
        return f"Pinjaman {self.number}"

    def get_absolute_url(self) -> str:
        """The page of the loan."""
        return reverse("loan_detail", args=[self.group.number, self.number])

    @property
    def region_code(self) -> str:
        """The code that scopes it."""
        return self.village_id


class LoanEntryKind(models.TextChoices):
    """What a loan entry does to the principal owed; interest and fees do nothing to it."""

    DISBURSEMENT = "disbursement", _("Pencairan")
    REPAYMENT = "repayment", _("Angsuran pokok")
    INTEREST = "interest", _("Jasa atau bunga")


class LoanEntry(MoneyEntry):
    """Money given or paid back on a loan. One that reverses another is of its kind and has the opposite effect."""

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="entries", verbose_name=_("pinjaman"))
    kind = models.CharField(_("jenis"), max_length=14, choices=LoanEntryKind.choices)

    class Meta:
        verbose_name = _("catatan pinjaman")
        verbose_name_plural = _("catatan pinjaman")
        ordering = ["on", "id"]
        indexes = [models.Index(fields=["loan", "on", "id"], name="loan_entry_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="loan_entry_amount",
                violation_error_message=_("Jumlah harus lebih dari nol."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=LoanEntryKind.values),
                name="loan_entry_kind_known",
                violation_error_message=_("Jenis catatan tidak dikenal."),
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True) | ~Q(reason=""),
                name="loan_reversal_reason",
                violation_error_message=_("Tulis alasan pembatalan."),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.loan_id} {self.on:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        """The page of its loan."""
        return self.loan.get_absolute_url()

    def audit_name(self) -> str:
        """`Catatan pinjaman P-2026-000123`."""
        return f"Catatan pinjaman {self.loan}"

    @property
    def region_code(self) -> str:
        """The code of the loan's village."""
        return self.loan.village_id
