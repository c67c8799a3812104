"""Text that leaves as CSV, safe to open in a spreadsheet, and the way back (IE10). Pure."""

import re

# The wide forms are what an East Asian keyboard writes; a spreadsheet in such a language takes them for formulas too.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Also after blanks: some spreadsheets drop them before they look.
_MEANT_AS_FORMULA = re.compile(r"[\s\u200b\ufeff]*[=+\-@＝＋－＠]|[\t\r\n']")


def neutral(text: str) -> str:
    """A text that no spreadsheet takes for a formula; taking one leading apostrophe away gives the text back."""
    # Most texts begin with a letter or a figure; a million rows feel the difference.
    return f"'{text}" if not text[:1].isalnum() and _MEANT_AS_FORMULA.match(text) else text


def plain(cell: str) -> str:
    """What `neutral` was given: its apostrophe is taken away, one that a person has written stays."""
    return cell[1:] if cell.startswith("'") and _MEANT_AS_FORMULA.match(cell[1:]) else cell
