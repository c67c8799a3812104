"""Step 4 of the K/0 card: what the group's capital is on a day (DM03, DM06, NX02)."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from groups.forms.rupiah import RupiahField
from groups.models import CapitalSource
from regions.clock import local_today
from regions.dates import LocalDateField, set_today


class CapitalForm(forms.Form):
    """One observation. `group` says whose day counts."""

    on = LocalDateField(
        label=_("Per tanggal"), help_text=_("Hari modal ini dilihat, bukan hari pengetikan."), example="30/06/2026"
    )
    own = RupiahField(label=_("Modal sendiri"), help_text=_("Uang dan barang dagangan milik kelompok."))
    loan = RupiahField(
        label=_("Modal pinjaman"), required=False, help_text=_("Sisa pinjaman dari bank, koperasi, atau program.")
    )
    grant = RupiahField(
        label=_("Modal hibah"), required=False, help_text=_("Bantuan yang tidak perlu dikembalikan, juga berupa alat.")
    )
    source = forms.ChoiceField(
        label=_("Sumber"), choices=CapitalSource.choices, help_text=_("Dari mana jumlah ini diketahui.")
    )
    evidence = forms.CharField(
        label=_("Bukti"), required=False, max_length=200, help_text=_("Buku, foto, atau surat yang dilihat.")
    )
    sure = forms.BooleanField(label=_("Ya, jumlah ini benar"), required=False)
    unlikely_reason = forms.CharField(
        label=_("Alasan"), required=False, max_length=300, help_text=_("Mengapa modal berubah sebanyak itu.")
    )

    def __init__(self, *args, group, **kwargs):
        super().__init__(*args, **kwargs)
        set_today(self, local_today(group))
        self.fields["evidence"].example = _("Buku kas halaman 12")
        self.fields["unlikely_reason"].example = _("Menerima hibah alat dari dinas")

    def clean(self):
        """A reason counts only together with its tick."""
        cleaned = super().clean()
        if cleaned.get("unlikely_reason", "").strip() and not cleaned.get("sure"):
            self.add_error("sure", ValidationError(_("Centang bila jumlah ini memang benar."), code="unlikely"))
        return cleaned

    def entries(self) -> dict:
        """What the action takes; an empty loan or grant is none."""
        cleaned = {name: value for name, value in self.cleaned_data.items() if name != "sure"}
        return cleaned | {"loan": cleaned["loan"] or 0, "grant": cleaned["grant"] or 0}


class CapitalCorrectionForm(CapitalForm):
    """What an observation should have been, and why."""

    correction_reason = forms.CharField(
        label=_("Alasan koreksi"), max_length=300, help_text=_("Apa yang salah pada catatan lama.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["correction_reason"].example = _("Kurang satu angka nol")


class CapitalVoidForm(forms.Form):
    """Why an observation should never have been made."""

    correction_reason = forms.CharField(
        label=_("Alasan pembatalan"), max_length=300, help_text=_("Mengapa catatan ini tidak berlaku.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["correction_reason"].example = _("Milik kelompok lain")


class AsAtForm(forms.Form):
    """The day for which capital is asked."""

    per = LocalDateField(label=_("Modal per tanggal"))

    def __init__(self, *args, group, **kwargs):
        super().__init__(*args, **kwargs)
        set_today(self, local_today(group))
