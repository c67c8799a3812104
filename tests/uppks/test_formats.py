"""Numbers, money and dates are written in the forms of the language in use (RP08, OP07)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from uppks.templatetags import formats


def written(expression, language="id", **context):
    with translation.override(language):
        return Template("{% load formats %}{{ " + expression + " }}").render(Context(context))


@pytest.mark.parametrize(
    ("expression", "value", "indonesian", "english"),
    [
        ("v|rupiah", 25_000_000, "Rp 25.000.000", "Rp 25,000,000"),
        ("v|rupiah", 0, "Rp 0", "Rp 0"),
        ("v|rupiah", -1_500, "−Rp 1.500", "−Rp 1,500"),
        ("v|rupiah", None, "–", "–"),
        ("v|rupiah_ringkas", 25_000_000, "Rp 25 jt", "Rp 25 m"),
        ("v|rupiah_ringkas", 1_550_000_000, "Rp 1,6 M", "Rp 1.6 bn"),
        ("v|rupiah_ringkas", 999_949, "Rp 999,9 rb", "Rp 999.9 k"),
        ("v|rupiah_ringkas", 999_999, "Rp 1 jt", "Rp 1 m"),
        ("v|rupiah_ringkas", 200_000_000, "Rp 200 jt", "Rp 200 m"),
        ("v|rupiah_ringkas", 3_000_000_000_000, "Rp 3 T", "Rp 3 tn"),
        ("v|rupiah_ringkas", 750, "Rp 750", "Rp 750"),
        ("v|rupiah_ringkas", None, "–", "–"),
        ("v|angka", 1_234_567, "1.234.567", "1,234,567"),
        ("v|angka", 0, "0", "0"),
        ("v|angka:1", 12.25, "12,3", "12.3"),
        ("v|angka", None, "–", "–"),
        ("v|persen", 0.412, "41,2%", "41.2%"),
        ("v|persen", Decimal("0.5"), "50%", "50%"),
        ("v|persen", 1, "100%", "100%"),
        ("v|persen", None, "–", "–"),
        ("v|persen_dari:8", 3, "37,5%", "37.5%"),
        ("v|persen_dari:0", 3, "–", "–"),
        ("v|tanggal", date(2026, 12, 31), "31 Desember 2026", "31 December 2026"),
        ("v|tanggal_pendek", date(2026, 8, 7), "7 Agu 2026", "7 Aug 2026"),
        ("v|bulan", date(2026, 5, 1), "Mei 2026", "May 2026"),
        ("v|tanggal", None, "–", "–"),
        ("v|waktu", None, "–", "–"),
    ],
)
def test_each_form_in_both_languages(expression, value, indonesian, english):
    assert written(expression, "id", v=value) == indonesian
    assert written(expression, "en", v=value) == english


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Asia/Jakarta", "31 Desember 2026 pukul 23.05 WIB"),
        ("Asia/Makassar", "1 Januari 2027 pukul 00.05 WITA"),
        ("Asia/Jayapura", "1 Januari 2027 pukul 01.05 WIT"),
    ],
)
def test_an_instant_is_written_in_the_local_day_and_zone(zone, expected):
    """DM07: the same instant is another day in Jayapura."""
    instant = datetime(2026, 12, 31, 16, 5, tzinfo=UTC)
    assert written("v|waktu:zone", v=instant, zone=zone) == expected
    with timezone.override(zone):
        assert written("v|waktu", v=instant) == expected
        assert expected.startswith(written("v|tanggal", v=instant))


@pytest.mark.parametrize(
    ("value", "expected"),
    [("3374010101010001", "3374••••••••0001"), ("1234567", "•••••••"), ("12345678", "••••••••"), ("", "–")],
)
def test_an_identity_number_shows_only_its_ends(value, expected):
    """AU04."""
    assert formats.masked(value) == expected


@pytest.mark.parametrize(("value", "text"), [(4, "+4"), (-1234, "−1.234"), (0, "0"), (None, "–")])
def test_a_difference_carries_its_sign(value, text):
    assert formats.selisih(value) == text
