"""Errors as the contract writes them: 400 `{"field": ["…"]}`, everything else `{"detail": "…"}`."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.core.exceptions import ValidationError as ServiceError
from rest_framework import status
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler as rest_exception_handler
from rest_framework.views import set_rollback

from ..exceptions import Conflict


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    if isinstance(error, Conflict):
        set_rollback()
        return Response({"detail": str(error)}, status=status.HTTP_409_CONFLICT)
    if isinstance(error, ServiceError):
        fields = getattr(error, "error_dict", None) and error.message_dict
        error = ValidationError(fields or {NON_FIELD_ERRORS: error.messages})
    if isinstance(error, ParseError):
        error = ValidationError({"non_field_errors": [f"The body could not be read: {error.detail}"]})
    response = rest_exception_handler(error, context)
    if response is not None and isinstance(error, ValidationError):
        detail = response.data
        fields = detail if isinstance(detail, dict) else {"non_field_errors": detail}
        response.data = {field: list(_sentences(problems)) for field, problems in fields.items()}
    return response


def _sentences(problems: Any, where: str = "") -> Any:
    """Nested problems as flat sentences that say where they belong: `item 2, color: …`."""
    if isinstance(problems, dict):
        for key, inner in problems.items():
            slot = f"item {key + 1}" if isinstance(key, int) else str(key)
            yield from _sentences(inner, f"{where}, {slot}" if where else slot)
    elif isinstance(problems, list):
        for index, inner in enumerate(problems):
            nested = isinstance(inner, dict)
            yield from _sentences(inner, f"{where}, item {index + 1}".lstrip(", ") if nested else where)
    else:
        yield f"{where}: {problems}" if where else str(problems)
