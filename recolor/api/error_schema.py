"""The error answers of all calls in the schema, and the header If-None-Match; a call's own description stays."""

from collections.abc import Iterator
from typing import Any

_DETAIL = {"$ref": "#/components/schemas/DetailOutput"}
_FIELDS = {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}}
_IF_NONE_MATCH = {
    "in": "header",
    "name": "If-None-Match",
    "schema": {"type": "string"},
    "description": "The ETag of an earlier answer.",
}
_RETRY_AFTER = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds"}}


def add_error_answers(result: dict[str, Any], **_options: Any) -> dict[str, Any]:
    """Add the error answers that a call may give, by what it takes. A postprocessing hook of drf-spectacular."""
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            for status, answer in _error_answers(path, operation):
                own = operation["responses"].setdefault(status, answer)
                own.setdefault("content", answer["content"])
            if method == "get":  # see conditional.py
                operation.setdefault("parameters", []).append(_IF_NONE_MATCH)
                operation["responses"]["304"] = {"description": "Nothing has changed"}
                operation["responses"]["412"] = _answer("The ETag differs from those in If-Match")
    return result


def _error_answers(path: str, operation: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the statuses and the answers of a call; see errors.py for their format."""
    parameters = {(each["in"], each["name"]) for each in operation.get("parameters", [])}
    has_body = "requestBody" in operation
    has_query = any(place == "query" for place, _name in parameters)
    is_list = ("query", "page") in parameters
    if has_body or has_query:
        yield "400", _answer("Validation errors by field", _FIELDS)
    yield "401", _answer("The key is missing, unknown, expired or revoked")
    if "{" in path or is_list:
        yield "404", _answer("Nothing with this id, or no such page, in the workspace of the key")
    if ("header", "Idempotency-Key") in parameters:
        yield "409", _answer("The Idempotency-Key was used with another call or body")
    if has_body:
        yield "413", _answer("The body is too large")
        yield "415", _answer("The body has another media type")
    yield "429", _answer("Too many requests", headers=_RETRY_AFTER)
    yield "503", _answer("The database or the storage cannot be reached", headers=_RETRY_AFTER)


def _answer(description: str, schema: dict[str, Any] = _DETAIL, **more: Any) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}, **more}
