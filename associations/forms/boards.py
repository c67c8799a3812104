"""What is typed about boards, terms and seats."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.editing import VersionedForm
from associations.actions.boards import TERM_FIELDS
from associations.models import BoardLevel, BoardName, BoardPosition, BoardSeat, BoardTerm
from associations.terms import BoardState, years_after
from regions.dates import LocalDateField, set_today

TERM_YEARS_AHEAD = 12


def take_errors(form: forms.BaseForm, error: ValidationError) -> None:
    """Put what an action refused beside the fields it names; what names no field of the form goes on top."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields and name != NON_FIELD_ERRORS else None, errors)


class BoardFilterForm(forms.Form):
    """Filters of the list of boards. What is not understood is left out and said beside the filter."""

    q = forms.CharField(label=_("Cari wilayah"), required=False, max_length=80)
    keadaan = forms.ChoiceField(label=_("Keadaan"), required=False)
    tingkat = forms.ChoiceField(label=_("Tingkat"), required=False)
    wilayah = forms.ChoiceField(label=_("Provinsi"), required=False)

    def __init__(self, *args, provinces=(), **kwargs):
        super().__init__(*args, **kwargs)
        every = _("Semua")
        self.fields["keadaan"].choices = [("", every), *BoardState.choices]
        self.fields["tingkat"].choices = [("", every), *[(str(code), label) for code, label in BoardLevel.choices]]
        self.fields["wilayah"].choices = [("", every), *provinces]
        self.fields["q"].example = _("Polewali")

    @property
    def in_use(self) -> dict[str, str]:
        """The filters that were understood and are not empty."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class _TermDates(forms.Form):
    """The dates of a term as local dates, day first."""

    starts_on = LocalDateField(
        label=_("Mulai masa bakti"),
        ahead=2,
        help_text=_("Menurut SK. Bila SK belum ada, tulis tanggal rencana pelantikan; tanggalnya dapat diubah nanti."),
    )
    elected_on = LocalDateField(
        label=_("Tanggal pemilihan"), required=False, help_text=_("Hari terakhir Munas, Musda, atau Muscab.")
    )
    election_place = forms.CharField(label=_("Tempat pemilihan"), required=False, max_length=160)
    inaugurated_on = LocalDateField(
        label=_("Tanggal pelantikan"),
        required=False,
        help_text=_("Kosongkan bila belum dilantik. Pelantikan boleh berbulan-bulan sesudah pemilihan."),
    )
    decree_on = LocalDateField(label=_("Tanggal SK"), required=False)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        set_today(self, today)
        examples = {"decree_number": "12/KEP/AKU/2026", "decree_issuer": _("Ketua Umum BPP AKU")}
        for name, example in {**examples, "election_place": _("Mamuju")}.items():
            self.fields[name].example = example


class TermForm(_TermDates, forms.ModelForm):
    """A new term: when, for how long, elected where, by which decree, and its first core holders."""

    years = forms.ChoiceField(
        label=_("Lama masa bakti"),
        choices=[("5", _("5 tahun")), ("4", _("4 tahun")), ("0", _("Lain, saya isi tanggal akhirnya"))],
        initial="5",
        widget=forms.RadioSelect,
    )
    ends_on = LocalDateField(
        label=_("Akhir masa bakti"),
        required=False,
        ahead=TERM_YEARS_AHEAD,
        help_text=_("Hanya bila lamanya bukan 4 atau 5 tahun: hari pertama sesudah masa bakti."),
    )
    closed_on = LocalDateField(
        label=_("Sudah berakhir pada"),
        required=False,
        help_text=_("Hanya untuk masa bakti lama yang berakhir sebelum masa bakti berikutnya dimulai."),
    )

    class Meta:
        model = BoardTerm
        fields = (*TERM_FIELDS, "closed_on")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.core_positions = list(BoardPosition.objects.filter(is_required=True, retired_on__isnull=True))
        for position in self.core_positions:
            field = forms.CharField(label=position.name, required=False, max_length=120)
            field.example = "Rosmini Basri"
            self.fields[f"holder_{position.code}"] = field

    def clean(self):
        """The planned end follows from the length, or is typed where the length is unusual."""
        cleaned = super().clean()
        starts_on, years = cleaned.get("starts_on"), int(cleaned.get("years") or 0)
        if years and starts_on:
            cleaned["ends_on"] = years_after(starts_on, years)
        elif not cleaned.get("ends_on") and "ends_on" not in self.errors:
            self.add_error("ends_on", _("Isi akhir masa bakti, atau pilih lama 4 atau 5 tahun."))
        return cleaned

    @property
    def holders(self) -> dict[str, str]:
        """The names typed for the core posts, by position code."""
        return {position.code: self.cleaned_data[f"holder_{position.code}"] for position in self.core_positions}

    @property
    def holder_fields(self):
        """The bound fields of the core posts, for the template."""
        return [self[f"holder_{position.code}"] for position in self.core_positions]

    def values(self) -> dict:
        """What `open_term` is called with."""
        names = [*self.Meta.fields, "election_place"]
        return {name: self.cleaned_data[name] for name in names}


class TermEditForm(_TermDates, VersionedForm):
    """A term on record: corrections, and what became known later (decree, inauguration)."""

    ends_on = LocalDateField(
        label=_("Akhir masa bakti"),
        ahead=TERM_YEARS_AHEAD,
        help_text=_("Hari pertama sesudah masa bakti: empat atau lima tahun sesudah mulai."),
    )

    class Meta:
        model = BoardTerm
        fields = TERM_FIELDS

    def __init__(self, *args, today=None, **kwargs):
        instance = kwargs["instance"]
        super().__init__(*args, today=today, **kwargs)
        event = instance.election_event
        self.fields["election_place"].initial = event.place if event else ""

    def values(self) -> dict:
        """What `amend_term` is called with."""
        return {name: self.cleaned_data[name] for name in (*self.Meta.fields, "election_place", "version")}


class TermCloseForm(forms.Form):
    """Ending a term without a successor."""

    closed_on = LocalDateField(label=_("Tidak bertugas lagi sejak"))
    close_reason = forms.CharField(label=_("Alasan"), max_length=300)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        set_today(self, today)
        self.fields["close_reason"].example = _("dibekukan dengan SK BPP, menunggu Musda luar biasa")


class BoardNameForm(forms.ModelForm):
    """A name of a board from a day on."""

    from_on = LocalDateField(label=_("Berlaku sejak"), ahead=1)

    class Meta:
        model = BoardName
        fields = ("name", "from_on", "note")

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        set_today(self, today)
        self.fields["name"].example = "BPD AKU Sulawesi Barat"
        self.fields["note"].example = _("keputusan Munas 2021")


class _SeatDetails:
    """Examples and local dates of a seat's fields."""

    def prepare(self, today) -> None:
        """Set the local day and the examples."""
        set_today(self, today)
        examples = {
            "holder_name": "Rosmini Basri",
            "phone": "0812 3456 7890",
            "portfolio": _("Pemasaran"),
            "decree_number": "12/KEP/AKU/2026",
            "minutes": _("Berita acara rapat pleno 3 Maret 2026"),
        }
        for name, example in examples.items():
            if name in self.fields:
                self.fields[name].example = example
        if "portfolio" in self.fields:
            self.fields["portfolio"].help_text = _("Untuk Ketua Bidang: bidang yang dipimpin.")


