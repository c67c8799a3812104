"""What names that are like another must share, as PostgreSQL's pg_trgm counts it. Pure: no database.

A name is cut into pieces of three letters, each word with two blanks before it and one behind. Two names are alike when
they share at least six in ten pieces of the one searched for.
"""

SHARE = 0.6
"""The share of pieces that must be common; pg_trgm's own default."""

# The letters of Indonesian names from the most frequent on; a piece of rare letters tells more names apart.
_FREQUENT = "anisruteymhdlwokbgpfjczvxq"


def pieces_of(key: str) -> set[str]:
    """The pieces of a key: ``"ani"`` gives ``{"  a", " an", "ani", "ni "}``."""
    found: set[str] = set()
    for word in key.split():
        padded = f"  {word} "
        found.update(padded[start : start + 3] for start in range(len(padded) - 2))
    return found


def telling_pieces(key: str) -> list[str]:
    """As few pieces as can be of which every name that is like `key` has at least one; rare ones before frequent ones.

    Whoever shares six in ten pieces can lack four in ten at most: of one piece more than that, one must be there. Only
    pieces without blanks are named, so that they can be looked for inside a name; empty where too few are.
    """
    pieces = pieces_of(key)
    shared = -(-len(pieces) * 6 // 10)
    wanted = len(pieces) - shared + 1
    inner = sorted((piece for piece in pieces if " " not in piece), key=lambda piece: (-_rarity(piece), piece))
    return inner[:wanted] if pieces and len(inner) >= wanted else []


def _rarity(piece: str) -> int:
    return sum(_FREQUENT.find(letter) if letter in _FREQUENT else len(_FREQUENT) for letter in piece)
