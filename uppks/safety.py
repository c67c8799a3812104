"""What must be true before the registry serves anyone outside DEBUG."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

import members.actions  # noqa: F401  (registers the kinds of reviewed changes)
from accounts.models import User
from accounts.proposals import KINDS
from members.nik_vault import NikKeys

MIN_SECRET_LENGTH = 50


def unsafe_settings() -> list[str]:
    """Everything unsafe in the settings and in the user table, one sentence each, in Indonesian."""
    found = []
    if len(settings.SECRET_KEY) < MIN_SECRET_LENGTH or settings.SECRET_KEY.startswith("django-insecure"):
        found.append("SECRET_KEY kosong, terlalu pendek, atau bawaan: isi dengan 50 karakter acak atau lebih.")
    if problem := _problem_of_nik_keys():
        found.append(problem)
    if not settings.ALLOWED_HOSTS or any(host.startswith("*") for host in settings.ALLOWED_HOSTS):
        found.append("ALLOWED_HOSTS terbuka atau kosong: tulis nama host kantor, dipisah koma.")
    if unknown := sorted(set(settings.REVIEWED_CHANGES) - KINDS.keys()):
        found.append(f"REVIEWED_CHANGES tidak mengenal {', '.join(unknown)}: pilih dari {', '.join(sorted(KINDS))}.")
    if _has_demo_accounts():
        found.append("Akun contoh masih ada: jalankan `manage.py demo_accounts --remove` atau pakai basis data lain.")
    return found


def refuse_unsafe_start() -> None:
    """Raise ImproperlyConfigured, naming each reason, unless DEBUG is on or nothing is unsafe."""
    if settings.DEBUG:
        return
    found = unsafe_settings()
    if found:
        raise ImproperlyConfigured("Registri UPPKS tidak dijalankan:\n- " + "\n- ".join(found))


def _problem_of_nik_keys() -> str:
    if not settings.NIK_ENCRYPTION_KEYS or not settings.NIK_INDEX_KEY:
        return "NIK_ENCRYPTION_KEYS atau NIK_INDEX_KEY kosong: isi keduanya sebelum ada data orang."
    try:
        NikKeys.from_settings()
    except ImproperlyConfigured as problem:
        return str(problem)
    return ""


def _has_demo_accounts() -> bool:
    try:
        return User.objects.filter(is_demo=True, is_active=True).exists()
    except DatabaseError:
        # No tables yet: nobody can sign in, and /sehat/ says that migrations are missing.
        return False