class SeatForm(_SeatDetails, forms.ModelForm):
    """A new holder of a post."""

    starts_on = LocalDateField(label=_("Menjabat sejak"), ahead=2)

    class Meta:
        model = BoardSeat
        fields = ("position", "portfolio", "holder_name", "phone", "starts_on", "decree_number", "minutes")

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["position"].queryset = BoardPosition.objects.filter(retired_on__isnull=True)
        self.prepare(today)


class SeatEditForm(_SeatDetails, VersionedForm):
    """Corrections to what is on record about a holder."""

    starts_on = LocalDateField(label=_("Menjabat sejak"), ahead=2)
    sensitive_fields = ("phone",)

    class Meta:
        model = BoardSeat
        fields = ("holder_name", "phone", "portfolio", "starts_on", "decree_number", "minutes")

    def __init__(self, *args, today=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.prepare(today)


class SeatReplaceForm(_SeatDetails, forms.Form):
    """The next holder of a post during a term."""

    holder_name = forms.CharField(label=_("Nama pengganti"), max_length=120)
    on = LocalDateField(label=_("Mulai menjabat"), help_text=_("Pada hari ini pemegang lama berhenti."))
    reason = forms.CharField(label=_("Alasan penggantian"), max_length=300)
    phone = forms.CharField(
        label=_("Nomor HP pengganti"),
        required=False,
        max_length=20,
        validators=BoardSeat._meta.get_field("phone").validators,
    )
    decree_number = forms.CharField(label=_("Nomor SK penggantian"), required=False, max_length=80)
    minutes = forms.CharField(label=_("Berita acara"), required=False, max_length=160)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.prepare(today)
        self.fields["reason"].example = _("pindah tugas ke provinsi lain")


class SeatEndForm(forms.Form):
    """A holder leaves and nobody follows yet."""

    on = LocalDateField(label=_("Berhenti sejak"))
    reason = forms.CharField(label=_("Alasan berhenti"), max_length=300)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        set_today(self, today)
        self.fields["reason"].example = _("mengundurkan diri")
