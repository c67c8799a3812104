"""NIK: cleaned where that is safe, refused with the reason where it is not, cross-checked softly (NX03)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.nik import (
    NikError,
    birth_candidates,
    clean_nik,
    cross_check,
    is_demo,
    mask_nik,
    parse_nik,
)
from regions.codes import PROVINCE_CODES

TODAY = date(2026, 7, 31)


@st.composite
def people(draw):
    """A demo NIK with the birth date and sex it was made from."""
    born = draw(st.dates(min_value=date(1930, 1, 1), max_value=date(2026, 7, 31)))
    sex = draw(st.sampled_from("PL"))
    place = draw(st.sampled_from(sorted(PROVINCE_CODES))) + f"{draw(st.integers(1, 99)):02d}99"
    day = born.day + (40 if sex == "P" else 0)
    serial = draw(st.integers(1, 9999))
    return f"{place}{day:02d}{born:%m%y}{serial:04d}", born, sex


@pytest.mark.parametrize(
    ("raw", "nik"),
    [
        ("7604996006760109", "7604996006760109"),
        ("760499.650477.0110", "7604996504770110"),
        ("'7604994803710111", "7604994803710111"),
        (" 7604995305700112 ", "7604995305700112"),
        ("7604 9949 1289 0100", "7604994912890100"),
        ("7604-9949-1289-0100", "7604994912890100"),
        ("76.04.99.4912890100", "7604994912890100"),
        ("7604994912890100\u00a0", "7604994912890100"),
        ("\ufeff’7604994912890100", "7604994912890100"),
        ("7604994912890010", "7604994912890010"),
    ],
)
def test_a_pasted_number_is_cleaned(raw, nik):
    assert clean_nik(raw) == nik


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "short"),
        ("760499630288011", "short"),
        ("76049963028801166", "long"),
        ("7604 9963 0288 0116 1", "long"),
        ("760499630288O116", "characters"),
        ("NIK", "characters"),
        ("７604996302880116", "characters"),
        ("٧604996302880116", "characters"),
        ("7604996302880116\x00", "characters"),
        ("-", "short"),
        (7604996609910100, "number"),
        (7604996609910100.0, "number"),
        (0, "number"),
        (float("nan"), "number"),
        (None, "number"),
        ("3.27301E+15", "number"),
        ("3,27301E+15", "number"),
        ("3e15", "number"),
        (" 7.60499660991010E+15 ", "number"),
        ("7604996609910100.0", "number"),
        ("7604996609910100,00", "number"),
        ("3273010000000000", "number"),
        ("7604996609900000", "number"),
        ("0000000000000000", "dummy"),
        ("1111111111111111", "dummy"),
        ("9999999999999999", "dummy"),
        ("1234567890123456", "dummy"),
        ("9876543210987654", "dummy"),
        ("2004996302880116", "place"),
        ("9904996302880116", "place"),
        ("7600996302880116", "place"),
        ("7604006302880116", "place"),
        ("7604993202880116", "date"),
        ("7604990002880116", "date"),
        ("7604994002880116", "date"),
        ("7604997202880116", "date"),
        ("7604993102880116", "date"),
        ("7604996313880116", "date"),
        ("7604996300880116", "date"),
        ("7604992902010116", "date"),
        ("7604996302880000", "serial"),
    ],
)
def test_a_wrong_structure_is_refused_by_name(raw, code):
    """NX03"""
    with pytest.raises(NikError) as refused:
        clean_nik(raw)
    assert refused.value.code == code
    assert refused.value.message == str(refused.value)


@pytest.mark.parametrize("raw", ["3.27301E+15", 7604996609910100, "7604996302880000", "3273010000000000"])
def test_a_number_damaged_by_a_spreadsheet_is_explained(raw):
    with pytest.raises(NikError, match="lembar kerja"):
        clean_nik(raw)


def test_a_refusal_never_repeats_the_number():
    for raw in ("7604996302880000", "760499630288011", "9904996302880116"):
        with pytest.raises(NikError) as refused:
            clean_nik(raw)
        assert raw not in repr(refused.value) and raw[:6] not in str(refused.value)


def test_a_leap_day_exists_in_one_of_the_centuries():
    assert parse_nik("7604996902000001").day == 29
    assert birth_candidates(parse_nik("7604996902000001"), on=TODAY) == [date(2000, 2, 29)]


def test_what_the_digits_say():
    woman, man = parse_nik("7604996006760109"), parse_nik("7604992211900114")
    assert (woman.district_code, woman.day, woman.month, woman.year) == ("760499", 20, 6, 76)
    assert (woman.sex, woman.serial) == ("P", "0109")
    assert (man.sex, man.day) == ("L", 22)


def test_the_century_is_not_in_the_number():
    assert birth_candidates(parse_nik("7604992211100001"), on=TODAY) == [date(2010, 11, 22), date(1910, 11, 22)]
    assert birth_candidates(parse_nik("7604992211900001"), on=TODAY) == [date(1990, 11, 22)]
    assert birth_candidates(parse_nik("7604993107260001"), on=TODAY)[0] == TODAY
    assert birth_candidates(parse_nik("7604990108260001"), on=TODAY) == [date(1926, 8, 1)]


def test_a_match_gives_no_warning():
    assert cross_check("7604036006760109", date(1976, 6, 20), "P", {"760403"}) == []


@pytest.mark.parametrize(
    ("birth_on", "sex", "known", "codes"),
    [
        (date(1976, 6, 21), "P", {"760403"}, ["birth"]),
        (date(1977, 6, 20), "P", {"760403"}, ["birth"]),
        (date(1976, 6, 20), "L", {"760403"}, ["sex"]),
        (date(1976, 6, 20), "P", {"760404"}, ["region"]),
        (date(1980, 1, 1), "L", set(), ["birth", "sex", "region"]),
        (None, "", {"760403"}, []),
        (None, None, {"760403"}, []),
    ],
)
def test_a_mismatch_is_a_warning_and_never_a_refusal(birth_on, sex, known, codes):
    """NX03"""
    warnings = cross_check("7604036006760109", birth_on, sex, known)
    assert [warning.code for warning in warnings] == codes
    assert not any(char.isdigit() for warning in warnings for char in warning.message)


def test_a_demo_number_is_known_by_its_district_and_not_looked_up():
    assert is_demo("7604996006760109") and not is_demo("7604036006760109")
    assert cross_check("7604996006760109", None, None, set()) == []


def test_the_middle_is_masked():
    """AU04"""
    assert mask_nik("3374011508900001") == "3374••••••••0001"
    assert mask_nik("760499") == "•" * 16


@given(people())
def test_what_was_put_in_is_read_back(person):
    nik, born, sex = person
    if nik.endswith("00000"):
        return
    assert clean_nik(nik) == nik
    assert born in birth_candidates(parse_nik(nik), on=TODAY)
    assert cross_check(nik, born, sex, set()) == []


@given(st.text(max_size=24) | st.text("0123456789. -'", min_size=14, max_size=20))
def test_any_text_is_sixteen_digits_or_a_named_refusal(raw):
    try:
        nik = clean_nik(raw)
    except NikError as refusal:
        assert refusal.code in {"short", "long", "characters", "number", "dummy", "place", "date", "serial"}
    else:
        assert len(nik) == 16 and nik.isascii() and nik.isdigit()
