"""Under which keys two spellings of one name meet, so that a name is compared with few others (SD05). Pure.

The keys are coarse: they only bring names together, and the measure of likeness decides (`duplicates.likeness`). Names
meet that sound alike from the start ("Sutarmi", "Sutarni"; "Siti Aminah", "Sitiaminah"), or whose words have the same
initials in any order ("Siti Aminah", "Aminah Siti").
"""

from itertools import groupby

START = 3
_VOWELS = frozenset("aeiou")
_SILENT = frozenset("aeiouhwy0123456789")
# What is heard or typed for one another.
_SAME = str.maketrans("mpvdgqcxzj", "nbftkkkkss")


def block_keys(key: str) -> tuple[str, ...]:
    """The one or two keys of a name key; none for an empty one.

    >>> block_keys("siti aminah"), block_keys("aminah siti"), block_keys("sutarmi")
    (('stn', '+as'), ('ans', '+as'), ('str',))
    """
    words = key.split()
    if not words:
        return ()
    start = _sound("".join(words))[:START]
    if len(words) == 1:
        return (start,)
    return start, "+" + "".join(sorted(_first(word) for word in words))


def _sound(name: str) -> str:
    """The first sound and the consonants after it, each once where it is doubled."""
    heard = _first(name) + "".join(letter for letter in name[1:].translate(_SAME) if letter not in _SILENT)
    return "".join(letter for letter, _group in groupby(heard))


def _first(word: str) -> str:
    return "a" if word[0] in _VOWELS else word[0].translate(_SAME)
