"""How the sign-in library behaves here: no sign-up, no e-mail, its words in Indonesian, its secrets encrypted."""

import base64
import hashlib
from io import BytesIO

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathFillImage


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up: the national administrator makes accounts."""

    # One sentence for every failure: it never says whether the name or the password was wrong.
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("Nama pengguna atau kata sandi salah. Periksa keduanya, lalu coba lagi."),
        "too_many_login_attempts": _("Terlalu banyak percobaan yang gagal. Tunggu 15 menit, lalu coba lagi."),
        "rate_limited": _("Terlalu banyak percobaan. Tunggu beberapa menit, lalu coba lagi."),
        "enter_current_password": _("Kata sandi saat ini salah."),
        "incorrect_password": _("Kata sandi salah."),
        "incorrect_code": _("Kode salah atau sudah lewat. Pakai kode yang sedang tampil di aplikasi."),
    }

    def is_open_for_signup(self, request) -> bool:
        """Never."""
        return False

    def set_password(self, user, password: str) -> None:
        """Set the user's own password: the initial one is then done with."""
        user.must_change_password = False
        super().set_password(user, password)


class SecondFactorAdapter(DefaultMFAAdapter):
    """The second factor: its secrets lie encrypted, and roles that must have it cannot switch it off."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "cannot_delete_authenticator": _("Peran Anda mewajibkan masuk dua langkah, jadi tidak dapat dimatikan."),
        "cannot_generate_recovery_codes": _("Aktifkan dahulu masuk dua langkah."),
    }

    def encrypt(self, text: str) -> str:
        """Encrypt a secret with a key made from SECRET_KEY."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt a secret; keys of SECRET_KEY_FALLBACKS still open it."""
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator) -> bool:
        """False for those whose role must have a second factor."""
        return not authenticator.user.must_have_second_factor

    def build_totp_svg(self, url: str) -> str:
        """The picture to scan, dark on its own white ground so that it reads in the dark theme too."""
        picture = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage, border=2).save(picture)
        return picture.getvalue().decode()


def _cipher() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = [hashlib.blake2b(secret.encode(), digest_size=32, person=b"second-factor").digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
