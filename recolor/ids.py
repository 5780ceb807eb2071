"""Ids as they come from outside."""

# SQLite and PostgreSQL keep ids in 64 bits; a larger number names nothing.
LARGEST_ID = 2**63 - 1
_MOST_DIGITS = 18  # every number of so many is below the largest


def row_id(text: str) -> int | None:
    """The id that a text in an address or a form writes; None if it writes none."""
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None
