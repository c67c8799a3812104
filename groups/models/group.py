"""The group itself: its number, its village and what the K/0 card says about it."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Recorded
from groups.models.business import Country, Sector
from groups.models.standing import GroupStage, GroupStatus
from groups.queries import GroupQuerySet
from regions.clock import local_today


class DecreeIssuer(models.TextChoices):
    """Who confirms a group by decree (SK pengukuhan)."""

    VILLAGE = "village", _("Kepala Desa/Lurah")
    DISTRICT = "district", _("Camat")
    AGENCY = "agency", _("OPD-KB")
    REGENT = "regent", _("Bupati/Wali Kota")


class MarketReach(models.TextChoices):
    """The farthest market a group sells to."""

    VILLAGE = "village", _("Desa/Kelurahan")
    REGENCY = "regency", _("Kabupaten/Kota")
    PROVINCE = "province", _("Provinsi")
    NATION = "nation", _("Nasional")
    EXPORT = "export", _("Ekspor")


class GroupSerial(models.Model):
    """The last serial given out in a village; taken under lock so that two groups never get one number."""

    village = models.OneToOneField(
        "regions.Region", models.PROTECT, primary_key=True, related_name="+", verbose_name=_("desa/kelurahan")
    )
    last = models.PositiveIntegerField(_("nomor urut terakhir"), default=0)

    class Meta:
        verbose_name = _("nomor urut kelompok")
        verbose_name_plural = _("nomor urut kelompok")

    def __str__(self) -> str:
        return f"{self.village_id} {self.last}"


class EnterpriseGroup(Recorded):
    """A UPPKS/UPPKA group: families of one village who run small businesses together.

    Its number (village code at registration and a serial) is permanent. It is never deleted, only deactivated or
    dissolved, and can come back (DM09). `status`, `stage` and the `capital_*` columns are the newest entry of their
    histories, written by the actions that append to those histories and by nothing else.
    """

    number = models.CharField(_("nomor kelompok"), max_length=14, unique=True, editable=False)
    name = models.CharField(_("nama kelompok"), max_length=120)
    name_key = models.CharField(_("kunci nama"), max_length=120, editable=False)
    village = models.ForeignKey(
        "regions.Region", models.PROTECT, related_name="+", db_index=False, verbose_name=_("desa/kelurahan")
    )
    address = models.CharField(_("alamat"), max_length=200, blank=True)
    rt = models.CharField(
        _("RT"), max_length=3, blank=True, validators=[RegexValidator(r"^\d{1,3}$", _("Isi angka saja."))]
    )
    rw = models.CharField(
        _("RW"), max_length=3, blank=True, validators=[RegexValidator(r"^\d{1,3}$", _("Isi angka saja."))]
    )
    founded_on = models.DateField(_("tanggal berdiri"), null=True, blank=True)
    mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("pembina")
    )

    has_decree = models.BooleanField(_("sudah dikukuhkan dengan SK"), default=False)
    decree_number = models.CharField(_("nomor SK"), max_length=60, blank=True)
    decree_on = models.DateField(_("tanggal SK"), null=True, blank=True)
    decree_issuer = models.CharField(_("penerbit SK"), max_length=10, choices=DecreeIssuer.choices, blank=True)

    sectors = models.ManyToManyField(Sector, blank=True, related_name="groups", verbose_name=_("jenis usaha"))
    market_reach = models.CharField(_("jangkauan pemasaran"), max_length=10, choices=MarketReach.choices, blank=True)
    export_countries = models.ManyToManyField(
        Country, blank=True, related_name="groups", verbose_name=_("negara tujuan")
    )

    status = models.CharField(_("status"), max_length=10, choices=GroupStatus.choices, default=GroupStatus.ACTIVE)
    status_on = models.DateField(_("status sejak"))
    stage = models.ForeignKey(
        GroupStage, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("tahapan")
    )
    stage_on = models.DateField(_("tahapan sejak"), null=True, blank=True)
    capital_total = models.BigIntegerField(_("modal terakhir (Rp)"), null=True, blank=True, editable=False)
    capital_on = models.DateField(_("modal per tanggal"), null=True, blank=True, editable=False)
    # The newest visit of a card or register that is handed in; written by the actions of `activities` alone.
    reported_on = models.DateField(_("kunjungan terakhir menurut laporan"), null=True, blank=True, editable=False)

    source_system = models.CharField(_("sistem asal"), max_length=30, blank=True)
    source_id = models.CharField(_("nomor di sistem asal"), max_length=60, blank=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("kelompok")
        verbose_name_plural = _("kelompok")
        ordering = ["village_id", "number"]
        indexes = [
            models.Index(fields=["village", "number"], name="group_village_number"),
            models.Index(fields=["source_system", "source_id"], name="group_source", condition=~Q(source_id="")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=GroupStatus.values),
                name="group_status",
                violation_error_message=_("Status harus aktif, tidak aktif, atau bubar."),
            ),
            models.CheckConstraint(
                condition=Q(capital_total__isnull=True, capital_on__isnull=True)
                | Q(capital_total__gte=0, capital_on__isnull=False),
                name="group_capital_pair",
                violation_error_message=_("Jumlah modal dan tanggalnya harus ada bersama."),
            ),
            models.CheckConstraint(
                condition=Q(number__regex=r"^[0-9]{14}$"),
                name="group_number_shape",
                violation_error_message=_("Nomor kelompok terdiri dari 14 angka."),
            ),
            models.CheckConstraint(
                condition=Q(founded_on__isnull=True) | Q(decree_on__isnull=True) | Q(decree_on__gte=F("founded_on")),
                name="group_decree_after_founding",
                violation_error_message=_("Tanggal SK tidak boleh sebelum tanggal berdiri."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The group's page."""
        return reverse("group_detail", args=[self.number])

    def clean(self):
        """Hold the dates and the decree against each other and against the group's own day (DM07)."""
        today = local_today(self)
        ahead = _("Tanggal ini belum tiba di tempat kelompok. Isi hari ini atau tanggal sebelumnya.")
        errors = {name: ahead for name in ("founded_on", "decree_on") if (getattr(self, name) or today) > today}
        if self.founded_on and self.decree_on and self.decree_on < self.founded_on:
            errors["decree_on"] = _("Tanggal SK tidak boleh sebelum tanggal berdiri.")
        if not any(letter.isalpha() for letter in self.name):
            errors["name"] = _("Tulis nama kelompok dengan huruf, misalnya Melati 1.")
        if not self.has_decree and (self.decree_number or self.decree_on or self.decree_issuer):
            errors["has_decree"] = _("Centang ini bila SK sudah ada, atau kosongkan isian SK di bawahnya.")
        if errors:
            raise ValidationError(errors)

    @property
    def time_zone(self) -> str:
        """Time zone of the village the group lives in."""
        return self.village.time_zone

    @property
    def number_display(self) -> str:
        """The number as printed: `33.74.01.1001-0001`."""
        n = self.number
        return f"{n[:2]}.{n[2:4]}.{n[4:6]}.{n[6:10]}-{n[10:]}"

    @property
    def region_code(self) -> str:
        """The code that scopes everything about this group."""
        return self.village_id
