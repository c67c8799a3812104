"""What a group makes and where it sells: sectors, products, licences, markets and online channels (UP04)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sector(models.Model):
    """A kind of business (makanan olahan, kerajinan, …)."""

    code = models.SlugField(_("kode"), max_length=30, unique=True)
    name = models.CharField(_("nama"), max_length=80)
    retired_on = models.DateField(_("tidak dipakai sejak"), null=True, blank=True)

    class Meta:
        verbose_name = _("jenis usaha")
        verbose_name_plural = _("jenis usaha")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class LicenceKind(models.Model):
    """A kind of licence or mark (NIB, PIRT, halal, BPOM, merek)."""

    code = models.SlugField(_("kode"), max_length=20, unique=True)
    name = models.CharField(_("nama"), max_length=80)
    retired_on = models.DateField(_("tidak dipakai sejak"), null=True, blank=True)

    class Meta:
        verbose_name = _("jenis izin")
        verbose_name_plural = _("jenis izin")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Country(models.Model):
    """A country a group exports to, by its two-letter code (ISO 3166-1)."""

    code = models.CharField(_("kode"), max_length=2, primary_key=True)
    name = models.CharField(_("nama"), max_length=80)

    class Meta:
        verbose_name = _("negara")
        verbose_name_plural = _("negara")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """Something a group makes or sells."""

    group = models.ForeignKey(
        "groups.EnterpriseGroup", models.PROTECT, related_name="products", verbose_name=_("kelompok")
    )
    name = models.CharField(_("nama produk"), max_length=120)
    sector = models.ForeignKey(
        Sector, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("jenis usaha")
    )
    ended_on = models.DateField(_("tidak dibuat sejak"), null=True, blank=True)

    class Meta:
        verbose_name = _("produk")
        verbose_name_plural = _("produk")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "name"],
                name="product_once_per_group",
                violation_error_message=_("Produk dengan nama ini sudah tercatat di kelompok ini."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def audit_name(self) -> str:
        """`Produk Keripik kelompok Melati`."""
        return f"Produk {self.name} kelompok {self.group}"


class GroupLicence(models.Model):
    """A licence a group holds, with its number and dates."""

    group = models.ForeignKey(
        "groups.EnterpriseGroup", models.PROTECT, related_name="licences", verbose_name=_("kelompok")
    )
    kind = models.ForeignKey(LicenceKind, models.PROTECT, related_name="+", verbose_name=_("jenis izin"))
    number = models.CharField(_("nomor"), max_length=60, blank=True)
    issued_on = models.DateField(_("terbit pada"), null=True, blank=True)
    expires_on = models.DateField(_("berlaku sampai"), null=True, blank=True)

    class Meta:
        verbose_name = _("izin usaha")
        verbose_name_plural = _("izin usaha")
        ordering = ["kind__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "kind", "number"],
                name="licence_once_per_group",
                violation_error_message=_("Izin dengan nomor ini sudah tercatat di kelompok ini."),
            ),
            models.CheckConstraint(
                condition=models.Q(expires_on__isnull=True)
                | models.Q(issued_on__isnull=True)
                | models.Q(expires_on__gte=models.F("issued_on")),
                name="licence_period",
                violation_error_message=_("Masa berlaku izin tidak boleh berakhir sebelum tanggal terbit."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}".strip()

    def audit_name(self) -> str:
        """`Izin PIRT 206 kelompok Melati`."""
        return f"Izin {self} kelompok {self.group}"


class OnlineChannel(models.Model):
    """An online shop or account through which a group sells."""

    class Kind(models.TextChoices):
        WHATSAPP = "whatsapp", _("WhatsApp")
        FACEBOOK = "facebook", _("Facebook")
        INSTAGRAM = "instagram", _("Instagram")
        TIKTOK = "tiktok", _("TikTok")
        SHOPEE = "shopee", _("Shopee")
        TOKOPEDIA = "tokopedia", _("Tokopedia")
        WEBSITE = "website", _("Situs web")
        OTHER = "other", _("Lainnya")

    group = models.ForeignKey(
        "groups.EnterpriseGroup", models.PROTECT, related_name="channels", verbose_name=_("kelompok")
    )
    kind = models.CharField(_("saluran"), max_length=12, choices=Kind.choices)
    address = models.CharField(_("nama akun atau alamat"), max_length=200)

    class Meta:
        verbose_name = _("saluran daring")
        verbose_name_plural = _("saluran daring")
        ordering = ["kind", "address"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "kind", "address"],
                name="channel_once_per_group",
                violation_error_message=_("Saluran ini sudah tercatat di kelompok ini."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.address}"

    def audit_name(self) -> str:
        """`Saluran WhatsApp kelompok Melati`; the address may be somebody's own number."""
        return f"Saluran {self.get_kind_display()} kelompok {self.group}"
