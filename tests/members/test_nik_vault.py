"""NIKs are sealed with a versioned key and found by a keyed index (AU04)."""

import base64
import uuid

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from members.nik_vault import (
    NikKeys,
    SealBroken,
    index_of,
    needs_rotation,
    open_bytes,
    open_sealed,
    seal,
    seal_bytes,
)

OLD = NikKeys({1: b"a" * 32}, b"i" * 32)
BOTH = NikKeys({1: b"a" * 32, 2: b"b" * 32}, b"i" * 32)
NIK = "7604996006760109"


def _base64(key: bytes) -> str:
    return base64.b64encode(key).decode()


@given(st.text("0123456789", min_size=16, max_size=16))
def test_what_was_sealed_opens_again(nik):
    sealed = seal(nik, OLD)
    assert open_sealed(sealed, OLD) == nik
    assert nik not in sealed


def test_a_seal_is_short_text_and_never_the_same_twice():
    first, second = seal(NIK, OLD), seal(NIK, OLD)
    assert first != second
    assert first.isascii() and len(first) <= 90


def test_the_newest_key_seals_and_older_ones_still_open():
    old = seal(NIK, OLD)
    assert open_sealed(old, BOTH) == NIK
    assert needs_rotation(old, BOTH) and not needs_rotation(seal(NIK, BOTH), BOTH)


@pytest.mark.parametrize("broken", ["", "x", "not base64!", "é", "AQ==", "A" * 60])
def test_a_damaged_seal_is_a_named_error(broken):
    with pytest.raises(SealBroken):
        open_sealed(broken, OLD)


def test_a_changed_byte_or_version_is_noticed():
    raw = bytearray(base64.urlsafe_b64decode(seal(NIK, BOTH)))
    for position in (0, 1, 14, len(raw) - 1):
        changed = bytearray(raw)
        changed[position] ^= 3
        with pytest.raises(SealBroken):
            open_sealed(base64.urlsafe_b64encode(changed).decode(), BOTH)


def test_a_key_that_is_gone_is_a_named_error():
    with pytest.raises(SealBroken, match="version 2"):
        open_sealed(seal(NIK, BOTH), OLD)


def test_the_index_finds_equal_numbers_and_depends_on_its_key():
    other = NikKeys({1: b"a" * 32}, b"j" * 32)
    assert index_of(NIK, OLD) == index_of(NIK, BOTH) != index_of(NIK, other)
    assert index_of(NIK, OLD) != index_of("7604996006760110", OLD)
    assert isinstance(index_of(NIK, OLD), uuid.UUID)


def test_the_index_is_the_first_half_of_hmac_sha256():
    """A value computed once outside the product: changing the index would lose every stored NIK."""
    assert index_of("1", NikKeys({1: b"a" * 32}, b"k" * 32)) == uuid.UUID("707db812ff6c540849b7ec7f00a6cc6e")


def test_keys_come_from_the_settings(settings):
    settings.NIK_ENCRYPTION_KEYS = f"1:{_base64(b'a' * 32)}, 2:{_base64(b'b' * 32)}"
    settings.NIK_INDEX_KEY = _base64(b"i" * 32)
    assert NikKeys.from_settings() == BOTH
    assert open_sealed(seal(NIK)) == NIK
    assert index_of(NIK) == index_of(NIK, BOTH)


def test_keys_do_not_show_in_a_repr():
    assert "aaaa" not in repr(OLD) and "iiii" not in repr(OLD)


@pytest.mark.parametrize(
    ("encryption", "index", "named"),
    [
        ("", _base64(b"i" * 32), "NIK_ENCRYPTION_KEYS"),
        (_base64(b"a" * 32), _base64(b"i" * 32), "NIK_ENCRYPTION_KEYS"),
        ("0:" + _base64(b"a" * 32), _base64(b"i" * 32), "NIK_ENCRYPTION_KEYS"),
        ("300:" + _base64(b"a" * 32), _base64(b"i" * 32), "NIK_ENCRYPTION_KEYS"),
        ("1:" + _base64(b"a" * 31), _base64(b"i" * 32), "NIK_ENCRYPTION_KEYS"),
        ("1:" + ",1:".join([_base64(b"a" * 32)] * 2), _base64(b"i" * 32), "NIK_ENCRYPTION_KEYS"),
        ("1:" + _base64(b"a" * 32), "", "NIK_INDEX_KEY"),
        ("1:" + _base64(b"a" * 32), "not a key", "NIK_INDEX_KEY"),
    ],
)
def test_a_wrong_setting_is_named_without_its_value(settings, encryption, index, named):
    settings.NIK_ENCRYPTION_KEYS, settings.NIK_INDEX_KEY = encryption, index
    with pytest.raises(ImproperlyConfigured, match=named) as wrong:
        NikKeys.from_settings()
    assert _base64(b"a" * 32) not in str(wrong.value)


@pytest.mark.parametrize("piece", [b"", b"x", bytes(range(256)) * 5000])
def test_a_piece_of_a_file_opens_again_and_shows_nothing(piece):
    sealed = seal_bytes(piece, BOTH)
    assert open_bytes(sealed, BOTH) == piece
    assert len(piece) < 100 or piece[:100] not in sealed


@pytest.mark.parametrize(
    "broken", [b"", b"\x09" + bytes(40), seal_bytes(b"isi", BOTH)[:-1]], ids=["kosong", "kunci-lain", "terpotong"]
)
def test_a_damaged_piece_is_a_named_error(broken):
    with pytest.raises(SealBroken):
        open_bytes(broken, BOTH)
