"""Dated facts about a person: KB status and method, welfare stage. Sensitive by UU 27/2022; append-only."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from members.queries import FactQuerySet


class KbStatus(models.TextChoices):
    """A person's part in family planning on a date (UP02)."""

    NEW = "new", _("Peserta KB baru")
    ACTIVE = "active", _("Peserta KB aktif")
    LONG_TERM = "long_term", _("Peserta KB lestari")
    PAUSED = "paused", _("Istirahat")
    PROSPECTIVE = "prospective", _("Calon peserta KB")
    FORMER = "former", _("Pernah ber-KB")
    NEVER = "never", _("Bukan peserta KB")


# Takes part now: the numerator of "KB share" (docs/figures.md).
TAKING_PART = (KbStatus.NEW, KbStatus.ACTIVE, KbStatus.LONG_TERM)
# Is, or was, a participant: what the chair check asks for.
PARTICIPANT_ONCE = (*TAKING_PART, KbStatus.PAUSED, KbStatus.FORMER)


class KbMethod(models.TextChoices):
    """The method used; behind its own permission (AU07). The first four are long-acting."""

    TUBECTOMY = "tubectomy", _("MOW (tubektomi)")
    VASECTOMY = "vasectomy", _("MOP (vasektomi)")
    IUD = "iud", _("IUD/AKDR")
    IMPLANT = "implant", _("Implan/AKBK")
    INJECTION = "injection", _("Suntik")
    PILL = "pill", _("Pil")
    CONDOM = "condom", _("Kondom")
    LAM = "lam", _("MAL")
    TRADITIONAL = "traditional", _("Tradisional")


class NonUseReason(models.TextChoices):
    """Why a couple does not use KB now."""

    PREGNANT = "pregnant", _("Hamil")
    WANTS_SOON = "wants_soon", _("Ingin anak segera (IAS)")
    WANTS_LATER = "wants_later", _("Ingin anak ditunda (IAT)")
    WANTS_NO_MORE = "wants_no_more", _("Tidak ingin anak lagi (TIAL)")


class WelfareStage(models.TextChoices):
    """Family welfare stage (tahapan keluarga sejahtera)."""

    PRE = "pre", _("Pra-Sejahtera")
    I = "i", _("KS I")  # noqa: E741
    II = "ii", _("KS II")
    III = "iii", _("KS III")
    III_PLUS = "iii_plus", _("KS III Plus")


class KbRecord(models.Model):
    """What a person's KB status was on a date. The newest record not later than a date is the status then."""

    person = models.ForeignKey(
        "members.Person", models.PROTECT, related_name="kb_records", db_index=False, verbose_name=_("orang")
    )
    on = models.DateField(_("sejak"))
    status = models.CharField(_("status KB"), max_length=12, choices=KbStatus.choices)
    method = models.CharField(_("metode KB"), max_length=12, choices=KbMethod.choices, blank=True)
    non_use_reason = models.CharField(_("alasan tidak ber-KB"), max_length=14, choices=NonUseReason.choices, blank=True)
    recorded_at = models.DateTimeField(_("dicatat pada"), auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("dicatat oleh"),
    )

    objects = FactQuerySet.as_manager()

    class Meta:
        verbose_name = _("catatan status KB")
        verbose_name_plural = _("catatan status KB")
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["person", "-on", "-id"], name="kb_person_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=KbStatus.values),
                name="kb_status_known",
                violation_error_message=_("Status KB tidak dikenal."),
            ),
            models.CheckConstraint(
                condition=Q(method="") | Q(status__in=TAKING_PART),
                name="kb_method_only_in_use",
                violation_error_message=_("Metode hanya diisi untuk peserta KB baru, aktif, atau lestari."),
            ),
            models.CheckConstraint(
                condition=Q(non_use_reason="") | ~Q(status__in=TAKING_PART),
                name="kb_reason_only_unused",
                violation_error_message=_("Alasan tidak ber-KB hanya diisi bila sedang tidak ber-KB."),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.person_id} {self.on:%Y-%m-%d}"

    def audit_name(self) -> str:
        """`Catatan status KB sejak 1 November 2026, orang #15012`: neither who nor which."""
        return f"Catatan status KB sejak {date_format(self.on, 'j F Y')}, orang #{self.person_id}"


class WelfareRecord(models.Model):
    """What the welfare stage of a person's family was on a date."""

    person = models.ForeignKey(
        "members.Person", models.PROTECT, related_name="welfare_records", db_index=False, verbose_name=_("orang")
    )
    on = models.DateField(_("sejak"))
    stage = models.CharField(_("tahapan KS"), max_length=8, choices=WelfareStage.choices)
    recorded_at = models.DateTimeField(_("dicatat pada"), auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("dicatat oleh"),
    )

    objects = FactQuerySet.as_manager()

    class Meta:
        verbose_name = _("catatan tahapan KS")
        verbose_name_plural = _("catatan tahapan KS")
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["person", "-on", "-id"], name="welfare_person_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=WelfareStage.values),
                name="welfare_stage_known",
                violation_error_message=_("Tahapan KS tidak dikenal."),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.person_id} {self.on:%Y-%m-%d}"

    def audit_name(self) -> str:
        """`Catatan tahapan KS sejak 1 November 2026, orang #15012`: neither who nor which."""
        return f"Catatan tahapan KS sejak {date_format(self.on, 'j F Y')}, orang #{self.person_id}"
