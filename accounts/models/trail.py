"""What users changed, what personal data they opened, and the receipts of their saves."""

from auditlog.models import AbstractLogEntry, LogEntryManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.authorship import current_authorship
from accounts.models.users import User
from accounts.record_names import record_name, traces_of
from accounts.regions_of import region_code_of
from regions.scoping import RegionScopedQuerySet


class RegionLogQuerySet(RegionScopedQuerySet):
    """Log rows, scoped by the region of the record they speak of."""

    region_field = "region_code"


class AuditEntryManager(LogEntryManager.from_queryset(RegionLogQuerySet)):
    """Writes beside each change what the library does not know: region, reason and author."""

    def log_create(self, instance, force_log: bool = False, **columns):
        """One entry for a change of one row; None where nothing changed."""
        return super().log_create(instance, force_log, **_signature_of(instance), **columns)

    def log_m2m_changes(self, changed_queryset, instance, operation, field_name, **columns):
        """One entry for rows added to or taken from a relation; None where there were none."""
        return super().log_m2m_changes(
            changed_queryset, instance, operation, field_name, **_signature_of(instance), **columns
        )


def _signature_of(instance) -> dict:
    author = current_authorship()
    return {
        "object_repr": record_name(instance),
        "actor": author.user,
        "remote_addr": author.address,
        "reason": author.full_reason,
        "region_code": region_code_of(instance),
        "additional_data": traces_of(instance),
    }


class AuditEntry(AbstractLogEntry):
    """One change of one record: before and after per field, who, when, request, region and reason (AU01).

    Append-only in the database itself; see the migrations (AU03). `additional_data` holds its traces.
    """

    region_code = models.CharField(_("kode wilayah"), max_length=10, blank=True, default="")
    reason = models.CharField(_("alasan"), max_length=300, blank=True, default="")

    objects = AuditEntryManager()

    class Meta(AbstractLogEntry.Meta):
        verbose_name = _("jejak perubahan")
        verbose_name_plural = _("jejak perubahan")
        ordering = ["-id"]
        indexes = [models.Index(fields=["region_code", "id"], name="audit_region")]


class AccessKind(models.TextChoices):
    """What was done with personal data."""

    NIK_SHOWN = "nik_shown", _("NIK dibuka")
    PERSON_OPENED = "person_opened", _("Data orang dibuka")
    PERSON_SEARCHED = "person_searched", _("Orang dicari")
    EXPORTED = "exported", _("Data diunduh")


class AccessEntry(models.Model):
    """One look at personal data: who, when, whose, and why (AU02, AU04). Append-only.

    A search is kept as its kind and number of hits, never with the words typed.
    """

    at = models.DateTimeField(_("waktu"), auto_now_add=True, db_index=True)
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("pengguna"))
    kind = models.CharField(_("jenis"), max_length=20, choices=AccessKind.choices)
    person_id = models.BigIntegerField(_("nomor orang"), null=True, blank=True)
    region_code = models.CharField(_("kode wilayah"), max_length=10, blank=True, default="")
    reason = models.CharField(_("alasan"), max_length=300, blank=True, default="")
    detail = models.CharField(_("keterangan"), max_length=200, blank=True, default="")
    request_id = models.CharField(_("nomor permintaan"), max_length=64, blank=True, default="")

    objects = RegionLogQuerySet.as_manager()

    class Meta:
        verbose_name = _("akses data pribadi")
        verbose_name_plural = _("akses data pribadi")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["region_code", "id"], name="access_region"),
            models.Index(fields=["person_id"], name="access_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


class Receipt(models.Model):
    """Proof of one save: a short code for the paper register that finds the record again (NX12).

    The form's token makes it also the guard against double taps: a token is spent once, and a repeat gets the first
    answer (FE04).
    """

    code = models.CharField(_("kode tanda terima"), max_length=8, unique=True)
    token = models.UUIDField(_("kunci formulir"), unique=True)
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("pengguna"))
    at = models.DateTimeField(_("waktu"), auto_now_add=True)
    action = models.CharField(_("tindakan"), max_length=40)
    url = models.CharField(_("alamat"), max_length=200, blank=True, default="")
    region_code = models.CharField(_("kode wilayah"), max_length=10, blank=True, default="")

    objects = RegionLogQuerySet.as_manager()

    class Meta:
        verbose_name = _("tanda terima")
        verbose_name_plural = _("tanda terima")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.display

    @property
    def display(self) -> str:
        """The code as people write it: `K7M-4QX2`."""
        return f"{self.code[:3]}-{self.code[3:]}"
