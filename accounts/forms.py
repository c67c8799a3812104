"""The forms of signing in and of one's own account; the sign-in library's forms in the product's words."""

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from accounts.models import AccessKind, AuditEntry, User
from regions.dates import LocalDateField

PASSWORD_HINT = _("Sedikitnya 10 karakter. Jangan angka saja, jangan kata yang umum, dan jangan mirip nama Anda.")


def _word(field: forms.Field, label, help_text="", **attributes) -> None:
    """Give a field of the library our label, hint and no placeholder."""
    field.label, field.help_text = label, help_text
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs |= attributes


class SignInForm(LoginForm):
    """Account name and password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _word(
            self.fields["login"],
            _("Nama pengguna"),
            autocapitalize="none",
            autocorrect="off",
            spellcheck="false",
            autofocus=True,
        )
        _word(self.fields["password"], _("Kata sandi"))

    def clean_login(self):
        """The account name in small letters, as it is kept."""
        return User.normalize_username(self.cleaned_data["login"])


class PasswordChangeForm(ChangePasswordForm):
    """The present password and a new one, twice."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _word(self.fields["oldpassword"], _("Kata sandi saat ini"))
        _word(self.fields["password1"], _("Kata sandi baru"), PASSWORD_HINT)
        _word(self.fields["password2"], _("Kata sandi baru sekali lagi"))

    def clean(self):
        """The new password is new, and typed the same way twice."""
        cleaned = super().clean()
        if cleaned.get("password1") and cleaned.get("password1") == cleaned.get("oldpassword"):
            self.add_error("password1", _("Kata sandi baru harus berbeda dari yang sekarang."))
        if self.has_error("password2") and cleaned.get("password1"):
            self.errors["password2"] = self.error_class([_("Kedua kata sandi baru tidak sama.")])
        return cleaned


class PasswordAgainForm(ReauthenticateForm):
    """The password once more, before something that matters."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _word(self.fields["password"], _("Kata sandi"), autofocus=True)


class _CodeForm:
    """A code of six figures from the app, or a recovery code."""

    code_hint = _("Enam angka yang sedang tampil di aplikasi.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _word(self.fields["code"], _("Kode"), self.code_hint, inputmode="numeric", autofocus=True)


class SecondStepForm(_CodeForm, AuthenticateForm):
    """The second step of signing in."""

    code_hint = _("Enam angka dari aplikasi di HP Anda, atau satu kode cadangan.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.pop("inputmode")


class SecondStepAgainForm(_CodeForm, CodeAgainForm):
    """The second step once more, before something that matters."""


class ActivateForm(_CodeForm, ActivateTOTPForm):
    """The first code from a newly paired app."""


class ReceiptFindForm(forms.Form):
    """The code copied into the paper register."""

    kode = forms.CharField(
        label=_("Kode tanda terima"),
        max_length=40,
        help_text=_("Tujuh huruf dan angka dari buku register, misalnya K7M-4QX2."),
    )


class _LogFilterForm(forms.Form):
    """What both logs can be narrowed by."""

    dari = LocalDateField(label=_("Sejak tanggal"), required=False)
    sampai = LocalDateField(label=_("Sampai tanggal"), required=False)
    oleh = forms.CharField(label=_("Nama pengguna"), required=False, max_length=150)


class AuditFilterForm(_LogFilterForm):
    """Filters of the audit trail; `nomor` is a record's own number, `jenis` its kind."""

    jenis = forms.ChoiceField(label=_("Jenis data"), required=False)
    tindakan = forms.TypedChoiceField(
        label=_("Tindakan"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[
            ("", _("Semua tindakan")),
            (AuditEntry.Action.CREATE, _("Dibuat")),
            (AuditEntry.Action.UPDATE, _("Diubah")),
            (AuditEntry.Action.DELETE, _("Dihapus")),
        ],
    )
    nomor = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)

    def __init__(self, *args, kinds=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["jenis"].choices = [("", _("Semua jenis data")), *kinds]


class AccessFilterForm(_LogFilterForm):
    """Filters of the access log."""

    jenis = forms.ChoiceField(
        label=_("Jenis akses"), required=False, choices=[("", _("Semua jenis")), *AccessKind.choices]
    )


class UserForm(forms.ModelForm):
    """A user as the national administrator keeps it: an initial password is set here, never a final one."""

    initial_password = forms.CharField(
        label=_("Kata sandi awal"),
        required=False,
        strip=False,
        max_length=128,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_(
            "Sampaikan langsung kepada orangnya; wajib diganti saat pertama masuk. Kosongkan bila tidak diganti."
        ),
    )
    remove_second_factor = forms.BooleanField(
        label=_("Hapus masuk dua langkah"),
        required=False,
        help_text=_("Hanya bila HP orangnya hilang. Pastikan dahulu bahwa yang meminta memang dia."),
    )

    class Meta:
        model = User
        fields = ["username", "full_name", "role", "is_active"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        needed = {"full_name", "role", *(["initial_password"] if self.instance._state.adding else [])}
        for name in needed & set(self.fields):
            self.fields[name].required = True
        if self.instance._state.adding and "initial_password" in self.fields:
            self.fields["initial_password"].help_text = _(
                "Sampaikan langsung kepada orangnya; wajib diganti saat pertama masuk."
            )

    def clean_username(self):
        """Names are kept in small letters, so that nobody gets a second account by a capital."""
        return User.normalize_username(self.cleaned_data["username"])

    def clean(self):
        """Hold the initial password to the same rules as any other."""
        cleaned = super().clean()
        if cleaned.get("initial_password"):
            user = User(username=cleaned.get("username", ""), full_name=cleaned.get("full_name", ""))
            try:
                validate_password(cleaned["initial_password"], user)
            except forms.ValidationError as error:
                self.add_error("initial_password", error)
        return cleaned
