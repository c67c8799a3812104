"""One name for UPPKS/UPPKA, chosen by date (RP08)."""

from datetime import date

import pytest

from groups.programme import programme_name


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(1985, 7, 1), "UPPKA"),
        (date(1993, 12, 31), "UPPKA"),
        (date(1994, 1, 1), "UPPKS"),
        (date(2015, 6, 29), "UPPKS"),
        (date(2020, 12, 31), "UPPKS"),
        (date(2021, 1, 1), "UPPKA"),
        (date(2026, 11, 22), "UPPKA"),
    ],
)
def test_the_programme_bears_the_name_of_the_day(day, name):
    """RP08: UPPKS from 1994 up to the end of 2020, UPPKA before and since."""
    assert programme_name(day) == name
