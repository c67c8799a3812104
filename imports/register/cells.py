"""A cell as it comes out of a file, made plain: what nobody sees goes, what says nothing is empty. Pure."""

from functools import lru_cache

from accounts.csv_cells import plain

# What a spreadsheet shows where a formula went wrong.
_FORMULA_ERRORS = frozenset(
    "#ref! #n/a #value! #div/0! #name? #null! #num! #spill! #calc! #getting_data #error! #galat!".split()
)
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"))
_NOTHING = frozenset({"n/a", "n.a.", "tidak ada", "tdk ada", "null", "none", "nan", "(kosong)", "kosong"})
LONGEST_NOTHING = max(map(len, _NOTHING))
_DASHES = "-–—−_.…•"
MASK = "•"


class Refused(ValueError):
    """A cell that cannot be read: `code` names the rule, the message says what to write."""

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code = code
        self.message = message


def cleaned(raw: str) -> str:
    """The text of a cell in one line, without what nobody sees; "" for the ways to write that there is nothing."""
    if raw[:1] == "'":
        raw = plain(raw)
    if not raw.isascii():
        raw = raw.translate(_INVISIBLE)
    text = " ".join(raw.split())
    if len(text) <= LONGEST_NOTHING and text.lower() in _NOTHING:
        return ""
    return text if text[:1] not in _DASHES or text.strip(_DASHES) else ""


cleaned_often = lru_cache(16_384)(cleaned)
"""The same for columns in which the same text stands again and again."""


def is_formula_error(text: str) -> bool:
    """True for what a spreadsheet shows instead of a value, and for a cell too narrow for its number."""
    return text[:1] == "#" and (text.lower() in _FORMULA_ERRORS or not text.strip("#"))


def is_truth_value(text: str) -> bool:
    """True for a spreadsheet's yes or no, which is no text anyone wrote."""
    return text in ("TRUE", "FALSE")
