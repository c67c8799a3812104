"""Who: users with a role, and the territories they hold."""

from functools import cached_property

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.roles import SECOND_FACTOR_ROLES, Permission, Role, role_allows
from regions.clock import local_today
from regions.codes import NATION_CODE


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
