"""Step 1 and 2 of the K/0 card: where and what the group is, and its decree."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.editing import VersionedForm
from accounts.models import User
from accounts.roles import Role
from groups.actions.registration import SAME_NAME
from groups.models import DecreeIssuer, EnterpriseGroup
from regions.clock import local_today
from regions.codes import ancestors_of
from regions.dates import LocalDateField, set_today


class PlaceFields(forms.ModelForm):
    """What registering and changing have in common. The instance must know its village."""

    founded_on = LocalDateField(
        label=_("Tanggal berdiri"),
        required=False,
        help_text=_("Hari kelompok dibentuk, menurut buku kelompok. Kosongkan bila tidak diketahui."),
        example="17/08/2019",
    )
    same_name_ok = forms.BooleanField(
        label=_("Ya, ini kelompok lain dengan nama yang sama"),
        required=False,
        help_text=_("Centang hanya bila kedua kelompok memang berbeda."),
    )

    class Meta:
        model = EnterpriseGroup
        fields = ["name", "founded_on", "address", "rt", "rw", "mentor"]
        help_texts = {
            "name": _("Nama kelompok seperti pada kartu K/0."),
            "address": _("Tempat kelompok berkumpul: jalan, dusun, atau lingkungan."),
            "rt": _("Angka saja."),
            "rw": _("Angka saja."),
            "mentor": _("Petugas yang membina kelompok ini."),
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "off"}),
            "address": forms.TextInput(attrs={"autocomplete": "off"}),
            "rt": forms.TextInput(attrs={"inputmode": "numeric", "class": "width-4", "autocomplete": "off"}),
            "rw": forms.TextInput(attrs={"inputmode": "numeric", "class": "width-4", "autocomplete": "off"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        set_today(self, local_today(self.instance))
        self.fields["name"].example = _("Melati Indah 1")
        self.fields["address"].example = _("Dusun Mekar, Jalan Poros 12")
        self.fields["rt"].example = "004"
        self.fields["rw"].example = "012"
        self.fields["mentor"].queryset = mentors_of(self.instance)
        self.fields["mentor"].empty_label = _("Belum ditentukan")

    def entries(self) -> dict:
        """What the actions take: the columns, without what only steers the form."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}

    def confirmed(self) -> set[str]:
        """The warnings that were ticked."""
        return {SAME_NAME} if self.cleaned_data["same_name_ok"] else set()


class RegisterForm(PlaceFields):
    """The first step of a new group."""


class PlaceForm(PlaceFields, VersionedForm):
    """The first step of a group on record."""


class DecreeForm(VersionedForm):
    """The decree that confirms the group."""

    decree_on = LocalDateField(
        label=_("Tanggal SK"),
        required=False,
        help_text=_("Tanggal yang tertulis pada SK."),
        example="02/05/2021",
    )
    decree_issuer = forms.ChoiceField(
        label=_("Penerbit SK"),
        required=False,
        choices=[("", _("Belum diketahui")), *DecreeIssuer.choices],
        help_text=_("Pejabat yang menandatangani SK."),
    )

    class Meta:
        model = EnterpriseGroup
        fields = ["has_decree", "decree_number", "decree_on", "decree_issuer"]
        help_texts = {
            "has_decree": _("Centang bila kelompok sudah mempunyai SK pengukuhan."),
            "decree_number": _("Nomor seperti tertulis pada SK."),
        }
        widgets = {"decree_number": forms.TextInput(attrs={"autocomplete": "off"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        set_today(self, local_today(self.instance))
        self.fields["decree_number"].example = "470/12/KPTS/2021"

    def entries(self) -> dict:
        """The columns of the decree."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}


def mentors_of(group: EnterpriseGroup):
    """Officers who work where the group lives, and the one on record even where she has moved on."""
    today = local_today(group)
    here = Q(territory__region_id__in=[group.village_id, *ancestors_of(group.village_id)])
    current = Q(territory__started_on__lte=today) & (
        Q(territory__ended_on__isnull=True) | Q(territory__ended_on__gt=today)
    )
    works = Q(role__in=[Role.OFFICER, Role.COORDINATOR], is_active=True) & here & current
    return User.objects.filter(works | Q(pk=group.mentor_id)).distinct().order_by("full_name", "username")
