"""How a NIK is kept: sealed for reading with a reason, and indexed for finding without reading (AU04).

Sealed: AES-256-GCM, as text: base64url of key version (1 byte), nonce (12), ciphertext and tag. The version says which
key opens it, so keys can be changed row by row. Indexed: the first 128 bits of HMAC-SHA256 under a key of its own; the
numbers can be enumerated, so an unkeyed hash would be undone at once.

Without the encryption keys every stored NIK is lost; without the index key none can be found.
"""

import base64
import binascii
import hashlib
import hmac
import os
import uuid
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32
_NONCE_BYTES = 12
_MAX_VERSION = 255


class SealBroken(ValueError):
    """A sealed value cannot be opened: damaged, or sealed with a key that is no longer configured."""


@dataclass(frozen=True)
class NikKeys:
    """The keys: encryption keys by version (the highest seals, all open) and the index key. Never shown in a repr."""

    encryption: dict[int, bytes] = field(repr=False, hash=False)
    index: bytes = field(repr=False)

    @classmethod
    def from_settings(cls) -> "NikKeys":
        """Read ``NIK_ENCRYPTION_KEYS`` (``1:base64,2:base64``) and ``NIK_INDEX_KEY`` (base64).

        Raises ``ImproperlyConfigured`` naming the setting, never its value.
        """
        return _keys(settings.NIK_ENCRYPTION_KEYS, settings.NIK_INDEX_KEY)

    @property
    def current(self) -> int:
        """The version that seals from now on."""
        return max(self.encryption)


def seal(text: str, keys: NikKeys | None = None) -> str:
    """Return ``text`` (a NIK or family card number) encrypted with the current key; never the same twice."""
    keys = keys or NikKeys.from_settings()
    version, nonce = bytes([keys.current]), os.urandom(_NONCE_BYTES)
    sealed = _cipher(keys.encryption[keys.current]).encrypt(nonce, text.encode(), version)
    return base64.urlsafe_b64encode(version + nonce + sealed).decode("ascii")


def open_sealed(sealed: str, keys: NikKeys | None = None) -> str:
    """Return what was sealed. Raises ``SealBroken``. The caller logs who looked and why."""
    keys = keys or NikKeys.from_settings()
    raw = _decoded(sealed)
    key = keys.encryption.get(raw[0])
    if key is None:
        raise SealBroken(f"NIK key version {raw[0]} is not configured")
    try:
        return _cipher(key).decrypt(raw[1 : 1 + _NONCE_BYTES], raw[1 + _NONCE_BYTES :], raw[:1]).decode()
    except InvalidTag:
        raise SealBroken("The sealed value is damaged or was sealed with another key") from None


def seal_bytes(content: bytes, keys: NikKeys | None = None) -> bytes:
    """Return a piece of a file that holds personal data, encrypted like a NIK: key version, nonce, ciphertext, tag."""
    keys = keys or NikKeys.from_settings()
    version, nonce = bytes([keys.current]), os.urandom(_NONCE_BYTES)
    return version + nonce + _cipher(keys.encryption[keys.current]).encrypt(nonce, content, version)


def open_bytes(sealed: bytes, keys: NikKeys | None = None) -> bytes:
    """Return what `seal_bytes` encrypted. Raises ``SealBroken``."""
    keys = keys or NikKeys.from_settings()
    raw = bytes(sealed)
    key = keys.encryption.get(raw[0]) if raw else None
    if key is None:
        raise SealBroken("The key of a sealed piece is not configured")
    try:
        return _cipher(key).decrypt(raw[1 : 1 + _NONCE_BYTES], raw[1 + _NONCE_BYTES :], raw[:1])
    except InvalidTag:
        raise SealBroken("The sealed piece is damaged or was sealed with another key") from None


def index_of(text: str, keys: NikKeys | None = None) -> uuid.UUID:
    """Return the look-up value of a clean number: equal for equal numbers, useless without the key."""
    keys = keys or NikKeys.from_settings()
    return uuid.UUID(bytes=hmac.digest(keys.index, text.encode(), hashlib.sha256)[:16])


def needs_rotation(sealed: str, keys: NikKeys | None = None) -> bool:
    """Say whether the value was sealed with another key than the current one. Raises ``SealBroken``."""
    keys = keys or NikKeys.from_settings()
    return _decoded(sealed)[0] != keys.current


def _decoded(sealed: str) -> bytes:
    try:
        raw = base64.b64decode(sealed.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise SealBroken("The sealed value is not base64") from None
    if len(raw) <= 1 + _NONCE_BYTES:
        raise SealBroken("The sealed value is too short")
    return raw


@lru_cache(maxsize=16)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


@lru_cache(maxsize=16)
def _keys(encryption: str, index: str) -> NikKeys:
    keys: dict[int, bytes] = {}
    for part in filter(None, (part.strip() for part in encryption.split(","))):
        version, colon, text = part.partition(":")
        if not colon or not version.isascii() or not version.isdigit() or not 1 <= int(version) <= _MAX_VERSION:
            raise ImproperlyConfigured("NIK_ENCRYPTION_KEYS harus berbentuk 1:kunci,2:kunci dengan versi 1 sampai 255.")
        if int(version) in keys:
            raise ImproperlyConfigured("NIK_ENCRYPTION_KEYS memuat satu versi dua kali.")
        keys[int(version)] = _key("NIK_ENCRYPTION_KEYS", text)
    if not keys:
        raise ImproperlyConfigured("NIK_ENCRYPTION_KEYS belum diisi.")
    return NikKeys(keys, _key("NIK_INDEX_KEY", index))


def _key(setting: str, text: str) -> bytes:
    """Decode a key of 32 bytes from either base64 alphabet."""
    try:
        key = base64.b64decode(text.strip().replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(f"{setting} harus berisi kunci 32 byte dalam base64.")
    return key
