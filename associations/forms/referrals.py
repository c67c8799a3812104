"""What is typed about referrals and consents."""

from django import forms
from django.utils.translation import gettext_lazy as _

from associations.consenting import field_choices
from associations.models import LoanScheme, Partner, ReferralState, RefusalReason
from groups.forms.rupiah import RupiahField
from members.models import Person
from regions.dates import LocalDateField, set_today
from regions.fields import RegionCodeField

OPEN = "terbuka"
STATE_WORDS = {
    "diusulkan": ReferralState.PROPOSED,
    "dikirim": ReferralState.SENT,
    "disetujui": ReferralState.APPROVED,
    "cair": ReferralState.DISBURSED,
    "ditolak": ReferralState.REFUSED,
    "dibatalkan": ReferralState.CANCELLED,
}
AGES = {"7": 7, "14": 14, "30": 30, "90": 90}


class ReferralFilterForm(forms.Form):
    """Filters of the list of referrals. What is not understood is left out and said beside the filter."""

    q = forms.CharField(label=_("Nomor usulan atau nomor kelompok"), required=False, max_length=40)
    wilayah = RegionCodeField()
    keadaan = forms.ChoiceField(label=_("Keadaan"), required=False)
    mitra = forms.ModelChoiceField(label=_("Mitra"), required=False, queryset=Partner.objects.none())
    umur = forms.ChoiceField(label=_("Sudah menunggu"), required=False)
    lambat = forms.ChoiceField(
        label=_("Terlalu lama"), required=False, choices=[("", _("Semua")), ("ya", _("Menunggu terlalu lama"))]
    )
    dari = LocalDateField(label=_("Diusulkan sejak"), required=False)
    sampai = LocalDateField(label=_("Diusulkan sampai"), required=False)
    pengurus = forms.ChoiceField(
        label=_("Pengurus"), required=False, choices=[("", _("Semua")), ("lewat", _("Pengurus lewat masa bakti"))]
    )

    RARE = ("umur", "dari", "sampai")

    def __init__(self, *args, partners, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["mitra"].queryset = partners
        self.fields["mitra"].empty_label = _("Semua")
        states = [(word, state.label) for word, state in STATE_WORDS.items()]
        self.fields["keadaan"].choices = [("", _("Semua")), (OPEN, _("Masih berjalan")), *states]
        ages = [(key, _("%(days)d hari atau lebih") % {"days": days}) for key, days in AGES.items()]
        self.fields["umur"].choices = [("", _("Semua")), *ages]
        self.fields["q"].example = "U-K7M4QX2"
        for name in self.RARE:
            self.fields[name].is_rare = True

    @property
    def rare(self) -> list:
        """The fields that are asked for seldom."""
        return [self[name] for name in self.RARE]

    @property
    def rare_is_used(self) -> bool:
        """True if one of them narrows the list now: then they are not folded away."""
        return any(self.data.get(name) for name in self.RARE)

    @property
    def in_use(self) -> dict:
        """The filters that were understood and are not empty."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class ReferralForm(forms.Form):
    """A new referral; the reasons are asked for only where a check has refused."""

    product = forms.ModelChoiceField(label=_("Produk mitra"), queryset=None, empty_label=_("Pilih produk"))
    board = forms.ModelChoiceField(label=_("Diusulkan oleh"), queryset=None, empty_label=None)
    person = forms.ModelChoiceField(
        label=_("Anggota"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Kelompok sebagai satu peminjam"),
        help_text=_("Hanya bila pinjaman atas nama seorang anggota, misalnya KUR."),
    )
    amount_asked = RupiahField(label=_("Jumlah yang diusulkan"))
    purpose = forms.CharField(label=_("Keperluan"), required=False, max_length=200)
    proposed_on = LocalDateField(label=_("Diusulkan pada"))
    unmatched_reason = forms.CharField(label=_("Alasan di luar syarat produk"), required=False, max_length=300)
    second_kur_reason = forms.CharField(label=_("Alasan KUR kedua"), required=False, max_length=300)
    ASKED_LATE = ("unmatched_reason", "second_kur_reason")

    def __init__(self, *args, products, boards, people=None, today, **kwargs):
        super().__init__(*args, **kwargs)
        set_today(self, today)
        self.fields["product"].queryset = products
        self.fields["board"].queryset = boards
        if people is None:
            del self.fields["person"]
        else:
            self.fields["person"].queryset = people
        self.fields["proposed_on"].initial = today
        self.fields["purpose"].example = _("Mesin jahit dan bahan baku")

    @property
    def shown(self) -> list:
        """The fields to show: a reason only once it was asked for or typed."""
        hidden = {name for name in self.ASKED_LATE if not self.errors.get(name) and not self[name].value()}
        return [self[name] for name in self.fields if name not in hidden]


class StepForm(forms.Form):
    """What every step has: the version seen, its day, a note."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    on = LocalDateField(label=_("Tanggal"))
    note = forms.CharField(label=_("Keterangan"), required=False, max_length=300)

    def __init__(self, *args, today, referral, **kwargs):
        super().__init__(*args, **kwargs)
        set_today(self, today)
        self.fields["on"].initial = today
        self.fields["version"].initial = referral.version


class DecideForm(StepForm):
    """The partner's answer: an amount, or a reason for refusal."""

    outcome = forms.ChoiceField(
        label=_("Putusan mitra"),
        choices=[("approved", _("Disetujui")), ("refused", _("Ditolak"))],
        widget=forms.RadioSelect,
    )
    amount = RupiahField(label=_("Jumlah yang disetujui"), required=False, help_text=_("Bila disetujui."))
    reason = forms.ChoiceField(
        label=_("Alasan penolakan"),
        required=False,
        choices=[("", "–"), *RefusalReason.choices],
        help_text=_("Bila ditolak."),
    )
    field_order = ("version", "outcome", "on", "amount", "reason", "note")

    def clean(self):
        """An approval has an amount, a refusal a reason."""
        cleaned = super().clean()
        outcome = cleaned.get("outcome")
        if outcome == "approved" and not cleaned.get("amount") and "amount" not in self.errors:
            self.add_error("amount", _("Isi jumlah yang disetujui."))
        if outcome == "refused" and not cleaned.get("reason"):
            self.add_error("reason", _("Pilih alasan penolakan."))
        return cleaned


class DisburseForm(StepForm):
    """The money came; with a scheme it is also recorded as a loan."""

    amount = RupiahField(label=_("Jumlah yang cair"))
    evidence = forms.CharField(label=_("Bukti"), required=False, max_length=120)
    scheme = forms.ModelChoiceField(
        label=_("Catat sebagai pinjaman dengan skema"),
        required=False,
        queryset=LoanScheme.objects.none(),
        empty_label=_("Jangan catat pinjaman"),
    )
    term_months = forms.IntegerField(
        label=_("Jangka waktu (bulan)"),
        required=False,
        min_value=1,
        max_value=360,
        help_text=_("Bila pinjaman dicatat."),
    )
    second_kur_reason = forms.CharField(
        label=_("Alasan KUR kedua"), required=False, max_length=300, help_text=_("Bila anggota masih punya KUR lain.")
    )
    field_order = ("version", "on", "amount", "evidence", "scheme", "term_months", "second_kur_reason", "note")

    def __init__(self, *args, referral, **kwargs):
        super().__init__(*args, referral=referral, **kwargs)
        self.fields["scheme"].queryset = LoanScheme.objects.filter(retired_on__isnull=True)
        self.fields["amount"].initial = referral.amount_approved
        self.fields["term_months"].example = "12"
        if referral.person_id is None:
            del self.fields["second_kur_reason"]

    def clean(self):
        """A loan has a term."""
        cleaned = super().clean()
        if cleaned.get("scheme") and not cleaned.get("term_months") and "term_months" not in self.errors:
            self.add_error("term_months", _("Isi jangka waktu pinjaman."))
        return cleaned


class CancelForm(StepForm):
    """Taking a referral back, with the reason."""

    reason = forms.CharField(label=_("Alasan dibatalkan"), max_length=300)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["note"]


class ConsentForm(forms.Form):
    """What the group agrees to show, to whom, until when."""

    partner = forms.ModelChoiceField(label=_("Mitra"), queryset=Partner.objects.none(), empty_label=_("Pilih mitra"))
    agreed_fields = forms.MultipleChoiceField(
        label=_("Yang boleh dilihat mitra"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("NIK, kartu keluarga, status KB, dan anggota lain tidak pernah ditampilkan."),
    )
    given_by = forms.CharField(label=_("Disetujui oleh (nama dan jabatan)"), max_length=160)
    given_on = LocalDateField(label=_("Disetujui pada"))
    until = LocalDateField(
        label=_("Berlaku sampai akhir hari"), ahead=1, help_text=_("Paling lama satu tahun sejak disetujui.")
    )

    def __init__(self, *args, partners, today, **kwargs):
        super().__init__(*args, **kwargs)
        set_today(self, today)
        self.fields["partner"].queryset = partners
        self.fields["agreed_fields"].choices = field_choices()
        self.fields["given_on"].initial = today
        self.fields["given_by"].example = _("Siti Aminah, ketua")


class WithdrawForm(forms.Form):
    """The group takes its word back."""

    reason = forms.CharField(label=_("Alasan dicabut"), max_length=300)
