"""Who a person is: name, numbers, birth, and where she lives."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.editing import VersionedForm
from members.identity import checked_family_card, checked_nik
from members.models import NikMissingReason, Person, Sex
from members.rules import phone_number
from regions.clock import local_today
from regions.dates import LocalDateField, set_today


def choices_with_empty(kind, label) -> list:
    """The choices of a kind with a first one that means "not known"."""
    return [("", label), *kind.choices]


def number_input() -> forms.TextInput:
    """A box for sixteen digits: number keys on a phone, never kept as a draft or by the browser."""
    return forms.TextInput(
        {"inputmode": "numeric", "autocomplete": "off", "class": "width-16 tabular", "data-private": ""}
    )


class IdentityFields(forms.Form):
    """The fields of a person's identity, in the order of the identity card."""

    nik = forms.CharField(
        label=_("NIK"),
        max_length=60,
        required=False,
        widget=number_input(),
        help_text=_("16 angka dari KTP atau KK; titik dan spasi boleh. Bila belum ada, pilih alasannya."),
    )
    nik_missing_reason = forms.ChoiceField(
        label=_("Bila NIK belum ada, mengapa?"),
        choices=choices_with_empty(NikMissingReason, _("NIK sudah diisi")),
        required=False,
        help_text=_("Pilih satu bila kolom NIK dikosongkan."),
    )
    name = forms.CharField(
        label=_("Nama lengkap"),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off", "data-private": ""}),
        help_text=_("Seperti pada KTP, tanpa gelar. Contoh: Siti Aminah."),
    )
    sex = forms.ChoiceField(
        label=_("Jenis kelamin"),
        choices=Sex.choices,
        widget=forms.RadioSelect,
        help_text=_("Seperti pada KTP."),
    )
    birth_on = LocalDateField(
        label=_("Tanggal lahir"),
        required=False,
        help_text=_("Hari, bulan, tahun."),
        example="17/08/1988",
    )
    phone = forms.CharField(
        label=_("Nomor HP"),
        max_length=20,
        required=False,
        validators=[phone_number],
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off", "class": "width-16", "data-private": ""}),
        help_text=_("Contoh: 0812 3456 7890."),
    )
    address = forms.CharField(
        label=_("Alamat"), max_length=200, required=False, help_text=_("Dusun, RT/RW, atau nama jalan.")
    )
    family_card = forms.CharField(
        label=_("No. KK"),
        max_length=60,
        required=False,
        widget=number_input(),
        help_text=_("16 angka dari Kartu Keluarga."),
    )
    family_code = forms.CharField(
        label=_("KKI"), max_length=30, required=False, help_text=_("Kode Keluarga Indonesia, bila ada.")
    )
    nik_warning_ok = forms.BooleanField(label=_("Ya, NIK ini sudah dicocokkan dengan KTP atau KK"), required=False)
    nik_warning_reason = forms.CharField(
        label=_("Alasan NIK berbeda dengan data"),
        max_length=300,
        required=False,
        help_text=_("Contoh: tanggal lahir di KTP salah cetak, sedang diurus di Dukcapil."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["nik"].mark = _("wajib, atau pilih alasannya")
        self.fields["nik_missing_reason"].mark = _("wajib bila NIK kosong")

    def clean_nik(self):
        """The clean digits, or the rule's own sentence."""
        return checked_nik(self.cleaned_data["nik"]) if self.cleaned_data["nik"] else ""

    def clean_family_card(self):
        """The clean digits, or what is wrong with them."""
        return checked_family_card(self.cleaned_data["family_card"]) if self.cleaned_data["family_card"] else ""

    def clean(self):
        """A NIK and a reason for having none cannot both be typed; a reason stored before gives way."""
        cleaned = super().clean()
        chose_reason = cleaned.get("nik_missing_reason") and "nik_missing_reason" in self.changed_data
        if cleaned.get("nik") and chose_reason:
            self.add_error("nik_missing_reason", _("NIK sudah diisi. Kembalikan pilihan ini ke “NIK sudah diisi”."))
        return cleaned

    def numbers(self) -> dict:
        """NIK, the reason for having none, and the reason for a mismatch, which counts only with its tick."""
        typed = self.cleaned_data
        return {
            "nik": typed["nik"],
            "nik_missing_reason": typed["nik_missing_reason"],
            "nik_warning_reason": typed["nik_warning_reason"] if typed["nik_warning_ok"] else "",
        }

    @property
    def asks_nik(self) -> bool:
        """True if the page must ask about a NIK that disagrees with the rest."""
        names = ("nik_warning_reason", "nik_warning_ok")
        return any(self[name].errors or (self.is_bound and self[name].value()) for name in names)


class PersonForm(IdentityFields, VersionedForm):
    """What is on record about a person. The numbers are never shown: an empty box leaves the stored one."""

    sensitive_fields = ("nik", "family_card", "phone")

    spouse_nik = forms.CharField(
        label=_("NIK pasangan"),
        max_length=60,
        required=False,
        widget=number_input(),
        help_text=_("Isi bila pasangannya juga tercatat di registri, untuk menghubungkan keduanya."),
    )
    spouse_cleared = forms.BooleanField(label=_("Hapus pasangan yang tercatat"), required=False)
    reason = forms.CharField(
        label=_("Alasan perubahan"),
        max_length=300,
        required=False,
        help_text=_("Disimpan di jejak perubahan. Contoh: salah tulis di kartu K/0."),
    )

    class Meta:
        model = Person
        fields = [
            "name",
            "sex",
            "birth_on",
            "phone",
            "address",
            "family_code",
            "nik_missing_reason",
            "nik_warning_reason",
        ]

    field_order = [
        "nik",
        "nik_missing_reason",
        "nik_warning_ok",
        "nik_warning_reason",
        "name",
        "sex",
        "birth_on",
        "phone",
        "address",
        "family_card",
        "family_code",
        "spouse_nik",
        "spouse_cleared",
        "reason",
    ]

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        set_today(self, local_today(self.instance))
        if self.instance.nik_sealed:
            del self.fields["nik_missing_reason"]
            self.fields["nik"].mark = ""
            self.fields["nik"].help_text = _("Kosongkan bila tidak berubah. Isi 16 angka hanya untuk mengganti.")
        if self.instance.family_card_sealed:
            self.fields["family_card"].help_text = _("Kosongkan bila tidak berubah. Isi hanya untuk mengganti.")
        if not self.instance.spouse_id:
            del self.fields["spouse_cleared"]
        self.fields["nik_warning_ok"].initial = bool(self.instance.nik_warning_reason)

    def clean_spouse_nik(self):
        """The spouse among the people this user may see. Elsewhere or nowhere is answered alike."""
        if not self.cleaned_data["spouse_nik"]:
            return None
        index = Person.objects.of_nik(checked_nik(self.cleaned_data["spouse_nik"]))
        spouse = index.visible_to(self.user).first()
        if spouse is None:
            raise ValidationError(_("Tidak ada orang dengan NIK ini di wilayah Anda."))
        return spouse

    def changes(self) -> dict:
        """What `change_person` gets."""
        typed = self.cleaned_data
        names = (
            "name",
            "sex",
            "birth_on",
            "phone",
            "address",
            "family_code",
            "family_card",
            "nik",
            "version",
            "reason",
        )
        changes = {name: typed[name] for name in names}
        changes["nik_warning_reason"] = typed["nik_warning_reason"] if typed["nik_warning_ok"] else ""
        if "nik_missing_reason" in typed:
            changes["nik_missing_reason"] = typed["nik_missing_reason"]
        if typed["spouse_nik"] or typed.get("spouse_cleared"):
            changes["spouse"] = typed["spouse_nik"]
        return changes
