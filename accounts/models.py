"""Who: users with a role and a territory, what they changed, what personal data they opened, and their receipts."""

from functools import cached_property

from auditlog.models import AbstractLogEntry, LogEntryManager
from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.authorship import current_authorship
from accounts.record_names import record_name, traces_of
from accounts.regions_of import region_code_of
from accounts.roles import SECOND_FACTOR_ROLES, Permission, Role, role_allows
from regions.clock import local_today
from regions.codes import NATION_CODE
from regions.scoping import RegionScopedQuerySet


class User(AbstractUser):
    """A person who signs in. One role says what, the current territories say where; without territory: nothing."""

    role = models.CharField(_("peran"), max_length=20, choices=Role.choices, blank=True)
    full_name = models.CharField(_("nama lengkap"), max_length=120, blank=True)
    must_change_password = models.BooleanField(
        _("wajib ganti kata sandi"),
        default=False,
        help_text=_("Kata sandi awal harus diganti saat pertama kali masuk."),
    )
    is_demo = models.BooleanField(_("akun contoh"), default=False, editable=False)
    # Raised to sign the user out everywhere: sessions made under an older number are no longer accepted.
    session_epoch = models.PositiveIntegerField(default=0, editable=False)

    first_name = None
    last_name = None
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        verbose_name = _("pengguna")
        verbose_name_plural = _("pengguna")
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(
                condition=Q(username=Lower("username")),
                name="user_username_small",
                violation_error_message=_("Nama pengguna ditulis dengan huruf kecil."),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.username

    @classmethod
    def normalize_username(cls, username: str) -> str:
        """Small letters, so that a phone's capital at the start is no other account."""
        return super().normalize_username(username).strip().lower()

    def get_full_name(self) -> str:
        """The name to show; the account name where none was given."""
        return str(self)

    @property
    def region_code(self) -> str:
        """The region that scopes the audit entries about this user: that of the newest territory."""
        newest = self.territory_set.order_by("-started_on").values_list("region_id", flat=True)
        return newest.first() or "" if self.pk else ""

    def allows(self, permission: str) -> bool:
        """True if this active user's role holds the permission (superusers hold all)."""
        return self.is_active and (self.is_superuser or role_allows(self.role, permission))

    @property
    def must_have_second_factor(self) -> bool:
        """True for those who see most, where the office requires it (AC06)."""
        return settings.SECOND_FACTOR_REQUIRED and (self.is_superuser or self.role in SECOND_FACTOR_ROLES)

    def give_initial_password(self, password: str) -> None:
        """Set a password that others know, to be changed before anything else; the caller saves."""
        self.set_password(password)
        self.must_change_password = True

    def end_sessions(self) -> None:
        """Sign out everywhere: no session made before this is accepted any more (AC08)."""
        User.objects.filter(pk=self.pk).update(session_epoch=F("session_epoch") + 1)
        self.refresh_from_db(fields=["session_epoch"])

    def _get_session_auth_hash(self, secret=None) -> str:
        # Django compares this in every request; with the epoch in it, raising the epoch ends all other sessions.
        return salted_hmac(
            "accounts.models.User.session", f"{self.password}:{self.session_epoch}", secret=secret, algorithm="sha256"
        ).hexdigest()

    @property
    def is_staff_role(self) -> bool:
        """True for those who keep reference tables or users in the admin."""
        return self.allows(Permission.REFERENCE_EDIT) or self.allows(Permission.USER_MANAGE)

    @cached_property
    def territories(self) -> list["Territory"]:
        """The territories that hold today, with their regions; read once per request."""
        rows = self.territory_set.select_related("region").order_by("region_id")
        return [row for row in rows if row.holds_on(local_today(row.region))]

    @cached_property
    def territory_codes(self) -> tuple[str, ...]:
        """Region codes of the current territories; empty means this user sees nothing."""
        return tuple(row.region_id for row in self.territories)

    @property
    def is_national(self) -> bool:
        """True if the territory is the whole nation."""
        return NATION_CODE in self.territory_codes

    @property
    def time_zone(self) -> str:
        """Time zone of the first territory; Jakarta where there is none."""
        return self.territories[0].region.time_zone if self.territories else settings.TIME_ZONE


class Territory(models.Model):
    """A region given to a user from a local day on, up to (not including) another."""

    user = models.ForeignKey(User, models.CASCADE, verbose_name=_("pengguna"))
    region = models.ForeignKey("regions.Region", models.PROTECT, verbose_name=_("wilayah"))
    started_on = models.DateField(_("sejak"))
    ended_on = models.DateField(_("sampai"), null=True, blank=True)

    class Meta:
        verbose_name = _("wilayah binaan")
        verbose_name_plural = _("wilayah binaan")
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="territory_period",
                violation_error_message=_("Tanggal akhir tidak boleh sebelum tanggal mulai."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.region}"

    def holds_on(self, day) -> bool:
        """True if the user works in this region on the given local day."""
        return self.started_on <= day and (self.ended_on is None or day < self.ended_on)


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
        "reason": author.reason,
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


class Recorded(models.Model):
    """Who made a record and who changed it last, and the version that guards against stale edits (FE05, AU03)."""

    created_at = models.DateTimeField(_("dibuat pada"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
        verbose_name=_("dibuat oleh"),
    )
    changed_at = models.DateTimeField(_("diubah pada"), auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
        verbose_name=_("diubah oleh"),
    )
    version = models.PositiveIntegerField(_("versi"), default=1, editable=False)

    class Meta:
        abstract = True
