"""Capital as an append-only list of observations, and the effective-dated bands that turn it into a tier."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from groups.queries import CapitalQuerySet, TierScheduleQuerySet


class CapitalSource(models.TextChoices):
    """Where an observation of capital comes from."""

    VISIT = "visit", _("Kunjungan petugas")
    CARD = "card", _("Kartu K/0")
    REGISTER = "register", _("Register bulanan R/I")
    BOOK = "book", _("Buku kas kelompok")
    IMPORT = "import", _("Berkas impor")
    OTHER = "other", _("Lainnya")


class CapitalRecord(models.Model):
    """What a group's capital was on a local day, in whole rupiah: own money, loans and grants.

    Append-only in the database. A mistake is corrected by a new record that names the one it replaces; a record that
    should never have been made is cancelled by one that replaces it and is void (DM03).
    """

    group = models.ForeignKey(
        "groups.EnterpriseGroup",
        models.PROTECT,
        related_name="capital_records",
        db_index=False,
        verbose_name=_("kelompok"),
    )
    on = models.DateField(_("per tanggal"))
    own = models.BigIntegerField(_("modal sendiri"), default=0)
    loan = models.BigIntegerField(_("modal pinjaman"), default=0)
    grant = models.BigIntegerField(_("modal hibah"), default=0)
    total = models.GeneratedField(
        expression=F("own") + F("loan") + F("grant"),
        output_field=models.BigIntegerField(),
        db_persist=True,
        verbose_name=_("jumlah modal"),
    )
    source = models.CharField(_("sumber"), max_length=10, choices=CapitalSource.choices, default=CapitalSource.VISIT)
    evidence = models.CharField(_("bukti"), max_length=200, blank=True)
    note = models.CharField(_("keterangan"), max_length=300, blank=True)
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("menggantikan catatan"),
    )
    is_void = models.BooleanField(_("pembatalan"), default=False)
    correction_reason = models.CharField(_("alasan koreksi"), max_length=300, blank=True)
    unlikely_reason = models.CharField(
        _("alasan nilai tidak lazim"),
        max_length=300,
        blank=True,
        help_text=_("Wajib bila modal melonjak lebih dari lima kali atau melompati satu jenjang."),
    )
    recorded_at = models.DateTimeField(_("dicatat pada"), auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("dicatat oleh")
    )
    source_system = models.CharField(_("sistem asal"), max_length=30, blank=True)
    source_id = models.CharField(_("nomor di sistem asal"), max_length=60, blank=True)

    objects = CapitalQuerySet.as_manager()

    class Meta:
        verbose_name = _("catatan modal")
        verbose_name_plural = _("catatan modal")
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["group", "-on", "-id"], name="capital_group_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(own__gte=0, loan__gte=0, grant__gte=0),
                name="capital_not_negative",
                violation_error_message=_("Modal tidak boleh kurang dari nol."),
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True, is_void=False)
                | (Q(replaces__isnull=False) & ~Q(correction_reason="")),
                name="capital_correction_reason",
                violation_error_message=_("Koreksi harus menyebut catatan yang digantikan dan alasannya."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.on:%Y-%m-%d}"

    def audit_name(self) -> str:
        """`Catatan modal kelompok Melati per 1 November 2026`."""
        what = "Pembatalan catatan modal" if self.is_void else "Catatan modal"
        return f"{what} kelompok {self.group} per {date_format(self.on, 'j F Y')}"


class TierSchedule(models.Model):
    """A set of capital bands that holds from a date until the next published set begins (DM04)."""

    valid_from = models.DateField(_("berlaku sejak"), unique=True)
    note = models.CharField(_("dasar atau keterangan"), max_length=300, blank=True)
    is_published = models.BooleanField(_("diterbitkan"), default=False)

    objects = TierScheduleQuerySet.as_manager()

    class Meta:
        verbose_name = _("susunan jenjang modal")
        verbose_name_plural = _("susunan jenjang modal")
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return f"{self.valid_from:%Y-%m-%d}"

    def audit_name(self) -> str:
        """`Susunan jenjang modal sejak 1 Januari 2027`."""
        return f"Susunan jenjang modal sejak {date_format(self.valid_from, 'j F Y')}"


class CapitalTier(models.Model):
    """One band of a schedule: from its lower bound (inclusive, whole rupiah) up to the next band's.

    Only lower bounds are stored, so bands can neither overlap nor leave a gap; the lowest of a schedule starts at zero.
    """

    schedule = models.ForeignKey(TierSchedule, models.CASCADE, related_name="tiers", verbose_name=_("susunan"))
    code = models.SlugField(_("kode"), max_length=20, help_text=_("Tetap sama antar-susunan, mis. rintisan."))
    name = models.CharField(_("nama jenjang"), max_length=60)
    lower = models.BigIntegerField(_("batas bawah (Rp)"))

    class Meta:
        verbose_name = _("jenjang modal")
        verbose_name_plural = _("jenjang modal")
        ordering = ["schedule", "lower"]
        constraints = [
            models.UniqueConstraint(
                fields=["schedule", "lower"],
                name="tier_lower_once",
                violation_error_message=_("Dua jenjang tidak boleh mulai dari jumlah yang sama."),
            ),
            models.UniqueConstraint(
                fields=["schedule", "code"],
                name="tier_code_once",
                violation_error_message=_("Kode jenjang sudah dipakai dalam susunan ini."),
            ),
            models.CheckConstraint(
                condition=Q(lower__gte=0),
                name="tier_lower_not_negative",
                violation_error_message=_("Batas bawah tidak boleh kurang dari nol."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def audit_name(self) -> str:
        """`Jenjang Tumbuh dalam susunan sejak 1 Januari 2027`."""
        return f"Jenjang {self.name} dalam susunan sejak {date_format(self.schedule.valid_from, 'j F Y')}"
