"""Text that leaves as CSV, safe to open in a spreadsheet (IE10). Pure."""

# The wide forms are what an East Asian keyboard writes; a spreadsheet in such a language takes them for formulas too.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def neutral(text: str) -> str:
    """A text that no spreadsheet takes for a formula; taking one leading apostrophe away gives the text back."""
    return f"'{text}" if text.startswith((*FORMULA_SIGNS, "'")) else text
