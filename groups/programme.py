"""Which of its names the programme bore on a day (RP08). Pure.

It began as UPPKA, was renamed UPPKS in the 1990s, and is officially UPPKA again since Peraturan BKKBN 17/2020.
"""

from datetime import date

_FIRST_UPPKS = date(1994, 1, 1)
_FIRST_UPPKA_AGAIN = date(2021, 1, 1)


def programme_name(day: date) -> str:
    """Return "UPPKS" for days from 1994 up to the end of 2020, else "UPPKA"."""
    return "UPPKS" if _FIRST_UPPKS <= day < _FIRST_UPPKA_AGAIN else "UPPKA"
