"""What narrows the list of members (by GET: nothing personal), and the search for a person (by POST)."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from groups.forms.filters import MentorField
from members.models import KbStatus, MembershipRole, Sex, WelfareStage
from members.models.facts import TAKING_PART
from regions.models import Region
from regions.scoping import in_region

TAKES_PART, TAKES_NO_PART, NOT_KNOWN, KNOWN = "ikut", "tidak", "belum", "ada"
EVERY = ("", _("Semua"))


class MembershipFilterForm(forms.Form):
    """The filters of the list. KB and welfare stand only for those who may see them; the method never (AU07)."""

    wilayah = forms.CharField(required=False, max_length=13, label=_("Kode wilayah"), widget=forms.HiddenInput)
    jabatan = forms.ChoiceField(label=_("Jabatan"), choices=[EVERY, *MembershipRole.choices], required=False)
    kb = forms.ChoiceField(
        label=_("Status KB"),
        choices=[
            EVERY,
            (TAKES_PART, _("Peserta KB sekarang")),
            (TAKES_NO_PART, _("Bukan peserta sekarang")),
            (NOT_KNOWN, _("Belum dicatat")),
            *KbStatus.choices,
        ],
        required=False,
    )
    ks = forms.ChoiceField(
        label=_("Tahapan KS"),
        choices=[EVERY, (NOT_KNOWN, _("Belum dicatat")), *WelfareStage.choices],
        required=False,
    )
    jk = forms.ChoiceField(label=_("Jenis kelamin"), choices=[EVERY, *Sex.choices], required=False)
    nik = forms.ChoiceField(
        label=_("NIK"),
        choices=[EVERY, (NOT_KNOWN, _("Tanpa NIK")), (KNOWN, _("NIK tercatat"))],
        required=False,
    )
    kelompok = forms.ChoiceField(
        label=_("Kelompok"), choices=[("aktif", _("Kelompok aktif")), ("semua", _("Semua kelompok"))], required=False
    )

    # Not chosen here: the address of a number that counts the members of one officer's groups.
    pembina = MentorField()

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        if not user.allows(Permission.KB_STATUS_VIEW):
            del self.fields["kb"], self.fields["ks"]

    def clean_wilayah(self):
        """The region named by its code; an unknown code is an error, so that a wrong address shows no wrong list."""
        code = self.cleaned_data["wilayah"].replace(".", "")
        if not code:
            return None
        region = Region.objects.filter(code=code).first() if code.isascii() and code.isdigit() else None
        if region is None:
            raise forms.ValidationError(_("Kode wilayah tidak dikenal."))
        return region

    def narrowed(self, memberships):
        """The memberships that pass the filters; with a filter that means nothing, none."""
        if not self.is_valid():
            return memberships.none()
        chosen = self.cleaned_data
        if chosen["kelompok"] != "semua":
            memberships = memberships.of_active_groups()
        if chosen["wilayah"]:
            memberships = memberships.filter(in_region("village_id", chosen["wilayah"].code))
        for name, column in (("jabatan", "role"), ("jk", "person__sex")):
            if chosen[name]:
                memberships = memberships.filter(**{column: chosen[name]})
        if chosen["nik"]:
            memberships = memberships.filter(person__nik_index__isnull=chosen["nik"] == NOT_KNOWN)
        memberships = MentorField.narrowed(memberships, chosen["pembina"], "group__mentor")
        return self._by_facts(memberships, chosen.get("kb"), chosen.get("ks"))

    def _by_facts(self, memberships, kb, stage):
        if kb == TAKES_PART:
            memberships = memberships.filter(person__kb_status__in=TAKING_PART)
        elif kb == TAKES_NO_PART:
            others = [status for status in KbStatus.values if status not in TAKING_PART]
            memberships = memberships.filter(person__kb_status__in=others)
        elif kb:
            memberships = memberships.filter(person__kb_status="" if kb == NOT_KNOWN else kb)
        if stage:
            memberships = memberships.filter(person__welfare_stage="" if stage == NOT_KNOWN else stage)
        return memberships

    def chips(self, request) -> list[dict]:
        """What is narrowed now, each with the address of the list without it."""
        chosen = self.cleaned_data if self.is_valid() else {}
        labels = [(name, self._label(name, value)) for name, value in chosen.items() if value and value != "aktif"]
        return [{"label": label, "remove_url": _without(request, name)} for name, label in labels]

    def _label(self, name: str, value) -> str:
        if name == "wilayah":
            return value.name
        if name == "pembina":
            return gettext("Kelompok satu pembina")
        return str(dict(self.fields[name].choices)[value])


def _without(request, name: str) -> str:
    """The list's address without one filter and without its place in the list."""
    query = request.GET.copy()
    for gone in (name, "setelah", "sebelum", "hitung"):
        query.pop(gone, None)
    return f"{request.path}?{query.urlencode()}"


class PersonSearchForm(forms.Form):
    """The words or number searched for. Posted, so that it never stands in an address or a log (SD02)."""

    q = forms.CharField(
        label=_("Cari orang"),
        max_length=120,
        widget=forms.TextInput({"type": "search", "autocomplete": "off", "data-private": ""}),
        help_text=_("Nama (paling sedikit 3 huruf), 16 angka NIK, atau nomor kelompok."),
        error_messages={"required": _("Ketik nama atau NIK yang dicari.")},
    )
    halaman = forms.IntegerField(required=False, min_value=1, max_value=100, widget=forms.HiddenInput)
