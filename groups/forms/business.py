"""Step 3 of the K/0 card: what the group makes and where it sells (UP04)."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.editing import VersionedForm
from groups.models import EnterpriseGroup, GroupLicence, LicenceKind, MarketReach, OnlineChannel, Product, Sector
from regions.clock import local_today
from regions.dates import LocalDateField, set_today


class RowsField(forms.ModelMultipleChoiceField):
    """Several rows by number; a number no database could hold is a choice that does not exist."""

    def clean(self, value):
        """Refuse what is not a plain number before the database is asked."""
        for one in value or ():
            if not re.fullmatch(r"[0-9]{1,18}", str(one)):
                raise ValidationError(
                    self.error_messages["invalid_pk_value"], code="invalid_pk_value", params={"pk": one}
                )
        return super().clean(value)


class BusinessForm(VersionedForm):
    """Sectors, market and export countries."""

    sectors = RowsField(
        Sector.objects.none(),
        label=_("Jenis usaha"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Centang semua yang dikerjakan kelompok."),
    )
    market_reach = forms.ChoiceField(
        label=_("Jangkauan pemasaran"),
        required=False,
        choices=[("", _("Belum diketahui")), *MarketReach.choices],
        widget=forms.RadioSelect,
        help_text=_("Tempat terjauh produk kelompok dijual."),
    )

    class Meta:
        model = EnterpriseGroup
        fields = ["sectors", "market_reach", "export_countries"]
        widgets = {"export_countries": forms.CheckboxSelectMultiple}
        help_texts = {"export_countries": _("Diisi bila produk sudah diekspor.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        in_use = Q(retired_on__isnull=True)
        if self.instance.pk:
            in_use |= Q(pk__in=self.instance.sectors.values("pk"))
        self.fields["sectors"].queryset = Sector.objects.filter(in_use)

    def clean(self):
        """A country without exports, or exports without a country, is a slip of the finger."""
        cleaned = super().clean()
        exports = cleaned.get("market_reach") == MarketReach.EXPORT
        if cleaned.get("export_countries") and not exports:
            message = _("Negara tujuan terisi. Pilih “Ekspor”, atau kosongkan negaranya.")
            self.add_error("market_reach", ValidationError(message, code="countries"))
        return cleaned

    def entries(self) -> dict:
        """What the action takes."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class OfGroupForm(forms.ModelForm):
    """A row that belongs to a group; the form must be given `group`."""

    def __init__(self, *args, group, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.group = group
        set_today(self, local_today(group))

    def entries(self) -> dict:
        """The columns."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class ProductForm(OfGroupForm):
    """Something the group makes."""

    ended_on = LocalDateField(
        label=_("Tidak dibuat lagi sejak"),
        required=False,
        help_text=_("Isi bila produk ini sudah tidak dibuat."),
        example="31/12/2025",
    )

    class Meta:
        model = Product
        fields = ["name", "sector", "ended_on"]
        help_texts = {
            "name": _("Nama barang atau jasa yang dijual."),
            "sector": _("Jenis usaha yang paling sesuai."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].example = _("Keripik pisang")
        self.fields["sector"].queryset = Sector.objects.filter(
            Q(retired_on__isnull=True) | Q(pk=self.instance.sector_id)
        )
        self.fields["sector"].empty_label = _("Belum ditentukan")


class LicenceForm(OfGroupForm):
    """A licence or mark."""

    issued_on = LocalDateField(
        label=_("Terbit pada"),
        required=False,
        help_text=_("Tanggal pada surat izin."),
        example="02/05/2021",
    )
    expires_on = LocalDateField(
        label=_("Berlaku sampai"),
        required=False,
        ahead=30,
        help_text=_("Kosongkan bila berlaku selamanya."),
        example="02/05/2028",
    )

    class Meta:
        model = GroupLicence
        fields = ["kind", "number", "issued_on", "expires_on"]
        help_texts = {
            "kind": _("Izin atau tanda yang dimiliki kelompok."),
            "number": _("Nomor seperti tertulis pada surat izin."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["number"].example = "9120001234567"
        self.fields["kind"].queryset = LicenceKind.objects.filter(
            Q(retired_on__isnull=True) | Q(pk=self.instance.kind_id)
        )
        self.fields["kind"].empty_label = _("Pilih jenis izin")


class ChannelForm(OfGroupForm):
    """An online shop or account."""

    class Meta:
        model = OnlineChannel
        fields = ["kind", "address"]
        help_texts = {
            "kind": _("Tempat kelompok berjualan secara daring."),
            "address": _("Nama akun atau alamat tokonya. Pakai nomor usaha, bukan nomor pribadi anggota."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["address"].example = "@melati.indah"


class RemovalForm(forms.Form):
    """Why something is taken away."""

    reason = forms.CharField(
        label=_("Alasan"),
        max_length=300,
        help_text=_("Mengapa catatan ini dihapus dari daftar."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].example = _("Akun sudah ditutup")
