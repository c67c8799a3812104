"""Region codes: level and parent follow from the length, scope is a range on the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regions.codes import (
    PROVINCE_CODES,
    WIB,
    WIT,
    WITA,
    CodeError,
    Level,
    ancestors_of,
    clean_code,
    code_at,
    code_range,
    is_inside,
    level_of,
    parent_of,
    time_zone_of,
)


def _code_of_length(length: int) -> st.SearchStrategy[str]:
    return st.from_regex(rf"[1-9][0-9]{{{length - 1}}}", fullmatch=True)


codes = st.one_of(st.just("0"), *(_code_of_length(length) for length in (2, 4, 6, 10)))


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        ("0", Level.NATION, None),
        ("33", Level.PROVINCE, "0"),
        ("3374", Level.REGENCY, "33"),
        ("337401", Level.DISTRICT, "3374"),
        ("3374011001", Level.VILLAGE, "337401"),
    ],
)
def test_level_and_parent_follow_from_the_length(code, level, parent):
    assert level_of(code) is level
    assert parent_of(code) == parent


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "3",
        "333",
        "33740",
        "33740110",
        "33740110011",
        "33a4",
        "٣٣",
        "3३",
        "00",
        "03",
        "0374",
        "1",
        "-1",
        "33 ",
    ],
)
def test_anything_else_is_no_code(wrong):
    with pytest.raises(CodeError):
        level_of(wrong)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("33.74.01.1001", "3374011001"),
        (" 33 74 ", "3374"),
        ("'337401", "337401"),
        ("33-74-01-1001", "3374011001"),
        ("33\u00a074", "3374"),
        ("0", "0"),
    ],
)
def test_a_pasted_code_is_cleaned(raw, code):
    assert clean_code(raw) == code


@pytest.mark.parametrize("raw", ["", "...", "Bumiayu", "33.74.01.100", "1' OR '1'='1", "33\x0074"])
def test_a_wrong_code_is_refused_with_an_example(raw):
    with pytest.raises(CodeError, match="Kode wilayah"):
        clean_code(raw)


def test_ancestors_run_up_to_the_nation():
    assert ancestors_of("3374011001") == ["337401", "3374", "33", "0"]
    assert ancestors_of("0") == []


def test_code_at_a_level():
    assert code_at("3374011001", Level.REGENCY) == "3374"
    assert code_at("3374011001", Level.NATION) == "0"
    assert code_at("33", Level.PROVINCE) == "33"
    assert code_at("33", Level.VILLAGE) is None


@pytest.mark.parametrize(
    ("code", "bounds"),
    [
        ("0", ("0", None)),
        ("33", ("33", "34")),
        ("39", ("39", "4")),
        ("99", ("99", None)),
        ("3399", ("3399", "34")),
        ("3374011009", ("3374011009", "337401101")),
        ("9999999999", ("9999999999", None)),
    ],
)
def test_the_range_of_a_code(code, bounds):
    assert code_range(code) == bounds


@given(inner=codes, outer=codes)
def test_the_range_holds_exactly_what_lies_inside(inner, outer):
    low, high = code_range(outer)
    in_range = inner >= low and (high is None or inner < high)
    assert in_range == (outer == "0" or inner.startswith(outer)) == is_inside(inner, outer)


@given(code=codes, tail=st.text("0123456789", max_size=8))
def test_the_range_holds_every_longer_code(code, tail):
    low, high = code_range(code)
    assert low <= code + tail and (high is None or code + tail < high)


@given(code=codes)
def test_every_ancestor_holds_its_descendant(code):
    levels = [level_of(above) for above in ancestors_of(code)]
    assert levels == sorted(levels, reverse=True)
    assert all(is_inside(code, above) for above in ancestors_of(code))


def test_there_are_38_provinces_each_with_a_time_zone():
    assert len(PROVINCE_CODES) == 38
    zones = {code: time_zone_of(code) for code in PROVINCE_CODES}
    assert {c for c, z in zones.items() if z == WITA} == {
        "51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76",
    }  # fmt: skip
    assert {c for c, z in zones.items() if z == WIT} == {
        "81", "82", "91", "92", "93", "94", "95", "96",
    }  # fmt: skip
    assert {c for c, z in zones.items() if z == WIB} == {
        "11", "12", "13", "14", "15", "16", "17", "18", "19", "21",
        "31", "32", "33", "34", "35", "36", "61", "62",
    }  # fmt: skip


def test_a_village_has_the_zone_of_its_province():
    assert time_zone_of("7604032008") == WITA
    assert time_zone_of("0") == WIB


def test_a_new_province_takes_its_island_zone_but_kalimantan_is_not_guessed():
    assert time_zone_of("97") == WIT
    for unknown in ("66", "41"):
        with pytest.raises(CodeError, match=unknown):
            time_zone_of(unknown)
