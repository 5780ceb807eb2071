"""What error answers say in place of REST framework's texts: what would be right, in the words of the API."""

from collections.abc import Iterable

KEY_MISSING = "Send an API key in the header x-api-key. Keys are created on the settings page of the studio."
NO_PAGE = "There is no page {page_number}. The first page is 1; `next` in an answer leads to the next one."
OBJECT = "Send a JSON object."
LIST = "Send a JSON list."
TEXT = "Send a text."
BOOLEAN = "Send true or false."
ETAG_DIFFERS = "The ETag differs from those in If-Match. Send the request without the header to get the new state."


def unknown_choice(choices: Iterable[object]) -> str:
    """Return the text for a value, which replaces `{input}`, that is none of the choices."""
    return f"“{{input}}” is unknown. Send {_alternatives(choices)}."


def unknown_name(known: Iterable[str]) -> str:
    """Return the text for a name that a body or the query of an address does not have."""
    return f"This name is unknown. Known here: {', '.join(known)}."


def unsupported_media_type(media_type: str, accepted: Iterable[str]) -> str:
    """Return the text for a `Content-Type` that is not accepted."""
    return f"“{media_type}” cannot be read. Send the body as {_alternatives(accepted)}."


def unsupported_method(method: str, allowed: Iterable[str]) -> str:
    """Return the text for a method that an address does not have."""
    return f"{method} is not possible here. Possible: {', '.join(allowed)}."


def _alternatives(values: Iterable[object]) -> str:
    *others, last = map(str, values)
    return f"{', '.join(others)} or {last}" if others else last
