"""The parser of JSON bodies. Their size is limited before, by `recolor_site.body_limit`."""

import json
from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

_LEVELS = 20  # of objects and lists within each other; the API's bodies have three


class FlatJSONParser(JSONParser):
    """A JSON parser that refuses bodies with which later steps would fail.

    Deeply nested ones would exceed Python's recursion limit. A surrogate without its other half can be written as an
    escape, but neither an answer nor the database can contain it.
    """

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            body = super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise _TOO_DEEP from error
        if _levels_exceed(body, _LEVELS):
            raise _TOO_DEEP
        try:
            json.dumps(body, ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            raise _NO_TEXT from error
        return body


_TOO_DEEP = ParseError("Its objects and lists are nested too deeply.")
_NO_TEXT = ParseError("A text in it has a surrogate without its other half, which is no character.")


def _levels_exceed(value: Any, limit: int) -> bool:
    """Return whether objects and lists are nested in more than `limit` levels."""
    level = [value]
    for _ in range(limit + 1):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return False
    return True


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
