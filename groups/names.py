"""Names of groups, made comparable. Pure.

"Kelompok UPPKS Melati-1" and "UPPKA MELATI 1" are the same name to those who live there.
"""

from regions.names import search_words

# Words that every group carries in its name; they tell no two groups apart.
_CARRIED_BY_ALL = frozenset("kelompok klp kel usaha uppks uppka upk".split())


def name_key(name: str) -> str:
    """Return the name as plain lower-case words, without those that every group carries.

    A name made of such words alone keeps them.
    """
    words = search_words(name).split()
    return " ".join([word for word in words if word not in _CARRIED_BY_ALL] or words)[:120]
