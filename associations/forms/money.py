"""Forms of savings and credit: one entry, a whole round, a loan, its repayment, the undoing of an entry (UP08)."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from associations.models import LoanEntryKind, LoanScheme, Partner, Referral, ReferralState, SavingsKind
from groups.forms.rupiah import RupiahField
from groups.money import figures
from regions.clock import local_today
from regions.codes import ancestors_of
from regions.dates import LocalDateField, set_today

SMALL_EXAMPLE = _("10 ribu, 250 rb, atau 25.000")


class DayForm(forms.Form):
    """The day for which balances are asked."""

    per = LocalDateField(label=_("Keadaan per tanggal"))

    def __init__(self, *args, group, **kwargs):
        super().__init__(*args, **kwargs)
        set_today(self, local_today(group))


class MovementForm(forms.Form):
    """What every entry has: a day, an amount, a proof. `group` says whose day counts."""

    on = LocalDateField(label=_("Tanggal"), help_text=_("Hari uangnya berpindah, bukan hari pengetikan."))
    amount = RupiahField(label=_("Jumlah"))
    evidence = forms.CharField(
        label=_("Bukti"), required=False, max_length=120, help_text=_("Nomor kuitansi atau halaman buku kas.")
    )

    def __init__(self, *args, group, **kwargs):
        super().__init__(*args, **kwargs)
        set_today(self, local_today(group))
        self.fields["amount"].example = SMALL_EXAMPLE
        self.fields["evidence"].example = _("Buku kas halaman 12")


class SavingsEntryForm(MovementForm):
    """A deposit or a withdrawal."""

    kind = forms.ChoiceField(label=_("Jenis"), choices=SavingsKind.choices, widget=forms.RadioSelect)

    field_order = ["kind", "on", "amount", "evidence"]


class SavingsOpenForm(forms.Form):
    """For whom a book is opened: a member without one, or the group itself."""

    owner = forms.ChoiceField(label=_("Buku untuk"), help_text=_("Hanya yang belum punya buku di kelompok ini."))

    def __init__(self, *args, owners: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = owners


class RoundForm(forms.Form):
    """One day, one kind, and an amount for each book or member; those left empty put nothing in.

    `rows` gives for each the name of its field, the label, and a line about its book.
    """

    kind = forms.ChoiceField(label=_("Jenis"), choices=SavingsKind.choices, widget=forms.RadioSelect)
    on = LocalDateField(label=_("Tanggal putaran"), help_text=_("Hari kelompok berkumpul."))
    evidence = forms.CharField(label=_("Bukti"), required=False, max_length=120)

    def __init__(self, *args, group, rows, **kwargs):
        super().__init__(*args, **kwargs)
        set_today(self, local_today(group))
        self.fields["evidence"].example = _("Buku kas halaman 12")
        self.row_names = []
        for row in rows:
            self.fields[row.name] = RupiahField(label=row.label, required=False, help_text=row.about)
            self.fields[row.name].example = ""
            self.row_names.append(row.name)

    @property
    def amount_fields(self) -> list:
        """The boxes of the round, in their order."""
        return [self[name] for name in self.row_names]

    @property
    def total(self) -> int:
        """The sum of the amounts that were read, to hold against the money on the table."""
        return sum(self.amounts().values())

    def amounts(self) -> dict[str, int]:
        """What was typed, by the name of its field; nothing and nought are left out."""
        found = {name: self.cleaned_data.get(name) for name in self.row_names}
        return {name: amount for name, amount in found.items() if amount}

    def clean(self):
        """A round has at least one amount."""
        cleaned = super().clean()
        if not self.errors and not self.amounts():
            raise ValidationError(_("Isi jumlah paling sedikit untuk satu orang."), code="nothing")
        return cleaned


class LoanForm(forms.Form):
    """The terms of a loan. A second running KUR of one member is asked about and needs a tick and a reason."""

    owner = forms.ChoiceField(label=_("Peminjam"), help_text=_("Anggota, atau kelompok sebagai satu peminjam."))
    scheme = forms.ModelChoiceField(label=_("Skema"), queryset=LoanScheme.objects.none(), empty_label=_("Pilih skema"))
    lender = forms.ModelChoiceField(
        label=_("Pemberi pinjaman"), queryset=Partner.objects.none(), required=False, empty_label=_("Tidak dicatat")
    )
    referral = forms.ModelChoiceField(
        label=_("Usulan"),
        queryset=Referral.objects.none(),
        required=False,
        empty_label=_("Tidak lewat usulan"),
        help_text=_("Usulan kelompok ini yang sudah cair dan belum punya catatan pinjaman."),
    )
    on = LocalDateField(label=_("Tanggal cair"), help_text=_("Angsuran pertama jatuh tempo sebulan sesudahnya."))
    principal = RupiahField(label=_("Pokok pinjaman"))
    term_months = forms.IntegerField(label=_("Jangka waktu (bulan)"), min_value=1, max_value=360)
    evidence = forms.CharField(label=_("Bukti"), required=False, max_length=120)
    note = forms.CharField(label=_("Keterangan"), required=False, max_length=300)
    sure = forms.BooleanField(label=_("Ya, KUR kedua ini benar"), required=False)
    second_kur_reason = forms.CharField(label=_("Alasan KUR kedua"), required=False, max_length=300)

    def __init__(self, *args, group, owners: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        today = local_today(group)
        set_today(self, today)
        self.fields["owner"].choices = owners
        self.fields["scheme"].queryset = LoanScheme.objects.exclude(retired_on__lte=today)
        lenders = Partner.objects.filter(is_lender=True).exclude(retired_on__lte=today)
        self.fields["lender"].queryset = lenders.filter(region__in=[*ancestors_of(group.village_id), group.village_id])
        self.fields["referral"].queryset = referrals_to_link(group)
        self.fields["referral"].label_from_instance = _referral_words
        if not self.fields["referral"].queryset.exists():
            del self.fields["referral"]
        self.fields["term_months"].example = "12"
        self.fields["evidence"].example = _("Akad kredit nomor 12")
        self.fields["second_kur_reason"].example = _("KUR pertama lunas minggu ini")

    def clean(self):
        """A reason counts only together with its tick."""
        cleaned = super().clean()
        if cleaned.get("second_kur_reason", "").strip() and not cleaned.get("sure"):
            self.add_error("sure", ValidationError(_("Centang bila KUR kedua ini memang benar."), code="second_kur"))
        self._hold_against_referral(cleaned)
        return cleaned

    def _hold_against_referral(self, cleaned: dict) -> None:
        """The money of a referral comes from its partner."""
        referral, lender = cleaned.get("referral"), cleaned.get("lender")
        if referral is None:
            return
        partner = referral.product.agreement.partner
        if lender is not None and lender != partner:
            words = _("Usulan ini kepada %(partner)s. Pilih pemberi pinjaman itu, atau kosongkan.")
            self.add_error("lender", ValidationError(words % {"partner": partner}, code="referral"))
        cleaned["lender"] = partner

    def entries(self) -> dict:
        """What the action takes, but for the borrower."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("sure", "owner")}


