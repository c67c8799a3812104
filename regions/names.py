"""Names of regions as people type them. Pure: no database."""

import re
import unicodedata

_DROPPED = re.compile(r"['’‘`]")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def search_words(text: str) -> str:
    """Return ``text`` as plain lower-case words: ``"Ma'rang – Utara"`` becomes ``"marang utara"``.

    Accents and apostrophes go, every other sign becomes a space; what is left has no character that a LIKE pattern or
    a search index treats specially.
    """
    plain = unicodedata.normalize("NFKD", _DROPPED.sub("", text)).encode("ascii", "ignore").decode("ascii")
    return _NOT_WORD.sub(" ", plain.lower()).strip()


def search_key(name: str) -> str:
    """Return one name as it stands in a key: its words, closed by a comma.

    The key of a region is its own name followed by those above it, nearest first: ``bumiayu, wonomulyo, ...,``.
    """
    return f"{search_words(name)},"
