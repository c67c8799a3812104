"""A person, stored once."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Recorded
from members.models.facts import KbMethod, KbStatus, WelfareStage
from members.queries import PersonQuerySet


class Sex(models.TextChoices):
    """Sex as on the identity card."""

    FEMALE = "P", _("Perempuan")
    MALE = "L", _("Laki-laki")


class NikMissingReason(models.TextChoices):
    """Why a person has no NIK on record yet; a state with a reason, never a dummy number (DM10)."""

    NOT_RECORDED = "not_recorded", _("Belum melakukan perekaman KTP-el")
    NOT_BROUGHT = "not_brought", _("KTP/KK tidak dibawa")
    DAMAGED = "damaged", _("Nomor di berkas rusak")
    REFUSED = "refused", _("Tidak bersedia memberikan")
    IN_CARE = "in_care", _("Sedang diurus di Dukcapil")


class Person(Recorded):
    """Someone who is or was a member of a group.

    `village` is where the registry keeps the person: where she lives as far as told, which the NIK never tells.
    NIK and family card number are stored sealed; `nik_index` is a keyed look-up value (see `nik_vault.py`). The `kb_*`
    and `welfare_*` columns are the newest entries of their histories, written by the actions alone.

    One who was registered twice is `merged_into` the other: her row stays as it was, but in no list, search or count,
    and no number leads to it any more (SD04).
    """

    name = models.CharField(_("nama"), max_length=120)
    name_key = models.CharField(_("kunci nama"), max_length=120, editable=False)
    sex = models.CharField(_("jenis kelamin"), max_length=1, choices=Sex.choices)
    birth_on = models.DateField(_("tanggal lahir"), null=True, blank=True)
    village = models.ForeignKey(
        "regions.Region", models.PROTECT, related_name="+", db_index=False, verbose_name=_("desa/kelurahan")
    )
    address = models.CharField(_("alamat"), max_length=200, blank=True)
    phone = models.CharField(_("nomor HP"), max_length=20, blank=True)

    nik_sealed = models.CharField(_("NIK tersegel"), max_length=90, null=True, editable=False)
    nik_index = models.UUIDField(_("indeks NIK"), null=True, unique=True, editable=False)
    nik_missing_reason = models.CharField(
        _("alasan belum ada NIK"), max_length=14, choices=NikMissingReason.choices, blank=True
    )
    nik_warning_reason = models.CharField(
        _("alasan NIK berbeda dengan data"),
        max_length=300,
        blank=True,
        help_text=_("Wajib bila NIK tidak cocok dengan tanggal lahir atau jenis kelamin."),
    )
    family_card_sealed = models.CharField(_("No. KK tersegel"), max_length=90, null=True, editable=False)
    family_code = models.CharField(_("KKI"), max_length=30, blank=True)
    spouse = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("pasangan")
    )

    kb_status = models.CharField(_("status KB"), max_length=12, choices=KbStatus.choices, blank=True, editable=False)
    kb_method = models.CharField(_("metode KB"), max_length=12, choices=KbMethod.choices, blank=True, editable=False)
    kb_on = models.DateField(_("status KB sejak"), null=True, editable=False)
    welfare_stage = models.CharField(
        _("tahapan KS"), max_length=8, choices=WelfareStage.choices, blank=True, editable=False
    )
    welfare_on = models.DateField(_("tahapan KS sejak"), null=True, editable=False)

    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="merged_people",
        db_index=False,
        verbose_name=_("digabung ke"),
    )

    source_system = models.CharField(_("sistem asal"), max_length=30, blank=True)
    source_id = models.CharField(_("nomor di sistem asal"), max_length=60, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("orang")
        verbose_name_plural = _("orang")
        ordering = ["village_id", "name_key", "id"]
        indexes = [
            models.Index(fields=["village", "name_key", "id"], name="person_village_name"),
            # Rows of a file are held against those without NIK; there are few, so the index costs imports little.
            models.Index(fields=["name_key", "birth_on"], name="person_no_nik", condition=Q(nik_index__isnull=True)),
            models.Index(fields=["spouse"], name="person_spouse", condition=Q(spouse__isnull=False)),
            models.Index(fields=["merged_into"], name="person_merged", condition=Q(merged_into__isnull=False)),
            models.Index(fields=["source_system", "source_id"], name="person_source", condition=~Q(source_id="")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(sex__in=Sex.values),
                name="person_sex",
                violation_error_message=_("Jenis kelamin harus P atau L."),
            ),
            models.CheckConstraint(
                condition=Q(nik_index__isnull=False, nik_sealed__isnull=False, nik_missing_reason="")
                | (Q(nik_index__isnull=True, nik_sealed__isnull=True) & ~Q(nik_missing_reason=""))
                | Q(merged_into__isnull=False, nik_index__isnull=True),
                name="person_nik_or_reason",
                violation_error_message=_("Isi NIK, atau pilih alasan mengapa NIK belum ada."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The person's own page."""
        return reverse("person_detail", args=[self.pk])

    @property
    def time_zone(self) -> str:
        """Time zone of the person's village."""
        return self.village.time_zone

    @property
    def region_code(self) -> str:
        """The code that scopes this person's own page."""
        return self.village_id
