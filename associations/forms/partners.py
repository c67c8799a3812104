"""What is typed about partners, agreements and products."""

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from accounts.editing import VersionedForm
from associations.models import Agreement, Partner, PartnerKind, PartnerProduct
from associations.partnering import COMING, EXPIRED, EXPIRING, IN_FORCE, NEVER
from groups.forms.rupiah import RupiahField
from groups.tiers import bands_as_at
from regions.clock import local_today
from regions.dates import LocalDateField, set_today
from regions.models import Region
from regions.scoping import in_region

LONGEST_AGE_MONTHS = 600
STANDINGS = {
    IN_FORCE: _("Berlaku"),
    EXPIRING: _("Segera berakhir"),
    EXPIRED: _("Sudah berakhir"),
    COMING: _("Belum mulai"),
    NEVER: _("Belum ada kerja sama"),
}


class PartnerFilterForm(forms.Form):
    """Filters of the list of partners."""

    q = forms.CharField(label=_("Cari nama mitra"), required=False, max_length=80)
    jenis = forms.ChoiceField(label=_("Jenis"), required=False, choices=[("", _("Semua")), *PartnerKind.choices])
    wilayah = forms.ChoiceField(label=_("Melayani provinsi"), required=False)
    kerjasama = forms.ChoiceField(label=_("Kerja sama"), required=False, choices=[("", _("Semua")), *STANDINGS.items()])
    pinjaman = forms.ChoiceField(
        label=_("Pinjaman"), required=False, choices=[("", _("Semua")), ("ya", _("Memberi pinjaman"))]
    )

    def __init__(self, *args, provinces=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["wilayah"].choices = [("", _("Semua")), *provinces]
        self.fields["q"].example = "Pegadaian"

    @property
    def in_use(self) -> dict[str, str]:
        """The filters that were understood and are not empty."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class PartnerForm(VersionedForm):
    """A partner's entry, new or corrected; `regions` are those the user may keep partners for."""

    class Meta:
        model = Partner
        fields = (
            "name",
            "kind",
            "region",
            "is_lender",
            "address",
            "contact_name",
            "contact_phone",
            "contact_email",
            "note",
        )

    sensitive_fields = ("contact_phone",)

    def __init__(self, *args, regions=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = Region.objects.none() if regions is None else regions
        self.fields["region"].help_text = _("Tempat mitra bekerja: pusat untuk mitra nasional.")
        examples = {"name": "Pegadaian Cabang Polewali", "contact_phone": "0812 3456 7890", "contact_name": "Andi"}
        for name, example in examples.items():
            self.fields[name].example = example
        if self.instance.pk is None:
            del self.fields["version"]


class AgreementForm(VersionedForm):
    """What a board and a partner have agreed. The board is settled when the agreement is made."""

    starts_on = LocalDateField(label=_("Berlaku sejak"), ahead=5)
    ends_on = LocalDateField(
        label=_("Berlaku sampai"),
        required=False,
        ahead=30,
        help_text=_("Hari pertama kerja sama tidak berlaku lagi. Kosongkan bila tanpa batas waktu."),
    )

    class Meta:
        model = Agreement
        fields = ("board", "number", "subject", "starts_on", "ends_on")

    def __init__(self, *args, today=None, boards=None, **kwargs):
        super().__init__(*args, **kwargs)
        set_today(self, today)
        self.fields["subject"].example = _("Pembiayaan kelompok dan pelatihan")
        self.fields["number"].example = "12/MoU/2026"
        if self.instance.pk is None:
            del self.fields["version"]
            self.fields["board"].queryset = boards
        else:
            del self.fields["board"]


class ProductForm(VersionedForm):
    """A product and its criteria; an empty one asks nothing. The instance names the agreement, new or not."""

    tier_from = forms.ChoiceField(label=_("Jenjang terendah"), required=False)
    tier_to = forms.ChoiceField(label=_("Jenjang tertinggi"), required=False)
    ticket_min = RupiahField(label=_("Plafon terkecil (Rp)"), required=False)
    ticket_max = RupiahField(label=_("Plafon terbesar (Rp)"), required=False)
    areas = forms.ModelMultipleChoiceField(
        label=_("Wilayah layanan"),
        required=False,
        queryset=Region.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tanpa pilihan: seluruh wilayah badan pengurus."),
    )

    class Meta:
        model = PartnerProduct
        fields = (
            "name",
            "is_kur",
            "ticket_min",
            "ticket_max",
            "areas",
            "tier_from",
            "tier_to",
            "min_age_months",
            "fresh_within_days",
            "min_members",
            "needs_decree",
        )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        region = self.instance.agreement.board.region
        bands = bands_as_at(local_today(region))
        choices = [("", _("Tidak disyaratkan")), *((band.code, band.name) for band in bands)]
        for name in ("tier_from", "tier_to"):
            kept = getattr(self.instance, name)
            self.fields[name].choices = choices + ([(kept, kept)] if kept not in dict(choices) else [])
        self.fields["areas"].queryset = areas_below(region)
        self.levels = {band.code: band.level for band in bands}
        self.fields["min_age_months"].validators += [MinValueValidator(1), MaxValueValidator(LONGEST_AGE_MONTHS)]
        for name in ("fresh_within_days", "min_members"):
            self.fields[name].validators += [MinValueValidator(1)]
        for name in ("name", "min_age_months", "fresh_within_days", "min_members"):
            example = {"name": "KUR Super Mikro", "min_age_months": "12", "fresh_within_days": "90"}
            self.fields[name].example = example.get(name, "10")
        if self.instance.pk is None:
            del self.fields["version"]

    def clean(self):
        """The highest tier must not lie below the lowest."""
        cleaned = super().clean()
        first, last = (self.levels.get(cleaned.get(name, "")) for name in ("tier_from", "tier_to"))
        if first and last and first > last:
            self.add_error("tier_to", _("Jenjang tertinggi tidak boleh di bawah jenjang terendah."))
        return cleaned


def areas_below(region: Region):
    """The regions a product of a board of this region can be limited to: those of the next level, in force."""
    inside = Region.objects.current().filter(in_region("code", region.pk), level=region.level + 1)
    return inside.order_by("code")


class EndForm(forms.Form):
    """Ending something on a day, with the reason."""

    on = LocalDateField(label=_("Sejak tanggal"), ahead=2)
    reason = forms.CharField(label=_("Alasan"), max_length=300)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        set_today(self, today)
        self.fields["on"].initial = today


class MatchForm(forms.Form):
    """As at which day a match list is asked for."""

    per = LocalDateField(label=_("Keadaan per tanggal"), required=False)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        set_today(self, today)
