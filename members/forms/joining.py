"""Joining a group: the membership itself, and a new person with it, on one page for a phone."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from members.forms.persons import IdentityFields, choices_with_empty
from members.models import KbMethod, KbStatus, MembershipRole, NonUseReason, WelfareStage
from regions.clock import local_today
from regions.dates import LocalDateField, set_today


class JoiningForm(forms.Form):
    """Role and start of a membership, with the answers to what the rules ask about."""

    role = forms.ChoiceField(
        label=_("Jabatan"),
        choices=MembershipRole.choices,
        initial=MembershipRole.MEMBER,
        help_text=_("Ketua, sekretaris, dan bendahara masing-masing satu orang."),
    )
    started_on = LocalDateField(label=_("Anggota sejak"), help_text=_("Tanggal masuk kelompok."))
    second_group_ok = forms.BooleanField(label=_("Ya, orang ini memang ikut dua kelompok"), required=False)
    second_group_reason = forms.CharField(
        label=_("Alasan ikut dua kelompok"),
        max_length=300,
        required=False,
        help_text=_("Contoh: mengelola dua usaha yang berbeda."),
    )
    replaces = forms.IntegerField(label=_("Pergantian jabatan"), required=False, widget=forms.HiddenInput)

    def __init__(self, *args, user, group, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.group = user, group
        today = local_today(group)
        set_today(self, today)
        self.fields["started_on"].initial = today

    def asks(self, name: str) -> bool:
        """Say whether a question has come up: it was refused for want of an answer, or is being answered."""
        return bool(self[name].errors or (self.is_bound and self[name].value()))

    @property
    def asks_second_group(self) -> bool:
        """True if the page must show the question about a second group."""
        return self.asks("second_group_reason") or self.asks("second_group_ok")

    def membership(self) -> dict:
        """What `add_member` gets besides group and person. A reason counts only with its tick."""
        typed = self.cleaned_data
        return {
            "role": typed["role"],
            "started_on": typed["started_on"],
            "replaces": typed["replaces"],
            "second_group_reason": typed["second_group_reason"] if typed["second_group_ok"] else "",
        }


class NewMemberForm(IdentityFields, JoiningForm):
    """A new person and her membership. KB fields stand only for those who may see them."""

    kb_status = forms.ChoiceField(
        label=_("Status KB"),
        choices=choices_with_empty(KbStatus, _("Belum diketahui")),
        required=False,
        help_text=_("Keadaan sekarang. Boleh menyusul."),
    )
    kb_on = LocalDateField(
        label=_("Status KB sejak"), required=False, help_text=_("Kosongkan bila sama dengan tanggal masuk.")
    )
    kb_method = forms.ChoiceField(
        label=_("Metode KB"),
        choices=choices_with_empty(KbMethod, _("Belum diketahui")),
        required=False,
        help_text=_("Hanya untuk peserta KB baru, aktif, atau lestari."),
    )
    kb_non_use_reason = forms.ChoiceField(
        label=_("Alasan tidak ber-KB"),
        choices=choices_with_empty(NonUseReason, _("Tidak diisi")),
        required=False,
        help_text=_("Hanya bila sedang tidak ber-KB."),
    )
    welfare_stage = forms.ChoiceField(
        label=_("Tahapan keluarga sejahtera"),
        choices=choices_with_empty(WelfareStage, _("Belum diketahui")),
        required=False,
        help_text=_("Tahapan KS keluarga orang ini. Boleh menyusul."),
    )
    not_duplicate = forms.BooleanField(
        label=_("Sudah saya periksa: bukan orang yang sama"),
        required=False,
        help_text=_("Centang hanya bila semua orang di atas memang orang lain."),
    )

    # The names by which the recording actions know the KB fields.
    KB_NAMES = {"on": "kb_on", "status": "kb_status", "method": "kb_method", "non_use_reason": "kb_non_use_reason"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.user.allows(Permission.KB_STATUS_VIEW):
            for name in ("kb_status", "kb_on", "kb_non_use_reason", "welfare_stage"):
                del self.fields[name]
        if not self.user.allows(Permission.KB_METHOD_VIEW):
            del self.fields["kb_method"]

    def clean(self):
        """Facts need the status they belong to; nothing typed is dropped unseen."""
        cleaned = super().clean()
        for name in ("kb_on", "kb_method", "kb_non_use_reason"):
            if cleaned.get(name) and not cleaned.get("kb_status"):
                self.add_error("kb_status", _("Pilih status KB dahulu."))
                break
        return cleaned

    def person(self) -> dict:
        """What `register_person` gets besides the village."""
        names = ("name", "sex", "birth_on", "address", "phone", "family_card", "family_code")
        return self.numbers() | {name: self.cleaned_data[name] for name in names}

    def kb(self) -> dict:
        """What `record_kb_status` gets, or nothing."""
        typed = self.cleaned_data
        if not typed.get("kb_status"):
            return {}
        return {
            "on": typed["kb_on"] or typed["started_on"],
            "status": typed["kb_status"],
            "method": typed.get("kb_method", ""),
            "non_use_reason": typed["kb_non_use_reason"],
        }

    def welfare(self) -> dict:
        """What `record_welfare` gets, or nothing."""
        typed = self.cleaned_data
        return {"on": typed["started_on"], "stage": typed["welfare_stage"]} if typed.get("welfare_stage") else {}
