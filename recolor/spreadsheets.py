"""Texts in tables that a spreadsheet opens."""

# A spreadsheet runs a cell that starts with one of these as a formula (OWASP, "CSV Injection").
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: object) -> object:
    """Return the value of a cell; a text that a spreadsheet would run as a formula gets an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value


def plain_text(text: str) -> str:
    """Return a cell's text without the apostrophe that `safe_cell` has put in front."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA_STARTS) else text
