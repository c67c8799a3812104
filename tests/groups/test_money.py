"""The one rupiah parser: what people type is read, asked about, or refused; never guessed (NX02)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groups.money import (
    MAX_RUPIAH,
    AmbiguousRupiah,
    RupiahError,
    figures,
    parse_rupiah,
    plain_spelling,
    terbilang,
)

amounts = st.integers(min_value=0, max_value=MAX_RUPIAH)

ACCEPTED = [
    ("25 juta", 25_000_000),
    ("25juta", 25_000_000),
    ("25 JUTA", 25_000_000),
    ("25jt", 25_000_000),
    ("25 jt.", 25_000_000),
    ("25  Jt", 25_000_000),
    ("25 juta rupiah", 25_000_000),
    ("Rp 25 juta", 25_000_000),
    ("Rp25 juta,-", 25_000_000),
    ("1,5 jt", 1_500_000),
    ("1,5juta", 1_500_000),
    ("1 ,5 juta", 1_500_000),
    ("25,5 jt", 25_500_000),
    ("1,25 juta", 1_250_000),
    ("0,5 juta", 500_000),
    ("0,500 juta", 500_000),
    ("1,2555 juta", 1_255_500),
    ("25,00 juta", 25_000_000),
    ("750 rb", 750_000),
    ("750rb", 750_000),
    ("750 rbu", 750_000),
    ("750 ribu", 750_000),
    ("750k", 750_000),
    ("5 ribu", 5_000),
    ("1,5 rb", 1_500),
    ("1 milyar", 1_000_000_000),
    ("1,2 miliar", 1_200_000_000),
    ("2 M", 2_000_000_000),
    ("1,5 mlr", 1_500_000_000),
    ("1 triliun", 1_000_000_000_000),
    ("1500 juta", 1_500_000_000),
    ("1.234.567 ribu", 1_234_567_000),
    ("25.000.000", 25_000_000),
    ("25.000", 25_000),
    ("10.000", 10_000),
    ("750.000", 750_000),
    ("25000000", 25_000_000),
    ("750000", 750_000),
    ("10000", 10_000),
    ("25 000 000", 25_000_000),
    ("25 000", 25_000),
    ("25\u00a0000\u00a0000", 25_000_000),
    ("25\u202f000\u202f000", 25_000_000),
    ("\ufeff25.000.000\u200b", 25_000_000),
    ("25. 000. 000", 25_000_000),
    ("  25.000.000\t", 25_000_000),
    ("25,000,000", 25_000_000),
    ("25,000,000.00", 25_000_000),
    ("25000000.00", 25_000_000),
    ("25000000,00", 25_000_000),
    ("25.000.000,00", 25_000_000),
    ("25 000 000,00", 25_000_000),
    ("25.000.000,-", 25_000_000),
    ("25.000.000,--", 25_000_000),
    ("25.000.000.-", 25_000_000),
    ("25.000.000,=", 25_000_000),
    ("Rp 25 000 000", 25_000_000),
    ("Rp25.000.000,-", 25_000_000),
    ("Rp 25.000.000,-", 25_000_000),
    ("Rp. 25.000.000", 25_000_000),
    ("Rp.25.000.000,00", 25_000_000),
    ("rp25000000", 25_000_000),
    ("IDR 25,000,000", 25_000_000),
    ("1.500 rupiah", 1_500),
    ("500 rupiah", 500),
    ("500 Rp", 500),
    ("Rp 1.500,00", 1_500),
    ("1.500,-", 1_500),
    ("1 juta 500 ribu", 1_500_000),
    ("1jt 500rb", 1_500_000),
    ("2 juta 5 ratus ribu", 2_500_000),
    ("25 juta 500.000", 25_500_000),
    ("25 ribu 500", 25_500),
    ("2 juta 500 rupiah", 2_000_500),
    ("seratus juta", 100_000_000),
    ("Seratus Juta Rupiah", 100_000_000),
    ("dua puluh lima juta", 25_000_000),
    ("duapuluh lima juta", 25_000_000),
    ("duapuluhlima juta", 25_000_000),
    ("satu setengah juta", 1_500_000),
    ("setengah juta", 500_000),
    ("dua koma tujuh lima juta", 2_750_000),
    ("sejuta", 1_000_000),
    ("seribu", 1_000),
    ("sepuluh ribu", 10_000),
    ("sebelas juta", 11_000_000),
    ("dua belas juta", 12_000_000),
    ("tujuh ratus lima puluh ribu", 750_000),
    ("satu juta dua ratus ribu", 1_200_000),
    ("lima ratus rupiah", 500),
    ("0", 0),
    ("Rp 0", 0),
    ("0,00", 0),
    ("0 rupiah", 0),
    ("nol", 0),
    ("nol rupiah", 0),
]

AMBIGUOUS = [
    ("1.500", (1_500, 1_500_000)),
    ("1500", (1_500, 1_500_000)),
    ("1 500", (1_500, 1_500_000)),
    ("Rp 1.500", (1_500, 1_500_000)),
    ("9999", (9_999, 9_999_000)),
    ("25", (25, 25_000, 25_000_000)),
    ("Rp 25", (25, 25_000, 25_000_000)),
    ("25,-", (25, 25_000, 25_000_000)),
    ("500", (500, 500_000, 500_000_000)),
    ("dua puluh lima", (25, 25_000, 25_000_000)),
    ("25,5", (25_500, 25_500_000)),
    ("1.5", (1_500, 1_500_000)),
    ("25,000", (25_000, 25_000_000)),
    ("1,500", (1_500, 1_500_000)),
    ("1.5 juta", (1_500_000, 15_000_000)),
    ("1.5jt", (1_500_000, 15_000_000)),
    ("2.75 jt", (2_750_000, 275_000_000)),
    ("1.500 juta", (1_500_000, 1_500_000_000)),
    ("1,500 juta", (1_500_000, 1_500_000_000)),
    ("25.000 ribu", (25_000, 25_000_000)),
    ("25.000,000", (25_000, 25_000_000)),
    ("2 juta 500", (2_000_500, 2_500_000)),
    ("dua juta lima ratus", (2_000_500, 2_500_000)),
]

REFUSED = [
    "",
    "   ",
    "\u00a0",
    "-5 juta",
    "−5 juta",
    "Rp -5 juta",
    "(25.000.000)",
    "minus lima juta",
    "-1",
    "-",
    "Rp",
    "Rp -",
    "juta",
    "rupiah",
    "lima puluh dua puluh juta",
    "satu satu juta",
    "sepuluh lima juta",
    "banyak",
    "25 jutaan",
    "±25 juta",
    "sekitar 25 juta",
    "25-30 juta",
    "25 juta / bulan",
    "25 juta juta",
    "500 ribu 2 juta",
    "1 juta 1500 ribu",
    "1,5 juta 500 ribu",
    "25.00.000",
    "2.5.000",
    "25.0000.000",
    "25.000 000",
    "25..000",
    "25.000.000.",
    ",5 juta",
    "081234567890",
    "0812 345 678",
    "025.000.000",
    "25.000.000,50",
    "25000000.5",
    "1,0005 ribu",
    "500 ribu 0,5",
    "2,5e7",
    "٢٥ juta",
    "２５ juta",
    "25² juta",
    "1½ juta",
    "0x1f",
    "NaN",
    "inf",
    "'; DROP TABLE groups; --",
    "25\x00juta",
    "1000000 miliar",
    "1000 triliun",
    "9" * 40,
    "9" * 100_000,
]


@pytest.mark.parametrize(("typed", "amount"), ACCEPTED)
def test_an_honest_spelling_is_read(typed, amount):
    """NX02"""
    assert parse_rupiah(typed) == amount


@pytest.mark.parametrize(("typed", "readings"), AMBIGUOUS)
def test_a_spelling_with_two_readings_is_asked_about(typed, readings):
    """NX02"""
    with pytest.raises(AmbiguousRupiah) as asked:
        parse_rupiah(typed)
    assert asked.value.readings == readings
    assert all(figures(reading) in str(asked.value) for reading in readings)


@pytest.mark.parametrize("typed", REFUSED)
def test_anything_else_is_refused_and_not_guessed(typed):
    with pytest.raises(RupiahError) as refused:
        parse_rupiah(typed)
    assert not isinstance(refused.value, AmbiguousRupiah)
    assert len(str(refused.value)) < 200


def test_the_table_is_as_long_as_asked():
    """NX02"""
    assert len({typed for typed, *_ in ACCEPTED + AMBIGUOUS} | set(REFUSED)) > 150


@pytest.mark.parametrize(
    ("cell", "amount"), [(25_000_000, 25_000_000), (25_000_000.0, 25_000_000), (0, 0), (0.0, 0), (10_000, 10_000)]
)
def test_a_number_from_a_spreadsheet_is_read(cell, amount):
    assert parse_rupiah(cell) == amount


@pytest.mark.parametrize(
    ("cell", "readings"),
    [
        (25, (25, 25_000, 25_000_000)),
        (1500, (1_500, 1_500_000)),
        (1.5, (1_500, 1_500_000)),
        (25.1, (25_100, 25_100_000)),
    ],
)
def test_a_small_number_from_a_spreadsheet_is_asked_about(cell, readings):
    with pytest.raises(AmbiguousRupiah) as asked:
        parse_rupiah(cell)
    assert asked.value.readings == readings


@pytest.mark.parametrize(
    "cell", [-1, -25_000_000.0, float("nan"), float("inf"), float("-inf"), True, 25_000_000.5, 10**15]
)
def test_a_number_that_is_no_amount_is_refused(cell):
    with pytest.raises(RupiahError):
        parse_rupiah(cell)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "nol rupiah"),
        (10, "sepuluh rupiah"),
        (11, "sebelas rupiah"),
        (17, "tujuh belas rupiah"),
        (21, "dua puluh satu rupiah"),
        (100, "seratus rupiah"),
        (115, "seratus lima belas rupiah"),
        (1_000, "seribu rupiah"),
        (1_500, "seribu lima ratus rupiah"),
        (2_100, "dua ribu seratus rupiah"),
        (101_000, "seratus satu ribu rupiah"),
        (1_000_000, "satu juta rupiah"),
        (1_001_000, "satu juta seribu rupiah"),
        (25_000_000, "dua puluh lima juta rupiah"),
        (12_345_678_901, "dua belas miliar tiga ratus empat puluh lima juta"
                         " enam ratus tujuh puluh delapan ribu sembilan ratus satu rupiah"),
    ],
)  # fmt: skip
def test_an_amount_in_words(amount, words):
    assert terbilang(amount) == words


@pytest.mark.parametrize("outside", [-1, MAX_RUPIAH + 1])
def test_words_stop_at_the_bounds(outside):
    with pytest.raises(ValueError, match="Outside"):
        terbilang(outside)


@given(amounts)
def test_words_read_back_as_the_same_amount(amount):
    assert parse_rupiah(terbilang(amount)) == amount


@given(amounts)
def test_the_spelling_we_suggest_reads_back_without_a_question(amount):
    assert parse_rupiah(plain_spelling(amount)) == amount
    assert parse_rupiah(f"Rp {figures(amount)},00") == amount


@given(st.text(alphabet="0123456789.,- RrpJjutTriBbuMmkseatngh()\u00a0", max_size=30))
def test_any_text_is_an_amount_or_a_named_refusal(typed):
    try:
        amount = parse_rupiah(typed)
    except RupiahError as refusal:
        assert str(refusal)
    else:
        assert 0 <= amount <= MAX_RUPIAH


@given(st.text(max_size=60))
def test_foreign_text_never_crashes(typed):
    try:
        assert parse_rupiah(typed) >= 0
    except RupiahError as refusal:
        assert str(refusal)


@given(st.floats())
def test_any_float_is_an_amount_or_a_named_refusal(cell):
    try:
        assert parse_rupiah(cell) == cell
    except RupiahError as refusal:
        assert str(refusal)


@given(st.integers(min_value=1, max_value=99_999), st.sampled_from(["ribu", "rb", "juta", "jt"]))
def test_a_unit_settles_a_whole_number(number, unit):
    factor = 10**3 if unit in ("ribu", "rb") else 10**6
    assert parse_rupiah(f"{number} {unit}") == number * factor
