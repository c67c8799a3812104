"""The month a table names, in Indonesian. Pure."""

from regions.names import search_words

MONTHS = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()
_OTHER = {"peb": 2, "pebruari": 2, "agt": 8, "ags": 8, "nopember": 11, "nop": 11}


def month_number(text: str) -> int | None:
    """The number of the month named first: `JANUARI`, `Jan 2026`, `01`; None for anything else."""
    word = search_words(text).partition(" ")[0]
    if word.isdigit() and len(word) <= 2:
        return int(word) if 1 <= int(word) <= 12 else None
    for number, name in enumerate(MONTHS, start=1):
        if word == name.lower() or (len(word) == 3 and name.lower().startswith(word)):
            return number
    return _OTHER.get(word)


def month_name(number: int) -> str:
    """`1` is Januari."""
    return MONTHS[number - 1]
