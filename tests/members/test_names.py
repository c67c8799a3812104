"""Names become keys that two lists write alike (FE03, SD01)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.names import has_letters, name_key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Siti Aminah", "siti aminah"),
        ("  SITI   AMINAH ", "siti aminah"),
        ("Hj. Siti Aminah, S.Pd", "siti aminah"),
        ("Ny. Hj. Siti Aminah, S.Pd., M.M.", "siti aminah"),
        ("Aminah, Siti", "aminah siti"),
        ("Ibu Nur'aini", "nuraini"),
        ("Nur’aini", "nuraini"),
        ("Nyoman Ayu", "nyoman ayu"),
        ("I Made Sudana", "i made sudana"),
        ("H. Abd. Rahman", "abd rahman"),
        ("Haji", "haji"),
        ("Renée d'Arc", "renee darc"),
        ("St. Rahma", "st rahma"),
        ("Sitti-Hajar", "sitti hajar"),
        ("Dra. Ir. Rukmini, SE", "rukmini"),
        ("!!!", ""),
        ("", ""),
        ("سيتي", ""),
    ],
)
def test_titles_signs_and_degrees_leave_the_key(name, key):
    assert name_key(name) == key


@given(st.text(max_size=150))
def test_a_key_is_plain_short_and_stable(name):
    key = name_key(name)
    assert len(key) <= 120
    assert set(key) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")
    assert name_key(name) == key


@pytest.mark.parametrize(("name", "good"), [("Siti", True), ("12345", False), ("...", False), ("A1", True)])
def test_a_name_has_letters(name, good):
    assert has_letters(name) is good
