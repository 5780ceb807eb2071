"""Ids of rows in URLs, forms and API requests."""

# SQLite and PostgreSQL store ids in 64 bits; there is no row with a larger id.
LARGEST_ID = 2**63 - 1
_MAX_DIGITS = 18  # every number with this many digits is below LARGEST_ID


def row_id(text: str) -> int | None:
    """Return the id that a text contains; None if the text is not an id."""
    return int(text) if text.isdecimal() and len(text) <= _MAX_DIGITS else None