def referrals_to_link(group):
    """Disbursed referrals of the group whose loan is not on record yet, the newest first."""
    rows = Referral.objects.filter(group=group, state=ReferralState.DISBURSED, loan=None)
    return rows.select_related("product__agreement__partner").order_by("-disbursed_on", "-id")


def _referral_words(referral: Referral) -> str:
    """`U-7KQ2, Bank Nusantara, Rp 8.000.000`: never in whose name."""
    amount = referral.amount_disbursed or referral.amount_asked
    return f"{referral.number}, {referral.product.agreement.partner}, Rp {figures(amount)}"


class LoanEntryForm(MovementForm):
    """A repayment of principal, or interest and fees; a disbursement that was undone is put on record anew."""

    kind = forms.ChoiceField(label=_("Jenis"), widget=forms.RadioSelect)

    field_order = ["kind", "on", "amount", "evidence"]

    def __init__(self, *args, kinds: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind, LoanEntryKind(kind).label) for kind in kinds]


class SettleForm(forms.Form):
    """The day on which everything still owed was paid."""

    on = LocalDateField(label=_("Tanggal lunas"), help_text=_("Hari sisa pokok dibayar seluruhnya."))
    evidence = forms.CharField(label=_("Bukti"), required=False, max_length=120)

    def __init__(self, *args, group, **kwargs):
        super().__init__(*args, **kwargs)
        set_today(self, local_today(group))
        self.fields["evidence"].example = _("Surat lunas nomor 12")


class ReversalForm(forms.Form):
    """Why an entry is undone."""

    reason = forms.CharField(label=_("Alasan pembatalan"), max_length=300, help_text=_("Apa yang salah."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].example = _("Salah buku, seharusnya milik anggota lain")
