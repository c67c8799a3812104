"""Sex told by a mark under one of two columns, `L` and `P`, as printed lists have it. Pure."""

from collections.abc import Mapping, Sequence

from imports.register.cells import cleaned_often
from regions.names import search_words

_MALE = frozenset({"l", "lk", "laki", "laki laki", "pria"})
_FEMALE = frozenset({"p", "pr", "perempuan", "wanita"})
_SEX_WORDS = frozenset({"kelamin", "kel", "jk", "sex", "gender", "l", "p"})
# What says under a column that it is not this one.
_NO = frozenset({"0", "0.0", "tidak", "bukan", "false"})

# The columns under which a man and a woman are marked.
Pair = tuple[int, int]


def ticked_pair(spellings: Mapping[int, Sequence[str]]) -> Pair | None:
    """The two columns side by side, where there is one pair; `spellings` are their headings, the fullest first."""
    male, female = (
        [place for place, ways in spellings.items() if _is_headed(ways, words)] for words in (_MALE, _FEMALE)
    )
    if len(male) == len(female) == 1 and abs(male[0] - female[0]) == 1:
        return male[0], female[0]
    return None


def _is_headed(ways: Sequence[str], words: frozenset[str]) -> bool:
    """True for a column headed by one of these words, alone or below a word for sex."""
    whole = search_words(ways[0])
    return whole in words or (
        any(search_words(text) in words for text in ways[1:]) and bool(_SEX_WORDS & set(whole.split()))
    )


def with_letter(cells: list[str], pair: Pair) -> list[str]:
    """The row with `L` or `P` in the first of the two columns; left as it is where both or none are marked."""
    if len(cells) <= max(pair):
        cells = cells + [""] * (max(pair) + 1 - len(cells))
    male, female = (_is_marked(cells[place]) for place in pair)
    if male == female:
        return cells
    first = min(pair)
    return [*cells[:first], "L" if male else "P", *cells[first + 1 :]]


def _is_marked(cell: str) -> bool:
    text = cleaned_often(cell)
    return bool(text) and text.lower() not in _NO
