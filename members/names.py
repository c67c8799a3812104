"""Names of people as keys for finding and comparing. Pure: no database.

The key leaves out what one list writes and another does not: case, accents, signs, forms of address and degrees.
"""

from regions.names import search_words

KEY_LENGTH = 120
SEARCH_LENGTH = 3

_ADDRESS = frozenset(
    "h hj haji hajah hajjah kh ny nyonya tn tuan nn nona ibu bu bapak bpk bp pak sdr sdri saudara saudari"
    " dr drg drs dra ir prof ust ustadz ustadzah ustaz ustazah".split()
)
_DEGREES = frozenset(
    "se sh sp st ss si sos sip sag spd spdi spdsd sap ssi ssos skm skep skom spt spi stp sst stt sth sstp ma mm mh"
    " msi mpd mkes mt mp mpdi map mkm msc bsc ba amd amdkeb amdkep amk ns strkeb spsi lc phd".split()
)


def name_key(name: str) -> str:
    """Return the key of a name: ``"Hj. Siti Aminah, S.Pd"`` becomes ``"siti aminah"``.

    Forms of address go from the front, degrees after a comma go from the end; a name that is nothing else is kept.
    Returns an empty text where the name has no letter that can be keyed.
    """
    whole, _comma, rest = name.partition(",")
    words = search_words(whole).split() + _kept_after_comma(rest)
    while len(words) > 1 and words[0] in _ADDRESS:
        words.pop(0)
    return " ".join(words)[:KEY_LENGTH].strip()


def _kept_after_comma(rest: str) -> list[str]:
    """The words after a comma that are no degree: people also write ``"Aminah, Siti"``."""
    kept: list[str] = []
    if not rest:
        return kept
    for part in rest.replace(".", "").split(","):
        words = search_words(part).split()
        kept += [word for word in words if word not in _DEGREES]
    return kept


def has_letters(name: str) -> bool:
    """Say whether the name can be keyed and is more than figures."""
    return any(letter.isalpha() for letter in name_key(name))
