"""Reading the SKU and the view of a photo from its file name, by a pattern such as `{sku}_{view}`.

In a pattern, `{sku}` and `{view}` stand for these, `*` for any text, and everything else for itself, in any case. The
SKU takes as much of the name as it can: with `{sku}_{view}`, the SKU of `AB_12_front.jpg` is `AB_12`.
"""

import itertools
import re
from typing import NamedTuple

_TOKEN = re.compile(r"(\{[^{}]*\}|\*)")
_EXPRESSIONS = {"{sku}": "(?P<sku>.+)", "{view}": "(?P<view>.+?)", "*": ".*?"}
_MAXIMUM_TOKENS = 5  # more make the search slow and are never needed
MAXIMUM_PATTERN, MAXIMUM_SKU, MAXIMUM_VIEW = 80, 60, 40  # characters


class PatternError(ValueError):
    """The pattern cannot be used; the message says why and what would be right."""


class PhotoIdentity(NamedTuple):
    """The SKU of the product in a photo, and which view of it the photo shows, such as `front`; both may be empty."""

    sku: str
    view: str


def read_file_name(name: str, pattern: str) -> PhotoIdentity | None:
    """Return what a file name, with or without its extension, says; None if it does not match the pattern."""
    stem = re.sub(r"\.[A-Za-z]{3,4}$", "", name.strip())
    match = re.fullmatch(_expression(pattern), stem, re.IGNORECASE)
    if match is None:
        return None
    found = match.groupdict()
    identity = PhotoIdentity(found["sku"].strip(), found.get("view", "").strip())
    is_usable = 0 < len(identity.sku) <= MAXIMUM_SKU and len(identity.view) <= MAXIMUM_VIEW
    return identity if is_usable else None


def check_pattern(pattern: str) -> None:
    """Raise PatternError for a pattern that cannot be used."""
    _expression(pattern)


def _expression(pattern: str) -> str:
    """Return the regular expression of a pattern. Raises PatternError."""
    parts = [part for part in _TOKEN.split(pattern) if part]
    tokens = [part for part in parts if _TOKEN.fullmatch(part)]
    if unknown := [token for token in tokens if token not in _EXPRESSIONS]:
        raise PatternError(f"{unknown[0]} is not known. Use {{sku}}, {{view}} and * (any text).")
    if tokens.count("{sku}") != 1 or tokens.count("{view}") > 1:
        raise PatternError("Use {sku} once, and {view} at most once.")
    if len(tokens) > _MAXIMUM_TOKENS:
        raise PatternError(f"Use at most {_MAXIMUM_TOKENS - 2} times *.")
    if any(first in tokens and second in tokens for first, second in itertools.pairwise(parts)):
        raise PatternError("Put a separator, such as _ or -, between two parts of the pattern.")
    return "".join(_EXPRESSIONS.get(part, re.escape(part)) for part in parts)
